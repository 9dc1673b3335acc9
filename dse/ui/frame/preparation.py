"""What all figures of a large version start from, made at its first opening under a bar that everybody who opens it sees."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path

from dse.query import prepare_version
from dse.query.cache import Cache
from dse.store import Store
from dse.ui.frame.progress_bar import show_progress

TEXT = "Préparation des données de cette version : elle ne se fait qu’une fois…"
REFRESH_S = 0.2
VERSIONS = 4
# Not in the thread of a page: a click there stops the page, and would start the work again.
_worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="preparation")


@dataclass
class _Preparation:
    """How far the preparation of a version has come, from 0 to 1, and its end."""

    share: float = 0.0
    end: Future[None] = field(default_factory=Future)


_preparations = Cache(VERSIONS)


def prepare(key: object, store_path: Path, number: int) -> None:
    """Wait for the preparation of a version, whoever began it. `key` stands for all that it depends on.

    Where it fails, the figures that need it say why.
    """
    preparation = _preparations.get(key, lambda: _begin(store_path, number))
    if preparation.end.done():
        return
    with show_progress(TEXT) as move:
        while not wait([preparation.end], timeout=REFRESH_S).done:
            move(preparation.share, TEXT)


def _begin(store_path: Path, number: int) -> _Preparation:
    preparation = _Preparation()

    def note(_: str, share: float) -> None:
        preparation.share = share

    preparation.end = _worker.submit(prepare_version, Store(store_path), number, note)
    return preparation

"""What all figures of a large version start from, made at its first opening under a bar that everybody who opens it sees."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from dse.errors import StoreError
from dse.query import can_be_prepared, prepare_version
from dse.store import Store
from dse.ui.frame.progress_bar import show_progress

TEXT = "Préparation des données de cette version : elle ne se fait qu’une fois…"
REFRESH_S = 0.2
VERSIONS = 4
# Not in the thread of a page: a click there stops the page, and would start the work again.
_worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="preparation")


@dataclass
class _Preparation:
    """How far the preparation of a version has come, from 0 to 1, and the folder that it makes."""

    share: float = 0.0
    folder: Future[Path | None] = field(default_factory=Future)

    @property
    def has_lapsed(self) -> bool:
        """Whether it ended without facts, or these were removed since."""
        if not self.folder.done():
            return False
        folder = None if self.folder.exception() else self.folder.result()
        return folder is None or not folder.exists()


_preparations: dict[object, _Preparation] = {}
_lock = Lock()


def prepare(key: object, store_path: Path, number: int) -> None:
    """Wait for the preparation of a version, whoever began it. `key` stands for all that it depends on.

    Where it fails, the figures that need it say why, and the next page tries again if it could succeed.
    """
    preparation = _find_or_begin(key, store_path, number)
    if preparation.folder.done():
        return
    with show_progress(TEXT) as move:
        while not wait([preparation.folder], timeout=REFRESH_S).done:
            move(preparation.share, TEXT)


def _find_or_begin(key: object, store_path: Path, number: int) -> _Preparation:
    with _lock:
        preparation = _preparations.pop(key, None)
        if preparation is None or (preparation.has_lapsed and _can_be_prepared(store_path, number)):
            preparation = _begin(store_path, number)
        _preparations[key] = preparation
        if len(_preparations) > VERSIONS:
            del _preparations[next(iter(_preparations))]
        return preparation


def _can_be_prepared(store_path: Path, number: int) -> bool:
    try:
        return can_be_prepared(Store(store_path), number)
    except StoreError:
        return False


def _begin(store_path: Path, number: int) -> _Preparation:
    preparation = _Preparation()

    def note(_: str, share: float) -> None:
        preparation.share = share

    preparation.folder = _worker.submit(prepare_version, Store(store_path), number, note)
    return preparation

"""What all figures of a large version start from, made at its first opening under a bar that everybody who opens it sees."""

from __future__ import annotations

from pathlib import Path
from threading import Lock

from dse.errors import StoreError
from dse.query import can_be_prepared, prepare_version
from dse.store import Store
from dse.ui.frame.long_work import Note, Work

TEXT = "Préparation des données de cette version : elle ne se fait qu’une fois…"
VERSIONS = 4
Preparation = Work[Path | None]  # of the folder of facts
_preparations: dict[object, Preparation] = {}
_lock = Lock()
_turn = Lock()  # each takes much of the memory


def prepare(key: object, store_path: Path, number: int) -> None:
    """Wait for the preparation of a version, whoever began it. `key` stands for all that it depends on.

    Where it fails, the figures that need it say why, and the next page tries again if it could succeed.
    """
    _find_or_begin(key, store_path, number).follow()


def _find_or_begin(key: object, store_path: Path, number: int) -> Preparation:
    with _lock:
        preparation = _preparations.pop(key, None)
        if preparation is None or (_has_lapsed(preparation) and _can_be_prepared(store_path, number)):
            preparation = _begin(store_path, number)
        _preparations[key] = preparation
        if len(_preparations) > VERSIONS:
            del _preparations[next(iter(_preparations))]
        return preparation


def _has_lapsed(preparation: Preparation) -> bool:
    """Whether it ended without facts, or these were removed since."""
    if not preparation.future.done():
        return False
    folder = None if preparation.future.exception() else preparation.future.result()
    return folder is None or not folder.exists()


def _can_be_prepared(store_path: Path, number: int) -> bool:
    try:
        return can_be_prepared(Store(store_path), number)
    except StoreError:
        return False


def _begin(store_path: Path, number: int) -> Preparation:
    def prepare_in_turn(note: Note) -> Path | None:
        with _turn:
            return prepare_version(Store(store_path), number, lambda _, share: note(share, TEXT))

    preparation = Preparation(TEXT)
    preparation.start(prepare_in_turn)
    return preparation

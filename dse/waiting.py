"""Waiting for another program: for a lock that it has, for a file that it holds a moment. Standard library only."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import BinaryIO, TypeVar

from dse.process import print_message

Result = TypeVar("Result")

# What Windows answers while an antivirus, an indexer, a sync tool or a reader holds a file.
HELD_BY_ANOTHER_PROGRAM = frozenset({5, 32, 33})
PAUSES_S = (0.05, 0.1, 0.2, 0.4, 0.8, 0.8)
_BETWEEN_TRIES_S = 0.5


def wait_for_lock(file: BinaryIO, meanwhile: str) -> None:
    """Lock an open file until it is closed, saying a sentence if another process has it. The system takes it from what was killed."""
    if _try_lock(file):
        return
    print_message(meanwhile)
    while not _try_lock(file):
        time.sleep(_BETWEEN_TRIES_S)


def retry_while_held(action: Callable[[], Result]) -> Result:
    """The result of an action on a file, tried again for two seconds while another program holds it. The OSError of the last try."""
    for pause in PAUSES_S:
        try:
            return action()
        except OSError as error:
            if getattr(error, "winerror", None) not in HELD_BY_ANOTHER_PROGRAM:
                raise
            time.sleep(pause)
    return action()


def _try_lock(file: BinaryIO) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:  # a shared disk may know no locks
        return True
    return True

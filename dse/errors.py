"""The errors a reader can act on: one French sentence with advice, shown without a traceback."""

from __future__ import annotations


class ReaderError(Exception):
    """Base of our errors. The message is a French sentence; `exit_code` is the command line's."""

    exit_code = 4


class StoreError(ReaderError):
    """The store cannot do what was asked."""


class Damaged(StoreError):
    """A file of the store is not the one that was checked; the message names it."""


class Conflict(StoreError):
    """Someone else committed first."""


class Refused(ReaderError):
    """What was asked is understood and not done; the message says why."""

    exit_code = 2

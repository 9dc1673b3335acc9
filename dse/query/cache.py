"""Answers kept for those who ask the same: bounded, and computed once however many ask at the same time."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import CancelledError, Future
from threading import Lock
from typing import Any


class Cache:
    """The values of the last keys asked, of so many entries and so many bytes in all.

    A value of more than a quarter of the bytes would drive out the others. Beside them, the last such value is kept if it has no more
    than twice the bytes: those who ask for it in one run do not compute it twice.

    Who asks for a key that another is computing waits for it. An error is handed to those who wait, and kept for nobody else.
    Where the other's run is stopped, which is no error of the computation, one of those who wait computes.
    """

    def __init__(
        self,
        entries: int,
        size_bytes: float = math.inf,
        count_bytes: Callable[[Any], int] = lambda value: 0,
    ) -> None:
        self.entries, self.size_bytes = entries, size_bytes
        self._count_bytes = count_bytes
        self._values: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._running: dict[Hashable, Future[Any]] = {}
        self._bytes = 0
        self._long_value: dict[Hashable, Any] = {}  # one at most
        self._lock = Lock()

    def get(self, key: Hashable, compute: Callable[[], Any]) -> Any:
        """The value of a key; `compute` makes it where it is not there."""
        while True:
            with self._lock:
                if key in self._values:
                    self._values.move_to_end(key)
                    return self._values[key][0]
                if key in self._long_value:
                    return self._long_value[key]
                running = self._running.get(key)
                if running is None:
                    own: Future[Any] = Future()
                    self._running[key] = own
            if running is None:
                return self._compute(key, compute, own)
            try:
                return running.result()
            except CancelledError:
                continue

    def _compute(self, key: Hashable, compute: Callable[[], Any], own: Future[Any]) -> Any:
        try:
            value = compute()
        except BaseException as error:
            with self._lock:
                self._running.pop(key, None)
            if isinstance(error, Exception):
                own.set_exception(error)
            else:
                own.cancel()
            raise
        with self._lock:
            self._running.pop(key, None)
            self._keep(key, value)
        own.set_result(value)
        return value

    def _keep(self, key: Hashable, value: Any) -> None:
        size = self._count_bytes(value)
        if size > self.size_bytes / 4:
            if size <= 2 * self.size_bytes:
                self._long_value = {key: value}
            return
        self._values[key] = value, size
        self._bytes += size
        while len(self._values) > self.entries or self._bytes > self.size_bytes:
            _, (_, gone) = self._values.popitem(last=False)
            self._bytes -= gone

    def forget(self, key: Hashable) -> None:
        """Forget the value of a key, if it is there."""
        with self._lock:
            _, size = self._values.pop(key, (None, 0))
            self._bytes -= size
            self._long_value.pop(key, None)

    def clear(self) -> None:
        """Forget every value."""
        with self._lock:
            self._values.clear()
            self._long_value = {}
            self._bytes = 0

    def __contains__(self, key: Hashable) -> bool:
        return key in self._values or key in self._long_value

    def __len__(self) -> int:
        return len(self._values) + len(self._long_value)

    def values(self) -> list[Any]:
        """What is kept."""
        return [*(value for value, _ in self._values.values()), *self._long_value.values()]

"""Draw many charts side by side. vl-convert draws one at a time in a process, so others do it in theirs."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager, suppress
from queue import Empty, SimpleQueue
from threading import Thread

from dse import process
from dse.export.files import figure_drawing
from dse.export.files.figure_drawing import Drawing, FigurePictures

CHILD = "dse.export.files.drawing_program"
MOST_CHILDREN = 4  # each takes about 150 MB
DRAWINGS_WORTH_ONE = 6  # a child takes as long to start as to draw a few

Child = subprocess.Popen[bytes]


class DrawingPool:
    """Children that draw side by side; without any, charts are drawn in this process.

    Its threads are not those of an executor, which Python would wait for where the server ends.
    """

    def __init__(self, children: Sequence[Child]) -> None:
        self._requests: SimpleQueue[tuple[Drawing, Future[FigurePictures]] | None] = SimpleQueue()
        self._threads = [
            Thread(target=self._draw_all, args=(child,), name="drawing", daemon=True)
            for child in children or [None]
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, drawing: Drawing) -> Future[FigurePictures]:
        """Have the pictures of a drawing drawn, after those asked for before."""
        future: Future[FigurePictures] = Future()
        self._requests.put((drawing, future))
        return future

    def close(self) -> None:
        """Draw nothing more."""
        with suppress(Empty):
            while True:
                _, future = self._requests.get_nowait()
                future.cancel()
        for _ in self._threads:
            self._requests.put(None)
        for thread in self._threads:
            thread.join()

    def _draw_all(self, child: Child | None) -> None:
        while request := self._requests.get():
            drawing, future = request
            try:
                future.set_result(_draw(child, drawing))
            except BaseException as error:  # noqa: BLE001  raised again by who asks for the pictures
                future.set_exception(error)


@contextmanager
def open_pool(drawings: int) -> Iterator[DrawingPool]:
    """A pool for so many drawings, for as long as the block lasts."""
    count = min(os.cpu_count() or 1, MOST_CHILDREN, drawings // DRAWINGS_WORTH_ONE)
    with ExitStack() as running:
        pool = DrawingPool(_start_children(count, running) if count > 1 else [])
        running.callback(pool.close)
        yield pool


def _draw(child: Child | None, drawing: Drawing) -> FigurePictures:
    """The pictures, as a child draws them. One that has died harms nothing: they are drawn here."""
    if child is not None:
        with suppress(OSError, ValueError):
            return _draw_in_child(child, drawing)
    return figure_drawing.draw(drawing)


def _draw_in_child(child: Child, drawing: Drawing) -> FigurePictures:
    child.stdin.write(figure_drawing.write_drawing(drawing))
    child.stdin.flush()
    return figure_drawing.read_pictures(child.stdout.readline())


def _start_children(count: int, running: ExitStack) -> list[Child]:
    """As many children as the system allows, which end with `running`."""
    children = []
    with suppress(OSError):
        for _ in range(count):
            children.append(running.enter_context(_start_child()))
    return children


@contextmanager
def _start_child() -> Iterator[Child]:
    with process.start_child(CHILD) as child:
        try:
            yield child
        finally:
            child.kill()
            with suppress(OSError):  # what a dead child has not read
                child.stdin.close()

"""Draw many charts side by side. vl-convert draws one at a time in a process, so others do it in theirs."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from queue import SimpleQueue

from dse import process
from dse.export.files import figure_drawing
from dse.export.files.figure_drawing import Drawing, FigurePictures

CHILD = "dse.export.files.drawing_program"
MOST_CHILDREN = 4  # each takes about 150 MB
DRAWINGS_WORTH_ONE = 6  # a child takes as long to start as to draw a few

Child = subprocess.Popen[bytes]


class DrawingPool:
    """Children that draw side by side; without any, charts are drawn in this process."""

    def __init__(self, children: Sequence[Child]) -> None:
        self._idle: SimpleQueue[Child | None] = SimpleQueue()
        for child in children or [None]:
            self._idle.put(child)
        self._threads = ThreadPoolExecutor(self._idle.qsize())

    def submit(self, drawing: Drawing) -> Future[FigurePictures]:
        """Have the pictures of a drawing drawn, after those asked for before."""
        return self._threads.submit(self._draw, drawing)

    def close(self) -> None:
        """Draw nothing more."""
        self._threads.shutdown(cancel_futures=True)

    def _draw(self, drawing: Drawing) -> FigurePictures:
        """The pictures, as the next idle child draws them. One that has died harms nothing: they are drawn here."""
        child = self._idle.get()
        try:
            return figure_drawing.draw(drawing) if child is None else _draw_in_child(child, drawing)
        except (OSError, ValueError):
            return figure_drawing.draw(drawing)
        finally:
            self._idle.put(child)


@contextmanager
def open_pool(drawings: int) -> Iterator[DrawingPool]:
    """A pool for so many drawings, for as long as the block lasts."""
    count = min(os.cpu_count() or 1, MOST_CHILDREN, drawings // DRAWINGS_WORTH_ONE)
    with ExitStack() as running:
        pool = DrawingPool(_start_children(count, running) if count > 1 else [])
        running.callback(pool.close)
        yield pool


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

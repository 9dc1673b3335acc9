"""Draw many charts side by side. vl-convert draws one at a time in a process, so others do it in theirs."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack, contextmanager, suppress
from queue import SimpleQueue

from dse import process
from dse.export.files import figure_drawing
from dse.export.files.figure_drawing import Drawing, FigurePictures

CHILD = "dse.export.files.drawing_program"
MOST_CHILDREN = 4  # each takes about 150 MB
DRAWINGS_WORTH_ONE = 6  # a child takes as long to start as to draw a few

Child = subprocess.Popen[bytes]
Report = Callable[[int], None]


def draw_all(drawings: Sequence[Drawing], report: Report) -> list[FigurePictures]:
    """The pictures of each drawing, in order. `report` hears how many are done, in this thread."""
    count = min(os.cpu_count() or 1, MOST_CHILDREN, len(drawings) // DRAWINGS_WORTH_ONE)
    with ExitStack() as running:
        children = _start_children(count, running) if count > 1 else []
        return _draw_in_children(drawings, children, report) if children else _draw_here(drawings, report)


def _draw_here(drawings: Sequence[Drawing], report: Report) -> list[FigurePictures]:
    pictures = []
    for drawing in drawings:
        pictures.append(figure_drawing.draw(drawing))
        report(len(pictures))
    return pictures


def _draw_in_children(
    drawings: Sequence[Drawing], children: Sequence[Child], report: Report
) -> list[FigurePictures]:
    idle: SimpleQueue[Child] = SimpleQueue()
    for child in children:
        idle.put(child)
    pool = ThreadPoolExecutor(len(children))
    try:
        waiting = [pool.submit(_draw_in_child, idle, drawing) for drawing in drawings]
        for done, _ in enumerate(as_completed(waiting), 1):
            report(done)
        return [pictures.result() for pictures in waiting]
    finally:
        pool.shutdown(cancel_futures=True)


def _draw_in_child(idle: SimpleQueue[Child], drawing: Drawing) -> FigurePictures:
    """The pictures, as the next idle child draws them. One that has died harms nothing: they are drawn here."""
    child = idle.get()
    try:
        child.stdin.write(figure_drawing.write_drawing(drawing))
        child.stdin.flush()
        return figure_drawing.read_pictures(child.stdout.readline())
    except (OSError, ValueError):
        return figure_drawing.draw(drawing)
    finally:
        idle.put(child)


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

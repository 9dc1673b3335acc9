"""The pictures of a dossier, drawn by other processes while this one goes on: who reads one waits for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager

from dse.export.dossier import pictures
from dse.export.dossier.contents import Contents, Entry, Progress
from dse.export.files import drawing_processes
from dse.export.files.drawing_processes import DrawingPool
from dse.export.files.figure_drawing import FigurePictures
from dse.figures import REGISTRY, Answer


class DossierPictures(Mapping[str, FigurePictures | None]):
    """The pictures of each figure asked for, by its id; None of one that has nothing to draw.

    `progress` hears of each picture when it is first read, in the thread that reads it.
    """

    def __init__(self, pool: DrawingPool, progress: Progress | None = None) -> None:
        self._pool = pool
        self._progress = progress
        self._answers: dict[str, Answer] = {}
        self._drawn: dict[str, Future[FigurePictures] | None] = {}
        self._unread: set[str] = set()

    def request(self, contents: Contents, entry: Entry) -> None:
        """Have the pictures of a figure drawn, unless those of this answer are already."""
        figure_id = entry.figure.id
        if self._answers.get(figure_id) is entry.answer:
            return
        drawing = pictures.prepare_drawing(contents, entry)
        self._answers[figure_id] = entry.answer
        self._drawn[figure_id] = None if drawing is None else self._pool.submit(drawing)
        if drawing is not None:
            self._unread.add(figure_id)

    def __getitem__(self, figure_id: str) -> FigurePictures | None:
        """The pictures of a figure, once they are drawn."""
        future = self._drawn[figure_id]
        if future is None:
            return None
        figure_pictures = future.result()
        if figure_id in self._unread:
            self._unread.discard(figure_id)
            self._report()
        return figure_pictures

    def __iter__(self) -> Iterator[str]:
        return iter(self._drawn)

    def __len__(self) -> int:
        return len(self._drawn)

    def _report(self) -> None:
        total = sum(future is not None for future in self._drawn.values())
        done = total - len(self._unread)
        if self._progress:
            self._progress(done / (total + 1), f"Dessin des graphiques : {done} sur {total}")


@contextmanager
def open_pictures(
    progress: Progress | None = None, figures: int = len(REGISTRY)
) -> Iterator[DossierPictures]:
    """What draws the pictures of so many figures, for as long as the block lasts."""
    with drawing_processes.open_pool(figures) as pool:
        yield DossierPictures(pool, progress)

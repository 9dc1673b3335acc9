"""The pictures of a dossier, drawn by other processes while this one goes on: who reads one waits for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, wait
from contextlib import contextmanager

from dse.export.dossier import pictures
from dse.export.dossier.contents import Contents, Entry, Progress
from dse.export.files import drawing_processes
from dse.export.files.drawing_processes import DrawingPool
from dse.export.files.figure_drawing import FigurePictures
from dse.figures import REGISTRY, Answer

PREPARED = 0.25  # of the work, when every chart is prepared
PATIENCE = 0.5  # seconds after which it is told how many more are drawn


class DossierPictures(Mapping[str, FigurePictures | None]):
    """The pictures of each figure asked for, by its id; None of one that has nothing to draw.

    `progress` hears of each when it is asked for with all, then of how many are drawn, in the thread that reads them.
    """

    def __init__(self, pool: DrawingPool, progress: Progress | None = None) -> None:
        self._pool = pool
        self._progress = progress
        self._answers: dict[str, Answer] = {}
        self._drawn: dict[str, Future[FigurePictures] | None] = {}
        self._reported = 0

    def request(self, contents: Contents, entry: Entry) -> None:
        """Have the pictures of a figure drawn, unless those of this answer are already."""
        figure_id = entry.figure.id
        if self._answers.get(figure_id) is entry.answer:
            return
        drawing = pictures.prepare_drawing(contents, entry)
        self._answers[figure_id] = entry.answer
        self._drawn[figure_id] = None if drawing is None else self._pool.submit(drawing)

    def request_all(self, contents: Contents, entries: Sequence[Entry]) -> None:
        """Have those of some figures drawn: preparing a chart takes a while too."""
        for rank, entry in enumerate(entries):
            self._note(PREPARED * rank / len(entries), "Préparation des graphiques", rank, len(entries))
            self.request(contents, entry)
        total = sum(future is not None for future in self._drawn.values())
        if total:
            self._note(PREPARED, "Dessin des graphiques", 0, total)

    def __getitem__(self, figure_id: str) -> FigurePictures | None:
        """The pictures of a figure, once they are drawn."""
        future = self._drawn[figure_id]
        if future is None:
            return None
        while not future.done():
            wait([future], PATIENCE)
            self._report()
        self._report()
        return future.result()

    def __iter__(self) -> Iterator[str]:
        return iter(self._drawn)

    def __len__(self) -> int:
        return len(self._drawn)

    def _report(self) -> None:
        """Tell how many are drawn, where there are more than were told."""
        drawn = [future.done() for future in self._drawn.values() if future is not None]
        done, total = sum(drawn), len(drawn)
        if done > self._reported:
            self._reported = done
            share = PREPARED + (1 - PREPARED) * done / (total + 1)
            self._note(share, "Dessin des graphiques", done, total)

    def _note(self, share: float, step: str, done: int, total: int) -> None:
        if self._progress:
            self._progress(share, f"{step} : {done} sur {total}")


@contextmanager
def open_pictures(
    progress: Progress | None = None, figures: int = len(REGISTRY)
) -> Iterator[DossierPictures]:
    """What draws the pictures of so many figures, for as long as the block lasts."""
    with drawing_processes.open_pool(figures) as pool:
        yield DossierPictures(pool, progress)

"""The files of each figure in a dossier: names and contents."""

from __future__ import annotations

from collections.abc import Iterator

from dse.export.dossier.contents import Chapter, Contents, Entry
from dse.export.files import delimited_text
from dse.export.files.figure_drawing import FigurePictures
from dse.figures import Answer

FRENCH, MACHINE = "figures", "donnees"


def render_tables(contents: Contents, chapter: Chapter, entry: Entry) -> Iterator[tuple[str, bytes]]:
    """The tables of a figure, for French Excel and for machines, also of the triennial compared with."""
    for name, answer in list_tables(contents, entry):
        yield (
            f"{FRENCH}/{chapter.page}/{name}.csv",
            delimited_text.render_figure_csv(answer, delimited_text.FRENCH),
        )
        yield (
            f"{MACHINE}/{chapter.page}/{name}.csv",
            delimited_text.render_figure_csv(answer, delimited_text.MACHINE),
        )


def render_images(
    chapter: Chapter, entry: Entry, pictures: FigurePictures | None
) -> Iterator[tuple[str, bytes]]:
    """The pictures of a figure, where it has some."""
    if pictures is not None:
        yield f"{FRENCH}/{chapter.page}/{entry.name}.svg", pictures.svg
        yield f"{FRENCH}/{chapter.page}/{entry.name}.png", pictures.png


def list_tables(contents: Contents, entry: Entry) -> Iterator[tuple[str, Answer]]:
    """Each table of a figure, by the name of its files."""
    yield entry.name, entry.answer
    if entry.before is not None:
        yield f"{entry.name}-{contents.choice.against}", entry.before

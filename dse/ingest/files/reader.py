"""A file to sheets of cells. What it is is told by its content, never by its name."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dse.ingest.files import archive_kinds, delimited, unsupported_formats, workbook
from dse.ingest.files.archive import LARGEST_FILE
from dse.ingest.files.cells import Sheet, Upload


def sheets(upload: Upload, fitness: Callable[[Sequence[str]], float]) -> tuple[Sheet, ...]:
    """Every sheet of a workbook, the only one of a CSV file. `fitness` tells how well headers suit the forms.

    Everything wrong with the file is among the problems of its sheets; there is always one sheet at least.
    """
    beginning = upload.beginning(LARGEST_FILE + 1)
    if fault := archive_kinds.ole(unsupported_formats.bare(beginning)):
        file = Sheet(upload.shown)
        return (Sheet(upload.shown, problems=(file.problem(fault),)),)
    if archive_kinds.is_zip(beginning):
        return workbook.read(upload, fitness)
    return (delimited.read(upload, fitness),)

"""Read a file as sheets of cells. Its kind is found by its content, never by its name."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dse.ingest.files import archive_kinds, delimited, unsupported_formats, workbook
from dse.ingest.files.archive import LARGEST_FILE
from dse.ingest.files.cells import Sheet, Upload
from dse.ingest.files.lines_to_correct import blank_added_columns


def read_sheets(upload: Upload, fitness: Callable[[Sequence[str]], float]) -> tuple[Sheet, ...]:
    """Every sheet of a workbook, or the only one of a CSV file: always one at least.

    `fitness` scores how well headers suit the forms. Whatever is wrong with the file is among the problems of its sheets.
    """
    beginning = upload.read_beginning(LARGEST_FILE + 1)
    if issue := archive_kinds.find_ole_issue(unsupported_formats.strip_blanks(beginning)):
        file = Sheet(upload.display_name)
        return (Sheet(upload.display_name, problems=(file.problem(issue),)),)
    if archive_kinds.is_zip(beginning):
        return tuple(map(blank_added_columns, workbook.read_sheets(upload, fitness)))
    return (blank_added_columns(delimited.read_sheet(upload, fitness)),)

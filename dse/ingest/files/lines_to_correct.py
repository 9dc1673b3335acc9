"""A file of lines to correct that comes back: beside the titles of the team's file, it has those of the columns that we added."""

from __future__ import annotations

from dataclasses import replace

from dse.ingest.files.cells import Sheet
from dse.ingest.spelling import canonical

TITLES = ("Ligne du fichier", "Problème à corriger", "Comment corriger")


def blank_added_columns(sheet: Sheet) -> Sheet:
    """The sheet, marked as one that comes back and with nothing in the columns that were added to it, where it has them all."""
    titles = [*map(canonical, sheet.headers)]
    added = {titles.index(title) for title in map(canonical, TITLES) if title in titles}
    if len(added) < len(TITLES):
        return sheet
    blank = [""] * len(sheet.numbers)
    return replace(
        sheet,
        headers=tuple("" if column in added else title for column, title in enumerate(sheet.headers)),
        columns=tuple(blank if column in added else cells for column, cells in enumerate(sheet.columns)),
        is_given_back=True,
    )

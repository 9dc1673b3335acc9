"""Dossiers of the demo for the tests, and their files read back by independent libraries."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator

import docx
import pytest
from docx.table import Table
from docx.text.paragraph import Paragraph

from dse.export import dossier
from dse.export.dossier import Choice, Contents, contents
from dse.store import Store

FEW = ("vue-ensemble", "cadre-de-suivi")
CHOICE = Choice("2019-2021", "2016-2018")


def of_pages(store: Store, pages: tuple[str, ...], choice: Choice = CHOICE) -> Contents:
    """A dossier that has only some chapters."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(contents, "CHAPTERS", {page: contents.CHAPTERS[page] for page in pages})
        return dossier.gather(store, store.current().number, choice)


def zip_dossier(dossier_contents: Contents) -> bytes:
    """The ZIP of a dossier."""
    out = io.BytesIO()
    dossier.write(dossier_contents, out)
    return out.getvalue()


def unpacked(content: bytes) -> dict[str, bytes]:
    """The files of a ZIP by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rows(content: bytes, separator: str) -> list[list[str]]:
    """The lines of a CSV."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=separator))


def report_tables(content: bytes) -> dict[str, Table]:
    """The table of a report under each heading of a figure, by that heading's text."""
    found, heading = {}, ""
    for part in _parts(docx.Document(io.BytesIO(content))):
        if isinstance(part, Table):
            found[heading] = part
        elif part.style.name == "Heading 2":
            heading = part.text
    return found


def _parts(document: docx.document.Document) -> Iterator[Table | Paragraph]:
    yield from document.iter_inner_content()

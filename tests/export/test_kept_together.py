"""What a document keeps together is on one page of its PDF, whatever LibreOffice makes of it at first."""

from __future__ import annotations

from io import BytesIO

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from dse.errors import Refused
from dse.export import dossier
from dse.export.dossier.report import kept_together
from dse.export.files import pdf

TITLE, FINDING, LOOSE = "Un titre", "Un constat", "Un texte"


def write_document() -> Document:
    """Two titles, each with a sentence kept with it and a text that is not."""
    document = docx.Document()
    for _ in range(2):
        document.add_heading(TITLE, 1)
        document.add_paragraph(FINDING)
        document.add_paragraph(LOOSE)
    return document


def save(document: Document) -> bytes:
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def read_breaks(content: bytes) -> list[bool]:
    """Whether each title begins a page."""
    paragraphs = docx.Document(BytesIO(content)).paragraphs
    return [bool(line.paragraph_format.page_break_before) for line in paragraphs if line.text == TITLE]


def print_apart(monkeypatch: pytest.MonkeyPatch, *ranks: int) -> list[list[bool]]:
    """The breaks of each layout, where these groups are parted until they begin a page."""
    layouts: list[list[bool]] = []

    def convert(content: bytes) -> bytes:
        layouts.append(read_breaks(content))
        marks = docx.Document(BytesIO(content)).element.iter(qn("w:bookmarkStart"))
        lines = []
        for name in (mark.get(qn("w:name")) for mark in marks):
            rank, _, place = name.removeprefix("Groupe").partition("x")
            is_parted = int(rank) in ranks and not layouts[-1][int(rank)]
            lines.append(f"/{name}[{1 + (is_parted and place != '0')} 0 R/XYZ 56.7 700.1 0]")
        return "\n".join(lines).encode()

    monkeypatch.setattr(pdf, "convert", convert)
    dossier.print_document(save(write_document()))
    return layouts


def test_a_title_is_kept_with_what_follows_it_and_what_is_in_a_table_too() -> None:
    document = write_document()
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    document.add_table(1, 1).cell(0, 0).text = FINDING
    groups = [[line.text for line in group] for group in kept_together.list_groups(document)]
    assert groups == [[TITLE, FINDING], [TITLE, FINDING], [LOOSE, FINDING]]


def test_what_the_pdf_parts_begins_a_page_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    assert print_apart(monkeypatch) == [[False, False]]
    assert print_apart(monkeypatch, 1) == [[False, False], [False, True]]
    assert print_apart(monkeypatch, 0, 1) == [[False, False], [True, False], [True, True]]


def test_what_is_longer_than_a_page_is_moved_once(monkeypatch: pytest.MonkeyPatch) -> None:
    layouts: list[list[bool]] = []

    def convert(content: bytes) -> bytes:
        layouts.append(read_breaks(content))
        return b"/Groupe0x0[1 0 R/XYZ 0 0 0]/Groupe0x1[4 0 R/XYZ 0 0 0]"

    monkeypatch.setattr(pdf, "convert", convert)
    dossier.print_document(save(write_document()))
    assert layouts == [[False, False], [True, False]]


def test_the_end_of_what_is_itself_kept_together_is_marked() -> None:
    document = write_document()
    document.paragraphs[1].paragraph_format.keep_together = True
    groups = kept_together.list_groups(document)
    kept_together.mark_groups(groups)
    names = [mark.get(qn("w:name")) for mark in document.element.iter(qn("w:bookmarkStart"))]
    assert names == ["Groupe0x0", "Groupe0x1", "Groupe0x1f", "Groupe1x0", "Groupe1x1"]
    ids = [mark.get(qn("w:id")) for mark in document.element.iter(qn("w:bookmarkStart"))]
    assert len(set(ids)) == len(names)


def test_what_begins_a_page_and_is_parted_all_the_same_is_laid_out_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    document, layouts = write_document(), []
    document.paragraphs[0].paragraph_format.page_break_before = True

    def convert(content: bytes) -> bytes:
        layouts.append(content)
        return b"/Groupe0x0[1 0 R/XYZ 0 0 0]/Groupe0x1[4 0 R/XYZ 0 0 0]"

    monkeypatch.setattr(pdf, "convert", convert)
    dossier.print_document(save(document))
    assert len(layouts) == 1


def test_a_second_layout_that_fails_leaves_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    first = b"/Groupe0x0[1 0 R/XYZ 0 0 0]/Groupe0x1[4 0 R/XYZ 0 0 0]"
    layouts: list[bytes] = []

    def convert(content: bytes) -> bytes:
        layouts.append(content)
        if len(layouts) > 1:
            raise Refused(pdf.FAILED)
        return first

    monkeypatch.setattr(pdf, "convert", convert)
    assert dossier.print_document(save(write_document())) == first and len(layouts) == 2

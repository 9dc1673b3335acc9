"""A document of a dossier as PDF, whose contents bear the numbers of pages that only the program that lays it out knows."""

from __future__ import annotations

from io import BytesIO

from docx import Document
from docx.document import Document as Report
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from dse.errors import Refused
from dse.export.dossier.report import kept_together, word_parts
from dse.export.dossier.report.styles import CONTENTS
from dse.export.files import pdf

# Each layout lets begin a page the first of what the one before it parts: what comes after that is laid out anew.
MOST_LAYOUTS = 8


def print_document(document: bytes) -> bytes:
    """A DOCX as PDF, with what it keeps together on one page. Refused where LibreOffice is not found, or does not succeed."""
    report = Document(BytesIO(document))
    number_contents(report)
    groups = kept_together.list_groups(report)
    kept_together.mark_groups(groups)
    printed = pdf.convert(_save(report))
    for _ in range(MOST_LAYOUTS - 1):
        parted = kept_together.list_parted(pdf.read_destinations(printed))
        movable = [groups[rank][0] for rank in parted if not kept_together.begins_page(groups[rank])]
        if not movable:
            break
        movable[0].paragraph_format.page_break_before = True
        try:
            printed = pdf.convert(_save(report))
        except Refused:  # a layout with a title away from its chart is better than none
            break
    return printed


def number_contents(report: Report) -> None:
    """End the lines of the contents with a reference to a page: LibreOffice leaves those within a field of contents as they are."""
    for paragraph in report.paragraphs:
        if paragraph.style is not None and paragraph.style.name in CONTENTS:
            _remove_field(paragraph)
            paragraph.add_run("\t")
            word_parts.field(paragraph, rf"PAGEREF {_find_anchor(paragraph)} \h", "")


def _save(report: Report) -> bytes:
    out = BytesIO()
    report.save(out)
    return out.getvalue()


def _remove_field(paragraph: Paragraph) -> None:
    for mark in list(paragraph._p.iter(qn("w:fldChar"), qn("w:instrText"))):
        mark.getparent().remove(mark)


def _find_anchor(paragraph: Paragraph) -> str:
    return str(next(paragraph._p.iter(qn("w:hyperlink"))).get(qn("w:anchor")))

"""A document of a dossier as PDF, whose contents bear the numbers of pages that only the program that lays it out knows."""

from __future__ import annotations

from io import BytesIO

from docx import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from dse.export.dossier.report import word_parts
from dse.export.dossier.report.styles import CONTENTS
from dse.export.files import pdf


def print_document(document: bytes) -> bytes:
    """A DOCX as PDF. Refused where LibreOffice is not found, or does not succeed."""
    return pdf.convert(rename_headings(number_contents(document)))


def rename_headings(document: bytes) -> bytes:
    """A DOCX whose headings have styles of no known name, and the same levels: LibreOffice leaves some of its own headings at the foot
    of a page, without what they are to be kept with."""
    report = Document(BytesIO(document))
    for style in report.styles.element.iter(qn("w:name")):
        if style.get(qn("w:val"), "").startswith("heading "):
            style.set(qn("w:val"), style.get(qn("w:val")).replace("heading", "Niveau"))
    out = BytesIO()
    report.save(out)
    return out.getvalue()


def number_contents(document: bytes) -> bytes:
    """A DOCX whose contents are lines that end with a reference to a page: LibreOffice leaves those within a field of contents as
    they are."""
    report = Document(BytesIO(document))
    for paragraph in report.paragraphs:
        if paragraph.style is not None and paragraph.style.name in CONTENTS:
            _remove_field(paragraph)
            paragraph.add_run("\t")
            word_parts.field(paragraph, rf"PAGEREF {_find_anchor(paragraph)} \h", "")
    out = BytesIO()
    report.save(out)
    return out.getvalue()


def _remove_field(paragraph: Paragraph) -> None:
    for mark in list(paragraph._p.iter(qn("w:fldChar"), qn("w:instrText"))):
        mark.getparent().remove(mark)


def _find_anchor(paragraph: Paragraph) -> str:
    return str(next(paragraph._p.iter(qn("w:hyperlink"))).get(qn("w:anchor")))

"""Comments of a review in Word: paragraphs, bold and lists."""

from __future__ import annotations

from docx.document import Document as Report
from docx.text.paragraph import Paragraph as WordParagraph

from dse.export.dossier.report import word_parts
from dse.export.dossier.report.styles import BULLETS, COMMENT, NUMBERED
from dse.review.commentary.grammar import Block, Bullets, Numbered, Paragraph, Text, list_paragraphs

STYLES = {Paragraph: COMMENT, Bullets: BULLETS, Numbered: NUMBERED}


def write_comment(document: Report, blocks: tuple[Block, ...]) -> None:
    """Write the filled blocks of a comment at the end of a document."""
    for block in blocks:
        lines = [_write_line(document, line, STYLES[type(block)]) for line in list_paragraphs((block,))]
        if isinstance(block, Numbered):
            word_parts.number_list(document, lines, block.first)


def _write_line(document: Report, line: Paragraph, style: str) -> WordParagraph:
    paragraph = document.add_paragraph(style=style)
    for run in line.runs:
        if isinstance(run, Text):
            word_parts.add_text(paragraph, run.text, is_bold=run.is_bold)
    return paragraph

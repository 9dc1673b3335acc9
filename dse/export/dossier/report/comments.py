"""Comments of a review in Word: paragraphs, bold and lists."""

from __future__ import annotations

from docx.document import Document as Report
from docx.text.paragraph import Paragraph as WordParagraph

from dse.export.dossier.report import word_parts
from dse.export.dossier.report.styles import BULLETS, BULLETS_WITHIN, COMMENT, NUMBERED
from dse.review.commentary.grammar import Block, Bullets, Numbered, Paragraph, Text, list_paragraphs


def write_comment(document: Report, blocks: tuple[Block, ...]) -> list[WordParagraph]:
    """Write the filled blocks of a comment at the end of a document."""
    written: list[WordParagraph] = []
    for block in blocks:
        lines = [_write_line(document, line, _find_style(block)) for line in list_paragraphs((block,))]
        if isinstance(block, Numbered):
            word_parts.number_list(document, lines, block.first)
        written += lines
    return written


def _find_style(block: Block) -> str:
    if isinstance(block, Bullets):
        return BULLETS_WITHIN if block.is_within else BULLETS
    return NUMBERED if isinstance(block, Numbered) else COMMENT


def _write_line(document: Report, line: Paragraph, style: str) -> WordParagraph:
    paragraph = document.add_paragraph(style=style)
    for run in line.runs:
        if isinstance(run, Text):
            word_parts.add_text(paragraph, run.text, is_bold=run.is_bold)
    return paragraph

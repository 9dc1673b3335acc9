"""Comments of a review in Word: paragraphs, bold and lists."""

from __future__ import annotations

from docx.document import Document as Report
from docx.text.paragraph import Paragraph as WordParagraph

from dse.export.dossier.report import word_parts
from dse.export.dossier.report.styles import COMMENT
from dse.review.commentary.grammar import Block, Bullets, Paragraph, Text, list_paragraphs


def write_comment(document: Report, blocks: tuple[Block, ...]) -> list[WordParagraph]:
    """Write the filled blocks of a comment at the end of a document; its paragraphs."""
    return [
        _write_line(document, line, "List Bullet" if isinstance(block, Bullets) else COMMENT)
        for block in blocks
        for line in list_paragraphs((block,))
    ]


def _write_line(document: Report, line: Paragraph, style: str) -> WordParagraph:
    paragraph = document.add_paragraph(style=style)
    for run in line.runs:
        if isinstance(run, Text):
            word_parts.add_text(paragraph, run.text, is_bold=run.is_bold)
    return paragraph

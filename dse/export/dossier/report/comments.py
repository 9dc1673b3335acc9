"""Comments of a review in Word: paragraphs, bold and lists."""

from __future__ import annotations

from docx.document import Document as Report

from dse.export.dossier.report.styles import COMMENT
from dse.review.commentary.grammar import Block, Bullets, Paragraph, Text


def write_comment(document: Report, blocks: tuple[Block, ...]) -> None:
    """Write the filled blocks of a comment at the end of a document."""
    for block in blocks:
        if isinstance(block, Bullets):
            for item in block.items:
                _write_line(document, item, "List Bullet")
        else:
            _write_line(document, block, COMMENT)


def _write_line(document: Report, line: Paragraph, style: str) -> None:
    paragraph = document.add_paragraph(style=style)
    for run in line.runs:
        if isinstance(run, Text):
            paragraph.add_run(run.text).bold = run.is_bold or None

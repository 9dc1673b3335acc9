"""Comments of a review in Word: paragraphs, bold and lists, along a rule by which they are told from what the data say."""

from __future__ import annotations

from docx.document import Document as Report
from docx.shared import Cm, Emu, Pt
from docx.text.paragraph import Paragraph as WordParagraph

from dse.export.dossier.report import paragraphs, word_parts
from dse.export.dossier.report.styles import BULLETS, BULLETS_WITHIN, COMMENT, NUMBERED
from dse.review.commentary.grammar import Block, Bullets, Numbered, Paragraph, Text, list_paragraphs

RULE_TO_TEXT = Pt(9)
# Where the sign of an item stands in the styles of Word, from the edge of a text.
_SIGNS = {COMMENT: Cm(0), BULLETS: Cm(0), NUMBERED: Cm(0), BULLETS_WITHIN: Cm(0.635)}
_SIGN_TO_TEXT = Cm(0.635)
LEGEND = "Un texte bordé d’un trait, comme celui-ci, est un commentaire de l’équipe. Tout le reste est tiré des données."


def write_comment(document: Report, blocks: tuple[Block, ...]) -> list[WordParagraph]:
    """Write the filled blocks of a comment at the end of a document."""
    written: list[WordParagraph] = []
    for block in blocks:
        lines = [_write_line(document, line, _find_style(block)) for line in list_paragraphs((block,))]
        if isinstance(block, Numbered):
            word_parts.number_list(document, lines, block.first)
        written += lines
    for line in written[:-1]:
        line.paragraph_format.keep_with_next = line.text.endswith(":") or None
    return written


def write_legend(document: Report) -> None:
    """What the rule beside a text means."""
    paragraph = paragraphs.write(document, LEGEND)
    paragraph.paragraph_format.space_before = Pt(20)
    _rule(paragraph, COMMENT)


def _find_style(block: Block) -> str:
    if isinstance(block, Bullets):
        return BULLETS_WITHIN if block.is_within else BULLETS
    return NUMBERED if isinstance(block, Numbered) else COMMENT


def _write_line(document: Report, line: Paragraph, style: str) -> WordParagraph:
    paragraph = document.add_paragraph(style=style)
    _rule(paragraph, style)
    for run in line.runs:
        if isinstance(run, Text):
            word_parts.add_text(paragraph, run.text, is_bold=run.is_bold)
    return paragraph


def _rule(paragraph: WordParagraph, style: str) -> None:
    """A rule on the left of a paragraph, at one place whatever its style."""
    word_parts.add_rule(paragraph, Emu(RULE_TO_TEXT + _SIGNS[style]))
    layout, sign = paragraph.paragraph_format, _SIGN_TO_TEXT if style != COMMENT else Cm(0)
    layout.left_indent, layout.first_line_indent = RULE_TO_TEXT + _SIGNS[style] + sign, -sign

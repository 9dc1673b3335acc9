"""Styles of the report: page, fonts, colours, language."""

from __future__ import annotations

from typing import Any

from docx import Document
from docx.document import Document as Report
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from dse import theme

FONT = "Arial"
LINES_OF_TEXT, LINES_OF_NOTES = 1.15, 1.1  # heights of a line, of its letters
LANGUAGE = "fr-FR"
MARGIN, FOOT = Cm(2), Cm(1.1)
WIDTH = Emu(Cm(21) - 2 * MARGIN)
FINDING, NOTE, METHOD, FINE_PRINT = "Constat", "Note de figure", "Méthode", "Détail statistique"
CELL, ALERT, COMMENT = "Cellule", "Avertissement", "Commentaire"
LIST_TITLE, CARD_TITLE, CARD = "Titre de liste", "Titre de fiche", "Fiche"
OWNER = "Nom du réseau"
CONTENTS = ("TOC 1", "TOC 2")
BULLETS, BULLETS_WITHIN, NUMBERED = "List Bullet", "List Bullet 2", "List Number"
HEADINGS = {"Title": 28, "Subtitle": 15, "Heading 1": 20, "Heading 2": 13, "Heading 3": 11}


def create_report() -> Report:
    """An empty report: French, A4, with all styles."""
    report = Document()
    section = report.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    section.footer_distance = section.header_distance = FOOT
    _set_language(report)
    _format_style(report.styles["Normal"], size=11, after=6, lines=LINES_OF_TEXT)
    for name, size in HEADINGS.items():
        _heading(report.styles[name], size)
    for name in (BULLETS, BULLETS_WITHIN, NUMBERED):
        _space_list(report.styles[name])
    _remove_stops(report)
    _add_style(report, FINDING, size=11, after=6, bold=True, keep=True, lines=1)
    _add_style(report, NOTE, size=8, after=3, colour=theme.NEUTRAL)
    _add_style(report, METHOD, size=8.5, after=3)
    _add_style(report, FINE_PRINT, size=7, after=3, colour=theme.NEUTRAL)
    _add_style(report, CELL, size=8.5, after=0)
    _add_style(report, COMMENT, size=11, after=6, before=6, lines=LINES_OF_TEXT)
    _add_style(report, LIST_TITLE, size=11, after=2, bold=True, keep=True, before=8, colour=theme.ACCENT)
    _add_style(report, CARD_TITLE, size=9, after=1, bold=True, keep=True, before=4)
    _add_style(report, CARD, size=8, after=1, indent=0.4)
    for name in (NOTE, CARD):
        report.styles[name].paragraph_format.keep_together = True
    _add_style(report, OWNER, size=14, after=3, bold=True)
    _add_style(report, ALERT, size=12, after=12, bold=True, colour=theme.WARNING)
    _add_style(report, CONTENTS[0], size=10, after=0, bold=True, before=6)
    _add_style(report, CONTENTS[1], size=10, after=0, indent=0.6)
    for name in CONTENTS:
        report.styles[name].paragraph_format.tab_stops.add_tab_stop(
            WIDTH, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS
        )
    return report


def colour(code: str) -> RGBColor:
    """A colour of the charts."""
    return RGBColor.from_string(code.removeprefix("#"))


def _add_style(report: Report, name: str, **looks: Any) -> None:
    style = report.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = report.styles["Normal"]
    _format_style(style, **looks)


def _heading(style: ParagraphStyle, size: float) -> None:
    letter_spacing = style.element.findall(f"{qn('w:rPr')}/{qn('w:spacing')}")
    for element in [*style.element.iter(qn("w:pBdr")), *letter_spacing]:
        element.getparent().remove(element)
    _format_style(style, size=size, after=6, bold=True, colour=theme.ACCENT, keep=True)
    style.paragraph_format.space_before = Pt(0 if style.name == "Title" else 12)
    style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
    style.font.italic = False


def _format_style(
    style: ParagraphStyle,
    *,
    size: float,
    after: float,
    bold: bool = False,
    colour: str = theme.INK,
    keep: bool = False,
    indent: float = 0.0,
    before: float = 0,
    lines: float = LINES_OF_NOTES,
) -> None:
    style.font.name, style.font.size, style.font.bold = FONT, Pt(size), bold
    style.font.color.rgb = RGBColor.from_string(colour.removeprefix("#"))
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{attribute}"), None)
    for attribute in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{attribute}"), FONT)
    layout = style.paragraph_format
    layout.space_before, layout.space_after, layout.keep_with_next = Pt(before), Pt(after), keep
    layout.line_spacing, layout.left_indent = lines, Cm(indent)


def _space_list(style: ParagraphStyle) -> None:
    """Points of some lines are told apart by a little room."""
    for element in style.element.findall(f"{qn('w:pPr')}/{qn('w:contextualSpacing')}"):
        element.getparent().remove(element)
    style.paragraph_format.space_after, style.paragraph_format.line_spacing = Pt(3), LINES_OF_TEXT


def _remove_stops(report: Report) -> None:
    """The text of an item begins where its lines do, wherever its sign stands: the template has stops of its own."""
    for stops in list(report.part.numbering_part.element.iter(qn("w:tabs"))):
        stops.getparent().remove(stops)


def _set_language(report: Report) -> None:
    defaults = report.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    language = defaults.find(qn("w:lang"))
    if language is None:
        language = OxmlElement("w:lang")
        defaults.append(language)
    for attribute in ("val", "eastAsia", "bidi"):
        language.set(qn(f"w:{attribute}"), LANGUAGE)
    for style in report.styles.element.iter(qn("w:lang")):
        style.set(qn("w:val"), LANGUAGE)

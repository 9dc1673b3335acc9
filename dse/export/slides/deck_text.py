"""Texts on a slide: position and size of each kind, and the height a text needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.presentation import Presentation as Slideshow
from pptx.slide import Slide
from pptx.util import Emu, Inches, Length, Pt

from dse import theme

LANGUAGE, FONT = "fr-FR", "Arial"
Note = Sequence[tuple[str, bool]]  # texts of a line, and whether each is bold
LEFT, TOP, FULL, GAP = Inches(0.5), Inches(0.35), Inches(12.333), Inches(0.1)
LEADING = 1.22  # height of a line, as a share of the font size
# Widths of the letters of Arial Bold, and of those that fit the same metrics, as shares of the size; what is thinner fits too.
LETTER, SLACK = 0.56, 1.02
REGULAR = 0.94  # width of what is not bold, of what is: seen with the longest feet
_WIDTHS = {
    letter: width
    for width, letters in (
        (0.28, "ijlI.,;:’'| \u00a0\u202f"),
        (0.34, "ft-\u2011()[]!·"),
        (0.39, "r"),
        (0.61, "bdghnopqu?LTFZ<=−+"),
        (0.67, "EÉÈÊPSVXY"),
        (0.74, "AÀBCÇDHKNRU&"),
        (0.78, "wGOQ"),
        (0.89, "mM%"),
        (1.0, "W→…"),
    )
    for letter in letters
}
TITLE_ONLY = 5  # the layout of the library's own slides that has a title and nothing else


@dataclass(frozen=True)
class TextBox:
    """A box of a slide, and the words in it: their size in points, colour and weight. `is_title`: the title of the slide."""

    left: Length
    top: Length
    width: Length
    height: Length
    size: float = 0.0
    colour: str = theme.INK
    is_bold: bool = False
    is_title: bool = False

    def fit_height(self, text: str) -> TextBox:
        """The same box, as high as a text needs."""
        lines = sum(_count_lines(line, self.line_width) for line in text.split("\n"))
        return replace(self, height=Emu(int(lines * Pt(self.size * LEADING)) + Inches(0.06)))

    def fits_line(self, text: str) -> bool:
        """Whether a text takes one line."""
        return _count_lines(text, self.line_width) <= 1

    @property
    def line_width(self) -> float:
        """Width of the box in bold letters' sizes."""
        return self.width / Pt(self.size) / (1 if self.is_bold else REGULAR)

    def under(self, other: TextBox) -> TextBox:
        """The same box, under another."""
        return replace(self, top=Emu(other.top + other.height))

    def above_bottom(self, bottom: Length, text: str) -> TextBox:
        """The same box, as high as a text needs, ending at the foot of the slide."""
        box = self.fit_height(text)
        return replace(box, top=Emu(bottom - box.height - Inches(0.2)))


def _count_lines(text: str, line_width: float) -> int:
    """On how many lines a text is written; `line_width` is in font sizes."""
    lines, used, space = 1, 0.0, _measure(" ")
    for word_text in text.split(" "):
        width = _measure(word_text)
        if used and used + space + width > line_width:
            lines, used = lines + 1, 0.0
        used += (space if used else 0.0) + width
        over = int(used // line_width)  # lines that a word longer than one goes on for
        lines, used = lines + over, used - over * line_width
    return lines


def _measure(text: str) -> float:
    return SLACK * sum(_WIDTHS.get(letter, LETTER) for letter in text)


# No words under a fortieth of the slide's height (13.5 points), titles at least a twentieth (27).
HEAD = TextBox(LEFT, TOP, FULL, Inches(1), 30, theme.ACCENT, is_bold=True, is_title=True)
BODY = TextBox(LEFT, TOP, FULL, Inches(1), 20, is_bold=True)
FOOT = TextBox(LEFT, TOP, FULL, Inches(1), 14, theme.NEUTRAL)
NAMES = TextBox(LEFT, Inches(0.5), FULL, Inches(0.7), 18, theme.NEUTRAL)
COVER = TextBox(LEFT, Inches(2.2), FULL, Inches(1.8), 44, theme.ACCENT, is_bold=True, is_title=True)
UNDER = TextBox(LEFT, Inches(4.1), FULL, Inches(1.5), 24, theme.NEUTRAL)


def add_slide(show: Slideshow) -> Slide:
    """One more slide, with room for a title."""
    return show.slides.add_slide(show.slide_layouts[TITLE_ONLY])


def add_text(slide: Slide, text: str, box: TextBox) -> None:
    """Write a text into its box."""
    shape = slide.shapes.title if box.is_title else slide.shapes.add_textbox(*[Emu(0)] * 4)
    shape.left, shape.top, shape.width, shape.height = box.left, box.top, box.width, box.height
    frame = shape.text_frame
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.BOTTOM if box is COVER else MSO_ANCHOR.TOP
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    paragraph = frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.LEFT
    run = paragraph.add_run()
    run.text = text
    run.font.name, run.font.size, run.font.bold = FONT, Pt(box.size), box.is_bold
    run.font.color.rgb = RGBColor.from_string(box.colour[1:])
    run._r.get_or_add_rPr().set("lang", LANGUAGE)


def add_notes(slide: Slide, lines: Sequence[Note]) -> None:
    """Write what stands under a slide, for who speaks; each line is texts, and whether each is bold."""
    frame = slide.notes_slide.notes_text_frame
    for rank, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if rank == 0 else frame.add_paragraph()
        for text, is_bold in line:
            run = paragraph.add_run()
            run.text, run.font.bold = text, is_bold or None
            run._r.get_or_add_rPr().set("lang", LANGUAGE)

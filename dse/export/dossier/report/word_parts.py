"""Parts of a Word document that python-docx lacks: fields, bookmarks, links, descriptions of pictures."""

from __future__ import annotations

import re
from collections.abc import Sequence

from docx.document import Document as Report
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Length
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from dse import theme

# Of a number that stands by itself: no other sign than those around words touches it, so that neither an address nor a code is changed.
_ORDINAL_END = re.compile(r"(?<![^\s(«“‘’'])(\d+)(ers?|res?|es?)(?=[.,;:!?…)»”’]*(?:\s|$))")

# What may stand after the edges of a paragraph in its properties, whose order Word holds to.
_AFTER_EDGES = ("w:shd", "w:tabs", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:rPr")


def field(paragraph: Paragraph, instruction: str, placeholder: str) -> None:
    """Add a field such as the page number, with a text to show until Word computes it."""
    for kind in ("begin", "instruction", "separate", "shown", "end"):
        run = paragraph.add_run()
        if kind == "instruction":
            _instruct(run, instruction)
        elif kind == "shown":
            run.text = placeholder
        else:
            run._r.append(_mark(kind))


def contents(report: Report, entries: list[tuple[int, str, str]]) -> None:
    """A complete table of contents: level, text and bookmark of each heading. Word adds the pages when it is asked to update it."""
    deepest = max(level for level, _, _ in entries)
    for rank, (level, text, anchor) in enumerate(entries):
        paragraph = report.add_paragraph(style=f"TOC {level}")
        if not rank:
            paragraph.add_run()._r.append(_mark("begin"))
            _instruct(paragraph.add_run(), rf'TOC \o "1-{deepest}" \h \z')
            paragraph.add_run()._r.append(_mark("separate"))
        _link(paragraph, text, anchor)
        if rank == len(entries) - 1:
            paragraph.add_run()._r.append(_mark("end"))


def add_text(paragraph: Paragraph, text: str, *, is_bold: bool = False) -> None:
    """Add a text, whose ordinals have their ending raised."""
    for piece, is_raised in split_ordinals(text):
        run = paragraph.add_run(piece)
        run.bold = is_bold or None
        run.font.superscript = is_raised or None


def split_ordinals(text: str) -> list[tuple[str, bool]]:
    """The pieces of a text, each with whether it is raised: the ending of an ordinal, as in `1er`, `4e`."""
    pieces = _ORDINAL_END.split(text)  # a text, the digits and the ending of an ordinal, a text…
    return [(piece, index % 3 == 2) for index, piece in enumerate(pieces) if piece]


def number_list(report: Report, paragraphs: Sequence[Paragraph], first: int) -> None:
    """Number paragraphs of one style of numbered lists from `first` on, whatever list stood before them."""
    style = paragraphs[0].style.element.pPr.numPr.numId.val
    numbering = report.part.numbering_part.element
    number = numbering.add_num(numbering.num_having_numId(style).abstractNumId.val)
    number.add_lvlOverride(ilvl=0).add_startOverride(first)
    for paragraph in paragraphs:
        paragraph._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = number.numId


def add_rule(paragraph: Paragraph, distance: Length) -> None:
    """Add a rule on the left of a paragraph, at a distance of its text."""
    edges, rule = OxmlElement("w:pBdr"), OxmlElement("w:left")
    for name, value in {
        "val": "single",
        "sz": "18",
        "space": round(distance.pt),
        "color": theme.ACCENT[1:],
    }.items():
        rule.set(qn(f"w:{name}"), str(value))
    edges.append(rule)
    paragraph._p.get_or_add_pPr().insert_element_before(edges, *_AFTER_EDGES)


def count_anchors(paragraph: Paragraph) -> int:
    """The bookmarks of the document of a paragraph."""
    return len(paragraph.part.element.findall(f".//{qn('w:bookmarkStart')}"))


def add_anchor(paragraph: Paragraph, name: str, number: int | None = None, *, before: bool = False) -> None:
    """Add a bookmark to a paragraph, after what stands in it or before. `number`: one that no other has, sought where none is given."""
    number = count_anchors(paragraph) if number is None else number
    marks = [OxmlElement(f"w:bookmark{kind}") for kind in ("Start", "End")]
    for mark in marks:
        mark.set(qn("w:id"), str(number))
    marks[0].set(qn("w:name"), name)
    if before:
        for mark in reversed(marks):
            paragraph._p.get_or_add_pPr().addnext(mark)
    else:
        paragraph._p.extend(marks)


def list_texts(report: Report) -> list[str]:
    """The text of each paragraph, those of tables and of the foot of a page included."""
    parts = [report.element.body, report.sections[0].footer._element]
    return [
        "".join(text.text or "" for text in paragraph.iter(qn("w:t")))
        for part in parts
        for paragraph in part.iter(qn("w:p"))
    ]


def lay_flush(picture: BaseOxmlElement) -> None:
    """Leave nothing around a picture: LibreOffice takes an eighth of an inch where a document says nothing."""
    for edge in "TBLR":
        picture.set(f"dist{edge}", "0")


def describe(picture: BaseOxmlElement, title: str, text: str) -> None:
    """Set the alternative text of a picture."""
    properties = picture.find(f".//{qn('wp:docPr')}")
    properties.set("title", title)
    properties.set("descr", text)


def _instruct(run: Run, instruction: str) -> None:
    text = OxmlElement("w:instrText")
    text.set(qn("xml:space"), "preserve")
    text.text = f" {instruction} "
    run._r.append(text)


def _mark(kind: str) -> BaseOxmlElement:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    return mark


def _link(paragraph: Paragraph, text: str, anchor: str) -> None:
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), anchor)
    before = len(paragraph.runs)
    add_text(paragraph, text)
    for run in paragraph.runs[before:]:
        link.append(run._r)
    paragraph._p.append(link)

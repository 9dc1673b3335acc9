"""A table of a Word document, written as XML: python-docx, cell by cell, takes a hundred times as long."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape, quoteattr

from docx.document import Document as Report
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from dse import theme
from dse.export.dossier.report import word_parts
from dse.export.dossier.report.styles import CELL

TWIPS = 567  # in a centimetre
MOST_ON_ONE_PAGE, FIRST_TOGETHER, LAST_TOGETHER = 8, 3, 2  # rows
_RAISED = '<w:vertAlign w:val="superscript"/>'
CELL_MARGIN = 85  # twips; a table that is not moved by as much stands out to the left of the text


@dataclass(frozen=True)
class Row:
    """A row of cells, each over `spans` columns. `is_head`: repeated on each page; `keeps_next`: on the same page as the next;
    `has_notes`: in each cell, lines after the first are paler."""

    texts: Sequence[str]
    spans: Sequence[int] = ()
    is_head: bool = False
    is_band: bool = False
    keeps_next: bool = False
    has_notes: bool = False

    @classmethod
    def band(cls, text: str, width: int, *, keeps_next: bool = False) -> Row:
        """A line of one cell over the whole table."""
        return cls([text], (width,), is_band=True, keeps_next=keeps_next)


def keep_together(rows: Sequence[Row]) -> list[Row]:
    """The rows of a short table on one page with what follows it; of a longer one, which may part, the first under its head and the last."""
    heads = sum(row.is_head for row in rows)
    first, last = heads + FIRST_TOGETHER - 1, len(rows) - LAST_TOGETHER
    is_short = len(rows) - heads <= MOST_ON_ONE_PAGE
    return [
        replace(row, keeps_next=row.keeps_next or is_short or not first <= rank < last)
        for rank, row in enumerate(rows)
    ]


def append_table(
    report: Report,
    title: str,
    description: str,
    widths: Sequence[float],
    right: Sequence[bool],
    rows: Sequence[Row],
) -> None:
    """Add a table at the end of a report. `widths` in centimetres; `right`: columns aligned right. No row breaks over pages."""
    sizes = [round(width * TWIPS) for width in widths]
    grid = "".join(f'<w:gridCol w:w="{size}"/>' for size in sizes)
    body = "".join(_row(row, sizes, right) for row in rows)
    report.element.body._insert_tbl(
        parse_xml(
            f"<w:tbl {nsdecls('w')}>{_properties(title, description, sizes)}<w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"
        )
    )


def _properties(title: str, description: str, sizes: Sequence[int]) -> str:
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{theme.FAINT[1:]}"/>'
        for side in ("top", "bottom", "insideH")
    )
    margins = "".join(f'<w:{side} w:w="{CELL_MARGIN}" w:type="dxa"/>' for side in ("left", "right"))
    return (
        f'<w:tblPr><w:tblW w:w="{sum(sizes)}" w:type="dxa"/><w:tblInd w:w="{CELL_MARGIN}" w:type="dxa"/><w:tblBorders>{lines}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar>'
        f'<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>'
        f"<w:tblCaption w:val={quoteattr(title)}/><w:tblDescription w:val={quoteattr(description)}/></w:tblPr>"
    )


def _row(row: Row, sizes: Sequence[int], right: Sequence[bool]) -> str:
    head = "<w:tblHeader/>" if row.is_head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{''.join(_cells(row, sizes, right))}</w:tr>"


def _cells(row: Row, sizes: Sequence[int], right: Sequence[bool]) -> Iterator[str]:
    first = 0
    for text, span in zip(row.texts, row.spans or [1] * len(row.texts), strict=True):
        side = "right" if right[first] and span == 1 else "center" if row.is_head and span > 1 else ""
        yield _cell(row, text, sum(sizes[first : first + span]), side, span)
        first += span


def _cell(row: Row, text: str, size: int, side: str, span: int) -> str:
    fill = theme.FAINT if row.is_head else theme.GRID if row.is_band else ""
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill[1:]}"/>' if fill else ""
    spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    keep_next = "<w:keepNext/>" if row.is_head or row.keeps_next else ""
    set_to = f'<w:jc w:val="{side}"/>' if side else ""
    look = "<w:b/>" if row.is_head or row.is_band else ""
    look_below = f'<w:color w:val="{theme.NEUTRAL[1:]}"/>' if row.has_notes else look
    first, *others = text.split("\n")
    below = "".join(_runs(line, look_below, "<w:br/>") for line in others)
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{size}" w:type="dxa"/>{spanned}{shade}</w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{CELL}"/>{keep_next}{set_to}</w:pPr>{_runs(first, look)}{below}</w:p></w:tc>'
    )


def _runs(line: str, look: str, before: str = "") -> str:
    """A line of a cell, with the endings of its ordinals raised."""
    pieces = word_parts.split_ordinals(line) or [("", False)]
    texts = [f'<w:t xml:space="preserve">{escape(piece)}</w:t>' for piece, _ in pieces]
    looks = [f"{look}{_RAISED if is_raised else ''}" for _, is_raised in pieces]
    texts[0] = f"{before}{texts[0]}"
    return "".join(f"<w:r><w:rPr>{look}</w:rPr>{text}</w:r>" for look, text in zip(looks, texts, strict=True))

"""What a review prints beside a comment, for its public: the sentences and the tables of its figure, or of its chapter; for the summary, the
sentences of all. Of a target, wherever it is printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dse.disclosure import marks
from dse.export.dossier.cells import Cell, display_rows, format_cell
from dse.export.dossier.contents import Contents, Entry
from dse.export.dossier.printed_chapters import list_chapters
from dse.figures import Answer, Figure
from dse.figures.readable import ESTIMATED
from dse.review import SUMMARY_ANCHOR, figure_anchor
from dse.review.commentary import printed_numbers
from dse.review.commentary.printed_numbers import PrintedNumbers
from schemas import Column

_TARGET = "target"


def find_beside(contents: Contents, anchor: str) -> list[PrintedNumbers]:
    """The numbers that are printed beside the comment of an anchor, figure by figure: in its sentences, then in its rows."""
    by_anchor = {
        chapter.chapter.anchor: [entry for entry in chapter.entries if not entry.answer.is_masked]
        for chapter in list_chapters(contents)
    }
    shown = [entry for entries in by_anchor.values() for entry in entries]
    targets = [target for entry in shown for target in _list_targets(entry)]
    if anchor == SUMMARY_ANCHOR:
        return [printed_numbers.gather(_list_sentences(entry), targets) for entry in shown]
    by_anchor |= {figure_anchor(entry.figure.id): [entry] for entry in shown}
    return [part for entry in by_anchor.get(anchor, []) for part in _read_figure(entry, targets)]


def _read_figure(entry: Entry, targets: Sequence[float]) -> Iterator[PrintedNumbers]:
    rows = [row for answer in entry.answers() for row in _list_rows(entry.figure, answer)]
    shown = {text for row in rows if not _is_hidden(row) for text in row}
    hidden = {text for row in rows if _is_hidden(row) for text in row if not marks.hides(text)}
    yield printed_numbers.gather(_list_sentences(entry), targets)
    yield printed_numbers.gather(shown, hidden=hidden - shown)


def _is_hidden(row: Sequence[str]) -> bool:
    return any(map(marks.hides, row))


def _list_sentences(entry: Entry) -> Iterator[str]:
    for answer in entry.answers():
        yield answer.finding.sentence


def _list_rows(figure: Figure, answer: Answer) -> Iterator[list[str]]:
    """The rows of a table: numbers with their units. Bounds of a margin are on no chart."""
    for cells in display_rows(figure, answer):
        filled = zip(cells, figure.columns, strict=True)
        texts = [
            _write(cell, column) for cell, column in filled if not ESTIMATED & set(column.name.split("_"))
        ]
        yield [text for text in texts if text]


def _write(cell: Cell, column: Column) -> str:
    text = format_cell(cell, column)
    return text if isinstance(cell, str) or not text else f"{text} {column.unit or column.title}"


def _list_targets(entry: Entry) -> list[float]:
    table = entry.answer.table
    return table[_TARGET].dropna().astype(float).tolist() if _TARGET in table else []

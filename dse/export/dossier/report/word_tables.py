"""Tables and lists of the report: what a page has room for, and where the rest is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from docx.document import Document as Report

from dse import french
from dse.export.dossier import cells, shared_sentences
from dse.export.dossier.contents import Contents, Entry
from dse.export.dossier.report import column_roles, table_shapes, table_xml
from dse.export.dossier.report.column_roles import Rows
from dse.export.dossier.report.figure_table import Row, Table
from dse.export.dossier.report.printed_grid import ABSENT, Grid
from dse.export.dossier.report.styles import CARD, CARD_TITLE
from dse.figures import Figure
from dse.figures.surveys import columns

MOST_CARDS = 16
MOST_NAMED = 6  # columns; above, how many there are
SHORT = 60  # letters of what shares a line of a card
BOOK = "tableaux.xlsx"
WAVE = "Vague"


@dataclass(frozen=True)
class Shown:
    """What of a figure stands in the report: a grid, or cards where its rows are texts; never both."""

    table: Table
    grid: Grid | None
    cards: tuple[Row, ...] = ()

    @property
    def places(self) -> tuple[int, ...]:
        """The columns that are shown."""
        return self.grid.shown if self.grid else _of_cards(self.table.figure) if self.cards else ()

    @property
    def left(self) -> int:
        """The rows that are not."""
        return self.grid.left if self.grid else len(self.table.whole()) - len(self.cards)


def choose(contents: Contents, entry: Entry) -> Shown:
    """How a figure is told on paper."""
    every = column_roles.with_fewest_decimals(entry.figure, _apart(contents, entry))
    table = Table(entry.figure, every, column_roles.roles(entry.figure, every), _told_apart_by(entry))
    if _is_of_texts(entry.figure):
        return Shown(table, None, tuple(next(iter(every.values()))[:MOST_CARDS]))
    return Shown(table, table_shapes.grid(table) if table.tells_more_than_names() else None)


def _told_apart_by(entry: Entry) -> str:
    """What is set side by side: waves where one answer has a row for each, else triennials."""
    has_a_row_each = columns.WAVE_BEFORE in entry.figure.columns
    return WAVE if has_a_row_each and entry.before is None else shared_sentences.TRIENNIAL


def _apart(contents: Contents, entry: Entry) -> dict[str, Rows]:
    """The rows of a figure by what is set side by side."""
    if _told_apart_by(entry) == shared_sentences.TRIENNIAL:
        return {
            code: list(cells.rows(entry.figure, said))
            for code, said in shared_sentences.answers(contents, entry)
        }
    found: dict[str, Rows] = {}
    for year, row in zip(entry.said.table["year"], cells.rows(entry.figure, entry.said), strict=True):
        found.setdefault(f"{WAVE} {year}", []).append(row)
    return dict(sorted(found.items()))


def write(report: Report, entry: Entry, shown: Shown) -> None:
    """The table, whose head is repeated on each page and of which no row is split; or the cards."""
    for row in shown.cards:
        _card(report, shown.table, row)
    if shown.grid is not None:
        said = (
            shared_sentences.printed(each)
            for each in (entry.figure.question, shared_sentences.finding(entry.said))
        )
        table_xml.append(report, *said, shown.grid.widths, shown.grid.right, shown.grid.rows)


def notes(shown: Shown, sheet: str) -> list[str]:
    """What the table does not show, what its signs mean, and where the rest is. `sheet` is the number of the figure's sheet."""
    if shown.grid is None and not shown.cards:
        whole = french.count(len(shown.table.whole()), "ligne")
        return [f"Le tableau, de {whole}, est dans le classeur {BOOK}, feuille {sheet}."]
    return [*(_signs(shown) if shown.grid else []), *_rest(shown, sheet)]


def _signs(shown: Shown) -> Iterator[str]:
    table = shown.table
    if pairs := table.pairs(table.roles.everywhere, table.whole()[0]):
        text = f"Pour toutes les lignes : {' ; '.join(pairs)}"
        yield text if text.endswith(("?", "!", ".")) else f"{text}."
    if warnings := table.warnings():
        yield f"* {french.listed([column.title for column in warnings])}."
    if shown.grid.is_holed:
        yield f"{ABSENT} : aucune ligne."


def _rest(shown: Shown, sheet: str) -> Iterator[str]:
    rows = [french.count(shown.left, "autre ligne", "autres lignes")] if shown.left else []
    if rest := [*rows, *_columns_left(shown)]:
        yield f"Le classeur {BOOK}, feuille {sheet}, a aussi {' et '.join(rest)}."


def _columns_left(shown: Shown) -> list[str]:
    roles = shown.table.roles
    once = roles.everywhere if shown.cards else ()
    every = sorted({*roles.keys, *roles.values, *roles.others, *roles.by_part, *once})
    named = (*shown.places, *(() if shown.cards else shown.table.said_above()))
    left = list(column_roles.others(shown.table.figure, every, named))
    if len(left) > MOST_NAMED:
        return [french.count(len(left), "autre colonne", "autres colonnes")]
    names = french.listed([f"« {shown.table.label(at)} »" for at in left])
    return [f"{'la colonne' if len(left) == 1 else 'les colonnes'} {names}"] if left else []


def _is_of_texts(figure: Figure) -> bool:
    """Whether a row is told by a text, with what there is to know under it."""
    texts = [column.name for column in figure.columns if column.role == "text"]
    return figure.is_list and bool(figure.essential) and figure.essential[0] in texts


def _of_cards(figure: Figure) -> tuple[int, ...]:
    """What a card tells: its title, then the rest."""
    names = [column.name for column in figure.columns]
    return tuple(names.index(name) for name in figure.essential)


def _card(report: Report, table: Table, row: Row) -> None:
    """A text, and under it what there is to know: what is short on one line."""
    title, *places = _of_cards(table.figure)
    report.add_paragraph(table.read(row, title), style=CARD_TITLE)
    pairs = table.pairs(places, row)
    short = " · ".join(pair for pair in pairs if len(pair) <= SHORT)
    for line in [short, *(pair for pair in pairs if len(pair) > SHORT)]:
        if line:
            report.add_paragraph(line, style=CARD)

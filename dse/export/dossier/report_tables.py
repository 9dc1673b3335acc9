"""Tables and lists of the report: what a page has room for, and where the rest is."""

from __future__ import annotations

from dataclasses import dataclass

from docx.document import Document as Report

from dse import french
from dse.export.dossier import cells, report_columns, report_ways, report_xml, told
from dse.export.dossier.contents import Contents, Entry
from dse.export.dossier.report_styles import CARD, CARD_TITLE
from dse.export.dossier.report_table import Row, Table
from dse.export.dossier.report_ways import ABSENT, WARNED, Grid

MOST_CARDS = 16
MOST_NAMED = 6  # columns; above, how many there are
SHORT = 60  # letters of what shares a line of a card
BOOK = "tableaux.xlsx"


@dataclass(frozen=True)
class Shown:
    """What of a figure stands in the report: a grid, or cards where its rows are texts; never both."""

    table: Table
    grid: Grid | None
    cards: tuple[Row, ...] = ()


def choose(contents: Contents, entry: Entry) -> Shown:
    """How a figure is told on paper."""
    answers = {code: list(cells.rows(entry.figure, answer)) for code, answer in told.answers(contents, entry)}
    every = report_columns.with_fewest_decimals(entry.figure, answers)
    table = Table(entry.figure, every, report_columns.sort(entry.figure, every))
    if is_of_texts(entry):
        return Shown(table, None, tuple(every[contents.choice.triennial][:MOST_CARDS]))
    return Shown(table, report_ways.grid(table) if table.tells_more_than_names() else None)


def is_of_texts(entry: Entry) -> bool:
    """Whether a row is told by a text, with what there is to know under it."""
    first = entry.figure.essential[:1]
    texts = [column.name for column in entry.figure.columns if column.role == "text"]
    return entry.figure.is_list and bool(first) and first[0] in texts


def write(report: Report, entry: Entry, shown: Shown) -> None:
    """The table, whose head is repeated on each page and of which no row is split; or the cards."""
    for row in shown.cards:
        _card(report, shown.table, row)
    if shown.grid is not None:
        told_ = (told.printed(each) for each in (entry.figure.question, entry.said.finding.sentence))
        report_xml.append(report, *told_, shown.grid.widths, shown.grid.right, shown.grid.rows)


def notes(shown: Shown, sheet: str) -> list[str]:
    """What the table does not show, what its signs mean, and where the rest is. `sheet` is the number of the figure's sheet."""
    table, said = shown.table, []
    if shown.grid is not None and table.sorted.once:
        pairs = table.pairs(table.sorted.once, table.whole()[0])
        said += [f"Pour toutes les lignes : {' ; '.join(pairs)}."] if pairs else []
    texts = [text for row in shown.grid.rows for text in row.texts] if shown.grid else []
    if any(text.endswith(WARNED) for text in texts):
        warned = french.listed([column.title.lower() for column in table.warnings()])
        said.append(f"* {warned[:1].upper()}{warned[1:]}.")
    if ABSENT in texts:
        said.append(f"{ABSENT} : aucune ligne.")
    if shown.grid is None and not shown.cards:
        whole = french.count(len(table.whole()), "ligne")
        return [f"Le tableau, de {whole}, est dans le classeur {BOOK}, feuille {sheet}."]
    if rest := [*_rows_left(shown), *_columns_left(shown)]:
        said.append(f"Le classeur {BOOK}, feuille {sheet}, a aussi {' et '.join(rest)}.")
    return said


def _rows_left(shown: Shown) -> list[str]:
    left = shown.grid.left if shown.grid else len(shown.table.whole()) - len(shown.cards)
    return [french.count(left, "autre ligne", "autres lignes")] if left else []


def _columns_left(shown: Shown) -> list[str]:
    sorted_ = shown.table.sorted
    kept = shown.grid.shown if shown.grid else sorted_.values
    left = [at for at in (*sorted_.keys, *sorted_.values, *sorted_.others) if at not in kept]
    if len(left) > MOST_NAMED:
        return [french.count(len(left), "autre colonne", "autres colonnes")]
    names = french.listed([f"« {shown.table.label(at)} »" for at in left])
    return [f"{'la colonne' if len(left) == 1 else 'les colonnes'} {names}"] if left else []


def _card(report: Report, table: Table, row: Row) -> None:
    """A text, and under it what there is to know: what is short on one line."""
    title, *places = table.sorted.values
    report.add_paragraph(table.read(row, title), style=CARD_TITLE)
    pairs = table.pairs(places, row)
    short = " · ".join(pair for pair in pairs if len(pair) <= SHORT)
    for line in [short, *(pair for pair in pairs if len(pair) > SHORT)]:
        if line:
            report.add_paragraph(line, style=CARD)

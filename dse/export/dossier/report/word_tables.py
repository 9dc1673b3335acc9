"""The table or cards of a figure in the report, and the sentences on what is in the workbook only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from docx.document import Document as Report

from dse import french
from dse.export.dossier import cells, shared_sentences
from dse.export.dossier.contents import Contents, Entry
from dse.export.dossier.report import column_roles, paragraphs, table_shapes, table_xml
from dse.export.dossier.report.column_roles import Rows
from dse.export.dossier.report.figure_table import Row, Table
from dse.export.dossier.report.printed_grid import ABSENT, Grid
from dse.export.dossier.report.styles import CARD, CARD_TITLE
from dse.figures import Answer, Figure, columns
from dse.figures.headlines_words import write_out_measures

MOST_CARDS = 16
LONGEST = 20_000  # rows of a table that is laid out: far less than a tenth of a longer one would be printed
MOST_NAMED = 6  # columns; above, how many there are
SHORT = 60  # letters of what shares a line of a card
BOOK = "tableaux.xlsx"
WAVE = "Vague"
HEADLINES = "headlines"
_PERIODS = {columns.VALUE.name: columns.AFTER.name, columns.VALUE_BEFORE.name: columns.BEFORE.name}


@dataclass(frozen=True)
class PrintedTable:
    """What the report prints of a figure: a grid, or cards if its rows are texts; never both."""

    table: Table
    grid: Grid | None
    cards: tuple[Row, ...] = ()
    rows_unread: int = 0  # of a table too long to be laid out

    @property
    def columns(self) -> tuple[int, ...]:
        """Indices of the columns that are printed."""
        return self.grid.columns if self.grid else _card_columns(self.table.figure) if self.cards else ()

    @property
    def rows_left(self) -> int:
        """How many rows are not printed."""
        return self.grid.rows_left if self.grid else self.rows - len(self.cards)

    @property
    def rows(self) -> int:
        """How many rows the figure has."""
        return len(self.table.all_rows()) + self.rows_unread


def choose_table(contents: Contents, entry: Entry) -> PrintedTable:
    """The layout of a figure's table: cards, grid or none."""
    entry = _head_by_periods(entry) if entry.figure.id == HEADLINES else entry
    rows = sum(len(answer.table) for _, answer in shared_sentences.answers(contents, entry))
    rows_by_part = column_roles.drop_zero_decimals(entry.figure, _group_rows(contents, entry))
    unread = rows - sum(map(len, rows_by_part.values()))
    table = Table(
        entry.figure, rows_by_part, column_roles.assign_roles(entry.figure, rows_by_part), _part_kind(entry)
    )
    if _is_of_texts(entry.figure):
        return PrintedTable(table, None, tuple(next(iter(rows_by_part.values()))[:MOST_CARDS]), unread)
    is_laid_out = not unread and table.tells_more_than_names()
    return PrintedTable(table, table_shapes.choose_grid(table) if is_laid_out else None, rows_unread=unread)


def _head_by_periods(entry: Entry) -> Entry:
    """The headline measures with the years of each column at its head, where all rows are of the same."""
    table = entry.answer.table
    if entry.before is not None or table[list(_PERIODS.values())].nunique(dropna=False).max() > 1:
        return entry
    titles = {value: table[period].iloc[0] for value, period in _PERIODS.items()}
    heads = tuple(
        replace(column, title=titles[column.name]) if isinstance(titles.get(column.name), str) else column
        for column in entry.figure.columns
    )
    unsaid = dict.fromkeys(_PERIODS.values())
    return replace(
        entry,
        figure=replace(entry.figure, columns=heads),
        answer=replace(entry.answer, table=write_out_measures(table).assign(**unsaid)),
    )


def _part_kind(entry: Entry) -> str:
    """What rows are grouped by: waves if one answer has a row for each, else triennials."""
    has_a_row_each = columns.WAVE_BEFORE in entry.figure.columns
    return WAVE if has_a_row_each and entry.before is None else shared_sentences.TRIENNIAL


def _group_rows(contents: Contents, entry: Entry) -> dict[str, Rows]:
    """The rows of a figure by wave or triennial; of a table too long to be laid out, the first ones."""
    if _part_kind(entry) == shared_sentences.TRIENNIAL:
        return {
            code: list(islice(cells.display_rows(entry.figure, _name_rows(answer)), LONGEST))
            for code, answer in shared_sentences.answers(contents, entry)
        }
    rows_by_wave: dict[str, Rows] = {}
    table = entry.answer.table
    for year, row in islice(
        zip(table["year"], cells.display_rows(entry.figure, entry.answer), strict=True), LONGEST
    ):
        rows_by_wave.setdefault(f"{WAVE} {year}", []).append(row)
    return dict(sorted(rows_by_wave.items()))


def _name_rows(answer: Answer) -> Answer:
    """An answer whose rows say all that they are by the name of their measure."""
    if answer.figure_id != HEADLINES or answer.table[columns.AFTER.name].isna().all():
        return answer
    return replace(answer, table=write_out_measures(answer.table))


def write_table(report: Report, entry: Entry, report_table: PrintedTable) -> None:
    """Write the table or the cards."""
    for title, *lines in list_cards(report_table):
        paragraphs.write(report, title, CARD_TITLE)
        for line in lines:
            paragraphs.write(report, line, CARD)
    if report_table.grid is not None:
        question, finding = (
            shared_sentences.print_text(text)
            for text in (entry.figure.question, shared_sentences.finding(entry.answer))
        )
        table_xml.append_table(
            report,
            question,
            finding,
            report_table.grid.widths,
            report_table.grid.right,
            report_table.grid.rows,
        )


def list_cards(report_table: PrintedTable) -> list[list[str]]:
    """The lines of each card, its title first."""
    return [_list_lines(report_table.table, row) for row in report_table.cards]


def describe_rest(report_table: PrintedTable, sheet: str) -> list[str]:
    """Sentences on constant columns, signs, and what is only in sheet number `sheet` of the workbook."""
    if report_table.grid is None and not report_table.cards:
        row_count = french.count(report_table.rows, "ligne")
        return [f"Le tableau, de {row_count}, est dans le classeur {BOOK}, feuille {sheet}."]
    return [
        *(describe_signs(report_table) if report_table.grid else []),
        *_describe_left_out(report_table, sheet),
    ]


def describe_signs(report_table: PrintedTable) -> Iterator[str]:
    """What all rows of a grid share, and what the signs in it mean."""
    table = report_table.table
    if pairs := table.pairs(table.roles.everywhere, table.all_rows()[0]):
        text = f"Pour toutes les lignes, {' ; '.join(map(shared_sentences.lower_first, pairs))}"
        yield text if text.endswith(("?", "!", ".")) else f"{text}."
    if warnings := table.warnings():
        yield f"* {french.listed([column.title for column in warnings])}."
    if report_table.grid.is_holed:
        yield f"{ABSENT} : sans objet sur cette période."


def _describe_left_out(report_table: PrintedTable, sheet: str) -> Iterator[str]:
    rows = (
        [french.count(report_table.rows_left, "autre ligne", "autres lignes")]
        if report_table.rows_left
        else []
    )
    if rest := [*rows, *_describe_columns_left(report_table)]:
        yield f"Le classeur {BOOK}, feuille {sheet}, a aussi {' et '.join(rest)}."


def _describe_columns_left(report_table: PrintedTable) -> list[str]:
    roles = report_table.table.roles
    once = roles.everywhere if report_table.cards else ()
    candidates = sorted({*roles.keys, *roles.values, *roles.others, *roles.by_part, *once})
    shown_columns = (
        *report_table.columns,
        *(() if report_table.cards else report_table.table.columns_above()),
    )
    columns_left = list(
        column_roles.list_file_only_columns(report_table.table.figure, candidates, shown_columns)
    )
    if len(columns_left) > MOST_NAMED:
        return [french.count(len(columns_left), "autre colonne", "autres colonnes")]
    names = french.listed([f"« {report_table.table.label(index)} »" for index in columns_left])
    return [f"{'la colonne' if len(columns_left) == 1 else 'les colonnes'} {names}"] if columns_left else []


def _is_of_texts(figure: Figure) -> bool:
    """Whether the first essential column of a list is a text: its rows are printed as cards."""
    texts = [column.name for column in figure.columns if column.role == "text"]
    return figure.is_list and bool(figure.report_columns) and figure.report_columns[0] in texts


def _card_columns(figure: Figure) -> tuple[int, ...]:
    """Indices of the columns of a card: its title, then the rest."""
    names = [column.name for column in figure.columns]
    return tuple(names.index(name) for name in figure.report_columns)


def _list_lines(table: Table, row: Row) -> list[str]:
    """A title, and under it the other columns; short ones share a line."""
    title, *columns = _card_columns(table.figure)
    pairs = table.pairs(columns, row)
    short = f"{french.NO_BREAK}· ".join(pair for pair in pairs if len(pair) <= SHORT)
    return [table.read(row, title), *filter(None, [short, *(pair for pair in pairs if len(pair) > SHORT)])]

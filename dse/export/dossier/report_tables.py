"""Tables of the report: the columns that a page has room for, and as many rows as can be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from docx.document import Document as Report

from dse import french
from dse.export.dossier import cells, report_widths, told
from dse.export.dossier.contents import Contents, Entry
from dse.export.dossier.report_styles import WIDTH
from dse.export.dossier.report_widths import Rows
from dse.export.dossier.report_xml import Row, append

MOST_ROWS, MOST_ROWS_EACH = 24, 14  # alone, and of each triennial where two are compared
MOST_CARDS = 16  # of the triennial; those of the other are in its file
# Where a chart draws a row: nothing to read.
OF_THE_CHART = ("place", "drawn_from", "drawn_to")
UNITS_OF_ROWS = ("value_unit", "unit")  # what a row counts: its neighbours may be percentages
CARD_TITLES = 4.2  # centimetres


@dataclass(frozen=True)
class Shown:
    """What of a figure's table stands in the report. `rows` are by triennial; `said_once` is the same in all rows, `said_each`
    in those of each triennial.

    `as_cards`: a row is a card with a line a column, for there are more words than columns that a page has room for.
    """

    places: tuple[int, ...]
    rows: dict[str, Rows]
    left: dict[str, int]
    said_once: tuple[int, ...]
    said_each: tuple[int, ...]
    left_out: tuple[int, ...]
    as_cards: bool


def choose(contents: Contents, entry: Entry) -> Shown:
    """The columns and rows of a figure that the report shows; the others are in its files."""
    answers = {code: list(cells.rows(entry.figure, answer)) for code, answer in told.answers(contents, entry)}
    each_its_unit = any(column.name in UNITS_OF_ROWS for column in entry.figure.columns)
    every = _without_idle_decimals(answers, by_row=each_its_unit)
    whole = [row for rows in every.values() for row in rows]
    filled = [
        at
        for at, column in enumerate(entry.figure.columns)
        if any(cells.read(row[at], column).strip() for row in whole)
    ]
    known = _named(entry, filled)
    once = tuple(at for at in known if len(whole) > 2 and len({str(row[at]) for row in whole}) == 1)
    each = _constant([rows for rows in every.values() if rows], [at for at in known if at not in once])
    several = [at for at in known if at not in (*once, *each)]
    places = report_widths.fitting(entry, several, whole)
    as_cards = entry.figure.is_list and len(places) * 2 <= len(several)
    most = {code: MOST_ROWS_EACH if len(every) > 1 else MOST_ROWS for code in every}
    if as_cards:
        most = {code: MOST_CARDS if code == contents.choice.triennial else 0 for code in every}
    return Shown(
        places=tuple(several) if as_cards else places,
        rows={code: rows[: most[code]] for code, rows in every.items()},
        left={code: max(0, len(rows) - most[code]) for code, rows in every.items()},
        said_once=once,
        said_each=each,
        left_out=tuple(at for at in filled if at not in (*once, *each, *(several if as_cards else places))),
        as_cards=as_cards,
    )


def _without_idle_decimals(every: dict[str, Rows], *, by_row: bool = False) -> dict[str, Rows]:
    """The rows by triennial, with integers in the columns whose numbers are all whole; `by_row`: wherever a number is."""
    columns = zip(*(row for rows in every.values() for row in rows), strict=True)
    idle = [all(each.is_integer() for each in column if isinstance(each, float)) for column in columns]

    def plain(cell: cells.Cell, is_idle: bool) -> cells.Cell:
        return int(cell) if isinstance(cell, float) and (is_idle or (by_row and cell.is_integer())) else cell

    return {
        code: [[plain(*each) for each in zip(row, idle, strict=True)] for row in rows]
        for code, rows in every.items()
    }


def _constant(triennials: list[Rows], places: list[int]) -> tuple[int, ...]:
    """The columns that say one thing a triennial, where two of several rows are compared."""
    if len(triennials) < 2 or any(len(rows) < 2 for rows in triennials):
        return ()
    return tuple(at for at in places if all(len({str(row[at]) for row in rows}) == 1 for rows in triennials))


def _named(entry: Entry, places: list[int]) -> list[int]:
    """The columns for a reader: no reference where something else tells rows apart, but in a list."""
    columns = entry.figure.columns
    named = [at for at in places if columns[at].role != "key" and columns[at].name not in OF_THE_CHART]
    has_names = any(columns[at].role != "measure" for at in named)
    return named if has_names and not entry.figure.is_list else places


def write(report: Report, entry: Entry, shown: Shown) -> None:
    """The table itself. Its head is repeated on each page, no row is split."""
    whole = [row for rows in shown.rows.values() for row in rows]
    if shown.as_cards:
        widths, right = [CARD_TITLES, WIDTH.cm - CARD_TITLES], [False, False]
    else:
        widths = report_widths.widths(entry, shown.places, whole)
        right = [_is_number(entry, at) for at in shown.places]
    rows = list(_cards(entry, shown) if shown.as_cards else _lines(entry, shown))
    append(
        report,
        *(
            told.legible(french.typeset(each))
            for each in (entry.figure.question, entry.said.finding.sentence)
        ),
        widths,
        right,
        rows,
    )


def notes(contents: Contents, entry: Entry, shown: Shown, folder: str) -> list[str]:
    """What the table does not show, and where it is."""
    columns, said = entry.figure.columns, []
    if shown.said_once:
        row = next(row for rows in shown.rows.values() for row in rows)
        pairs = _pairs(entry, shown.said_once, row)
        said += [f"Pour toutes les lignes : {' ; '.join(pairs)}."] if pairs else []
    for code, left in shown.left.items():
        if left:
            ending = "" if code == contents.choice.triennial else f"-{code}"
            rest = french.count(left, "autre ligne", "autres lignes")
            said.append(f"La suite ({rest}) est dans le fichier {folder}/{entry.name}{ending}.csv.")
    if shown.left_out:
        names = french.listed([columns[at].title for at in shown.left_out])
        said.append(f"Dans le fichier {folder}/{entry.name}.csv, en plus : {names}.")
    return said


def _lines(entry: Entry, shown: Shown) -> Iterator[Row]:
    columns = entry.figure.columns
    yield Row([_text(columns[at].label) for at in shown.places], is_head=True)
    for code, rows in shown.rows.items():
        if len(shown.rows) > 1:
            yield Row([_band(entry, shown, code)], is_band=True, is_kept=bool(rows))
        for row in rows:
            yield Row([_text(cells.read(row[at], columns[at])) for at in shown.places])


def _band(entry: Entry, shown: Shown, code: str) -> str:
    """A triennial, with what is the same in all its rows."""
    if not shown.rows[code]:
        return f"{code} : {'dans son fichier' if shown.left[code] else 'rien à montrer'}"
    return " · ".join([code, *_pairs(entry, shown.said_each, shown.rows[code][0])])


def _pairs(entry: Entry, places: tuple[int, ...], row: list[cells.Cell]) -> list[str]:
    columns = entry.figure.columns
    texts = {at: cells.read(row[at], columns[at]) for at in places}
    return [f"{columns[at].label} : {text}" for at, text in texts.items() if text.strip()]


def _cards(entry: Entry, shown: Shown) -> Iterator[Row]:
    columns = entry.figure.columns
    yield Row(["Rubrique", "Contenu"], is_head=True)
    for code, rows in shown.rows.items():
        for number, row in enumerate(rows, 1):
            of = f", {code}" if len(shown.rows) > 1 else ""
            yield Row([f"{number} sur {len(rows) + shown.left[code]}{of}"], is_band=True, is_kept=True)
            known = [at for at in shown.places if row[at] not in (None, "")]
            for at in known:
                texts = [_text(columns[at].label), _text(cells.read(row[at], columns[at]))]
                yield Row(texts, is_kept=at != known[-1], is_first_bold=True)


def _text(text: str) -> str:
    return told.legible(french.typeset(text))


def _is_number(entry: Entry, at: int) -> bool:
    column = entry.figure.columns[at]
    return column.role == "measure" and not column.codelists

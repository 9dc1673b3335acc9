"""Tables of the report: the columns that a page has room for, and as many rows as can be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from docx.document import Document as Report

from dse import french
from dse.export.dossier import cells, told
from dse.export.dossier.contents import Contents, Entry
from dse.export.dossier.report_styles import WIDTH
from dse.export.dossier.report_xml import Row, append

MOST_ROWS, MOST_ROWS_EACH = 24, 14  # alone, and of each triennial where two are compared
MOST_CARDS = 30
# Centimetres of a letter, of one in bold, and around a text; letters from which a text is wrapped.
LETTER, BOLD_LETTER, MARGIN, LONGEST = 0.155, 0.175, 0.3, 30
HEAD_LINES = 3
CARD_TITLES = 4.2  # centimetres

Rows = list[list[cells.Cell]]


@dataclass(frozen=True)
class Shown:
    """What of a figure's table stands in the report. `rows` are by triennial; `said_once` is the same in all rows.

    `as_cards`: a row is a card with a line a column, for there are more words than columns that a page has room for.
    """

    places: tuple[int, ...]
    rows: dict[str, Rows]
    left: dict[str, int]
    said_once: tuple[int, ...]
    left_out: tuple[int, ...]
    as_cards: bool


def choose(contents: Contents, entry: Entry) -> Shown:
    """The columns and rows of a figure that the report shows; the others are in its files."""
    every = {code: list(cells.rows(entry.figure, answer)) for code, answer in told.answers(contents, entry)}
    whole = [row for rows in every.values() for row in rows]
    known = [at for at in range(len(entry.figure.columns)) if any(row[at] is not None for row in whole)]
    once = tuple(at for at in known if len(whole) > 2 and len({str(row[at]) for row in whole}) == 1)
    several = [at for at in known if at not in once]
    places = _fitting(entry, several, whole)
    as_cards = entry.figure.is_list and len(places) * 2 < len(several)
    most = MOST_CARDS if as_cards else MOST_ROWS_EACH if len(every) > 1 else MOST_ROWS
    return Shown(
        places=tuple(several) if as_cards else places,
        rows={code: rows[:most] for code, rows in every.items()},
        left={code: max(0, len(rows) - most) for code, rows in every.items()},
        said_once=once,
        left_out=() if as_cards else tuple(at for at in several if at not in places),
        as_cards=as_cards,
    )


def write(report: Report, entry: Entry, shown: Shown) -> None:
    """The table itself. Its head is repeated on each page, no row is split."""
    whole = [row for rows in shown.rows.values() for row in rows]
    if shown.as_cards:
        widths, right = [CARD_TITLES, WIDTH.cm - CARD_TITLES], [False, False]
    else:
        widths = [_width(entry, at, whole) for at in shown.places]
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
        pairs = [f"{columns[at].label} : {cells.read(row[at], columns[at])}" for at in shown.said_once]
        said.append(f"Pour toutes les lignes : {' ; '.join(pairs)}.")
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
            yield Row([code if rows else f"{code} : rien à montrer"], is_band=True, is_kept=bool(rows))
        for row in rows:
            yield Row([_text(cells.read(row[at], columns[at])) for at in shown.places])


def _cards(entry: Entry, shown: Shown) -> Iterator[Row]:
    columns = entry.figure.columns
    yield Row(["Rubrique", "Contenu"], is_head=True)
    for code, rows in shown.rows.items():
        for number, row in enumerate(rows, 1):
            of = f", {code}" if len(shown.rows) > 1 else ""
            yield Row([f"{number} sur {len(rows) + shown.left[code]}{of}"], is_band=True, is_kept=True)
            known = [at for at in shown.places if row[at] is not None]
            for at in known:
                texts = [_text(columns[at].label), _text(cells.read(row[at], columns[at]))]
                yield Row(texts, is_kept=at != known[-1], is_first_bold=True)


def _text(text: str) -> str:
    return told.legible(french.typeset(text))


def _fitting(entry: Entry, places: list[int], rows: Rows) -> tuple[int, ...]:
    """As many columns as a page is wide: the first two that tell a row from another, then as they are declared."""
    first = [at for at in places if entry.figure.columns[at].role in ("key", "dimension")][:2]
    kept, room = [], WIDTH.cm
    for at in [*first, *(at for at in places if at not in first)]:
        width = _width(entry, at, rows)
        if width <= room:
            kept.append(at)
            room -= width
    return tuple(sorted(kept))


def _width(entry: Entry, at: int, rows: Rows) -> float:
    """Centimetres of a column: its longest text, wrapped if long, or its title on at most three lines."""
    column = entry.figure.columns[at]
    texts = [cells.read(row[at], column) for row in rows]
    longest = max((min(len(text), LONGEST) for text in texts), default=0)
    word = max((len(word) for text in texts for word in text.split()), default=0)
    label = column.label
    title = max(-(-len(label) // HEAD_LINES) + 2, *map(len, label.split()))
    return max(LETTER * max(longest, word), BOLD_LETTER * title) + MARGIN


def _is_number(entry: Entry, at: int) -> bool:
    column = entry.figure.columns[at]
    return column.role == "measure" and not column.codelists

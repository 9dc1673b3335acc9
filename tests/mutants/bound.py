"""Operators on workbooks: what surrounds the table, how cells are typed, and faults that only a spreadsheet makes."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime, time
from random import Random
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from mutants.bases import BEFORE, Base
from mutants.operators import EVERY, Mutant, Planted, fault
from mutants.sheets import values_of

Sheet = Any
Shape = Callable[[Workbook, Sheet, list[list[Any]], Random], None]


def _book(
    values: list[list[Any]],
    random: Random,
    shape: Shape | None = None,
    before: Callable[[Workbook], None] | None = None,
    **options: object,
) -> bytes:
    """A workbook of the values, to which something is done before or after they are written."""
    out = io.BytesIO()
    settings = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "default_date_format": "dd/mm/yyyy",
    }
    book = Workbook(out, settings | options)
    if before:
        before(book)
    sheet = book.add_worksheet("Saisie")
    for number, row in enumerate(values):
        for at, value in enumerate(row):
            if value is not None:
                sheet.write(number, at, value)
    if shape:
        shape(book, sheet, values, random)
    book.close()
    return out.getvalue()


def shaped(name: str, may_ask: bool = False, **options: object) -> Callable[[Shape], Shape]:
    """Declare what is done to a workbook that changes nothing of what it says."""

    def declared(shape: Shape) -> Shape:
        def make(base: Base, random: Random) -> Mutant:
            content = _book(values_of(base, base.rows), random, shape, **options)
            return Mutant(f"{base.name}.xlsx", content, may_ask=may_ask)

        EVERY.add(name)(make)
        return shape

    return declared


@shaped("colonnes et lignes vides mises en forme")
def formatted(book: Workbook, sheet: Sheet, values: list[list[Any]], _: Random) -> None:
    grey = book.add_format({"bg_color": "#DDDDDD", "border": 1})
    for row in range(len(values), len(values) + 300):
        sheet.write_blank(row, 0, None, grey)
    for column in range(len(values[0]), len(values[0]) + 200):
        sheet.write_blank(0, column, None, grey)


@shaped("colonnes masquées, filtre, volets figés")
def hidden_columns(_: Workbook, sheet: Sheet, values: list[list[Any]], random: Random) -> None:
    sheet.autofilter(0, 0, len(values) - 1, len(values[0]) - 1)
    sheet.freeze_panes(1, 1)
    sheet.set_column(1, random.randint(1, len(values[0]) - 1), None, None, {"hidden": True})


@EVERY.add("ligne masquée")
def hidden_row(base: Base, random: Random) -> Mutant:
    def hide(_: Workbook, sheet: Sheet, values: list[list[Any]], chance: Random) -> None:
        sheet.set_row(chance.randint(1, len(values) - 1), None, None, {"hidden": True})

    content = _book(values_of(base, base.rows), random, hide)
    return Mutant(f"{base.name}.xlsx", content, (fault("147", asks=True),))


@shaped("commentaires, listes déroulantes, mise en forme conditionnelle")
def helped(book: Workbook, sheet: Sheet, values: list[list[Any]], _: Random) -> None:
    sheet.write_comment(1, 0, "À vérifier")
    sheet.data_validation(1, 0, 50, 0, {"validate": "list", "source": ["a", "b"], "ignore_blank": True})
    red = book.add_format({"font_color": "red"})
    sheet.conditional_format(1, 0, len(values), 3, {"type": "no_errors", "format": red})


@shaped("tableau de tableur")
def as_table(_: Workbook, sheet: Sheet, values: list[list[Any]], __: Random) -> None:
    columns = [{"header": str(each)} for each in values[0]]
    sheet.add_table(0, 0, len(values) - 1, len(values[0]) - 1, {"columns": columns})


@shaped("textes en plusieurs polices")
def rich(book: Workbook, sheet: Sheet, values: list[list[Any]], _: Random) -> None:
    bold = book.add_format({"bold": True})
    for number, row in enumerate(values):
        for at, value in enumerate(row):
            if isinstance(value, str) and len(value) > 4:
                sheet.write_rich_string(number, at, value[:2], bold, value[2:4], value[4:])


@shaped("valeurs calculées par des formules")
def calculated(_: Workbook, sheet: Sheet, values: list[list[Any]], random: Random) -> None:
    for number, row in enumerate(values[1:], 1):
        for at, value in enumerate(row):
            if isinstance(value, float) and value and random.random() < 0.5:
                sheet.write_formula(number, at, f"={value}*1", None, value)
            elif isinstance(value, str) and random.random() < 0.2:
                sheet.write_formula(number, at, '="a"', None, value)


@shaped("jours sous un autre format d’affichage")
def shown_otherwise(book: Workbook, sheet: Sheet, values: list[list[Any]], random: Random) -> None:
    shown = book.add_format({"num_format": random.choice(("d mmmm yyyy", "mm-dd-yy", "[$-40C]ddd d mmm yy"))})
    _write_days(sheet, values, shown)


@shaped("jours dont l’affichage cache le jour ou l’année", may_ask=True)
def shown_in_part(book: Workbook, sheet: Sheet, values: list[list[Any]], random: Random) -> None:
    _write_days(sheet, values, book.add_format({"num_format": random.choice(("yyyy", "mmm-yy", "d-mmm"))}))


def _write_days(sheet: Sheet, values: list[list[Any]], day_format: Format) -> None:
    for number, row in enumerate(values):
        for at, value in enumerate(row):
            if isinstance(value, date):
                sheet.write_datetime(number, at, datetime.combine(value, time()), day_format)


@shaped("nombres sous un autre format d’affichage")
def shown_numbers(book: Workbook, sheet: Sheet, values: list[list[Any]], random: Random) -> None:
    shown = book.add_format({"num_format": random.choice(("# ##0,00 €", "0", "#,##0", "0.0E+00", "00000"))})
    for number, row in enumerate(values):
        for at, value in enumerate(row):
            if isinstance(value, float):
                sheet.write_number(number, at, value, shown)


@shaped("jours comptés depuis 1904", date_1904=True)
def since_1904(_: Workbook, sheet: Sheet, values: list[list[Any]], __: Random) -> None:
    sheet.set_landscape()


@shaped("textes dans les cellules et non partagés", constant_memory=True)
def inline(_: Workbook, sheet: Sheet, values: list[list[Any]], __: Random) -> None:
    sheet.set_landscape()


@shaped("feuille de notes à côté")
def with_notes(book: Workbook, _: Sheet, __: list[list[Any]], random: Random) -> None:
    other = book.add_worksheet("Notes")
    other.write(0, 0, random.choice(("À relire", "Version du 12 mars")))
    other.write(3, 2, 12)
    book.add_worksheet("Vide")


def _first_sheets(book: Workbook) -> None:
    book.add_worksheet("Accueil").write(1, 1, "Bienvenue")
    book.add_worksheet("Feuille vide")


@EVERY.add("table sur la troisième feuille")
def third(base: Base, random: Random) -> Mutant:
    return Mutant(f"{base.name}.xlsx", _book(values_of(base, base.rows), random, before=_first_sheets))


@EVERY.add("table plus bas et plus à droite")
def moved(base: Base, random: Random) -> Mutant:
    right = random.randint(1, 3)
    values = [[None] * right + row for row in values_of(base, base.rows)]
    return Mutant(f"{base.name}.xlsx", _book([[], [], *values], random))


def _one(
    base: Base,
    random: Random,
    kinds: tuple[str, ...],
    write: Callable[[Workbook, Sheet, int, int], None],
    *planted: Planted,
    **options: bool,
) -> Mutant | None:
    """A workbook where one cell of some kinds is written otherwise, with a fault there."""
    columns = base.columns(*kinds)
    if not columns:
        return None
    line, at = random.randint(1, len(base.lines)), random.choice(columns)

    def shape(book: Workbook, sheet: Sheet, _: list[list[Any]], __: Random) -> None:
        write(book, sheet, line, at)

    content = _book(values_of(base, base.rows), random, shape)
    faults = tuple(Planted(each.codes, line + 1, at, each.asks) for each in planted)
    return Mutant(f"{base.name}.xlsx", content, faults, **options)


_ANY = (
    "count",
    "amount",
    "real",
    "date",
    "code",
    "text",
    "name",
    "organisation",
    "option",
    "note",
    "id",
    "key",
)


@EVERY.add("erreur dans une cellule de tableur")
def error_cell(base: Base, random: Random) -> Mutant | None:
    error = random.choice(("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!"))
    return _one(
        base,
        random,
        _ANY,
        lambda _, sheet, row, column: sheet.write_formula(row, column, "=1/0", None, error),
        fault("220"),
    )


@EVERY.add("formule jamais calculée")
def uncalculated(base: Base, random: Random) -> Mutant | None:
    return _one(
        base,
        random,
        _ANY,
        lambda _, sheet, row, column: sheet.write_formula(row, column, "=B2+1"),
        fault("221"),
    )


@EVERY.add("cellules fusionnées sur plusieurs lignes")
def merged(base: Base, random: Random) -> Mutant | None:
    values = values_of(base, base.rows)
    line, at = (
        random.randint(1, len(base.lines) - 1),
        random.choice(base.columns("text", "name", "code", "option", "organisation")),
    )
    for row in (line, line + 1):
        values[row][at] = None

    def shape(_: Workbook, sheet: Sheet, __: list[list[Any]], ___: Random) -> None:
        sheet.merge_range(line, at, line + 1, at, base.lines[line - 1][at] or "Valeur")

    content = _book(values, random, shape)
    return Mutant(f"{base.name}.xlsx", content, (fault("222", row=line + 1, column=at),), others=True)


@EVERY.add("numéro de jour sans format")
def bare_serial(base: Base, random: Random) -> Mutant | None:
    planted = fault("208", asks=True)
    return _one(
        base,
        random,
        ("date",),
        lambda _, sheet, row, column: sheet.write_number(row, column, 43193),
        planted,
        others=True,
    )


@EVERY.add("heure dans une cellule de jour")
def cell_with_hour(base: Base, random: Random) -> Mutant | None:
    def write(book: Workbook, sheet: Sheet, row: int, column: int) -> None:
        day_format = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        sheet.write_datetime(row, column, datetime(2018, 4, 3, 14, 30), day_format)  # noqa: DTZ001 - as a spreadsheet has it

    return _one(base, random, ("date",), write, fault("205"))


@EVERY.add("jour dans une cellule de nombre")
def day_for_number(base: Base, random: Random) -> Mutant | None:
    def write(_: Workbook, sheet: Sheet, row: int, column: int) -> None:
        sheet.write_datetime(row, column, datetime(2018, 2, 1))  # noqa: DTZ001 - as a spreadsheet has it

    return _one(base, random, ("count", "amount", "real", "note"), write, fault("202", "217"))


@EVERY.add("vrai ou faux dans une cellule de nombre ou de jour")
def truth(base: Base, random: Random) -> Mutant | None:
    kinds = ("count", "amount", "real", "date", "note")
    return _one(
        base,
        random,
        kinds,
        lambda _, sheet, row, column: sheet.write_boolean(row, column, True),
        fault("202", "205", "217"),
    )


@EVERY.add("nombre dans une cellule de libellé")
def number_for_label(base: Base, random: Random) -> Mutant | None:
    kinds = ("code", "option", "organisation")
    return _one(
        base,
        random,
        kinds,
        lambda _, sheet, row, column: sheet.write_number(row, column, 4321.5),
        fault("210", "211", "217", "301"),
    )


@EVERY.add("pourcentage de tableur", ("indicateurs",))
def percentage(base: Base, random: Random) -> Mutant | None:
    def write(book: Workbook, sheet: Sheet, row: int, column: int) -> None:
        sheet.write_number(
            row, column, 0.42, book.add_format({"num_format": random.choice(("0%", "0.0%", "0 %"))})
        )

    return _one(base, random, ("real",), write, fault("225", "409", "403", asks=True), others=True)


@EVERY.add("titres au milieu des lignes", tuple(BEFORE))
def sorted_titles(base: Base, random: Random) -> Mutant:
    at = random.randint(2, 6)
    rows = [*base.rows[1:at], list(base.headers), *base.rows[at:]]
    return Mutant(
        f"{base.name}.xlsx", _book(rows, random), (fault("139", "136", row=1, asks=True),), others=True
    )


@EVERY.add("feuille trop vaste")
def too_vast(base: Base, random: Random) -> Mutant:
    place = random.choice(((1_048_575, 16_383), (100_500, 0), (1, 400)))

    def shape(_: Workbook, sheet: Sheet, __: list[list[Any]], ___: Random) -> None:
        sheet.write(*place, " ")

    return Mutant(f"{base.name}.xlsx", _book(values_of(base, base.rows), random, shape), (fault("134"),))


@EVERY.add("classeur coupé")
def cut(base: Base, random: Random) -> Mutant:
    content = _book(values_of(base, base.rows), random)
    return Mutant(
        f"{base.name}.xlsx", content[: int(len(content) * random.uniform(0.3, 0.97))], (fault("131"),)
    )

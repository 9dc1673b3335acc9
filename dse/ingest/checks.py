"""What the rows of one table must respect: nothing missing, no key twice, then the schema in full."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import pyarrow as pa
import pyarrow.compute as pc

import schemas
from dse.ingest.gather import Gathered, told
from dse.ingest.problems import Fault, Problem
from dse.ingest.spelling import canonical, words
from schemas.columns import IDENTIFIER

_MISSING = Fault("IMP-201", "Cette cellule ne peut pas être vide.", "Remplissez-la.")
_NO_WAVE = Fault("IMP-117", "La vague n’est pas dite.", "Indiquez-la avec --wave.")
_IDENTIFIER = Fault(
    "IMP-213",
    "Un identifiant n’a que des lettres sans accent, des chiffres et _ . / -.",
    "Corrigez-le, sans espace.",
)
_SCORE = Fault("IMP-213", "Une marque est 0, 1 ou 2.", "Corrigez-la, ou videz-la si rien n’a été examiné.")
_LEAST = re.compile(r"greater_than_or_equal_to\((.+)\)")
_PATTERN = re.compile(r"str_matches\('(.+)'\)")


def missing(gathered: Gathered) -> Iterator[Problem]:
    """Empty cells where the schema wants a value, and columns that new rows cannot do without."""
    for column in (each for each in schemas.columns(gathered.table) if not each.nullable):
        empty = pc.indices_nonzero(pc.is_null(gathered.rows[column.name].combine_chunks())).to_pylist()
        absent: set[int] = set()
        for row in empty:
            batch, _ = gathered.origin(row)
            if column.name in batch.columns:
                if not gathered.is_faulty(row, column.name):
                    yield _empty_cell(gathered, row, column.name)
            elif id(batch) not in absent:
                absent.add(id(batch))
                yield _absent_column(gathered, row, column.title)


def _empty_cell(gathered: Gathered, row: int, name: str) -> Problem:
    batch, _ = gathered.origin(row)
    return gathered.problem(_NO_WAVE if batch.rows.columns[name].wave else _MISSING, row, name)


def _absent_column(gathered: Gathered, row: int, title: str) -> Problem:
    reason = f"Il manque la colonne « {title} », nécessaire à une ligne nouvelle."
    return gathered.problem(Fault("IMP-111", reason, "Ajoutez la colonne et remplissez-la."), row, None)


def distinct(gathered: Gathered) -> tuple[Gathered, list[Problem]]:
    """Rows with a complete key, each key once, and what is said of those that come again.

    Lines may repeat a row where the form says by which header they differ; they must agree then.
    """
    keys = gathered.keys.to_pylist()
    if len(set(keys)) == len(keys) and None not in keys:
        return gathered, []
    first: dict[str, int] = {}
    repeated = []
    for row, key in enumerate(keys):
        if key is not None and first.setdefault(key, row) != row:
            repeated.append((row, first[key]))
    return gathered.take(list(first.values())), list(_repetitions(gathered, repeated))


def _repetitions(gathered: Gathered, repeated: Sequence[tuple[int, int]]) -> Iterator[Problem]:
    """What is wrong with rows that have the key of one before them, given with it."""
    saying = told(gathered.rows)
    seen: dict[tuple[int, tuple[str, ...]], int] = {}
    for row, first in repeated:
        seen.setdefault((first, _telling(gathered, first)), first)
        same = seen.setdefault((first, _telling(gathered, row)), row)
        if same != row:
            yield _twice(gathered, row, same)
        elif saying[row] != saying[first]:
            yield _contradiction(gathered, row, first)


def _telling(gathered: Gathered, row: int) -> tuple[str, ...]:
    """What stands under the headers by which lines of a same row may differ."""
    batch, line = gathered.origin(row)
    return tuple(texts[line] for texts in batch.repeats)


def _twice(gathered: Gathered, row: int, before: int) -> Problem:
    fault = Fault(
        "IMP-401", f"Cette ligne répète {_line(gathered, before, row)}.", "Gardez l’une des deux lignes."
    )
    return gathered.problem(fault, row, _main_column(gathered, row))


def _contradiction(gathered: Gathered, row: int, before: int) -> Problem:
    batch, _ = gathered.origin(row)
    differing = next(
        name
        for name in gathered.rows.column_names
        if gathered.rows[name][row] != gathered.rows[name][before] and name in batch.columns
    )
    fault = Fault(
        "IMP-403", f"Cette valeur contredit {_line(gathered, before, row)}.", "Écrivez partout la même."
    )
    return gathered.problem(fault, row, differing)


def _line(gathered: Gathered, row: int, seen_from: int) -> str:
    """Name of a line, with its file where it is another."""
    batch, line = gathered.origin(row)
    other = batch.sheet.file != gathered.origin(seen_from)[0].sheet.file
    return f"la ligne {batch.sheet.numbers[line]}{f' de « {batch.sheet.file} »' if other else ''}"


def _main_column(gathered: Gathered, row: int) -> str | None:
    """The column that says what the line is about: the one to look at when it comes twice."""
    batch, _ = gathered.origin(row)
    columns = batch.rows.columns.items()
    about = [name for name, source in columns if source.header and source.header in batch.form.identity]
    return next((name for name in about if batch.places.get(name) is not None), None)


def look_alikes(gathered: Gathered, current: pa.Table) -> Iterator[Problem]:
    """Identifiers that differ from another only by case, accents or invisible signs."""
    key = schemas.key(gathered.table)
    if len(key) > 1 or not key[0].endswith("_id"):
        return
    known = {canonical(each): each for each in current[key[0]].to_pylist()}
    for row, each in enumerate(gathered.rows[key[0]].to_pylist()):
        other = known.setdefault(canonical(each), each)
        if other != each:
            fault = Fault("IMP-402", f"Il y a déjà « {other} ».", "Écrivez l’identifiant de la même façon.")
            yield gathered.problem(fault, row, key[0])


def broken(gathered: Gathered) -> Iterator[Problem]:
    """What pandera finds in the rows, said in French. Empty cells and repeated keys have been told."""
    for failure in schemas.failures(gathered.table, gathered.rows):
        if failure.row is None or failure.check in ("not_nullable", "multiple_fields_uniqueness"):
            continue
        column = failure.column or _named_first(gathered.table, failure.check)
        yield gathered.problem(_in_french(failure.column, failure.check), failure.row, column)


def _in_french(column: str | None, check: str) -> Fault:
    if column is None:
        return Fault("IMP-406", check, "Corrigez l’une des deux cellules.")
    pattern = _PATTERN.match(check)
    if pattern and pattern[1] == IDENTIFIER:
        return _IDENTIFIER
    if pattern and pattern[1].startswith(r"^\\d{9}"):
        return Fault("IMP-213", "Un SIREN a neuf chiffres.", "Corrigez-le ou videz la cellule.")
    if least := _LEAST.match(check):
        return Fault("IMP-213", f"Il faut au moins {least[1]}.", "Corrigez la valeur.")
    if check.startswith("isin"):
        return _SCORE
    if check.endswith("."):
        return Fault("IMP-213", check, "Corrigez la valeur.")
    return Fault("IMP-213", "Cette valeur n’est pas permise ici.", "Corrigez-la.")


def _named_first(table: str, sentence: str) -> str | None:
    """The column whose title a sentence names first: the one to look at."""
    plain = f" {words(sentence)} "
    found = [(plain.find(f" {words(each.title)} "), each.name) for each in schemas.columns(table)]
    return min((each for each in found if each[0] >= 0), default=(0, None))[1]

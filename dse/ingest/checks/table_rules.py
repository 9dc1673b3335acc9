"""What the rows of one table must respect: nothing missing, no key that looks like another, then the schema."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

import schemas
from dse.ingest.files.dictionary_column import DictionaryColumn
from dse.ingest.issues import NO_COLUMN, CellIssue, Issue
from dse.ingest.recognition.total_rows import SUM
from dse.ingest.rows.gathering import Gathered
from dse.ingest.rows.row_building import Reading
from dse.ingest.spelling import canonical, clean, words
from schemas.columns import IDENTIFIER

_MISSING = CellIssue("IMP-201", "Cette cellule ne peut pas être vide.", "Remplissez-la.")
_NO_WAVE = CellIssue("IMP-117", "La vague n’est pas dite.", "Indiquez-la avec --wave.")
_IDENTIFIER = CellIssue(
    "IMP-213",
    "Un identifiant n’a que des lettres sans accent, des chiffres et _ . / -.",
    "Corrigez-le, sans espace.",
)
_SCORE = CellIssue(
    "IMP-213", "Une marque est 0, 1 ou 2.", "Corrigez-la, ou videz-la si rien n’a été examiné."
)
_NOT_LISTED = CellIssue(
    "IMP-210", "Cette valeur n’est plus dans la liste.", "Choisissez une valeur de la liste d’aujourd’hui."
)
_TOTAL = re.compile(r"(?:sous )?tota(?:l|ux)(?: general)?|moyennes?(?: generale)?")
_LEAST = re.compile(r"greater_than_or_equal_to\((.+)\)")
_PATTERN = re.compile(r"str_matches\('(.+)'\)")


def missing(gathered: Gathered) -> Iterator[Issue]:
    """Empty cells where the schema wants a value, and columns that new rows cannot do without."""
    for column in (each for each in schemas.columns(gathered.table) if not each.nullable):
        empty = pc.indices_nonzero(pc.is_null(gathered.rows[column.name].combine_chunks())).to_pylist()
        absent: set[int] = set()
        for row in empty:
            batch, _ = gathered.origin(row, column.name)
            if column.name in batch.columns:
                if not gathered.is_faulty(row, column.name):
                    yield _empty_cell(gathered, row, column.name)
            elif id(batch) not in absent:
                absent.add(id(batch))
                yield _absent_column(gathered, row, column.title)


def unfilled(reading: Reading) -> Iterator[Issue]:
    """Empty cells under a header without which a line of the form says nothing: no carrier, no date, no partner."""
    for name in reading.form.required:
        if (place := reading.recognised.places.get(name)) is None:
            continue
        missing = {canonical(token) for token in reading.form.headers[name].missing}
        cells = DictionaryColumn.encode(reading.sheet.columns[place]).map(
            lambda text, none=missing: not clean(text) or canonical(text) in none
        )
        for line in cells.find_lines(bool):
            yield reading.sheet.problem(_MISSING, line, place)


def _empty_cell(gathered: Gathered, row: int, name: str) -> Issue:
    batch, _ = gathered.origin(row, name)
    return gathered.problem(_NO_WAVE if batch.rows.columns[name].wave else _MISSING, row, name)


def _absent_column(gathered: Gathered, row: int, title: str) -> Issue:
    reason = f"Il manque la colonne « {title} », nécessaire à une ligne nouvelle."
    advice = "Ajoutez la colonne et remplissez-la, ou dites laquelle des vôtres y correspond."
    return gathered.problem(CellIssue(NO_COLUMN, reason, advice), row, None)


def totals(gathered: Gathered) -> Iterator[Issue]:
    """Lines that sum up the others: a word such as Total where an identifier or a name is expected."""
    key = [each for each in schemas.key(gathered.table) if each.endswith("_id")]
    named = ["name"] if gathered.table == "organisations" else []
    told: set[tuple[int, int]] = set()
    for column in (*key, *named):
        cells = gathered.rows[column]
        sums = [each for each in pc.unique(cells).to_pylist() if each and _TOTAL.fullmatch(words(each))]
        for row in pc.indices_nonzero(pc.is_in(cells, value_set=pa.array(sums, pa.string()))).to_pylist():
            batch, line = gathered.origin(row, column)
            if (id(batch), line) not in told:
                told.add((id(batch), line))
                yield gathered.problem(SUM, row, column)


def look_alikes(gathered: Gathered, current: pa.Table) -> Iterator[Issue]:
    """Identifiers that differ from another only by case, accents or invisible signs."""
    key = schemas.key(gathered.table)
    if len(key) > 1 or not key[0].endswith("_id"):
        return
    if _are_told_apart(pa.concat_tables([current.select(key), gathered.rows.select(key)])[key[0]]):
        return
    known = {canonical(each): each for each in current[key[0]].to_pylist()}
    for row, each in enumerate(gathered.rows[key[0]].to_pylist()):
        other = known.setdefault(canonical(each), each)
        if other != each:
            fault = CellIssue(
                "IMP-402", f"Il y a déjà « {other} ».", "Écrivez l’identifiant de la même façon."
            )
            yield gathered.problem(fault, row, key[0])


def _are_told_apart(ids: pa.ChunkedArray) -> bool:
    """Whether plain identifiers, as nearly all are, differ by more than case: without spelling each out."""
    distinct = pc.unique(ids)
    plain = pc.match_substring_regex(distinct, "^[!-_a-~]*$")
    return pc.all(plain).as_py() is not False and len(pc.unique(pc.ascii_lower(distinct))) == len(distinct)


def broken(gathered: Gathered) -> Iterator[Issue]:
    """What pandera finds in the rows, said in French. Empty cells and repeated keys have been told."""
    if not gathered.rows.num_rows:
        return
    for failure in schemas.failures(gathered.table, gathered.rows):
        if failure.row is None or failure.check in ("not_nullable", "multiple_fields_uniqueness"):
            continue
        column = failure.column or _named_first(gathered.table, failure.check)
        yield gathered.problem(in_french(failure.column, failure.check), failure.row, column)


def in_french(column: str | None, check: str) -> CellIssue:
    """What a check of the schemas says of a value, or of a whole row where there is no column."""
    if column is None:
        return CellIssue("IMP-406", check, "Corrigez l’une des deux cellules.")
    pattern = _PATTERN.match(check)
    if pattern and pattern[1] == IDENTIFIER:
        return _IDENTIFIER
    if pattern and pattern[1].startswith(r"^\d{9}"):
        return CellIssue("IMP-213", "Un SIREN a neuf chiffres.", "Corrigez-le ou videz la cellule.")
    if least := _LEAST.match(check):
        return CellIssue("IMP-213", f"Il faut au moins {least[1]}.", "Corrigez la valeur.")
    if check.startswith("in_codelists"):
        return _NOT_LISTED
    if check.startswith("isin"):
        return _SCORE
    if check.endswith("."):
        return CellIssue("IMP-213", check, "Corrigez la valeur.")
    return CellIssue("IMP-213", "Cette valeur n’est pas permise ici.", "Corrigez-la.")


def _named_first(table: str, sentence: str) -> str | None:
    """The column whose title a sentence names first: the one to look at."""
    plain = f" {words(sentence)} "
    found = [(plain.find(f" {words(each.title)} "), each.name) for each in schemas.columns(table)]
    return min((each for each in found if each[0] >= 0), default=(0, None))[1]

"""What the rows of one table must respect: nothing missing, no key that looks like another, then the schema."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

import schemas
from dse.ingest.checks.context import RowContext
from dse.ingest.checks.successors import find_successor_circles
from dse.ingest.files.dictionary_column import DictionaryColumn
from dse.ingest.issues import CellIssue, Issue, Mend
from dse.ingest.recognition.sheet_checks import describe_total_row
from dse.ingest.recognition.title_checks import describe_missing_column
from dse.ingest.registry import ERROR, answers, built, cells, check, lines
from dse.ingest.rows.gathering import Gathered
from dse.ingest.rows.row_building import Reading
from dse.ingest.spelling import canonical, clean, words
from dse.ingest.values.business_numbers import is_siret
from dse.ingest.values.list_checks import describe_unlisted_value
from schemas.columns import IDENTIFIER

WAVE_MISSING = "Rien ne dit de quelle enquête sont ces réponses."
_TOTAL = re.compile(r"(?:sous )?tota(?:l|ux)(?: general)?|moyennes?(?: generale)?")
_MAY_BE_TOTAL = "(?i)tota|moyenne|[^ -~]"  # with an accent or another sign, it is looked at
_LEAST = re.compile(r"greater_than_or_equal_to\((.+)\)")
_ALPHABETS = {"CYRILLIC": "de l’alphabet cyrillique", "GREEK": "de l’alphabet grec"}
_PATTERN = re.compile(r"str_matches\('(.+)'\)")


@check(
    "IMP-201",
    level=ERROR,
    title="Cellule obligatoire vide",
    explanation=(
        "Une ligne ne dit rien sans cette cellule : un membre sans nom, un accompagnement sans porteur. Elle ne pourrait "
        "être ni comptée, ni retrouvée."
    ),
    advice="Remplissez la cellule, ou retirez la ligne si elle n’a rien à dire.",
    trips=cells("membres", {"Nom": ""}, line=2),
    passes=cells("membres", {"Région": ""}, line=2),
    on_rows=True,
)
def find_empty_cells(context: RowContext) -> Iterator[Issue]:
    """Empty cells where the form or the schema wants a value, each once."""
    of_rows = list(_find_empty_values(context))
    places = {(issue.file, issue.sheet, issue.row, issue.column) for issue in of_rows}
    for reading in context.readings:
        for line, position in _empty_required_cells(reading):
            issue = reading.sheet.problem(_describe_empty(), line, position)
            if (issue.file, issue.sheet, issue.row, issue.column) not in places:
                yield issue
    yield from of_rows


def _find_empty_values(context: RowContext) -> Iterator[Issue]:
    for rows, row, column in context.missing_values:
        batch, _ = rows.origin(row, column)
        is_covered = column in batch.columns and not rows.is_faulty(row, column)
        if is_covered and not batch.rows.columns[column].wave:
            yield rows.problem(_describe_empty(schemas.column(rows.table, column)), row, column)


def _describe_empty(column: schemas.Column | None = None) -> CellIssue:
    """An empty cell; where people may come for no organisation, this can be said."""
    reason = "Cette cellule ne peut pas être vide."
    if column is None or schemas.WITHOUT_ORGANISATION not in column.also_allowed:
        return CellIssue(reason, "Remplissez-la.")
    advice = "Remplissez-la, par « Sans organisation » si ces personnes n’en représentent aucune."
    return CellIssue(reason, advice, mends=(Mend("Sans organisation", "Sans organisation"),))


@check(
    "IMP-117",
    level=ERROR,
    title="Enquête à préciser",
    explanation=(
        "L’enquête a été posée plusieurs fois, et le fichier ne dit pas de quelle fois sont ses réponses : celles de deux "
        "années ne doivent pas se mélanger."
    ),
    advice="Choisissez, sur la page Données, l’enquête dont ce fichier contient les réponses.",
    trips=built(
        "Un fichier de réponses à une enquête de deux vagues, sans dire laquelle.", "wave_not_chosen"
    ),
    passes=answers("camille@exemple.org;Ville Fictive;Plutôt d’accord;3;;"),
    on_rows=True,
)
def find_missing_waves(context: RowContext) -> Iterator[Issue]:
    """Rows of a survey without a wave: neither the file nor the user gives it."""
    issue = CellIssue(WAVE_MISSING, "Choisissez l’enquête dont il contient les réponses.")
    for rows, row, column in context.missing_values:
        batch, _ = rows.origin(row, column)
        is_covered = column in batch.columns and not rows.is_faulty(row, column)
        if is_covered and batch.rows.columns[column].wave:
            yield rows.problem(issue, row, column)


@describe_missing_column.also_on_rows
def find_missing_columns(context: RowContext) -> Iterator[Issue]:
    """Columns that new rows cannot do without, once a batch."""
    reported: set[tuple[int, int, str]] = set()
    for rows, row, column in context.missing_values:
        batch, _ = rows.origin(row, column)
        if column not in batch.columns and (id(rows), id(batch), column) not in reported:
            reported.add((id(rows), id(batch), column))
            title = schemas.column(rows.table, column).title
            reason = f"Il manque la colonne « {title} », nécessaire à une ligne nouvelle."
            advice = "Ajoutez la colonne et remplissez-la, ou dites laquelle des vôtres y correspond."
            yield rows.problem(describe_missing_column(reason, advice), row, None)


def _empty_required_cells(reading: Reading) -> Iterator[tuple[int, int]]:
    """Line and column of empty cells under a header without which a line of the form says nothing."""
    for name in reading.form.required:
        if (column := reading.recognised.positions.get(name)) is None:
            continue
        missing = {canonical(token) for token in reading.form.headers[name].missing}
        cells = DictionaryColumn.encode(reading.sheet.columns[column])
        for line in sorted({*cells.find_lines(_is_empty), *cells.find_spelled(missing.__contains__)}):
            yield line, column


def _is_empty(text: str) -> bool:
    return not clean(text)


@describe_total_row.also_on_rows
def find_totals(context: RowContext) -> Iterator[Issue]:
    """Lines that sum up the others: a word such as Total where an identifier or a name is expected."""
    for gathered in context.changed.values():
        key = [name for name in schemas.key(gathered.table) if name.endswith("_id")]
        names = ["name"] if gathered.table == "organisations" else []
        reported: set[tuple[int, int]] = set()
        for column in (*key, *names):
            texts = gathered.rows[column]
            likely = texts.filter(pc.match_substring_regex(texts, _MAY_BE_TOTAL))
            sums = [text for text in pc.unique(likely).to_pylist() if _TOTAL.fullmatch(words(text))]
            is_sum = pc.is_in(texts, value_set=pa.array(sums, pa.string()))
            for row in pc.indices_nonzero(is_sum).to_pylist():
                batch, line = gathered.origin(row, column)
                if (id(batch), line) not in reported:
                    reported.add((id(batch), line))
                    yield gathered.problem(describe_total_row(), row, column)


@check(
    "IMP-402",
    level=ERROR,
    title="Identifiant presque identique à un autre",
    explanation=(
        "Deux identifiants qui ne diffèrent que par une majuscule, un accent ou un signe invisible désignent presque "
        "toujours la même chose, écrite de deux façons : elle serait enregistrée deux fois."
    ),
    advice="Écrivez l’identifiant de la même façon que celui qui est déjà là.",
    trips=cells("membres", {"Identifiant": "m001"}),
    passes=lines(
        "membres", {"Identifiant": "M010", "Nom": "Rives d’Orvaine", "Autres noms": "", "SIREN": ""}
    ),
    on_rows=True,
)
def find_similar_identifiers(context: RowContext) -> Iterator[Issue]:
    """Identifiers that differ from another only by case, accents or invisible signs."""
    for table, gathered in context.changed.items():
        name, *others = schemas.key(table)
        if others or not name.endswith("_id"):
            continue
        stored = context.current(table)[name]
        if _are_plainly_distinct(
            pa.chunked_array([*stored.chunks, *gathered.rows[name].chunks], pa.string())
        ):
            continue
        first = {canonical(text): text for text in stored.to_pylist()}
        for row, text in enumerate(gathered.rows[name].to_pylist()):
            other = first.setdefault(canonical(text), text)
            if other != text:
                issue = CellIssue(f"Il y a déjà « {other} ».", "Écrivez l’identifiant de la même façon.")
                yield gathered.problem(issue, row, name)


def _are_plainly_distinct(ids: pa.ChunkedArray) -> bool:
    """Whether plain identifiers, as nearly all are, differ by more than case: without spelling each out."""
    distinct = pc.unique(ids)
    is_plain = pc.match_substring_regex(distinct, "^[!-_a-~]*$")
    return pc.all(is_plain).as_py() is not False and len(pc.unique(pc.ascii_lower(distinct))) == len(distinct)


@check(
    "IMP-213",
    level=ERROR,
    title="Valeur qui n’a pas la bonne forme",
    explanation=(
        "La valeur se lit, mais n’a pas la forme que sa colonne demande : un identifiant avec une espace, un SIREN de huit "
        "chiffres, un nombre négatif, une marque qui n’est ni 0, ni 1, ni 2."
    ),
    advice="Corrigez la valeur comme le message le dit, ou videz la cellule.",
    trips=cells("membres", {"SIREN": "12 345 678"}, line=2),
    passes=cells("membres", {"SIREN": "987 654 324"}, line=2),
    on_rows=True,
)
def find_malformed_values(context: RowContext) -> Iterator[Issue]:
    """Values that the schema refuses, but for codes that are not listed."""
    for rows, failure in _failures(context):
        if failure.column is not None and not _is_unlisted(failure):
            value = rows.rows[failure.column][failure.row].as_py() if failure.row is not None else None
            text = value if isinstance(value, str) else ""
            if not _is_title(rows.table, failure, text):
                yield rows.problem(describe_failure(failure, text), failure.row, failure.column)


def _is_title(table: str, failure: schemas.Failure, text: str) -> bool:
    """Whether a text cites something by a title in place of a reference: that it leads nowhere says all."""
    target = schemas.column(table, failure.column or "").references
    is_cited = target in schemas.TABLES and schemas.has_titles(target) and IDENTIFIER in failure.check
    return is_cited and _find_foreign_letter(text) is None


@describe_unlisted_value.also_on_rows
def find_unlisted_codes(context: RowContext) -> Iterator[Issue]:
    """Codes that are no longer in their list."""
    for rows, failure in _failures(context):
        if _is_unlisted(failure):
            issue = describe_failure(failure)
            unlisted = describe_unlisted_value(issue.reason, issue.advice)
            yield rows.problem(unlisted, failure.row, failure.column)


@check(
    "IMP-406",
    level=ERROR,
    title="Deux cellules qui se contredisent",
    explanation=(
        "Chaque cellule est juste, mais pas les deux ensemble : une fin avant son début, une capacité inférieure aux "
        "présents, une organisation qui se succède à elle-même."
    ),
    advice="Corrigez l’une des deux cellules.",
    trips=lines("partenariats", {"Référence": "PAR-9", "Début": "01/01/2016", "Fin": "31/12/2015"}),
    passes=lines("partenariats", {"Référence": "PAR-9", "Début": "01/01/2015", "Fin": "31/12/2015"}),
    on_rows=True,
)
def find_contradictions(context: RowContext) -> Iterator[Issue]:
    """Rows whose cells contradict each other, then successors that lead back to where they began.

    None where one of these cells could not be read: what it would have said is not known.
    """
    for rows, failure in _failures(context):
        if failure.column is None:
            named = _list_columns_in(rows.table, failure.check)
            if not any(rows.is_faulty(failure.row, column) for column in named):
                yield rows.problem(describe_failure(failure), failure.row, next(iter(named), None))
    yield from find_successor_circles(context)


def _failures(context: RowContext) -> Iterator[tuple[Gathered, schemas.Failure]]:
    for failures in context.schema_failures.values():
        yield from failures


def _is_unlisted(failure: schemas.Failure) -> bool:
    return failure.column is not None and failure.check.startswith("in_codelists")


def describe_failure(failure: schemas.Failure, text: str = "") -> CellIssue:
    """What a check of the schemas says of a value, or of a whole row where there is no column, in French.

    `text` is the value, where it is one.
    """
    check = failure.check
    if failure.column is None:
        return CellIssue(check, "Corrigez l’une des deux cellules.")
    pattern = _PATTERN.match(check)
    if pattern and pattern[1] == IDENTIFIER:
        return _describe_identifier(text)
    if pattern and pattern[1].startswith(r"^\d{9}"):
        if is_siret(text):
            return CellIssue(
                "C’est un SIRET : le SIREN en est les neuf premiers chiffres.", "Gardez ces neuf chiffres."
            )
        return CellIssue("Un SIREN a neuf chiffres.", "Corrigez-le ou videz la cellule.")
    if failure.column == "email":
        return CellIssue(
            "Une adresse électronique s’écrit nom@domaine.fr.", "Corrigez-la, ou laissez la case vide."
        )
    if least := _LEAST.match(check):
        return CellIssue(f"Il faut au moins {least[1]}.", "Corrigez la valeur.")
    if _is_unlisted(failure):
        advice = "Choisissez une valeur de la liste d’aujourd’hui."
        return CellIssue("Cette valeur n’est plus dans la liste.", advice)
    if check.startswith("isin"):
        advice = "Corrigez-la, ou videz-la si rien n’a été examiné."
        return CellIssue("Une marque est 0, 1 ou 2.", advice)
    if check.endswith("."):
        return CellIssue(check, "Corrigez la valeur.")
    return CellIssue("Cette valeur n’est pas permise ici.", "Corrigez-la.")


def _describe_identifier(text: str) -> CellIssue:
    """A text that is no identifier; a letter of another alphabet, which looks like ours, is named."""
    if foreign := _find_foreign_letter(text):
        alphabet = _ALPHABETS.get(unicodedata.name(foreign, "").partition(" ")[0], "d’un autre alphabet")
        reason = f"La lettre « {foreign} » de cet identifiant est {alphabet}, même si elle ressemble à une des nôtres."
        return CellIssue(reason, "Retapez l’identifiant.")
    reason = "Un identifiant n’a que des lettres sans accent, des chiffres et _ . / -."
    return CellIssue(reason, "Corrigez-le, sans espace.")


def _find_foreign_letter(text: str) -> str | None:
    letters = (sign for sign in text if sign.isalpha())
    return next((sign for sign in letters if not unicodedata.name(sign, "").startswith("LATIN")), None)


def _list_columns_in(table: str, sentence: str) -> list[str]:
    """The columns whose titles a sentence names, the first one first: the one to look at."""
    plain = f" {words(sentence)} "
    positions = [(plain.find(f" {words(column.title)} "), column.name) for column in schemas.columns(table)]
    return [name for position, name in sorted(positions) if position >= 0]

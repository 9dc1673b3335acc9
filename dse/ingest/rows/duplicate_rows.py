"""Rows that come several times: one row when they agree, each telling what the others leave out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

import schemas
from dse.ingest.forms.definitions import OURS
from dse.ingest.issues import CellIssue, Issue, Mend, set_line_aside, shorten
from dse.ingest.registry import ERROR, check, lines
from dse.ingest.rows.batch import Batch
from dse.ingest.rows.gathering import Gathered
from dse.ingest.spelling import canonical, words


@check(
    "IMP-401",
    level=ERROR,
    title="Ligne en double",
    explanation=(
        "Deux lignes disent la même chose : la même présence, le même membre, la réponse de la même personne. Comptées "
        "toutes les deux, elles fausseraient les totaux ; rien ne dit laquelle garder. Deux lignes pareilles peuvent aussi être deux "
        "faits, comme deux subventions du même montant : en retirer une perdrait de l’argent."
    ),
    advice="Retirez la copie. Si les deux lignes comptent, donnez à chacune sa référence, ou réunissez-les en une ligne.",
    trips=lines("presences", {}, comment="Un fichier « presences » où une ligne est copiée deux fois."),
    passes=lines("presences", {"Organisation": "M003"}),
)
def describe_repeated_row(reason: str, advice: str, mends: tuple[Mend, ...] = ()) -> CellIssue:
    """A row, or the answers of a person, that comes twice."""
    return CellIssue(reason, advice, mends=mends)


@check(
    "IMP-403",
    level=ERROR,
    title="Deux lignes qui se contredisent",
    explanation=(
        "Deux lignes parlent de la même chose et n’en disent pas la même : deux noms pour un identifiant, deux dates pour "
        "une activité. Une seule valeur peut être enregistrée."
    ),
    advice="Écrivez partout la même valeur ; si un identifiant sert à deux organisations, donnez-en un autre à l’une.",
    trips=lines(
        "membres", {"Nom": "Fonds Aubrelles", "Adhésion": "01/06/2016", "Départ": "01/12/2016"}, line=3
    ),
    passes=lines(
        "membres", {"Nom": "Fonds Aubrelle", "Adhésion": "01/06/2016", "Départ": "01/12/2016"}, line=3
    ),
)
def describe_contradicting_row(reason: str, advice: str) -> CellIssue:
    """A value that contradicts that of another line about the same row."""
    return CellIssue(reason, advice)


def drop_repeated_rows(gathered: Gathered) -> tuple[Gathered, list[Issue]]:
    """Rows with a complete key, each key once, and the issues of those that come again.

    Lines may repeat a row where the form says by which header they differ, or where their files have other
    columns: a column that a file lacks says nothing. They must agree on the columns that both fill.
    """
    keys = gathered.keys
    if not keys.null_count and len(pc.unique(keys)) == len(keys):
        return gathered, []
    numbers = keys.dictionary_encode().indices
    first: dict[int, int] = {}
    repeated = []
    for row, key in enumerate(numbers.to_pylist()):
        if key is not None and first.setdefault(key, row) != row:
            repeated.append((row, first[key]))
    telling, issues = _compare_rows(gathered, repeated)
    return _complete_rows(gathered, list(first.values()), telling), issues


def select_unkeyed_rows(gathered: Gathered) -> Gathered:
    """The rows whose key is incomplete."""
    return gathered.take(pc.indices_nonzero(pc.is_null(gathered.keys)).to_pylist())


def find_unread_repeats(gathered: Gathered) -> Iterator[Issue]:
    """Rows that repeat another by the texts of their key, of which a name or a word of a list has been reported.

    Not those of a reported identifier: many that a spreadsheet abbreviates look the same.
    """
    first: dict[tuple[object, ...], int] = {}
    for row in range(gathered.rows.num_rows):
        if (key := _typed_key(gathered, row)) is not None:
            before = first.setdefault(
                (key, _distinguishing_cells(gathered, row), _covered_columns(gathered, row)), row
            )
            if before != row:
                yield _describe_repeat(gathered, row, before)


def _typed_key(gathered: Gathered, row: int) -> tuple[object, ...] | None:
    """The key of a row, with the words of its cells that have been reported; None where one is empty or an identifier."""
    key: list[object] = []
    for name in schemas.key(gathered.table):
        value = gathered.rows[name][row].as_py()
        if value is None and not gathered.is_faulty(row, name):
            return None
        key.append(_spelling(gathered, row, name) if value is None else value)
    return None if "" in key else tuple(key)


def _spelling(gathered: Gathered, row: int, name: str) -> str:
    """The spelling of a name of organisation or of a word of a list, whose signs may tell two apart; nothing for another."""
    batch, line = gathered.origin(row, name)
    header, place = batch.form.headers.get(batch.rows.columns[name].header or ""), batch.positions.get(name)
    if place is None:
        return ""
    if header and header.organisation:
        return words(batch.sheet.columns[place][line])
    return (
        canonical(batch.sheet.columns[place][line]) if schemas.column(gathered.table, name).codelists else ""
    )


def _compare_rows(
    gathered: Gathered, repeated: Sequence[tuple[int, int]]
) -> tuple[dict[tuple[int, str], int], list[Issue]]:
    """Which row gives each column that the first of its key lacks, and what is wrong with the others."""
    telling: dict[tuple[int, str], int] = {}
    first_rows: dict[tuple[int, tuple[str, ...], frozenset[str]], int] = {}
    issues = []
    for row, first in repeated:
        first_rows.setdefault(
            (first, _distinguishing_cells(gathered, first), _covered_columns(gathered, first)), first
        )
        before = first_rows.setdefault(
            (first, _distinguishing_cells(gathered, row), _covered_columns(gathered, row)), row
        )
        if before != row:
            issues.append(_describe_repeat(gathered, row, before))
            continue
        rows_by_column = _telling_rows(gathered, first, telling)
        values = {
            name: rows_by_column[name] for name in rows_by_column if name in _covered_columns(gathered, row)
        }
        differing = next(
            (name for name, other in values.items() if _differ(gathered, name, row, other)), None
        )
        if differing is not None:
            issues.append(_describe_contradiction(gathered, row, values[differing], differing))
        else:
            telling |= {
                (first, name): row for name in _covered_columns(gathered, row) if name not in rows_by_column
            }
    return telling, issues


def _telling_rows(gathered: Gathered, first: int, telling: dict[tuple[int, str], int]) -> dict[str, int]:
    """By column, the row that gives its value for this key so far."""
    rows = {name: telling.get((first, name)) for name in gathered.rows.column_names}
    columns = _covered_columns(gathered, first)
    rows |= {name: first for name in columns}
    return {name: row for name, row in rows.items() if row is not None}


def _differ(gathered: Gathered, name: str, row: int, other: int) -> bool:
    """Whether two rows tell something else; a cell already reported tells nothing."""
    if gathered.is_faulty(row, name) or gathered.is_faulty(other, name):
        return False
    return gathered.rows[name][row].as_py() != gathered.rows[name][other].as_py()


def _complete_rows(
    gathered: Gathered, rows_kept: Sequence[int], telling: dict[tuple[int, str], int]
) -> Gathered:
    taken = gathered.take(rows_kept)
    rows = taken.rows
    for name in {column for _, column in telling}:
        index = pa.array([telling.get((row, name), row) for row in rows_kept], pa.int64())
        rows = rows.set_column(
            rows.column_names.index(name), rows.schema.field(name), gathered.rows[name].take(index)
        )
    positions = gathered.positions
    return replace(
        taken,
        rows=rows,
        elsewhere={(positions[row], name): positions[other] for (row, name), other in telling.items()},
    )


def _covered_columns(gathered: Gathered, row: int) -> frozenset[str]:
    return frozenset(gathered.origin(row)[0].columns)


def _distinguishing_cells(gathered: Gathered, row: int) -> tuple[str, ...]:
    """What stands under the headers by which lines of a same row may differ."""
    batch, line = gathered.origin(row)
    return tuple(texts[line] for texts in batch.repeats)


def _describe_repeat(gathered: Gathered, row: int, before: int) -> Issue:
    (batch, line), (other, first) = gathered.origin(row), gathered.origin(before)
    if batch.sheet is other.sheet and line == first:
        cut = next((name for name, source in batch.rows.columns.items() if batch.form.is_split(source)), None)
        reason = "Cette ligne dit deux fois la même chose, dans deux colonnes."
        return gathered.problem(describe_repeated_row(reason, "Gardez-la dans une seule."), row, cut)
    if gathered.table == "organisations" and _differ(gathered, "name", row, before):
        return _describe_contradiction(gathered, row, before, "name")
    where = _describe_line(gathered, before, row)
    column = _main_column(gathered, row)
    title = _find_differing_title(batch, line, other, first)
    both = _advise_if_both_count(batch)
    if title is None:
        mends = set_line_aside(f"Mettez la copie de côté ; {both}")
        issue = describe_repeated_row(f"Cette ligne répète {where}.", f"Retirez la copie ; {both}", mends)
    elif batch.form.origin != OURS and batch.rows.repeats and title not in batch.rows.repeats:
        reason = f"Cette ligne parle de la même chose que {where}, et en diffère par « {shorten(title)} »."
        advice = f"Gardez la bonne ; si les deux comptent, ajoutez « {shorten(title)} » à repeats dans votre formulaire."
        issue = describe_repeated_row(reason, advice)
    else:
        reason = f"Cette ligne parle de la même chose que {where}, et en diffère par « {shorten(title)} »."
        issue = describe_repeated_row(reason, f"Gardez la bonne ; {both}")
    return gathered.problem(issue, row, column)


def _advise_if_both_count(batch: Batch) -> str:
    """What to do of two lines that both count, such as two grants of one sum: to drop one would lose it."""
    if len(batch.form.identity) == 1:
        return f"si les deux comptent, donnez à chacune son « {shorten(batch.form.identity[0])} »."
    return "si les deux comptent, réunissez-les en une ligne."


def _find_differing_title(batch: Batch, line: int, other: Batch, other_line: int) -> str | None:
    """The first title under which two lines differ; None where they are the same, or are of sheets of other titles."""
    if batch.sheet.headers != other.sheet.headers:
        return None
    cells = zip(batch.sheet.headers, batch.sheet.columns, other.sheet.columns, strict=False)
    return next(
        (
            title
            for title, here, there in cells
            if title and canonical(here[line]) != canonical(there[other_line])
        ),
        None,
    )


def _describe_contradiction(gathered: Gathered, row: int, before: int, column: str) -> Issue:
    where = _describe_line(gathered, before, row)
    is_name = (gathered.table, column) == ("organisations", "name")
    if is_name and canonical(_typed_name(gathered, row)) == canonical(_typed_name(gathered, before)):
        reason = f"Cette organisation est déjà à {where}, écrite autrement."
        advice = "Écrivez le même nom, ou gardez une seule des deux lignes."
    elif is_name and (identifier := _typed_identifier(gathered, row)):
        reason = f"L’identifiant « {identifier} » est déjà à {where}, sous un autre nom."
        advice = "Donnez-en un autre si c’est une autre organisation ; sinon écrivez le même nom."
    else:
        reason, advice = f"Cette valeur contredit {where}.", "Écrivez partout la même."
    return gathered.problem(describe_contradicting_row(reason, advice), row, column)


def _typed_name(gathered: Gathered, row: int) -> str:
    """The name of an organisation as its line gives it."""
    return _typed_text(gathered, row, "name")


def _typed_identifier(gathered: Gathered, row: int) -> str:
    """The identifier of an organisation as its line gives it; nothing where its name or its SIREN found it."""
    return _typed_text(gathered, row, "organisation_id")


def _typed_text(gathered: Gathered, row: int, column: str) -> str:
    batch, line = gathered.origin(row)
    place = batch.positions.get(column)
    return "" if place is None else batch.sheet.columns[place][line].strip()


def _describe_line(gathered: Gathered, row: int, seen_from: int) -> str:
    """Name of a line, with its file where it is another."""
    batch, line = gathered.origin(row)
    return batch.sheet.name_line(line, gathered.origin(seen_from)[0].sheet)


def _main_column(gathered: Gathered, row: int) -> str | None:
    """The column that says what the line is about: the one to look at when it comes twice."""
    batch, _ = gathered.origin(row)
    columns = batch.rows.columns.items()
    about = [name for name, source in columns if source.header and source.header in batch.form.identity]
    return next((name for name in about if batch.positions.get(name) is not None), None)

"""References across all tables as they would be after the import, the current version included."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

import schemas
from dse.ingest.checks.context import RowContext
from dse.ingest.issues import ALL_FILES, CellIssue, Issue, Mend, count_noun, quoted_list, shorten
from dse.ingest.registry import ERROR, cells, check, content
from dse.ingest.rows.gathering import Gathered, join_key_columns
from dse.ingest.rows.merge import Merged
from dse.ingest.spelling import nearest
from schemas.columns import IDENTIFIER, Column

RESEMBLANCE = 0.75  # of two references, from which one may be the other misspelt
MOST_COMPARED = 20  # references for which the nearest known one is looked for: it takes time
_RESPONDENTS = "survey_respondents"


@check(
    "IMP-404",
    level=ERROR,
    title="Référence à une ligne qui n’existe pas",
    explanation=(
        "La cellule désigne une ligne d’une autre table (une activité, une offre, un accompagnement…) qui n’est ni dans "
        "les données, ni dans les fichiers de cet import. La ligne ne serait comptée nulle part."
    ),
    advice="Corrigez la référence, ou importez aussi, dans le même import, le fichier de ce qu’elle désigne.",
    trips=cells("presences", {"Activité": "ACT-9"}),
    passes=cells("presences", {"Activité": "ACT-2"}),
    on_rows=True,
)
def find_broken_references(context: RowContext) -> Iterator[Issue]:
    """Rows that the files add or change, with or without a complete key, that would point to nothing."""
    for table, column, target, subject in list_references():
        for rows in (context.changed.get(table), context.unkeyed.get(table)):
            if rows and _cites_any(rows.rows, column, subject):  # else the target need not be read
                yield from _broken_rows(rows, column, target, subject, context)
    yield from _broken_subjects(context)


@check(
    "IMP-405",
    level=ERROR,
    title="Ligne retirée dont d’autres dépendent",
    explanation=(
        "Le fichier, déclaré complet, ne contient plus une ligne que d’autres données désignent encore : elles se "
        "retrouveraient sans ce dont elles parlent."
    ),
    advice="Remettez la ligne dans le fichier, ou retirez aussi celles qui en dépendent.",
    trips=content(
        "offre.csv",
        "Identifiant;Intitulé;Type;Familles visées;Ouverture;Fermeture;Places par an;Note\n"
        "OFF-2;Formations des territoires;FORMATION;COLLECTIVITE;08/01/2018;31/12/2021;15;\n",
        complete=True,
    ),
    passes=cells("offre", {}, complete=True, comment="Le même fichier complet, avec toutes ses lignes."),
    on_rows=True,
)
def find_removed_targets(context: RowContext) -> Iterator[Issue]:
    """Rows that stay and would point to one that the files take away."""
    for table, column, target, subject in list_references():
        if target in context.merged and context.merged[target].diff.removed:
            rows = _unchanged_rows(context, table)
            if subject is not None:
                rows = rows.filter(pc.equal(rows["subject"], subject))
            yield from _left_behind(context.merged[target], table, rows[column.name])
    for subject, target in schemas.SUBJECT_TABLES.items():
        if target in context.merged and context.merged[target].diff.removed:
            rows = _unchanged_rows(context, _RESPONDENTS)
            about = rows.filter(pc.equal(rows["about"], subject))["about_id"]
            yield from _left_behind(context.merged[target], _RESPONDENTS, about)


def list_references() -> Iterator[tuple[str, Column, str, str | None]]:
    """Each table and column that points to a table, and the subject for which it points there."""
    for table in schemas.TABLES:
        for column in schemas.columns(table):
            if column.references == "subject":
                for subject, target in schemas.SUBJECT_TABLES.items():
                    yield table, column, target, subject
            elif column.references:
                yield table, column, column.references, None


def _ids(context: RowContext, table: str) -> pa.Array:
    return context.content(table)[schemas.key(table)[0]].combine_chunks()


def _unchanged_rows(context: RowContext, table: str) -> pa.Table:
    """Rows that stay as they are: the files neither add nor change them."""
    rows = context.content(table)
    if table not in context.changed:
        return rows
    is_changed = pc.is_in(join_key_columns(rows, schemas.key(table)), value_set=context.changed[table].keys)
    return rows.filter(pc.invert(is_changed))


def _cites_any(rows: pa.Table, column: Column, subject: str | None) -> bool:
    """Whether a row cites anything by a column."""
    cites = pc.is_valid(rows[column.name])
    if subject is not None:
        cites = pc.and_(cites, pc.fill_null(pc.equal(rows["subject"], subject), False))
    return pc.any(cites, min_count=0).as_py()


def _rows_citing_others(rows: pa.Table, column: Column, subject: str | None, ids: pa.Array) -> pa.Array:
    """Indices of the rows whose value is none of the identifiers."""
    values = rows[column.name]
    allowed = pa.concat_arrays([ids, pa.array(column.also_allowed, pa.string())])
    broken = pc.and_(pc.is_valid(values), pc.invert(pc.is_in(values, value_set=allowed)))
    if subject is not None:
        broken = pc.and_(broken, pc.fill_null(pc.equal(rows["subject"], subject), False))
    return pc.indices_nonzero(broken)


def _broken_rows(
    gathered: Gathered, column: Column, target: str, subject: str | None, context: RowContext
) -> Iterator[Issue]:
    ids = _ids(context, target)
    issues: dict[str, CellIssue] = {}
    for row in _rows_citing_others(gathered.rows, column, subject, ids).to_pylist():
        if gathered.is_faulty(row, column.name):
            continue
        missing = gathered.rows[column.name][row].as_py()
        if missing not in issues:
            is_compared = len(issues) < MOST_COMPARED
            issues[missing] = _describe_unknown(missing, target, context, is_compared)
        yield gathered.problem(issues[missing], row, column.name)


def _describe_unknown(missing: str, target: str, context: RowContext, is_compared: bool) -> CellIssue:
    """A reference that leads nowhere, or a title that nothing bears, with the one that it may be misspelt for."""
    is_title = schemas.has_titles(target) and not re.search(IDENTIFIER, missing)
    texts = context.content(target)["title" if is_title else schemas.key(target)[0]].to_pylist()
    near = nearest(missing, filter(None, texts), 1, RESEMBLANCE) if is_compared else []
    issue = _describe_missing(shorten(missing), target, near)
    if is_title:
        reason = f"Rien, dans « {schemas.title(target)} », n’a « {shorten(missing)} » pour intitulé."
        issue = replace(issue, reason=reason)
    mends = tuple(Mend(f"Écrire « {shorten(text)} »", text) for text in near)
    return replace(issue, mends=mends)


def _broken_subjects(context: RowContext) -> Iterator[Issue]:
    """Respondents of the files who answered about an accompaniment or an activity that is not in its table."""
    if _RESPONDENTS not in context.gathered:
        return
    gathered = context.gathered[_RESPONDENTS]
    ids: dict[str, list[str]] = {}
    subjects = (gathered.rows[name].to_pylist() for name in ("about", "about_id"))
    for row, (subject, identifier) in enumerate(zip(*subjects, strict=True)):
        if subject is None or identifier is None:
            continue
        target = schemas.SUBJECT_TABLES[subject]
        if target not in ids:
            ids[target] = _ids(context, target).to_pylist()
        if identifier not in ids[target]:
            near = nearest(identifier, ids[target], 1)
            yield gathered.problem(_describe_missing(shorten(identifier), target, near), row, "about_id")


def _describe_missing(missing: str, target: str, near: list[str]) -> CellIssue:
    reason = f"« {missing} » n’est pas dans la table « {schemas.title(target)} »."
    first = f"Écrivez {quoted_list(near)} si c’est cela" if near else "Corrigez la cellule"
    return CellIssue(reason, f"{first}, ou importez aussi, en même temps, le fichier où c’est décrit.")


def _left_behind(target: Merged, table: str, cited: pa.ChunkedArray) -> Iterator[Issue]:
    removed = target.detail.removed[schemas.key(target.table)[0]].combine_chunks()
    broken = cited.filter(pc.is_in(cited, value_set=removed))
    counts = pc.value_counts(broken.combine_chunks()).to_pylist()
    for count in sorted(counts, key=lambda count: count["values"]):
        depends = "en dépend" if count["counts"] == 1 else "en dépendent"
        reason = (
            f"« {shorten(count['values'])} » disparaît de « {schemas.title(target.table)} », mais "
            f"{count_noun(count['counts'], 'ligne')} de « {schemas.title(table)} » {depends}."
        )
        yield Issue(ALL_FILES, reason, "Remettez-la dans le fichier, ou retirez aussi ces lignes.")

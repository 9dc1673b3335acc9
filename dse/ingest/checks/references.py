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
from schemas import Reference
from schemas.columns import IDENTIFIER

RESEMBLANCE = 0.75  # of two references, from which one may be the other misspelt
MOST_COMPARED = 20  # references for which the nearest known one is looked for: it takes time


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
    for reference in schemas.list_references():
        for rows in (context.changed.get(reference.table), context.unkeyed.get(reference.table)):
            if rows and _cites_any(rows.rows, reference):  # else the target need not be read
                yield from _broken_rows(rows, reference, context)


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
    for reference in schemas.list_references():
        target = context.merged.get(reference.target)
        if target and target.diff.removed:
            rows = select_of_subject(_unchanged_rows(context, reference.table), reference)
            yield from _left_behind(target, reference.table, rows[reference.column.name])


def select_of_subject(rows: pa.Table, reference: Reference) -> pa.Table:
    """Rows that may cite the target of a reference."""
    if not reference.subject_column:
        return rows
    return rows.filter(pc.equal(rows[reference.subject_column], reference.subject))


def _ids(context: RowContext, table: str) -> pa.Array:
    return context.content(table)[schemas.key(table)[0]].combine_chunks()


def _unchanged_rows(context: RowContext, table: str) -> pa.Table:
    """Rows that stay as they are: the files neither add nor change them."""
    rows = context.content(table)
    if table not in context.changed:
        return rows
    is_changed = pc.is_in(join_key_columns(rows, schemas.key(table)), value_set=context.changed[table].keys)
    return rows.filter(pc.invert(is_changed))


def _cites_any(rows: pa.Table, reference: Reference) -> bool:
    """Whether a row cites anything by a column."""
    cited = select_of_subject(rows, reference)[reference.column.name]
    return cited.null_count < len(cited)


def _rows_citing_others(rows: pa.Table, reference: Reference, ids: pa.Array) -> pa.Array:
    """Indices of the rows whose value is none of the identifiers."""
    values = rows[reference.column.name]
    allowed = pa.concat_arrays([ids, pa.array(reference.column.also_allowed, pa.string())])
    broken = pc.and_(pc.is_valid(values), pc.invert(pc.is_in(values, value_set=allowed)))
    if reference.subject_column:
        is_subject = pc.equal(rows[reference.subject_column], reference.subject)
        broken = pc.and_(broken, pc.fill_null(is_subject, False))
    return pc.indices_nonzero(broken)


def _broken_rows(gathered: Gathered, reference: Reference, context: RowContext) -> Iterator[Issue]:
    column, target = reference.column, reference.target
    ids = _ids(context, target)
    issues: dict[str, CellIssue] = {}
    for row in _rows_citing_others(gathered.rows, reference, ids).to_pylist():
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

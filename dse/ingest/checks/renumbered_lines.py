"""Numbers of lines that now stand for another one, while other data cite them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

import schemas
from dse.ingest.checks.context import RowContext
from dse.ingest.checks.references import select_of_subject
from dse.ingest.checks.text_mentions import count_mentions
from dse.ingest.forms.definitions import Form
from dse.ingest.import_checks import cap_issues
from dse.ingest.issues import CellIssue, Issue, count_noun
from dse.ingest.registry import QUESTION, built, check
from dse.ingest.rows.gathering import join_key_columns
from dse.ingest.rows.removed_rows import (
    find_numbered_rows,
    find_subjects,
    list_numbering_forms,
    owner_columns,
)


@check(
    "IMP-535",
    level=QUESTION,
    title="Numéro cité qui change de ligne",
    explanation=(
        "Le formulaire numérote ses lignes d’après leur rang dans l’année. Le fichier n’a plus la même ligne à ce rang, et d’autres données "
        "désignent ce numéro : elles parleraient d’autre chose."
    ),
    advice="Remettez les lignes dans leur ordre, les nouvelles à la fin ; confirmez si c’est la même ligne, corrigée.",
    trips=built(
        "Une subvention de plus en tête du fichier, quand une production cite la première.", "line_moved_down"
    ),
    passes=built("La même subvention de plus, à la fin du fichier.", "line_added_last"),
    on_rows=True,
)
def find_renumbered_lines(context: RowContext) -> Iterator[Issue]:
    """Lines whose number, known and cited, said something else."""
    for form in list_numbering_forms(context.batches):
        yield from cap_issues(_list_renumbered(context, form))


def _list_renumbered(context: RowContext, form: Form) -> Iterator[Issue]:
    table = form.rows[0].table
    gathered, changed = context.gathered[table], _find_changed(context, form)
    mentions = _find_mentions(context, form, changed) if changed else {}
    for row, identifier in enumerate(gathered.keys.to_pylist()):
        if identifier in changed and identifier in mentions:
            reason = (
                f"« {identifier} » ne dit plus la même chose, et d’autres données en parlent : "
                f"{', '.join(mentions[identifier])}."
            )
            advice = "Remettez les lignes dans leur ordre ; confirmez si c’est la même, corrigée."
            yield gathered.problem(CellIssue(reason, advice), row, None)


def _find_changed(context: RowContext, form: Form) -> set[str]:
    """Numbers known before of which a row is added, removed or changed."""
    first = form.rows[0]
    ids_before = context.current(first.table)[schemas.key(first.table)[0]].to_pylist()
    changed: set[str] = set()
    for block in form.rows:
        if (owners := owner_columns(form, block)) and block.table in context.merged:
            detail = context.merged[block.table].detail
            for rows in (detail.added, detail.removed, detail.after):
                changed.update(filter(None, join_key_columns(rows, owners).to_pylist()))
    return changed.intersection(ids_before, find_subjects(form, context.batches).to_pylist())


def _find_mentions(context: RowContext, form: Form, changed: set[str]) -> dict[str, list[str]]:
    """What else speaks of each row of a table, by its identifier; texts, of those that are changed."""
    first = form.rows[0].table
    mentions: dict[str, list[str]] = defaultdict(list)
    for reference in (one for one in schemas.list_references() if one.target == first):
        rows = context.current(reference.table)
        rows = rows.filter(pc.invert(find_numbered_rows(reference.table, context.batches, context.current)))
        cited = select_of_subject(rows, reference)[reference.column.name]
        _add_counts(mentions, cited, schemas.title(reference.table))
    _add_own_columns(mentions, context.current(first), form)
    for identifier, in_texts in count_mentions(context.current, changed).items():
        mentions[identifier] += in_texts
    return mentions


def _add_counts(mentions: dict[str, list[str]], ids: pa.ChunkedArray, title: str) -> None:
    for count in pc.value_counts(ids.combine_chunks()).to_pylist():
        mentions[count["values"]].append(f"{count_noun(count['counts'], 'ligne')} de « {title} »")


def _add_own_columns(mentions: dict[str, list[str]], rows: pa.Table, form: Form) -> None:
    """Rows with a value that the form never gives: somebody said it of the line that had the number."""
    table = form.rows[0].table
    names = {name for block in form.rows if block.table == table for name in block.columns}
    others = rows.drop_columns([name for name in rows.column_names if name in names]).to_pylist()
    for identifier, row in zip(rows[schemas.key(table)[0]].to_pylist(), others, strict=True):
        if any(value is not None for value in row.values()):
            mentions[identifier].append("des colonnes que ce fichier ne donne pas")

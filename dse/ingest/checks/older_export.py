"""Files of a register that know fewer lines than the store does: perhaps an export of long ago, which would undo what came since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyarrow.compute as pc

from dse.ingest.checks.context import RowContext
from dse.ingest.forms.definitions import Form
from dse.ingest.issues import CellIssue, Issue
from dse.ingest.registry import QUESTION, built, cells, check
from dse.ingest.rows.gathering import join_key_columns
from dse.ingest.rows.merge import Merged
from dse.ingest.rows.removed_rows import find_subjects, owner_columns

FEWEST = 10  # lines, under which a file is a correction of some lines and no export
LARGEST, SMALLEST = 0.8, 0.3  # share of the stored lines that an older export has


@check(
    "IMP-517",
    level=QUESTION,
    title="Peut-être un ancien export",
    explanation=(
        "Le fichier modifie des lignes, n’en apporte aucune nouvelle, et en a un cinquième au moins de moins que les "
        "données : un export d’il y a longtemps ferait revenir d’anciennes valeurs."
    ),
    advice="Prenez le dernier export ; confirmez si le fichier ne contient volontairement qu’une partie des lignes.",
    trips=built(
        "Un fichier de 14 membres, tous déjà connus et l’un modifié, quand 20 sont enregistrés.",
        "older_export",
    ),
    passes=cells("membres", {"Région": "84", "Situation depuis le": "01/01/2020"}),
    on_rows=True,
)
def find_older_exports(context: RowContext) -> Iterator[Issue]:
    """Of each form, files that change lines, bring no new one, and lack a fifth at least of those stored."""
    if context.is_complete:
        return
    forms = {batch.form.name: batch for batch in context.batches}
    for batch in forms.values():
        if batch.form.semantics != "registre" or not _changes_something(batch.form, context.merged):
            continue
        rows = batch.form.rows[0]
        stored = join_key_columns(context.current(rows.table), owner_columns(batch.form, rows))
        lines = pc.unique(find_subjects(batch.form, context.batches))
        is_shorter = SMALLEST * len(stored) <= len(lines) <= LARGEST * len(stored)
        if len(lines) >= FEWEST and is_shorter and pc.all(pc.is_in(lines, value_set=stored)).as_py():
            yield batch.sheet.problem(_describe(len(stored), len(lines)))


def _changes_something(form: Form, merged: Mapping[str, Merged]) -> bool:
    return any(rows.table in merged and not merged[rows.table].diff.is_empty for rows in form.rows)


def _describe(before: int, now: int) -> CellIssue:
    reason = f"{before} → {now} lignes, toutes déjà connues : est-ce un ancien export ?"
    return CellIssue(reason, "Confirmez s’il ne contient qu’une partie des lignes, ou prenez le dernier.")

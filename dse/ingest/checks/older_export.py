"""Files of a register that know fewer lines than the store does: perhaps an export of long ago, which would undo what came since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pyarrow.compute as pc

from dse.ingest.forms.definitions import Form
from dse.ingest.issues import CellIssue, Issue
from dse.ingest.rows.batch import Batch
from dse.ingest.rows.gathering import joined
from dse.ingest.rows.merge import Merged
from dse.ingest.rows.removed_rows import owners_of, spoken_of
from dse.ingest.rows.row_building import Current

FEWEST = 10  # lines, under which a file is a correction of some lines and no export
LARGEST, SMALLEST = 0.8, 0.3  # share of the lines known that an older export has


def older_exports(
    batches: Sequence[Batch], merged: Mapping[str, Merged], current: Current
) -> Iterator[Issue]:
    """A doubt a form whose files change lines, bring no new one, and lack a fifth at least of those known."""
    forms = {batch.form.name: batch for batch in batches}
    for batch in forms.values():
        if batch.form.semantics != "registre" or not _changes_something(batch.form, merged):
            continue
        known = joined(current(batch.form.rows[0].table), owners_of(batch.form, batch.form.rows[0]))
        given = pc.unique(spoken_of(batch.form, batches))
        is_shorter = SMALLEST * len(known) <= len(given) <= LARGEST * len(known)
        if len(given) >= FEWEST and is_shorter and pc.all(pc.is_in(given, value_set=known)).as_py():
            yield batch.sheet.problem(_fault(len(known), len(given)))


def _changes_something(form: Form, merged: Mapping[str, Merged]) -> bool:
    return any(rows.table in merged and not merged[rows.table].diff.is_empty for rows in form.rows)


def _fault(before: int, now: int) -> CellIssue:
    reason = f"{before} → {now} lignes, toutes déjà connues : est-ce un ancien export ?"
    advice = "Confirmez s’il ne dit qu’une partie des lignes, ou prenez le dernier."
    return CellIssue("IMP-517", reason, advice, doubtful=True)

"""What answers are about: an accompaniment or an activity that must be known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import schemas
from dse.ingest.issues import CellIssue, Issue, quoted_list, shorten
from dse.ingest.rows.gathering import Gathered
from dse.ingest.rows.merge import Merged
from dse.ingest.rows.row_building import Current
from dse.ingest.spelling import nearest

_TABLE = "survey_respondents"


def orphans(
    gathered: Mapping[str, Gathered], merged: Mapping[str, Merged], current: Current
) -> Iterator[Issue]:
    """Respondents of the files whose object is not in its table."""
    if _TABLE not in gathered:
        return
    rows = gathered[_TABLE]
    known: dict[str, list[str]] = {}
    for row, (about, each) in enumerate(
        zip(*(rows.rows[name].to_pylist() for name in ("about", "about_id")), strict=True)
    ):
        if about is None or each is None:
            continue
        ids = known.setdefault(about, _ids(schemas.SUBJECT_TABLES[about], merged, current))
        if each not in ids:
            reason = f"« {shorten(each)} » n’est pas dans la table « {schemas.title(schemas.SUBJECT_TABLES[about])} »."
            near = nearest(each, ids, 1)
            first = f"Écrivez {quoted_list(near)} si c’est elle" if near else "Corrigez la référence"
            yield rows.problem(
                CellIssue("IMP-404", reason, f"{first}, ou importez aussi ce qu’elle désigne."),
                row,
                "about_id",
            )


def _ids(table: str, merged: Mapping[str, Merged], current: Current) -> list[str]:
    rows = merged[table].content if table in merged else current(table)
    return rows[schemas.key(table)[0]].to_pylist()

"""What is readable but has to be agreed by a person: changes of situation, large removals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import schemas
from dse.ingest.gather import Gathered, joined
from dse.ingest.merge import Merged
from dse.ingest.problems import ALL_FILES, Fault, Problem, shorten
from dse.ingest.spelling import words

LARGE_REMOVAL = 0.2
# Tables where a row holds from a date on: to change it in place rewrites the past.
_DATED = {"organisation_profiles": "valid_from"}


def doubts(gathered: Mapping[str, Gathered], merged: Mapping[str, Merged]) -> Iterator[Problem]:
    """Questions that the changes raise."""
    for table, change in merged.items():
        if table in _DATED and table in gathered:
            yield from _rewritten(gathered[table], change)
        if table == "organisations" and table in gathered:
            yield from _renamed(gathered[table], change)
        yield from _large_removal(change)


def _rewritten(gathered: Gathered, change: Merged) -> Iterator[Problem]:
    dated = schemas.column(gathered.table, _DATED[gathered.table])
    rows = {key: row for row, key in enumerate(gathered.keys.to_pylist())}
    before, after = change.detail.before.to_pylist(), change.detail.after.to_pylist()
    keys = joined(change.detail.after, schemas.key(gathered.table)).to_pylist()
    for key, old, new in zip(keys, before, after, strict=True):
        name = next(each for each in old if old[each] != new[each])
        title = schemas.column(gathered.table, name).title
        reason = (
            f"« {title} » passe de « {_shown(old[name])} » à « {_shown(new[name])} » depuis le "
            f"{new[dated.name]:%d/%m/%Y} : correction, ou changement à partir d’une date ?"
        )
        advice = f"Confirmez une correction, ou remplissez « {dated.title} »."
        yield gathered.problem(Fault("IMP-501", reason, advice, doubtful=True), rows[key], name)


def _renamed(gathered: Gathered, change: Merged) -> Iterator[Problem]:
    """An identifier that now has another name: a new name, or the wrong identifier?"""
    rows = {each: row for row, each in enumerate(gathered.rows["organisation_id"].to_pylist())}
    before, after = change.detail.before["name"].to_pylist(), change.detail.after["name"].to_pylist()
    ids = change.detail.after["organisation_id"].to_pylist()
    for each, old, new in zip(ids, before, after, strict=True):
        if old and new and words(old) != words(new):
            reason = f"L’organisation {each} s’appelait « {shorten(old)} »."
            fault = Fault("IMP-503", reason, "Confirmez le nouveau nom, ou corrigez l’identifiant.", True)
            yield gathered.problem(fault, rows[each], "name")


def _large_removal(change: Merged) -> Iterator[Problem]:
    removed = change.diff.removed
    before = removed + change.diff.rows - change.diff.added
    if removed <= LARGE_REMOVAL * before:
        return
    reason = (
        f"« {schemas.title(change.table)} » passe de {before} à {change.diff.rows} lignes : "
        f"{removed} disparaissent."
    )
    yield Problem("IMP-502", ALL_FILES, reason, "Vérifiez que le fichier est entier, puis confirmez.")


def _shown(value: object) -> str:
    return "vide" if value is None else str(value)

"""What is readable but has to be agreed by a person: changes of situation, large removals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import schemas
from dse import french
from dse.ingest.checks import stays
from dse.ingest.issues import ALL_FILES, CellIssue, Issue, count_noun, quoted_list, shorten
from dse.ingest.rows.gathering import DATED, Gathered, joined
from dse.ingest.rows.merge import Merged
from dse.ingest.spelling import words
from schemas import Column, codelists

LARGE_REMOVAL = 0.2


def doubts(gathered: Mapping[str, Gathered], merged: Mapping[str, Merged]) -> Iterator[Issue]:
    """Questions that the changes raise."""
    for table, change in merged.items():
        if table in DATED and table in gathered:
            yield from _rewritten(gathered[table], change)
        if table == "organisations" and table in gathered:
            yield from _renamed(gathered[table], change)
        if table == "indicator_periods" and table in gathered:
            yield from _observed_before(gathered[table])
        if table == "accompaniments" and table in gathered:
            yield from _decided_before_request(gathered[table], change)
            yield from _cofinanced_beyond_cost(gathered[table], change)
        if table == "memberships" and table in gathered:
            yield from stays.doubts(gathered[table], change)
        yield from _large_removal(change)


def _rewritten(gathered: Gathered, change: Merged) -> Iterator[Issue]:
    dated = schemas.column(gathered.table, DATED[gathered.table])
    rows = {key: row for row, key in enumerate(gathered.keys.to_pylist())}
    before, after = change.detail.before.to_pylist(), change.detail.after.to_pylist()
    keys = joined(change.detail.after, schemas.key(gathered.table)).to_pylist()
    for key, old, new in zip(keys, before, after, strict=True):
        names = [each for each in old if old[each] != new[each]]
        reason = (
            f"Depuis le {new[dated.name]:%d/%m/%Y}, {_passages(gathered.table, names, old, new)} : "
            "correction, ou changement à partir d’une date ?"
        )
        advice = f"Confirmez une correction, ou remplissez « {dated.title} »."
        yield gathered.problem(CellIssue("IMP-501", reason, advice, doubtful=True), rows[key], names[0])


def _passages(table: str, names: Sequence[str], old: Mapping[str, object], new: Mapping[str, object]) -> str:
    """What changes: before and after for one attribute, their names for several."""
    columns = [schemas.column(table, name) for name in names]
    if len(columns) > 1:
        return f"{quoted_list([each.title for each in columns], 'et')} changent"
    (only,) = columns
    was, now = (_shown(row[only.name], only) for row in (old, new))
    return f"« {only.title} » passe de « {was} » à « {now} »"


def _renamed(gathered: Gathered, change: Merged) -> Iterator[Issue]:
    """An identifier that now has another name: a new name, or the wrong identifier?"""
    rows = {each: row for row, each in enumerate(gathered.rows["organisation_id"].to_pylist())}
    before, after = change.detail.before["name"].to_pylist(), change.detail.after["name"].to_pylist()
    ids = change.detail.after["organisation_id"].to_pylist()
    for each, old, new in zip(ids, before, after, strict=True):
        if old and new and words(old) != words(new):
            reason = f"L’organisation {each} s’appelait « {shorten(old)} »."
            fault = CellIssue("IMP-503", reason, "Confirmez le nouveau nom, ou corrigez l’identifiant.", True)
            yield gathered.problem(fault, rows[each], "name")


def _observed_before(gathered: Gathered) -> Iterator[Issue]:
    """A value observed before its period has begun: another year typed?"""
    days = zip(*(gathered.rows[name].to_pylist() for name in ("actual_on", "period_start")), strict=True)
    for row, (observed, start) in enumerate(days):
        if observed is not None and start is not None and observed < start:
            reason = f"La valeur est observée avant le début de la période ({start:%d/%m/%Y})."
            fault = CellIssue("IMP-513", reason, "Confirmez la date, ou corrigez-la.", True)
            yield gathered.problem(fault, row, "actual_on")


def _decided_before_request(gathered: Gathered, change: Merged) -> Iterator[Issue]:
    """A decision, new or changed, taken before it was asked for; real files have some, where a request was filed again."""
    rows = {each: row for row, each in enumerate(gathered.rows["accompaniment_id"].to_pylist())}
    for each in (*change.detail.added.to_pylist(), *change.detail.after.to_pylist()):
        decided, requested = each["decided_on"], each["requested_on"]
        if decided is not None and requested is not None and decided < requested:
            reason = f"La décision précède la demande ({requested:%d/%m/%Y})."
            fault = CellIssue("IMP-516", reason, "Confirmez la date, ou corrigez-la.", True)
            yield gathered.problem(fault, rows[each["accompaniment_id"]], "decided_on")


def _cofinanced_beyond_cost(gathered: Gathered, change: Merged) -> Iterator[Issue]:
    """A new or changed accompaniment that is given more than it costs: two columns exchanged?"""
    rows = {each: row for row, each in enumerate(gathered.rows["accompaniment_id"].to_pylist())}
    for each in (*change.detail.added.to_pylist(), *change.detail.after.to_pylist()):
        cost, given = each["cost_eur"], each["cofinancing_eur"]
        if cost is not None and given is not None and given > cost:
            reason = f"Le cofinancement dépasse le coût ({french.number(cost, 2)} €)."
            fault = CellIssue("IMP-524", reason, "Confirmez les deux montants, ou corrigez-les.", True)
            yield gathered.problem(fault, rows[each["accompaniment_id"]], "cofinancing_eur")


def _large_removal(change: Merged) -> Iterator[Issue]:
    removed = change.diff.removed
    before = removed + change.diff.rows - change.diff.added
    if removed <= LARGE_REMOVAL * before:
        return
    gone = f"{count_noun(removed, 'ligne')} sur {before} {'disparaît' if removed == 1 else 'disparaissent'}"
    reason = f"« {schemas.title(change.table)} » : {gone}."
    yield Issue("IMP-502", ALL_FILES, reason, "Vérifiez que le fichier est entier, puis confirmez.")


def _shown(value: object, column: Column) -> str:
    """A value as it is read: the label of a code, a French day, « oui » or « non »."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    known = {code: label for name in column.codelists for code, label in codelists.labels(name).items()}
    return "vide" if value is None else known.get(value, str(value))

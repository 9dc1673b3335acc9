"""Changes that are readable but have to be agreed by a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

import schemas
from dse import french
from dse.ingest.checks.context import RowContext
from dse.ingest.issues import CellIssue, Issue, quoted_list, shorten
from dse.ingest.registry import QUESTION, cells, check
from dse.ingest.rows.gathering import DATED, Gathered, join_key_columns
from dse.ingest.rows.merge import Merged
from dse.ingest.spelling import words
from dse.store.difference import combine_chunks
from schemas import Column, codelists


@check(
    "IMP-501",
    level=QUESTION,
    title="Situation passée qui change",
    explanation=(
        "La famille, la taille ou la région d’un membre valent à partir d’une date. Le fichier change cette situation "
        "sans dire depuis quand : les graphiques des années passées changeraient aussi."
    ),
    advice="Remplissez « Situation depuis le » si elle a changé un jour ; confirmez si c’était une erreur.",
    trips=cells("membres", {"Région": "84"}),
    passes=cells("membres", {"Région": "84", "Situation depuis le": "01/01/2020"}),
    on_rows=True,
)
def find_rewritten_history(context: RowContext) -> Iterator[Issue]:
    """Rows that hold from a date on and that change without a new one."""
    for table, change in context.merged.items():
        if table in DATED and table in context.gathered:
            yield from _rewritten_rows(context.gathered[table], change)


def _rewritten_rows(gathered: Gathered, change: Merged) -> Iterator[Issue]:
    dated = schemas.column(gathered.table, DATED[gathered.table])
    index = {key: row for row, key in enumerate(gathered.keys.to_pylist())}
    before, after = change.detail.before.to_pylist(), change.detail.after.to_pylist()
    keys = join_key_columns(change.detail.after, schemas.key(gathered.table)).to_pylist()
    for key, old, new in zip(keys, before, after, strict=True):
        names = [name for name in old if old[name] != new[name]]
        reason = (
            f"Depuis le {new[dated.name]:%d/%m/%Y}, {_describe_change(gathered.table, names, old, new)} : "
            "correction, ou changement à partir d’une date ?"
        )
        advice = f"Confirmez une correction, ou remplissez « {dated.title} »."
        yield gathered.problem(CellIssue(reason, advice), index[key], names[0])


def _describe_change(
    table: str, names: Sequence[str], old: Mapping[str, object], new: Mapping[str, object]
) -> str:
    """What changes: before and after for one attribute, their names for several."""
    columns = [schemas.column(table, name) for name in names]
    if len(columns) > 1:
        return f"{quoted_list([column.title for column in columns], 'et')} changent"
    (column,) = columns
    was, now = (format_value(row[column.name], column) for row in (old, new))
    return f"« {column.title} » passe de « {was} » à « {now} »"


def format_value(value: Any, column: Column) -> str:
    """A value as it is read: the label of a code, a French day, « oui » or « non »."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    labels = codelists.labels_in(column.codelists)
    return "vide" if value is None else labels.get(value, str(value))


@check(
    "IMP-503",
    level=QUESTION,
    title="Organisation qui change de nom",
    explanation=(
        "L’identifiant désignait jusqu’ici une organisation d’un autre nom. Soit elle a changé de nom, soit l’identifiant "
        "est celui d’une autre : ses accompagnements lui seraient alors attribués."
    ),
    advice="Confirmez le nouveau nom, ou corrigez l’identifiant.",
    trips=cells("membres", {"Nom": "Agglomération de Lysée"}, line=2),
    passes=cells("membres", {"Nom": "VILLE DE LYSÉE"}, line=2),
    on_rows=True,
)
def find_renamed_organisations(context: RowContext) -> Iterator[Issue]:
    """Identifiers that now have another name: a new name, or the wrong identifier?"""
    if "organisations" not in context.gathered:
        return
    gathered, detail = context.gathered["organisations"], context.merged["organisations"].detail
    index = {key: row for row, key in enumerate(gathered.rows["organisation_id"].to_pylist())}
    names = (detail.before["name"].to_pylist(), detail.after["name"].to_pylist())
    for key, old, new in zip(detail.after["organisation_id"].to_pylist(), *names, strict=True):
        if old and new and words(old) != words(new):
            reason = f"L’organisation {key} s’appelait « {shorten(old)} »."
            issue = CellIssue(reason, "Confirmez le nouveau nom, ou corrigez l’identifiant.")
            yield gathered.problem(issue, index[key], "name")


@check(
    "IMP-513",
    level=QUESTION,
    title="Valeur observée avant sa période",
    explanation=(
        "La valeur d’un indicateur est datée d’avant le début de la période qu’elle mesure : c’est souvent une année mal "
        "tapée, ou la valeur de la période précédente."
    ),
    advice="Corrigez la date, ou confirmez-la.",
    trips=cells("indicateurs", {"Réalisé au": "31/12/2014"}, line=3),
    passes=cells("indicateurs", {"Réalisé au": "30/06/2018"}, line=3),
    on_rows=True,
)
def find_early_observations(context: RowContext) -> Iterator[Issue]:
    """Values observed before their period has begun: another year typed?"""
    if "indicator_periods" not in context.gathered:
        return
    gathered = context.gathered["indicator_periods"]
    days = zip(*(gathered.rows[name].to_pylist() for name in ("actual_on", "period_start")), strict=True)
    for row, (observed, start) in enumerate(days):
        if observed is not None and start is not None and observed < start:
            reason = f"La valeur est observée avant le début de la période ({start:%d/%m/%Y})."
            yield gathered.problem(CellIssue(reason, "Confirmez la date, ou corrigez-la."), row, "actual_on")


@check(
    "IMP-516",
    level=QUESTION,
    title="Décision avant la demande",
    explanation=(
        "La décision est datée d’avant la demande. Cela arrive quand une demande a été déposée de nouveau ; le plus souvent "
        "une des deux dates est fausse, et le délai de décision l’est aussi."
    ),
    advice="Corrigez la date, ou confirmez-la.",
    trips=cells("accompagnements", {"Décision": "01/02/2018"}),
    passes=cells("accompagnements", {"Décision": "12/06/2018"}),
    on_rows=True,
)
def find_early_decisions(context: RowContext) -> Iterator[Issue]:
    """Decisions, new or changed, taken before they were asked for; real files have some, where a request was filed again."""
    for row, requested in _changed_accompaniments(context, "decided_on", pc.less, "requested_on"):
        reason = f"La décision précède la demande ({requested:%d/%m/%Y})."
        issue = CellIssue(reason, "Confirmez la date, ou corrigez-la.")
        yield context.gathered["accompaniments"].problem(issue, row, "decided_on")


@check(
    "IMP-524",
    level=QUESTION,
    title="Cofinancement supérieur au coût",
    explanation=(
        "L’accompagnement reçoit plus qu’il ne coûte : les deux colonnes sont peut-être échangées, ou l’un des montants a "
        "perdu ou gagné des chiffres."
    ),
    advice="Corrigez les montants, ou confirmez-les tous les deux.",
    trips=cells("accompagnements", {"Cofinancement (€)": "20000"}),
    passes=cells("accompagnements", {"Cofinancement (€)": "6000"}),
    on_rows=True,
)
def find_excess_cofinancing(context: RowContext) -> Iterator[Issue]:
    """New or changed accompaniments that are given more than they cost: two columns exchanged?"""
    for row, cost in _changed_accompaniments(context, "cofinancing_eur", pc.greater, "cost_eur"):
        reason = f"Le cofinancement dépasse le coût ({french.number(cost, 2)} €)."
        issue = CellIssue(reason, "Confirmez les deux montants, ou corrigez-les.")
        yield context.gathered["accompaniments"].problem(issue, row, "cofinancing_eur")


def _changed_accompaniments(
    context: RowContext, column: str, compare: Callable[..., pa.ChunkedArray], other: str
) -> Iterator[tuple[int, Any]]:
    """Those new or changed whose two values compare so: their row among those of the files, and the value of `other`."""
    if "accompaniments" not in context.gathered:
        return
    detail = context.merged["accompaniments"].detail
    changed = pa.concat_tables([detail.added, detail.after])
    doubtful = changed.filter(compare(changed[column], changed[other]))
    ids = combine_chunks(context.gathered["accompaniments"].rows["accompaniment_id"])
    rows = pc.index_in(doubtful["accompaniment_id"], value_set=ids)
    yield from zip(rows.to_pylist(), doubtful[other].to_pylist(), strict=True)

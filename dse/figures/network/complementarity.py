"""What partners are, and what each partnership does: how they complete one another."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd

from dse import charts, french, sentences, theme
from dse.figures import columns as c
from dse.figures.figure import Figure, Finding
from dse.figures.network.composition import PAGE
from dse.figures.network.partnerships import WHEN_EMPTY
from dse.figures.paging import Paging
from dse.query import Query
from dse.query.network_relations import LAST_DAY_KNOWN, LAST_LINE_FIRST
from schemas import Column, codelists

_SAY = sentences.read(__file__)

MOST_KINDS = 2  # that a sentence names
MOST_NAMED = 2  # families or fields that it names
# The last line of each partnership that overlaps the chosen years, under what its partner was when that line started.
_LASTS = """
with shown as (
    select partnerships.*,
        row_number() over (
            partition by organisation_id, department, kind order by {last_line_first}
        ) as from_last,
        max(depth) over (partition by organisation_id, department, kind) as deepest,
        max(coalesce(ended_on, date '9999-12-31')) over (partition by organisation_id, department, kind)
            > least(greatest({last_day_known}, started_on), make_date(cast($last_year as integer), 12, 31)) as goes_on
    from chosen_partnerships as partnerships cross join reference
    where started_on <= least(reference.known_on, make_date(cast($last_year as integer), 12, 31))
    and coalesce(ended_on, date '9999-12-31') >= make_date(cast($first_year as integer), 1, 1)
    and make_date(cast($first_year as integer), 1, 1) <= greatest(coalesce(reference.as_of, reference.known_on), started_on)
)
select shown.{group}, shown.kind, count(distinct organisation_id) as partners, count(*) as partnerships,
    count(*) filter (where goes_on) as going_on, max(deepest) as depth
from (select *, count(*) over (partition by {group}) as of_group from shown where from_last = 1) as shown
left join codelist_{codelist} as groups on groups.code = shown.{group}
left join codelist_partnership_kinds as kinds on kinds.code = shown.kind
group by shown.{group}, shown.kind
order by shown.{group} is null, min(of_group) desc, min(groups.rank), shown.{group}, min(kinds.rank), shown.kind
"""


def by_group(query: Query, group: Column) -> pd.DataFrame:
    """One row what the partner is and a kind of partnership: partners, partnerships, those that go on, the deepest."""
    return query(
        _LASTS.format(
            group=group.name,
            codelist=group.codelists[0],
            last_line_first=LAST_LINE_FIRST,
            last_day_known=LAST_DAY_KNOWN,
        )
    )


def _finding(frame: pd.DataFrame, identity: str, group: Column) -> Finding:
    sizes = frame.groupby(group.name, sort=False, dropna=False)["partnerships"].sum()
    most = sizes.sort_values(ascending=False, kind="stable").head(MOST_NAMED)
    names = charts.labels_of(most.index.tolist(), group)
    counts = [french.count(int(most.iloc[0]), "partenariat"), *map(french.number, most.iloc[1:])]
    groups = " ; ".join(
        _SAY(
            f"{identity}.{'unknown' if pd.isna(code) else 'group'}",
            name=name,
            partnerships=partnerships,
            kinds=_describe_kinds(_select(frame, group, code)),
        )
        for code, name, partnerships in zip(most.index, names, counts, strict=True)
    )
    return Finding(_SAY("partnership_kinds.counted", groups=groups))


def _select(frame: pd.DataFrame, group: Column, code: object) -> pd.DataFrame:
    codes = frame[group.name]
    return frame[codes.isna() if pd.isna(code) else (codes == code).fillna(False)]


def _describe_kinds(rows: pd.DataFrame) -> str:
    """`« Financement » (3) et « Plaidoyer » (1)`, the most frequent first; of many, those that stand before the others."""
    ordered = rows.sort_values("partnerships", ascending=False, kind="stable")
    labels = codelists.labels("partnership_kinds")
    kinds = [
        f"« {labels.get(kind, kind)} » ({french.number(count)})"
        for kind, count in zip(ordered["kind"], ordered["partnerships"], strict=True)
    ]
    if len(kinds) <= MOST_KINDS:
        return french.listed(kinds)
    counts = ordered["partnerships"].tolist()
    first = max((most for most in range(1, MOST_KINDS + 1) if counts[most - 1] > counts[most]), default=0)
    return (
        f"d’abord {french.listed(kinds[:first])}" if first else _SAY("partnership_kinds.alike", n=len(kinds))
    )


def _chart(frame: pd.DataFrame, group: Column, full_table: pd.DataFrame | None = None) -> charts.Chart:
    labels = codelists.labels("partnership_kinds")
    every = frame if full_table is None else full_table
    kinds = [kind for kind in labels if kind in set(every["kind"])]
    parts = tuple(replace(c.PARTNERSHIPS, name=kind, title=labels[kind]) for kind in kinds)
    inks = tuple(theme.COLOURS.get(kind, theme.PALE) for kind in kinds)
    scaled = None if full_table is None else _bars(full_table, group, kinds)
    return charts.counted_parts(_bars(frame, group, kinds), parts, inks, c.PARTNERSHIPS.title, scaled)


def _bars(frame: pd.DataFrame, group: Column, kinds: list[str]) -> pd.DataFrame:
    """One row what partners are, a column a kind of partnership."""
    named = frame.assign(row=charts.labels_of(frame[group.name].tolist(), group))
    counts = named.pivot_table(
        index="row", columns="kind", values="partnerships", aggfunc="sum", fill_value=0, sort=False
    )
    counts = counts.reindex(columns=kinds, fill_value=0)
    texts = [french.count(int(total), "partenariat") for total in counts.sum(axis=1)]
    return counts.reset_index().assign(said=texts)


_SHARED: dict[str, Any] = {
    "page": PAGE,
    "source": "Partenariats, profils",
    "breakdowns": ("families",),
    "freshness_sources": (("partnerships", "started_on"), ("partnerships", "ended_on")),
    "size": lambda frame: french.count(int(frame["partnerships"].sum()), "partenariat"),
    "when_empty": WHEN_EMPTY,
}


def _by_group(identity: str, position: tuple[str, int], group: Column, question: str) -> Figure:
    return Figure(
        id=identity,
        position=position,
        question=question,
        rows=partial(by_group, group=group),
        columns=(
            group,
            c.PARTNERSHIP_KIND,
            c.PARTNERS,
            c.PARTNERSHIPS,
            c.PARTNERSHIPS_GOING_ON,
            c.DEEPEST,
        ),
        finding=partial(_finding, identity=identity, group=group),
        chart=partial(_chart, group=group),
        paging=Paging((group.name,), is_scaled=True),
        method=_SAY(f"{identity}.method"),
        detail=(_SAY("detail.partnerships"),),
        **_SHARED,
    )


FIGURES = (
    _by_group(
        "partnerships_by_family",
        ("partenariats", 20),
        c.FAMILY,
        "Avec qui nouons-nous des partenariats, et pour faire quoi ?",
    ),
    _by_group(
        "partnerships_by_field",
        ("partenariats", 30),
        c.FIELD,
        "De quels champs d’action sont nos partenaires, et pour faire quoi ?",
    ),
)

"""Who comes to the activities, and how many of them are women: by kind, by family, year by year."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd

from dse import charts, french, sentences, stats, theme
from dse.disclosure import Rule
from dse.figures import columns as c
from dse.figures.events import LEVEL_PERCENT, MEMBER_FILTERS, describe_trend
from dse.figures.figure import Figure, Finding
from dse.figures.groups import UNKNOWN, Groups, furthest
from dse.figures.network.composition import PAGE, every_year
from dse.figures.paging import Paging, largest
from dse.figures.records import VISITS
from dse.figures.yearly import last_told, share_by_year, share_chart
from dse.query import Query
from schemas import Column, codelists

_SAY = sentences.read(__file__)

FORMATION = "FORMATION"
SOURCE = "Activités, présences, profils"
WHEN_EMPTY = (
    "Personne n’est venu à une activité pour ce choix : importez les activités et les "
    "présences sur la page Données."
)
NOT_COUNTED = (
    "Les femmes ne sont comptées dans aucune présence pour ce choix : remplissez la "
    "colonne « Dont femmes » des présences."
)
MOST_FAMILIES, OTHERS = 6, "Autres"  # beyond, the smallest families are drawn as one
PEOPLE_DETAIL = (_SAY("detail.people"),)
_PEOPLE = """
select year, kind as "group", cast(sum(participants) as bigint) as people,
    count(distinct case when organisation_id <> 'SANS_ORGANISATION' then organisation_id end) as organisations
from chosen_participations where participants > 0
group by year, kind
"""
_BY_FAMILY = """
select came.kind, came.actor_family, cast(sum(came.participants) as bigint) as people,
    cast(sum(sum(came.participants)) over (partition by came.kind) as bigint) as people_of_kind
from chosen_participations as came where came.participants > 0
group by came.kind, came.actor_family
"""
_FAMILIES = f"""
with counted as ({_BY_FAMILY})
select counted.kind, actor_family, people, people_of_kind, cast(100 as double) * people / people_of_kind as people_pct
from counted left join codelist_activity_kinds as kinds on kinds.code = counted.kind
order by kinds.rank nulls last, counted.kind, people desc, actor_family
"""
_WOMEN = """
    cast(sum(participants) as bigint) as people,
    cast(coalesce(sum(case when women is null then 0 else participants end), 0) as bigint) as counted,
    cast(coalesce(sum(women), 0) as bigint) as women,
    count(distinct case when women is not null and organisation_id <> 'SANS_ORGANISATION' then organisation_id end) as organisations
from chosen_participations as came join years on years.year = came.year
where participants > 0
"""
_BY_YEAR = (
    f"select came.year, years.is_partial, {_WOMEN} group by came.year, years.is_partial order by came.year"
)
_BY_GROUP = "select {group}, " + _WOMEN + " group by {group} order by {group}"
# People of no organisation are a unit at each activity.
_UNITS = """
select case when organisation_id = 'SANS_ORGANISATION' then came.activity_id else organisation_id end as unit,
    kind, actor_family, came.year, cast(sum(participants) as bigint) as events, cast(sum(women) as bigint) as hit
from chosen_participations as came join years on years.year = came.year
where participants > 0 and women is not null and not years.is_partial
group by case when organisation_id = 'SANS_ORGANISATION' then came.activity_id else organisation_id end,
    kind, actor_family, came.year
order by unit, kind, actor_family, came.year
"""


def by_kind(query: Query) -> pd.DataFrame:
    """One row a year and kind of activity: people and organisations that came."""
    frame = every_year(query, _PEOPLE, ("people", "organisations"), c.ACTIVITY_KIND)
    return frame if frame["people"].sum() else c.empty_frame(_PEOPLE_COLUMNS)


def by_family(query: Query) -> pd.DataFrame:
    """One row a kind of activity and family: people, their share of those who came to the kind, the largest family first."""
    return query(_FAMILIES)


def women_by_year(query: Query) -> pd.DataFrame:
    """One row a year in which women were counted: people, women, their share in percent; the word for the trend on every row."""
    frame = query(_BY_YEAR)
    frame = _with_share(frame[frame["counted"] > 0].reset_index(drop=True))
    return frame.assign(men=frame["counted"] - frame["women"], tendency=_describe_women(query)["year"])


def women_by_group(query: Query, group: Column) -> pd.DataFrame:
    """One row a group: people, women, their share in percent, the word for the gap to the others."""
    frame = query(_BY_GROUP.format(group=group.name))
    if not frame["counted"].sum():
        return c.empty_frame(_list_columns(group))
    words = _describe_women(query)[group.name]
    standings = [words.get(code, "NON_CALCULABLE") for code in frame[group.name].fillna(UNKNOWN).tolist()]
    frame = _with_share(frame.assign(standing=standings))
    return frame.sort_values("people", ascending=False, kind="stable").reset_index(drop=True)


def _with_share(frame: pd.DataFrame) -> pd.DataFrame:
    """The share of women, and how many they are, where they are counted."""
    is_counted = frame["counted"] > 0
    counts = {name: frame[name].astype("int64[pyarrow]").where(is_counted) for name in ("counted", "women")}
    share = 100.0 * counts["women"].astype("double[pyarrow]") / counts["counted"].astype("double[pyarrow]")
    return frame.assign(**counts, women_pct=share)


def _describe_women(query: Query) -> dict[str, Any]:
    """The word for the trend, and for each kind and each family; p-values are adjusted over all of them, wherever a word is told."""
    return query.once(__name__, lambda: _test_women(query))


def _test_women(query: Query) -> dict[str, Any]:
    rows = query(_UNITS)
    trend, slope = _test_trend(rows)
    groups = {name: Groups.from_rows(rows, name) for name in ("kind", "actor_family")}
    p_values = {name: group.p_values() for name, group in groups.items()}
    adjusted = iter(stats.holm([trend, *(p_value for group in p_values.values() for p_value in group)]))
    words: dict[str, Any] = {"year": describe_trend(next(adjusted), slope)}
    for name, group in groups.items():
        words[name] = group.words([next(adjusted) for _ in group.codes])
    return words


def _test_trend(rows: pd.DataFrame) -> tuple[float | None, float]:
    """The p-value of the trend of the share of women, and its slope."""
    x = rows["year"] - 2000
    sums = rows.assign(x=x * rows["events"], x_hit=x * rows["hit"]).groupby("unit", sort=True)
    by_year = rows.groupby("year")[["events", "hit"]].sum().astype(float)
    slope = stats.slope_per_year(by_year.index, by_year["hit"] / by_year["events"], by_year["events"])
    totals = sums[["events", "x", "hit", "x_hit"]].sum()
    return stats.Sums.from_rows(totals).p_value(years=len(by_year)), slope


def _people(frame: pd.DataFrame) -> Finding:
    counts = frame.groupby(["year", "is_partial"])["people"].sum().reset_index()
    last = last_told(counts)
    of_year = frame[(frame["year"] == last["year"]) & (frame["people"] > 0)]
    most = of_year.sort_values("people", ascending=False, kind="stable").head(3)
    labels = charts.labelled(most, (c.ACTIVITY_KIND,))[c.ACTIVITY_KIND.name]
    names = [f"{label} {french.number(people)}" for label, people in zip(labels, most["people"], strict=True)]
    first = _SAY("people_by_kind.first", names=names) if names else ""
    return Finding(_SAY("people_by_kind.now", year=last["year"], n=int(last["people"]), first=first))


def _families(frame: pd.DataFrame) -> Finding:
    kinds = frame["kind"].tolist()
    kind = FORMATION if FORMATION in kinds else kinds[0]
    rows = frame[frame["kind"] == kind]
    people = int(rows["people_of_kind"].iloc[0])
    most = rows.head(3)
    labels = charts.labels_of(most["actor_family"].tolist(), c.FAMILY)
    names = [
        f"{label} ({french.share(pct, people)})"
        for label, pct in zip(labels, most["people_pct"], strict=True)
    ]
    label = codelists.labels("activity_kinds").get(kind, kind)
    return Finding(
        _SAY("people_by_family.most", kind=label, n=people, families=len(names), names=names), named=(kind,)
    )


def _families_chart(frame: pd.DataFrame, full_table: pd.DataFrame | None = None) -> charts.Chart:
    sizes = (
        (frame if full_table is None else full_table).groupby("actor_family", dropna=False)["people"].sum()
    )
    codes = sizes.sort_values(ascending=False, kind="stable").index.fillna(UNKNOWN).tolist()
    shown = codes if len(codes) <= MOST_FAMILIES + 1 else codes[:MOST_FAMILIES]
    family = frame["actor_family"].fillna(UNKNOWN)
    wide = frame.assign(part=family.where(family.isin(shown), OTHERS)).pivot_table(
        index="kind", columns="part", values="people", aggfunc="sum", fill_value=0, sort=False
    )
    names = [*shown, *([OTHERS] if OTHERS in wide else [])]
    labels = [name if name == OTHERS else charts.labels_of([name], c.FAMILY)[0] for name in names]
    parts = tuple(
        replace(c.PEOPLE, name=name, title=label) for name, label in zip(names, labels, strict=True)
    )
    inks = tuple(theme.COLOURS.get(name, theme.PALE) for name in names)
    counts = wide.reindex(columns=names, fill_value=0).reset_index()
    return charts.stacked_bars(counts, c.ACTIVITY_KIND, parts, inks, sort=False)


def _share_of_year(frame: pd.DataFrame) -> Finding:
    return share_by_year(frame, ("women", "counted"), _now, "d’organisations")


def _now(last: pd.Series) -> str:
    women, counted = int(last["women"]), int(last["counted"])
    if counted < french.FEWEST:
        return _SAY("women_by_year.few", year=last["year"], women=women, n=counted)
    return _SAY("women_by_year.now", year=last["year"], share=last["women_pct"], women=women, n=counted)


def _share_of_group(frame: pd.DataFrame, group: Column) -> Finding:
    counted_rows = frame[frame["women_pct"].notna()]
    counted = int(counted_rows["counted"].sum())
    overall = 100.0 * float(counted_rows["women"].sum()) / counted
    share, identity = french.share(overall, counted), _name_figure(group)
    row = furthest(counted_rows, "women_pct", "counted")
    if row is None:
        if set(counted_rows["standing"]) == {"NON_CALCULABLE"}:
            return Finding(_SAY(f"{identity}.untested", overall=share, n=counted))
        return Finding(_SAY(f"{identity}.alike", overall=share, n=counted))
    name, rate = charts.labels_of([row[group.name]], group)[0], float(row["women_pct"])
    if row["standing"] == "PLUS":
        sentence = _SAY(f"{identity}.more", overall=share, name=name, rate=rate)
    else:
        sentence = _SAY(f"{identity}.less", overall=share, name=name, rate=rate)
    return Finding(sentence, abs(rate - overall) / 100, named=(row[group.name],))


def _name_figure(group: Column) -> str:
    return "women_by_family" if group is c.FAMILY else "women_by_kind"


def _group_chart(frame: pd.DataFrame, group: Column, full_table: pd.DataFrame | None = None) -> charts.Chart:
    counted_rows, texts = _describe_shares(frame)
    every, every_text = (counted_rows, texts) if full_table is None else _describe_shares(full_table)
    scale = charts.bar_scale(every["women_pct"], every_text)
    return charts.ranked_bars(counted_rows, group, c.WOMEN_SHARE, texts, emphasis=c.STANDING, scale=scale)


def _describe_shares(frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """The rows in which women are counted, and the text of each share."""
    rows = frame[frame["women_pct"].notna()].reset_index(drop=True)
    return rows, pd.Series(map(french.share_of, rows["women"], rows["counted"]), dtype="str")


def size(frame: pd.DataFrame) -> str:
    """`1 829 personnes`."""
    return french.count(int(frame["people"].sum()), "personne")


def _list_columns(group: Column) -> tuple[Column, ...]:
    return (group, c.PEOPLE, c.WOMEN_COUNTED, c.WOMEN, c.WOMEN_SHARE, c.STANDING, c.MARK)


_PEOPLE_COLUMNS = (c.YEAR, c.ACTIVITY_KIND, c.PEOPLE, c.PRESENT, c.IS_PARTIAL)
_TESTED = (
    *PEOPLE_DETAIL,
    _SAY("detail.women", level=LEVEL_PERCENT, group=stats.FEWEST_IN_GROUP),
)
# A year is told by itself, and no other breakdown is told of it: nothing can be subtracted from it.
_YEAR_RULE = Rule(
    "statistic",
    base="counted",
    counts=("women", "men"),
    least="organisations",
    strata=("year",),
    derived=("women_pct",),
    percentages=("women_pct",),
    derive=_with_share,
)
_SHARED: dict[str, Any] = {
    "page": PAGE,
    "source": SOURCE,
    "breakdowns": MEMBER_FILTERS,
    "size": size,
    "requires": (VISITS,),
}

PEOPLE_FIGURE = Figure(
    id="people_by_kind",
    position=("participants", 10),
    question="Combien de personnes viennent, et à quoi ?",
    rows=by_kind,
    columns=_PEOPLE_COLUMNS,
    report_columns=("people", "organisations"),
    finding=_people,
    chart=lambda frame: charts.stacked_years(frame, c.PEOPLE, c.ACTIVITY_KIND),
    method=_SAY("people_by_kind.method"),
    detail=PEOPLE_DETAIL,
    when_empty=WHEN_EMPTY,
    **_SHARED,
)
FAMILIES_FIGURE = Figure(
    id="people_by_family",
    position=("activites", 20),
    question="Qui vient à nos formations et à nos autres activités ?",
    rows=by_family,
    columns=(c.ACTIVITY_KIND, c.FAMILY, c.PEOPLE, c.PEOPLE_OF_KIND, c.PEOPLE_SHARE),
    report_columns=("people_pct", "people"),
    finding=_families,
    chart=_families_chart,
    paging=Paging(("kind",), is_scaled=True, has_own_order=True),
    method=_SAY("people_by_family.method"),
    detail=PEOPLE_DETAIL,
    when_empty=WHEN_EMPTY,
    **_SHARED,
)
WOMEN_FIGURE = Figure(
    id="women_by_year",
    position=("participants", 20),
    compares=True,
    question="Quelle part de femmes parmi les personnes venues ?",
    rows=women_by_year,
    columns=(c.YEAR, c.PEOPLE, c.WOMEN_COUNTED, c.WOMEN, c.WOMEN_SHARE, c.IS_PARTIAL, c.TENDENCY, c.MARK),
    finding=_share_of_year,
    chart=partial(share_chart, y=c.WOMEN_SHARE, parts=("women", "counted"), base=c.WOMEN_COUNTED),
    method=_SAY("women_by_year.method"),
    detail=(*_TESTED, _SAY("detail.few")),
    when_empty=NOT_COUNTED,
    rule=_YEAR_RULE,
    **_SHARED,
)


def _by_group(position: tuple[str, int], group: Column, question: str) -> Figure:
    identity = _name_figure(group)
    return Figure(
        id=identity,
        position=position,
        compares=True,
        question=question,
        rows=partial(women_by_group, group=group),
        columns=_list_columns(group),
        report_columns=("women_pct", "counted", "people", "standing"),
        finding=partial(_share_of_group, group=group),
        chart=partial(_group_chart, group=group),
        paging=Paging(
            (group.name,),
            largest("women_pct"),
            among=lambda frame: frame[frame["women_pct"].notna()],
            is_scaled=True,
        ),
        method=_SAY(f"{identity}.method"),
        detail=_TESTED,
        when_empty=NOT_COUNTED,
        rule=Rule("rows"),
        **_SHARED,
    )


GROUP_FIGURES = (
    _by_group(
        ("participants", 30),
        c.ACTIVITY_KIND,
        "À quelles activités les femmes viennent-elles plus, ou moins ?",
    ),
    _by_group(
        ("participants", 40), c.FAMILY, "De quelles familles les femmes viennent-elles plus, ou moins ?"
    ),
)

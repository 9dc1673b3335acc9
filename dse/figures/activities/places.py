"""Whether the places of the activities are taken: by kind, and year by year."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dse import charts, french, sentences, stats
from dse.figures import columns as c
from dse.figures.activities.people import FORMATION
from dse.figures.events import LEVEL_PERCENT
from dse.figures.figure import Figure, Finding
from dse.figures.groups import Groups, furthest
from dse.figures.network.composition import PAGE
from dse.figures.paging import Paging, largest
from dse.figures.records import VISITS
from dse.figures.yearly import last_told
from dse.query import Query
from schemas import codelists

_SAY = sentences.read(__file__)

WHEN_EMPTY = (
    "Aucune activité dont on sache les places et les présences pour ce choix : remplissez la colonne "
    "« Places » des activités et importez leurs présences sur la page Données."
)
# Activities of these years, with what of their places is taken where both are known.
_FILLED = """
filled as (
    select activities.*, years.is_partial, is_counted,
        case when is_counted then activities.places else 0 end as open,
        case when is_counted then least(activities.participants, activities.places) else 0 end as taken,
        case when is_counted and activities.participants >= activities.places then 1 else 0 end as is_full
    from (
        select *, coalesce(places > 0, false) and participants is not null as is_counted from chosen_activities
    ) as activities
    join years on years.year = activities.year
)
"""
_COUNTS = """
    cast(sum(open) as bigint) as places, cast(sum(taken) as bigint) as taken,
    case when sum(open) > 0 then cast(100 as double) * sum(taken) / sum(open) end as taken_pct,
    cast(sum(is_full) as bigint) as "full"
"""
_BY_KIND = f"""
with {_FILLED}
select kind, count(*) as activities, count(*) filter (where is_counted) as counted, {_COUNTS}
from filled left join codelist_activity_kinds as kinds on kinds.code = filled.kind
group by kind order by min(kinds.rank) nulls last, kind
"""
_BY_YEAR = f"""
with {_FILLED}
select year, is_partial, kind, count(*) as activities, {_COUNTS}
from filled left join codelist_activity_kinds as kinds on kinds.code = filled.kind
where is_counted
group by year, is_partial, kind order by min(kinds.rank) nulls last, kind, year
"""
# The meetings of a series are one unit: they draw the same people.
_UNITS = f"""
with {_FILLED}
select coalesce(series, activity_id) as unit, kind, cast(sum(open) as bigint) as events, cast(sum(taken) as bigint) as hit
from filled where is_counted and not is_partial
group by coalesce(series, activity_id), kind order by unit, kind
"""


def by_kind(query: Query) -> pd.DataFrame:
    """One row a kind of activity: activities, their places and those taken, how many are full, the word for the gap to the others."""
    frame = query(_BY_KIND)
    if not frame["places"].sum():
        return c.empty_frame(_KIND_COLUMNS)
    groups = Groups.from_rows(query(_UNITS), "kind")
    words = groups.words(stats.holm(groups.p_values()))
    return frame.assign(standing=[words.get(kind, "NON_CALCULABLE") for kind in frame["kind"]])


def _finding(frame: pd.DataFrame) -> Finding:
    places, taken = int(frame["places"].sum()), int(frame["taken"].sum())
    overall = 100.0 * taken / places
    if (row := furthest(frame, "taken_pct", "places")) is None:
        is_tested = set(frame["standing"]) != {"NON_CALCULABLE"}
        name = "alike" if is_tested else "untested"
        return Finding(
            _SAY(f"places_by_kind.{name}", share=french.share(overall, places), taken=taken, n=places)
        )
    sentence = _SAY(
        "places_by_kind.more" if row["standing"] == "PLUS" else "places_by_kind.less",
        name=_label(row["kind"]),
        rate=row["taken_pct"],
        others=_describe_others(frame[frame["kind"] != row["kind"]]),
        full=int(row["full"]),
        n=int(row["counted"]),
    )
    return Finding(sentence, abs(row["taken_pct"] - overall) / 100, named=(row["kind"],))


def _describe_others(others: pd.DataFrame) -> str:
    """How full the activities of other kinds are, all together."""
    return french.share_of(int(others["taken"].sum()), int(others["places"].sum()))


def _label(kind: str) -> str:
    return codelists.labels("activity_kinds").get(kind, kind)


def _kind_chart(frame: pd.DataFrame, full_table: pd.DataFrame | None = None) -> charts.Chart:
    rows = frame if full_table is None else full_table
    scale = charts.bar_scale(rows["taken_pct"], pd.Series(_texts(rows)))
    return charts.ranked_bars(
        frame, c.ACTIVITY_KIND, c.TAKEN_SHARE, pd.Series(_texts(frame)), emphasis=c.STANDING, scale=scale
    )


def _by_year(frame: pd.DataFrame) -> Finding:
    counts = frame.groupby(["year", "is_partial"])[["places", "taken"]].sum().reset_index()
    last = last_told(counts)
    taken, places = int(last["taken"]), int(last["places"])
    share = french.share(100.0 * taken / places, places)
    now = _SAY("places_by_year.now", year=last["year"], share=share, taken=taken, n=places)
    of_year = frame[(frame["year"] == last["year"]) & (frame["kind"] == FORMATION)]
    if of_year.empty:
        return Finding(f"{now}.")
    return Finding(now + _SAY("places_by_year.kind", name=_label(FORMATION), taken=_texts(of_year)[0]))


def _with_places(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["taken_pct"].notna()]


def _texts(frame: pd.DataFrame) -> list[str]:
    """`94 % (47 sur 50)`, nothing where no place is known."""
    return [french.share_of(row.taken, row.places) if row.places else "" for row in frame.itertuples()]


def _year_chart(frame: pd.DataFrame) -> charts.Chart:
    return charts.heat(frame, x=c.YEAR, y=c.ACTIVITY_KIND, value=c.TAKEN_SHARE, base=c.PLACES_OPEN)


def _size(frame: pd.DataFrame) -> str:
    """`1 026 places ouvertes, dans 79 activités`; of which activities where places or visits of some are not known."""
    total = int(frame["activities"].sum())
    counted = int(frame["counted"].sum()) if "counted" in frame else total
    if counted < total:
        return _SAY("detail.size_of_known", n=int(frame["places"].sum()), counted=counted, total=total)
    return _SAY("detail.size", n=int(frame["places"].sum()), total=total)


_FILLED_COLUMNS = (c.PLACES_OPEN, c.PLACES_TAKEN, c.TAKEN_SHARE, c.FULL)
_KIND_COLUMNS = (c.ACTIVITY_KIND, c.ACTIVITIES_HELD, c.ACTIVITIES_COUNTED, *_FILLED_COLUMNS, c.STANDING)
_SHARED: dict[str, Any] = {
    "requires": (VISITS,),
    "page": PAGE,
    "source": "Activités, présences",
    "breakdowns": (),
    "size": _size,
    "when_empty": WHEN_EMPTY,
}
KIND_FIGURE = Figure(
    id="places_by_kind",
    position=("activites", 10),
    compares=True,
    question="Nos activités sont-elles pleines ?",
    rows=by_kind,
    columns=_KIND_COLUMNS,
    report_columns=("taken_pct", "places", "taken", "full", "standing"),
    finding=_finding,
    chart=_kind_chart,
    paging=Paging(("kind",), largest("taken_pct"), among=_with_places, is_scaled=True),
    method=_SAY("places_by_kind.method"),
    detail=(
        _SAY("detail.places"),
        _SAY("places_by_kind.detail", level=LEVEL_PERCENT, group=stats.FEWEST_IN_GROUP),
    ),
    scalars={
        "taken_pct": lambda frame: (
            100.0 * float(frame["taken"].sum() / frame["places"].sum()) if len(frame) else None
        )
    },
    **_SHARED,
)
YEAR_FIGURE = Figure(
    id="places_by_year",
    position=("activites", 30),
    question="Comment les places se remplissent-elles d’une année à l’autre ?",
    rows=lambda query: query(_BY_YEAR),
    columns=(c.ACTIVITY_KIND, c.YEAR, c.ACTIVITIES_HELD, *_FILLED_COLUMNS, c.IS_PARTIAL),
    report_columns=("taken_pct", "places"),
    finding=_by_year,
    chart=_year_chart,
    paging=Paging(("kind",)),
    method=_SAY("places_by_year.method"),
    detail=(_SAY("detail.places"),),
    **_SHARED,
)

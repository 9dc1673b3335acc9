"""Which families, sizes, regions and seniorities are accompanied less than their share, and seen less, counting activities."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from dse import charts, french, sentences, stats
from dse.figures import columns as c
from dse.figures.events import ACCOMPANIMENT_FILTERS
from dse.figures.figure import Figure, Finding
from dse.figures.groups import UNKNOWN
from dse.figures.offer.gaps import PAGE
from dse.figures.paging import Paging, largest
from dse.figures.records import CARRIERS, MEMBERSHIPS, VISITS, is_recorded
from dse.figures.rows import Row, to_frame
from dse.figures.uptake.by_group import JOINING, SENIORITY, describe_groups
from dse.figures.uptake.served import ACCOMPANIED, ANY_SERVICE, SOURCE, TEST_DETAIL
from dse.query import Query
from schemas import Column, codelists

_SAY = sentences.read(__file__)

CUTS = {
    "Famille": c.FAMILY,
    "Taille": c.SIZE,
    "Région": c.REGION,
    "Ancienneté": c.SENIORITY,
}
MOST = 12
_COLUMNS = (
    c.CUT,
    c.SEGMENT_NAME,
    c.SEGMENT_MEMBERS,
    c.MEMBERS_PART,
    c.SERVED_PART,
    c.YEARLY_RATE,
    c.OTHERS_RATE,
    c.ANY_RATE,
    c.ANY_OTHERS_RATE,
    c.STANDARDISED,
    c.STANDING,
    c.MEMBERSHIP_YEARS,
)


# The years of each member, counted by what it was in them, with those in which it was accompanied, and those in which it was that or
# came to an activity.
_CELLS = f"""
with served as ({ACCOMPANIED}),
seen as ({ANY_SERVICE}),
members as (select *, {SENIORITY} as seniority_band from chosen_member_years where not is_partial)
select members.organisation_id, members.actor_family, members.size_band, members.region, members.seniority_band,
    count(*) as years, count(served.year) as hits, count(seen.year) as any_hits
from members
left join served on served.organisation_id = members.organisation_id and served.year = members.year
left join seen on seen.organisation_id = members.organisation_id and seen.year = members.year
group by members.organisation_id, members.actor_family, members.size_band, members.region, members.seniority_band
order by members.organisation_id
"""

_UNKNOWN = {"any_yearly_pct": None, "any_others_pct": None}


def segments(query: Query) -> pd.DataFrame:
    """One row a segment, the furthest below its share first: its parts of the members and of the accompanied, and the gap.

    Who came to an activity is counted beside, where visits are known and no kind is chosen: they are of none.
    """
    cells = query.read(_CELLS)
    words = describe_groups(query)
    rows = [row for name, group in CUTS.items() for row in _count(name, group, cells, words[group.name])]
    visits = _UNKNOWN if query.selection.kinds or not is_recorded(query, VISITS) else {}
    return to_frame(sorted((row | visits for row in rows), key=lambda row: row["standardised"]), _COLUMNS)


def _count(name: str, group: Column, cells: pa.Table, words: Mapping[str, str]) -> list[Row]:
    """The segments of one way to cut the members that is more than one, each with the word that « Recours » has for it."""
    present = set(cells[group.name].unique().to_pylist()) - {None, JOINING}
    codes = [code for code in codelists.codes(group.codelists[0]) if code in present]
    if len(codes) < 2:
        return []
    labels = codelists.labels(group.codelists[0])
    years, hits, any_hits = _sum_by_member(cells, group, [*codes, UNKNOWN])
    return [
        {"cut": name, "segment_name": labels[code], "standing": words[code]}
        | _segment(years, hits, any_hits, column)
        for column, code in enumerate(codes)
    ]


def _sum_by_member(cells: pa.Table, group: Column, codes: list[str]) -> list[np.ndarray]:
    """Years, hits and those with visits, a row a member and a column a code: of all those that the word compares.

    Those whose situation is not known are among the others of each segment.
    """
    places = pc.index_in(cells[group.name].fill_null(UNKNOWN), value_set=pa.array(codes))
    cells = cells.filter(places.is_valid())
    names = cells["organisation_id"].combine_chunks().dictionary_encode()
    spots = names.indices.to_numpy() * len(codes) + places.drop_null().to_numpy()
    shape = len(names.dictionary), len(codes)
    return [
        np.bincount(spots, cells[part].to_numpy(), shape[0] * shape[1]).reshape(shape)
        for part in ("years", "hits", "any_hits")
    ]


def _segment(years: np.ndarray, hits: np.ndarray, any_hits: np.ndarray, column: int) -> Row:
    (total, own), (served, own_served), (seen, own_seen) = (
        (float(part.sum()), float(part[:, column].sum())) for part in (years, hits, any_hits)
    )
    rate, rest = own_served / own, (served - own_served) / (total - own)
    return {
        "segment_members": int(np.count_nonzero(years[:, column])),
        "membership_years": int(own),
        "members_part_pct": 100.0 * own / total,
        "served_part_pct": 100.0 * own_served / served if served else None,
        "yearly_pct": 100.0 * rate,
        "others_pct": 100.0 * rest,
        "any_yearly_pct": 100.0 * own_seen / own,
        "any_others_pct": 100.0 * (seen - own_seen) / (total - own),
        "standardised": standardised(rate, rest),
    }


def standardised(share: float, other: float) -> float:
    """The standardised difference of two shares (Austin 2009, Communications in Statistics 38, 1228-1234); 0 where none varies."""
    spread = math.sqrt((share * (1 - share) + other * (1 - other)) / 2)
    return (share - other) / spread if spread else 0.0


def _finding(frame: pd.DataFrame) -> Finding:
    least = frame[frame["standing"] == "MOINS"]
    if least.empty:
        is_tested = (frame["standing"] != "NON_CALCULABLE").any()
        key = "segments_served.alike" if is_tested else "segments_served.untested"
        return Finding(_SAY(key, smallest=frame["segment_members"].min()))
    row = least.iloc[0]
    sentence = _SAY(
        "segments_served.less",
        name=row["segment_name"],
        members=row["members_part_pct"],
        served=row["served_part_pct"],
        n=row["segment_members"],
        visits=_describe_visits(row),
    )
    return Finding(
        sentence,
        abs(float(row["members_part_pct"] - row["served_part_pct"])) / 100,
        named=(row["segment_name"],),
    )


def _describe_visits(row: pd.Series) -> str:
    """The same segment, visits to activities counted too, where they are known."""
    if pd.isna(row["any_yearly_pct"]):
        return ""
    return _SAY("segments_served.visits", rate=row["any_yearly_pct"], others=row["any_others_pct"])


def _chart(frame: pd.DataFrame, full_table: pd.DataFrame | None = None) -> charts.Chart:
    frame = _comparable(frame)
    ends = frame.reindex(frame["standardised"].abs().sort_values(ascending=False, kind="stable").index).head(
        MOST
    )
    return charts.away_from_zero(
        _bars(ends.sort_values("standardised", kind="stable")),
        sides=("moins accompagnés que leur part", "plus accompagnés que leur part"),
        full_table=None if full_table is None else _bars(_comparable(full_table)),
    )


def _comparable(frame: pd.DataFrame) -> pd.DataFrame:
    """The segments of members enough for a rate to say something; all of them where none has."""
    is_large = frame["segment_members"] >= stats.FEWEST_IN_GROUP
    return frame[is_large] if is_large.any() else frame


def _bars(frame: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "row": frame["segment_name"],
            "value": frame["standardised"],
            "is_clear": frame["standing"].isin(["PLUS", "MOINS"]),
            "said": [_label(row) for row in frame.to_dict("records")],
        }
    )


def _label(row: Mapping[str, Any]) -> str:
    is_small = row["segment_members"] < stats.FEWEST_IN_GROUP
    return _SAY(
        "segments_served.few_label" if is_small else "segments_served.label",
        rate=row["yearly_pct"],
        others=row["others_pct"],
        n=row["segment_members"],
    )


FIGURE = Figure(
    id="segments_served",
    requires=(CARRIERS, MEMBERSHIPS),
    reads=(VISITS,),
    page=PAGE,
    position=("membres", 10),
    compares=True,
    question=_SAY("segments_served.question"),
    rows=segments,
    columns=_COLUMNS,
    report_columns=(
        "members_part_pct",
        "served_part_pct",
        "any_yearly_pct",
        "any_others_pct",
        "segment_members",
        "standing",
    ),
    finding=_finding,
    chart=_chart,
    paging=Paging(("cut", "segment_name"), largest("standardised"), is_scaled=True),
    method=_SAY("segments_served.method"),
    detail=(_SAY("segments_served.detail", most=MOST, group=stats.FEWEST_IN_GROUP), *TEST_DETAIL),
    source=f"{SOURCE}, à la date de démarrage",
    breakdowns=ACCOMPANIMENT_FILTERS,
    size=lambda frame: (
        f"{french.count(len(frame), 'groupe')}, de {french.number(frame['segment_members'].min())} à "
        f"{french.count(int(frame['segment_members'].max()), 'membre')}"
    ),
)

"""Whether people come on site or follow from afar, year by year."""

from __future__ import annotations

from functools import partial

import pandas as pd

from dse import charts, french, sentences, theme
from dse.figures import columns as c
from dse.figures.activities.people import PEOPLE_DETAIL, WHEN_EMPTY, size
from dse.figures.events import MEMBER_FILTERS
from dse.figures.figure import Figure, Finding
from dse.figures.network.composition import PAGE, every_year
from dse.figures.records import VISITS
from dse.figures.yearly import last_told
from dse.query import Query

_SAY = sentences.read(__file__)

_PARTS = {"on_site": "PRESENTIEL", "hybrid": "HYBRIDE", "remote": "DISTANCIEL"}
_PEOPLE = """
select year, '' as "group", cast(sum(participants) as bigint) as people,
    {parts}, cast(sum(case when format is null then participants else 0 end) as bigint) as format_unknown
from chosen_participations where participants > 0 group by year
""".format(
    parts=", ".join(
        f"cast(sum(case when format = '{code}' then participants else 0 end) as bigint) as {name}"
        for name, code in _PARTS.items()
    )
)


def by_year(query: Query) -> pd.DataFrame:
    """One row a year: people who came, on site, both ways or remotely."""
    frame = every_year(query, _PEOPLE, ("people", *_PARTS, "format_unknown"))
    return frame if frame["people"].sum() else c.empty_frame(_COLUMNS)


def _finding(frame: pd.DataFrame) -> Finding:
    last = last_told(frame)
    if not last["people"]:
        return Finding(_SAY("formats_by_year.nobody", year=last["year"]))
    if not (people := _count_noted(last)):
        return Finding(_SAY("formats_by_year.unknown", year=last["year"]))
    now = _SAY(
        "formats_by_year.now",
        year=last["year"],
        share=french.share(100.0 * last["remote"] / people, people),
        remote=int(last["remote"]),
        n=people,
    )
    others = _SAY("formats_by_year.others", on_site=int(last["on_site"]), hybrid=int(last["hybrid"]))
    return Finding(f"{now}{_compare(frame, last)}{others}")


def _compare(frame: pd.DataFrame, last: pd.Series) -> str:
    """The share of the first year, where that is another and of more than a few people."""
    first = frame[frame["people"] > 0].iloc[0]
    people = _count_noted(first)
    if first["year"] == last["year"] or people < french.FEWEST:
        return ""
    share = french.share(100.0 * first["remote"] / people, people)
    return _SAY("formats_by_year.before", share=share, year=first["year"])


def _count_noted(row: pd.Series) -> int:
    """The people who came to an activity whose format is noted."""
    return int(row["people"] - row["format_unknown"])


_COLUMNS = (c.YEAR, c.PEOPLE, c.ON_SITE, c.HYBRID, c.REMOTE, c.FORMAT_UNKNOWN, c.IS_PARTIAL)
FIGURE = Figure(
    id="formats_by_year",
    requires=(VISITS,),
    page=PAGE,
    position=("activites", 40),
    question="Vient-on sur place, ou à distance ?",
    rows=by_year,
    columns=_COLUMNS,
    finding=_finding,
    chart=partial(
        charts.year_parts,
        parts=(c.ON_SITE, c.HYBRID, c.REMOTE, c.FORMAT_UNKNOWN),
        colours=(theme.BLUE, theme.TEAL, theme.ORANGE, theme.QUIET),
        counted="Personnes",
    ),
    method=_SAY("formats_by_year.method"),
    detail=PEOPLE_DETAIL,
    source="Activités, présences",
    breakdowns=MEMBER_FILTERS,
    size=size,
    when_empty=WHEN_EMPTY,
)

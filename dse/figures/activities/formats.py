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
    people, remote = int(last["people"]), int(last["remote"])
    if not people:
        return Finding(_SAY("formats_by_year.nobody", year=last["year"]))
    now = _SAY(
        "formats_by_year.now",
        year=last["year"],
        share=french.share(100.0 * remote / people, people),
        n=people,
        on_site=int(last["on_site"]),
        hybrid=int(last["hybrid"]),
    )
    first = frame[frame["people"] > 0].iloc[0]
    if first["year"] == last["year"] or first["people"] < french.FEWEST:
        return Finding(f"{now}.")
    before = french.share(100.0 * first["remote"] / first["people"], first["people"])
    return Finding(now + _SAY("formats_by_year.before", share=before, year=first["year"]))


_COLUMNS = (c.YEAR, c.PEOPLE, c.ON_SITE, c.HYBRID, c.REMOTE, c.FORMAT_UNKNOWN, c.IS_PARTIAL)
FIGURE = Figure(
    id="formats_by_year",
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
    source="Activités, participations",
    breakdowns=MEMBER_FILTERS,
    size=size,
    when_empty=WHEN_EMPTY,
)

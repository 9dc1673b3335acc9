"""Whether what is delivered is what is asked, theme by theme."""

from __future__ import annotations

from functools import partial

import pandas as pd

from dse import charts, french, sentences, stats
from dse.figures import columns as c
from dse.figures.events import REQUEST_DETAIL, THEME_FILTERS, describe_difference, describe_each, segments
from dse.figures.figure import Figure, Finding
from dse.figures.paging import Paging, largest
from dse.figures.records import ACCOMPANIMENTS
from dse.figures.themes.among import among_all
from dse.figures.themes.marks import (
    MARKS_DETAIL,
    PAGE,
    REGISTER_DETAIL,
    SOURCE,
    SUMS_BY_DECISION,
    shares,
    sums_by_theme,
)
from dse.query import Query
from schemas import codelists

_SAY = sentences.read(__file__)


def requested_and_delivered(query: Query) -> pd.DataFrame:
    """One row a theme: its share among requests and among what started, and the word for the gap."""
    return among_all(query, _describe_gaps)


def _describe_gaps(query: Query) -> pd.DataFrame:
    frame = shares(query)
    frame = frame[frame.notna().all(axis=1)].reset_index(drop=True)
    difference = frame["delivered_pct"] - frame["requested_pct"]
    years = query("select year from years where year between $first_year and $last_year")["year"].tolist()
    is_broken = [len(set(segments(code, years))) > 1 for code in frame["theme"]]
    frame["difference_points"] = difference.mask(pd.Series(is_broken, dtype=bool))
    frame["demand_gap"] = _choose_words(frame, sums_by_theme(query, SUMS_BY_DECISION))
    return frame


def _choose_words(frame: pd.DataFrame, sums: dict[str, stats.Sums]) -> list[str]:
    """The word for each theme's gap: among the requests decided, those started against those refused or dropped."""
    tests = [sums.get(code) for code in frame["theme"]]
    p_values = [
        theme.p_value() if theme is not None and is_comparable else None
        for theme, is_comparable in zip(tests, frame["difference_points"].notna(), strict=True)
    ]
    signs = [0.0 if theme is None else theme.score() for theme in tests]
    return describe_each(p_values, signs, describe_difference)


def _finding(frame: pd.DataFrame) -> Finding:
    clear = frame[frame["demand_gap"].isin(["PLUS", "MOINS"])]
    if clear.empty:
        return Finding(_SAY("themes_requested_delivered.alike"))
    top = clear.reindex(clear["difference_points"].abs().sort_values(ascending=False).index).iloc[0]
    name = (
        "themes_requested_delivered.less"
        if top["demand_gap"] == "MOINS"
        else "themes_requested_delivered.more"
    )
    theme = codelists.labels("themes")[top["theme"]]
    return Finding(
        _SAY(name, theme=theme, delivered=top["delivered_pct"], requested=top["requested_pct"]),
        abs(float(top["difference_points"])) / 100,
        named=(top["theme"],),
    )


def _size(frame: pd.DataFrame) -> str:
    requests, delivered = (
        french.number(frame[name].max()) for name in ("examined_requests", "examined_delivered")
    )
    return f"Au plus {requests} demandes et {delivered} accompagnements examinés par thème"


FIGURE = Figure(
    id="themes_requested_delivered",
    requires=(ACCOMPANIMENTS,),
    page=PAGE,
    position=("themes", 20),
    compares=True,
    question="Servons-nous les thèmes qu’on nous demande ?",
    rows=requested_and_delivered,
    columns=(
        c.THEME,
        c.EXAMINED_REQUESTS,
        c.EXAMINED_DELIVERED,
        c.REQUESTED_SHARE,
        c.DELIVERED_SHARE,
        c.DEMAND_DIFFERENCE,
        c.DEMAND_GAP,
    ),
    finding=_finding,
    chart=partial(
        charts.dumbbell,
        row=c.THEME,
        first=c.REQUESTED_SHARE,
        second=c.DELIVERED_SHARE,
        bases=(c.EXAMINED_REQUESTS, c.EXAMINED_DELIVERED),
        emphasis=c.DEMAND_GAP,
        names=("demandé", "démarré"),
    ),
    method=_SAY("themes_requested_delivered.method"),
    detail=(_SAY("themes_requested_delivered.detail"), *MARKS_DETAIL, *REQUEST_DETAIL, *REGISTER_DETAIL),
    source=f"{SOURCE} ; demandes à leur date, accompagnements à leur démarrage",
    breakdowns=THEME_FILTERS,
    size=_size,
    paging=Paging(("theme",), largest("difference_points")),
)

"""The share of the members served each year."""

from __future__ import annotations

from functools import partial

import pandas as pd

from dse import sentences, stats
from dse.figures import columns as c
from dse.figures.events import ACCOMPANIMENT_FILTERS, MEMBER_FILTERS, STARTED_DETAIL, describe_trend
from dse.figures.figure import Figure, Finding
from dse.figures.records import CARRIERS, MEMBERSHIPS, VISITS
from dse.figures.tracked_metric import TrackedMetric
from dse.figures.uptake.served import (
    ACCOMPANIED,
    ANY_SERVICE,
    PAGE,
    RATE_DETAIL,
    SOURCE,
    TEST_DETAIL,
    TREND_DETAIL,
    count_members_by_year,
    count_served_by_year,
    members_served,
    sum_by_member,
)
from dse.figures.yearly import last_whole, share_by_year, share_chart, share_of_members
from dse.query import Query

_SAY = sentences.read(__file__)


def rate_by_year(query: Query, served: str) -> pd.DataFrame:
    """One row a year: members, members served, rate in percent; the word for the trend on every row."""
    frame = count_served_by_year(query, served)
    frame["rate_pct"] = 100.0 * frame["users"] / frame["members"]
    frame["tendency"] = _tendency(query, served, int((~frame["is_partial"]).sum()))
    return frame


def _tendency(query: Query, served: str, years: int) -> str:
    """The word for the trend over so many whole years: too few are not asked for."""
    if years < stats.FEWEST_YEARS:
        return describe_trend(None, 0.0)
    sums = sum_by_member(query, served)
    return describe_trend(sums.p_value(years), sums.score())


def _finding(frame: pd.DataFrame, verbs: tuple[str, str]) -> Finding:
    now = partial(share_of_members, part="users", verbs=verbs)
    return share_by_year(frame, ("users", "members"), now, "de membres")


ACCOMPANIED_FIGURE = Figure(
    id="uptake_by_year",
    requires=(CARRIERS, MEMBERSHIPS),
    page=PAGE,
    position=("servis", 10),
    compares=True,
    question=_SAY("uptake_by_year.question"),
    rows=partial(rate_by_year, served=ACCOMPANIED),
    columns=(c.YEAR, c.MEMBERS_OF_YEAR, c.USERS_OF_YEAR, c.RATE_OF_YEAR, c.IS_PARTIAL, c.TENDENCY),
    finding=partial(_finding, verbs=(_SAY("uptake_by_year.one"), _SAY("uptake_by_year.many"))),
    chart=partial(share_chart, y=c.RATE_OF_YEAR, parts=("users", "members"), base=c.MEMBERS_OF_YEAR),
    has_annotations=True,
    tracked_metric=TrackedMetric(
        "Taux de recours annuel moyen", "%", partial(members_served, served=ACCOMPANIED)
    ),
    method=_SAY("uptake_by_year.method"),
    detail=(*RATE_DETAIL, *TEST_DETAIL, *TREND_DETAIL),
    source=f"{SOURCE}, à la date de démarrage",
    breakdowns=ACCOMPANIMENT_FILTERS,
    size=count_members_by_year,
    last_year_scalars=("rate_pct",),
    scalars={"rate_pct": partial(last_whole, name="rate_pct")},
)


ANY_SERVICE_FIGURE = Figure(
    id="uptake_any_by_year",
    requires=(CARRIERS, VISITS, MEMBERSHIPS),
    page=PAGE,
    position=("servis", 40),
    compares=True,
    question=_SAY("uptake_any_by_year.question"),
    rows=partial(rate_by_year, served=ANY_SERVICE),
    columns=(
        c.YEAR,
        c.MEMBERS_OF_YEAR,
        c.ANY_USERS_OF_YEAR,
        c.ANY_RATE_OF_YEAR,
        c.IS_PARTIAL,
        c.TENDENCY,
    ),
    finding=partial(
        _finding,
        verbs=(_SAY("uptake_any_by_year.one"), _SAY("uptake_any_by_year.many")),
    ),
    chart=partial(share_chart, y=c.ANY_RATE_OF_YEAR, parts=("users", "members"), base=c.MEMBERS_OF_YEAR),
    has_annotations=True,
    tracked_metric=TrackedMetric(
        "Taux de recours annuel moyen, activités comprises",
        "%",
        partial(members_served, served=ANY_SERVICE),
    ),
    method=_SAY("uptake_any_by_year.method"),
    detail=(_SAY("uptake_any_by_year.detail"), *STARTED_DETAIL, *TEST_DETAIL, *TREND_DETAIL),
    source="Adhésions, accompagnements, présences",
    breakdowns=MEMBER_FILTERS,
    size=count_members_by_year,
    last_year_scalars=("rate_pct",),
    scalars={"rate_pct": partial(last_whole, name="rate_pct")},
)

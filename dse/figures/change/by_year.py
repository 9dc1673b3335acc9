"""How many changes are observed year by year, and how many of them were verified."""

from __future__ import annotations

import pandas as pd

from dse import charts, french, sentences, theme
from dse.figures import columns as c
from dse.figures.change.recorded import (
    COUNTED,
    DETAIL,
    FILTERS,
    FRESHNESS_SOURCES,
    PAGE,
    RECORDED,
    SOURCE,
    WHEN_EMPTY,
    size,
)
from dse.figures.figure import Figure, Finding
from dse.query import Query

_SAY = sentences.read(__file__)

VERIFICATION_INKS = (theme.ACCENT, theme.ACCENT_SOFT, theme.QUIET)
_BY_YEAR = f"""
with recorded as ({RECORDED})
select year, is_partial, {COUNTED} from recorded group by year, is_partial order by year
"""


def by_year(query: Query) -> pd.DataFrame:
    """One row a year in which a change was observed."""
    return query(_BY_YEAR)


def _finding(frame: pd.DataFrame) -> Finding:
    total, verified = int(frame["changes"].sum()), int(frame["verified"].sum())
    share = "" if total < french.FEWEST else f" ({french.percent(100 * verified / total)})"
    return Finding(
        _SAY(
            "changes_by_year.noted",
            n=total,
            verified=f"{french.some(verified, 'vérifié')}{share}",
            unforeseen=int(frame["unforeseen"].sum()),
            negative=int(frame["negative"].sum()),
        )
    )


def _chart(frame: pd.DataFrame) -> charts.Chart:
    return charts.year_parts(frame, c.VERIFICATIONS, VERIFICATION_INKS, c.CHANGES.title)


FIGURE = Figure(
    id="changes_by_year",
    page=PAGE,
    position=("changements", 20),
    question="Combien de changements sont notés, et combien sont vérifiés ?",
    rows=by_year,
    columns=(c.YEAR, c.CHANGES, *c.VERIFICATIONS, c.VERIFIED_SHARE, c.UNFORESEEN, c.NEGATIVE, c.IS_PARTIAL),
    finding=_finding,
    chart=_chart,
    method=_SAY("changes_by_year.method"),
    detail=(_SAY("changes_by_year.detail"), *DETAIL),
    source=SOURCE,
    freshness_sources=FRESHNESS_SOURCES,
    breakdowns=FILTERS,
    size=size,
    scalars={
        "changes": lambda frame: float(frame["changes"].sum()),
        "verified_pct": lambda frame: 100.0 * float(frame["verified"].sum()) / float(frame["changes"].sum()),
    },
    when_empty=WHEN_EMPTY,
)

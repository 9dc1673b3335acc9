"""How much each offer is used, year by year, from its opening to its closing."""

from __future__ import annotations

import pandas as pd

from dse import charts, french, sentences
from dse.figures import columns as c
from dse.figures.figure import Figure, Finding
from dse.figures.offer.gaps import PAGE
from dse.figures.offer.uses import COUNT_USES, OFFERS, USES, find_known_years
from dse.figures.paging import Paging
from dse.figures.records import CARRIERS, VISITS
from dse.figures.surveys.wording import PEOPLE_FILTERS
from dse.query import Query

_SAY = sentences.read(__file__)

# A year in which the offer was open, used or not, or in which it was used all the same.
_BY_YEAR = f"""
with uses as ({USES}),
counted as (select offer_id, year, {COUNT_USES} as uses from uses group by offer_id, year),
spans as (
    select offers.offer_id, offers.title, offers.kind, offers.opened_on, offers.closed_on, offers.places_per_year,
        years.year, years.is_partial,
        years.starts_on <= coalesce(offers.closed_on, years.ends_on) and years.ends_on >= offers.opened_on as is_open
    from ({OFFERS}) as offers cross join years
    where years.year between $first_year and $last_year
)
select spans.title, spans.kind, spans.opened_on, spans.closed_on, spans.places_per_year, spans.year, spans.is_partial,
    spans.is_open, cast(coalesce(counted.uses, 0) as bigint) as uses
from spans
left join counted on counted.offer_id = spans.offer_id and counted.year = spans.year
left join codelist_activity_kinds as activities on activities.code = spans.kind
where spans.is_open or counted.uses > 0
order by activities.code is not null, spans.opened_on, spans.offer_id, spans.year
"""


def by_year(query: Query) -> pd.DataFrame:
    """One row an offer and year in which it was open or used: its uses; none where the choice leaves none.

    Empty where none is recorded yet.
    """
    frame = query(_BY_YEAR)
    frame["uses"] = frame["uses"].where(find_known_years(query, frame))
    return frame if frame["uses"].any() else frame.head(0)


def _keep_known(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["uses"].notna()]


def _finding(frame: pd.DataFrame) -> Finding:
    used = "used_as_known" if frame["uses"].isna().any() else "used"
    frame = _keep_known(frame)
    unused = frame[(frame["uses"] == 0) & frame["is_open"] & ~frame["is_partial"]]
    if unused.empty:
        return Finding(_SAY(f"offers_by_year.{used}"))
    worst = unused.groupby("title", sort=False).size().sort_values(ascending=False, kind="stable").index[0]
    years = [str(year) for year in sorted(unused[unused["title"] == worst]["year"])]
    return Finding(_SAY("offers_by_year.unused", name=worst, years=years), named=(worst,))


def _chart(frame: pd.DataFrame) -> charts.Chart:
    frame = _keep_known(frame)
    return charts.timeline(
        pd.DataFrame(
            {
                "row": frame["title"],
                "year": frame["year"],
                "count": frame["uses"],
                "is_open": frame["is_open"],
            }
        )
    )


FIGURE = Figure(
    id="offers_by_year",
    reads=(CARRIERS, VISITS),
    page=PAGE,
    position=("offre", 10),
    question=_SAY("offers_by_year.question"),
    rows=by_year,
    columns=(c.OFFER, c.SUPPORT_KIND, c.YEAR, c.OPENED, c.CLOSED, c.PLACES, c.USES, c.IS_OPEN, c.IS_PARTIAL),
    report_columns=("uses",),
    finding=_finding,
    chart=_chart,
    paging=Paging(("title",), among=_keep_known),
    method=_SAY("offers_by_year.method"),
    detail=(_SAY("offers_by_year.detail"),),
    source="Offre, accompagnements, activités",
    breakdowns=(*PEOPLE_FILTERS, "kinds"),
    size=lambda frame: (
        f"{french.count(_keep_known(frame)['title'].nunique(), 'offre')}, {french.count(int(frame['uses'].sum()), 'usage')}"
    ),
    when_empty=_SAY("offers_by_year.when_empty"),
)

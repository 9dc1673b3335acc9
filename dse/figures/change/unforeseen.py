"""What nobody foresaw, and what goes the wrong way: their share of the changes, year by year."""

from __future__ import annotations

import pandas as pd

from dse import charts, french, sentences, stats, theme
from dse.figures import columns as c
from dse.figures.change.recorded import DETAIL, FILTERS, FRESHNESS_SOURCES, PAGE, RECORDED, SOURCE, WHEN_EMPTY
from dse.figures.events import LEVEL_PERCENT, describe_each, describe_trend, ends
from dse.figures.figure import Figure, Finding
from dse.figures.yearly import is_too_short
from dse.query import Query

_SAY = sentences.read(__file__)

INKS = (theme.PALE, theme.ACCENT, theme.WARNING_SOFT, theme.WARNING)
MEASURES = {"unforeseen": "imprévu", "negative": "négatif"}
TOO_FEW = "faute d’années, de membres ou de cas"
_EVENTS = f"""
with recorded as ({RECORDED})
select organisation_id as unit, year, is_partial, cast(expected = 'IMPREVU' as integer) as unforeseen,
    cast(direction = 'NEGATIF' as integer) as negative
from recorded order by year, organisation_id, change_id
"""


def unforeseen(query: Query) -> pd.DataFrame:
    """One row a year: changes foreseen or not, positive or not, the two shares, and what can be said of each over the years."""
    events = query(_EVENTS)
    if events.empty:
        return c.empty_frame(FIGURE.columns)
    sorts = {
        sort.name: (events["unforeseen"] == ("unforeseen" in sort.name))
        & (events["negative"] == ("negative" in sort.name))
        for sort in c.SORTS
    }
    frame = events.assign(**{name: rows.astype("int64") for name, rows in sorts.items()}, changes=1)
    frame = frame.groupby(["year", "is_partial"])[[*sorts, "changes", *MEASURES]].sum().reset_index()
    words = _words(events)
    for name, word in zip(MEASURES, words, strict=True):
        frame[f"{name}_pct"] = 100.0 * frame[name] / frame["changes"]
        frame[f"{name}_tendency"] = word
    return frame


def _words(events: pd.DataFrame) -> list[str]:
    """A word for each of the two shares, over whole years; organisations are flipped together."""
    full_years = events[~events["is_partial"]].assign(x=lambda row: row["year"])
    tests = [stats.trend_p_value(full_years.assign(hit=full_years[name])) for name in MEASURES]
    by_year = full_years.groupby("year")
    sizes = by_year.size()
    slopes = [stats.slope_per_year(sizes.index, by_year[name].mean(), sizes) for name in MEASURES]
    return describe_each(tests, slopes, describe_trend)


def _finding(frame: pd.DataFrame) -> Finding:
    tendencies = {name: frame[f"{name}_tendency"].iloc[0] for name in MEASURES}
    full_years = frame[~frame["is_partial"]]
    clear = {name: word for name, word in tendencies.items() if word in charts.CLEAR}
    if not clear:
        total = int(frame["changes"].sum())
        counted = [french.some(int(frame[name].sum()), noun) for name, noun in MEASURES.items()]
        sentence = _SAY("changes_unforeseen.counted", n=total, counts=counted)
        return Finding(sentence if is_too_short(full_years) else f"{sentence} {_nothing_clear(tendencies)}")
    sentences, weight = [], 0.0
    for name, word in clear.items():
        before, after = ends(full_years, name, "changes")
        weight = max(weight, abs(after.value - before.value) / 100)
        thirds = {"before": _describe_third(before), "after": _describe_third(after)}
        phrase = "changes_unforeseen.rise" if word == "HAUSSE" else "changes_unforeseen.fall"
        sentences.append(_SAY(phrase, kind=f"{MEASURES[name]}s", **thirds))
    period = french.years(int(full_years["year"].min()), int(full_years["year"].max()))
    return Finding(_SAY("changes_unforeseen.trend", period=period, sentences=sentences), weight)


def _describe_third(third: charts.PeriodMean) -> str:
    """The counts that the bars of these years add up to: no share, which they do not draw."""
    return f"{french.number(third.part)} sur {french.number(third.base)} en {third.period}"


def _nothing_clear(words: dict[str, str]) -> str:
    """Whether the two shares were tested and show nothing, or could not be tested."""
    untested = [f"des {MEASURES[name]}s" for name, word in words.items() if word == "NON_CALCULABLE"]
    if not untested:
        return _SAY("changes_unforeseen.unmoved")
    if len(untested) == len(words):
        return _SAY("changes_unforeseen.untested", why=TOO_FEW)
    tested = next(f"des {MEASURES[name]}s" for name, word in words.items() if word != "NON_CALCULABLE")
    return _SAY("changes_unforeseen.half_tested", tested=tested, untested=untested[0], why=TOO_FEW)


def _chart(frame: pd.DataFrame) -> charts.Chart:
    return charts.year_parts(frame, c.SORTS, INKS, c.CHANGES.title)


FIGURE = Figure(
    id="changes_unforeseen",
    page=PAGE,
    position=("changements", 10),
    compares=True,
    question="Quels changements imprévus ou négatifs observons-nous ?",
    rows=unforeseen,
    columns=(
        c.YEAR,
        c.CHANGES,
        *c.SORTS,
        c.UNFORESEEN,
        c.UNFORESEEN_SHARE,
        c.UNFORESEEN_TENDENCY,
        c.NEGATIVE,
        c.NEGATIVE_SHARE,
        c.NEGATIVE_TENDENCY,
        c.IS_PARTIAL,
    ),
    finding=_finding,
    chart=_chart,
    method=_SAY("changes_unforeseen.method"),
    detail=(
        _SAY(
            "changes_unforeseen.detail",
            years=stats.FEWEST_YEARS,
            members=stats.FEWEST_MEMBERS,
            level=LEVEL_PERCENT,
        ),
        *DETAIL,
    ),
    source=SOURCE,
    freshness_sources=FRESHNESS_SOURCES,
    breakdowns=FILTERS,
    size=lambda frame: french.count(int(frame["changes"].sum()), "changement"),
    when_empty=WHEN_EMPTY,
)

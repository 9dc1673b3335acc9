"""Which themes move: the share of each by year, and the word for its trend."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from dse import charts, french, sentences, stats, theme
from dse.figures import columns as c
from dse.figures.events import THEME_FILTERS, describe_each, describe_trend, ends
from dse.figures.figure import Figure, Finding
from dse.figures.paging import Paging
from dse.figures.records import ACCOMPANIMENTS
from dse.figures.themes.among import among_all
from dse.figures.themes.differences import compare_theme
from dse.figures.themes.marks import (
    DELIVERED_EVENTS,
    MARKS_DETAIL,
    PAGE,
    REGISTER_DETAIL,
    SOURCE,
    SUMS_BY_YEAR,
    YEARS_APART,
    counts_by_year,
    delivered_size,
    last_series,
    sums_by_theme,
)
from dse.figures.tracked_metric import TrackedMetric
from dse.figures.yearly import is_too_short
from dse.query import Query
from schemas import codelists

_SAY = sentences.read(__file__)
_BY_TENDENCY = {"HAUSSE": "themes_by_year.rise", "BAISSE": "themes_by_year.fall"}

THEMES_NAMED = 2


def themes_by_year(query: Query) -> pd.DataFrame:
    """Counts by theme and year, with the word for each theme's trend over its last unbroken series."""
    return among_all(query, _describe_trends)


def _describe_trends(query: Query) -> pd.DataFrame:
    frame = counts_by_year(query)
    series = last_series(frame)
    years = Counter(series["theme"])
    is_long = [years[code] >= stats.FEWEST_YEARS for code in series["theme"]]
    keys = (YEARS_APART * series["rank"] + series["year"])[is_long].tolist()
    sums = sums_by_theme(query.with_parameters(series=keys), SUMS_BY_YEAR) if keys else {}
    p_values = [theme.p_value(years=years[code]) for code, theme in sums.items()]
    words = describe_each(p_values, [theme.score() for theme in sums.values()], describe_trend)
    tendencies = dict(zip(sums, words, strict=True))
    return frame.assign(tendency=[tendencies.get(code, "NON_CALCULABLE") for code in frame["theme"]])


def _finding(frame: pd.DataFrame) -> Finding:
    period = french.years(int(frame["year"].min()), int(frame["year"].max()))
    moved = _most_moved(frame)
    if moved:
        words = dict(zip(frame["theme"], frame["tendency"], strict=True))
        texts = [
            _list_themes({code: thirds for code, thirds in moved.items() if words[code] == word}, word)
            for word in _BY_TENDENCY
        ]
        moves = " ; ".join(text for text in texts if text)
        before, after = next(iter(moved.values()))
        return Finding(
            _SAY("themes_by_year.moved", period=period, moves=moves),
            abs(after.value - before.value) / 100,
            next(iter(moved)),
            tuple(moved),
        )
    if is_too_short(frame):
        return Finding(_describe_most_aimed_at(frame, period))
    if (frame["tendency"] == "NON_CALCULABLE").all():
        return Finding(_SAY("themes_by_year.too_few", period=period))
    return Finding(_SAY("themes_by_year.unmoved", period=period))


def _describe_most_aimed_at(frame: pd.DataFrame, period: str) -> str:
    """What the accompaniments of the last year that was examined enough aim at most; of a theme alone, and of few, none is the most."""
    full_years = frame[~frame["is_hollow"] & frame["share_pct"].notna()]
    last = full_years[full_years["year"] == full_years["year"].max()]
    if last.empty:
        return _SAY("themes_by_year.none", period=period)
    labels, year = codelists.labels("themes"), last["year"].iloc[0]
    if frame["theme"].nunique() == 1:
        row = last.iloc[0]
        share = french.share(row["share_pct"], row["examined"])
        return _SAY("themes_by_year.alone", year=year, theme=labels[row["theme"]], share=share)
    if (last["examined"] < french.FEWEST).any():
        return _SAY("themes_by_year.few_examined", year=year)
    most = last[last["share_pct"] == last["share_pct"].max()]
    are_all = {*codelists.tops("themes")} <= {*last["theme"]}
    if not most["marked"].iloc[0]:
        return _SAY("themes_by_year.none" if are_all else "themes_by_year.none_of_these", period=period)
    return _SAY(
        "themes_by_year.most" if are_all else "themes_by_year.most_of_these",
        year=year,
        n=len(most),
        names=[labels[code] for code in most["theme"]],
        share=french.percent(most["share_pct"].iloc[0]),
    )


def _most_moved(frame: pd.DataFrame) -> dict[str, tuple[charts.PeriodMean, charts.PeriodMean]]:
    """The themes that move most among those that clearly do, each with the first and the last third of its years."""
    clear = frame[frame["tendency"].isin(charts.CLEAR)]
    thirds = {
        str(code): ends(last_series(rows), "marked", "examined", theme.colour(str(code)))
        for code, rows in clear.groupby("theme")
    }
    widest = sorted(thirds, key=lambda code: -abs(thirds[code][1].value - thirds[code][0].value))
    return {code: thirds[code] for code in widest[:THEMES_NAMED]}


def _list_themes(moved: dict[str, tuple[charts.PeriodMean, charts.PeriodMean]], tendency: str) -> str:
    texts = [
        _SAY(
            "themes_by_year.theme",
            theme=codelists.labels("themes")[code],
            before=before.label,
            first=before.period,
            after=after.label,
            last=after.period,
        )
        for code, (before, after) in moved.items()
    ]
    return _SAY(_BY_TENDENCY[tendency], n=len(texts), themes=texts) if texts else ""


def _chart(frame: pd.DataFrame, full_table: pd.DataFrame | None = None) -> charts.Chart:
    lines = (c.THEME_SHARE, c.THEME, c.EXAMINED)
    every_theme = frame if full_table is None else full_table
    return charts.lines(
        frame, *lines, _means(frame), charts.measure_sides(every_theme, *lines, _means(every_theme))
    )


def _means(frame: pd.DataFrame) -> list[charts.PeriodMean]:
    return [mean for pair in _most_moved(frame).values() for mean in pair]


def _last_share(frame: pd.DataFrame) -> float | None:
    rows = frame[(frame["year"] == frame["year"].max()) & ~frame["is_hollow"]]
    return float(rows["share_pct"].iloc[0]) if len(rows) == 1 and rows["share_pct"].notna().all() else None


def _clear_then_high(frame: pd.DataFrame) -> pd.Series:
    """Themes that clearly move, then those with the largest share in the last year."""
    last = frame["share_pct"].astype("float64").where(frame["year"] == frame["year"].max())
    return last + 100.0 * frame["tendency"].isin(charts.CLEAR)


FIGURE = Figure(
    id="themes_by_year",
    requires=(ACCOMPANIMENTS,),
    page=PAGE,
    position=("themes", 10),
    compares=True,
    question="Quels thèmes progressent dans les accompagnements ?",
    rows=themes_by_year,
    columns=(
        c.YEAR,
        c.THEME,
        c.DELIVERED,
        c.EXAMINED,
        c.SIGNIFICANT,
        c.PRINCIPAL,
        c.MARKED,
        c.THEME_SHARE,
        c.IS_HOLLOW,
        c.SEGMENT,
        c.TENDENCY,
    ),
    report_columns=("share_pct", "examined"),
    finding=_finding,
    chart=_chart,
    paging=Paging(("theme",), _clear_then_high, is_scaled=True),
    has_annotations=True,
    tracked_metric=TrackedMetric(
        "Part des accompagnements examinés qui visent ce thème",
        "%",
        lambda query: query(DELIVERED_EVENTS),
        difference=compare_theme,
        of_one="themes",
    ),
    method=_SAY("themes_by_year.method"),
    detail=(_SAY("themes_by_year.detail", years=stats.FEWEST_YEARS), *MARKS_DETAIL, *REGISTER_DETAIL),
    source=f"{SOURCE}, à la date de démarrage",
    breakdowns=THEME_FILTERS,
    size=delivered_size,
    last_year_scalars=("share_pct",),
    scalars={"share_pct": _last_share},
)

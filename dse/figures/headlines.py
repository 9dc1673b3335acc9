"""Where the network stands: the headline measures, with the period before and year by year."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from dse import charts, french, sentences
from dse.figures import columns as c
from dse.figures import headlines_words as words
from dse.figures.events import LEAD_DETAIL
from dse.figures.figure import Figure, Finding
from dse.figures.headlines_rows import COLUMNS, YEAR_COLUMNS, by_year, headlines
from dse.figures.paging import Paging
from dse.figures.period_differences import PAIR_DETAIL
from dse.figures.strongest import weigh_change

_SAY = sentences.read(__file__)

PAGE = "vue-ensemble"
FILTERS = ("families", "regions", "kinds", "themes")
SOURCE = "Adhésions, accompagnements et leurs thèmes, présences"
MEASURES_NAMED = 3
FEWEST_BARS = 2
# What is said of the widest difference, by what is known of chance: of those that chance does not explain, where there are any.
_RANKS = {"HAUSSE": 0, "BAISSE": 0, "AUCUNE": 1, "SANS_TEST": 2}
_WIDEST = ("headlines.clear", "headlines.maybe_chance", "headlines.untested")
MEASURES_DETAIL = (_SAY("detail.measures"), *LEAD_DETAIL)


def _finding(frame: pd.DataFrame) -> Finding:
    """The widest difference that chance does not explain, else the widest that was tested, else the widest: said as what it is."""
    rows = frame[frame["value_change"].notna() & frame["tendency"].isin(_RANKS)]
    moved = sorted((row for row in rows.itertuples() if row.value_change), key=lambda row: -_size(row))
    after, before = frame["period_after"].iloc[0], frame["period_before"].iloc[0]
    if not moved:
        return Finding(_alone(frame, after))
    rank = min(_RANKS[row.tendency] for row in moved)
    widest, *others = (row for row in moved if _RANKS[row.tendency] == rank)
    is_clear = widest.tendency in charts.CLEAR
    name = "headlines.only_clear" if is_clear and not others else _WIDEST[rank]
    sentence = _SAY(name, before=before, after=after, moved=_moved_text(widest))
    return Finding(sentence, _size(widest) if is_clear else 0.0)


def _moved_text(row: Any) -> str:
    """Both values alike: where one of them is a share of a few, both are counts."""
    values = (
        (row.value_before, row.counted_before, row.base_before),
        (row.value, row.counted, row.base),
    )
    if any(words.is_of_few(row.value_unit, base) for _, _, base in values):
        was, now = (f"{french.number(part)} sur {french.number(base)}" for _, part, base in values)
    else:
        was, now = (words.counted(value, row.value_unit, part, base) for value, part, base in values)
        if row.value_unit == words.DAYS:
            was = words.bare(row.value_before, row.value_unit)
    name = words.name_in_sentence(row.measure, row.theme, row.period_after)
    return _SAY(f"headlines.{row.measure}", name=name, was=was, now=now)


def _size(row: Any) -> float:
    if row.value_unit == words.PERCENT:
        return abs(row.value_change) / 100
    return weigh_change(row.value_before, row.value)


def _alone(frame: pd.DataFrame, period: str) -> str:
    first = frame[frame["value"].notna()].head(MEASURES_NAMED)
    texts = [
        words.spoken(row.measure, row.theme, period, row.value, row.value_unit, row.base)
        for row in first.itertuples()
    ]
    over = words.over(period)
    return (
        _SAY("headlines.alone", over=over, measures=texts) if texts else _SAY("headlines.nothing", over=over)
    )


def _years_finding(frame: pd.DataFrame) -> Finding:
    over = frame[frame["reason"].fillna("") != "EN_COURS"]
    year = int((frame if over.empty else over)["year"].max())
    return Finding(_alone(frame[frame["year"] == year], str(year)))


def spark(years: pd.DataFrame, row: pd.Series) -> charts.Chart | None:
    """The years of one row of `headlines` as small bars, from the table of `headlines_by_year`.

    The years of its period and of the one before stand out. None under two years with a value.
    """
    same = (years["measure"] == row["measure"]) & (
        years["theme"].fillna("") == ("" if pd.isna(row["theme"]) else row["theme"])
    )
    mine = years[same]
    if mine["value"].notna().sum() < FEWEST_BARS:
        return None
    periods = (words.years(row[name]) for name in ("period_after", "period_before"))
    shown = [
        words.describe_value(value, row["value_unit"], base)
        for value, base in zip(mine["value"], mine["base"], strict=True)
    ]
    drawn = mine[["year", "value", "is_hollow"]].assign(
        ink=charts.period_inks(mine["year"], *periods), shown=shown
    )
    return charts.spark_bars(drawn, c.VALUE, ink="ink", text="shown")


def _years_chart(frame: pd.DataFrame) -> charts.Chart:
    rows = list(frame.itertuples())
    named = frame.assign(
        name=[words.name(row.measure, row.theme, str(row.year)) for row in rows],
        shown=[words.short(row.value, row.value_unit, row.base) for row in rows],
    )
    return charts.small_multiples(named, c.VALUE, row="name", text="shown")


def _size_line(frame: pd.DataFrame) -> str:
    """`91 membres (99 sur la période), 61 accompagnements démarrés`."""
    rows = frame[frame["value"].notna()].drop_duplicates("measure").set_index("measure")
    nouns = (("MEMBRES", "membre"), ("ACCOMPAGNEMENTS", "accompagnement démarré"))
    counts = {
        code: french.count(int(rows["value"][code]), noun) for code, noun in nouns if code in rows.index
    }
    if "MEMBRES" in counts:
        counts["MEMBRES"] += _describe_every_member(rows, int(rows["value"]["MEMBRES"]))
    return ", ".join(counts.values())


def _describe_every_member(rows: pd.DataFrame, last: int) -> str:
    """The members of any year of the period, of whom the rate is, where they are others than those of its last one."""
    every = int(rows["base"]["RECOURS"]) if "RECOURS" in rows.index else last
    return _SAY("headlines_size.every", n=every) if every != last else ""


def _value(measure: str) -> Callable[[pd.DataFrame], float | None]:
    """The value of a measure; of the theme's share where a single theme is chosen."""

    def scalar(frame: pd.DataFrame) -> float | None:
        rows = frame[frame["measure"] == measure]
        return float(rows["value"].iloc[0]) if len(rows) == 1 and rows["value"].notna().all() else None

    return scalar


FIGURES = (
    Figure(
        id="headlines",
        page=PAGE,
        question="Où en est le réseau ?",
        rows=headlines,
        columns=COLUMNS,
        report_columns=("value", "value_before", "tendency"),
        finding=_finding,
        method=_SAY("headlines.method"),
        detail=(_SAY("headlines.detail"), *MEASURES_DETAIL, *PAIR_DETAIL),
        source=SOURCE,
        breakdowns=FILTERS,
        size=_size_line,
        scalars={
            "members": _value("MEMBRES"),
            "uptake_pct": _value("RECOURS"),
            "delivered": _value("ACCOMPAGNEMENTS"),
            "median_days": _value("DELAI"),
            "participations": _value("PARTICIPATIONS"),
            "theme_pct": _value("THEME"),
        },
    ),
    Figure(
        id="headlines_by_year",
        page=PAGE,
        question="Et année par année ?",
        rows=by_year,
        columns=YEAR_COLUMNS,
        report_columns=("value", "base"),
        finding=_years_finding,
        chart=_years_chart,
        paging=Paging(("measure", "theme")),
        method=_SAY("headlines_by_year.method"),
        detail=(_SAY("headlines_by_year.detail"), *MEASURES_DETAIL),
        source=SOURCE,
        breakdowns=FILTERS,
        size=lambda frame: french.count(frame["year"].nunique(), "année"),
    ),
)

"""What changed from one triennial to the next."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd

from dse import charts, french
from dse.figures import columns as c
from dse.figures.events import THEME_FILTERS, describe_each, describe_trend
from dse.figures.figure import Figure, Finding
from dse.figures.paging import Paging, largest
from dse.figures.themes.among import among_all
from dse.figures.themes.marks import (
    MARKS_METHOD,
    PAGE,
    REGISTER_METHOD,
    SOURCE,
    SUMS_BY_HALF,
    counts_by_year,
    sums_by_theme,
)
from dse.query import Query, Selection
from schemas import codelists

_COLUMNS = (
    c.THEME,
    c.BEFORE,
    c.AFTER,
    c.EXAMINED_BEFORE,
    c.EXAMINED_AFTER,
    c.SHARE_BEFORE,
    c.SHARE_AFTER,
    c.PRINCIPAL_BEFORE,
    c.PRINCIPAL_AFTER,
    c.DIFFERENCE,
    c.TENDENCY,
)

# What `_add_up` makes of one triennial, and the column of the figure for each side.
_OF_HALF = {
    "examined": "examined_{}",
    "share": "share_{}_pct",
    "principal": "principal_{}_pct",
}


def triennials_compared(query: Query) -> pd.DataFrame:
    """One row a theme: its share in the last chosen triennial and in the one before, with the word for the gap."""
    return among_all(query, _describe_changes)


def _describe_changes(query: Query) -> pd.DataFrame:
    sql = "select min(year) as first, max(case when not is_partial then year end) as last from years"
    (years,) = query.read(sql).to_pylist()
    pair = triennial_pair(years["first"], years["last"], query.selection) if years["last"] else None
    if pair is None:
        return c.empty_frame(_COLUMNS)
    before, after = pair
    wide = query.with_years(before.starts_on.year, after.ends_on.year)
    frame = _compare_halves(counts_by_year(wide), before, after)
    sums = sums_by_theme(wide.with_parameters(second_year=after.starts_on.year), SUMS_BY_HALF)
    p_values = [
        sums[code].p_value() if is_tested and code in sums else None
        for code, is_tested in zip(frame["theme"], frame["is_tested"], strict=True)
    ]
    return frame.assign(
        tendency=describe_each(p_values, frame["difference_points"].fillna(0).tolist(), describe_trend)
    )


def triennial_pair(
    first_year: int, last_year: int, choice: Selection
) -> tuple[codelists.Triennial, codelists.Triennial] | None:
    """The last triennial wholly among the chosen years, and the one before it, both whole in the data.

    None where there is no such pair. `last_year` is the last year that had ended.
    """
    complete = [
        triennial
        for triennial in codelists.triennials()
        if triennial.starts_on.year >= first_year and triennial.ends_on.year <= last_year
    ]
    pairs = [
        pair
        for pair in itertools.pairwise(complete)
        if pair[1].starts_on.year >= choice.first_year and pair[1].ends_on.year <= choice.last_year
    ]
    return pairs[-1] if pairs else None


def _compare_halves(
    counts: pd.DataFrame, before: codelists.Triennial, after: codelists.Triennial
) -> pd.DataFrame:
    """One row a theme, in the order of the counts: its shares in both triennials, and whether a test may compare them."""
    places, codes = pd.factorize(counts["theme"])
    is_late = (counts["year"] >= after.starts_on.year).to_numpy()
    first, second = (_add_up(counts[half], places[half], len(codes)) for half in (~is_late, is_late))
    segments = np.unique(np.column_stack([places, counts["segment"]]), axis=0)[:, 0]
    is_whole = np.bincount(segments, minlength=len(codes)) <= 1
    difference = np.where(is_whole, second["share"] - first["share"], np.nan)
    halves = (("before", first), ("after", second))
    return pd.DataFrame(
        {
            "theme": codes,
            "period_before": before.code,
            "period_after": after.code,
            "difference_points": difference,
            "is_tested": ~np.isnan(difference) & ~first["is_hollow"] & ~second["is_hollow"],
            **{column.format(side): half[key] for side, half in halves for key, column in _OF_HALF.items()},
        }
    )


def _add_up(counts: pd.DataFrame, places: np.ndarray, themes: int) -> dict[str, np.ndarray]:
    """The years of one triennial together, a row a theme: shares in percent, and whether less than half was examined."""
    delivered, examined, marked, principal = (
        np.bincount(places, counts[name], themes).astype(int)
        for name in ("delivered", "examined", "marked", "principal")
    )
    base = np.where(examined > 0, examined, np.nan)
    return {
        "examined": examined,
        "share": 100.0 * marked / base,
        "principal": 100.0 * principal / base,
        "is_hollow": examined * 2 < delivered,
    }


def _finding(frame: pd.DataFrame) -> Finding:
    before, after = frame.iloc[0]["period_before"], frame.iloc[0]["period_after"]
    clear = frame[frame["tendency"].isin(charts.CLEAR)]
    if (frame["tendency"] == "NON_CALCULABLE").all():
        return Finding(
            f"Écarts entre {before} et {after} non calculables : trop peu d’accompagnements examinés ou de membres."
        )
    if clear.empty:
        return Finding(f"Aucun écart net entre {before} et {after} ; {_widest(frame)}.")
    top = _by_width(clear).iloc[0]
    return Finding(
        f"De {before} à {after}, le thème {codelists.labels('themes')[top['theme']]} passe de "
        f"{french.percent(top['share_before_pct'])} à {french.percent(top['share_after_pct'])} des accompagnements examinés, dont "
        f"{french.percent(top['principal_before_pct'])} puis {french.percent(top['principal_after_pct'])} comme objectif principal.",
        abs(float(top["difference_points"])) / 100,
    )


def _by_width(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.reindex(frame["difference_points"].abs().sort_values(ascending=False).index)


def _widest(frame: pd.DataFrame) -> str:
    """The widest difference where none is clear, for who asks which theme moved most: said as what it is."""
    top = _by_width(frame[frame["tendency"] != "NON_CALCULABLE"]).iloc[0]
    shares = (french.percent(top[name]) for name in ("share_before_pct", "share_after_pct"))
    theme = codelists.labels("themes")[top["theme"]]
    return f"le plus grand, que le hasard pourrait expliquer : {theme}, de {' à '.join(shares)}"


def _chart(frame: pd.DataFrame) -> charts.Chart:
    names = (frame.iloc[0]["period_before"], frame.iloc[0]["period_after"])
    return charts.dumbbell(frame, c.THEME, c.SHARE_BEFORE, c.SHARE_AFTER, c.TENDENCY, names)


def _size(frame: pd.DataFrame) -> str:
    before, after = (french.number(frame[name].max()) for name in ("examined_before", "examined_after"))
    return f"au plus {before} puis {after} accompagnements examinés par thème"


FIGURE = Figure(
    id="themes_triennials",
    page=PAGE,
    position=("themes", 40),
    compares=True,
    question="Qu’est-ce qui a changé d’un triennal à l’autre ?",
    rows=triennials_compared,
    columns=_COLUMNS,
    finding=_finding,
    chart=_chart,
    method=MARKS_METHOD
    + REGISTER_METHOD
    + "Le test porte sur les marques 1 et 2 réunies ; la part des objectifs principaux (marque 2) est à côté. Le dernier triennal entier parmi les années choisies est comparé à celui qui le précède ; une rupture de série entre les deux rend l’écart non calculable.",
    source=f"{SOURCE}, à la date de démarrage",
    breakdowns=THEME_FILTERS,
    size=_size,
    paging=Paging(("theme",), largest("difference_points")),
    when_empty="Aucun triennal entier parmi les années choisies qui en ait un autre avant lui : élargissez les années.",
)

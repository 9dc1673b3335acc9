"""What changed from one triennial to the next."""

from __future__ import annotations

import pandas as pd

from dse import charts, french, sentences
from dse.figures import columns as c
from dse.figures.events import THEME_FILTERS
from dse.figures.figure import Figure, Finding
from dse.figures.paging import Paging, largest
from dse.figures.period_differences import (
    BROKEN,
    HARDLY_EXAMINED_BEFORE,
    NOT_COMPARED,
    PAIR_DETAIL,
    Difference,
    Pair,
    find_triennials,
)
from dse.figures.records import ACCOMPANIMENTS, Records, is_recorded, read_records
from dse.figures.rows import Row, to_frame
from dse.figures.themes.differences import compare_themes, share_of_theme
from dse.figures.themes.marks import MARKS_DETAIL, PAGE, SOURCE, counts_by_year
from dse.query import FIRST_YEAR, Query
from schemas import codelists

_SAY = sentences.read(__file__)

_COMPARED = (*charts.CLEAR, "AUCUNE")

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
    c.DIFFERENCE_WORD,
)


def triennials_compared(query: Query) -> pd.DataFrame:
    """One row a theme: its share in the last chosen triennial and in the one before, with the word for the difference."""
    choice = query.selection
    pair = _find_pair(read_records(query), choice.first_year, choice.last_year)
    if pair is None:
        return c.empty_frame(_COLUMNS)
    counts = counts_by_year(pair.over(query)).to_dict("records")
    differences = compare_themes(query, pair) if counts else {}
    rows = [_row(code, difference, pair, counts) for code, difference in differences.items()]
    return to_frame(rows, _COLUMNS)


def _row(code: str, difference: Difference, pair: Pair, counts: list[Row]) -> Row:
    return {
        "theme": code,
        "period_before": pair.before.name,
        "period_after": pair.after.name,
        "examined_before": difference.before.base or 0,
        "examined_after": difference.after.base or 0,
        "share_before_pct": difference.before.value,
        "share_after_pct": difference.after.value,
        "principal_before_pct": share_of_theme(counts, code, pair.before, "principal").value,
        "principal_after_pct": share_of_theme(counts, code, pair.after, "principal").value,
        "difference_points": difference.change,
        "tendency": difference.tendency,
    }


def _choose_years(query: Query) -> Query:
    """The same question over the two triennials that it compares; where there are none, over the last two that more years would compare
    and that are recorded whole, else over the last two of all; as it is where the data have no two."""
    records, choice = read_records(query), query.selection
    if pair := _find_pair(records, choice.first_year, choice.last_year):
        return pair.over(query)
    wider = [
        pair.over(query) for year in reversed(records.over) if (pair := _find_pair(records, FIRST_YEAR, year))
    ]
    return next((then for then in wider if is_recorded(then, ACCOMPANIMENTS)), next(iter(wider), query))


def _find_pair(records: Records, first_year: int, last_year: int) -> Pair | None:
    """The last triennial of some years and the one before it, both whole in the data."""
    if not records.over:
        return None
    first, last = max(records.data[0], first_year), min(records.over[-1], last_year)
    before, after = find_triennials(records.data[0], first, last) or (None, None)
    return Pair(before, after) if before and after else None


def _finding(frame: pd.DataFrame) -> Finding:
    before, after = frame.iloc[0]["period_before"], frame.iloc[0]["period_after"]
    clear = frame[frame["tendency"].isin(charts.CLEAR)]
    is_compared = frame["tendency"].isin(_COMPARED)
    if not is_compared.any():
        return Finding(
            _SAY("themes_triennials.none_compared", before=before, after=after, why=_list_causes(frame))
        )
    if clear.empty:
        top = _by_width(frame[is_compared]).iloc[0]
        uncompared = _describe_uncompared(frame)
        compared = _SAY("themes_triennials.of_those_compared") if uncompared else ""
        unmoved = _SAY("themes_triennials.unmoved", before=before, after=after, compared=compared)
        return Finding(unmoved + _describe_widest(top, len(frame)) + uncompared, named=(top["theme"],))
    top = _by_width(clear).iloc[0]
    return Finding(
        _SAY(
            "themes_triennials.moved",
            before=before,
            after=after,
            theme=codelists.labels("themes")[top["theme"]],
            was=top["share_before_pct"],
            now=top["share_after_pct"],
            principal_was=top["principal_before_pct"],
            principal_now=top["principal_after_pct"],
        ),
        abs(float(top["difference_points"])) / 100,
        named=(top["theme"],),
    )


def _describe_uncompared(frame: pd.DataFrame) -> str:
    """The themes that are not compared, by the reason why; empty where all are."""
    uncompared = frame[~frame["tendency"].isin(_COMPARED)]
    themes = (
        uncompared["theme"].map(codelists.labels("themes")).groupby(uncompared["tendency"].map(_find_cause))
    )
    return "".join(
        _SAY(
            f"themes_triennials.uncompared_{cause}",
            n=len(names),
            themes=french.listed(list(names)),
            before=frame.iloc[0]["period_before"],
        )
        for cause, names in themes
    )


def _list_causes(frame: pd.DataFrame) -> list[str]:
    causes = sorted(set(frame["tendency"].map(_find_cause)))
    return [_SAY(f"themes_triennials.why_{cause}", before=frame.iloc[0]["period_before"]) for cause in causes]


def _find_cause(tendency: str) -> str:
    """Why a theme is not compared, of the few that a sentence tells; a share that is missing was not examined."""
    causes = {BROKEN: "broken", NOT_COMPARED: "of_few", HARDLY_EXAMINED_BEFORE: "examined_before"}
    return causes.get(tendency, "examined")


def _by_width(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.reindex(frame["difference_points"].abs().sort_values(ascending=False).index)


def _describe_widest(top: pd.Series, theme_count: int) -> str:
    """The widest difference where none is clear, for who asks which theme moved most: said as what it is."""
    shares = (french.share(top[f"share_{side}_pct"], top[f"examined_{side}"]) for side in ("before", "after"))
    theme = codelists.labels("themes")[top["theme"]]
    name = "themes_triennials.widest" if theme_count > 1 else "themes_triennials.single"
    return _SAY(name, theme=theme, shares=" à ".join(shares))


def _chart(frame: pd.DataFrame) -> charts.Chart:
    names = (frame.iloc[0]["period_before"], frame.iloc[0]["period_after"])
    bases = (c.EXAMINED_BEFORE, c.EXAMINED_AFTER)
    return charts.dumbbell(frame, c.THEME, c.SHARE_BEFORE, c.SHARE_AFTER, bases, c.DIFFERENCE_WORD, names)


def _size(frame: pd.DataFrame) -> str:
    """How many were examined on a theme, from the least to the most, in one period and in the other."""
    counts = (
        f"{_range(frame[f'examined_{side}'])} en {frame.iloc[0][f'period_{side}']}"
        for side in ("before", "after")
    )
    return f"Accompagnements examinés, selon le thème : {', '.join(counts)}"


def _range(counts: pd.Series) -> str:
    least, most = french.number(counts.min()), french.number(counts.max())
    return most if least == most else f"de {least} à {most}"


FIGURE = Figure(
    id="themes_triennials",
    requires=(ACCOMPANIMENTS,),
    choose_years=_choose_years,
    page=PAGE,
    position=("themes", 40),
    compares=True,
    question="Qu’est-ce qui a changé d’un triennal à l’autre ?",
    rows=triennials_compared,
    columns=_COLUMNS,
    report_columns=(
        "share_before_pct",
        "examined_before",
        "share_after_pct",
        "examined_after",
        "tendency",
        "difference_points",
    ),
    finding=_finding,
    chart=_chart,
    method=_SAY("themes_triennials.method"),
    detail=(_SAY("themes_triennials.detail"), *MARKS_DETAIL, *PAIR_DETAIL),
    source=f"{SOURCE}, à la date de démarrage",
    breakdowns=THEME_FILTERS,
    size=_size,
    paging=Paging(("theme",), largest("difference_points")),
    when_empty="Aucun triennal entier parmi les années choisies qui en ait un autre avant lui.",
)

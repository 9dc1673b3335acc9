"""What the waves of a dimension say: the finding, the chart, the figure of each dimension."""

from __future__ import annotations

from functools import partial

import pandas as pd

from dse import charts, french
from dse.disclosure import marks
from dse.figures import columns as c
from dse.figures.figure import Figure, Finding
from dse.figures.paging import Paging, largest
from dse.figures.surveys.asked import (
    EVERY_FILTER,
    FAVOURABLE_METHOD,
    PAGE,
    QUESTION_FILTERS,
    SHARE_NAMES,
    SOURCE,
    named,
    quoted,
    share_and_base,
    short,
    size,
)
from dse.figures.surveys.favourable import favourable_rule
from dse.figures.surveys.waves import BROKEN, compared, waves

QUESTIONS = {
    "need": "Les besoins changent-ils d’une vague à l’autre ?",
    "satisfaction": "La satisfaction change-t-elle d’une vague à l’autre ?",
    "effect": "Les effets reconnus changent-ils d’une vague à l’autre ?",
    "expertise": "L’expertise grandit-elle d’une vague à l’autre ?",
    "expectation": "Les attentes changent-elles d’une vague à l’autre ?",
}
PAGE_PLACES = {
    "need": ("besoins", 20),
    "satisfaction": ("ecarts-satisfaction", 10),
    "effect": ("effets", 20),
    "expertise": ("effets", 40),
    "expectation": ("attentes", 20),
}
MOST = 6  # questions drawn
_SHARES = (*SHARE_NAMES, "change_points", "change_low_points", "change_high_points")


def _finding(frame: pd.DataFrame) -> Finding:
    """What moved most for sure between the two last waves, on all respondents and on the same ones."""
    last = frame[frame["wave_id"] == frame["wave_id"].iloc[frame["closed_on"].argmax()]]
    wave = named(last["wave"].iloc[0])
    moved = [row for _, row in last.iterrows() if _clear(row)]
    if moved:
        row = max(moved, key=_width)
        return Finding(
            f"{wave} : {quoted(row['wording'])} {_moved(row, _year_before(frame, row))}.", _width(row) / 100
        )
    if last["change_points"].notna().any():
        n = french.number(last["base"].max())
        among = " parmi les questions montrées" if last["paired_points"].isna().all() else ""
        return Finding(f"{wave} : aucun écart net avec la vague précédente{among}, n jusqu’à {n}.")
    if last["wave_before"].notna().any():
        return Finding(f"{wave} : rien de comparable à la vague précédente.")
    return Finding(f"{wave} : pas de vague précédente, dans ces années, à laquelle comparer ces questions.")


def _words(row: pd.Series) -> list[str]:
    """What can be said on all respondents, then on the same ones; neither where nothing was compared."""
    return ["" if pd.isna(row[name]) else row[name] for name in ("tendency", "paired_tendency")]


def _clear(row: pd.Series) -> str | None:
    """HAUSSE or BAISSE where one of the two tests is clear, and the other does not say the opposite."""
    clear = {word for word in _words(row) if word in charts.CLEAR}
    return clear.pop() if len(clear) == 1 else None


def _width(row: pd.Series) -> float:
    """How wide the difference is on all respondents, in points, or on the same ones where only that one is clear."""
    on_all, on_same = _words(row)
    name = "paired_points" if on_same in charts.CLEAR and on_all not in charts.CLEAR else "change_points"
    return 0.0 if pd.isna(row[name]) else abs(float(row[name]))


def _year_before(frame: pd.DataFrame, row: pd.Series) -> int:
    """The year of the wave with which a row is compared."""
    same = frame[(frame["question_id"] == row["question_id"]) & (frame["closed_on"] < row["closed_on"])]
    return int(same.loc[same["closed_on"].idxmax(), "year"])


def _moved(row: pd.Series, since: int) -> str:
    word = "en hausse" if _clear(row) == "HAUSSE" else "en baisse"
    on_all, on_same = _words(row)
    everyone = f"{french.points(row['change_points'])} depuis {since}{_unsure(on_all)}"
    said = f"{word}, {french.percent(row['share_pct'])} de réponses favorables (n = {french.number(row['base'])}) : {everyone}"
    if not on_same:
        return said
    same = f"{french.points(row['paired_points'])}{_unsure(on_same)} chez les {french.number(row['pairs'])}"
    return f"{said}, {same} qui avaient déjà répondu"


def _unsure(word: str) -> str:
    return "" if word in charts.CLEAR else " (écart peu net)"


def _chart(frame: pd.DataFrame, whole: pd.DataFrame | None = None) -> charts.Chart:
    asked = frame["question_id"].nunique()
    rows = _points(_most_moved(frame))
    title = f"Les {MOST} questions où l’écart est le plus net, sur {asked}." if asked > MOST else ""
    scaled = None if whole is None else _points(whole)
    return charts.intervals(rows, title=f"{title} {_key(rows)}".strip(), whole=scaled)


def _points(shown: pd.DataFrame) -> pd.DataFrame:
    before = shown.groupby("question_id")["segment"].shift()
    return pd.DataFrame(
        {
            "header": shown.groupby("question_id")["wording"].transform("last").map(short),
            "row": shown["year"].astype("str"),
            "value": shown["share_pct"],
            "low": shown["low_pct"],
            "high": shown["high_pct"],
            "said": [_said(row) for _, row in shown.iterrows()],
            "broken": [BROKEN if each else "" for each in (before != shown["segment"]).fillna(False)],
            "is_hollow": False,
        }
    )


def _key(rows: pd.DataFrame) -> str:
    """What the arrows say, where there is one."""
    return "▲ ▼ : écart net." if any("▲" in each or "▼" in each for each in rows["said"]) else ""


def _most_moved(frame: pd.DataFrame) -> pd.DataFrame:
    """The questions to draw: those with a clear difference, then the widest, seen from what is not masked."""
    told = [(row["question_id"], _clear(row) is not None, _width(row)) for _, row in frame.iterrows()]
    ranks = (
        pd.DataFrame(told, columns=["question_id", "clear", "width"]).groupby("question_id", sort=False).max()
    )
    kept = ranks.sort_values(["clear", "width"], ascending=False, kind="stable").index[:MOST]
    order = {question: place for place, question in enumerate(kept)}
    shown = frame[frame["question_id"].isin(kept)]
    return shown.sort_values("question_id", key=lambda each: each.map(order), kind="stable")


def _said(row: pd.Series) -> str:
    if marks.hides(row["mark"]):
        return row["mark"]
    arrow = {"HAUSSE": " ▲", "BAISSE": " ▼"}.get(_clear(row), "")
    return f"{share_and_base(row)}{arrow}"


RULE = favourable_rule(
    derived=(*_SHARES, "tendency"),
    percentages=_SHARES,
    derive=compared,
    withheld=(
        "pairs",
        "paired_points",
        "paired_low_points",
        "paired_high_points",
        "paired_tendency",
        "why_not",
    ),
    filters=QUESTION_FILTERS,
)


def _figure(dimension: str) -> Figure:
    return Figure(
        id=f"waves_{dimension}",
        page=PAGE,
        place=PAGE_PLACES[dimension],
        compares=True,
        question=QUESTIONS[dimension],
        rows=partial(waves, dimension=dimension),
        columns=(
            c.WAVE_ID,
            c.WAVE,
            c.CLOSED_ON,
            c.YEAR,
            c.QUESTION_ID,
            c.WORDING,
            c.POPULATION,
            c.FAVOURABLE,
            c.BASE_ANSWERS,
            c.MEMBERS_ASKED,
            c.SHARE,
            c.SHARE_LOW,
            c.SHARE_HIGH,
            c.WORDING_SEGMENT,
            c.WAVE_BEFORE,
            c.CHANGE,
            c.CHANGE_LOW,
            c.CHANGE_HIGH,
            c.CHANGE_TENDENCY,
            c.PAIRS,
            c.PAIRED,
            c.PAIRED_LOW,
            c.PAIRED_HIGH,
            c.PAIRED_TENDENCY,
            c.WHY_NOT,
            c.MARK,
        ),
        essential=("share_pct", "base", "change_points", "tendency", "low_pct", "high_pct"),
        finding=_finding,
        chart=_chart,
        paging=Paging(("question_id",), largest("change_points"), most=MOST, is_scaled=True),
        method="Part favorable de chaque vague, et écart avec la vague précédente : sur tous les répondants (Newcombe 1998, test "
        "du score ; les deux vagues y sont prises pour indépendantes, ce qui élargit l’intervalle), et sur les organisations "
        "qui ont répondu aux deux (Bonett et Price 2012, test de McNemar mi-p ; Fagerland, Lydersen et Laake 2013). ▲ et ▼ : "
        "écart net à l’un des deux tests, valeurs p ajustées entre les comparaisons (Holm 1979). Un "
        "libellé ou une échelle modifiés rompent la série : rien n’est comparé de part et d’autre. "
        + FAVOURABLE_METHOD,
        source=SOURCE,
        breakdowns=EVERY_FILTER,
        size=size,
        when_empty="Aucune question de ce genre dans les vagues de ces années, ou aucune enquête importée : déposez l’export "
        "d’une vague sur la page Données.",
        compares_waves=True,
        rule=RULE,
    )


FIGURES = {dimension: _figure(dimension) for dimension in QUESTIONS}

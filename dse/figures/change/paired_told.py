"""What is said of the same respondents: the finding, the chart, the figure of each dimension."""

from __future__ import annotations

import math
from functools import partial

import pandas as pd

from dse import charts, french, sentences, stats
from dse.disclosure import Rule
from dse.figures import columns as c
from dse.figures.change.paired import paired
from dse.figures.change.recorded import PAGE
from dse.figures.change.transitions import DETAIL
from dse.figures.events import ARROWS, CONFIDENCE_PERCENT
from dse.figures.figure import Figure, Finding
from dse.figures.records import MEMBERSHIPS
from dse.figures.rows import to_frame, to_rows
from dse.figures.surveys.silence import explain_silence, read_dimension
from dse.figures.surveys.wording import EVERY_FILTER, MEMBER, SOURCE, UNREGISTERED, quoted, short
from dse.query import Query
from dse.stats import comparison
from schemas import codelists

_SAY = sentences.read(__file__)

QUESTIONS = {
    "expertise": "L’expertise des mêmes répondants progresse-t-elle, membres et partenaires ?",
    "effect": "Les mêmes répondants reconnaissent-ils davantage d’effets ?",
}
POSITIONS = {"expertise": ("expertise", 10), "effect": ("expertise", 30)}
DECIMALS = 1  # of degrees
_COLUMNS = (
    c.WORDING,
    c.POPULATION,
    c.WAVES,
    c.PAIRED_RESPONDENTS,
    c.COMPARISONS,
    c.MEAN_CHANGE,
    c.MEAN_CHANGE_LOW,
    c.MEAN_CHANGE_HIGH,
    c.MEAN_CHANGE_TENDENCY,
    c.MEAN_BEFORE,
    c.MEAN_AFTER,
    c.YEAR_BEFORE,
    c.YEAR,
    c.WHY_NOT,
    c.STEPS,
    c.QUESTION_ID,
    c.MARK,
)


def rows_of(query: Query, dimension: str) -> pd.DataFrame:
    """The rows of `paired`, in Arrow types."""
    return to_frame(paired(query, dimension), _COLUMNS)


def _finding(frame: pd.DataFrame) -> Finding:
    compared = frame[frame["change"].notna()]
    if compared.empty:
        return Finding(_SAY("paired.nothing", why=frame["why_not"].iloc[0]))
    clear = compared[compared["tendency"].isin(charts.CLEAR)]
    if clear.empty:
        return Finding(_nothing_clear(compared))
    row = clear.loc[clear["change"].astype("float64").abs().idxmax()]
    return Finding(f"{_moved(row)}{_others(frame, row)}", abs(float(row["change"])) / (int(row["steps"]) - 1))


def _nothing_clear(compared: pd.DataFrame) -> str:
    if (compared["tendency"] == "NON_CALCULABLE").all():
        return _SAY("paired.too_few", size=_size(compared))
    return _SAY("paired.unmoved", size=_size(compared), n=_comparisons(compared))


def _comparisons(frame: pd.DataFrame) -> int:
    """How many comparisons the intervals hold for together."""
    numbers = frame["comparisons"].dropna()
    return int(numbers.max()) if len(numbers) else 0


def _who(population: str) -> str:
    if population == MEMBER:
        return "les mêmes membres"
    if population == UNREGISTERED:
        return "les mêmes répondants"
    return f"les mêmes répondants ({codelists.labels('survey_populations')[population].lower()})"


def _moved(row: pd.Series) -> str:
    return _SAY(
        "paired.rise" if row["change"] > 0 else "paired.fall",
        question=quoted(row["wording"]),
        who=_who(row["population"]),
        change=_signed(_subtract_means(row)).lstrip("+−"),
        steps=int(row["steps"]),
        waves=row["waves"].split(", "),
        n=int(row["pairs"]),
        low=_bound(row["change_low"]),
        high=_bound(row["change_high"]),
    )


def _others(frame: pd.DataFrame, row: pd.Series) -> str:
    """What the other populations did on the same question, so that one is not read alone."""
    names = codelists.labels("survey_populations")
    same = frame[frame["question_id"] == row["question_id"]]
    sentences = [
        _SAY("paired.other", who=names[other["population"]], change=_in_short(other))
        for _, other in same[same["population"] != row["population"]].iterrows()
    ]
    return "".join(sentences)


def _in_short(row: pd.Series) -> str:
    if pd.isna(row["change"]):
        return str(row["why_not"])
    few = "trop peu pour conclure, " if row["tendency"] == "NON_CALCULABLE" else "pas de changement net, "
    clear = "" if row["tendency"] in charts.CLEAR else few
    return _SAY("paired.short", clear=clear, change=_signed(_subtract_means(row)), n=int(row["pairs"]))


def _subtract_means(row: pd.Series) -> float:
    """The change as the table has it, between its two means."""
    return french.subtract_as_shown(row["mean_after"], row["mean_before"], DECIMALS)


def _degree(value: float) -> str:
    return french.number(value, DECIMALS)


def _bound(value: float) -> str:
    """A bound of an interval; beside zero with more decimals, so that it is seen on which side it is."""
    if _degree(abs(value)) != _degree(0):
        return _signed(value)
    return f"{'+' if value > 0 else '−'}{french.number(abs(value), 3)}"


def _signed(value: float) -> str:
    size_text = _degree(abs(float(value)))
    return size_text if size_text == _degree(0) else f"{'+' if value > 0 else '−'}{size_text}"


def _chart(frame: pd.DataFrame) -> charts.Chart:
    numbers = {name: frame[name].astype("float64") for name in ("change", "change_low", "change_high")}
    furthest = max((column.abs().max() for column in numbers.values() if column.notna().any()), default=0.0)
    reach = 2.0 * max(1, math.ceil(furthest / 2))
    labels = charts.labelled(frame, (c.POPULATION,))["population"]
    rows = pd.DataFrame(
        {
            "header": frame["wording"].map(short),
            "row": [
                f"{label}, {row['waves']}" for label, (_, row) in zip(labels, frame.iterrows(), strict=True)
            ],
            "value": numbers["change"],
            "low": numbers["change_low"],
            "high": numbers["change_high"],
            "said": [_describe(row) for _, row in frame.iterrows()],
            "broken": "",
            "is_hollow": False,
        }
    )
    return charts.intervals(to_rows(rows), (-reach, reach), "", _title(frame))


def _title(frame: pd.DataFrame) -> str:
    """What is drawn, and for how many comparisons the intervals hold together, where there is one."""
    title = "Écart moyen d’une enquête à la suivante, en degrés de l’échelle. ▲ ▼ : écart net, que le hasard n’explique pas."
    comparisons = _comparisons(frame)
    if comparisons < 2 or not frame["tendency"].isin([*charts.CLEAR, "AUCUNE"]).any():
        return title
    return f"{title}\nLe trait est la marge d’erreur, élargie pour {comparisons} comparaisons à la fois."


def _describe(row: pd.Series) -> str:
    if pd.isna(row["change"]):
        return str(row["why_not"])
    arrow = ARROWS.get(row["tendency"], "")
    few = ", trop peu" if row["tendency"] == "NON_CALCULABLE" else ""
    return f"{_signed(_subtract_means(row))} ({french.count(row['pairs'], 'réponse')}{few}){arrow}"


def _size(frame: pd.DataFrame) -> str:
    return french.count(int(frame["pairs"].max()), "répondant suivi", "répondants suivis")


def _figure(dimension: str) -> Figure:
    return Figure(
        id=f"paired_{dimension}",
        reads=(MEMBERSHIPS,),
        page=PAGE,
        position=POSITIONS[dimension],
        compares=True,
        question=QUESTIONS[dimension],
        rows=partial(rows_of, dimension=dimension),
        columns=_COLUMNS,
        report_columns=("change", "pairs", "change_low", "change_high", "tendency", "why_not"),
        finding=_finding,
        chart=_chart,
        method=_SAY(f"paired_{dimension}.method"),
        detail=(
            _SAY(
                "detail.paired",
                confidence=CONFIDENCE_PERCENT,
                members=stats.FEWEST_MEMBERS,
                pairs=comparison.FEWEST_PAIRS,
            ),
            *DETAIL,
        ),
        source=SOURCE,
        freshness_sources=(("survey_waves", "closed_on"),),
        breakdowns=EVERY_FILTER,
        size=_size,
        when_empty=explain_silence(read_dimension(dimension), otherwise="not_twice"),
        compares_waves=True,
        rule=Rule("rows"),
    )


FIGURES = {dimension: _figure(dimension) for dimension in QUESTIONS}

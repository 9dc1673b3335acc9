"""Raw beside weighted: what the favourable share would be, had all families and sizes answered alike."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa

from dse import charts, french, sentences
from dse.disclosure import marks
from dse.figures import columns as c
from dse.figures.figure import Figure, Finding
from dse.figures.paging import Paging, largest
from dse.figures.records import MEMBERSHIPS
from dse.figures.rows import to_rows
from dse.figures.surveys.favourable import counts, favourable_rule
from dse.figures.surveys.silence import Reading, explain_silence
from dse.figures.surveys.wording import (
    FAVOURABLE_DETAIL,
    MEMBER,
    PAGE,
    QUESTION_FILTERS,
    SHARE_NAMES,
    SOURCE,
    describe_share,
    name_wave,
    numbers,
    quoted,
    share_and_base,
    short,
    size,
    voice_cells,
    with_shares,
)
from dse.query import Query
from dse.stats import weighted, weighting
from dse.stats.weighting import Weighting
from schemas import Column

_SAY = sentences.read(__file__)

MOST = 6
_DIMENSIONS = ("need", "satisfaction", "effect", "expertise", "expectation")
# The register of the wave by family and size, and what the members of each cell said to each question.
_CELLS = """
select coalesce(actor_family, '') || '|' || coalesce(size_band, '') as cell,
    max(actor_family) as actor_family, max(size_band) as size_band, count(*) as members,
    count(*) filter (where response_status in ('complete', 'partial')) as answers
from survey_registers where is_eligible and wave_id = $wave_id
group by cell order by cell
"""
_SAID = f"""
with {{voice_cells}}
select question_id,
    coalesce(case when has_profile then actor_family end, '') || '|' || coalesce(size_band, '') as cell,
    cast(sum(scaled) as bigint) as n, sum(favourable) as total, sum(squares) as squares
from voice_cells where wave_id = $wave_id and population = '{MEMBER}' and scaled > 0
group by question_id, cell
"""
LARGEST_GAP = Column(
    "figures",
    "largest_gap_points",
    "Écart de calage",
    "Le plus grand écart qui reste entre la part pondérée d’une famille ou d’une taille et sa part du registre ; 0 si aucun.",
    pa.float64(),
    "measure",
    nullable=True,
    unit="points",
    decimals=1,
)
RECEIVED, WEIGHTED = "Reçues", "Rééquilibrées"
_WEIGHTED = ("weighted_pct", "weighted_low_pct", "weighted_high_pct")


def raw_and_weighted(query: Query) -> pd.DataFrame:
    """One row a question of the latest wave: its favourable share among those who answered, and weighted.

    Only members are weighted; where the effective size is too small the weighted share is empty and `why_not` says so.
    """
    favourable = counts(query, "dimension <> 'profile' and not is_of_choice")
    favourable = favourable[favourable["population"] == MEMBER]
    if favourable.empty:
        return c.empty_frame(FIGURE.columns)
    frame = shares(favourable[favourable["wave_id"] == favourable["wave_id"].iloc[-1]].reset_index(drop=True))
    of_wave = query.with_parameters(wave_id=frame["wave_id"].iloc[0])
    weights = weighting.rake(of_wave(_CELLS).set_index("cell"))
    sums = of_wave(_SAID.format(voice_cells=voice_cells(query)))
    columns = (sums[name].tolist() for name in ("question_id", "cell", "n", "total", "squares"))
    answers: dict[str, dict[str, tuple[float, float, float]]] = {}
    for question, cell, *numbers_said in zip(*columns, strict=True):
        answers.setdefault(question, {})[cell] = tuple(numbers_said)
    return _weighted(frame, [answers[question] for question in frame["question_id"]], weights)


def shares(frame: pd.DataFrame) -> pd.DataFrame:
    """The raw share with its interval, in percent, and how far the weighted one is from it, where one is known."""
    frame = with_shares(frame, "favourable")
    if "weighted_pct" not in frame:
        return frame
    return frame.assign(shift_points=frame["weighted_pct"] - frame["share_pct"])


def _weighted(frame: pd.DataFrame, answers: list[weighted.CellAnswers], weights: Weighting) -> pd.DataFrame:
    estimates = [weighted.share(of_question, weights) for of_question in answers]
    precisions = [weighted.precision(of_question, weights) for of_question in answers]
    frame = frame.assign(**numbers([share.in_unit(100) for share in estimates], _WEIGHTED, frame.index))
    return frame.assign(
        shift_points=frame["weighted_pct"] - frame["share_pct"],
        effective_n=pd.array(precisions, dtype="double[pyarrow]"),
        why_not=pd.array([share.reason for share in estimates], dtype="string[pyarrow]"),
        largest_gap_points=0.0 if weights.converged else 100 * weights.largest_gap,
    )


def _finding(frame: pd.DataFrame) -> Finding:
    wave, n = name_wave(frame["wave"].iloc[0]), frame["base"].max()
    shifted = frame[frame["shift_points"].notna()]
    if shifted.empty:
        reasons = [reason for reason in frame["why_not"].dropna().unique() if reason]
        why = reasons[0] if reasons else _SAY("answers_weighted.team_only")
        return Finding(_SAY("answers_weighted.raw_only", wave=wave, n=n, why=why))
    row, shift = _most_shifted(shifted)
    if not shift:
        return Finding(_SAY("answers_weighted.unmoved", wave=wave, n=n) + _short_of(row))
    shifted_share = _SAY(
        "answers_weighted.shifted",
        wave=wave,
        question=quoted(row["wording"]),
        raw=row["share_pct"],
        weighted=row["weighted_pct"],
        n=row["base"],
    )
    return Finding(shifted_share + _short_of(row), named=(row["question_id"],))


def _most_shifted(frame: pd.DataFrame) -> tuple[pd.Series, float]:
    """The row whose share changes most, as a reader sees it, and by how many points."""
    pairs = zip(frame["share_pct"], frame["weighted_pct"], strict=True)
    shifts = [abs(french.subtract_as_shown(again, raw)) for raw, again in pairs]
    index = max(range(len(shifts)), key=lambda index: (shifts[index], abs(frame["shift_points"].iloc[index])))
    return frame.iloc[index], shifts[index]


def _short_of(row: pd.Series) -> str:
    """What is said of weights that do not reach the make-up of the register; nothing where they do."""
    gap = row["largest_gap_points"]
    if pd.isna(gap) or gap == 0:
        return ""
    wide = "moins d’un point" if gap < 1 else french.points(gap).removeprefix("+")
    return f" Rééquilibrage incomplet : une famille ou une taille reste à {wide} de sa part du registre."


def _chart(frame: pd.DataFrame, full_table: pd.DataFrame | None = None) -> charts.Chart:
    shift = frame["shift_points"].astype("float64").abs().fillna(0)
    shown = frame.loc[shift.sort_values(ascending=False, kind="stable").index[:MOST]]
    scaled = None if full_table is None else to_rows(_points(full_table))
    return charts.intervals(to_rows(_points(shown)), title=_title(frame, shift), full_table=scaled)


def _points(frame: pd.DataFrame) -> pd.DataFrame:
    names = ["header", "row", "value", "low", "high", "said", "broken", "is_hollow"]
    return pd.DataFrame([line for _, row in frame.iterrows() for line in _pair(row)], columns=names)


def _title(frame: pd.DataFrame, shift: pd.Series) -> str:
    """Which questions are drawn; none stands out where no weighted share is known."""
    if len(frame) <= MOST:
        return ""
    which = (
        f"Les {MOST} questions que le rééquilibrage change le plus"
        if shift.any()
        else f"Les {MOST} premières questions"
    )
    return f"{which}, sur {len(frame)}."


def _pair(row: pd.Series) -> list[tuple[object, ...]]:
    header, mark = short(row["wording"]), row["mark"]
    raw = (RECEIVED, *(row[name] for name in SHARE_NAMES))
    again = (WEIGHTED, *(row[name] for name in _WEIGHTED))
    if marks.hides(mark):
        return [(header, RECEIVED, None, None, None, marks.to_words(mark), "", True)]
    lines = [(header, *raw, share_and_base(row), "", True)]
    if pd.isna(row["weighted_pct"]) and pd.isna(row["why_not"]):
        return lines
    text = row["why_not"] if pd.isna(row["weighted_pct"]) else describe_share(row, _WEIGHTED)
    return [
        *lines,
        (
            header,
            *again,
            "non calculée : trop peu de réponses" if pd.isna(row["weighted_pct"]) else text,
            "",
            False,
        ),
    ]


FIGURE = Figure(
    id="answers_weighted",
    requires=(MEMBERSHIPS,),
    page=PAGE,
    position=("representativite", 10),
    question="Ceux qui ont répondu déforment-ils le résultat ?",
    rows=raw_and_weighted,
    columns=(
        *c.QUESTION_OF_WAVE,
        c.FAVOURABLE,
        *c.SHARE_OF_ANSWERS,
        c.WEIGHTED,
        c.WEIGHTED_LOW,
        c.WEIGHTED_HIGH,
        c.SHIFT,
        c.EFFECTIVE,
        LARGEST_GAP,
        c.WHY_NOT,
        c.MARK,
    ),
    report_columns=("share_pct", "weighted_pct", "shift_points", "base"),
    finding=_finding,
    chart=_chart,
    paging=Paging(("question_id",), largest("shift_points"), most=MOST, is_scaled=True),
    method=_SAY("answers_weighted.method"),
    detail=(_SAY("answers_weighted.detail", effective=weighted.FEWEST_EFFECTIVE), *FAVOURABLE_DETAIL),
    source=f"{SOURCE}, adhésions",
    breakdowns=QUESTION_FILTERS,
    size=size,
    when_empty=explain_silence(
        Reading(_SAY("about.weighted"), _DIMENSIONS, choices_hidden_from="all"), otherwise="no_member"
    ),
    rule=favourable_rule(
        derived=(*SHARE_NAMES, "shift_points"),
        percentages=SHARE_NAMES,
        derive=shares,
        withheld=(*_WEIGHTED, "shift_points", "effective_n", "largest_gap_points", "why_not"),
        filters=QUESTION_FILTERS,
    ),
)

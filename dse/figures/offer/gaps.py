"""Need, request, service, satisfaction: where the offer is the furthest from what members say they need."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd

from dse import charts, french, sentences, stats
from dse.disclosure import marks
from dse.figures.events import LEVEL_PERCENT
from dse.figures.figure import Figure, Finding
from dse.figures.offer.gap_differences import compare_gaps, read_gap_of_one
from dse.figures.offer.gap_rows import NEED, SATISFIED, columns, gaps, shares
from dse.figures.offer.gaps_shown import (
    describe_gap,
    draw_needs,
    find_clear,
    find_measure,
    order_for_public,
    read_gap,
)
from dse.figures.offer.measures import ACCOMPANIED, MEASURES, SERVED, Measure, describe_served
from dse.figures.offer.need_differences import EVERYBODY, compare_needs
from dse.figures.offer.needs import YEARS, choose_need_years, count_needs_by_year
from dse.figures.offer.other_surveys import describe_unread
from dse.figures.offer.subjects import SUPPORT, THEME, Subject
from dse.figures.paging import Paging
from dse.figures.records import CARRIERS, MEMBERSHIPS, VISITS
from dse.figures.rows import last_number, to_rows
from dse.figures.surveys import bounded
from dse.figures.surveys.favourable import favourable_rule
from dse.figures.surveys.silence import explain_silence, read_dimension
from dse.figures.surveys.unlisted import describe_left_out
from dse.figures.surveys.wording import (
    ON_DAY,
    PEOPLE_FILTERS,
    SHARE_DETAIL,
    TOP_DETAIL,
    VOICE_DETAIL,
    describe_bound,
    wave_title,
)
from dse.figures.tracked_metric import TrackedMetric
from dse.query import Query
from dse.stats import contrast

_SAY = sentences.read(__file__)

PAGE = "reinterroger"
SOURCE = "Enquête auprès des membres, adhésions, accompagnements, activités"
POSITIONS = {"theme": ("ecarts", 10), "support": ("ecarts", 20)}


def _finding(frame: pd.DataFrame, subject: Subject) -> Finding:
    measure = find_measure(frame)
    rows_shown = [row for row in to_rows(frame) if read_gap(row, measure)]
    if not rows_shown:
        return Finding(_SAY(f"gaps_by_{subject.column.name}.unknown"))
    if any(marks.bound(row["mark"]) for row in rows_shown):
        return _describe_bounded(rows_shown, subject, measure, _describe_shown(frame, subject))
    rows_with_gap = frame[frame[measure.gap.name].notna()]
    ranked = rows_with_gap[rows_with_gap["base"] >= french.FEWEST]
    if len(rows_with_gap) > 1 and ranked.empty:
        return Finding(_describe_few(rows_with_gap, subject))
    return _describe_widest(ranked if len(ranked) else rows_with_gap, frame, subject, measure)


def _describe_few(rows: pd.DataFrame, subject: Subject) -> str:
    """Of a handful of answers none is named the largest: several gaps are the same two counts."""
    answers = french.count_between(int(rows["base"].min()), int(rows["base"].max()), "réponse")
    wave = wave_title(rows["wave"].iloc[0])
    return _SAY(f"gaps_by_{subject.column.name}.few", wave=wave, answers=answers)


def _describe_widest(
    rows_with_gap: pd.DataFrame, frame: pd.DataFrame, subject: Subject, measure: Measure
) -> Finding:
    """What is said of the widest of the gaps that are ranked."""
    clear = rows_with_gap[find_clear(rows_with_gap, measure)]
    rows = clear if len(clear) else rows_with_gap
    row = rows.loc[rows[measure.gap.name].astype(float).idxmax()]
    verdict = _judge(row, rows_with_gap, len(clear) > 0, measure)
    is_clear = verdict in ("widest", "wider")
    weight = float(row[measure.gap.name]) / 100 if is_clear else 0.0
    is_part = len(rows_with_gap) < frame[measure.gap.name].notna().sum()
    among = _SAY(f"gaps_by_{subject.column.name}.among", fewest=french.FEWEST) if is_part else ""
    sentence = _describe(row, verdict, subject, measure, among, _describe_shown(frame, subject))
    behind = int(row["favourable"]) if is_clear else 0
    return Finding(sentence, weight, row[subject.column.name], members=behind)


def _judge(row: pd.Series, rows: pd.DataFrame, is_clear: bool, measure: Measure) -> str:
    """The name of the sentence on the gap of a row among all rows."""
    alone = "_alone" if len(rows) == 1 else ""
    if row[measure.gap.name] <= 0:
        return f"covered{alone}"
    if rows["away"].isna().all():
        return f"untested{alone}"
    if not is_clear:
        return f"unclear{alone}"
    return "wider" if row["gap_rank"] > 1 else "widest"


def _describe_shown(frame: pd.DataFrame, subject: Subject) -> str:
    """Among which gaps one comes first, where others are hidden."""
    is_part = frame["mark"].map(marks.is_silent).any()
    return _SAY(f"gaps_by_{subject.column.name}.shown") if is_part else ""


def _describe_bounded(
    rows: list[dict[str, Any]], subject: Subject, measure: Measure, among_shown: str
) -> Finding:
    """What a public can be told where some needs are only bounded: the widest gap, or those of which one is."""
    firsts = bounded.find_firsts(rows, partial(read_gap, measure=measure))
    weight = _weigh_bounded(firsts, measure)
    if len(firsts) > 1:
        names = french.either([_describe_candidate(pd.Series(row), subject, measure) for row in firsts])
        return Finding(
            _SAY(
                f"gaps_by_{subject.column.name}.either", names=names, measured=_describe_measured(firsts[0])
            ),
            weight,
            named=tuple(row[subject.column.name] for row in firsts),
        )
    gap = read_gap(firsts[0], measure)
    is_covered, is_alone = gap is not None and gap.high <= 0, len(rows) == 1
    of_several, of_one = ("covered", "covered_alone") if is_covered else ("bounded", "untested_alone")
    first = pd.Series(firsts[0])
    return Finding(
        _describe(first, of_one if is_alone else of_several, subject, measure, among_shown=among_shown),
        weight,
        first[subject.column.name],
    )


def _weigh_bounded(firsts: list[dict[str, Any]], measure: Measure) -> float:
    """What nearly all say they need is to be remembered, untested as it is, where no gap that is shown is wider for sure."""
    if not all(bounded.is_least(row) for row in firsts):
        return 0.0
    lows = [gap.low for row in firsts if (gap := read_gap(row, measure))]
    return max(0.0, *lows) / 100


def _describe_candidate(row: pd.Series, subject: Subject, measure: Measure) -> str:
    """A gap that may be the widest, and whom it leaves out, which is not the same of every form of support."""
    return _SAY(
        "gaps.candidate",
        name=_label_of(row, subject),
        gap=describe_gap(row, measure).replace("+", ""),
        counted=_name_counted(row, subject, measure),
    )


def _describe_measured(row: Mapping[str, Any]) -> str:
    """Whose need, and whose share over which years."""
    return _SAY("gaps.measured", wave=wave_title(row["wave"]), members=row["members"], years=YEARS)


def _name_counted(row: pd.Series, subject: Subject, measure: Measure) -> str:
    """Whom the gap of a row leaves out: a study is served by accompaniments alone, a kind of activity by visits alone."""
    if subject.has_both or measure is ACCOMPANIED:
        return measure.name
    return "venus" if pd.isna(row[ACCOMPANIED.share.name]) else ACCOMPANIED.name


def _label_of(row: pd.Series, subject: Subject) -> str:
    label: str = charts.labelled(row.to_frame().T, (subject.column,))[subject.column.name].iloc[0]
    return label


def _describe(
    row: pd.Series, verdict: str, subject: Subject, measure: Measure, among: str = "", among_shown: str = ""
) -> str:
    """The sentence on the gap of a row: its verdict, its need, and what is served."""
    return _SAY(
        f"gaps_by_{subject.column.name}.{verdict}",
        name=_label_of(row, subject),
        among=among,
        shown=among_shown,
        gap=describe_gap(row, measure).replace("+", ""),
        need=_describe_need(row),
        served=_describe_served(row, subject, measure),
    )


def _describe_need(row: pd.Series) -> str:
    value, base, bound = row["need_pct"], row["base"], marks.bound(row["mark"])
    wave = wave_title(row["wave"])
    if bound is None and base < french.FEWEST:
        return _SAY("gaps.few_need", wave=wave, need=value * base / 100, n=base)
    share = french.percent(value) if bound is None else describe_bound(bound)
    return _SAY("gaps.need", wave=wave, share=share, n=base)


def _describe_served(row: pd.Series, subject: Subject, measure: Measure) -> str:
    """Who was served, of all the members and in which years: by both measures, where a row has both."""
    is_of_visits = measure is SERVED and pd.isna(row[ACCOMPANIED.share.name])
    n = row[(SERVED if is_of_visits else ACCOMPANIED).share.name] * row["members"] / 100
    # A share of several members is followed by a plural, be it of one.
    verb_of = n if row["members"] < french.FEWEST else row["members"]
    of_all = {"years": YEARS, "counted": _count_of_all(n, row["members"]), "n": verb_of}
    if is_of_visits:
        return _SAY("gaps.came", **of_all)
    if measure is ACCOMPANIED:
        return _SAY("gaps.without_visits" if subject.has_both else "gaps.without_visits_of_form", **of_all)
    served = french.share(row[SERVED.share.name], row["members"])
    return _SAY("gaps.served" if subject.has_both else "gaps.accompanied", **of_all, served=served)


def _count_of_all(n: float, members: int) -> str:
    """`11 % des 88 membres`, or `1 membre sur 3` of a few."""
    if members < french.FEWEST:
        return _SAY("gaps.few_of_all", n=n, members=members)
    return _SAY("gaps.of_all", share=french.percent(100 * n / members), members=members)


def _size(frame: pd.DataFrame) -> str:
    answers = french.count_between(int(frame["base"].min()), int(frame["base"].max()), "membre")
    most = frame["most_choices"].max()
    choices = "" if pd.isna(most) else f" ; {french.number(most)} choix au plus"
    return f"{answers} ayant répondu, sur {french.number(frame['members'].max())} {ON_DAY}{choices}"


def _describe_left_out(figure: Figure, query: Query, table: pd.DataFrame, subject: Subject) -> str:
    """Needs of no list, and surveys that are not read."""
    parts = (
        describe_left_out(figure, query, table, subject.question),
        describe_unread(query, table, subject),
    )
    return " ; ".join(filter(None, parts))


def _describe_detail(subject: Subject) -> tuple[str, ...]:
    return (
        _SAY("detail.gaps", noun=subject.noun, years=YEARS),
        *describe_served(subject, YEARS),
        _SAY(
            "detail.gaps_test",
            level=LEVEL_PERCENT,
            gaps=contrast.FEWEST_ITEMS,
            members=stats.FEWEST_MEMBERS,
            answers=french.FEWEST,
        ),
        _SAY("detail.gaps_satisfaction", noun=subject.noun),
        *TOP_DETAIL,
        *VOICE_DETAIL,
        *SHARE_DETAIL,
    )


def _track_gap(subject: Subject) -> TrackedMetric:
    need = TrackedMetric(
        "Part des membres qui disent ce besoin",
        "%",
        partial(count_needs_by_year, subject=subject),
        difference=partial(compare_needs, subject=subject),
        of_one=subject.filter,
        whole_years=False,
        people=EVERYBODY,
    )
    return replace(
        need,
        what="Écart entre le besoin et ce qui est servi",
        unit="points",
        events=partial(read_gap_of_one, subject=subject),
        difference=partial(compare_gaps, subject=subject),
        former=need,
    )


def _read_of_one(frame: pd.DataFrame, names: tuple[str, ...]) -> float | None:
    """The first of these numbers that is known of the one subject of a frame."""
    numbers = (last_number(frame, name) for name in names) if len(frame) == 1 else ()
    return next((number for number in numbers if number is not None), None)


def _list_scalars(subject: Subject) -> dict[str, Callable[[pd.DataFrame], float | None]]:
    """The need of a theme is the scalar of another figure. A study serves by accompaniments, a kind of activity by visits."""
    accompanied, met = ACCOMPANIED.share.name, SERVED.share.name
    columns = (
        {accompanied: (accompanied,), met: (met,)}
        if subject.has_both
        else {"need_pct": ("need_pct",), "served_pct": (accompanied, met)}
    )
    return {scalar: partial(_read_of_one, names=names) for scalar, names in columns.items()}


def _figure(subject: Subject) -> Figure:
    return Figure(
        id=f"gaps_by_{subject.column.name}",
        requires=(CARRIERS, MEMBERSHIPS),
        reads=(VISITS,),
        choose_years=partial(choose_need_years, subject=subject),
        page=PAGE,
        position=POSITIONS[subject.column.name],
        compares=True,
        question=_SAY(f"gaps_by_{subject.column.name}.question"),
        rows=partial(gaps, subject=subject),
        names_largest=True,
        columns=columns(subject),
        report_columns=(
            "need_pct",
            "base",
            "accompanied_pct",
            "met_pct",
            "asked_pct",
            "accompanied_gap_points",
            "gap_points",
        ),
        finding=partial(_finding, subject=subject),
        chart=partial(draw_needs, subject=subject),
        paging=Paging((subject.column.name,), is_scaled=True),
        method=_SAY(f"gaps_by_{subject.column.name}.method", years=YEARS),
        detail=_describe_detail(subject),
        source=SOURCE,
        breakdowns=(*PEOPLE_FILTERS, subject.filter),
        size=_size,
        when_empty=explain_silence(read_dimension("need", subject.question), otherwise="no_member"),
        tracked_metric=_track_gap(subject),
        scalars=_list_scalars(subject),
        rule=favourable_rule(
            derived=(*NEED, *(column.name for measure in MEASURES for column in measure.interval)),
            percentages=NEED,
            derive=shares,
            withheld=("satisfied_base", *SATISFIED, "gap_rank", "away"),
            filters=(subject.filter,),
            bounds={
                "need_pct": "",
                **{measure.gap.name: measure.share.name for measure in MEASURES},
            },
        ),
        order_for_public=order_for_public,
        find_left_out=partial(_describe_left_out, subject=subject),
    )


FIGURES = {subject.column.name: _figure(subject) for subject in (THEME, SUPPORT)}

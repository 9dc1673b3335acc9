"""Need, request, service, satisfaction: the rows of the figures on gaps, one a subject."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from dse import disclosure
from dse.disclosure import whole
from dse.figures import columns as c
from dse.figures.events import describe_difference, describe_each
from dse.figures.offer.measures import ACCOMPANIED, MEASURES, SERVED, Measure
from dse.figures.offer.needs import SHARED, Needs, choose_subjects, find_needs, with_all_subjects
from dse.figures.offer.subjects import Subject
from dse.figures.surveys.wording import numbers, with_shares
from dse.query import Query
from dse.stats import contrast
from dse.stats.intervals import share_of
from schemas import codelists

NEED = ("need_pct", "need_low_pct", "need_high_pct")
SATISFIED = ("satisfied_pct", "satisfied_low_pct", "satisfied_high_pct")


def gaps(query: Query, subject: Subject) -> pd.DataFrame:
    """One row a subject of the latest wave, the widest gap first: need, request, service, satisfaction."""
    needs = find_needs(with_all_subjects(query), subject)
    if needs is None:
        return c.empty_frame(columns(subject))
    counts = _count(needs, subject) | _count_served(needs, subject) | _contrast(needs, subject)
    frame = shares(pd.DataFrame(dict(needs.questions.items()) | counts | _count_satisfied(needs)))
    frame["gap_rank"] = _rank(frame[needs.measure.gap.name].to_numpy(float, na_value=np.nan), needs, subject)
    shown = frame[frame["subject"].isin(choose_subjects(query, subject))]
    ordered = _order(shown, query, subject, needs.measure).reset_index(drop=True)
    return ordered.rename(columns={"subject": subject.column.name})


def _count(needs: Needs, subject: Subject) -> dict[str, Any]:
    """How many members answered, said the need and asked; empty where a subject is not asked for.

    Whole members, as every audience reads them: gaps are ranked and put in order as they are shown.
    """
    base = np.count_nonzero(~np.isnan(needs.need), axis=0)
    shared = needs.questions[SHARED].to_numpy(float)
    rounded = np.array(
        [
            whole.parted((yes, n - yes), n)[0]
            for yes, n in zip(np.nansum(needs.need, axis=0).tolist(), base.tolist(), strict=True)
        ],
        float,
    )
    favourable = np.where(np.isnan(shared), rounded, shared)
    requests = [
        int(count) if subject.is_asked_for(code) else None
        for code, count in zip(needs.codes, needs.is_asked.sum(axis=0), strict=True)
    ]
    asked_by = pd.Series(requests, dtype="int64[pyarrow]")
    return {
        "favourable": favourable,
        "base": pd.array(base, dtype="int64[pyarrow]"),
        "others": base - favourable,
        "members": pd.array([needs.members] * len(base), dtype="int64[pyarrow]"),
        "asked_by": asked_by,
        "asked_pct": 100.0 * asked_by / needs.members,
    }


def _count_served(needs: Needs, subject: Subject) -> dict[str, pd.Series]:
    """How many members each measure counts, and their share of all; empty where it cannot be told."""
    is_known = {
        ACCOMPANIED: [subject.is_asked_for(code) for code in needs.codes],
        SERVED: [needs.has_visits] * len(needs.codes),
    }
    counts = {
        measure: pd.Series(needs.counted_by(measure).sum(axis=0), dtype="int64[pyarrow]").where(
            is_known[measure]
        )
        for measure in MEASURES
    }
    shares_of_all = {measure.share.name: 100.0 * count / needs.members for measure, count in counts.items()}
    return {measure.count.name: count for measure, count in counts.items()} | shares_of_all


def _list_columns(needs: Needs, subject: Subject) -> list[list[int]]:
    """The columns of the subjects of each codelist: studies are not compared with meetings."""
    lists = [set(codelists.codes(name)) for name in subject.column.codelists]
    columns = [[place for place, code in enumerate(needs.codes) if code in codes] for codes in lists]
    return [places for places in columns if places]


def _rank(gap: np.ndarray, needs: Needs, subject: Subject) -> pd.Series:
    """The place of each gap among all those of its codelist, 1 for the widest."""
    ranks = pd.Series(0, range(len(gap)), "int64[pyarrow]")
    for places in _list_columns(needs, subject):
        ranks.iloc[places] = 1 + (gap[places][None, :] > gap[places][:, None]).sum(axis=1)
    return ranks


def _order(frame: pd.DataFrame, query: Query, subject: Subject, measure: Measure) -> pd.DataFrame:
    """The widest gap first. Before a public the order of the codelist: another would rank the rows that are hidden."""
    if not disclosure.audience(query.selection.audience).is_public:
        return frame.sort_values(measure.gap.name, ascending=False, kind="stable")
    places = codelists.ranks(*subject.column.codelists)
    return frame.sort_values("subject", key=lambda codes: codes.map(places), kind="stable")


def shares(frame: pd.DataFrame) -> pd.DataFrame:
    """The need with its interval, in percent, and its gap with each measure of what is served, in points.

    The served are counted over all members, so that a gap is as uncertain as its need.
    """
    frame = with_shares(frame, "favourable", NEED)
    gaps_of_need = {
        column.name: frame[need] - frame[measure.share.name]
        for measure in MEASURES
        for need, column in zip(NEED, measure.interval, strict=True)
    }
    return frame.assign(**gaps_of_need)


def _contrast(needs: Needs, subject: Subject) -> dict[str, pd.Series]:
    """The word for each gap among those of its codelist: one for both measures, where a theme has both.

    One activity that many came to moves all that is counted with it; a need stands out where it does either way.
    """
    gap = _compare(needs, subject, needs.served)
    p_values, away = gap["p_value"].to_numpy(float), gap["away"].to_numpy(float)
    if subject.has_both and needs.has_visits:
        other = _compare(needs, subject, needs.is_accompanied)
        is_same_side = away * other["away"].to_numpy(float) > 0
        p_values = np.where(
            is_same_side,
            np.maximum(p_values, other["p_value"].to_numpy(float)),
            np.where(np.isnan(p_values), np.nan, 1.0),
        )
    words = describe_each(
        [None if np.isnan(p_value) else float(p_value) for p_value in p_values],
        list(away),
        describe_difference,
    )
    return {"away": pd.Series(words, index=gap.index)}


def _compare(needs: Needs, subject: Subject, served: np.ndarray) -> pd.DataFrame:
    """How far each gap is from the mean of those of its codelist, by one measure of who was served."""
    among = [
        contrast.gaps(
            pd.DataFrame(needs.need[:, places], columns=places),
            pd.DataFrame(served[:, places].astype(float), columns=places),
        )
        for places in _list_columns(needs, subject)
    ]
    return pd.concat(among).reindex(range(len(needs.codes)))


def _count_satisfied(needs: Needs) -> dict[str, pd.Series]:
    """The satisfaction of the members served, subject by subject; nothing is said of those served who did not answer, and nothing is
    counted of a subject about which nobody answered, most often for want of a question."""
    answers = np.where(needs.served, needs.satisfaction, np.nan)
    bases, favourable = np.count_nonzero(~np.isnan(answers), axis=0), np.nansum(answers, axis=0)
    shares_of_met = [
        share_of(float(yes), int(n), int(met)).in_unit(100)
        for yes, n, met in zip(favourable, bases, needs.served.sum(axis=0), strict=True)
    ]
    is_answered = (~np.isnan(needs.satisfaction)).any(axis=0)
    base = pd.Series(bases, dtype="int64[pyarrow]").where(is_answered)
    return {"satisfied_base": base} | numbers(shares_of_met, SATISFIED, base.index)


def columns(subject: Subject) -> tuple[c.Column, ...]:
    """The columns of a figure on gaps."""
    return (
        subject.column,
        c.WAVE_ID,
        c.WAVE,
        c.QUESTION_ID,
        c.FAVOURABLE,
        c.BASE_ANSWERS,
        c.MEMBERS_ASKED,
        c.MOST_CHOICES,
        c.NEED,
        c.NEED_LOW,
        c.NEED_HIGH,
        c.ASKED_BY,
        c.ASKED,
        c.ACCOMPANIED,
        c.ACCOMPANIED_SHARE,
        c.MET,
        c.MET_SHARE,
        c.SATISFIED_BASE,
        c.SATISFIED,
        c.SATISFIED_LOW,
        c.SATISFIED_HIGH,
        c.GAP,
        c.GAP_LOW,
        c.GAP_HIGH,
        c.ACCOMPANIED_GAP,
        c.ACCOMPANIED_GAP_LOW,
        c.ACCOMPANIED_GAP_HIGH,
        c.GAP_RANK,
        c.AWAY,
        c.MARK,
    )

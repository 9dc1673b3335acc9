"""What becomes of needs, one row a wave and subject: the share that says it, services before and after, and what the next wave says."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa

from dse.disclosure import marks, whole
from dse.figures import columns as c
from dse.figures.offer.gap_rows import NEED
from dse.figures.offer.needs import SHARED, choose_subjects
from dse.figures.offer.sequels import (
    ACCOMPANIED,
    AFTER,
    BEFORE,
    COUNTS,
    HALF,
    REFUSED,
    REQUESTED,
    TO_FOLLOW,
    VISITED,
    WAITING,
    read_sequels,
)
from dse.figures.offer.subjects import Subject
from dse.figures.rows import Row, to_frame, to_rows
from dse.figures.surveys.wording import with_shares
from dse.query import Query
from schemas import Column, codelists

NEXT = ("next_need_pct", "next_base")
PARTS = (c.NEEDING_ACCOMPANIED, c.NEEDING_CAME, c.NEEDING_ASKED, c.NEEDING_REST)
# What those who say a need asked for, were given or said since: answers crossed with something else, the team's only.
CROSSED = (
    c.NEEDING,
    *PARTS,
    c.ANSWERED_AGAIN,
    c.STILL_NEEDING,
    c.SATISFIED_AGAIN_BASE,
    c.SATISFIED_AGAIN,
)
_OF_NEED = (
    c.WAVE_ID,
    c.WAVE,
    c.YEAR,
    c.QUESTION_ID,
    c.FAVOURABLE,
    c.BASE_ANSWERS,
    c.MEMBERS_ASKED,
    c.NEED,
    c.NEED_LOW,
    c.NEED_HIGH,
)
_MET = ((c.MET_BEFORE, c.MET_BEFORE_SHARE), (c.MET_AFTER, c.MET_AFTER_SHARE))
_MET_OF_FORM = (
    (c.MET_BEFORE_OF_FORM, c.MET_BEFORE_OF_FORM_SHARE),
    (c.MET_AFTER_OF_FORM, c.MET_AFTER_OF_FORM_SHARE),
)
_OUTCOMES = ((ACCOMPANIED,), (VISITED,), (WAITING, REFUSED, REQUESTED), (TO_FOLLOW,))
_OF_ALL = ("wave", "year", "question_id", SHARED, marks.TOGETHER, "horizon_years", "after_years", "next_wave")
_COUNT = "int64[pyarrow]"


def needs_after(query: Query, subject: Subject) -> pd.DataFrame:
    """One row a wave and subject, the oldest wave first: need, services before and after, what the next wave says."""
    sequels = read_sequels(query, subject)
    if not sequels.empty:
        sequels = sequels[sequels["subject"].isin(choose_subjects(query, subject))]
    if sequels.empty:
        return c.empty_frame(list_columns(subject))
    rows = [_make_row(need, subject) for need in to_rows(_count(sequels, subject))]
    types = {"others": c.FAVOURABLE.type, marks.TOGETHER: pa.bool_()}
    return shares(to_frame(rows, list_columns(subject), **types))


def _count(sequels: pd.DataFrame, subject: Subject) -> pd.DataFrame:
    """One row a wave and subject, in the order of their list: how many members each column counts, beside what is the same of all."""
    keys = ["wave_id", "subject"]
    numbers = _count_members(sequels, subject) | _count_needing(sequels) | _count_again(sequels)
    counts = pd.DataFrame(numbers).groupby([sequels[name] for name in keys], sort=False).sum(min_count=1)
    needs = sequels[[*keys, *_OF_ALL]].drop_duplicates(keys)
    places = codelists.ranks(*subject.column.codelists)
    ranks = needs.assign(wave=pd.factorize(needs["wave_id"])[0], place=needs["subject"].map(places))
    ordered = needs.loc[ranks.sort_values(["wave", "place"]).index]
    return ordered.merge(counts.reset_index(), on=keys, sort=False)


def _count_members(sequels: pd.DataFrame, subject: Subject) -> dict[str, pd.Series]:
    """All members, those who answered, and those who asked, were accompanied, came, or either of the two last."""
    met = {
        f"met_{when}": _unite(sequels[f"accompanied_{when}"], sequels[f"came_{when}"], subject)
        for when in (BEFORE, AFTER)
    }
    return {
        "members": sequels["unit_id"].notna().astype(_COUNT),
        "base": sequels["value"].notna().astype(_COUNT),
        "said": sequels["value"],
        **{name: sequels[name] for name in COUNTS},
        **met,
    }


def _unite(accompanied: pd.Series, came: pd.Series, subject: Subject) -> pd.Series:
    """Whether a member was given what it needs: of a theme either way, where both are recorded; else the one way that there is."""
    return accompanied + came - accompanied * came if subject.has_both else accompanied.fillna(came)


def _count_needing(sequels: pd.DataFrame) -> dict[str, pd.Series]:
    """Those who say the need, each under what became of it; empty where that is not recorded."""
    needing, outcome = sequels["needing"], sequels["outcome"]
    recorded = {
        c.NEEDING_ACCOMPANIED: sequels["accompanied_after"].notna(),
        c.NEEDING_CAME: sequels["came_after"].notna(),
        c.NEEDING_ASKED: sequels["asked_after"].notna(),
        c.NEEDING_REST: sequels[["accompanied_after", "came_after"]].notna().any(axis=1),
    }
    parts = {
        part.name: (needing * outcome.isin(codes).astype(_COUNT)).where(recorded[part])
        for part, codes in zip(PARTS, _OUTCOMES, strict=True)
    }
    return {"needing": needing, **parts}


def _count_again(sequels: pd.DataFrame) -> dict[str, pd.Series]:
    """Those who say the need: who answers the next wave, says it there still, and is satisfied where it asks about that very subject."""
    needing, again, pleased = (sequels[name] for name in ("needing", "next_value", "next_satisfaction"))
    has_next = sequels["is_asked_again"]
    is_asked = needing.astype(bool) & pleased.notna()
    return {
        "answered_again": (needing * again.notna().astype(_COUNT)).where(has_next),
        "still_needing": (needing * (again >= HALF).fillna(False).astype(_COUNT)).where(has_next),
        "satisfied_again_base": needing.where(is_asked),
        "satisfied_again": (pleased >= HALF).astype(_COUNT).where(is_asked),
    }


def shares(frame: pd.DataFrame) -> pd.DataFrame:
    """The need with its interval, in percent, and that of the same subject in the next wave of the table."""
    frame = with_shares(frame, "favourable", NEED)
    subject = next(name for name in ("theme", "support") if name in frame)
    rows = to_rows(frame)
    by_wave = {(row["wave_id"], row[subject]): (row["need_pct"], row["base"]) for row in rows}
    next_waves = find_next_waves(rows)
    following = [by_wave.get((next_waves[row["wave_id"]], row[subject]), (None, None)) for row in rows]
    kinds = dict(zip(NEXT, ("double[pyarrow]", "int64[pyarrow]"), strict=True))
    numbers = {
        name: pd.Series([values[place] for values in following], frame.index, kind)
        for place, (name, kind) in enumerate(kinds.items())
    }
    return frame.assign(**numbers)


def find_next_waves(rows: list[Row]) -> dict[str, str]:
    """The wave that follows each in a table, the oldest first: the next one of the title that it names, as waves may share one; empty
    where there is none."""
    titles = {row["wave_id"]: (row["wave"], row["next_wave"]) for row in rows}
    waves = list(titles)
    return {
        wave: next((later for later in waves[place:] if titles[later][0] == titles[wave][1]), "")
        for place, wave in enumerate(waves, 1)
    }


def _make_row(need: Row, subject: Subject) -> Row:
    favourable = _count_favourable(need)
    return {
        **need,
        subject.column.name: need["subject"],
        "favourable": favourable,
        "others": need["base"] - favourable,
        **{
            f"met_{when}_pct": need[f"met_{when}"] and 100 * need[f"met_{when}"] / need["members"]
            for when in (BEFORE, AFTER)
        },
        **dict.fromkeys((*NEED, *NEXT)),
    }


def _count_favourable(need: Row) -> float:
    """How many say it, whole; of an option of a choice, as its choice tells it."""
    shared, yes, base = need[SHARED], need["said"] or 0.0, need["base"]
    return float(whole.parted([yes, base - yes], base)[0] if pd.isna(shared) else shared)


def list_columns(subject: Subject) -> tuple[Column, ...]:
    """The columns of the figure of a way to cut the offer. Nobody comes to a study: of forms, what was given bears another title."""
    met_before, met_after = _MET if subject.has_both else _MET_OF_FORM
    before = (c.ASKED_BEFORE, c.ACCOMPANIED_BEFORE, c.CAME_BEFORE_SURVEY, *met_before)
    after = (c.HORIZON, c.AFTER_YEARS, c.ASKED_AFTER, c.ACCOMPANIED_AFTER, c.CAME_AFTER, *met_after)
    following = (c.NEXT_WAVE, c.NEXT_BASE, c.NEXT_NEED)
    return (subject.column, *_OF_NEED, *before, *after, *following, *CROSSED, c.MARK)

"""What becomes of needs, one row a wave and subject: the share that says it, services before and after, and what the next wave says."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa

from dse.disclosure import marks, whole
from dse.figures import columns as c
from dse.figures.offer import needs
from dse.figures.offer.gap_rows import NEED
from dse.figures.offer.needs import choose_subjects
from dse.figures.offer.sequels import HALF, SATISFACTION, NeedSequel, Services, Voices, read_sequels
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
_SINCE = ("ACCOMPAGNE", "VENU")


def needs_after(query: Query, subject: Subject) -> pd.DataFrame:
    """One row a wave and subject, the oldest wave first: need, services before and after, what the next wave says."""
    chosen = choose_subjects(query, subject)
    places = codelists.ranks(*subject.column.codelists)
    rows = [
        _make_row(need, sequel.following, subject)
        for sequel in read_sequels(query, subject)
        for need in sorted(sequel.needs, key=lambda need: places[need.question["subject"]])
        if need.question["subject"] in chosen
    ]
    if not rows:
        return c.empty_frame(list_columns(subject))
    types = {"others": c.FAVOURABLE.type, marks.TOGETHER: pa.bool_()}
    return shares(
        to_frame([row | dict.fromkeys((*NEED, *NEXT)) for row in rows], list_columns(subject), **types)
    )


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


def _make_row(need: NeedSequel, following: Voices | None, subject: Subject) -> Row:
    code, base = need.question["subject"], len(need.voices)
    favourable = _count_favourable(need)
    return {
        **{name: need.question[name] for name in ("wave_id", "wave", "year", "question_id")},
        subject.column.name: code,
        marks.TOGETHER: need.question[marks.TOGETHER],
        "favourable": favourable,
        "others": base - favourable,
        "base": base,
        "members": len(need.members),
        **_count_members(need, need.before, subject, "before"),
        "horizon_years": need.horizon,
        "after_years": need.after and need.after.name,
        **_count_members(need, need.since, subject, "after"),
        "next_wave": following and following.wave,
        **_count_needing(need, following, subject),
    }


def _count_favourable(need: NeedSequel) -> float:
    """How many say it, whole; of an option of a choice, as its choice tells it."""
    shared = need.question[needs.SHARED]
    if not pd.isna(shared):
        return float(shared)
    yes = sum(voice["value"] for voice in need.voices)
    return float(whole.parted([yes, len(need.voices) - yes], len(need.voices))[0])


def _count_members(need: NeedSequel, services: Services, subject: Subject, when: str) -> Row:
    """How many of all members asked, were accompanied, came, or either of the two last; None where it cannot be told."""
    code = need.question["subject"]
    requesting, accompanied, came = (
        None if members is None else members & need.members
        for members in _find_members(services, subject, code)
    )
    both = [members for members in (accompanied, came) if members is not None]
    is_whole = came is not None or not subject.has_both
    met = len(frozenset().union(*both)) if both and is_whole else None
    counts = {
        name: None if members is None else len(members)
        for name, members in (("asked", requesting), ("accompanied", accompanied), ("came", came))
    }
    share = {f"met_{when}_pct": None if met is None else 100 * met / len(need.members)}
    return {f"{name}_{when}": count for name, count in (counts | {"met": met}).items()} | share


def _find_members(services: Services, subject: Subject, code: str) -> list[frozenset[str] | None]:
    """Who asked, was accompanied and came: nobody comes to a study, nor asks for or is accompanied by a kind of activity."""
    is_asked_for, is_come_to = subject.is_asked_for(code), subject.has_both or not subject.is_asked_for(code)
    requests = None if services.requests is None else frozenset(services.requests)
    listed = ((requests, is_asked_for), (services.accompanied, is_asked_for), (services.came, is_come_to))
    return [
        frozenset(who for who, what in pairs if what == code) if pairs is not None and is_told else None
        for pairs, is_told in listed
    ]


def _count_needing(need: NeedSequel, following: Voices | None, subject: Subject) -> Row:
    """What those who say the need asked for and were given since, and what they say in the next wave."""
    pairs = [(voice["unit_id"], need.question["subject"]) for voice in need.needing]
    return {
        "needing": len(pairs),
        **_count_outcomes(need, pairs, subject),
        **_count_again(pairs, following),
    }


def _count_outcomes(need: NeedSequel, pairs: list[tuple[str, str]], subject: Subject) -> Row:
    _, accompanied, came = _find_members(need.since, subject, need.question["subject"])
    if accompanied is None and came is None:
        return dict.fromkeys(part.name for part in PARTS)
    outcomes = [need.since.find_outcome(pair) for pair in pairs]
    counts = [
        outcomes.count("ACCOMPAGNE") if accompanied is not None else None,
        outcomes.count("VENU") if came is not None else None,
        sum(outcome is not None and outcome not in _SINCE for outcome in outcomes)
        if accompanied is not None
        else None,
        outcomes.count(None),
    ]
    return {part.name: count for part, count in zip(PARTS, counts, strict=True)}


def _count_again(pairs: list[tuple[str, str]], following: Voices | None) -> Row:
    again = following.find(needs.NEED, pairs) if following else []
    pleased = following.find(SATISFACTION, pairs) if following else []
    return {
        "answered_again": len(again) if following else None,
        "still_needing": sum(value >= HALF for value in again) if following else None,
        "satisfied_again_base": len(pleased) or None,
        "satisfied_again": sum(value >= HALF for value in pleased) if pleased else None,
    }


def list_columns(subject: Subject) -> tuple[Column, ...]:
    """The columns of the figure of a way to cut the offer."""
    return (
        subject.column,
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
        c.ASKED_BEFORE,
        c.ACCOMPANIED_BEFORE,
        c.CAME_BEFORE_SURVEY,
        c.MET_BEFORE,
        c.MET_BEFORE_SHARE,
        c.HORIZON,
        c.AFTER_YEARS,
        c.ASKED_AFTER,
        c.ACCOMPANIED_AFTER,
        c.CAME_AFTER,
        c.MET_AFTER,
        c.MET_AFTER_SHARE,
        c.NEXT_WAVE,
        c.NEXT_BASE,
        c.NEXT_NEED,
        *CROSSED,
        c.MARK,
    )

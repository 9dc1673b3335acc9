"""What becomes of needs: of those who say one, what they ask for and are given afterwards, and what they say in the next survey.

A public reads the share that says the need beside counts over all members, before and after, and nothing that crosses the two.
"""

from __future__ import annotations

from functools import partial

import pandas as pd

from dse import french, sentences
from dse.disclosure import Rule, marks
from dse.figures.figure import Figure, Finding
from dse.figures.offer.after_rows import CROSSED, NEXT, PARTS, list_columns, needs_after, shares
from dse.figures.offer.after_shown import (
    MEASURES,
    choose_drawn,
    describe_counted,
    describe_years_before,
    draw,
    find_measure,
    find_recorded,
    label_of,
)
from dse.figures.offer.gap_rows import NEED
from dse.figures.offer.gaps import PAGE, SOURCE
from dse.figures.offer.needs import YEARS
from dse.figures.offer.sequels import choose_followed_years
from dse.figures.offer.subjects import SUPPORT, THEME, Subject
from dse.figures.paging import Paging
from dse.figures.records import CARRIERS, MEMBERSHIPS, VISITS
from dse.figures.rows import Row, to_rows
from dse.figures.surveys import bounded
from dse.figures.surveys.favourable import favourable_rule
from dse.figures.surveys.silence import explain_silence, read_dimension
from dse.figures.surveys.wording import (
    ON_DAY,
    PEOPLE_FILTERS,
    SHARE_DETAIL,
    TOP_DETAIL,
    VOICE_DETAIL,
    describe_bound,
    wave_title,
)

_SAY = sentences.read(__file__)

REPORT_COLUMNS = (
    "need_pct",
    "base",
    "met_before",
    "met_after",
    "members",
    "after_years",
    *NEXT,
    *(part.name for part in PARTS),
)


_AGAIN = {0: "needs_after.again_none", 1: "needs_after.again_one"}


def _finding(frame: pd.DataFrame, subject: Subject) -> Finding:
    wave = choose_drawn(frame)
    rows = wave[find_recorded(wave)]
    if rows.empty:
        return Finding(" ".join(_describe_unknown(frame)))
    is_crossed = rows["needing"].notna().any()
    sentence = _describe_needing(rows, subject) if is_crossed else _describe_all(rows, subject)
    later = frame.loc[wave.index[-1] + 1 :]
    return Finding(" ".join([sentence, *_describe_unknown(later)]))


def _describe_unknown(frame: pd.DataFrame) -> list[str]:
    """Of which waves nothing is recorded after them: because the years are over, which is a hole, or to come."""
    is_over = frame["after_years"].notna()
    holes, coming = (
        [wave_title(name) for name in frame["wave"][rows].unique()] for rows in (is_over, ~is_over)
    )
    sentences_of_holes = [_SAY("needs_after.hole", waves=holes)] if holes else []
    return [*sentences_of_holes, *([_SAY("needs_after.to_follow", waves=coming)] if coming else [])]


def _describe_needing(rows: pd.DataFrame, subject: Subject) -> str:
    """What became of the need of which most members have nothing recorded."""
    row = max(to_rows(rows), key=lambda row: (row["needing_rest"] or 0, row["needing"]))
    wave, name = wave_title(row["wave"]), label_of(row, subject)
    if not row["needing"]:
        return _SAY(f"needs_after_{subject.column.name}.nobody", wave=wave)
    return _SAY(
        f"needs_after_{subject.column.name}.told",
        wave=wave,
        name=name,
        needing=row["needing"],
        years=_describe_years(row),
        parts=_list_parts(row, subject),
        again=_describe_again(row),
    )


def _list_parts(row: Row, subject: Subject) -> list[str]:
    """What followed for how many of those who say a need; of how many nothing is recorded last."""
    accompanied, visiting, requesting, rest = (row[part.name] for part in PARTS)
    if not (accompanied or visiting or requesting):
        return [_SAY("needs_after.nothing", n=rest)]
    who = partial(_name_members, row)
    parts = []
    if accompanied or (accompanied == 0 and row["needing"] > 1):
        key = f"needs_after_{subject.column.name}.accompanied"
        parts.append(_SAY(key, n=accompanied, who=who(accompanied)))
    if visiting:
        key = (
            "needs_after_theme.came_only"
            if accompanied is not None
            else f"needs_after_{subject.column.name}.came"
        )
        parts.append(_SAY(key, n=visiting, who=who(visiting)))
    if requesting:
        parts.append(_SAY("needs_after.asked", n=requesting, who=who(requesting)))
    return [*parts, _SAY("needs_after.rest", n=rest)] if rest else parts


def _name_members(row: Row, count: int) -> str:
    """How many members, or all of those who say the need."""
    everybody = "il" if row["needing"] == 1 else "tous"
    return everybody if count == row["needing"] else french.number(count)


def _describe_again(row: Row) -> str:
    """What they say in the next wave: the need still, and whether they are satisfied where it asks it."""
    base, still, pleased = row["answered_again"], row["still_needing"], row["satisfied_again_base"]
    if base is None:
        return ""
    among = _AGAIN.get(base, "needs_after.again_all" if base == still else "needs_after.again")
    needing = _SAY(among, wave=wave_title(row["next_wave"]), n=still, base=base)
    if not pleased:
        return needing
    key = "needs_after.satisfied_one" if pleased == 1 else "needs_after.satisfied"
    return needing + _SAY(key, n=row["satisfied_again"], base=pleased)


def _describe_all(rows: pd.DataFrame, subject: Subject) -> str:
    """The need most said, beside what all members were given before and after: no answer is followed."""
    row = bounded.order(to_rows(rows), lambda row: bounded.read(row, "need_pct"))[0]
    few = _count_few(row)
    need = _SAY(
        f"needs_after_{subject.column.name}.of_all",
        wave=wave_title(row["wave"]),
        name=label_of(row, subject),
        who=_describe_share(row) if few is None else _SAY("needs_after.few", n=few, base=row["base"]),
        n=row["base"] if few is None else few,
    )
    return f"{need} {_describe_given(row, subject)}"


def _count_few(row: Row) -> int | None:
    """How many say a need of which few answered: a percentage would say more than there is. None of others, and of a bound."""
    if row["base"] >= french.FEWEST or marks.bound(row["mark"]):
        return None
    return round(row["need_pct"] * row["base"] / 100)


def _describe_share(row: Row) -> str:
    bound = marks.bound(row["mark"])
    share = french.percent(row["need_pct"]) if bound is None else describe_bound(bound)
    return _SAY("needs_after.share", share=share, n=row["base"])


def _describe_given(row: Row, subject: Subject) -> str:
    """How many of all members were given what the need is of, before and after, by one measure."""
    measure = find_measure([row], MEASURES if subject.has_both else MEASURES[1:])
    before, after = (row[f"{measure}_{when}"] for when in ("before", "after"))
    is_compared = before is not None
    return _SAY(
        "needs_after.given" if is_compared else "needs_after.after_alone",
        counted=describe_counted(measure, before if is_compared else after, subject),
        years_before=describe_years_before(row["year"]),
        n=after,
        years=_describe_years(row),
        members=row["members"],
    )


def _describe_years(row: Row) -> str:
    """The years followed, and of how many that the question speaks of where these are fewer."""
    first, _, last = row["after_years"].partition("-")
    count = int(last or first) - int(first) + 1
    if count == row["horizon_years"]:
        return str(row["after_years"])
    return _SAY("needs_after.years_of", years=row["after_years"], n=count, all=row["horizon_years"])


def _size(frame: pd.DataFrame) -> str:
    shown_rows = choose_drawn(frame)
    bases = shown_rows["base"].dropna()
    answers = french.count_between(int(bases.min()), int(bases.max()), "membre") if len(bases) else "Membres"
    return f"{answers} ayant répondu, sur {french.number(shown_rows['members'].max())} {ON_DAY}"


def _figure(subject: Subject, rank: int) -> Figure:
    name = subject.column.name
    return Figure(
        id=f"needs_after_{name}",
        requires=(MEMBERSHIPS,),
        reads=(CARRIERS, VISITS),
        choose_years=partial(choose_followed_years, subject=subject),
        page=PAGE,
        position=("membres", rank),
        question=_SAY(f"needs_after_{subject.column.name}.question"),
        method=_SAY(f"needs_after_{subject.column.name}.method", years=YEARS),
        rows=partial(needs_after, subject=subject),
        columns=list_columns(subject),
        report_columns=REPORT_COLUMNS,
        finding=partial(_finding, subject=subject),
        chart=partial(draw, subject=subject),
        paging=Paging((name,), among=choose_drawn, is_scaled=True),
        detail=(_SAY("detail.needs_after", years=YEARS), *TOP_DETAIL, *VOICE_DETAIL, *SHARE_DETAIL),
        source=SOURCE,
        breakdowns=(*PEOPLE_FILTERS, subject.filter),
        size=_size,
        when_empty=explain_silence(read_dimension("need", subject.question), otherwise="no_member"),
        rule=_protect(subject),
    )


def _protect(subject: Subject) -> Rule:
    """The rule of a gap; what crosses answers with anything else is withheld."""
    return favourable_rule(
        derived=(*NEED, *NEXT),
        percentages=(*NEED, NEXT[0]),
        derive=shares,
        withheld=tuple(column.name for column in CROSSED),
        filters=(subject.filter,),
        bounds={"need_pct": ""},
    )


FIGURES = (_figure(THEME, 20), _figure(SUPPORT, 40))

"""What becomes of needs: of those who say one, what they ask for and are given afterwards, and what they say in the next survey.

A public reads the share that says the need beside counts over all members, before and after, and nothing that crosses the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd

from dse import charts, french, sentences, theme
from dse.disclosure import marks
from dse.figures import columns as c
from dse.figures.figure import Figure, Finding
from dse.figures.offer.after_rows import (
    CROSSED,
    NEXT,
    PARTS,
    find_next_waves,
    list_columns,
    needs_after,
    shares,
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
    describe_hidden,
    wave_title,
)

_SAY = sentences.read(__file__)

INKS = (theme.SEQUENTIAL[3], theme.SEQUENTIAL[1], theme.WARM, theme.WARNING)
_OF_PARTS = (
    "needs_after.needing_accompanied",
    "needs_after.needing_came",
    "needs_after.needing_asked",
    "needs_after.needing_rest",
)
_BEFORE = {
    "met": "needs_after.met_before",
    "accompanied": "needs_after.accompanied_before",
    "came": "needs_after.came_before",
    "": "needs_after.unknown_before",
}


def choose_drawn(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of the last wave that some years follow; of the last one where none is."""
    followed = frame[frame["after_years"].notna()]
    waves = followed if len(followed) else frame
    return frame[frame["wave_id"] == waves["wave_id"].iloc[-1]]


def _finding(frame: pd.DataFrame, subject: Subject) -> Finding:
    shown_rows = choose_drawn(frame)
    if shown_rows["after_years"].isna().all():
        return Finding(_SAY("needs_after.to_follow", wave=wave_title(shown_rows["wave"].iloc[0])))
    # Questions of one wave may speak of different years: those of which none is recorded yet have nothing to tell.
    shown_rows = shown_rows[shown_rows["after_years"].notna()]
    to_follow = frame[frame["after_years"].isna()]["wave"]
    last = _SAY("needs_after.also_to_follow", wave=wave_title(to_follow.iloc[-1])) if len(to_follow) else ""
    is_crossed = shown_rows["needing"].notna().any()
    sentence = _describe_needing(shown_rows, subject) if is_crossed else _describe_all(shown_rows, subject)
    return Finding(f"{sentence}{last}")


def _describe_needing(shown_rows: pd.DataFrame, subject: Subject) -> str:
    """What became of the need of which most members have nothing recorded."""
    row = max(to_rows(shown_rows), key=lambda row: (row["needing_rest"] or 0, row["needing"]))
    return _SAY(
        f"needs_after_{subject.column.name}.told",
        wave=wave_title(row["wave"]),
        name=_label_of(row, subject),
        years=_describe_years(row),
        needing=row["needing"],
        parts=_list_parts(row) or [_SAY("needs_after.unknown")],
        again=_describe_again(row),
    )


def _list_parts(row: Row) -> list[str]:
    counts = [row[part.name] for part in PARTS]
    return [
        _SAY(key, n=count)
        for key, count in zip(_OF_PARTS, counts, strict=True)
        if count is not None and (count or key == _OF_PARTS[0])
    ]


def _describe_again(row: Row) -> str:
    """What they say in the next wave: the need still, and whether they are satisfied where it asks it."""
    if not row["answered_again"]:
        return ""
    wave = wave_title(row["next_wave"])
    still = _SAY("needs_after.still", wave=wave, n=row["still_needing"], base=row["answered_again"])
    if not row["satisfied_again_base"]:
        return still
    return still + _SAY("needs_after.satisfied", n=row["satisfied_again"], base=row["satisfied_again_base"])


def _describe_all(shown_rows: pd.DataFrame, subject: Subject) -> str:
    """The need most said, beside what all members were given before and after: no answer is followed."""
    row = bounded.order(to_rows(shown_rows), lambda row: bounded.read(row, "need_pct"))[0]
    bound = marks.bound(row["mark"])
    return _SAY(
        f"needs_after_{subject.column.name}.of_all",
        wave=wave_title(row["wave"]),
        name=_label_of(row, subject),
        share=french.share(row["need_pct"], row["base"]) if bound is None else describe_bound(bound),
        members=row["members"],
        before=_describe_before(row),
        after=_describe_after(row),
        years=_describe_years(row),
    )


def _describe_before(row: Row) -> str:
    """How many members had been accompanied or had come, or did the one of the two that is known of this subject."""
    name = _find_measure(row, "before")
    return _SAY(_BEFORE[name], n=row[f"{name}_before"] if name else 0)


def _describe_after(row: Row) -> str:
    """How many did the same since."""
    name = _find_measure(row, "after")
    return _SAY("needs_after.after", n=row[f"{name}_after"]) if name else _SAY("needs_after.unknown_after")


def _find_measure(row: Row, when: str) -> str:
    names = [name for name in ("accompanied", "came") if row[f"{name}_{when}"] is not None]
    return "met" if len(names) == 2 else next(iter(names), "")


def _describe_years(row: Row) -> str:
    """The years followed, and of how many that the question speaks of where these are fewer."""
    first, _, last = row["after_years"].partition("-")
    count = int(last or first) - int(first) + 1
    is_cut = count < row["horizon_years"]
    key = "needs_after.years_of" if is_cut else "needs_after.years"
    return _SAY(key, years=row["after_years"], n=count, all=row["horizon_years"])


def _label_of(row: Mapping[str, Any], subject: Subject) -> str:
    return charts.labels_of([row[subject.column.name]], subject.column)[0]


def _chart(frame: pd.DataFrame, subject: Subject, full_table: pd.DataFrame | None = None) -> charts.Chart:
    shown_rows = choose_drawn(frame)
    if shown_rows["needing"].isna().all():
        return _draw_all(shown_rows, frame if full_table is None else full_table, subject)
    parts = [
        (part, ink) for part, ink in zip(PARTS, INKS, strict=True) if shown_rows[part.name].notna().any()
    ]
    if not parts or not shown_rows["needing"].any():
        return charts.ranked_bars(
            shown_rows, subject.column, c.NEEDING, shown_rows["needing"].map(french.number)
        )
    names = [part.name for part, _ in parts]
    with_needs = shown_rows[shown_rows["needing"] > 0].assign(
        **{name: shown_rows[name].fillna(0) for name in names}
    )
    rest = with_needs.assign(rest=with_needs["needing_rest"] / with_needs["needing"])
    columns, colours = zip(*parts, strict=True)
    return charts.stacked_bars(
        rest.sort_values("rest", ascending=False, kind="stable"),
        row=subject.column,
        parts=columns,
        colours=colours,
        sort=False,
    )


def _draw_all(shown_rows: pd.DataFrame, frame: pd.DataFrame, subject: Subject) -> charts.Chart:
    """The need beside what all members were given before and after, and the need of the next wave."""
    rows = to_rows(bounded.order_frame(shown_rows, "need_pct"))
    every_row = to_rows(frame)
    next_wave = find_next_waves(every_row)[rows[0]["wave_id"]]
    following = {row[subject.column.name]: row for row in every_row if row["wave_id"] == next_wave}
    drawn_rows = pd.DataFrame([_draw_row(row, following, subject) for row in rows])
    return charts.side_by_side(drawn_rows, _name_blocks(rows[0], following))


def _name_blocks(row: Row, following: Mapping[str, Row]) -> dict[tuple[str, str], str]:
    """The title of each block, by its shares and what they are shares of; none of years or of a wave that there are not."""
    year = row["year"]
    blocks = {
        ("need_pct", "base"): _SAY("needs_after.block_need", year=year),
        ("met_before_pct", "members"): _SAY(
            "needs_after.block_before", years=french.years(year - YEARS + 1, year)
        ),
    }
    if row["after_years"]:
        blocks["met_after_pct", "members"] = _SAY("needs_after.block_after", years=row["after_years"])
    if following:
        year = next(iter(following.values()))["year"]
        blocks[NEXT] = _SAY("needs_after.block_need", year=year)
    return blocks


def _draw_row(row: Row, following: Mapping[str, Row], subject: Subject) -> Row:
    later = following.get(row[subject.column.name], {"mark": None})
    names = ("need_pct", "base", "met_before_pct", "met_after_pct", "members", *NEXT)
    ends = {f"{NEXT[0]}_{name}": value for name, value in _describe_unshown(later).items()}
    return {
        "row": _label_of(row, subject),
        **{name: row[name] for name in names},
        **_describe_unshown(row),
        **ends,
    }


def _describe_unshown(row: Row) -> Row:
    """What stands in place of a need that is not shown; of one that is bounded, between what it is drawn."""
    is_hidden = marks.is_silent(row["mark"])
    words = describe_hidden(row["mark"]) if is_hidden else "" if marks.bound(row["mark"]) else None
    return {"said": words, **bounded.find_ends(row)}


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
        report_columns=(
            "need_pct",
            "base",
            "met_before",
            "met_after",
            "members",
            "after_years",
            *NEXT,
            *(part.name for part in PARTS),
        ),
        finding=partial(_finding, subject=subject),
        chart=partial(_chart, subject=subject),
        paging=Paging((name,), among=choose_drawn, is_scaled=True),
        detail=(
            _SAY("detail.needs_after", years=YEARS),
            *TOP_DETAIL,
            *VOICE_DETAIL,
            *SHARE_DETAIL,
        ),
        source=SOURCE,
        breakdowns=(*PEOPLE_FILTERS, subject.filter),
        size=_size,
        when_empty=explain_silence(read_dimension("need", subject.question), otherwise="no_member"),
        rule=favourable_rule(
            derived=(*NEED, *NEXT),
            percentages=(*NEED, NEXT[0]),
            derive=shares,
            withheld=tuple(column.name for column in CROSSED),
            filters=(subject.filter,),
            bounds={"need_pct": ""},
        ),
    )


FIGURES = (_figure(THEME, 20), _figure(SUPPORT, 40))

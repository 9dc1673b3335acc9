"""What members say they want, beside what is asked and what is delivered, theme by theme."""

from __future__ import annotations

import pandas as pd

from dse import charts, french, sentences
from dse.disclosure import marks
from dse.figures import columns as c
from dse.figures.events import REQUEST_DETAIL
from dse.figures.figure import Figure, Finding
from dse.figures.paging import Paging
from dse.figures.records import ACCOMPANIMENTS
from dse.figures.rows import Row, last_number, to_rows
from dse.figures.surveys import bounded
from dse.figures.surveys.favourable import counts, favourable_rule
from dse.figures.surveys.silence import explain_silence, read_dimension
from dse.figures.surveys.wording import (
    FAVOURABLE_DETAIL,
    PEOPLE_FILTERS,
    between,
    describe_share,
    main,
    name_wave,
    say_point,
    say_share,
    size,
    with_shares,
)
from dse.figures.themes.marks import MARKS_DETAIL, PAGE, shares
from dse.query import Query
from schemas import codelists

_SAY = sentences.read(__file__)

_WANTED = ("wanted_pct", "wanted_low_pct", "wanted_high_pct")
_QUESTIONS = "select distinct question_id, theme from chosen_asked where list_contains($themes, theme)"
_REGISTER = ("examined_requests", "requested_pct", "examined_delivered", "delivered_pct")
_AMONG = (
    ("requested_pct", "examined_requests", "dans les demandes d’accompagnement"),
    ("delivered_pct", "examined_delivered", "dans les accompagnements démarrés"),
)
_COLUMNS = (
    c.THEME,
    c.EXAMINED_REQUESTS,
    c.REQUESTED_SHARE,
    c.EXAMINED_DELIVERED,
    c.DELIVERED_SHARE,
    c.WAVE_ID,
    c.WAVE,
    c.QUESTION_ID,
    c.POPULATION,
    c.FAVOURABLE,
    c.OTHERS,
    c.BASE_ANSWERS,
    c.MEMBERS_ASKED,
    c.WANTED_SHARE,
    c.WANTED_LOW,
    c.WANTED_HIGH,
    c.MARK,
)


def wanted_shares(query: Query) -> pd.DataFrame:
    """One row a theme whose need the latest wave asks about, in the order of the questionnaire: the three shares."""
    shares_of_waves = main(counts(query, "dimension = 'need' and theme is not null"))
    last = shares_of_waves[shares_of_waves["wave_id"].isin(shares_of_waves["wave_id"].tail(1))]
    frame = last.merge(query(_QUESTIONS), on="question_id")
    if frame.empty:
        return c.empty_frame(_COLUMNS)
    firsts = frame.sort_values(["position", "question_id"]).drop_duplicates("theme")
    register = shares(query).set_index("theme")[list(_REGISTER)]
    return with_wanted(firsts.join(register, on="theme").reset_index(drop=True))


def with_wanted(frame: pd.DataFrame) -> pd.DataFrame:
    """The share who say that they need it, with its interval, in percent."""
    return with_shares(frame, "favourable", _WANTED)


def _finding(frame: pd.DataFrame) -> Finding:
    firsts = bounded.find_firsts(to_rows(frame), _read)
    if len(firsts) > 1:
        return Finding(
            _SAY("themes_wanted.either", wave=name_wave(firsts[0]["wave"]), candidates=_either(firsts)),
            named=tuple(row["theme"] for row in firsts),
        )
    top = _ranked(frame).iloc[0]
    labels = codelists.labels("themes")
    tied = bounded.find_tied(to_rows(_ranked(frame)), "wanted_pct")
    name = "themes_wanted.most" if len(frame) > 1 else "themes_wanted.only"
    wanted = _SAY(
        name,
        wave=name_wave(top["wave"]),
        theme=labels[top["theme"]],
        tied=french.tied_with([labels[row["theme"]] for row in tied]),
        share=_describe_top(top),
    )
    named = (top["theme"], *(row["theme"] for row in tied[: french.MOST_TIED - 1]))
    return Finding(wanted + _describe_places(frame, top), named=named)


def _describe_top(top: pd.Series) -> str:
    if top["base"] < french.FEWEST:
        return describe_share(top, _WANTED)
    return _SAY(
        "themes_wanted.share",
        share=say_point(top, _WANTED[0]),
        n=int(top["base"]),
        between=between(top, _WANTED),
    )


def _read(row: Row) -> bounded.Limits | None:
    return bounded.read(row, "wanted_pct")


def _either(rows: list[Row]) -> str:
    """Themes of which one is the first, and it cannot be told which."""
    labels = codelists.labels("themes")
    return french.either([f"{labels[row['theme']]}, {say_share(row, _WANTED)}" for row in rows])


def _describe_places(frame: pd.DataFrame, top: pd.Series) -> str:
    """Where the first theme stands among the requests and what starts; of a single theme, its shares."""
    has_rank = len(frame) > 1
    places = [
        f"{_rank(frame, name, top['theme'])} {what} ({share})" if has_rank else f"{share} {what}"
        for name, examined, what in _AMONG
        if not pd.isna(top[name])
        for share in [french.share(top[name], top[examined])]
    ]
    if not places:
        return ""
    return _SAY("themes_wanted.ranks" if has_rank else "themes_wanted.shares", n=len(frame), places=places)


def _rank(frame: pd.DataFrame, name: str, theme: str) -> str:
    """`1er`, `5e à égalité`: how many of the themes have a larger share, and one."""
    own = frame.loc[frame["theme"] == theme, name].iloc[0]
    place = 1 + int((frame[name] > own).sum())
    is_tied = (frame[name] == own).sum() > 1
    return f"{'1er' if place == 1 else f'{place}e'}{' à égalité' if is_tied else ''}"


def _ranked(frame: pd.DataFrame) -> pd.DataFrame:
    return bounded.order_frame(frame, "wanted_pct")


def _size(frame: pd.DataFrame) -> str:
    """The members who answered; and of how many requests and accompaniments the two other shares are."""
    counts = [
        french.count_between(int(bases.min()), int(bases.max()), noun)
        for name, noun in (
            ("examined_requests", "demande"),
            ("examined_delivered", "accompagnement"),
        )
        if (bases := frame[name].dropna()).any()
    ]
    return french.typeset(" ; ".join([size(frame), *counts]))


def _chart(frame: pd.DataFrame) -> charts.Chart:
    ranked = _ranked(frame)
    blocks = {
        ("wanted_pct", "base"): "Besoin des membres",
        ("requested_pct", "examined_requests"): "Demandes",
        ("delivered_pct", "examined_delivered"): "Accompagnements démarrés",
    }
    texts = [_label_hidden(row["mark"]) for row in to_rows(ranked)]
    rows = ranked.assign(row=charts.labelled(ranked, (c.THEME,))["theme"], said=texts)
    rows = rows.join(bounded.list_ends(ranked))
    return charts.side_by_side(rows, blocks, interval=("wanted_low_pct", "wanted_high_pct"))


def _label_hidden(mark: str | None) -> str | None:
    """What stands in place of a number; nothing of a bound, which is written where it is drawn."""
    if not marks.hides(mark):
        return None
    return "" if marks.bound(mark) else marks.to_words(mark)


FIGURE = Figure(
    id="themes_wanted",
    reads=(ACCOMPANIMENTS,),
    page=PAGE,
    position=("themes", 30),
    question="De quoi les membres disent-ils avoir besoin ?",
    rows=wanted_shares,
    names_largest=True,
    columns=_COLUMNS,
    report_columns=("wanted_pct", "base", "requested_pct", "delivered_pct"),
    finding=_finding,
    chart=_chart,
    method=_SAY("themes_wanted.method"),
    detail=(_SAY("themes_wanted.detail"), *FAVOURABLE_DETAIL, *MARKS_DETAIL, *REQUEST_DETAIL),
    source="Enquête auprès des membres, demandes et accompagnements ; chacun à sa date",
    breakdowns=(*PEOPLE_FILTERS, "themes"),
    size=_size,
    paging=Paging(("theme",), bounded.weigh("wanted_pct")),
    when_empty=explain_silence(read_dimension("need", "theme")),
    scalars={"wanted_pct": lambda frame: last_number(frame, "wanted_pct") if len(frame) == 1 else None},
    rule=favourable_rule(
        derived=_WANTED,
        percentages=_WANTED,
        derive=with_wanted,
        filters=("themes",),
        bounds={"wanted_pct": ""},
    ),
)

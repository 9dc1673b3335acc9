"""What is said of wishes and coming: the findings, the charts, the figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd

from dse import charts, french, sentences, theme
from dse.disclosure import Rule
from dse.figures import columns as c
from dse.figures.events import MEMBER_FILTERS
from dse.figures.figure import Figure, Finding
from dse.figures.network.composition import PAGE
from dse.figures.network.wishes import by_family, counted, find_unnamed, never_came
from dse.figures.records import MEMBERSHIPS, VISITS
from dse.figures.surveys.silence import Reading, explain_silence
from dse.figures.surveys.wording import name_wave
from dse.query import Query
from schemas import Column, codelists

_SAY = sentences.read(__file__)

INKS = (theme.ACCENT, theme.ACCENT_SOFT, theme.WARNING, theme.FAINT)
SOURCE = "Enquête auprès des membres, présences"


def _rows(query: Query, read: Callable[[Query], pd.DataFrame], columns: tuple[Column, ...]) -> pd.DataFrame:
    frame = read(query)
    return frame if len(frame) else c.empty_frame(columns)


def _finding(frame: pd.DataFrame) -> Finding:
    labels = codelists.labels("activity_kinds")
    kinds = [
        _SAY("wishes_and_coming.kind", kind=labels[row.kind].lower(), wish=_wished(row))
        for row in frame.itertuples()
    ]
    return Finding(
        _SAY("wishes_and_coming.wishes", wave=name_wave(frame["title"].iloc[0]), wishes=" ; ".join(kinds))
    )


def _wished(row: Any) -> str:
    """`3 sur 4 le souhaitent, dont 2 n’y sont jamais venus`."""
    wish = french.out_of(row.wishing, row.answered, "le souhaite", "le souhaitent")
    if not row.wishing:
        return wish
    without_visit = row.wishing - row.came_since - row.came_before
    if not without_visit:
        return f"{wish}, {'et y est venu' if row.wishing == 1 else 'et tous y sont venus'}"
    if pd.isna(row.never_came):
        return f"{wish}, dont {french.number(without_visit)} sans participation enregistrée à ces activités"
    return f"{wish}, dont {french.count(without_visit, 'n’y est jamais venu', 'n’y sont jamais venus')}"


def _of_families(frame: pd.DataFrame) -> Finding:
    labels = codelists.labels("activity_kinds")
    counted = _count_without_visit(frame)
    kinds = [_widest(rows, labels[kind].lower()) for kind, rows in counted.groupby("kind", sort=False)]
    is_whole = frame["never_came"].notna().all()
    return Finding(
        _SAY(
            "wishes_by_family.wishes" if is_whole else "wishes_by_family.unrecorded",
            wave=name_wave(frame["title"].iloc[0]),
            wishes=" ; ".join(kinds),
        )
    )


def _count_without_visit(frame: pd.DataFrame) -> pd.DataFrame:
    """The same, with who has no visit recorded in the place of who never came."""
    return frame.assign(never_came=frame["wishing"] - frame["came_since"] - frame["came_before"])


def _widest(rows: pd.DataFrame, kind: str) -> str:
    """The family of the most members that wish and have no visit, named with its equals."""
    if not rows["never_came"].any():
        return _SAY("wishes_by_family.nobody", kind=kind)
    names = charts.labelled(rows, (c.FAMILY,))[c.FAMILY.name]
    most = int(rows["never_came"].max())
    key = "kind_tied" if (rows["never_came"] == most).sum() > 1 else "kind"
    return _SAY(
        f"wishes_by_family.{key}",
        kind=kind,
        names=french.first_of(list(names), list(rows["never_came"])),
        n=most,
    )


def _listed(frame: pd.DataFrame) -> Finding:
    members = frame["name"].nunique()
    unseen = frame[frame["last_activity"].isna()]["name"].nunique()
    both = int((frame.groupby("name")["kind"].nunique() > 1).sum())
    twice = _SAY("wished_never_came.both", n=both) if both else ""
    is_whole = frame["has_visits"].all()
    among = (
        _SAY("wished_never_came.seen", n=members)
        if not unseen
        else _describe_unseen(unseen, members, is_whole=is_whole)
    )
    return Finding(
        _SAY(
            "wished_never_came.wishing" if is_whole else "wished_never_came.unrecorded",
            n=members,
            both=twice,
            among=f"{among[0].upper()}{among[1:]}",
        )
    )


def _describe_unseen(unseen: int, members: int, *, is_whole: bool) -> str:
    """`3 sur 4 ne sont venus à aucune activité`."""
    if is_whole:
        return french.out_of(
            unseen, members, "n’est venu à aucune activité", "ne sont venus à aucune activité"
        )
    return french.out_of(
        unseen, members, "n’a aucune participation enregistrée", "n’ont aucune participation enregistrée"
    )


def _chart(frame: pd.DataFrame) -> charts.Chart:
    """Parts that nobody is in have no place in the key."""
    parts, counted = _name_parts(frame), _count_without_visit(frame)
    drawn = [(part, ink) for part, ink in zip(parts, INKS, strict=False) if counted[part.name].any()]
    return charts.stacked_bars(
        counted[counted["wishing"] > 0],
        row=c.ACTIVITY_KIND,
        parts=tuple(part for part, _ in drawn) or parts,
        colours=tuple(ink for _, ink in drawn) or INKS[:3],
        sort=False,
    )


def _family_chart(frame: pd.DataFrame) -> charts.Chart:
    named = charts.labelled(frame, (c.ACTIVITY_KIND, c.FAMILY))
    rows = _count_without_visit(frame).assign(
        row=named["actor_family"] + ", " + named["kind"].str.split().str[0].str.lower(),
        said=[
            f"{french.number(row.wishing)} sur {french.number(row.answered)}" for row in frame.itertuples()
        ],
    )
    return charts.counted_parts(rows, (*_name_parts(frame), c.NOT_WISHING), INKS, "Membres")


def _name_parts(frame: pd.DataFrame) -> tuple[Column, ...]:
    """Those that wish, by when they came; who has no visit is not named as who never came where that is not known."""
    return (*_PARTS[:-1], _WITHOUT_VISIT) if frame["never_came"].isna().any() else _PARTS


_PARTS = (c.SINCE_WAVE, c.BEFORE_WAVE, c.NEVER)
_WITHOUT_VISIT = replace(c.NEVER, title="Sans participation enregistrée")
_COUNTED = (c.WAVE_TITLE, c.ACTIVITY_KIND, c.ANSWERED_QUESTION, c.WISHING, c.WISHING_SHARE, *_PARTS, c.MARK)
_BY_FAMILY = (
    c.ACTIVITY_KIND,
    c.FAMILY,
    c.ANSWERED_QUESTION,
    c.WISHING,
    c.WISHING_SHARE,
    *_PARTS,
    c.NOT_WISHING,
    c.WAVE_TITLE,
    c.MARK,
)
_LISTED = (
    c.ORGANISATION,
    c.ACTIVITY_KIND,
    c.FAMILY,
    c.REGION,
    c.LAST_ACTIVITY,
    c.WISHED_ON,
    c.HAS_VISITS,
    c.MARK,
)
_DETAIL = (_SAY("detail.wishes"),)
_SHARED: dict[str, Any] = {
    "requires": (VISITS, MEMBERSHIPS),
    "looks_back": True,
    "page": PAGE,
    "detail": _DETAIL,
    "source": SOURCE,
    "breakdowns": MEMBER_FILTERS,
    "rule": Rule("rows"),
}
_EXPECTATIONS = Reading("sur les attentes envers le réseau", ("expectation",), form="CHOIX_MULTIPLE")
_explain = partial(explain_silence, _EXPECTATIONS, find_cause=find_unnamed)

COUNTED_FIGURE = Figure(
    id="wishes_and_coming",
    position=("souhaits", 10),
    question="Ceux qui souhaitent expérimenter ou rejoindre une communauté y sont-ils venus ?",
    method=_SAY("wishes_and_coming.method"),
    rows=partial(_rows, read=counted, columns=_COUNTED),
    columns=_COUNTED,
    finding=_finding,
    chart=_chart,
    size=lambda frame: f"{french.count(int(frame['answered'].max()), 'membre')} ayant répondu",
    when_empty=_explain(otherwise="no_member"),
    **_SHARED,
)
FAMILY_FIGURE = Figure(
    id="wishes_by_family",
    position=("souhaits", 20),
    question="Qui le souhaite, famille par famille ?",
    method=_SAY("wishes_by_family.method"),
    rows=partial(_rows, read=by_family, columns=_BY_FAMILY),
    columns=_BY_FAMILY,
    finding=_of_families,
    chart=_family_chart,
    size=lambda frame: (
        f"{french.count(int(frame.groupby('kind')['answered'].sum().max()), 'membre')} ayant répondu"
    ),
    when_empty=_explain(otherwise="no_member"),
    **_SHARED,
)
LIST_FIGURE = Figure(
    id="wished_never_came",
    position=("souhaits", 30),
    question="Quels membres d’aujourd’hui le souhaitent, sans participation enregistrée à ces activités ?",
    method=_SAY("wished_never_came.method"),
    rows=partial(_rows, read=never_came, columns=_LISTED),
    columns=_LISTED,
    finding=_listed,
    size=lambda frame: french.count(frame["name"].nunique(), "membre"),
    when_empty=_explain(otherwise="no_wish"),
    **_SHARED,
)

"""What to have in mind before calling an organisation: a few sentences, each with its reason, the most pressing first.

The order is that of RULES (docs/dev/methods.md): what has changed between us, what it waits for, what displeased it, what it never
got, what it does no longer, what it wishes, what goes well. A rule says one sentence at most.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from dse import french, sentences
from dse.figures.surveys.wording import wave_title
from dse.members.answers import RECOMMENDATION, Answer
from dse.members.events import ACTIVITY, ENDED_IN_VAIN, GRANTED, IN_VAIN, SURVEY, WAITING, Accompaniment
from dse.members.needs import Need
from dse.members.sheet import Sheet
from dse.members.standing import FORMER, MEMBER, NEVER_MEMBER
from dse.stats import recommendation
from schemas import codelists

_SAY = sentences.read(__file__)
MOST = 3
QUIET_YEARS = 2  # complete ones without any service, after which a sentence says so


class Reason(NamedTuple):
    """A sentence to have in mind, and why it is said."""

    sentence: str
    why: str


def list_reasons(sheet: Sheet) -> list[Reason]:
    """The three most pressing at most."""
    reasons = [reason for rule in RULES if (reason := rule(sheet))]
    return reasons[:MOST]


def _is_not_member(sheet: Sheet) -> Reason | None:
    standing = sheet.standing
    if standing.standing == FORMER and standing.joined_on and standing.left_on:
        joined_on = standing.returned_on or standing.joined_on
        return Reason(_SAY("reasons.left", day=standing.left_on), _SAY("reasons.left_why", day=joined_on))
    if standing.standing == NEVER_MEMBER and sheet.recorded.has_memberships:
        served = standing.last_service
        if served is None:
            is_known = sheet.recorded.is_complete
            why = "reasons.never_member_why" if is_known else "recorded.never_member_why"
            return Reason(_SAY("reasons.never_member"), _SAY(why))
        key = "reasons.never_member_work" if _list_works(sheet, served) else "reasons.never_member_visit"
        return Reason(_SAY("reasons.never_member"), _SAY(key, title=_describe_service(sheet, served)))
    return None


def _waits(sheet: Sheet) -> Reason | None:
    waiting = [work for work in sheet.accompaniments if work.is_carried and work.outcome == WAITING]
    if not waiting:
        return None
    oldest = waiting[0]
    why = _SAY("reasons.waits_why", title=oldest.title, day=oldest.requested_on)
    if oldest.status != GRANTED:
        return Reason(_SAY("reasons.waits", month=_month(oldest.requested_on)), why)
    key = "reasons.granted" if oldest.decided_on else "reasons.granted_some_day"
    return Reason(_SAY(key, month=_month(oldest.decided_on or oldest.requested_on)), why)


def _is_displeased(sheet: Sheet) -> Reason | None:
    if least := sheet.displeased:
        why = _SAY("reasons.displeased_why", question=least.question, answer=least.label)
        return Reason(_SAY("reasons.displeased", year=least.year), why)
    notes = _list_notes(sheet)
    if notes and notes[-1].value <= recommendation.LAST_DETRACTOR:
        return Reason(_SAY("reasons.detractor", year=notes[-1].year), _describe_note(notes[-1]))
    return None


def _was_never_reached(sheet: Sheet) -> Reason | None:
    standing = sheet.standing
    if standing.is_never_reached is False or not standing.joined_on:
        return None
    returned_on = standing.returned_on
    returned = _SAY("reasons.returned", month=_month(returned_on)) if returned_on else ""
    month, besides = _month(standing.joined_on), _name_besides(sheet)
    if standing.is_never_reached:
        sentence = _SAY("reasons.never_reached", month=month, returned=returned)
        return Reason(sentence, _SAY("reasons.never_reached_why", besides=besides))
    unreached = sheet.recorded.describe_unreached(standing.joined_on.year)
    sentence = _SAY("recorded.never_reached", month=month, returned=returned, unreached=unreached)
    return Reason(sentence, _SAY("recorded.never_reached_why", besides=besides))


def _needs_in_vain(sheet: Sheet) -> Reason | None:
    if sheet.stated_needs is None:
        return None
    never = [need for need in sheet.stated_needs.needs if need.is_never_served and need.years]
    if not never:
        return None
    longest = min(never, key=lambda need: need.years[0])
    others = [need for need in never if need is not longest]
    also = _SAY("reasons.other_needs", names=[f"« {need.name} »" for need in others]) if others else ""
    is_since = len(longest.years) > 1
    if sheet.recorded.is_complete:
        key = "reasons.need_since" if is_since else "reasons.need"
    else:
        key = "recorded.need_since" if is_since else "recorded.need"
    sentence = _SAY(key, name=longest.name, year=longest.years[0])
    return Reason(sentence, _describe_request(longest, also, sheet))


def _asked_in_vain(sheet: Sheet) -> Reason | None:
    asked = [work for work in sheet.accompaniments if work.is_carried]
    if not asked or asked[-1].status not in ENDED_IN_VAIN or asked[-1].started_on:
        return None
    last = asked[-1]
    status = codelists.labels("accompaniment_statuses")[last.status].lower()
    why = _SAY("reasons.in_vain_why", title=last.title, day=last.requested_on, status=status)
    return Reason(_SAY("reasons.in_vain", month=_month(last.requested_on)), why)


def _came_no_longer(sheet: Sheet) -> Reason | None:
    standing = sheet.standing
    served = standing.last_service
    if served is None or standing.is_never_reached is not False or (standing.idle_years or 0) < QUIET_YEARS:
        return None
    why = _SAY("reasons.quiet_why", service=_describe_service(sheet, served), besides=_name_besides(sheet))
    key = "reasons.quiet" if sheet.recorded.covers(served.year) else "recorded.quiet"
    return Reason(_SAY(key, month=_month(served)), why)


def _wishes_in_vain(sheet: Sheet) -> Reason | None:
    unmet = [wish for wish in sheet.wishes if wish.is_unmet]
    if not unmet or not sheet.recorded.has_visits():
        return None
    names = [french.typeset(wish.label[0].lower() + wish.label[1:]) for wish in unmet]
    return Reason(_SAY("reasons.wish", names=names), _SAY("reasons.wish_why", year=unmet[0].year))


def _is_silent(sheet: Sheet) -> Reason | None:
    surveys = [event for event in sheet.events if event.lane == SURVEY]
    own = [event for event in surveys if event.organisation_id == sheet.organisation.organisation_id]
    if not own or sheet.standing.standing != MEMBER or own[0].outcome != IN_VAIN:
        return None
    sentence = _SAY("reasons.silent", wave=wave_title(own[0].title))
    answered, years_of_series = sheet.participation, sheet.participation.years_of_series
    years = answered.years or sorted((*answered.years_outside, *answered.years_unrecorded))
    if years_of_series:
        return Reason(sentence, _SAY("reasons.silent_since", year=years_of_series[-1]))
    if years:
        return Reason(sentence, _SAY("reasons.silent_to_another", year=years[-1]))
    return Reason(sentence, _SAY("reasons.silent_ever"))


def _is_accompanied(sheet: Sheet) -> Reason | None:
    running = [work for work in sheet.accompaniments if work.is_carried and work.status == "EN_COURS"]
    if not running or not running[-1].started_on:
        return None
    why = _SAY("reasons.running_why", title=running[-1].title)
    return Reason(_SAY("reasons.running", month=_month(running[-1].started_on)), why)


def _takes_part(sheet: Sheet) -> Reason | None:
    """What runs now that others asked for, and in what role."""
    running = [work for work in sheet.accompaniments if not work.is_carried and work.status == "EN_COURS"]
    if not running:
        return None
    titles = [f"« {work.title} »" for work in running]
    roles = _name_roles(running)
    return Reason(
        _SAY("reasons.takes_part", n=len(running), roles=roles), _SAY("reasons.takes_part_why", titles=titles)
    )


def _name_roles(works: list[Accompaniment]) -> list[str]:
    labels = codelists.labels("accompaniment_roles")
    roles = dict.fromkeys(role for work in works for role in work.roles)
    return [labels[role].lower() for role in labels if role in roles]


def _came_back(sheet: Sheet) -> Reason | None:
    stays = sheet.profile.stays
    if len(stays) < 2 or not stays[-2]["left_on"]:
        return None
    why = _SAY("reasons.came_back_why", day=stays[-2]["left_on"])
    return Reason(_SAY("reasons.came_back", month=_month(stays[-1]["joined_on"])), why)


def _recommends(sheet: Sheet) -> Reason | None:
    notes = _list_notes(sheet)
    if not notes or notes[-1].value < recommendation.FIRST_PROMOTER:
        return None
    return Reason(_SAY("reasons.promoter", year=notes[-1].year), _describe_note(notes[-1]))


def _was_served_lately(sheet: Sheet) -> Reason | None:
    served = sheet.standing.last_service
    if served is None or _came_no_longer(sheet) or sheet.standing.standing == NEVER_MEMBER:
        return None
    key = "reasons.served" if _list_works(sheet, served) else "reasons.visited"
    return Reason(_SAY(key, month=_month(served)), _describe_service(sheet, served))


def _describe_service(sheet: Sheet, served: date) -> str:
    """The accompaniment that began that day, or else the activity."""
    works = _list_works(sheet, served)
    organisation_id = sheet.organisation.organisation_id
    visits = [
        event.title
        for event in sheet.events
        if (event.lane, event.organisation_id, event.day) == (ACTIVITY, organisation_id, served)
    ]
    return _SAY("reasons.service", title=[*works, *visits][0], day=served)


def _list_works(sheet: Sheet, day: date) -> list[str]:
    return [work.title for work in sheet.accompaniments if work.is_carried and work.started_on == day]


def _list_notes(sheet: Sheet) -> list[Answer]:
    return [answer for answer in sheet.answers if answer.dimension == RECOMMENDATION]


def _describe_note(note: Answer) -> str:
    if note.family_mean is None:
        return _SAY("reasons.note_alone", answer=note.label)
    return _SAY("reasons.note", answer=note.label, family=note.family_label, n=note.family_members)


def _describe_request(need: Need, also: str, sheet: Sheet) -> str:
    if need.requested_on is None or need.status is None:
        has_all = sheet.recorded.has_accompaniments()
        return _SAY("reasons.never_asked" if has_all else "recorded.never_asked", also=also)
    status = codelists.labels("accompaniment_statuses")[need.status].lower()
    return _SAY("reasons.asked", day=need.requested_on, status=status, also=also)


def _name_besides(sheet: Sheet) -> str:
    """Whom it took over: what is said of it is not said of them."""
    names = [f"« {predecessor.organisation.name} »" for predecessor in sheet.taken_over]
    return _SAY("reasons.besides", names=names) if names else ""


def _month(day: date) -> str:
    return french.month(day)


RULES: tuple[Callable[[Sheet], Reason | None], ...] = (
    _is_not_member,
    _waits,
    _is_displeased,
    _was_never_reached,
    _needs_in_vain,
    _asked_in_vain,
    _came_no_longer,
    _wishes_in_vain,
    _is_silent,
    _is_accompanied,
    _takes_part,
    _came_back,
    _recommends,
    _was_served_lately,
)

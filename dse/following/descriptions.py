"""What the list and the sheets say, written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa

from dse import french, sentences
from dse.following import follow_up_list, stages
from dse.following.accompaniment import AccompanimentSheet
from dse.following.activity import Activity, ActivitySheet, Meeting, Organisation, Part
from dse.following.answers import AnswerAbout, TextAbout
from dse.following.outputs import Output
from dse.following.related_rows import CitedChange, Decision, Mark
from dse.query.relations import UNDECIDED
from schemas import Column, codelists

_SAY = sentences.read(__file__)
_REASONS = {
    stages.NO_DECISION: "reasons.decision",
    stages.NO_START: "reasons.demarrage",
    stages.NO_ATTENDANCE: "reasons.presences",
}


def describe_reason(row: Any) -> str:
    """Why somebody is needed, of a row of the list that has a reason."""
    if row.reason == stages.OLD_STATUS:
        key = "reasons.statut_accorde" if row.status == "ACCORDE" else "reasons.statut_en_cours"
        return _SAY(key, day=row.since)
    if pd.isna(row.since):
        return _SAY("reasons.demarrage_sans_date")
    usual = None if pd.isna(row.usual_days) else row.usual_days
    return _SAY(_REASONS[row.reason], day=row.since, n=row.waited_days, usual=usual)


def describe_hidden(count: int) -> str:
    """How many need somebody among those that the filters leave out."""
    return _SAY("reasons.hidden", n=count)


def list_facts(row: Any) -> list[str]:
    """What a row of the list is, each in a few words."""
    facts = [name_code(row.kind, *follow_up_list.KINDS)]
    if row.subject == stages.PARTNERSHIP:
        facts += [name_code(row.status, "partnership_depths").lower()]
    facts += [row.detail] if not pd.isna(row.detail) else []
    if row.subject == stages.ACCOMPANIMENT:
        facts += [_SAY("facts.carried", name=row.organisation)] if not pd.isna(row.organisation) else []
        facts += [_SAY(f"facts.{row.last_step}", day=row.last_on)] if not _has_dated_reason(row) else []
        status = name_code(row.status, "accompaniment_statuses")
        return facts if status in stages.STAGE_LABELS.values() else [*facts, status.lower()]
    facts += [_describe_span(row)]
    return facts if pd.isna(row.people) else [*facts, _SAY("facts.people", n=row.people)]


def _has_dated_reason(row: Any) -> bool:
    """Whether the reason, which stands beside the facts, says the day."""
    return not pd.isna(row.reason) and not pd.isna(row.since)


def _describe_span(row: Any) -> str:
    if row.subject == stages.PARTNERSHIP and row.stage == stages.UNDER_WAY:
        return _describe_running(row)
    if row.first_on == row.last_on:
        return french.day(row.first_on)
    return _SAY("facts.span", first=row.first_on, last=row.last_on)


def _describe_running(row: Any) -> str:
    if row.last_on > row.as_of:
        return _SAY("facts.since_until", first=row.first_on, last=row.last_on)
    if row.first_on < row.last_on:
        return _SAY("facts.since_changed", first=row.first_on, last=row.last_on)
    return _SAY("facts.since", day=row.first_on)


def name_code(code: str | None, *lists: str) -> str:
    """The label of a code of some lists; nothing of none."""
    return "" if code is None or pd.isna(code) else codelists.labels_in(lists).get(code, code)


class Step(NamedTuple):
    """A step of an accompaniment: its day, and how long after the one before, beside what is usual."""

    step: str
    day: str
    wait: str
    usual: str


def list_steps(sheet: AccompanimentSheet) -> list[Step]:
    """The steps from request to end; the first one that is still to come says for how long it has been awaited."""
    work, usual = sheet.accompaniment, sheet.usual
    steps = [
        Step("Demande", french.day(work.requested_on), "", ""),
        _make_step("Décision", work.decided_on, work.requested_on, usual.decision),
        _make_step("Début", work.started_on, work.decided_on, usual.start),
        _make_step("Fin", work.ended_on, work.started_on, usual.end),
    ]
    awaited = _find_awaited(work.status)
    days = (None, work.requested_on, work.decided_on, work.started_on)
    if awaited is not None and not steps[awaited].day and (since := days[awaited]):
        steps[awaited] = steps[awaited]._replace(wait=_SAY("steps.waiting", n=(work.as_of - since).days))
    return steps


def _find_awaited(status: str) -> int | None:
    """The place of the step that a status awaits; None of what is finished or came to nothing."""
    if f"'{status}'" in UNDECIDED:
        return 1
    return {"ACCORDE": 2, "EN_COURS": 3}.get(status)


def _make_step(name: str, day: date | None, before: date | None, usual: float | None) -> Step:
    wait = ""
    if day and before:
        days = (day - before).days
        key = "steps.after" if days > 0 else "steps.same_day" if days == 0 else "steps.before"
        wait = _SAY(key, n=days)
    return Step(
        name,
        french.day(day) if day else "",
        wait,
        "" if usual is None else _SAY("steps.usual", n=usual),
    )


def list_accompaniment_facts(sheet: AccompanimentSheet) -> list[str]:
    """What an accompaniment is, each in a few words."""
    work = sheet.accompaniment
    facts = [
        name_code(work.kind, "accompaniment_kinds"),
        f"offre « {work.offer} »" if work.offer else "",
        name_code(work.country, "countries"),
        name_code(work.sector, "sectors"),
    ]
    return [fact for fact in facts if fact]


def list_costs(sheet: AccompanimentSheet) -> list[tuple[str, str]]:
    """Cost, co-funding and the share of the one in the other; what is not known is not there."""
    work = sheet.accompaniment
    costs = [
        (title, f"{french.number(amount)} €")
        for title, amount in (("Coût", work.cost_eur), ("Cofinancement du F3E", work.cofinancing_eur))
        if amount is not None
    ]
    if work.cost_eur and work.cofinancing_eur is not None:
        costs.append(("Part cofinancée", french.percent(float(100 * work.cofinancing_eur / work.cost_eur))))
    return costs


def list_activity_facts(sheet: ActivitySheet) -> list[str]:
    """What an activity is, each in a few words."""
    activity = sheet.activity
    facts = [
        name_code(activity.kind, "activity_kinds"),
        f"offre « {activity.offer} »" if activity.offer else "",
        name_code(activity.format, "activity_formats"),
        activity.series or "",
    ]
    return [fact for fact in facts if fact]


def describe_days(activity: Activity) -> str:
    """When it was held, or will be."""
    if activity.ended_on and activity.ended_on > activity.held_on:
        span = (
            "to_come_span" if activity.is_to_come else "under_way" if activity.is_under_way else "held_span"
        )
        return _SAY(f"activity.{span}", first=activity.held_on, last=activity.ended_on)
    return _SAY("activity.to_come" if activity.is_to_come else "activity.held", day=activity.held_on)


def list_attendance(sheet: ActivitySheet) -> list[str]:
    """How many of its places are taken, how many came, and how many women; nothing where nobody is known to have come."""
    people, places, women = sheet.people, sheet.activity.places, sheet.women
    if not people:
        return []
    lines = [_SAY("activity.people", people=people)]
    if places:
        taken = sheet.activity.places_taken or 0
        lines = [_SAY("activity.places_taken", taken=taken, places=places)]
        if taken != people:
            lines += [_SAY("activity.all_people", people=people)]
    if women is not None:
        counted = sheet.people_with_women
        key = "activity.women" if counted == people else "activity.women_of"
        lines += [_SAY(key, women=women, share=french.of_whole(100 * women / counted, counted))]
    return lines


def describe_part(part: Part) -> str:
    """As what, and how many, those of an organisation came."""
    key = "activity.part" if part.women is None else "activity.part_women"
    people = _SAY(key, n=part.participants, women=part.women)
    facts = [
        name_code(part.role, "participation_roles"),
        name_code(part.actor_family, "actor_families"),
        people,
    ]
    return " · ".join(fact for fact in facts if fact)


class Group(NamedTuple):
    """Organisations of a meeting of a series, and how many of them came in what way."""

    label: str
    organisations: tuple[Organisation, ...]


def list_groups(meeting: Meeting) -> list[Group]:
    """Who came for the first time, who again, and who had come to the meeting before but not to it; none that is empty."""
    groups = {"first": meeting.first, "again": meeting.again, "absent": meeting.absent}
    return [
        Group(_SAY(f"series.{way}", n=len(organisations)), organisations)
        for way, organisations in groups.items()
        if organisations
    ]


def _declare_way(name: str, title: str) -> Column:
    return Column("following", name, title, f"Organisations : {title.lower()}.", pa.int64(), "measure")


MEETING = Column("following", "meeting", "Rencontre", "Jour de la rencontre.", pa.string(), "text")
FIRST = _declare_way("first", "Pour la première fois")
AGAIN = _declare_way("again", "De nouveau")
ABSENT = _declare_way("absent", "Absentes, venues à la rencontre d’avant")


def count_groups(meetings: Sequence[Meeting], most: int) -> pd.DataFrame:
    """One row each of the latest meetings, the first one first: how many organisations came first, came again and were absent."""
    rows = [
        {
            MEETING.name: f"{meeting.held_on:%d/%m/%y}",
            FIRST.name: len(meeting.first),
            AGAIN.name: len(meeting.again),
            ABSENT.name: len(meeting.absent),
        }
        for meeting in meetings[-most:]
    ]
    return pd.DataFrame(rows).assign(is_partial=False)


def describe_latest(meetings: Sequence[Meeting]) -> str:
    """Who came to the latest meeting, in a sentence."""
    latest = meetings[-1]
    return _SAY(
        "series.latest",
        day=latest.held_on,
        came=len(latest.first) + len(latest.again),
        first=len(latest.first),
        absent=len(latest.absent),
    )


def describe_missing(tables: Sequence[str]) -> str:
    """Which parts of a sheet have nothing yet, and which files would fill them."""
    contents = french.listed([_SAY(f"missing.{table}") for table in tables])
    files = list(dict.fromkeys(_SAY(f"missing_files.{table}") for table in tables))
    return _SAY("missing.sentence", contents=contents, files=files, n=len(files))


def list_marks(marks: tuple[Mark, ...]) -> list[dict[str, str]]:
    """The themes that it aims at, or of which it is said why it does not, as rows of a table."""
    return [
        {
            "Thème": name_code(mark.theme, "themes"),
            "Place": name_code(str(mark.score), "scores"),
            "Justification": mark.justification or "",
        }
        for mark in marks
        if _is_listed(mark)
    ]


def describe_not_aimed_at(marks: tuple[Mark, ...]) -> str:
    """The other themes, which were examined and are not aimed at; nothing where there is none."""
    themes = [name_code(mark.theme, "themes") for mark in marks if not _is_listed(mark)]
    return _SAY("marks.not_aimed_at", themes=french.listed(themes)) if themes else ""


def _is_listed(mark: Mark) -> bool:
    return bool(mark.score or mark.justification)


def list_answers(answers: tuple[AnswerAbout, ...]) -> list[dict[str, str]]:
    """What was answered as rows of a table."""
    return [
        {
            "Question": answer.question,
            "Enquête": str(answer.year),
            "Réponses": french.number(answer.voices),
            "Favorables": ""
            if answer.favourable_pct is None
            else french.share(answer.favourable_pct, answer.voices),
            "Moyenne": f"{french.number(answer.mean, 1).removesuffix(',0')} sur {answer.highest}",
        }
        for answer in answers
    ]


def list_texts(texts: tuple[TextAbout, ...]) -> list[str]:
    """What was said in words, each with its question."""
    return [f"En {text.year}, « {text.question} » : « {text.text} »" for text in texts]


def list_outputs(outputs: tuple[Output, ...], ended_on: date | None) -> list[dict[str, str]]:
    """What was delivered as rows of a table; how long after the end, where there is one."""
    public = {True: "oui", False: "non", None: ""}
    return [
        {
            "Production": output.title,
            "Type": name_code(output.kind, "output_kinds"),
            "Remise": _describe_delivery(output.delivered_on, ended_on),
            "Publique": public[output.is_public],
            "Où": output.address or "",
        }
        for output in outputs
    ]


def _describe_delivery(day: date, ended_on: date | None) -> str:
    if ended_on is None:
        return _SAY("outputs.on", day=day)
    days = (day - ended_on).days
    key = "outputs.after" if days > 0 else "outputs.same_day" if days == 0 else "outputs.before"
    return _SAY(key, day=day, n=abs(days))


def list_changes(changes: tuple[CitedChange, ...]) -> list[dict[str, str]]:
    """The changes that cite it as rows of a table."""
    return [
        {
            "Observé le": french.typeset(french.day(change.observed_on)),
            "Chez": change.name,
            "Changement": f"{change.social_actor} : {change.description}",
            "Sens": f"{name_code(change.direction, 'change_directions')}, "
            f"{name_code(change.expected, 'change_expected').lower()}",
            "Apport": name_code(change.contribution, "contributions"),
        }
        for change in changes
    ]


def describe_decision(decision: Decision) -> str:
    """A decision on the offer, its status and its outcome."""
    status = name_code(decision.status, "decision_statuses").lower()
    outcome = f" {decision.outcome}" if decision.outcome else ""
    return f"{french.day(decision.decided_on)} : {decision.decision} ({status}){outcome}"

"""What the team has typed that one has to know before calling: the step that is overdue, and the number to dial; for the team alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from dse import sentences
from dse.contacts.contacts import Contact
from dse.contacts.next_steps import NextStep
from dse.ingest import issues
from dse.members.reasons import Reason

_SAY = sentences.read(__file__)
LONGEST_STEP, LONGEST_OWNER = 240, 60  # signs, as under its box


def find_late(steps: Collection[NextStep], day: date) -> Reason | None:
    """The step that is overdue for longest, with how many there are; None where none is."""
    late = sorted((step for step in steps if step.is_overdue(day)), key=lambda step: step.due_on)
    if not late:
        return None
    first = late[0]
    text = issues.shorten(first.text, LONGEST_STEP).removesuffix(".")
    owner = _SAY("reminders.owner", name=issues.shorten(first.owner, LONGEST_OWNER)) if first.owner else ""
    key = "reminders.late" if len(late) == 1 else "reminders.more_late"
    sentence = _SAY(key, n=len(late), day=first.due_on)
    return Reason(sentence, _SAY("reminders.late_why", text=text, owner=owner))


def find_phones(contacts: Sequence[Contact], organisation_ids: Iterable[str], today: date) -> Reason | None:
    """The numbers of the contacts who are in place, of the first organisation that has some; None where none has."""
    in_place = [each for each in contacts if each.telephone and not each.has_left(today)]
    for organisation_id in organisation_ids:
        if numbers := [_describe(each) for each in in_place if each.organisation_id == organisation_id]:
            return Reason(_SAY("reminders.phone"), _SAY("reminders.phone_why", numbers=numbers))
    return None


def _describe(contact: Contact) -> str:
    role = f", {contact.role}" if contact.role else ""
    return f"{contact.telephone} ({contact.name}{role})"

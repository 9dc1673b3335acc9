"""What was typed that one has to know before calling: the oldest step that is overdue, the numbers of who is in place."""

from __future__ import annotations

from datetime import date

from dse.contacts.contacts import Contact
from dse.contacts.next_steps import NextStep
from dse.members.reminders import find_late, find_phones

TODAY = date(2021, 6, 1)


def write_step(text: str, due_on: date, done_on: date | None = None, owner: str | None = None) -> NextStep:
    return NextStep("organisation", "M1", text, due_on, owner, done_on)


def test_only_what_is_overdue_is_said_the_oldest_with_how_many_there_are() -> None:
    to_come = write_step("Inviter", TODAY)
    done = write_step("Envoyer", date(2021, 1, 1), done_on=date(2021, 1, 2))
    assert find_late([to_come, done], TODAY) is None
    late = write_step("Rappeler", date(2021, 5, 2), owner="Pôle réseau")
    reason = find_late([to_come, late, done], TODAY)
    assert reason and "elle était à faire pour le 2 mai 2021." in reason.sentence.replace("\u00a0", " ")
    assert reason.why.replace("\u00a0", " ") == "« Rappeler » (Pôle réseau)."
    reason = find_late([late, write_step("Écrire", date(2021, 4, 2))], TODAY)
    assert reason and reason.sentence.replace("\u00a0", " ").replace("\u202f", " ") == (
        "2 étapes sont en retard, la plus ancienne depuis le 2 avril 2021."
    )
    assert "Écrire" in reason.why


def test_the_numbers_are_those_of_who_is_in_place_at_the_organisation_else_at_one_that_it_took_over() -> None:
    own = Contact("M1", "Awa", "Direction", telephone="01 99 00 00 01")
    without = Contact("M1", "Bea", email="bea@example.org")
    gone = Contact("M1", "Cléo", telephone="01 99 00 00 02", until=date(2021, 5, 31))
    former = Contact("M2", "Aline", telephone="01 99 00 00 03")
    reason = find_phones([former, own, without, gone], ["M1", "M2"], TODAY)
    assert reason and reason.why == "01 99 00 00 01 (Awa, Direction)."
    reason = find_phones([former, without, gone], ["M1", "M2"], TODAY)
    assert reason and reason.why == "01 99 00 00 03 (Aline)."
    assert find_phones([without, gone], ["M1", "M2"], TODAY) is None

"""What the team has to do next, about what and for when: read, added, corrected, ticked as done, removed; each deed one version.

A step may name somebody: what it said can be taken out of every version too, for good.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date

import schemas
from dse.contacts import rows, texts
from dse.errors import Refused
from dse.store import Store, Version
from schemas import codelists

TABLE, PREFIX = "next_steps", "ETAPE"
ORGANISATION, PARTNERSHIP, ACCOMPANIMENT, ACTIVITY, DECISION = (
    "organisation",
    "partnership",
    "accompaniment",
    "activity",
    "decision",
)
# Where the organisations of a subject are listed, and by which column.
_ORGANISATIONS = {
    PARTNERSHIP: ("partnerships", "partnership_id"),
    ACCOMPANIMENT: ("accompaniment_organisations", "accompaniment_id"),
    ACTIVITY: ("participations", "activity_id"),
}
_TITLES = {ORGANISATION: "name", ACCOMPANIMENT: "title", ACTIVITY: "title", DECISION: "decision"}

Subject = tuple[str, str]  # its code in the list of subjects, and its identifier


@dataclass(frozen=True)
class NextStep:
    """A row of the table, see `schemas`; the identifier is given when it is written."""

    subject: str
    subject_id: str
    text: str
    due_on: date
    owner: str | None = None
    done_on: date | None = None
    step_id: str = ""

    @property
    def about(self) -> Subject:
        """What it is about."""
        return self.subject, self.subject_id

    def is_overdue(self, today: date) -> bool:
        """Whether it is not done and its day is over."""
        return self.done_on is None and self.due_on < today


@dataclass(frozen=True)
class Named:
    """What a step is about: its title, and the organisation whose sheet tells of it, where it has no sheet of its own."""

    title: str
    organisation_id: str | None = None


def read_steps(store: Store, version: Version | None) -> list[NextStep]:
    """Every step of a version."""
    return [NextStep(**row) for row in rows.read_rows(store, version, TABLE)]


def find_steps(store: Store, version: Version | None, subjects: Collection[Subject]) -> list[NextStep]:
    """Those about some subjects: to do first, the most pressing before; then done, the latest before."""
    steps = [each for each in read_steps(store, version) if each.about in subjects]
    to_do = sorted(
        (each for each in steps if each.done_on is None), key=lambda each: (each.due_on, each.step_id)
    )
    done = [each for each in steps if each.done_on is not None]
    return to_do + sorted(done, key=lambda each: (each.done_on or date.min, each.step_id), reverse=True)


def find_due(store: Store, version: Version | None, until: date) -> list[NextStep]:
    """Those that are not done and are due before a day, the oldest first."""
    due = [each for each in read_steps(store, version) if each.is_overdue(until)]
    return sorted(due, key=lambda each: (each.due_on, each.step_id))


def find_organisations(store: Store, subjects: Collection[Subject]) -> dict[Subject, set[str]]:
    """The organisations that some subjects concern or ever did, in any version: a step outlives what it was about."""
    concerned = {about: {about[1]} if about[0] == ORGANISATION else set() for about in subjects}
    for subject, (table, key) in _ORGANISATIONS.items():
        ids = {subject_id for code, subject_id in subjects if code == subject}
        for row in rows.find_in_all_versions(store, table, key, ids) if ids else ():
            concerned[subject, row[key]].add(row["organisation_id"])
    return concerned


def name_subjects(store: Store, version: Version | None, subjects: Iterable[Subject]) -> dict[Subject, Named]:
    """What some subjects are called; without those that are no longer there, which a step may outlive."""
    wanted = set(subjects)
    named: dict[Subject, Named] = {}
    for subject in sorted({code for code, _ in wanted}):
        ids = {subject_id for code, subject_id in wanted if code == subject}
        find = _name_partnerships if subject == PARTNERSHIP else _name_titled
        named |= find(store, version, subject, ids)
    return named


def _name_titled(
    store: Store, version: Version | None, subject: str, ids: Collection[str]
) -> dict[Subject, Named]:
    table = schemas.SUBJECT_TABLES[subject]
    (key,) = schemas.key(table)
    return {
        (subject, row[key]): Named(row[_TITLES[subject]], row[key] if subject == ORGANISATION else None)
        for row in rows.find_rows(store, version, table, key, ids)
    }


def _name_partnerships(
    store: Store, version: Version | None, subject: str, ids: Collection[str]
) -> dict[Subject, Named]:
    table = schemas.SUBJECT_TABLES[subject]
    partnerships = rows.find_rows(store, version, table, "partnership_id", ids)
    names = rows.name_organisations(store, version, [row["organisation_id"] for row in partnerships])
    kinds = codelists.labels("partnership_kinds")
    return {
        (subject, row["partnership_id"]): Named(
            " · ".join(
                filter(
                    None,
                    (names.get(row["organisation_id"]), row["department"], kinds.get(row["kind"])),
                )
            ),
            row["organisation_id"],
        )
        for row in partnerships
    }


def add(store: Store, step: NextStep, author: str) -> Version | None:
    """Write a step down; None where it stands already, as after a second click. Refused says what is wrong, Conflict that someone came first."""
    current = store.current()
    if step in [replace(written, step_id="") for written in read_steps(store, current)]:
        return None
    _require_subject(store, current, step)
    numbered = replace(step, step_id=texts.next_id(store, TABLE, PREFIX, step.due_on.year))
    rows.require_rules(TABLE, asdict(numbered))
    steps = [*read_steps(store, current), numbered]
    return rows.save(store, current, TABLE, map(asdict, steps), author, _describe("Étape ajoutée", step))


def correct(store: Store, before: NextStep, after: NextStep, author: str) -> Version | None:
    """Change what a step says. Refused if it is no longer as it was seen, or if something is wrong."""
    rows.require_rules(TABLE, asdict(after))
    return _replace(store, before, [after], author, "Étape corrigée")


def tick(store: Store, before: NextStep, day: date | None, author: str) -> Version | None:
    """Say on which day a step was done; None that it is to be done again. Refused if it is no longer as it was seen."""
    what = "Étape faite" if day else "Étape à refaire"
    return _replace(store, before, [replace(before, done_on=day)], author, what)


def remove(store: Store, before: NextStep, author: str) -> Version | None:
    """Take a step out of the current version. Refused if it is no longer as it was seen."""
    return _replace(store, before, [], author, "Étape retirée")


def _require_subject(store: Store, version: Version | None, step: NextStep) -> None:
    if not name_subjects(store, version, [step.about]):
        raise Refused("Ce dont parle cette étape n’existe pas dans la version actuelle. Rechargez la page.")


def _replace(store: Store, before: NextStep, after: list[NextStep], author: str, what: str) -> Version | None:
    after_rows = [asdict(step) for step in after]
    return texts.save_replaced(store, TABLE, asdict(before), after_rows, author, _describe(what, before))


def _describe(what: str, step: NextStep) -> str:
    """What was done, without a name or a text: a manifest never changes."""
    return f"{what} : {codelists.labels('step_subjects')[step.subject].lower()} {step.subject_id}"

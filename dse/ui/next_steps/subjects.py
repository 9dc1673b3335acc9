"""What the steps of a box are about: an organisation and its partnerships, all partnerships, those that a figure lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dse.contacts import next_steps, rows
from dse.contacts.next_steps import Subject
from dse.contacts.rows import Row
from dse.query import Query, Selection, open_version
from dse.ui.frame.data import DataSource
from dse.ui.next_steps import facts

LEADING_ROLES = ("PORTEUR", "CO_PORTEUR")


@dataclass(frozen=True)
class About:
    """What steps may be about, and what it is called beside others; `is_offered`: others may be written about it."""

    subject: str
    subject_id: str
    label: str = ""
    is_offered: bool = True

    @property
    def key(self) -> Subject:
        """How a step names it."""
        return self.subject, self.subject_id


def list_of_organisation(source: DataSource, names: Mapping[str, str]) -> list[About]:
    """An organisation, the first of some names by identifier, then those that it took over, their partnerships and accompaniments."""
    first = next(iter(names))
    about = [
        About(next_steps.ORGANISATION, organisation_id, name, is_offered=organisation_id == first)
        for organisation_id, name in names.items()
    ]
    partnerships = rows.read_rows_of(source.store, source.version, "partnerships", list(names))
    return about + _list_partnerships(source, partnerships) + _list_led(source, list(names))


def _list_led(source: DataSource, organisation_ids: Sequence[str]) -> list[About]:
    """The accompaniments that some organisations lead: steps about them are read on their sheet, and written on their own."""
    parts = rows.read_rows_of(source.store, source.version, "accompaniment_organisations", organisation_ids)
    led = {row["accompaniment_id"] for row in parts if row["role"] in LEADING_ROLES}
    subjects = [(next_steps.ACCOMPANIMENT, accompaniment_id) for accompaniment_id in led]
    titles = next_steps.name_subjects(source.store, source.version, subjects)
    return [About(*subject, named.title, is_offered=False) for subject, named in sorted(titles.items())]


def list_partnerships(source: DataSource) -> list[About]:
    """Every partnership, those with the same partner together; named once for a version and a day."""
    query = Query(open_version(source.store, source.version.number), Selection())
    return query.once(
        f"next_steps.partnerships.{facts.get_day(source)}",
        lambda: _list_partnerships(source, rows.read_rows(source.store, source.version, "partnerships")),
    )


def list_named(source: DataSource, names: Sequence[str]) -> list[About]:
    """The organisations of some names, as a figure lists them, in the same order; those of one name are told apart by their identifiers."""
    ids_by_name: dict[str, list[str]] = {name: [] for name in names}
    for row in rows.find_rows(source.store, source.version, "organisations", "name", names):
        ids_by_name[row["name"]].append(row["organisation_id"])
    return [
        About(
            next_steps.ORGANISATION, organisation_id, name if len(ids) == 1 else f"{name} ({organisation_id})"
        )
        for name, ids in ids_by_name.items()
        for organisation_id in sorted(ids)
    ]


def _list_partnerships(source: DataSource, partnerships: Sequence[Row]) -> list[About]:
    """Those that go on are offered; one that changed its depth is a row of its own, and steps written about it are found too."""
    day = facts.get_day(source)
    open_ids = {row["partnership_id"] for row in partnerships if (row["ended_on"] or date.max) > day}
    subjects = [(next_steps.PARTNERSHIP, row["partnership_id"]) for row in partnerships]
    titles = next_steps.name_subjects(source.store, source.version, subjects)
    listed = [
        About(*subject, about.title, is_offered=subject[1] in open_ids) for subject, about in titles.items()
    ]
    return sorted(listed, key=lambda about: (about.label, about.subject_id))

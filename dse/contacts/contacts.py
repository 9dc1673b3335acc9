"""Whom to call at an organisation: read, added, corrected; each deed one version, which can be undone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from dse.contacts import rows
from dse.errors import Refused
from dse.ingest.organisations import contact_marks
from dse.store import Store, Version

TABLE = contact_marks.TABLE
KEPT_YEARS = 3  # after an organisation left; from there on its contacts are to be removed


@dataclass(frozen=True)
class Contact:
    """A row of the table, see `schemas`."""

    organisation_id: str
    name: str
    role: str | None = None
    email: str | None = None
    telephone: str | None = None
    since: date | None = None
    until: date | None = None

    @property
    def identity(self) -> tuple[str, str]:
        """What makes it this person: the organisation, and the name however it is spelled."""
        return self.organisation_id, contact_marks.spell_name(self.name)

    def has_left(self, today: date) -> bool:
        """Whether the last day in this function is over."""
        return self.until is not None and self.until < today


def read_contacts(store: Store, version: Version | None) -> list[Contact]:
    """Every contact of a version."""
    return [Contact(**row) for row in rows.read_rows(store, version, TABLE)]


def find_contacts(
    store: Store, version: Version | None, *organisation_ids: str, today: date = date.max
) -> list[Contact]:
    """Those of one organisation, or of some, in place on a day first, then by name."""
    contacts = [Contact(**row) for row in rows.read_rows_of(store, version, TABLE, organisation_ids)]
    return sorted(contacts, key=lambda each: (each.has_left(today), contact_marks.spell_name(each.name)))


def add(store: Store, contact: Contact, author: str) -> Version | None:
    """Write a contact down. Refused says what is wrong, Conflict that someone came first."""
    current = store.current()
    organisation = rows.name_organisation(store, current, contact.organisation_id)
    contacts = read_contacts(store, current)
    _require_allowed(store, contact, contacts)
    return _save(store, current, [*contacts, contact], author, f"Contact ajouté : {organisation}")


def correct(store: Store, before: Contact, after: Contact, author: str) -> Version | None:
    """Put one contact in the place of another. Refused if it is no longer as it was seen, or if something is wrong."""
    current = store.current()
    organisation = rows.name_organisation(store, current, before.organisation_id)
    others = [each for each in read_contacts(store, current) if each != before]
    _require_there(store, current, before)
    _require_allowed(store, after, others)
    return _save(store, current, [*others, after], author, f"Contact corrigé : {organisation}")


def may_miss_forgotten(store: Store) -> bool:
    """Whether somebody who asked to be forgotten may be written down again, since the key that would tell is not at hand."""
    return contact_marks.is_key_missing(store.find_forgotten)


def find_outdated(store: Store, version: Version | None, today: date) -> list[tuple[Contact, str, date]]:
    """Contacts of organisations that left the network more than three years ago and did not come back: the name, the last day.

    Organisations that never were members have no such day: theirs are left to the team.
    """
    limit = today.replace(year=today.year - KEPT_YEARS, day=min(today.day, 28))
    last_days = _find_last_days(store, version, limit)
    names = rows.name_organisations(store, version, list(last_days))
    outdated = [
        (
            contact,
            names.get(contact.organisation_id, contact.organisation_id),
            last_days[contact.organisation_id],
        )
        for contact in find_contacts(store, version, *last_days)
    ]
    return sorted(outdated, key=lambda each: (each[2], each[1], each[0].name))


def _find_last_days(store: Store, version: Version | None, limit: date) -> dict[str, date]:
    """The last day in the network of each organisation that left it before a day."""
    if version is None:
        return {}
    stays = store.read(version, "memberships")
    ends = pa.table(
        {"organisation_id": stays["organisation_id"], "left_on": pc.fill_null(stays["left_on"], date.max)}
    )
    last = ends.group_by("organisation_id").aggregate([("left_on", "max")])
    left = last.filter(pc.less(last["left_on_max"], pa.scalar(limit, pa.date32())))
    return dict(zip(left["organisation_id"].to_pylist(), left["left_on_max"].to_pylist(), strict=True))


def _require_allowed(store: Store, contact: Contact, others: Sequence[Contact]) -> None:
    rows.require_rules(TABLE, asdict(contact))
    if any(each.identity == contact.identity for each in others):
        raise Refused("Il y a déjà un contact de ce nom dans cette organisation. Corrigez-le plutôt.")
    contact_marks.require_not_forgotten([asdict(contact)], store.find_forgotten)


def _require_there(store: Store, version: Version | None, contact: Contact) -> None:
    if contact not in read_contacts(store, version):
        raise Refused("Ce contact a changé entre-temps. Relisez la fiche, puis recommencez.")


def _save(
    store: Store, seen: Version | None, contacts: Sequence[Contact], author: str, message: str
) -> Version | None:
    in_order = sorted(contacts, key=lambda each: (each.organisation_id, each.name))
    return rows.save(store, seen, TABLE, map(asdict, in_order), author, message)

"""The fields of a form on the page: labels, helps and lists come from the schemas, as those of its template do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import schemas
from dse.data_entry.entry import MARKS, MEMBERS, Entry, name_justification
from dse.data_entry.records import Records
from dse.export.templates.columns import YES, TemplateColumn, explain_columns, find_fed_columns
from dse.ingest.forms.definitions import Form, Header
from dse.ingest.rows.gathering import DATED
from schemas.columns import WITHOUT_ORGANISATION

PARTS = {"organisation_profiles": "Situation", "memberships": "Adhésion", "theme_marks": "Thèmes"}
WITHOUT_LABEL = "Sans organisation"


@dataclass(frozen=True)
class Field:
    """One field. `choices` are the texts that it offers, with what is read; other texts may be typed where it `is_open`.

    `separators` are the signs between several texts, of which it may hold more than one. `part` is the heading over it.
    Left empty where it `is_proposed`, it is filled when saving.
    """

    title: str
    help: str
    is_required: bool
    is_day: bool
    choices: Mapping[str, str]
    is_open: bool
    separators: tuple[str, ...]
    part: str
    is_proposed: bool

    @property
    def is_several(self) -> bool:
        """Whether several of the choices may be taken."""
        return bool(self.separators and self.choices)

    @property
    def joiner(self) -> str:
        """What stands between several texts."""
        return " | " if "|" in self.separators else f"{self.separators[0]} "


def list_fields(form: Form, records: Records, entries: Sequence[Entry] = ()) -> list[Field]:
    """The fields of a form, part after part, each mark with its justification. Organisations of `entries`, not saved yet, may be chosen as well."""
    fields = [
        _build_field(form, form.headers[explained.name], explained, records, entries)
        for explained in explain_columns(form)
    ]
    parts = list(dict.fromkeys(["", *(field.part for field in fields)]))
    themes = [rows for rows in form.rows if rows.table == MARKS]
    pairs = [title for rows in themes for title in (rows.when, name_justification(rows))]
    places = {title: number for number, title in enumerate(pairs)}
    return sorted(fields, key=lambda field: (parts.index(field.part), places.get(field.title, 0)))


def _build_field(
    form: Form, header: Header, explained: TemplateColumn, records: Records, entries: Sequence[Entry]
) -> Field:
    rows, column = find_fed_columns(form, header.name)[0]
    choices: Mapping[str, str] = {text: text for text in explained.choices}
    if header.organisation:
        choices = _list_organisations(column, records, entries)
    elif column.references == "offers":
        choices = _list_offers(records)
    is_proposed = len(form.identity) == 1 and header.name in form.identity
    return Field(
        title=header.name,
        help=explained.explanation,
        is_required=explained.requirement == YES and not is_proposed,
        is_day=explained.kind == "date",
        choices=choices,
        is_open=bool(explained.choices) and not explained.closed,
        separators=header.split,
        part=PARTS.get(rows.table, ""),
        is_proposed=is_proposed,
    )


def _list_organisations(column: schemas.Column, records: Records, entries: Sequence[Entry]) -> dict[str, str]:
    names = records.organisations.names
    known = dict(sorted(names.items(), key=lambda pair: pair[1].casefold()))
    added = [
        entry.typed[0].get("Nom", "") for entry in entries if entry.form_name == MEMBERS and entry.is_new
    ]
    alone = {WITHOUT_ORGANISATION: WITHOUT_LABEL} if WITHOUT_ORGANISATION in column.also_allowed else {}
    return alone | {name: name for name in added if name} | known


def _list_offers(records: Records) -> dict[str, str]:
    rows = records.read("offers").select(["offer_id", "title"]).to_pylist()
    return {row["offer_id"]: row["title"] for row in sorted(rows, key=lambda row: row["title"].casefold())}


def is_dated(form: Form) -> bool:
    """Whether something of a form holds from a day on, so that a correction and a change are two things."""
    return any(rows.table in DATED for rows in form.rows)

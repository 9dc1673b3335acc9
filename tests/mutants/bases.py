"""Clean files to make mutants of: slices of the demonstration, each with a store of all that it points to."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import schemas
from dse import paths
from dse.ingest import Upload, confirm, propose
from dse.ingest.forms.definitions import Form
from dse.ingest.recognition import form_matching
from dse.store import Store

Line = tuple[str, ...]

# What must be known before each file: the files of the demonstration that a store already holds.
_REGISTER = ("membres", "autres_organisations")
_OFFER = (*_REGISTER, "offre")
BEFORE: Mapping[str, tuple[str, ...]] = {
    "membres": (),
    "indicateurs": (),
    "offre": _REGISTER,
    "partenariats": _REGISTER,
    "contacts": _REGISTER,
    "accompagnements": _OFFER,
    "activites": _OFFER,
    "presences": (*_OFFER, "activites"),
    "changements": (*_OFFER, "accompagnements", "activites"),
    "productions": (*_OFFER, "accompagnements", "activites"),
    "cibles": _OFFER,
}
WAVES = {
    "enquete_membres_2015": "membres-2015",
    "enquete_membres_2018": "membres-2018",
    "enquete_membres_2021": "membres-2021",
}
SURVEY = "enquete-membres"
NAMES = (*BEFORE, *WAVES)
SLICE = 10  # lines of a small base
_NAMES = {("organisations", "name"), ("contacts", "name")}  # of an organisation, of a person: any letters
_OF_ITSELF = {"membres": "Successeur"}  # a column that points to lines that a slice may lack


@dataclass(frozen=True)
class Base:
    """A clean file: titles, then lines. `kinds` says of each title what its cells hold; `earlier_files` the files imported before it."""

    name: str
    headers: Line
    lines: tuple[Line, ...]
    kinds: Mapping[str, str]
    earlier_files: tuple[str, ...]
    wave: str | None = None
    needed: frozenset[str] = field(default_factory=frozenset)

    def columns(self, *kinds: str) -> list[int]:
        """Columns whose cells hold one of some kinds; « needed » are those that may not be empty."""
        needed = self.needed if "needed" in kinds else frozenset()
        return [
            index
            for index, header in enumerate(self.headers)
            if self.kinds.get(header) in kinds or header in needed
        ]

    @property
    def rows(self) -> list[list[str]]:
        """Titles and lines, to be changed."""
        return [list(self.headers), *map(list, self.lines)]


@cache
def base(name: str, part: int) -> Base:
    """A slice of a file of the demonstration; the whole file for part -1."""
    earlier_files = _REGISTER if name in WAVES else BEFORE[name]
    headers, *lines = _read(name)
    if part >= 0:
        start = part * SLICE % max(1, len(lines) - SLICE)
        lines = [_without_itself(name, headers, each) for each in lines[start : start + SLICE]]
    kinds, needed = _survey_kinds() if name in WAVES else _kinds(_form(name))
    return Base(name, headers, tuple(lines), kinds, earlier_files, WAVES.get(name), needed)


def _read(name: str) -> list[Line]:
    content = (paths.DEMO / f"{name}.csv").read_bytes()
    text = content.decode("cp1252" if name == "activites" else "utf-8-sig")
    return [tuple(row) for row in csv.reader(io.StringIO(text), delimiter=";")]


def _without_itself(name: str, headers: Line, line: Line) -> Line:
    column = _OF_ITSELF.get(name)
    return tuple("" if header == column else cell for header, cell in zip(headers, line, strict=True))


def _form(name: str) -> Form:
    return next(each for each in form_matching.load_known_forms(paths.FORMS) if each.name == name)


def _kinds(form: Form) -> tuple[dict[str, str], frozenset[str]]:
    """Kind of the cells under each title, and the titles that no line may leave empty."""
    kinds: dict[str, str] = {}
    needed = set()
    for rows in form.rows:
        for name, source in rows.columns.items():
            if source.header is None:
                continue
            column, header = schemas.column(rows.table, name), form.headers[source.header]
            kinds.setdefault(source.header, _kind(column, header, identity=source.header in form.identity))
            is_proposed = bool(header.identified_by)
            if rows is form.rows[0] and not column.nullable and not source.otherwise and not is_proposed:
                needed.add(source.header)
    return kinds, frozenset(needed)


def _kind(column: schemas.Column, header: object, *, identity: bool) -> str:
    if header.organisation:
        return "organisations" if header.split else "organisation"
    if header.codelist or column.codelists:
        if column.parameters:
            return "measure"
        if column.open:
            return "open"
        return "codes" if header.split else "score" if column.name == "score" else "code"
    if header.split:
        return "several"
    if identity and column.has_pattern:
        return "id"
    if column.references:
        return "reference"
    if column.name == "siren":
        return "siren"
    if (column.table, column.name) in _NAMES:
        return "name"
    kinds = {"int64": "count", "double": "real", "date32[day]": "date", "bool": "flag"}
    return kinds.get(str(column.type), "amount" if "decimal" in str(column.type) else "text")


@cache
def _survey_kinds() -> tuple[dict[str, str], frozenset[str]]:
    survey = _form(SURVEY).survey
    kinds = {each: "ignored" for spellings in survey.dropped for each in spellings}
    fields = {"key": "key", "organisation": "organisation", "submitted_on": "moment", "is_partner": "mapped"}
    for name, kind in fields.items():
        kinds |= dict.fromkeys(survey.respondent_columns(name), kind)
    answer_kinds = {"likert": "option", "single": "option", "scale": "note", "nps": "note", "number": "real"}
    for question in survey.questions:
        for code, spellings in question.option_columns:
            kinds |= dict.fromkeys(spellings, "tick") if code else {}
        kinds |= dict.fromkeys(question.columns, answer_kinds.get(question.kind, "answer"))
    return kinds, frozenset(survey.respondent_columns("key"))


def build_store(names: tuple[str, ...], path: Path) -> Store:
    """A store that holds some files of the demonstration."""
    store = Store(path)
    uploads = [Upload(f"{each}.csv", (paths.DEMO / f"{each}.csv").read_bytes()) for each in names]
    if uploads:
        confirm(propose(uploads, store), store, code="all", author="Nadia", message="Avant")
    return store

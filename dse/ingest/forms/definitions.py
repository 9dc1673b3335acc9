"""What a user's file looks like: headers, and the rows of tables that a line makes.

Built-in forms and the user’s own are TOML files of one kind (`form_files`). Column titles, types and codelists are the
schemas'; a form only adds what they cannot know.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import schemas
from dse.ingest.forms.survey_definitions import Survey
from dse.ingest.spelling import canonical
from dse.ingest.values.cell_format import CellFormat

LINE = "line"
OURS, OF_TEAM, INSTEAD_OF_OURS = "ours", "team", "instead"


@dataclass(frozen=True)
class Header(CellFormat):
    """A column of the user's file. `organisation` is "", "find" or "create".

    `identified_by`: headers that tell which row a line without this identifier is about. `ignore`: cells of lines that are not read.
    `help` and `example` are for its template, where the schema's description and type do not say enough.
    """

    name: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    organisation: str = ""
    identified_by: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    help: str = ""
    example: str = ""


@dataclass(frozen=True)
class Source:
    """Where a value comes from: a header, a constant, or the wave named with the import.

    `values` says what the cell stands for, where it stands for something else: a cell that it does not name counts
    as empty. `also` are headers that tell apart lines of one identifier, which then ends with a sign made of them.
    Where the cell is empty, `otherwise` is tried in order: the value that `latest` row of the same
    organisation already has, the earliest value under another header, a constant.
    """

    header: str | None = None
    constant: str | None = None
    values: tuple[tuple[str, str], ...] = ()
    also: tuple[str, ...] = ()
    wave: bool = False
    latest: bool = False
    otherwise: tuple[Source, ...] = ()


@dataclass(frozen=True)
class Rows:
    """Rows of one table made from a line.

    `when`: the header without which the line makes none. `repeats`: headers by which lines that make
    the same row may differ; without them a repeated key is a mistake. `replaces`: columns whose values
    say which rows already there this line speaks for; those that it no longer makes are removed.
    `replaces_when_complete`: the same, only of a file declared complete.
    """

    table: str
    columns: Mapping[str, Source]
    when: str | None = None
    repeats: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    replaces_when_complete: tuple[str, ...] = ()

    def source_headers(self) -> list[str]:
        """Headers whose cells become values of its rows."""
        return [source.header for source in self.columns.values() if source.header]

    def scope(self) -> tuple[str, ...]:
        """Columns whose values say which rows already there a line may speak for."""
        return (*self.replaces, *self.replaces_when_complete)

    def required_headers(self) -> list[str]:
        """Headers without which it makes no row: those of its key without another source, and `when`."""
        key = [self.columns[name] for name in schemas.key(self.table)]
        required = [source for source in key if source.header and not source.otherwise]
        headers = [header for source in required for header in (source.header, *source.also)]
        return [*filter(None, headers), *([self.when] if self.when else [])]

    def all_headers(self) -> list[str]:
        """Every header it names, whatever for."""
        sources = [candidate for source in self.columns.values() for candidate in (source, *source.otherwise)]
        names = [header for source in sources if source.header for header in (source.header, *source.also)]
        return [*names, *([self.when] if self.when else []), *self.repeats]


@dataclass(frozen=True)
class Form:
    """A kind of file. `period` is the header whose year bounds a complete file of a `periode`.

    `help` says, in its template, what a line is. Where `key` is LINE, its lines are numbered by year.

    `drops_identical` keeps one of lines that are the same in every cell, instead of refusing them.
    A `closed` form does not suit a file with a column that it does not know. A line of a `survey` is a respondent. `ignored` are
    titles, in canonical spelling, that are known and not kept. Lines whose first text matches the pattern `ignore` are not read. `matches_error` says, in French, why titles matched with it are left aside.
    Lines of a form that `removes` make no row: they say what goes.
    `origin`: ours, the team's, or the team's in the place of ours. `former_names`: names of tables and columns that its file still
    bears, with those of today.
    """

    name: str
    title: str
    headers: Mapping[str, Header]
    rows: tuple[Rows, ...]
    semantics: str = "registre"
    period: str | None = None
    key: str = ""
    drops_identical: bool = False
    help: str = ""
    closed: bool = False
    survey: Survey | None = None
    ignored: frozenset[str] = frozenset()
    ignore: str = ""
    matches_error: str = ""
    removes: bool = False
    origin: str = OURS
    former_names: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def required(self) -> tuple[str, ...]:
        """Headers without which a file is not of this form."""
        return tuple(header.name for header in self.headers.values() if header.required)

    def find_missing_headers(self, present: Container[str]) -> list[str]:
        """Headers without which a file is not of this form, and that are not among those present."""
        return [name for name in self.required if name not in present and not self.is_proposed(name, present)]

    def is_proposed(self, name: str, present: Container[str]) -> bool:
        """Whether identifiers are proposed under a header, for lines are numbered or what identifies them is present."""
        if self.key == LINE:
            return (name,) == self.identity
        identified_by = self.headers[name].identified_by if name in self.headers else ()
        return bool(identified_by) and all(header in present for header in identified_by)

    @property
    def identity(self) -> tuple[str, ...]:
        """Headers of the key of the first rows: what a line is about."""
        first = self.rows[0]
        sources = [first.columns.get(name) for name in schemas.key(first.table)]
        return tuple(source.header for source in sources if source and source.header)

    def is_split(self, source: Source) -> bool:
        """Whether a line makes one row for each value that this cell holds."""
        header = self.headers.get(source.header or "")
        return bool(header and header.split and header.join is None)

    @cached_property
    def spellings(self) -> dict[str, str]:
        """Canonical spelling of a header, to its name."""
        return {
            canonical(spelling): header.name
            for header in self.headers.values()
            for spelling in (header.name, *header.aliases)
        }

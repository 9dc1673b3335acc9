"""Lines of a sheet to rows of tables, column by column, each row knowing the line it came from."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import pyarrow as pa

import schemas
from dse.ingest.files.cells import Sheet
from dse.ingest.files.dictionary_column import DictionaryColumn, IssuesByLine, take_lines
from dse.ingest.forms.definitions import Form, Header, Rows, Source
from dse.ingest.import_checks import cap_issues
from dse.ingest.issues import QUESTION, Issue
from dse.ingest.organisations.resolution import Organisations
from dse.ingest.recognition.form_matching import RecognisedSheet
from dse.ingest.rows.batch import Batch
from dse.ingest.values import parsing, personal_data
from dse.ingest.values.cell_evidence import apply_cell_evidence, ask_about_month_first, decimal_sign
from dse.ingest.values.cell_format import CellFormat
from dse.ingest.values.indirect_cells import distinguish_identifiers, translate_cells
from dse.ingest.values.parsing import ParsedColumn
from dse.ingest.values.plain_texts import find_plain_texts
from schemas.columns import Column

Current = Callable[[str], pa.Table]


@dataclass
class Reading:
    """A recognised sheet being read: what each header says as each kind of column, kept once read.

    `cited_titles` are the titles in whose place an identifier was put, by line and column from 0.
    """

    recognised: RecognisedSheet
    organisations: Organisations
    current: Current
    wave: str | None = None
    cited_titles: Mapping[tuple[int, int], str] = field(default_factory=dict)
    _parsed: dict[tuple[Any, ...], ParsedColumn] = field(default_factory=dict)
    _free: set[str] = field(default_factory=set)

    @property
    def form(self) -> Form:
        """The form of the sheet."""
        return self.recognised.form

    @property
    def sheet(self) -> Sheet:
        """The sheet."""
        return self.recognised.sheet

    def batches(self) -> Iterator[Batch]:
        """Rows of every block of the form that the headers of the file allow."""
        for rows in self.form.rows:
            if self.is_active(rows):
                yield self._batch(rows)

    def add_organisations(self, organisations: Organisations) -> None:
        """Tell the organisations that this sheet itself describes."""
        for rows in self.form.rows:
            if rows.table == "organisations" and self.is_active(rows):
                organisations.learn(*self._plain(rows, ("organisation_id", "name", "siren")))
            if rows.table == "organisation_aliases" and self.is_active(rows):
                aliases, ids = self._plain(rows, ("alias", "organisation_id"))
                for alias, identifier in zip(aliases, ids, strict=True):
                    several = alias if isinstance(alias, tuple) else (alias,)
                    organisations.learn_aliases(several, [identifier] * len(several))

    def _plain(self, rows: Rows, names: Sequence[str]) -> list[Sequence[Any]]:
        """Values of columns, line by line; None for those that the file or the form lacks."""
        columns = [self._column(rows, name) if name in rows.columns else None for name in names]
        return [parsed.values if parsed else [None] * len(self.sheet.numbers) for parsed in columns]

    def parsed(self, name: str, column: Column) -> ParsedColumn | None:
        """What stands under a header, read as values of a column. None if the file has no such header."""
        place = self.recognised.positions.get(name)
        if place is None:
            return None
        if personal_data.must_name_nobody(column):
            self._free.add(name)
        kind = (
            name,
            str(column.type),
            column.codelists,
            column.also_allowed,
            parsing.is_identifier(column),
            _is_of_organisation(column),
        )
        if kind not in self._parsed:
            header = self.form.headers[name]
            parser = parsing.cell_parser(header, self._parser(header, column))
            sign = decimal_sign(self.sheet.headers[place], column) if self.form.closed else None
            parsed = parsing.parse_column(
                self.sheet.columns[place], parser, partial(self._find_plain, header, column)
            )
            parsed = apply_cell_evidence(parsed, self.sheet, place, sign, is_key=parsing.is_key(column))
            if pa.types.is_date(column.type) and not header.dates:
                parsed = ask_about_month_first(parsed, self.sheet, place)
            self._parsed[kind] = parsed
        return self._parsed[kind]

    def values_under(self, name: str) -> tuple[Rows, str, Sequence[Any]]:
        """The first block and column that a header of the file feeds, and its values line by line."""
        rows, column = next(
            (rows, column)
            for rows in self.form.rows
            for column, source in rows.columns.items()
            if source.header == name
        )
        return rows, column, self.values_of(rows, column)

    def values_of(self, rows: Rows, column: str) -> Sequence[Any]:
        """Values of a column of a block, line by line; None for those that the file lacks."""
        parsed = self._column(rows, column)
        return parsed.values if parsed else [None] * len(self.sheet.numbers)

    def list_issues(self) -> list[Issue]:
        """Issues of the cells read so far, then the texts that may name a person."""
        issues: list[Issue] = []
        for (name, *_), parsed in self._parsed.items():
            column = self.recognised.positions[name]
            for is_question in (False, True):
                cells = (
                    (line, issue)
                    for line, issue in parsed.faults.items()
                    if (issue.level is QUESTION) is is_question
                )
                issues += cap_issues(self.sheet.problem(issue, line, column) for line, issue in cells)
        for name in sorted(self._free):
            issues += cap_issues(self._persons(name))
        return issues

    def _persons(self, name: str) -> Iterator[Issue]:
        """Cells of a free text that probably designate a person, without their value."""
        names = self.organisations.names.values()
        texts = DictionaryColumn.encode(self.texts(name))
        kinds = DictionaryColumn(personal_data.find_in_texts(texts.dictionary, names), texts.indices)
        for line in kinds.find_lines(bool):
            problem = self.sheet.problem(
                personal_data.personal_data_issue(kinds[line]), line, self.recognised.positions[name]
            )
            yield replace(problem, value=None)

    def _parser(self, header: Header, column: Column) -> parsing.Parser:
        if header.organisation and _is_of_organisation(column):
            if header.organisation == "create":
                return self.organisations.creator()
            return self.organisations.finder(column.also_allowed)
        return parsing.column_parser(column, header, self.sheet.day_zero)

    @staticmethod
    def _find_plain(header: Header, column: Column, texts: Sequence[str]) -> Sequence[bool] | None:
        if header.organisation and _is_of_organisation(column):
            return None
        return find_plain_texts(texts, column, header)

    def is_active(self, rows: Rows) -> bool:
        """Whether the file has the headers without which a block makes no row."""
        return all(name in self.recognised.positions for name in rows.required_headers())

    def _batch(self, rows: Rows) -> Batch:
        read = {name: self._column(rows, name) for name in rows.columns}
        covered = {name: parsed for name, parsed in read.items() if parsed is not None}
        cut = next((name for name in covered if self.form.is_split(rows.columns[name])), None)
        lines = self._lines(rows, covered, cut)
        columns = {name: _pick(parsed.values, lines) for name, parsed in covered.items()}
        if cut is not None:
            columns[cut] = [value for line in dict.fromkeys(lines) for value in covered[cut].values[line]]
        return Batch(
            form=self.form,
            rows=rows,
            sheet=self.sheet,
            lines=lines,
            columns=columns,
            positions={
                name: self.recognised.positions.get(rows.columns[name].header or "") for name in covered
            },
            faulty={name: _certain(parsed) for name, parsed in covered.items() if parsed.faults},
            spoken_for={name: covered[name].values for name in rows.scope() if name in covered},
            repeats=tuple(self.texts(name) for name in rows.repeats if name in self.recognised.positions),
        )

    def _lines(self, rows: Rows, covered: dict[str, ParsedColumn], cut: str | None) -> Sequence[int]:
        """The line of each row to make."""
        if self.form.removes:
            return []
        every = range(len(self.sheet.numbers))
        if cut is not None:
            return [line for line in every for _ in covered[cut].values[line] or ()]
        if rows.when is None:
            return every
        fed = next((name for name, source in rows.columns.items() if source.header == rows.when), None)
        filled = covered[fed].values if fed else [text.strip() or None for text in self.texts(rows.when)]
        return [line for line in every if filled[line] is not None]

    def texts(self, name: str) -> Sequence[str]:
        """Cells under a header that the file has."""
        return self.sheet.columns[self.recognised.positions[name]]

    def _column(self, rows: Rows, name: str) -> ParsedColumn | None:
        source, column = rows.columns[name], schemas.column(rows.table, name)
        length = len(self.sheet.numbers)
        if source.header is None:
            return ParsedColumn([self._constant(source, column)] * length, {})
        parsed = self._under(source, column)
        if not source.otherwise:
            return parsed
        parsed = parsed or ParsedColumn([None] * length, {})
        filled = list(parsed.values)
        for other in source.otherwise:
            self._fill(filled, parsed.faults, rows, column, other)
        return ParsedColumn(filled, parsed.faults)

    def _under(self, source: Source, column: Column) -> ParsedColumn | None:
        """What stands under the header of a source; None if the file has no such header."""
        if source.values and source.header in self.recognised.positions:
            return translate_cells(
                source.values, self.texts(source.header), parsing.column_parser(column, CellFormat())
            )
        parsed = self.parsed(source.header, column)
        return (
            distinguish_identifiers(parsed, map(self.texts, source.also))
            if parsed and source.also
            else parsed
        )

    def _constant(self, source: Source, column: Column) -> Any:
        text = self.wave if source.wave else source.constant
        return None if text is None else parsing.column_parser(column, CellFormat())(text)[0]

    def _fill(
        self, filled: list[Any], faults: Mapping[int, Any], rows: Rows, column: Column, other: Source
    ) -> None:
        """Give empty cells the value that `other` tells; a cell at fault stays empty."""
        empty = [line for line, value in enumerate(filled) if value is None and line not in faults]
        if not empty:
            return
        if other.latest or other.header:
            owners = self._owners(rows, column)
            values_by_owner = (
                self._latest(rows, column) if other.latest else self._earliest(other, column, owners)
            )
            new_values = {line: values_by_owner.get(owners[line]) for line in empty}
        else:
            new_values = dict.fromkeys(empty, self._constant(other, column))
        for line, value in new_values.items():
            filled[line] = value

    def _owners(self, rows: Rows, column: Column) -> list[tuple[Any, ...]]:
        """The rest of the key, line by line."""
        others = [name for name in schemas.key(rows.table) if name != column.name]
        return list(zip(*(self._column(rows, name).values for name in others), strict=True))

    def _latest(self, rows: Rows, column: Column) -> dict[tuple[Any, ...], Any]:
        table = self.current(rows.table)
        others = [table[name].to_pylist() for name in schemas.key(rows.table) if name != column.name]
        return _extreme(zip(zip(*others, strict=True), table[column.name].to_pylist(), strict=True), max)

    def _earliest(self, other: Source, column: Column, owners: Sequence[Any]) -> dict[tuple[Any, ...], Any]:
        parsed = self.parsed(other.header, column)
        return _extreme(zip(owners, parsed.values, strict=True), min) if parsed else {}


def _is_of_organisation(column: Column) -> bool:
    """Whether a column says which organisation; any other keeps the name as the file writes it."""
    is_own_key = (column.table, column.name) == ("organisations", "organisation_id")
    return is_own_key or column.references == "organisations"


def _extreme(pairs: Any, choose: Callable[..., Any]) -> dict[tuple[Any, ...], Any]:
    values: dict[tuple[Any, ...], Any] = {}
    for owner, value in pairs:
        if value is not None:
            values[owner] = choose(values.get(owner, value), value)
    return values


def _pick(column: Sequence[Any], lines: Sequence[int]) -> Sequence[Any]:
    return column if isinstance(lines, range) else take_lines(column, lines)


def _certain(parsed: ParsedColumn) -> Container[int]:
    if isinstance(parsed.faults, IssuesByLine):
        return parsed.faults.select(lambda fault: fault.level is not QUESTION)
    return frozenset(line for line, fault in parsed.faults.items() if fault.level is not QUESTION)

"""What a text that a column refuses may be matched with: the labels of its lists, yes or no, the texts of the form’s own table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import chain

import pyarrow as pa

import schemas
from dse.ingest.forms.definitions import Form, Header, Rows
from dse.ingest.spelling import canonical
from dse.ingest.values.codes import list_allowed
from schemas import renamed
from schemas.columns import Column

YES_OR_NO = {"oui": "Oui", "non": "Non"}
NO_VALUE = ""  # the cell counts as empty


@dataclass(frozen=True)
class Choices:
    """What may be read in the place of a text, each with its words, and the lists that they are of; `optional`: or nothing."""

    labels: Mapping[str, str] = field(default_factory=dict)
    lists: tuple[str, ...] = ()
    optional: bool = False

    def allow(self, target: str) -> bool:
        """Whether a text may be matched with `target`."""
        if target == NO_VALUE:
            return self.optional
        return target in self.labels or renamed.measure(target) in self.labels


NOTHING = Choices()


def fed_columns(form: Form, name: str) -> Iterator[Column]:
    """Columns that get their values from a header of a form."""
    return (column for _, column in _find_fed(form, name))


def _find_fed(form: Form, name: str) -> Iterator[tuple[Rows, Column]]:
    for rows in form.rows:
        for column, source in rows.columns.items():
            if source.header and canonical(source.header) == canonical(name):
                yield rows, schemas.column(rows.table, column)


def find_choices(form: Form, name: str) -> Choices:
    """Those under a header; none where anything may be written, an organisation is named, or the team alone reads it."""
    header, columns = form.headers.get(name), list(fed_columns(form, name))
    if header is None or header.organisation or any(map(_is_reserved, columns)):
        return NOTHING
    lists = [names for column in columns if (names := _find_lists(header, column))]
    labels = _find_labels(header, columns, lists)
    is_optional = all(column.nullable or rows.when == name for rows, column in _find_fed(form, name))
    return Choices(labels, tuple(dict.fromkeys(chain(*lists))), is_optional) if labels else NOTHING


def _is_reserved(column: Column) -> bool:
    return column.personal or schemas.is_confidential(column.table)


def _find_lists(header: Header, column: Column) -> tuple[str, ...]:
    if header.codelist:
        return (header.codelist,)
    return () if column.open else column.codelists


def _find_labels(
    header: Header, columns: Sequence[Column], lists: Sequence[tuple[str, ...]]
) -> dict[str, str]:
    """A code is a choice where every column that has lists takes it."""
    if header.values:
        return {text: text for text, _ in header.values}
    if lists:
        by_column = map(list_allowed, lists)
        return reduce(lambda one, other: {code: one[code] for code in one if code in other}, by_column)
    return dict(YES_OR_NO) if any(pa.types.is_boolean(column.type) for column in columns) else {}

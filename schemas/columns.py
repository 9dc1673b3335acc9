"""How a column is declared, once, with all that is known of it.

Labels, messages, export headers, templates and the codebook are read from here and written nowhere else. pandera checks rows
against it (`pandera_schemas`), and is not loaded by what only reads.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_type_hints

import pandas as pd
import pyarrow as pa

if TYPE_CHECKING:
    from pandera.pandas import DataFrameSchema

if TYPE_CHECKING:
    # A column is declared `name: Text = column(…)`: `list_declarations` reads a type of Arrow there, a checker an annotation.
    Text = Any
    Date = Any
    Count = Any
    Number = Any
    Amount = Any
    Flag = Any
else:
    Text = pd.ArrowDtype(pa.string())
    Date = pd.ArrowDtype(pa.date32())
    Count = pd.ArrowDtype(pa.int64())
    Number = pd.ArrowDtype(pa.float64())
    Amount = pd.ArrowDtype(pa.decimal128(12, 2))
    Flag = pd.ArrowDtype(pa.bool_())

RECORD = "record"  # what says whether something is recorded, and nothing of what its row is about
ROLES = ("key", "dimension", "measure", "text", RECORD)
IDENTIFIER = r"^[A-Za-z0-9][A-Za-z0-9_./-]*$"

# What a polymorphic reference points to: the value of its `subject` column, then the table it names.
SUBJECT_TABLES = {
    "accompaniment": "accompaniments",
    "activity": "activities",
    "change": "changes",
    "partnership": "partnerships",
    "organisation": "organisations",
    "decision": "decisions",
}
# The organisation of those who came without one; allowed where a reference says so, and no row of its own.
WITHOUT_ORGANISATION = "SANS_ORGANISATION"


@dataclass(frozen=True)
class Column:
    """What the schemas say of one column.

    `codelists` are the lists its codes come from; where they take `parameters`, a code may be followed by some:
    `share?theme=GENRE`; where they are `open`, another text may stand too. `personal` is of a person, and no public's; where
    `names_persons`, one may be named, as in the name of a foundation: in every other free text the import asks. `decimals` says how many a reader
    is shown, None for all.
    `difference_of` are the columns of which it is the difference, the later first; one alone is also that of the wave before.
    `share_of` are the columns that may hold the base of a percentage, its interval or an estimate of it; the first that a table has does.
    """

    table: str
    name: str
    title: str
    description: str
    type: pa.DataType
    role: str
    unit: str | None = None
    codelists: tuple[str, ...] = ()
    parameters: bool = False
    open: bool = False
    references: str | None = None
    also_allowed: tuple[str, ...] = ()
    personal: bool = False
    names_persons: bool = False
    has_pattern: bool = False
    nullable: bool = False
    decimals: int | None = None
    difference_of: tuple[str, ...] = ()
    share_of: tuple[str, ...] = ()

    @property
    def is_free_text(self) -> bool:
        """Whether anything may be written there: neither codes, nor what refers to rows, nor what follows a pattern."""
        is_coded = bool(self.codelists) and not self.open
        return self.type == pa.string() and not (is_coded or self.references or self.has_pattern)

    @property
    def label(self) -> str:
        """Title with its unit in brackets, as an axis or a table header shows it."""
        return f"{self.title} ({self.unit})" if self.unit else self.title


# What each check on values says, with its argument; the names are those of pandera's checks.
_CHECK_TEXTS = {
    "ge": "greater_than_or_equal_to({})",
    "isin": "isin({})",
    "str_length": "str_length({0[min_value]}, None)",
    "str_matches": "str_matches('{}')",
    "in_codelists": "in_codelists(names={})",
    "measured_codes": "measured_codes(names={})",
}


@dataclass(frozen=True)
class Declaration:
    """What a table declares of a column: `metadata` are further fields of its `Column`, `checks` by name their argument."""

    title: str
    description: str
    nullable: bool
    metadata: Mapping[str, Any]
    checks: Mapping[str, Any]

    def describe_checks(self) -> list[str]:
        """Each check as text, for a fingerprint."""
        texts = [_CHECK_TEXTS[name].format(argument) for name, argument in self.checks.items()]
        return [_name_check(text.partition("(")[0], text) for text in texts]


@dataclass(frozen=True)
class Rule:
    """A function that a table declares to say which rows are right, of the values of one `column` or of all of them."""

    holds: Callable[[Any], pd.Series]
    error: str
    column: str | None

    def describe(self) -> str:
        """The rule as text, for a fingerprint."""
        return _name_check(self.holds.__name__, self.error)


def rule(error: str, column: str | None = None) -> Callable[[Callable[[Any], pd.Series]], Rule]:
    """Declare a rule of a table; `error` is what is said of a row that breaks it."""
    return lambda holds: Rule(holds, error, column)


def column(
    title: str,
    description: str,
    *,
    role: str,
    unit: str | None = None,
    codelist: str | tuple[str, ...] = (),
    parameters: bool = False,
    open: bool = False,
    references: str | None = None,
    also_allowed: tuple[str, ...] = (),
    personal: bool = False,
    names_persons: bool = False,
    empty: bool = False,
    **checks: Any,
) -> Any:
    """Declare a column of a table.

    `references` names a table, or `subject` where the column of that name tells which one.
    `empty` allows a missing value. Other keywords are pandera's checks.
    """
    names = (codelist,) if isinstance(codelist, str) else codelist
    metadata = {
        "role": role,
        "unit": unit,
        "codelists": names,
        "parameters": parameters,
        "open": open,
        "references": references,
        "also_allowed": also_allowed,
        "personal": personal,
        "names_persons": personal or names_persons,
        "has_pattern": "str_matches" in checks,
    }
    if names and not open:
        checks["measured_codes" if parameters else "in_codelists"] = names
    return Declaration(title, description, empty, metadata, checks)


def identifier(title: str, description: str, *, role: str = "key", **keywords: Any) -> Any:
    """Declare a column of identifiers: letters, digits and `_ . / -`, no space."""
    return column(title, description, role=role, str_matches=IDENTIFIER, **keywords)


class Table:
    """Base of every table: exactly the declared columns, of exactly the declared types."""

    class Config:
        # Of each table, in French.
        title = ""
        description = ""

    @classmethod
    def list_declarations(cls) -> dict[str, tuple[pd.ArrowDtype, Declaration]]:
        """Type and declaration of each column, in their order."""
        types = get_type_hints(cls)
        return {
            name: (types[name], value)
            for name, value in cls._list_members()
            if isinstance(value, Declaration)
        }

    @classmethod
    def list_rules(cls) -> list[Rule]:
        """The rules that rows must respect besides the checks of their columns."""
        return [value for _, value in cls._list_members() if isinstance(value, Rule)]

    @classmethod
    def _list_members(cls) -> list[tuple[str, Any]]:
        """Names and values of the class, those of a class that it extends first."""
        return [member for base in reversed(cls.__mro__) for member in vars(base).items()]

    @classmethod
    def to_schema(cls) -> DataFrameSchema:
        """The schema with which pandera checks rows."""
        from schemas import pandera_schemas  # slow to import

        return pandera_schemas.build_schema(cls)


def _name_check(name: str, text: str) -> str:
    return f"<Check {name}: {text}>"


def in_order(frame: pd.DataFrame, first: str, last: str) -> pd.Series:
    """Whether the second date is not before the first; true where either is missing."""
    return (frame[first] <= frame[last]).fillna(True).astype(bool)

"""How a column is declared, once, with all that is known of it.

The pandera field holds type, checks, title and description; its metadata holds the rest. Labels,
messages, export headers, templates and the codebook are read from here and written nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
import pandera.pandas as pandera
import pyarrow as pa

from schemas import codelists, sources

if TYPE_CHECKING:
    # A column is declared `name: Text = column(…)`: pandera reads a type of Arrow there, a checker an annotation.
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

ROLES = ("key", "dimension", "measure", "text")
IDENTIFIER = r"^[A-Za-z0-9][A-Za-z0-9_./-]*$"

# What a polymorphic reference points to: the value of its `subject` column, then the table it names.
SUBJECT_TABLES = {
    "accompaniment": "accompaniments",
    "activity": "activities",
    "change": "changes",
    "partnership": "partnerships",
}
# The organisation of those who came without one; allowed where a reference says so, and no row of its own.
WITHOUT_ORGANISATION = "SANS_ORGANISATION"


@dataclass(frozen=True)
class Column:
    """What the schemas say of one column.

    `codelists` are the lists its codes come from; where they take `parameters`, a code may be followed by some:
    `share?theme=GENRE`; where they are `open`, another text may stand too. `decimals` says how many a reader is shown, None for all.
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
    nullable: bool = False
    decimals: int | None = None

    @property
    def label(self) -> str:
        """Title with its unit in brackets, as an axis or a table header shows it."""
        return f"{self.title} ({self.unit})" if self.unit else self.title


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
    }
    if names and not open:
        checks["measured_codes" if parameters else "in_codelists"] = {"names": names}
    return pandera.Field(title=title, description=description, nullable=empty, metadata=metadata, **checks)


def identifier(title: str, description: str, *, role: str = "key", **keywords: Any) -> Any:
    """Declare a column of identifiers: letters, digits and `_ . / -`, no space."""
    return column(title, description, role=role, str_matches=IDENTIFIER, **keywords)


@pandera.extensions.register_check_method(statistics=["names"])
def in_codelists(values: pd.Series, *, names: tuple[str, ...]) -> pd.Series:
    """Whether each value is a code of one of the named codelists."""
    allowed = [code for name in names for code in codelists.allowed(name)]
    return values.isin(allowed)


@pandera.extensions.register_check_method(statistics=["names"])
def measured_codes(values: pd.Series, *, names: tuple[str, ...]) -> pd.Series:
    """Whether each value is a code of one of the named codelists, followed by no parameter that it does not take."""
    right = [value for value in values.dropna().unique() if sources.fault(value, names) is None]
    return values.isin(right) | values.isna()


class Table(pandera.DataFrameModel):
    """Base of every table: exactly the declared columns, of exactly the declared types."""

    class Config:
        strict = True
        coerce = False
        # Of each table, in French.
        title = ""
        description = ""


def in_order(frame: pd.DataFrame, first: str, last: str) -> pd.Series:
    """Whether the second date is not before the first; true where either is missing."""
    return (frame[first] <= frame[last]).fillna(True).astype(bool)

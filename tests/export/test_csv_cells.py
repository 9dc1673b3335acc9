"""The writer formats each distinct value once; the bytes are those of formatting every cell alone."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from dse import formula
from dse.export.files import delimited_text
from dse.export.files.delimited_text import FRENCH, MACHINE, Dialect
from schemas import Column, codelists

HOSTILE: dict[str, tuple[pa.DataType, list[object]]] = {
    "formulas": (
        pa.string(),
        ["=1+1", "'=1", "-5", "@a", "％x", "%x", "% des classes", "\ufeff=1", None, ""],
    ),
    "quotes": (
        pa.string(),
        ['"', '""', "a;b,c", "a\nb", "a\r\nb", "\r\n", "l’été", "\x00", "\U0001f600", None],
    ),
    "codes": (pa.string(), ["COLLECTIVITE", "ONG", "=ONG", "inconnu", None]),
    "floats": (pa.float64(), [0.0, -0.0, 1e300, 1 / 3, float("nan"), float("inf"), -1234.5, 5e-324, None]),
    "rounded": (pa.float64(), [0.05, 0.15, -0.04, 12.0, 1e16, float("nan"), None]),
    "amounts": (pa.decimal128(12, 2), [Decimal("1200.00"), Decimal("-0.05"), Decimal("0.00"), None]),
    "days": (pa.date32(), [date(2018, 4, 3), date(1, 1, 1), date(9999, 12, 31), date(1969, 12, 31), None]),
    "counts": (pa.int64(), [0, -1, 2**63 - 1, -(2**63), None]),
    "flags": (pa.bool_(), [True, False, None]),
    "empty": (pa.string(), [None]),
}
OPTIONS: dict[str, dict[str, object]] = {
    "codes": {"codelists": ("actor_families",)},
    "rounded": {"decimals": 1},
}
COLUMNS = [
    Column("t", name, f"{name} ; « titre »", "Colonne.", kind, "text", **OPTIONS.get(name, {}))
    for name, (kind, _) in HOSTILE.items()
]


def hostile_table(rows: int) -> pa.Table:
    """Every hostile value, as often as the others: few distinct values in many rows, or one in each."""
    return pa.table(
        {
            name: pa.array([values[row % len(values)] for row in range(rows)], kind)
            for name, (kind, values) in HOSTILE.items()
        }
    )


def format_alone(value: pa.Scalar, column: Column, dialect: Dialect) -> str:
    """The text of one cell."""
    if not value.is_valid:
        return ""
    if pa.types.is_string(column.type):
        text = value.as_py()
        labels = {code: label for name in column.codelists for code, label in codelists.labels(name).items()}
        text = labels.get(text, text) if dialect.french else text
        return f"'{text}" if formula.NEEDS_ESCAPE.match(text) else text
    if not dialect.french:
        return pc.cast(value, pa.string()).as_py()
    if pa.types.is_boolean(column.type):
        return "oui" if value.as_py() else "non"
    if pa.types.is_date(column.type):
        return pc.strftime(pc.cast(value, pa.timestamp("s")), format="%d/%m/%Y").as_py()
    if column.decimals is not None:
        value = pc.add(pc.round(value, column.decimals, "half_towards_infinity"), 0.0)  # no -0
    return pc.cast(value, pa.string()).as_py().replace(".", ",")


def write_cell_by_cell(table: pa.Table, dialect: Dialect) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=dialect.separator, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([column.label if dialect.french else column.name for column in COLUMNS])
    arrays = [table.column(column.name) for column in COLUMNS]
    for row in zip(*arrays, strict=True):
        writer.writerow(
            [format_alone(value, column, dialect) for value, column in zip(row, COLUMNS, strict=True)]
        )
    return dialect.mark + out.getvalue().encode("utf-8")


def slices(table: pa.Table, rows: int) -> Iterator[pa.RecordBatch]:
    """Batches that are views into a longer one: their first row is not the first of their buffers."""
    (batch,) = table.combine_chunks().to_batches()
    for first in range(0, batch.num_rows, rows):
        yield batch.slice(first, rows)


@pytest.mark.parametrize("dialect", [MACHINE, FRENCH], ids=["machine", "french"])
@pytest.mark.parametrize(("rows", "rows_per_batch"), [(400, 400), (400, 37), (10, 10), (3, 1), (1, 1)])
def test_distinct_values_are_written_as_cell_by_cell(
    dialect: Dialect, rows: int, rows_per_batch: int
) -> None:
    table = hostile_table(rows)
    content = b"".join(delimited_text.render_csv(COLUMNS, slices(table, rows_per_batch), dialect))
    assert content == write_cell_by_cell(table, dialect)


def test_what_only_the_order_of_adding_decides_is_not_written() -> None:
    numbers = pa.array([0.49999999999999994, 2.8e-17, -0.0, 1 / 3, 1234567890.125, None])
    rounded = delimited_text._round(numbers).to_pylist()
    assert [str(number) for number in rounded] == [
        "0.5",
        "0.0",
        "0.0",
        "0.333333333333",
        "1234567890.12",
        "None",
    ]


def test_a_number_is_rounded_once() -> None:
    """In two engines 7475 / 99 differed by its last bit, and rounded to decimals then to digits by a whole digit."""
    sums = [float.fromhex(f"0x1.2e052bf5a814{last}p+6") for last in "bc"]
    assert delimited_text._round(pa.array(sums)).to_pylist() == [75.5050505051] * 2

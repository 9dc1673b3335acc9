"""The judgement of τ-Argus, the program of the statistical offices, on tables of which some cells are hidden.

τ-Argus (Hundepool et al. 2012, Statistical Disclosure Control, ch. 4) is Statistics Netherlands'; `pytauargus` has its engine. Its audit bounds
each hidden cell by what is shown (Fischetti and Salazar 2001, J. of Am. Stat. Assoc. 96); a table is given to it in its own « JJ » format.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from types import ModuleType

import pytest
from conftest import STRICT

Sum = tuple[frozenset[str], frozenset[str]]  # of rows, and of columns
Interval = tuple[float, float]


def engine() -> ModuleType:
    """`pytauargus`; where it is not there, a skip, or a failure in CI."""
    try:
        import pytauargus
    except ImportError:
        missing = "pytauargus n’est pas installé (.requirements-audit.txt)"
        pytest.fail(missing) if STRICT else pytest.skip(missing)
    return pytauargus


def feasible_intervals(
    rows: Mapping[str, int],
    columns: Sequence[str],
    shown_sums: Mapping[Sum, Interval],
    hidden: Collection[Sum],
) -> dict[Sum, Interval]:
    """Between which numbers each hidden sum must lie. `rows`: what the columns of each sum to, known to all; of what is shown, the least and most."""
    cells = [(row, column) for row in rows for column in columns]
    lines = [_line("m", 0, 0, rows[row]) for row, _ in cells]
    totals = {(frozenset([row]), frozenset(columns)): (total, total) for row, total in rows.items()}
    equations = []
    for rows_added, columns_added, low, high in [
        (*key, *value) for key, value in (totals | dict(shown_sums)).items()
    ]:
        equations.append(_equation(len(lines), cells, (rows_added, columns_added)))
        lines.append(_line("s" if low == high else "m", low, low, high))
    first = len(lines)
    for each in hidden:
        equations.append(_equation(len(lines), cells, each))
        lines.append(_line("u", 0, 0, sum(rows[row] for row in each[0])))
    found = _audit([str(at) + line for at, line in enumerate(lines)], equations)
    return {each: found[first + at] for at, each in enumerate(hidden)}


def _line(status: str, value: float, low: float, high: float) -> str:
    """A cell: its value, what hiding it costs, whether it is safe (s) or hidden (u, m), what it could be, and how far it is to be protected."""
    return f" {value} 1 {status} {low} {high} 0 0 0"


def _equation(index: int, cells: Sequence[tuple[str, str]], sum_: Sum) -> str:
    parts = [number for number, (row, column) in enumerate(cells) if row in sum_[0] and column in sum_[1]]
    return f"0 {len(parts) + 1} : {index} (-1) " + " ".join(f"{part} (1)" for part in parts)


def _audit(cells: Sequence[str], equations: Sequence[str]) -> dict[int, Interval]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.jj"
        path.write_text("\n".join(["0", str(len(cells)), *cells, str(len(equations)), *equations, ""]))
        return {row["cell"]: (row["min"], row["max"]) for row in engine()._tauargus.audit_jj(str(path))}


def unsafe_cells(contributions: Mapping[tuple[str, ...], Sequence[float]], rule: str) -> set[tuple[str, ...]]:
    """The cells that a rule of τ-Argus calls unsafe, in a table of so many dimensions, by what each organisation adds to a cell."""
    codes = [{name: f"C{at}" for at, name in enumerate(dict.fromkeys(names))} for names in zip(*contributions, strict=True)]  # fmt: skip
    dimensions = [f"D{at}" for at in range(len(codes))]
    records = [(*cell, value) for cell, values in contributions.items() for value in values]
    columns: dict[str, list] = {
        name: [codes[at][record[at]] for record in records] for at, name in enumerate(dimensions)
    }
    columns["amount"] = [float(record[-1]) for record in records]
    # Its solver leaves its journal where it runs.
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        rows = engine().protect(columns, dimensions, "amount", rule, workdir=folder).tables[0].rows
    names = [{code: name for name, code in each.items()} for each in codes]
    return {
        tuple(names[at].get(row[name], row[name]) for at, name in enumerate(dimensions))
        for row in rows
        if row["status"] == "U"
    }

"""What the forms and the matched titles are written with is read back as it was."""

from __future__ import annotations

import tomllib
from datetime import date

import pytest

from dse.ingest.forms.toml_writing import to_toml, to_toml_key

VALUES = [
    "",
    "Été",
    '« a » "b" \\',
    "\x7f",
    "\x00\t\n\u2028",
    "😀",
    True,
    False,
    date(2018, 4, 3),
    0,
    -3,
    5.0,
]
NUMBERS = [0.5, 1_234_567, 12_345_678.25, 1e21, 1 / 3]


@pytest.mark.parametrize("value", [*VALUES, *NUMBERS, ["a", 1], {"a b": "c", "\x7f": ["d"]}], ids=repr)
def test_a_value_is_read_back_as_it_was(value: object) -> None:
    assert tomllib.loads(f"a = {to_toml(value)}") == {"a": value}


@pytest.mark.parametrize("name", ["Avis", "a b", "é", "\x7f", "", "a.b"], ids=repr)
def test_a_key_is_read_back_as_it_was(name: str) -> None:
    assert tomllib.loads(f"{to_toml_key(name)} = 1") == {name: 1}

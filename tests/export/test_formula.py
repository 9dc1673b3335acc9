"""A cell that a spreadsheet might run is text on the way out, and the same text on the way in."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from formulas import DANGEROUS

from dse.formula import NEEDS_ESCAPE, escape, unescape

HARMLESS = [
    "",
    "Terres d’Orvaine",
    "l'eau",
    "'quote",
    "a=1",
    "50 %",
    "été",
    "%",
    "% ",
    "% des classes",
    "% élargi",
]


def escaped(text: str) -> str:
    return escape(pa.array([text]))[0].as_py()


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_dangerous_text_gets_one_apostrophe_and_loses_it_again(text: str) -> None:
    assert escaped(text) == f"'{text}"
    assert unescape(escaped(text)) == text


@pytest.mark.parametrize("text", HARMLESS)
def test_a_harmless_text_is_left_alone(text: str) -> None:
    assert escaped(text) == unescape(text) == text


def test_an_empty_cell_stays_empty() -> None:
    assert escape(pa.array(["=1", None, "a"])).to_pylist() == ["'=1", None, "a"]


def test_arrow_finds_the_same_texts_as_python() -> None:
    blanks = [chr(code) for code in range(0x3001) if chr(code).isspace()]
    texts = [*DANGEROUS, *HARMLESS, *(f"{blank}=1" for blank in blanks), *(f"{blank}a" for blank in blanks)]
    found = pc.match_substring_regex(pa.array(texts), NEEDS_ESCAPE.pattern).to_pylist()
    assert found == [bool(NEEDS_ESCAPE.match(text)) for text in texts]
    assert len(blanks) > 20 and all(NEEDS_ESCAPE.match(f"{blank}=1") for blank in blanks)

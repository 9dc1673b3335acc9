"""A choice of years and filters as it is written in an address, and read back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl, urlencode

from dse import french
from dse.filters import FILTERS
from dse.query import Selection
from schemas import codelists

YEARS = "annees"


def written(selection: Selection) -> str:
    """`annees=2016-2018&familles=ONG,ESS`: the words of the address, without the audience."""
    first, last = selection.first_year, selection.last_year
    words = {YEARS: f"{first}-{last}" if first != last else f"{first}"}
    words |= {
        each.word: ",".join(getattr(selection, each.field))
        for each in FILTERS
        if getattr(selection, each.field)
    }
    return urlencode(words, safe=",")


def read(text: str) -> Selection:
    """The selection that was written; what is not understood is left out, and years unread mean all of them."""
    words = dict(parse_qsl(text))
    chosen: dict[str, Any] = {
        each.field: _known(words.get(each.word, ""), each.codelists) for each in FILTERS
    }
    years = [int(part) for part in words.get(YEARS, "").split("-") if part.isdecimal()]
    spans: dict[str, Any] = (
        {"first_year": min(years), "last_year": max(years)} if 1 <= len(years) <= 2 else {}
    )
    return Selection(**chosen, **spans)


def unknown(text: str) -> list[str]:
    """The codes of a written choice that no list holds any more."""
    words = dict(parse_qsl(text))
    return [
        code
        for each in FILTERS
        for code in words.get(each.word, "").split(",")
        if code and not _known(code, each.codelists)
    ]


def names(word: str, codes: Iterable[str]) -> list[str]:
    """French names of the codes of the filter of that word of the address; a year is its own."""
    lists = next((each.codelists for each in FILTERS if each.word == word), ())
    labels = {code: label for name in lists for code, label in codelists.labels(name).items()}
    return [labels.get(code, code) for code in codes]


def _known(text: str, lists: tuple[str, ...]) -> tuple[str, ...]:
    codes = {code for name in lists for code in codelists.codes(name)}
    return tuple(code for code in text.split(",") if code in codes)


def told(selection: Selection) -> str:
    """`2016-2018, Collectivité territoriale, Genre`: the choice in French."""
    labels = [
        codelists.labels(name).get(code)
        for each in FILTERS
        for name in each.codelists
        for code in getattr(selection, each.field)
    ]
    years = [] if selection == Selection() else [french.years(selection.first_year, selection.last_year)]
    return ", ".join([*years, *(each for each in labels if each)])

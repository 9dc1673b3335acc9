"""The one grammar of years and codes in an address, for the address bar and for choices that are stored as text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from dse import french
from dse.filters import FILTERS
from dse.query import FIRST_YEAR, LAST_YEAR, Selection
from schemas import codelists

YEARS = "annees"


def written(selection: Selection) -> str:
    """`annees=2016-2018&familles=ONG,ESS`: the words of the address, without the audience."""
    codes = {each.url_key: getattr(selection, each.field) for each in FILTERS}
    return urlencode(to_params((selection.first_year, selection.last_year), codes), safe=",")


def to_params(years: tuple[int, int], codes: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Years, and codes by the URL key of their filter, as an address has them; a filter without codes has no key."""
    first, last = years
    params = {YEARS: f"{first}-{last}" if first != last else f"{first}"}
    return params | {url_key: ",".join(chosen) for url_key, chosen in codes.items() if chosen}


def read_years(text: str) -> tuple[int, int] | None:
    """First and last year of `2016-2018`, `2018-2016` or `2018`; None where there is none, or more than two.

    What is no number is left out: `2016-` and `2016-x` are 2016.
    """
    years = [int(part) for part in text.split("-") if part.isdecimal()]
    return (min(years), max(years)) if 1 <= len(years) <= 2 else None


def are_years_complete(text: str) -> bool:
    """Whether a text is one or two years of four digits and nothing else, as an address has them."""
    parts = text.split("-")
    return len(parts) <= 2 and all(part.isdecimal() and len(part) == 4 for part in parts)


def read_codes(text: str, lists: Iterable[str]) -> tuple[str, ...]:
    """Those of `ONG,ESS` that one of these codelists has."""
    codes = {code for name in lists for code in codelists.codes(name)}
    return tuple(code for code in text.split(",") if code in codes)


def find_unknown_codes(params: Mapping[str, str], lists: Mapping[str, Iterable[str]]) -> list[str]:
    """Codes that an address has and no codelist of their filter; `lists` are by URL key."""
    return [
        code
        for url_key, names in lists.items()
        for code in params.get(url_key, "").split(",")
        if code and not read_codes(code, names)
    ]


def read(text: str) -> Selection:
    """The selection that was written; what is not understood is left out, and years unread mean all of them."""
    params = dict(parse_qsl(text))
    chosen: dict[str, Any] = {
        each.field: read_codes(params.get(each.url_key, ""), each.codelists) for each in FILTERS
    }
    years = read_years(params.get(YEARS, ""))
    return Selection(*years, **chosen) if years else Selection(**chosen)


def unknown(text: str) -> list[str]:
    """The codes of a written choice that no list holds any more."""
    return find_unknown_codes(dict(parse_qsl(text)), {each.url_key: each.codelists for each in FILTERS})


def names(word: str, codes: Iterable[str]) -> list[str]:
    """French names of the codes of the filter of that word of the address; a year is its own."""
    lists = next((each.codelists for each in FILTERS if each.url_key == word), ())
    labels = codelists.labels_in(lists)
    return [labels.get(code, code) for code in codes]


def told_in_short(selection: Selection, longest: int) -> str:
    """The same in `longest` letters where it can be: `9 régions` where a filter has several codes and their names are too long."""
    text = told(selection)
    if len(text) <= longest:
        return text
    counts = [
        french.count(len(codes), each.singular, each.plural)
        if len(codes := getattr(selection, each.field)) > 1
        else ", ".join(names(each.url_key, codes))
        for each in FILTERS
    ]
    years = told(selection.keeping(()))
    return ", ".join(filter(None, [years, *counts]))


def told(selection: Selection) -> str:
    """`2016-2018, Collectivité territoriale, Genre`: the choice in French."""
    labels = [
        codelists.labels(name).get(code)
        for each in FILTERS
        for name in each.codelists
        for code in getattr(selection, each.field)
    ]
    first, last = selection.first_year, selection.last_year
    years = [] if (first, last) == (FIRST_YEAR, LAST_YEAR) else [french.years(first, last)]
    return ", ".join([*years, *(each for each in labels if each)])

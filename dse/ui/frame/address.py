"""The address bar: which words stand in it, and what they mean.

Streamlit's own binding writes labels; ours writes codes, so that an address survives a change of label.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from dse.disclosure.audiences import ORDER, TEAM, lowest
from dse.figures import SECTIONS
from dse.filters import FILTERS
from schemas import codelists

LISTS = {each.word: each.codelists[0] for each in FILTERS}
YEARS = "annees"
VERSION = "version"
PUBLIC = "public"
SECTION = "section"
PAGE, RUNNING, SLIDE, SCREEN = "page", "deroule", "diapo", "suite"  # of what is projected
PROJECTED = (PAGE, RUNNING, SLIDE, SCREEN)
_SEEN = "_address"


@dataclass(frozen=True)
class Place:
    """Where a projection stands: in a page or a running order, at which slide and which of its screens, from 1."""

    page: str = ""
    order: int | None = None
    slide: int = 1
    screen: int = 1

    @property
    def words(self) -> dict[str, str]:
        """As they stand in the address."""
        whose = {RUNNING: str(self.order)} if self.order else {PAGE: self.page} if self.page else {}
        return whose | {SLIDE: str(self.slide)} | ({SCREEN: str(self.screen)} if self.screen > 1 else {})


def place(words: Mapping[str, str]) -> Place:
    """Where an address stands in what it projects; the first slide where it does not say which."""
    order, slide, screen = (_whole(words.get(word, "")) for word in (RUNNING, SLIDE, SCREEN))
    return Place(words.get(PAGE, ""), order, slide or 1, screen or 1)


def _whole(text: str) -> int | None:
    return int(text) if text.isdecimal() and text.isascii() else None


def decode(words: Mapping[str, str], first_year: int, last_year: int) -> dict[str, object]:
    """What an address means: codes by list, `annees` as a pair of years within the data; what is unknown is left out."""
    chosen: dict[str, object] = {
        word: [code for code in words.get(word, "").split(",") if code in codelists.codes(name)]
        for word, name in LISTS.items()
    }
    chosen[YEARS] = _years(words.get(YEARS, ""), first_year, last_year)
    return chosen


def public(words: Mapping[str, str], held: str = TEAM) -> str:
    """The audience of an address: the one that sees least of what it says and what was held; a word unknown is the least."""
    return lowest(held, words.get(PUBLIC) or TEAM)


def section(words: Mapping[str, str], page: str) -> str:
    """The part of a page that an address asks for; the first where it says none, or one that the page has not."""
    return words.get(SECTION) if words.get(SECTION) in SECTIONS[page] else first_section(page)


def first_section(page: str) -> str:
    """The part of a page that is shown unless another is asked for."""
    return next(iter(SECTIONS[page]))


def encode(chosen: Mapping[str, object], version: int | None = None) -> dict[str, str]:
    """The words of the address for what is chosen, `section` where it is not the first of its page. The years always stand in it, so that it is never empty."""
    first, last = chosen[YEARS]
    words = {YEARS: f"{first}-{last}" if first != last else f"{first}"}
    words |= {word: ",".join(chosen[word]) for word in LISTS if chosen.get(word)}
    if chosen.get(PUBLIC, TEAM) != TEAM:
        words[PUBLIC] = chosen[PUBLIC]
    if chosen.get(SECTION):
        words[SECTION] = chosen[SECTION]
    return words | ({VERSION: str(version)} if version else {})


def unknown(words: Mapping[str, str], first_year: int, last_year: int) -> list[str]:
    """What an address asks for that does not exist, as it is written there."""
    codes = [
        code
        for word, name in LISTS.items()
        for code in words.get(word, "").split(",")
        if code and code not in codelists.codes(name)
    ]
    asked = words.get(SECTION)
    codes += [asked] if asked and all(asked not in each for each in SECTIONS.values()) else []
    version = words.get(VERSION, "")
    codes += [version] if version and not (version.isdecimal() and version.isascii()) else []
    text = words.get(YEARS, "")
    first, last = _years(text, first_year, last_year)
    read = (f"{first}-{last}", f"{last}-{first}", f"{first}")
    return codes + ([text] if text and text not in read else [])


def unknown_public(words: Mapping[str, str]) -> str | None:
    """The public that an address asks for where there is none such: it is shown the least."""
    asked = words.get(PUBLIC)
    return asked if asked and asked not in ORDER else None


def _years(text: str, first_year: int, last_year: int) -> tuple[int, int]:
    parts = text.split("-")
    if not all(part.isdigit() and len(part) == 4 for part in parts) or len(parts) > 2:
        return first_year, last_year
    low, high = int(parts[0]), int(parts[-1])
    low, high = max(min(low, high), first_year), min(max(low, high), last_year)
    return (low, high) if low <= high else (first_year, last_year)


def changed() -> dict[str, str] | None:
    """The words of the address if the reader changed it; None if it is ours, or bare after a change of page."""
    words = st.query_params.to_dict()
    if _SEEN in st.session_state and (not words or words == st.session_state[_SEEN]):
        return None
    return words


def published() -> dict[str, str] | None:
    """The words last written in the address; None before the first."""
    return st.session_state.get(_SEEN)


def publish(words: dict[str, str]) -> None:
    """Write the address, once, if it differs."""
    if st.query_params.to_dict() != words:
        st.query_params.from_dict(words)
    st.session_state[_SEEN] = words

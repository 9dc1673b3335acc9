"""What the command line's filters choose, as a Selection."""

from __future__ import annotations

import argparse
from collections.abc import Collection

from dse.disclosure.audiences import TEAM
from dse.errors import Refused
from dse.filters import FILTERS, Filter
from dse.process import print_message
from dse.query import FIRST_YEAR, LAST_YEAR, Selection
from schemas import codelists


def parse_selection(options: argparse.Namespace, breakdowns: Collection[str]) -> Selection:
    """The Selection of a figure's options. Refused if a code or a period is unknown.

    A filter that the figure does not have is dropped, as on its page, with a message.
    """
    first, last = _parse_years(options)
    codes = {filter_.field: _parse_codes(options, filter_) for filter_ in FILTERS}
    for filter_ in FILTERS:
        if codes[filter_.field] and filter_.field not in breakdowns:
            public = "" if options.audience == TEAM else " devant ce public"
            print_message(
                f"Cette figure ne se filtre pas par {filter_.singular}{public} : ce filtre est ignoré."
            )
    return Selection(first, last, **codes, audience=options.audience)


def _parse_codes(options: argparse.Namespace, filter_: Filter) -> tuple[str, ...]:
    codes = [code for codelist in filter_.codelists for code in codelists.codes(codelist)]
    chosen = tuple(getattr(options, filter_.option))
    for code in chosen:
        if code not in codes:
            raise Refused(
                f"« {code} » n’est pas un code de {filter_.singular}. Les codes sont : {', '.join(codes)}."
            )
    return chosen


def _parse_years(options: argparse.Namespace) -> tuple[int, int]:
    """First and last year, both included."""
    if options.triennial:
        return _parse_triennial(options)
    first = FIRST_YEAR if options.first is None else options.first
    last = LAST_YEAR if options.last is None else options.last
    if not FIRST_YEAR <= first <= last <= LAST_YEAR:
        raise Refused(
            f"La période {first}-{last} est impossible : donnez la première année, puis la dernière."
        )
    return first, last


def _parse_triennial(options: argparse.Namespace) -> tuple[int, int]:
    if options.first is not None or options.last is not None:
        raise Refused("Donnez soit un triennal, soit des années avec --from et --to.")
    by_code = {triennial.code: triennial for triennial in codelists.triennials()}
    if options.triennial not in by_code:
        raise Refused(
            f"Le triennal « {options.triennial} » n’existe pas. Les triennaux sont : {', '.join(by_code)}."
        )
    chosen = by_code[options.triennial]
    return chosen.starts_on.year, chosen.ends_on.year

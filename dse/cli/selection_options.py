"""What the command line's filters choose, as a Selection."""

from __future__ import annotations

import argparse
from collections.abc import Collection

from dse.disclosure.audiences import TEAM
from dse.errors import Refused
from dse.filters import FILTERS, Filter
from dse.process import tell
from dse.query import FIRST_YEAR, LAST_YEAR, Selection
from schemas import codelists


def selection(options: argparse.Namespace, breakdowns: Collection[str]) -> Selection:
    """The Selection of a figure's options. Refused if a code or a period is unknown.

    A filter that the figure does not have is dropped, as on its page, and said.
    """
    first, last = _years(options)
    codes = {each.field: _codes(options, each) for each in FILTERS}
    for each in FILTERS:
        if codes[each.field] and each.field not in breakdowns:
            public = "" if options.audience == TEAM else " devant ce public"
            tell(f"Cette figure ne se filtre pas par {each.singular}{public} : ce filtre est ignoré.")
    return Selection(first, last, **codes, audience=options.audience)


def _codes(options: argparse.Namespace, asked: Filter) -> tuple[str, ...]:
    known = [code for codelist in asked.codelists for code in codelists.codes(codelist)]
    chosen = tuple(getattr(options, asked.option))
    for code in chosen:
        if code not in known:
            raise Refused(
                f"« {code} » n’est pas un code de {asked.singular}. Les codes sont : {', '.join(known)}."
            )
    return chosen


def _years(options: argparse.Namespace) -> tuple[int, int]:
    """First and last year, both included."""
    if options.triennial:
        return _triennial(options)
    first = FIRST_YEAR if options.first is None else options.first
    last = LAST_YEAR if options.last is None else options.last
    if not FIRST_YEAR <= first <= last <= LAST_YEAR:
        raise Refused(
            f"La période {first}-{last} est impossible : donnez la première année, puis la dernière."
        )
    return first, last


def _triennial(options: argparse.Namespace) -> tuple[int, int]:
    if options.first is not None or options.last is not None:
        raise Refused("Donnez soit un triennal, soit des années avec --from et --to.")
    known = {each.code: each for each in codelists.triennials()}
    if options.triennial not in known:
        raise Refused(
            f"Le triennal « {options.triennial} » n’existe pas. Les triennaux sont : {', '.join(known)}."
        )
    chosen = known[options.triennial]
    return chosen.starts_on.year, chosen.ends_on.year

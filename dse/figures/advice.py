"""What helps where a figure has no rows: other years or fewer filters, where it then has some; else what the team can do."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from dse import disclosure, sentences
from dse.filters import FILTERS
from dse.query import Query
from dse.query.selection import FIRST_YEAR, LAST_YEAR, Selection

if TYPE_CHECKING:
    from dse.figures.figure import Figure

_SAY = sentences.read(__file__)
_COLON = re.compile(r"\s: ")  # the space before it may be one that does not break


def advise(figure: Figure, query: Query, sentence: str) -> str:
    """A reason with the advice that helps. What the sentence itself advises is for the team, and where nothing else helps."""
    reason, *of_team = _COLON.split(sentence.removesuffix("."), maxsplit=1)
    is_public = disclosure.audience(query.selection.audience).is_public
    filters = find_filters(figure, query)
    to_remove = _SAY("advice.remove", n=len(filters), filters=filters) if filters else ""
    return join(reason, to_remove or advise_years(figure, query) or ("" if is_public else "".join(of_team)))


def join(reason: str, advice: str = "") -> str:
    """A reason, and after a colon the advice: a document prints the reason alone."""
    return _SAY("advice.after_reason" if advice else "advice.none", reason=reason, advice=advice)


def advise_years(figure: Figure, query: Query) -> str:
    """To choose more years, where the figure then has rows: with the filters chosen, or without them."""
    wide = replace(query.selection, first_year=FIRST_YEAR, last_year=LAST_YEAR)
    if _has_rows(figure, query, wide):
        return _SAY("advice.widen")
    return _SAY("advice.widen_and_remove") if _has_rows(figure, query, wide.keeping(())) else ""


def find_filters(figure: Figure, query: Query) -> list[str]:
    """The filters, « Famille », without which the figure has rows: one of them, else all; none where it has none then either."""
    chosen = [filter_ for filter_ in FILTERS if getattr(query.selection, filter_.field)]
    choices = [[filter_] for filter_ in chosen] + ([chosen] if len(chosen) > 1 else [])
    for removed in choices:
        left = [filter_.field for filter_ in chosen if filter_ not in removed]
        if _has_rows(figure, query, query.selection.keeping(left)):
            return [f"« {filter_.label} »" for filter_ in removed]
    return []


def _has_rows(figure: Figure, query: Query, selection: Selection) -> bool:
    return selection != query.selection and not figure.read_rows(replace(query, selection=selection)).empty

"""What a title of a column says beside its name: the mark of a footnote, or a unit that is not ours."""

from __future__ import annotations

import re
from functools import lru_cache

from dse.ingest.spelling import canonical

_FOOTNOTE = re.compile(r"(?:\s*(?:\*+|[†‡§]|[¹²³⁴⁵⁶⁷⁸⁹]+|\([0-9]{1,2}\)|\[[0-9]{1,2}\]|:))+\s*$")
_UNIT = re.compile(
    r"[(\[]?\b(?:en )?(?:[km] ?(?:€|eur(?:os?)?\b)|kilo-?euros?\b|(?:milliers?|millions?)\b(?: d'euros?\b)?"
    r"|(?:chf|usd|gbp|cad|xof|xaf|f ?cfa|dollars?|livres?|francs?(?: suisses?)?)\b)[)\]]?"
    r"|[(\[](?:en )?[$£¥][)\]]"
)

_LONGEST_TITLE = 500


@lru_cache(maxsize=65536)
def without_footnote(title: str) -> str:
    """A title without the mark that leads to a note: « Participants (1) », « Dont femmes* ». A long text is no title."""
    return title if len(title) > _LONGEST_TITLE else _FOOTNOTE.sub("", title)


def without_unit(title: str) -> str | None:
    """A title, canonical, without the unit that it tells, where that is thousands or another currency; None elsewhere."""
    if len(title) > _LONGEST_TITLE:
        return None
    plain, count = _UNIT.subn(" ", canonical(title))
    return " ".join(plain.split()) if count else None

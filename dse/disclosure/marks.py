"""What stands in place of a number that is not shown; imports nothing of ours, so that every writer can print it."""

from __future__ import annotations

import re

MARK = "mark"  # the column of a table that holds them
WEAK = "n faible"
TEAM_ONLY = "réservé à l’équipe"
WHOLE = "Ensemble (groupes trop petits)"
_OTHERS = "Autres (n="
_FEWER = re.compile(r"\[masqué, n<\d+\]")


def fewer(than: int) -> str:
    """`[masqué, n<5]`."""
    return f"[masqué, n<{than}]"


def fewer_in(text: str) -> list[str]:
    """The marks `[masqué, n<5]` that stand in a text, each once."""
    return sorted(set(_FEWER.findall(text)))


def at_least(percent: int) -> str:
    """What stands for a share so near to all that it would name the few who answered otherwise."""
    return f"[masqué, ≥ {percent} %]"


def dominated(percent: int) -> str:
    """What stands for an amount that one organisation makes up, or too few."""
    return f"[masqué, trop peu d’organisations ou une à plus de {percent} %]"


def others(how_many: int) -> str:
    """The name of groups, or of answers, shown together: `Autres (n=12)`."""
    return f"{_OTHERS}{how_many})"


def is_name(text: object) -> bool:
    """Whether a text names groups shown together, and is no code."""
    return isinstance(text, str) and (text == WHOLE or text.startswith(_OTHERS))


def hides(text: object) -> bool:
    """Whether a mark stands in place of all numbers of its row; `n faible` stands beside them."""
    return isinstance(text, str) and text.startswith("[")


def instead(text: object, is_withheld: bool) -> str | None:
    """What is written where a row of this mark lacks a number; None where the number is simply not known.

    `is_withheld`: its column is one that only the team sees.
    """
    if not isinstance(text, str):
        return None
    return text if hides(text) or (is_withheld and text == TEAM_ONLY) else None

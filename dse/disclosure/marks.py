"""What stands in place of a number that is not shown; imports nothing of ours, so that every writer can print it."""

from __future__ import annotations

import re
from dataclasses import dataclass

MARK = "mark"  # the column of a table that holds them
# A column that a table may have: whether what is shown beside a row would tell what it hides.
TOGETHER = "is_together"
WEAK = "n faible"
TEAM_ONLY = "réservé à l’équipe"
HIDDEN = "[masqué]"  # what stands for the other numbers of a row whose share is bounded
WHOLE = "Ensemble (groupes trop petits)"
_OTHERS = "Autres (n="
_FEWER = re.compile(r"masqué \(seuil de [0-9]+\sréponses\)")
_THRESHOLD = re.compile(r"n<(\d+)")
_HOW_MANY = re.compile(r"Autres \(n=(\d+)\)")
_PLAIN = "masqué"
_DOMINATED = "[masqué, trop peu d’organisations"
_DRAWN = re.compile(r'"bound_from": \d')
_BOUND = re.compile(r"\[masqué, (≥|≤) (\d+) %\]")


@dataclass(frozen=True)
class Bound:
    """What is told of a share that is hidden: that it is at least so many percent, or at most."""

    is_least: bool
    percent: int

    @property
    def low(self) -> int:
        """The least that the share can be."""
        return self.percent if self.is_least else 0

    @property
    def high(self) -> int:
        """The most that the share can be."""
        return 100 if self.is_least else self.percent

    @property
    def sign(self) -> str:
        """How it is written before a number."""
        return "≥" if self.is_least else "≤"

    @property
    def end(self) -> int:
        """The end of the axis towards which the share lies."""
        return 100 if self.is_least else 0

    @property
    def text(self) -> str:
        """`≥ 90 %`."""
        return f"{self.sign} {self.percent} %"


def fewer(than: int) -> str:
    """`[masqué, n<5]`."""
    return f"[masqué, n<{than}]"


def to_words(text: str) -> str:
    """A mark, or the name of groups shown together, as people read it; what programs read keeps its own form.

    `[masqué, n<5]` is told with its threshold: a number may be hidden so that no other is found by difference. `Autres (n=12)` is
    `Autres (12 réponses)`. Another text is left as it is.
    """
    if text == WEAK:
        return "peu de réponses"
    if text.startswith(f"[{_PLAIN}"):
        words = _THRESHOLD.sub(r"seuil de \1 réponses", text.removeprefix("[").removesuffix("]"))
        head, comma, reason = words.partition(", ")
        return f"{head} ({reason})" if comma else head
    gathered = _HOW_MANY.fullmatch(text)
    return f"Autres ({gathered[1]} réponses)" if gathered else text


def fewer_in(text: str) -> list[str]:
    """What people read of the marks `[masqué, n<5]` that stand in a text, each once."""
    return sorted(set(_FEWER.findall(text)))


def at_least(percent: int) -> str:
    """What stands for a share so near to all that it would name the few who answered otherwise."""
    return f"[masqué, ≥ {percent} %]"


def at_most(percent: int) -> str:
    """What stands for a share so near to none that it would name the few who gave the answer."""
    return f"[masqué, ≤ {percent} %]"


def bound(text: object) -> Bound | None:
    """What a mark tells of the share of its row; None where it tells nothing."""
    found = _BOUND.fullmatch(text) if isinstance(text, str) else None
    return Bound(found[1] == "≥", int(found[2])) if found else None


def tells_bound(text: str) -> bool:
    """Whether a mark of a bound stands in a text, or what a chart draws of one."""
    return bool(_BOUND.search(text) or _DRAWN.search(text))


def is_silent(text: object) -> bool:
    """Whether a mark stands in place of a row of which nothing is told, not even a bound."""
    return hides(text) and bound(text) is None


def dominated(percent: int) -> str:
    """What stands for an amount that one organisation makes up, or too few."""
    return f"{_DOMINATED} ou une à plus de {percent} %]"


def is_of_amount(text: object) -> bool:
    """Whether a mark stands in place of an amount."""
    return isinstance(text, str) and text.startswith(_DOMINATED)


def others(how_many: int) -> str:
    """The name of groups, or of answers, shown together: `Autres (n=12)`."""
    return f"{_OTHERS}{how_many})"


def is_name(text: object) -> bool:
    """Whether a text names groups shown together, and is no code."""
    return isinstance(text, str) and (text == WHOLE or text.startswith(_OTHERS))


def hides(text: object) -> bool:
    """Whether a mark stands in place of all numbers of its row; `n faible` stands beside them."""
    return isinstance(text, str) and text.startswith(("[", _PLAIN))


def instead(text: object, is_withheld: bool) -> str | None:
    """What is written where a row of this mark lacks a number; None where the number is simply not known.

    `is_withheld`: its column is one that only the team sees.
    """
    if not isinstance(text, str):
        return None
    return text if hides(text) or (is_withheld and text == TEAM_ONLY) else None

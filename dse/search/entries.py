"""What can be looked for: each thing with the texts it is found by, and how much each of them counts."""

from __future__ import annotations

from dataclasses import dataclass

FIGURE, MEMBER, ACCOMPANIMENT, ACTIVITY = "figure", "member", "accompaniment", "activity"
PAGE, HELP, WORD = "page", "help", "word"
TITLE, SYNONYM, COLUMN, TEXT = 1.0, 0.9, 0.8, 0.4


@dataclass(frozen=True)
class Line:
    """A text that an entry is found by; `weight` says how much finding it there counts."""

    text: str
    weight: float = TITLE


@dataclass(frozen=True)
class Entry:
    """Something to be found. `target` tells it apart from others of its kind; `detail` stands beside its title."""

    kind: str
    target: str
    title: str
    detail: str = ""
    lines: tuple[Line, ...] = ()

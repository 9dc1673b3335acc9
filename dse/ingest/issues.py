"""What is wrong, where, and what to do: the one shape in which an import answers.

Codes are stable: IMP-1xx the file, 2xx a cell, 3xx a name of organisation, 4xx rows and their
references, 5xx what only a person can settle.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import Enum

LONGEST_VALUE = 40
LONGEST_SENTENCE = 300
_LOOKED_AT = 20  # times what is shown of a text: the rest may be very long
MOST_LISTED = 10_000  # of one kind: those that follow are counted
ALL_FILES = "Ensemble des fichiers"  # in place of a file, for what concerns them together


class Level(Enum):
    """What an issue does to an import."""

    ERROR = "erreur"  # it keeps the import from being done
    QUESTION = "question"  # a person has to agree
    NOTICE = "remarque"  # it is said only


ERROR, QUESTION, NOTICE = Level


@dataclass(frozen=True)
class Issue:
    """One remark on an import. `row` is the spreadsheet's (header = 1), `column` its letters.

    `reason` and `advice` are French sentences; `value` is cut to 40 characters. `names` are those in the cell that lead
    to no known organisation, complete. `code` and `level` come from the check that declares the code (registry).
    """

    file: str
    reason: str
    advice: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    header: str | None = None
    value: str | None = None
    names: tuple[str, ...] = ()
    level: Level | None = None
    code: str = ""

    def __post_init__(self) -> None:
        """Codes not yet declared by a check stand first, as all did: to be removed with the last of them."""
        if self.file.startswith("IMP-"):
            shifted = {"code": self.file, "file": self.reason, "reason": self.advice, "advice": self.sheet}
            _overwrite(self, shifted | {"sheet": None})

    @property
    def place(self) -> str:
        """File, sheet, row and column, in French."""
        parts = [self.file]
        if self.sheet is not None:
            parts.append(f"feuille {quoted_list([self.sheet])}")
        if self.row is not None:
            parts.append(f"ligne {self.row}")
        if self.column is not None:
            parts.append(f"colonne {self.column} {quoted_list([self.header] if self.header else [])}".strip())
        return ", ".join(parts)

    @property
    def sentence(self) -> str:
        """The whole remark in at most 300 characters: place, value, reason, advice."""
        value = f"« {self.value} »"
        said = "" if self.value is None or self.reason.startswith(value) else f"{value} : "
        return shorten(f"{self.place} : {said}{self.reason} {self.advice}", LONGEST_SENTENCE)


@dataclass
class CappedIssues:
    """The first problems of a kind, and how many others there are."""

    problems: list[Issue] = field(default_factory=list)
    others: int = 0

    def add(self, problem: Issue) -> None:
        """One more."""
        if len(self.problems) < MOST_LISTED:
            self.problems.append(problem)
        else:
            self.others += 1

    def all(self) -> list[Issue]:
        """Those kept, with one that says how many are not."""
        return [*self.problems, _others(self.problems[-1], self.others)] if self.others else self.problems


def cap_issues(problems: Iterable[Issue]) -> list[Issue]:
    """Issues of a kind, at most MOST_LISTED of them and one that says how many others there are."""
    found = CappedIssues()
    for each in problems:
        found.add(each)
    return found.all()


def _others(last: Issue, count: int) -> Issue:
    them = (
        f"{count} autre ligne n’est pas listée"
        if count == 1
        else f"{count} autres lignes ne sont pas listées"
    )
    reason = f"{them} ici, après les {MOST_LISTED} premières pour le même motif ({last.code})."
    advice = "Corrigez d’abord celles-ci : la cause est sans doute la même."
    return replace(last, code="IMP-123", reason=reason, advice=advice, row=None, value=None)


@dataclass(frozen=True)
class CellIssue:
    """What is wrong with a text, before it is known where the text stands.

    A QUESTION has a value all the same. `names` lead to no known organisation. `code` and `level` come from the check
    that declares the code (registry).
    """

    reason: str
    advice: str
    names: tuple[str, ...] = ()
    level: Level | None = None
    code: str = ""
    doubtful: bool = False

    def __post_init__(self) -> None:
        """Codes not yet declared by a check stand first, as all did: to be removed with the last of them."""
        if self.doubtful or self.level in (QUESTION, True):
            _overwrite(self, {"level": QUESTION, "doubtful": True})
        if self.reason.startswith("IMP-"):
            shifted = {"code": self.reason, "reason": self.advice, "advice": self.names, "names": ()}
            _overwrite(self, shifted)


def _overwrite(issue: Issue | CellIssue, values: dict[str, object]) -> None:
    for name, value in values.items():
        object.__setattr__(issue, name, value)


def letters(index: int) -> str:
    """Spreadsheet letters of a column counted from 0."""
    name = ""
    while index >= 0:
        index, rest = divmod(index, 26)
        name = chr(65 + rest) + name
        index -= 1
    return name


def shorten(text: str, longest: int = LONGEST_VALUE) -> str:
    """Text on one line, without control signs, cut with an ellipsis."""
    beginning = text[: _LOOKED_AT * longest]
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in beginning).split())
    return (
        line if len(line) <= longest and len(beginning) == len(text) else line[: longest - 1].rstrip() + "…"
    )


def quoted_list(texts: Iterable[str], last: str = "ou") -> str:
    """French enumeration of quoted texts: « a », « b » ou « c »."""
    quoted = [f"« {shorten(text)} »" for text in texts]
    if len(quoted) < 2:
        return "".join(quoted)
    return f"{', '.join(quoted[:-1])} {last} {quoted[-1]}"


def count_noun(number: int, noun: str) -> str:
    """A number and a noun with a regular plural, which French begins at two."""
    return f"{number} {noun}{'s' if number > 1 else ''}"


def sorted_issues(problems: Iterable[Issue]) -> tuple[Issue, ...]:
    """Without repetition; by file and sheet as first met, what concerns a whole file first, then row, then column."""
    unique = list(dict.fromkeys(problems))
    files = {name: rank for rank, name in enumerate(dict.fromkeys(each.file for each in unique))}
    sheets = {name: rank for rank, name in enumerate(dict.fromkeys([None, *(each.sheet for each in unique)]))}
    return tuple(
        sorted(
            unique,
            key=lambda each: (files[each.file], sheets[each.sheet], each.row or 0, _rank(each.column)),
        )
    )


def _rank(column: str | None) -> tuple[int, str]:
    return (len(column or ""), column or "")

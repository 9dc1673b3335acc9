"""What is wrong, where, and what to do: the one shape in which an import answers.

Codes are stable: IMP-1xx the file, 2xx a cell, 3xx a name of organisation, 4xx rows and their
references, 5xx what only a person can settle.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeVar

Name = TypeVar("Name")

LONGEST_VALUE = 40
LONGEST_SENTENCE = 300
_LOOKED_AT = 20  # times what is shown of a text: the rest may be very long
ALL_FILES = "Ensemble des fichiers"  # in place of a file, for what concerns them together


class Level(Enum):
    """What an issue does to an import."""

    ERROR = "erreur"  # it keeps the import from being done
    QUESTION = "question"  # a person has to agree
    NOTICE = "remarque"  # shown, asks nothing


ERROR, QUESTION, NOTICE = Level


@dataclass(frozen=True)
class Mend:
    """What a person may do on the page with one click: write `text` in the cell; where there is none, set the line aside.

    `advice` is said on the page in place of that of the issue, which speaks of the file.
    """

    label: str
    text: str | None = None
    advice: str = ""


def set_line_aside(advice: str) -> tuple[Mend, ...]:
    """The line is not imported."""
    return (Mend("Mettre de côté", advice=advice),)


@dataclass(frozen=True)
class Issue:
    """One remark on an import. `row` is the spreadsheet's (header = 1), `column` its letters.

    `reason` and `advice` are French sentences; `value` is cut to 40 characters. `names` are those in the cell that lead
    to no known organisation, complete; `mends` are what the page may do about it. `code` and `level` come from the check that declares the code (registry).
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
    mends: tuple[Mend, ...] = ()
    level: Level | None = None
    code: str = ""

    @property
    def page_advice(self) -> str:
        """What to do of a line that the page can correct or set aside."""
        return next((mend.advice for mend in self.mends if mend.advice), self.advice)

    @property
    def location(self) -> str:
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
        shown = "" if self.value is None or self.reason.startswith(value) else f"{value} : "
        return shorten(f"{self.location} : {shown}{self.reason} {self.advice}", LONGEST_SENTENCE)


@dataclass(frozen=True)
class CellIssue:
    """What is wrong with a text, before it is known where the text stands.

    A QUESTION has a value all the same. `names` lead to no known organisation; `of_several` are reason and advice where
    a cell has several such names. `unlisted` are texts, complete, that a person may match with a value; `mends` are what the page may do about
    it. `code` and `level` come from the check that declares the code (registry).
    """

    reason: str
    advice: str
    names: tuple[str, ...] = ()
    of_several: tuple[str, str] | None = None
    unlisted: tuple[str, ...] = ()
    mends: tuple[Mend, ...] = ()
    level: Level | None = None
    code: str = ""

    @property
    def is_question(self) -> bool:
        """Whether the text has a value all the same, on which a person has to agree."""
        return self.level is QUESTION


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


def select_level(issues: Iterable[Issue], level: Level) -> list[Issue]:
    """Issues of one level. Raises ValueError if one has no level: it would be said nowhere."""
    issues = list(issues)
    for issue in issues:
        if issue.level is None:
            raise ValueError(f"this issue has no level: {issue}")
    return [issue for issue in issues if issue.level is level]


def sorted_issues(issues: Iterable[Issue], sheets: Iterable[tuple[str, str | None]]) -> tuple[Issue, ...]:
    """Without repetition; by file and sheet, what concerns a whole file first, then row, column and code.

    `sheets` are the names of files and of their sheets, in the order of the import. Other files come after them, by
    name, and what concerns all files together comes last.
    """
    unique = list(dict.fromkeys(issues))
    sheets = list(sheets)
    others = sorted({issue.file for issue in unique} - {ALL_FILES})
    files = _number([*(file for file, _ in sheets), *others, ALL_FILES])
    sheet_numbers = _number(sheets)

    def position(issue: Issue) -> tuple[Any, ...]:
        sheet_number = sheet_numbers.get((issue.file, issue.sheet), len(sheet_numbers))
        sheet = (-1, "") if issue.sheet is None else (sheet_number, issue.sheet)
        return files[issue.file], sheet, issue.row or 0, _rank(issue.column), issue.code

    return tuple(sorted(unique, key=position))


def _number(names: Iterable[Name]) -> dict[Name, int]:
    return {name: number for number, name in enumerate(dict.fromkeys(names))}


def _rank(column: str | None) -> tuple[int, str]:
    return (len(column or ""), column or "")

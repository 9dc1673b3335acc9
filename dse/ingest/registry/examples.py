"""Examples that trip a check or do not: shown to people as a sentence and a table, run by tests on the clean files.

The clean files are those of tests/fixtures/files, one a form (membres, offre, accompagnements, activites, presences,
indicateurs, partenariats, changements, contacts); the store holds all of them before an example is imported.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

Line = Mapping[str, str]
Table = list[list[str]]

# A control sign is shown as its picture, such as ␀: by itself it is invisible, and makes a text file binary to tools.
_PICTURES = {sign: chr(0x2400 + sign) for sign in range(0x20)} | {0x7F: "␡"}
_LINE_BREAKS = {ord("\r"): "", ord("\n"): "\n"}


def _show_table(rows: Table) -> Table:
    """Rows of the same length, without control signs."""
    width = max(map(len, rows), default=0)
    return [[cell.translate(_PICTURES) for cell in row] + [""] * (width - len(row)) for row in rows]


class _TableExample:
    """An example that a table shows, or its sentence alone."""

    @property
    def text(self) -> str:
        """The lines of a file where a table would not show what makes the example; else empty."""
        return ""


@dataclass(frozen=True)
class ChangedLines(_TableExample):
    """The clean file of a form: cells of its line number `line` are others, and lines like it are added.

    `before` are other examples, imported first; `complete` says that the file is declared complete.
    """

    form: str
    changed: Line
    added: tuple[Line, ...] = ()
    line: int = 1
    before: tuple[Example, ...] = ()
    complete: bool = False
    comment: str = ""

    @property
    def sentence(self) -> str:
        """What the example is, in French."""
        more = " complet" if self.complete else ""
        return self.comment or f"Un fichier « {self.form} »{more} dont une ligne a ces cellules :"

    @property
    def table(self) -> Table:
        """Titles, then the cells that make the example."""
        lines = [line for line in (self.changed, *self.added) if line]
        titles = list(dict.fromkeys(title for line in lines for title in line))
        if not titles:
            return []
        return _show_table(
            [titles, *([line.get(title, "") or "(vide)" for title in titles] for line in lines)]
        )


@dataclass(frozen=True)
class FileContent(_TableExample):
    """A file of its own: a text, or bytes that `comment` describes. `form` and `wave` are those asked for with it.

    `as_text` shows its lines as they are, also where a table could show them.
    """

    name: str
    content: str | bytes
    comment: str = ""
    before: tuple[Example, ...] = ()
    complete: bool = False
    form: str | None = None
    wave: str | None = None
    as_text: bool = False

    @property
    def sentence(self) -> str:
        """What the example is, in French."""
        form = f", lu comme « {self.form} »" if self.form else ""
        return self.comment or f"Le fichier « {self.name} »{form} :"

    @property
    def table(self) -> Table:
        """Cells of the file, its titles first; none where the comment or the text tells."""
        return [] if self.text else _show_table(self._rows)

    @property
    def text(self) -> str:
        """The lines of a file whose cells, quotes or line breaks a table would hide; else empty."""
        rows = self._rows
        if not rows or isinstance(self.content, bytes):
            return ""
        is_plain = '"' not in self.content and len(set(map(len, rows))) == 1
        if is_plain and not self.as_text:
            return ""
        return self.content.translate(_PICTURES | _LINE_BREAKS).rstrip("\n")

    @property
    def _rows(self) -> Table:
        if self.comment or isinstance(self.content, bytes):
            return []
        return list(csv.reader(io.StringIO(self.content), delimiter=";"))


@dataclass(frozen=True)
class SurveyLines(_TableExample):
    """Lines of the small survey of the tests, under `Mail;Structure;Avis;Note;Appuis;Texte`."""

    lines: tuple[str, ...]
    comment: str = ""

    @property
    def sentence(self) -> str:
        """What the example is, in French."""
        return self.comment or "Un fichier de réponses à une enquête :"

    @property
    def table(self) -> Table:
        """Titles and answers."""
        return _show_table(
            [line.split(";") for line in ("Mail;Structure;Avis;Note;Appuis;Texte", *self.lines)]
        )


@dataclass(frozen=True)
class Built(_TableExample):
    """An example that a line does not hold, such as a workbook: a sentence for people, and the name of its builder.

    The builder is a function of tests/support/check_builders.py.
    """

    comment: str
    builder: str

    @property
    def sentence(self) -> str:
        """What the example is, in French."""
        return self.comment

    @property
    def table(self) -> Table:
        """None: the sentence tells."""
        return []


Example = ChangedLines | FileContent | SurveyLines | Built


def cells(
    form: str,
    changed: Line,
    *,
    line: int = 1,
    before: tuple[Example, ...] = (),
    complete: bool = False,
    comment: str = "",
) -> Example:
    """The clean file of a form, where some cells of one of its lines, by title, are others."""
    return ChangedLines(form, changed, (), line, before, complete, comment)


def lines(
    form: str,
    *added: Line,
    line: int = 1,
    before: tuple[Example, ...] = (),
    complete: bool = False,
    comment: str = "",
) -> Example:
    """The clean file of a form, and more lines: each like its line number `line` but for some cells, by title."""
    return ChangedLines(form, {}, added, line, before, complete, comment)


def content(
    name: str,
    content: str | bytes,
    *,
    comment: str = "",
    before: tuple[Example, ...] = (),
    complete: bool = False,
    form: str | None = None,
    wave: str | None = None,
    as_text: bool = False,
) -> Example:
    """A file of this name that holds just this: a text with semicolons, or bytes, which need a comment in French."""
    return FileContent(name, content, comment, before, complete, form, wave, as_text)


def answers(*lines: str, comment: str = "") -> Example:
    """Answers to the small survey of the tests: `"a@b.org;Ville Fictive;Plutôt d’accord;3;Évaluation;"`."""
    return SurveyLines(lines, comment)


def built(comment: str, builder: str) -> Example:
    """A sentence in French, such as « un classeur protégé par un mot de passe », and the function that makes it."""
    return Built(comment, builder)

"""Examples that trip a check or do not: shown to people as a sentence and a table, run by tests on the clean files.

The clean files are those of tests/fixtures/files, one a form (membres, offre, accompagnements, activites, presences,
indicateurs, partenariats, changements); the store holds all of them before an example is imported.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

Line = Mapping[str, str]
Table = list[list[str]]


@dataclass(frozen=True)
class ChangedLines:
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
        return (
            [titles, *([line.get(title, "") or "(vide)" for title in titles] for line in lines)]
            if titles
            else []
        )


@dataclass(frozen=True)
class FileContent:
    """A file of its own: a text, or bytes that `comment` describes. `form` and `wave` are those asked for with it."""

    name: str
    content: str | bytes
    comment: str = ""
    before: tuple[Example, ...] = ()
    complete: bool = False
    form: str | None = None
    wave: str | None = None

    @property
    def sentence(self) -> str:
        """What the example is, in French."""
        return self.comment or f"Le fichier « {self.name} » :"

    @property
    def table(self) -> Table:
        """Cells of the file, its titles first; none where only the comment tells."""
        if self.comment or isinstance(self.content, bytes):
            return []
        return list(csv.reader(io.StringIO(self.content), delimiter=";"))


@dataclass(frozen=True)
class SurveyLines:
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
        return [line.split(";") for line in ("Mail;Structure;Avis;Note;Appuis;Texte", *self.lines)]


@dataclass(frozen=True)
class Built:
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
) -> Example:
    """A file of this name that holds just this: a text with semicolons, or bytes, which need a comment in French."""
    return FileContent(name, content, comment, before, complete, form, wave)


def answers(*lines: str, comment: str = "") -> Example:
    """Answers to the small survey of the tests: `"a@b.org;Ville Fictive;Plutôt d’accord;3;Évaluation;"`."""
    return SurveyLines(lines, comment)


def built(comment: str, builder: str) -> Example:
    """A sentence in French, such as « un classeur protégé par un mot de passe », and the function that makes it."""
    return Built(comment, builder)

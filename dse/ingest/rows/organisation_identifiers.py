"""Organisations listed without an identifier: known by their SIREN or a name, or new with one made of their name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from dse import formula
from dse.ingest.files.cells import Sheet
from dse.ingest.issues import CellIssue, Issue, quoted_list, shorten
from dse.ingest.organisations.resolution import Organisations, describe_ambiguous_name
from dse.ingest.registry import QUESTION, check, content
from dse.ingest.rows.identifier_columns import (
    ADDED,
    NEW,
    OF_ADDED,
    Answers,
    ProposedIdentifier,
    build_proposed,
    fill,
    find_unidentified,
    select_answers,
)
from dse.ingest.rows.listed_lines import list_added
from dse.ingest.rows.row_building import Reading
from dse.ingest.spelling import clean

TABLE = "organisations"


@check(
    "IMP-306",
    level=QUESTION,
    title="Organisation sans identifiant, peut-être une autre",
    explanation=(
        "La ligne n’a pas d’identifiant, et son nom ou son SIREN ne suffit pas à dire de quelle organisation elle parle : un nom voisin, "
        "le même nom sous un autre SIREN, ou deux lignes du même nom. Une organisation comptée deux fois, ou deux réunies en une, "
        "fausserait les chiffres."
    ),
    advice="Confirmez si l’aperçu dit juste ; sinon écrivez dans le fichier, sous « Identifiant », celui de l’organisation.",
    trips=content(
        "membres.csv",
        "Nom;Famille d’acteur;Champ\nVille de Lysées;COLLECTIVITE;AUTRE\n",
        comment="Une liste sans « Identifiant » où « Ville de Lysées » est nouvelle, quand « Ville de Lysée » est connue.",
    ),
    passes=content(
        "membres.csv",
        "Nom;Famille d’acteur;Champ\nVille de Lysée;COLLECTIVITE;AUTRE\n",
        comment="La même liste, avec le nom connu.",
    ),
)
def describe_doubtful_organisation(reason: str, advice: str) -> CellIssue:
    """A line without an identifier that may be about another organisation than the one it is taken for."""
    return CellIssue(reason, advice)


@dataclass
class OrganisationLines:
    """Lines of one sheet that are taken for organisations, as they come."""

    reading: Reading
    organisations: Organisations
    new_lines: dict[str, tuple[Sheet, int]]  # of the whole import
    ids_by_line: dict[int, str] = field(default_factory=dict)
    first_lines: dict[str, int] = field(default_factory=dict)
    added: set[str] = field(default_factory=set)
    candidates: dict[int, list[str]] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)

    def answer(self, line: int, name: str, siren: str | None, answer: str) -> None:
        """Take a line for the organisation that a person said, or for a new one."""
        self.ids_by_line[line] = answer if answer != NEW else self._add(line, name, siren)

    def add(self, line: int, name: str, siren: str | None) -> None:
        """Take a line for a new organisation, typed as one. Of a name that is that of another, the rules on names ask."""
        is_namesake = bool(self.organisations.find_by_name(name))
        self.ids_by_line[line] = identifier = self._add(line, name, siren)
        if not is_namesake:
            self.compare(line, identifier)

    def compare(self, line: int, identifier: str) -> None:
        """Ask whether an organisation typed as a new one is another."""
        self.first_lines[identifier] = line
        self.added.add(identifier)

    def take(self, line: int, name: str, siren: str | None) -> None:
        """Take a line for an organisation that its SIREN or its name leads to, or for a new one."""
        by_siren, by_name = self.organisations.find_by_siren(siren), self.organisations.find_by_name(name)
        if len(by_siren) == 1:
            self._take_by_siren(line, min(by_siren), by_name)
        elif len(by_name) > 1 or by_siren:
            candidates = by_name if len(by_name) > 1 else sorted(by_siren)
            self._report(line, describe_ambiguous_name(map(self._describe, candidates[:3])), candidates)
            self.ids_by_line[line] = candidates[0]
        elif by_name:
            self._take_by_name(line, by_name[0], siren)
        else:
            self.ids_by_line[line] = identifier = self._add(line, name, siren)
            self.first_lines[identifier] = line

    def _add(self, line: int, name: str, siren: str | None) -> str:
        identifier = self.organisations.add(name, siren)
        self.new_lines.setdefault(identifier, (self.reading.sheet, line))
        return identifier

    def ask_about_resembling(self) -> None:
        """Ask about each new organisation whose name may be a spelling of another that the sheet does not list."""
        listed = set(self.ids_by_line.values()) - set(self.first_lines)
        for identifier, line in self.first_lines.items():
            near = [
                other
                for other in self.organisations.find_resembling(self.organisations.names[identifier])
                if other != identifier and other not in listed
            ]
            if near:
                reason = f"Cette organisation nouvelle ressemble à « {self._describe(near[0])} » : est-ce la même ?"
                advice = (
                    OF_ADDED
                    if identifier in self.added
                    else f"Si oui, écrivez {shorten(near[0])} sous « {self.reading.form.identity[0]} » ; sinon confirmez."
                )
                self._report(line, describe_doubtful_organisation(reason, advice), near[:3])

    def _take_by_siren(self, line: int, identifier: str, by_name: list[str]) -> None:
        self.ids_by_line[line] = identifier
        if by_name and identifier not in by_name:
            both = quoted_list([self._describe(identifier), self._describe(by_name[0])], "et")
            reason = f"Le SIREN et le nom mènent à deux organisations : {both}. La première est retenue."
            self._report(
                line,
                describe_doubtful_organisation(reason, "Confirmez, ou écrivez l’identifiant."),
                [identifier, *by_name],
            )

    def _take_by_name(self, line: int, identifier: str, siren: str | None) -> None:
        self.ids_by_line[line] = identifier
        if self.organisations.has_other_siren(identifier, siren):
            reason = f"« {self._describe(identifier)} » a ce nom, sous un autre SIREN : est-ce la même ?"
            issue = describe_doubtful_organisation(reason, "Confirmez, ou écrivez son identifiant.")
            self._report(line, issue, [identifier])
        elif identifier in self.new_lines:
            sheet, first = self.new_lines[identifier]
            where = sheet.name_line(first, self.reading.sheet)
            reason = f"Ce nom est aussi celui de {where} : une seule organisation en est faite."
            advice = "Confirmez si c’est la même ; sinon écrivez leurs identifiants."
            self._report(line, describe_doubtful_organisation(reason, advice), [identifier])

    def _describe(self, identifier: str) -> str:
        return f"{self.organisations.names[identifier]} ({identifier})"

    def list_candidates(self, line: int) -> dict[str, str]:
        """The organisations that a doubtful line may be about, as they are described."""
        return {identifier: self._describe(identifier) for identifier in self.candidates.get(line, ())}

    def _report(self, line: int, issue: CellIssue, candidates: Sequence[str]) -> None:
        self.candidates[line] = [*candidates]
        column = self.reading.recognised.positions[self.reading.form.headers[self._header].identified_by[0]]
        self.issues.append(self.reading.sheet.problem(issue, line, column))

    @property
    def _header(self) -> str:
        return self.reading.form.identity[0]


def complete_organisations(
    reading: Reading,
    organisations: Organisations,
    new_lines: dict[str, tuple[Sheet, int]],
    answers: Answers,
) -> tuple[Reading, list[Issue], list[ProposedIdentifier]]:
    """The sheet with an identifier on every line that names an organisation, what is doubtful, and what was proposed."""
    unidentified = find_unidentified(reading)
    if reading.form.rows[0].table != TABLE:
        return reading, [], []
    added = list_added(reading, answers)
    if not unidentified and not added:
        return reading, [], []
    organisation_lines = OrganisationLines(reading, organisations, new_lines)
    names, sirens = (_texts_of(reading, column) for column in ("name", "siren"))
    answers_by_line = select_answers(reading, unidentified, answers)
    for line in unidentified:
        answer = answers_by_line.get(line)
        if answer == ADDED:
            if names[line]:
                organisation_lines.add(line, names[line], sirens[line] or None)
        elif answer is not None and (answer == NEW or answer in organisations.names):
            organisation_lines.answer(line, names[line], sirens[line] or None, answer)
        elif names[line]:
            organisation_lines.take(line, names[line], sirens[line] or None)
    for line, identifier in added.items():
        if organisations.find_by_name(names[line]) == [identifier]:  # else the rules on names ask
            organisation_lines.compare(line, identifier)
    organisation_lines.ask_about_resembling()
    proposed = [
        build_proposed(
            reading,
            line,
            identifier,
            names[line],
            organisation_lines.list_candidates(line),
            is_new=identifier in new_lines,
        )
        for line, identifier in sorted(organisation_lines.ids_by_line.items())
    ]
    return fill(reading, organisation_lines.ids_by_line), organisation_lines.issues, proposed


def _texts_of(reading: Reading, column: str) -> list[str]:
    """Values of a column of the organisations, line by line; nothing for those that the file lacks."""
    source = reading.form.rows[0].columns.get(column)
    if source is None or source.header not in reading.recognised.positions:
        return [""] * len(reading.sheet.numbers)
    _, _, values = reading.values_under(source.header)
    return [clean(formula.unescape(value)) if value else "" for value in values]

"""Lines without an identifier, and their sheet with the identifiers that are proposed for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from dse.ingest.forms.definitions import LINE
from dse.ingest.issues import CellIssue, Issue, count_noun, quoted_list
from dse.ingest.registry import NOTICE, check, content
from dse.ingest.rows.row_building import Reading

_MOST_NAMED = 3


Line = tuple[str, str | None, int]  # file, sheet, spreadsheet row
# What a person said of lines without an identifier: the one of the row that each is about, NEW, or ADDED where it was typed as
# a new thing: it is never taken for another, and what it looks like is asked.
Answers = Mapping[Line, str]
NEW, ADDED = "", "+"
# Advice about a new thing that is typed; the other is saved, or typed too.
OF_ADDED = "Si oui, retirez cette saisie et corrigez l’autre s’il le faut ; sinon confirmez."
NO_ANSWERS: Answers = MappingProxyType({})


@dataclass(frozen=True)
class ProposedIdentifier:
    """The identifier of a line that had none: of a row already there, or a new one. `label` is what the line is about.

    Where that is doubtful, `candidates` are the rows that it may be about, each identifier with its description.
    """

    file: str
    sheet: str | None
    row: int
    identifier: str
    label: str
    is_new: bool
    candidates: Mapping[str, str] = field(default_factory=dict)

    @property
    def line(self) -> Line:
        """Where the line stands."""
        return self.file, self.sheet, self.row


@check(
    "IMP-414",
    level=NOTICE,
    title="Identifiants proposés",
    explanation=(
        "Des lignes n’ont pas d’identifiant. Celles qui parlent de ce qui est déjà connu gardent le sien : une organisation, par son nom ou "
        "son SIREN ; un accompagnement, par son porteur, son type, son intitulé et sa date. Les autres en reçoivent un nouveau, qu’elles "
        "retrouvent à l’import suivant."
    ),
    advice="Relisez la liste des identifiants dans l’aperçu ; pour en choisir un autre, écrivez-le dans le fichier.",
    trips=content(
        "membres.csv",
        "Nom;Famille d’acteur;Champ\nAssociation des Semeurs;ONG;AUTRE\n",
        comment="Une liste de membres sans « Identifiant », où une organisation est nouvelle.",
    ),
    passes=content(
        "membres.csv",
        "Identifiant;Nom;Famille d’acteur;Champ\nSEMEURS;Association des Semeurs;ONG;AUTRE\n",
        comment="La même liste, avec son identifiant.",
    ),
)
def describe_proposed(proposed: Sequence[ProposedIdentifier]) -> CellIssue:
    """How many lines of a sheet got an identifier: those already there, and the new ones, of which the first are named."""
    new_ids = list(dict.fromkeys(one.identifier for one in proposed if one.is_new))
    recognised_count = sum(not one.is_new for one in proposed)
    parts = []
    if recognised_count:
        parts.append(f"{count_noun(recognised_count, 'ligne')} reconnue{'s' if recognised_count > 1 else ''}")
    if new_ids:
        others = len(new_ids) - _MOST_NAMED
        named = (
            ", ".join(quoted_list([one]) for one in new_ids[:_MOST_NAMED])
            if others > 0
            else quoted_list(new_ids, "et")
        )
        more = f" et {count_noun(others, 'autre')}" if others > 0 else ""
        parts.append(
            f"{count_noun(len(new_ids), 'identifiant')} nouveau{'x' if len(new_ids) > 1 else ''} ({named}{more})"
        )
    return CellIssue(
        f"Lignes sans identifiant : {' ; '.join(parts)}.",
        "Relisez la liste ; un identifiant s’écrit aussi dans le fichier.",
    )


def find_unidentified(reading: Reading) -> list[int]:
    """Lines without an identifier, where the form says by what else they are recognised and the file has it."""
    form, positions = reading.form, reading.recognised.positions
    if form.key == LINE:
        return []
    if len(form.identity) != 1 or not form.is_proposed(form.identity[0], positions):
        return []
    lines = range(len(reading.sheet.numbers))
    if form.identity[0] not in positions:
        return list(lines)
    cells = reading.texts(form.identity[0])
    return [line for line in lines if not cells[line].strip()]


def fill(reading: Reading, ids_by_line: Mapping[int, str]) -> Reading:
    """The same sheet with identifiers on some lines, in a column more where it has none."""
    header, sheet, positions = reading.form.identity[0], reading.sheet, dict(reading.recognised.positions)
    width = len(sheet.columns)
    position = positions.setdefault(header, width)
    cells = [""] * len(sheet.numbers) if position == width else list(sheet.columns[position])
    for line, identifier in ids_by_line.items():
        cells[line] = identifier
    columns = (*sheet.columns[:position], cells, *sheet.columns[position + 1 :])
    headers = sheet.headers
    if position == width:
        headers = (*headers, *[""] * (width - len(headers)), header)
    filled = replace(sheet, headers=headers, columns=columns)
    recognised = replace(reading.recognised, sheet=filled, positions=positions)
    return Reading(recognised, reading.organisations, reading.current, reading.wave)


def select_answers(reading: Reading, lines: Sequence[int], answers: Answers) -> dict[int, str]:
    """What was answered for lines of a sheet."""
    sheet = reading.sheet
    places = {line: (sheet.file, sheet.name, sheet.numbers[line]) for line in lines} if answers else {}
    return {line: answers[place] for line, place in places.items() if place in answers}


def build_proposed(
    reading: Reading,
    line: int,
    identifier: str,
    label: str,
    candidates: Mapping[str, str],
    *,
    is_new: bool,
) -> ProposedIdentifier:
    """What was proposed for a line."""
    sheet = reading.sheet
    return ProposedIdentifier(
        sheet.file, sheet.name, sheet.numbers[line], identifier, label, is_new, candidates
    )


def report(reading: Reading, proposed: Sequence[ProposedIdentifier]) -> Issue:
    """The notice of a sheet."""
    return reading.sheet.problem(describe_proposed(proposed))

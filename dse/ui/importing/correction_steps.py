"""What a person typed over lines of an import and set aside, step by step, so that each is undone alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dse import french
from dse.ingest.files.corrections import NO_CORRECTIONS, Cell, Corrections, Line
from dse.ingest.rows.rejected_lines import RejectedLines


@dataclass(frozen=True)
class Change:
    """A cell typed over, as it is listed."""

    location: str
    row: int
    title: str
    before: str
    after: str


@dataclass(frozen=True)
class Step:
    """What was applied together, and is undone together; `lines` are those set aside, `given_back` those set aside before that no
    longer are."""

    corrections: Corrections = NO_CORRECTIONS
    changes: Mapping[Cell, Change] = field(default_factory=dict)
    lines: tuple[RejectedLines, ...] = ()
    given_back: frozenset[Line] = frozenset()

    def add(self, later: Step) -> Step:
        """Both as one."""
        before = self.take_back(later.given_back)
        changes = {
            cell: replace(change, before=self.changes.get(cell, change).before)
            for cell, change in later.changes.items()
        }
        return Step(
            before.corrections.add(later.corrections),
            {**self.changes, **changes},
            _merge_lines([*before.lines, *later.lines]),
        )

    def take_back(self, lines: Collection[Line]) -> Step:
        """The same, without setting some lines aside."""
        others = [
            replace(
                sheet,
                lines=tuple(line for line in sheet.lines if (*locate_sheet(sheet), line[0]) not in lines),
            )
            for sheet in self.lines
        ]
        corrections = replace(self.corrections, set_aside=self.corrections.set_aside - {*lines})
        return Step(corrections, self.changes, tuple(sheet for sheet in others if sheet.lines))

    def keep_files(self, hashes: Collection[str]) -> Step:
        """What concerns some files."""
        return Step(
            self.corrections.keep_files(hashes),
            {cell: change for cell, change in self.changes.items() if cell[0] in hashes},
            tuple(sheet for sheet in self.lines if sheet.file_hash in hashes),
            frozenset(line for line in self.given_back if line[0] in hashes),
        )


def locate_sheet(sheet: RejectedLines) -> tuple[str, str | None]:
    return sheet.file_hash, sheet.sheet


def _merge_lines(sheets: Sequence[RejectedLines]) -> tuple[RejectedLines, ...]:
    merged: dict[tuple[str, str | None], RejectedLines] = {}
    for sheet in sheets:
        before = merged.get(locate_sheet(sheet))
        lines = (*before.lines, *sheet.lines) if before else sheet.lines
        merged[locate_sheet(sheet)] = replace(sheet, lines=tuple(sorted(lines, key=lambda line: line[0])))
    return tuple(merged.values())


NOTHING_TYPED = Step()


def join(steps: Sequence[Step]) -> Step:
    joined = NOTHING_TYPED
    for step in steps:
        joined = joined.add(step)
    return joined


def describe(corrections: Corrections) -> str:
    """`Colonne « Champ » ajoutée, 3 cellules corrigées, 2 lignes mises de côté`."""
    cells, lines = len(corrections.cells), len(corrections.set_aside)
    titles = dict.fromkeys(title for *_, title in corrections.columns)
    parts = [
        *(f"colonne « {title} » ajoutée" for title in titles),
        french.count(cells, "cellule corrigée", "cellules corrigées") if cells else "",
        french.count(lines, "ligne mise de côté", "lignes mises de côté") if lines else "",
    ]
    text = f"{', '.join(filter(None, parts)) or 'aucune correction'} : les fichiers restent comme ils sont"
    return text[:1].upper() + text[1:]


def describe_location(sheet: RejectedLines) -> str:
    return f"{sheet.file}, {sheet.sheet}" if sheet.sheet else sheet.file

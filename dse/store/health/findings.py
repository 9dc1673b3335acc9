"""One thing to know of a store: its kinds, their order, and the files that are nobody's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dse.store.durability import disk
from dse.store.durability.disk_errors import explain_read_errors
from dse.store.records.layout import DESKTOP
from dse.store.tables import integrity

DAMAGED, MISSING, FOREIGN, LEFTOVER = integrity.DAMAGED, integrity.MISSING, "foreign", "leftover"
FORGOTTEN = "forgotten"  # it still holds somebody who is
GRAVE = (DAMAGED, MISSING)


@dataclass(frozen=True)
class Finding:
    """One thing to know of a store. `kind` is damaged, missing, forgotten, foreign or leftover; `file` is relative to it."""

    kind: str
    file: str
    sentence: str


def sort_by_gravity(*findings: Finding) -> list[Finding]:
    """Gravest first."""
    order = (DAMAGED, MISSING, FORGOTTEN, FOREIGN, LEFTOVER)
    return sorted(findings, key=lambda finding: (order.index(finding.kind), finding.file))


def find_foreign_files(directory: Path, expected: re.Pattern[str]) -> Iterator[Finding]:
    """Files of a folder that are not of its names."""
    for name in list_file_names(directory):
        if not expected.fullmatch(name) and not DESKTOP.fullmatch(name):
            path = f"{directory.name}/{name}"
            yield Finding(
                FOREIGN,
                path,
                f"Le fichier {path} est étranger, sans doute une copie faite par la synchronisation : il est ignoré. "
                "Vérifiez avec son auteur qu’aucun import n’est perdu, puis déplacez-le.",
            )


def list_file_names(directory: Path) -> list[str]:
    """Names in a folder, in order. StoreError names one that cannot be read."""
    with explain_read_errors(directory):
        return disk.entries(directory)

"""The health of a store: what is damaged, missing, foreign or left over, each by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dse.errors import Damaged
from dse.store import disk, durable, integrity, manifests, naming, records
from dse.store.layout import Layout
from dse.store.messages import reading
from dse.store.version import DATA_FILE, DataFile

DAMAGED, MISSING, FOREIGN, LEFTOVER = integrity.DAMAGED, integrity.MISSING, "foreign", "leftover"
# What file browsers put in any folder they show.
DESKTOP = re.compile(r"\..*|Thumbs\.db|desktop\.ini", re.IGNORECASE)


@dataclass(frozen=True)
class Finding:
    """One thing to know of a store. `kind` is damaged, missing, foreign or leftover; `file` is relative to it."""

    kind: str
    file: str
    sentence: str


def findings(layout: Layout) -> list[Finding]:
    """Everything to know, gravest first."""
    found = [
        *_records(layout.manifests, manifests.KIND),
        *_records(layout.names, naming.KIND),
        *_data(layout),
        *_scratch(layout),
    ]
    order = (DAMAGED, MISSING, FOREIGN, LEFTOVER)
    return sorted(found, key=lambda finding: (order.index(finding.kind), finding.file))


def _records(directory: Path, kind: str) -> Iterator[Finding]:
    numbers = records.numbers(directory)
    for number in range(1, max(numbers, default=0) + 1):
        path = f"{directory.name}/{records.place(directory, number).name}"
        if number not in numbers:
            yield Finding(MISSING, path, f"Le fichier {path} manque. Récupérez-le dans une sauvegarde.")
        elif not _is_whole(directory, number, kind):
            yield _damaged(path)
    yield from _foreign(directory, records.FILE_NAME)


def _is_whole(directory: Path, number: int, kind: str) -> bool:
    try:
        records.load(directory, number, kind)
    except Damaged:
        return False
    return True


def _data(layout: Layout) -> Iterator[Finding]:
    files = {file.name: file for version in manifests.whole(layout) for file in _files(version.tables)}
    for file in files.values():
        yield from _data_file(layout, file)
    yield from _foreign(layout.data, DATA_FILE)
    for name in _names(layout.data):
        if DATA_FILE.fullmatch(name) and name not in files:
            yield Finding(
                LEFTOVER,
                f"data/{name}",
                f"Le fichier data/{name} n’appartient à aucune version : il peut rester.",
            )


def _data_file(layout: Layout, file: DataFile) -> Iterator[Finding]:
    path = f"data/{file.name}"
    trouble = integrity.trouble_afresh(layout.data / file.name, file)
    if trouble == MISSING:
        yield Finding(MISSING, path, f"Le fichier {path} manque. Récupérez-le dans une sauvegarde.")
    elif trouble == DAMAGED:
        yield _damaged(path)


def _scratch(layout: Layout) -> Iterator[Finding]:
    for path in durable.leftovers(layout.scratch):
        name = f"tmp/{path.name}"
        yield Finding(
            LEFTOVER, name, f"Le fichier {name} reste d’un import interrompu : le prochain import l’enlève."
        )


def _foreign(directory: Path, expected: re.Pattern[str]) -> Iterator[Finding]:
    for name in _names(directory):
        if not expected.fullmatch(name) and not DESKTOP.fullmatch(name):
            path = f"{directory.name}/{name}"
            yield Finding(
                FOREIGN,
                path,
                f"Le fichier {path} est étranger, sans doute une copie faite par la synchronisation : il est ignoré. "
                "Vérifiez avec son auteur qu’aucun import n’est perdu, puis déplacez-le.",
            )


def _damaged(path: str) -> Finding:
    return Finding(DAMAGED, path, f"Le fichier {path} est endommagé. Récupérez-le dans une sauvegarde.")


def _names(directory: Path) -> list[str]:
    with reading(directory):
        return disk.entries(directory)


def _files(tables: dict[str, tuple[DataFile, ...]]) -> Iterator[DataFile]:
    for files in tables.values():
        yield from files

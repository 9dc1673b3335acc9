"""The health of a store: what is damaged, missing, foreign or left over, each by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from dse.errors import Damaged
from dse.store import (
    disk,
    durable,
    exports,
    forgotten,
    integrity,
    manifests,
    naming,
    newest,
    records,
    running,
)
from dse.store.layout import DESKTOP, Layout, interrupted_restoration, is_restoring
from dse.store.messages import reading
from dse.store.version import DATA_FILE, DataFile

DAMAGED, MISSING, FOREIGN, LEFTOVER = integrity.DAMAGED, integrity.MISSING, "foreign", "leftover"
GRAVE = (DAMAGED, MISSING)


@dataclass(frozen=True)
class Finding:
    """One thing to know of a store. `kind` is damaged, missing, foreign or leftover; `file` is relative to it."""

    kind: str
    file: str
    sentence: str


def findings(layout: Layout) -> list[Finding]:
    """Everything to know, gravest first. Where a record of forgotten persons is lost, that alone: no version is read."""
    if is_restoring(layout):
        return [Finding(MISSING, layout.restoring.name, interrupted_restoration(layout))]
    if lost := list(_forgotten_records(layout)):
        return _in_order(*lost)
    return _in_order(
        *manifest_findings(layout),
        *_never_published(layout),
        *_foreign(layout.manifests, records.FILE_NAME),
        *_other_records(layout.names, naming.KIND),
        *_other_records(layout.running_orders, running.KIND),
        *_other_records(layout.exports, exports.KIND),
        *_foreign(layout.forgotten, records.FILE_NAME),
        *_data(layout),
        *_scratch(layout),
    )


def manifest_findings(layout: Layout) -> list[Finding]:
    """What is surely damaged or missing among the manifests. No data file is looked at."""
    load = partial(manifests.load, layout)
    return _in_order(*_records(layout.manifests, newest.number(layout), load))


def _in_order(*found: Finding) -> list[Finding]:
    order = (DAMAGED, MISSING, FOREIGN, LEFTOVER)
    return sorted(found, key=lambda finding: (order.index(finding.kind), finding.file))


def _forgotten_records(layout: Layout) -> Iterator[Finding]:
    highest = max(records.numbers(layout.forgotten), default=0)
    yield from _records(layout.forgotten, highest, partial(forgotten.load, layout))


def _other_records(directory: Path, kind: str) -> Iterator[Finding]:
    highest = max(records.numbers(directory), default=0)
    yield from _records(directory, highest, partial(records.load, directory, kind=kind))
    yield from _foreign(directory, records.FILE_NAME)


def _records(directory: Path, highest: int, load: Callable[[int], object]) -> Iterator[Finding]:
    numbers = records.numbers(directory)
    for number in range(1, highest + 1):
        path = _path(directory, number)
        if number not in numbers:
            yield _missing(path)
        elif not _is_whole(number, load):
            yield _damaged(path)


def _is_whole(number: int, load: Callable[[int], object]) -> bool:
    try:
        load(number)
    except Damaged:
        return False
    return True


def _never_published(layout: Layout) -> Iterator[Finding]:
    """The version that data newer than every manifest were written for.

    It was cut before its manifest, or has lost it, or is being saved or synchronised at this very moment.
    """
    highest = newest.number(layout)
    numbers = records.numbers(layout.manifests)
    published_ns = max(
        (_changed_ns(records.place(layout.manifests, number)) for number in numbers), default=0
    )
    is_known = highest > max(numbers, default=0)
    newer = [name for name in _unowned(layout) if _changed_ns(layout.data / name) > published_ns]
    if newer and not is_known:
        path = _path(layout.manifests, highest + 1)
        yield Finding(
            MISSING,
            path,
            f"Des fichiers sont plus récents que la dernière version, dont data/{newer[0]}. Ou bien un import a été "
            f"interrompu : refaites-le. Ou bien le fichier {path} est perdu : récupérez-le dans une sauvegarde.",
        )


def _changed_ns(path: Path) -> int:
    with reading(path):
        stamp = disk.stamp(path)
    return stamp[1] if stamp else 0


def _data(layout: Layout) -> Iterator[Finding]:
    for file in owned_files(layout).values():
        yield from _data_file(layout, file)
    yield from _foreign(layout.data, DATA_FILE)
    remaining = forgotten.remaining(layout)
    for name in remaining:
        sentence = (
            f"Le fichier data/{name} contient encore une personne oubliée : le prochain import l’enlève."
        )
        yield Finding(LEFTOVER, f"data/{name}", sentence)
    for name in (each for each in _unowned(layout) if each not in remaining):
        sentence = f"Le fichier data/{name} n’appartient à aucune version lisible : il peut rester."
        yield Finding(LEFTOVER, f"data/{name}", sentence)


def owned_files(layout: Layout) -> dict[str, DataFile]:
    """Data files of the versions that can be read, by name."""
    tables = [version.tables for version in manifests.whole(layout)]
    return {file.name: file for each in tables for files in each.values() for file in files}


def _unowned(layout: Layout) -> list[str]:
    # Listed first: what is published meanwhile has an owner.
    there = [name for name in _names(layout.data) if DATA_FILE.fullmatch(name)]
    owned = owned_files(layout)
    return [name for name in there if name not in owned]


def _data_file(layout: Layout, file: DataFile) -> Iterator[Finding]:
    path = f"data/{file.name}"
    trouble = integrity.trouble_afresh(layout.data / file.name, file)
    if trouble == MISSING:
        yield _missing(path)
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


def _path(directory: Path, number: int) -> str:
    return f"{directory.name}/{records.place(directory, number).name}"


def _missing(path: str) -> Finding:
    return Finding(MISSING, path, f"Le fichier {path} manque. Récupérez-le dans une sauvegarde.")


def _damaged(path: str) -> Finding:
    return Finding(DAMAGED, path, f"Le fichier {path} est endommagé. Récupérez-le dans une sauvegarde.")


def _names(directory: Path) -> list[str]:
    with reading(directory):
        return disk.entries(directory)

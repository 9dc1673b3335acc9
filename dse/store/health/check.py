"""The health of a store: what is damaged, missing, foreign or left over, each by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import schemas
from dse.errors import Damaged
from dse.store.commits import unfinished_files
from dse.store.durability import atomic_files, disk
from dse.store.durability.disk_errors import explain_read_errors
from dse.store.health.findings import (
    DAMAGED,
    FORGOTTEN,
    LEFTOVER,
    MISSING,
    Finding,
    find_foreign_files,
    list_file_names,
    sort_by_gravity,
)
from dse.store.records import export_records, numbered_records, titled_records, unreadable_records
from dse.store.records.layout import Layout, describe_interrupted_restoration, is_restoring
from dse.store.tables import forgotten_leftovers, integrity, references, table_files
from dse.store.versions import forgotten_persons, manifests, newest_version, version_names
from dse.store.versions.version import DATA_FILE, DataFile, Version

BESIDE = re.compile(rf"{numbered_records.FILE_NAME.pattern}|(?i:{unreadable_records.ASIDE.pattern})")
_FORGET_AGAIN = "Si une personne a été oubliée depuis cette sauvegarde, elle y est encore : oubliez-la de nouveau aussitôt."
_ANSWERS_LACK = (
    "Les réponses des enquêtes où la personne était manquent dans toutes les versions : réimportez ces enquêtes, puis oubliez-la "
    "de nouveau."
)
_CUT = "vient d’un import (ou d’un oubli) en cours, ou interrompu avant d’être enregistré : rien n’est perdu, refaites-le."


def find_all(layout: Layout) -> list[Finding]:
    """Everything to know, gravest first. Where a record of forgotten persons is lost, that alone: no version is read."""
    if is_restoring(layout):
        return [Finding(MISSING, layout.restoring.name, describe_interrupted_restoration(layout))]
    if lost := list(_check_forgotten_records(layout)):
        return sort_by_gravity(*lost)
    return sort_by_gravity(
        *find_manifest_findings(layout, manifests.load_version_afresh),
        *_find_unpublished(layout),
        *find_foreign_files(layout.manifests, numbered_records.FILE_NAME),
        *_check_records_of(layout.names, version_names.KIND),
        *(
            finding
            for series in titled_records.ALL
            for finding in _check_records(series.find_folder(layout), partial(series.load, layout))
        ),
        *_check_records_of(layout.exports, export_records.KIND),
        *_find_beside_records(layout.forgotten),
        *_check_data(layout),
        *_check_references(layout),
        *_find_scratch(layout),
    )


def find_manifest_findings(
    layout: Layout, load: Callable[[Layout, int], Version] = manifests.load_version
) -> list[Finding]:
    """What is surely damaged or missing among the manifests. No data file is looked at."""
    highest = newest_version.highest_number(layout)
    findings = sort_by_gravity(*_check_numbers(layout.manifests, highest, partial(load, layout)))
    current = manifests.load_current(layout) if findings else None
    if not findings or newest_version.find_lost_number(highest, current) is None:
        return findings
    # The sentence that refuses to save over it knows the version to go back to.
    path = _path(layout.manifests, highest)
    sentence = str(newest_version.lost_version_error(layout, highest, current))
    return [replace(finding, sentence=sentence) if finding.file == path else finding for finding in findings]


def _check_forgotten_records(layout: Layout) -> Iterator[Finding]:
    highest = numbered_records.next_number(layout.forgotten) - 1
    yield from _check_numbers(layout.forgotten, highest, partial(forgotten_persons.load_record, layout))


def _check_records_of(directory: Path, kind: str) -> Iterator[Finding]:
    yield from _check_records(directory, partial(numbered_records.load_record, directory, kind=kind))


def _check_records(directory: Path, load: Callable[[int], object]) -> Iterator[Finding]:
    highest = numbered_records.next_number(directory) - 1
    yield from _check_numbers(directory, highest, load)
    yield from _find_beside_records(directory)


def _find_beside_records(directory: Path) -> Iterator[Finding]:
    """What else lies among records: those put aside, and what is nobody's."""
    yield from find_foreign_files(directory, BESIDE)
    for number in unreadable_records.list_set_aside(directory):
        path = f"{directory.name}/{number:08d}-ecarte.json"
        lacks = f" {_ANSWERS_LACK}" if directory.name == "forgotten" else ""
        sentence = f"Le fichier {path} est mis de côté : il n’est plus lu, et garde son numéro. Laissez-le là.{lacks}"
        yield Finding(LEFTOVER, path, sentence)


def _check_numbers(directory: Path, highest: int, load: Callable[[int], object]) -> Iterator[Finding]:
    for number in numbered_records.find_gaps(directory, highest):
        path = numbered_records.record_path(directory, number)
        yield Finding(
            MISSING,
            _path(directory, number),
            unreadable_records.describe_record(path, unreadable_records.MISSING),
        )
    for number in numbered_records.list_numbers(directory):
        if number <= highest:
            yield from _check_record(directory, number, load)


def _check_record(directory: Path, number: int, load: Callable[[int], object]) -> Iterator[Finding]:
    try:
        load(number)
    except Damaged as error:
        yield Finding(DAMAGED, _path(directory, number), str(error))


def _find_unpublished(layout: Layout) -> Iterator[Finding]:
    """The version that data newer than every manifest were written for.

    It has lost its manifest, or is being synchronised at this very moment: of one that was cut before its manifest, a note
    names the data (older releases left none).
    """
    highest = newest_version.highest_number(layout)
    numbers = numbered_records.list_numbers(layout.manifests)
    published_ns = max(
        (_changed_ns(numbered_records.record_path(layout.manifests, number)) for number in numbers), default=0
    )
    is_known = highest > max(numbers, default=0)
    cut = unfinished_files.list_unfinished(layout)
    newer = [
        name
        for name in _list_unowned(layout)
        if name not in cut and _changed_ns(layout.data / name) > published_ns
    ]
    if newer and not is_known:
        path = _path(layout.manifests, highest + 1)
        yield Finding(
            MISSING,
            path,
            f"Des fichiers sont plus récents que la dernière version, dont data/{newer[0]}. Ou bien un import a été "
            f"interrompu : refaites-le. Ou bien le fichier {path} est perdu : récupérez-le dans une sauvegarde.",
        )


def _changed_ns(path: Path) -> int:
    with explain_read_errors(path):
        stamp = disk.stamp(path)
    return stamp[1] if stamp else 0


def _check_data(layout: Layout) -> Iterator[Finding]:
    for file in list_owned_files(layout).values():
        yield from _check_data_file(layout, file)
    yield from find_foreign_files(layout.data, DATA_FILE)
    remaining = forgotten_leftovers.list_leftovers(layout)
    for name in remaining:
        yield Finding(FORGOTTEN, name, forgotten_leftovers.describe([name]))
    cut = unfinished_files.list_unfinished(layout)
    for name in _list_unowned(layout):
        if f"data/{name}" in remaining:
            continue
        whose = _CUT if name in cut else "n’appartient à aucune version lisible : il peut rester."
        yield Finding(LEFTOVER, f"data/{name}", f"Le fichier data/{name} {whose}")


def list_owned_files(layout: Layout) -> dict[str, DataFile]:
    """Data files of the versions that can be read, by name."""
    tables = [version.tables for version in manifests.load_readable_versions(layout)]
    return {file.name: file for by_table in tables for files in by_table.values() for file in files}


def _list_unowned(layout: Layout) -> list[str]:
    # Listed first: what is published meanwhile has an owner.
    there = [name for name in list_file_names(layout.data) if DATA_FILE.fullmatch(name)]
    owned = list_owned_files(layout)
    return [name for name in there if name not in owned]


def _check_data_file(layout: Layout, file: DataFile) -> Iterator[Finding]:
    table = file.name.rpartition("-")[0]
    path = f"data/{file.name}"
    trouble = integrity.find_trouble_afresh(layout.data / file.name, file)
    if trouble == MISSING and forgotten_persons.may_hold_persons(table, file):
        yield Finding(MISSING, path, f"{_missing(path).sentence} {_FORGET_AGAIN}")
    elif trouble == MISSING:
        yield _missing(path)
    elif trouble == DAMAGED:
        yield _damaged(path)


def _check_references(layout: Layout) -> Iterator[Finding]:
    """Rows of the newest version that cite what it does not have, where its files are whole."""
    version = next(iter(manifests.load_readable_versions(layout)), None)
    if version is None:
        return
    try:
        counts = references.count_missing(
            schemas.TABLES, partial(table_files.read_columns, layout, version.tables)
        )
    except Damaged:
        return  # said of the file
    for sentence in references.describe(counts):
        path = _path(layout.manifests, version.number)
        yield Finding(LEFTOVER, path, f"{sentence} Remettez-le par un import, ou retirez ces lignes.")


def _find_scratch(layout: Layout) -> Iterator[Finding]:
    for name in {f"tmp/{path.name}" for path in atomic_files.list_old_scratch(layout.scratch)} - {
        *forgotten_leftovers.list_leftovers(layout)
    }:
        yield Finding(
            LEFTOVER, name, f"Le fichier {name} reste d’un import interrompu : le prochain import l’enlève."
        )


def _path(directory: Path, number: int) -> str:
    return f"{directory.name}/{numbered_records.record_path(directory, number).name}"


def _missing(path: str) -> Finding:
    return Finding(MISSING, path, f"Le fichier {path} manque. Récupérez-le dans une sauvegarde.")


def _damaged(path: str) -> Finding:
    return Finding(DAMAGED, path, f"Le fichier {path} est endommagé. Récupérez-le dans une sauvegarde.")

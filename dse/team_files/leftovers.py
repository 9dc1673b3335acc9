"""What an earlier release left of the team's in the application's folder, and that is not in its own folder yet."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from dse import passwords, paths
from dse.store.durability import disk
from dse.store.durability.disk_errors import explain_read_errors
from dse.store.records import numbered_records
from dse.store.records.layout import Layout
from dse.team_files import shipped_files, takeover_records

TITLES = "titres"  # beside the forms, the titles that were matched with them


@dataclass(frozen=True)
class Leftover:
    """A file in `data/`. `file` is its path there and in the team's folder, `content` what of it is the team's, `rights` who may read it."""

    file: str
    sha256: str
    content: bytes
    rights: int

    @property
    def is_secret(self) -> bool:
        """Whether it holds what may be a password: others read the team's folder, and it is backed up."""
        return self.file == paths.SOURCES.name and passwords.contains_password(self.content)

    @property
    def is_of_list(self) -> bool:
        """Whether it is the team's lines of a list of ours."""
        return self.file.startswith("codelists/") and self.file in shipped_files.load_fingerprints()


def find_leftovers(folder: Path) -> list[Leftover]:
    """Files that are neither ours nor named by a record of this folder. OSError if a file cannot be read."""
    settled_files = takeover_records.load_settled_files(folder)
    leftovers = [_read_leftover(file, path) for file, path in _find_candidates() if not _is_ours(file, path)]
    return [
        leftover
        for leftover in leftovers
        if leftover.content and (leftover.file, leftover.sha256) not in settled_files
    ]


def list_copies(folder: Path) -> list[str]:
    """The records of take-overs, then the files that another would make again as they are: a backup may take their place.

    OSError if a file cannot be read.
    """
    layout = Layout(folder)
    numbers = numbered_records.list_numbers(layout.taken_over)
    names = [
        numbered_records.record_path(layout.taken_over, number).relative_to(folder).as_posix()
        for number in numbers
    ]
    leftovers = [_read_leftover(file, path) for file, path in _find_candidates() if not _is_ours(file, path)]
    there = [
        leftover
        for leftover in leftovers
        if not leftover.is_secret and disk.stamp(folder / leftover.file) is not None
    ]
    return names + [
        leftover.file
        for leftover in there
        if leftover.content and disk.read(folder / leftover.file) == leftover.content
    ]


def list_form_files() -> list[Path]:
    """The forms to read in the application's folder: ours, and those that could not be taken over."""
    listed = shipped_files.load_fingerprints()
    files = {f"forms/{name}": paths.FORMS / name for name in _list_names(paths.FORMS, ".toml")}
    return [path for file, path in files.items() if file in listed or _is_pending(file, path)]


def is_shipped(path: Path) -> bool:
    """Whether a form of the application's folder is as a release brought it."""
    return _is_ours(f"forms/{path.name}", path)


def find_titles_file(name: str) -> Path | None:
    """The titles of a form that could not be taken over; None where there are none."""
    path = paths.FORMS / TITLES / f"{name}.toml"
    return path if disk.stamp(path) and _is_pending(f"forms/{TITLES}/{name}.toml", path) else None


def _is_pending(file: str, path: Path) -> bool:
    with explain_read_errors(path):
        content = disk.read(path)
    return (file, shipped_files.fingerprint(content)) not in takeover_records.load_settled_files(
        paths.team_folder()
    )


def _find_candidates() -> Iterator[tuple[str, Path]]:
    for data in dict.fromkeys((paths.DATA, *paths.earlier_data())):
        for path in (data / paths.AUDIENCES.name, data / paths.SOURCES.name):
            if disk.stamp(path):
                yield path.name, path
        for folder, suffix in (("codelists", ".csv"), ("forms", ".toml"), (f"forms/{TITLES}", ".toml")):
            yield from (
                (f"{folder}/{name}", data / folder / name) for name in _list_names(data / folder, suffix)
            )
        yield from _find_certificates(data)


def _find_certificates(data: Path) -> Iterator[tuple[str, Path]]:
    """Certificates that the description of the database names, beside it or below."""
    try:
        sources = tomllib.loads(disk.read(data / paths.SOURCES.name).decode("utf-8")).values()
    except (OSError, ValueError):
        return
    for name in {
        source["tls_ca"]
        for source in sources
        if isinstance(source, dict) and isinstance(source.get("tls_ca"), str)
    }:
        inside = PurePosixPath(name)
        if not inside.is_absolute() and ".." not in inside.parts and disk.stamp(data / inside):
            yield inside.as_posix(), data / inside


def _list_names(folder: Path, suffix: str) -> list[str]:
    return [name for name in disk.entries(folder) if name.endswith(suffix)]


def _is_ours(file: str, path: Path) -> bool:
    return shipped_files.is_ours(file, disk.read(path))


def _read_leftover(file: str, path: Path) -> Leftover:
    content = disk.read(path)
    return Leftover(
        file, shipped_files.fingerprint(content), _extract_team_part(file, content), disk.rights(path)
    )


def _extract_team_part(file: str, content: bytes) -> bytes:
    """Of a list of ours, the lines that are not; else all of it."""
    if not file.startswith("codelists/") or file not in shipped_files.load_fingerprints():
        return content
    try:
        return shipped_files.extract_team_lines(file, content).encode("utf-8")
    except ValueError:
        return content

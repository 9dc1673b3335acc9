"""The ZIP of a backup: the files of a store under `store/`, then their index. Read with distrust: it comes from outside."""

from __future__ import annotations

import errno
import hashlib
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from dse.errors import Refused
from dse.store.backups import backup_index
from dse.store.backups.backup_index import Entry, Index
from dse.store.durability import disk
from dse.store.durability.disk_errors import explain_read_errors

INDEX, FOLDER = "sauvegarde.json", "store/"
COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
PIECE = 1 << 20
LARGEST_INDEX = 64 << 20
# What a damaged ZIP may answer.
UNREADABLE = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, RuntimeError, ValueError)
ANOTHER = "Copiez-la de nouveau depuis son support, ou prenez une autre sauvegarde. Rien n’a été restauré."

Progress = Callable[[float, str], None]


def renew_lock_on_progress(progress: Progress, renew: Callable[[], None]) -> Progress:
    """Tell how far a work has come, and that whoever does it is still there."""

    def advance(share: float, what: str) -> None:
        renew()
        progress(share, what)

    return advance


class Output:
    """A file being written, as zipfile wants it; `sha256` is that of what was written so far."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._hash = hashlib.sha256()
        self.size = 0

    def write(self, content: bytes) -> int:
        """Write all of it."""
        disk.write(self._descriptor, content)
        self._hash.update(content)
        self.size += len(content)
        return len(content)

    def flush(self) -> None:
        """Nothing waits here."""

    @property
    def sha256(self) -> str:
        """Hash in hexadecimal."""
        return self._hash.hexdigest()


def add_file(archive: zipfile.ZipFile, name: str, source: Path) -> Entry:
    """Copy a file into a backup, piece by piece; what was copied."""
    digest, size = hashlib.sha256(), 0
    info = zipfile.ZipInfo(FOLDER + name)
    with explain_read_errors(source):
        info.compress_type, info.file_size = zipfile.ZIP_DEFLATED, (disk.stamp(source) or (0, 0))[0]
    with archive.open(info, "w") as member:
        for piece in _read_in_pieces(source):
            member.write(piece)
            digest.update(piece)
            size += len(piece)
    return Entry(name, size, digest.hexdigest())


def _read_in_pieces(source: Path) -> Iterator[bytes]:
    with explain_read_errors(source), disk.open_to_read(source) as file:
        while piece := file.read(PIECE):
            yield piece


def add_index(archive: zipfile.ZipFile, index: Index) -> None:
    """Write the index, which ends a backup."""
    archive.writestr(zipfile.ZipInfo(INDEX), backup_index.render(index))


class SavedFiles:
    """A backup that is open for reading."""

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self._path, self._archive = path, archive
        self.index = self._read_index()

    def pieces(self, entry: Entry) -> Iterator[bytes]:
        """The bytes of a file, never more than the index says. Refused at the end if they are not those that were saved."""
        archive, digest, left = self._archive, hashlib.sha256(), entry.bytes + 1
        with _explain_damage(self._path, entry.name), archive.open(FOLDER + entry.name) as member:
            while piece := member.read(min(PIECE, left)):
                digest.update(piece)
                left -= len(piece)
                if left:
                    yield piece
        if left != 1 or digest.hexdigest() != entry.sha256:
            raise _damaged_error(self._path, entry.name)

    def verify(self, progress: Progress) -> None:
        """Refused unless the files are exactly those of the index, byte for byte."""
        expected = sorted([INDEX, *(FOLDER + entry.name for entry in self.index.entries)])
        if sorted(self._archive.namelist()) != expected:
            raise Refused(
                f"La sauvegarde {self._path.name} n’est pas entière : elle ne contient pas exactement les fichiers qu’elle annonce. "
                f"{ANOTHER}"
            )
        for number, entry in enumerate(self.index.entries):
            progress(number / len(self.index.entries), "Vérification de la sauvegarde")
            for _ in self.pieces(entry):
                pass

    def _read_index(self) -> Index:
        archive = self._archive
        is_ours = all(entry.compress_type in COMPRESSIONS for entry in archive.infolist())
        if not is_ours or INDEX not in archive.namelist():
            raise Refused(
                f"{self._path.name} n’est pas une sauvegarde des données : la page Données ou la commande « backup » en font."
            )
        with _explain_damage(self._path, INDEX), archive.open(INDEX) as member:
            content = member.read(LARGEST_INDEX)
        if (index := backup_index.parse(content)) is None:
            raise _damaged_error(self._path, INDEX)
        return index


@contextmanager
def open_backup(path: Path) -> Iterator[SavedFiles]:
    """A backup, whose files are still to be verified. Refused if it is none, or damaged, or of a newer release."""
    with explain_read_errors(path):
        if disk.stamp(path) is None:
            raise Refused(f"Le fichier {path} n’existe pas.")
        file = disk.open_to_read(path)
    with file:
        with _explain_damage(path):
            archive = zipfile.ZipFile(file)
        yield SavedFiles(path, archive)


@contextmanager
def _explain_damage(path: Path, name: str = "") -> Iterator[None]:
    try:
        yield
    except UNREADABLE as error:
        raise _damaged_error(path, name) from error
    except OSError as error:
        if error.errno == errno.EINVAL:  # a place before the file begins
            raise _damaged_error(path, name) from error
        with explain_read_errors(path):
            raise


def _damaged_error(path: Path, name: str) -> Refused:
    what = (
        f"le fichier {name} n’y est pas celui qui a été sauvegardé" if name else "ce n’est pas un ZIP entier"
    )
    return Refused(f"La sauvegarde {path.name} est endommagée ou incomplète : {what}. {ANOTHER}")

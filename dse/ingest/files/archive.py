"""Open a ZIP archive from outside (an .xlsx or .ods is one) and check it before anything parses it.

Standard library only; nothing is written to disk.
"""

from __future__ import annotations

import copy
import io
import re
import sys
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from dse.ingest.files.workbook_checks import (
    refuse_active_content,
    refuse_damaged_workbook,
    refuse_large_workbook,
    refuse_protected_workbook,
)
from dse.ingest.issues import CellIssue, quoted_list

LARGEST_FILE = 10 * 2**20
LARGEST_INSIDE = 100 * 2**20
MOST_MEMBERS = 200
_CHUNK = 2**16
_READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DAMAGE_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError)
_UNSAFE = re.compile(r"(?:^|/)\.\.(?:/|$)|^/|\\|^[A-Za-z]:|[\x00-\x1f]")
_IS_ENCRYPTED = 1  # first flag of a member

TOO_LARGE = refuse_large_workbook(
    "Le classeur dépasse 10 Mo.", "Retirez les images, ou enregistrez chaque feuille au format CSV."
)
_TOO_LARGE_INSIDE = refuse_large_workbook(
    "Le classeur, une fois décompressé, dépasse 100 Mo.",
    "Gardez seulement les feuilles utiles, ou enregistrez chacune au format CSV.",
)
_TOO_MANY = refuse_large_workbook(
    f"Le classeur est fait de plus de {MOST_MEMBERS} éléments.",
    "Gardez seulement les feuilles utiles.",
)
DAMAGED = refuse_damaged_workbook(
    "Le classeur est incomplet ou abîmé.",
    "Téléchargez-le de nouveau, ou ouvrez-le dans un tableur et enregistrez-le.",
)
PROTECTED = refuse_protected_workbook(
    "Le classeur est protégé par un mot de passe.",
    "Ouvrez-le, retirez le mot de passe et enregistrez-le de nouveau.",
)


class UnreadableWorkbook(Exception):
    """A workbook that is not read; `issue` says why."""

    def __init__(self, issue: CellIssue) -> None:
        super().__init__(issue.reason)
        self.issue = issue


@dataclass(frozen=True)
class Archive:
    """An archive whose members are few, small and safely named. `members` are by name in lower case.

    `size` is that of all of them unpacked, in bytes.
    """

    file: zipfile.ZipFile
    members: Mapping[str, zipfile.ZipInfo]
    size: int = 0

    def chunks(self, name: str) -> Iterator[bytes]:
        """Content of a member, piece by piece, whatever size it declares. Raises UnreadableWorkbook if it is damaged."""
        unbounded = copy.copy(self.members[name.lower()])
        unbounded.file_size = sys.maxsize  # zipfile would stop at the size that the archive pretends
        unpack = self.file.open
        try:
            with unpack(unbounded) as member:
                while chunk := member.read(_CHUNK):
                    yield chunk
        except _DAMAGE_ERRORS as error:
            raise UnreadableWorkbook(DAMAGED) from error

    def __contains__(self, name: str) -> bool:
        return name.lower() in self.members


def open_archive(content: bytes) -> Archive:
    """The archive, once every member has been unpacked and counted. Raises UnreadableWorkbook."""
    if len(content) > LARGEST_FILE:
        raise UnreadableWorkbook(TOO_LARGE)
    try:
        file = zipfile.ZipFile(io.BytesIO(content))
    except _DAMAGE_ERRORS as error:
        raise UnreadableWorkbook(DAMAGED) from error
    members = [member for member in file.infolist() if not member.is_dir()]
    if len(file.infolist()) > MOST_MEMBERS:
        raise UnreadableWorkbook(_TOO_MANY)
    for member in file.infolist():
        _require_safe(member)
    archive = Archive(file, {member.filename.lower(): member for member in members})
    if len(archive.members) < len(members):
        raise UnreadableWorkbook(DAMAGED)  # two members of one name: another reader might take the other
    return replace(archive, size=_count_bytes(archive))


def _require_safe(member: zipfile.ZipInfo) -> None:
    if _UNSAFE.search(member.orig_filename):
        reason = f"Le classeur contient un nom de fichier dangereux : {quoted_list([member.orig_filename])}."
        raise UnreadableWorkbook(
            refuse_active_content(reason, "Ouvrez-le dans un tableur et enregistrez-le de nouveau.")
        )
    if member.flag_bits & _IS_ENCRYPTED:
        raise UnreadableWorkbook(PROTECTED)
    if member.compress_type not in _READABLE:
        raise UnreadableWorkbook(DAMAGED)


def _count_bytes(archive: Archive) -> int:
    """Bytes of all members, unpacked and counted. Raises UnreadableWorkbook past the limit."""
    size = 0
    for name in archive.members:
        for chunk in archive.chunks(name):
            size += len(chunk)
            if size > LARGEST_INSIDE:
                raise UnreadableWorkbook(_TOO_LARGE_INSIDE)
    return size

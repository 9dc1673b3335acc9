"""A zip archive from outside, looked at before anything parses it. Standard library only; never written to disk."""

from __future__ import annotations

import copy
import io
import re
import sys
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from dse.ingest.issues import CellIssue, quoted_list

LARGEST_FILE = 10 * 2**20
LARGEST_INSIDE = 100 * 2**20
MOST_MEMBERS = 200
_CHUNK = 2**16
_READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError)
_UNSAFE = re.compile(r"(?:^|/)\.\.(?:/|$)|^/|\\|^[A-Za-z]:|[\x00-\x1f]")
_IS_ENCRYPTED = 1  # first flag of a member

TOO_LARGE = CellIssue(
    "IMP-130", "Le classeur dépasse 10 Mo.", "Retirez les images, ou enregistrez chaque feuille en CSV UTF-8."
)
_TOO_LARGE_INSIDE = CellIssue(
    "IMP-130",
    "Le classeur, une fois décompressé, dépasse 100 Mo.",
    "Gardez seulement les feuilles utiles, ou enregistrez-les en CSV UTF-8.",
)
_TOO_MANY = CellIssue(
    "IMP-130",
    f"Le classeur est fait de plus de {MOST_MEMBERS} éléments.",
    "Gardez seulement les feuilles utiles.",
)
DAMAGED = CellIssue(
    "IMP-131",
    "Le classeur est incomplet ou abîmé.",
    "Téléchargez-le de nouveau, ou ouvrez-le dans un tableur et enregistrez-le.",
)
PROTECTED = CellIssue(
    "IMP-132",
    "Le classeur est protégé par un mot de passe.",
    "Ouvrez-le, retirez le mot de passe et enregistrez-le de nouveau.",
)


class Unfit(Exception):
    """A workbook that is not read; `fault` says why."""

    def __init__(self, fault: CellIssue) -> None:
        super().__init__(fault.reason)
        self.fault = fault


@dataclass(frozen=True)
class Archive:
    """An archive whose members are few, small and safely named. `members` are known by name in lower case.

    `size` is that of all of them unpacked, in bytes.
    """

    file: zipfile.ZipFile
    members: Mapping[str, zipfile.ZipInfo]
    size: int = 0

    def chunks(self, name: str) -> Iterator[bytes]:
        """Content of a member, piece by piece, whatever size it declares. Raises Unfit if it is damaged."""
        counted = copy.copy(self.members[name.lower()])
        counted.file_size = sys.maxsize  # zipfile would stop at the size that the archive pretends
        unpack = self.file.open
        try:
            with unpack(counted) as member:
                while chunk := member.read(_CHUNK):
                    yield chunk
        except _DAMAGE as error:
            raise Unfit(DAMAGED) from error

    def __contains__(self, name: str) -> bool:
        return name.lower() in self.members


def opened(content: bytes) -> Archive:
    """The archive, once every member has been unpacked and counted. Raises Unfit."""
    if len(content) > LARGEST_FILE:
        raise Unfit(TOO_LARGE)
    try:
        file = zipfile.ZipFile(io.BytesIO(content))
    except _DAMAGE as error:
        raise Unfit(DAMAGED) from error
    members = [each for each in file.infolist() if not each.is_dir()]
    if len(file.infolist()) > MOST_MEMBERS:
        raise Unfit(_TOO_MANY)
    for each in file.infolist():
        _require_safe(each)
    archive = Archive(file, {each.filename.lower(): each for each in members})
    if len(archive.members) < len(members):
        raise Unfit(DAMAGED)  # two members of one name: another reader might take the other
    return replace(archive, size=_small_size(archive))


def _require_safe(member: zipfile.ZipInfo) -> None:
    if _UNSAFE.search(member.orig_filename):
        reason = f"Le classeur contient un nom de fichier dangereux : {quoted_list([member.orig_filename])}."
        raise Unfit(CellIssue("IMP-133", reason, "Ouvrez-le dans un tableur et enregistrez-le de nouveau."))
    if member.flag_bits & _IS_ENCRYPTED:
        raise Unfit(PROTECTED)
    if member.compress_type not in _READABLE:
        raise Unfit(DAMAGED)


def _small_size(archive: Archive) -> int:
    """Bytes of all members, unpacked and counted. Raises Unfit past the limit."""
    size = 0
    for name in archive.members:
        for chunk in archive.chunks(name):
            size += len(chunk)
            if size > LARGEST_INSIDE:
                raise Unfit(_TOO_LARGE_INSIDE)
    return size

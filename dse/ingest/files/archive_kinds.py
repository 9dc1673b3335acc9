"""Identify an Office file by its content, never by its name; and why it is not read where it is no workbook."""

from __future__ import annotations

from dse.ingest.files.archive import DAMAGED, PROTECTED, Archive, UnreadableWorkbook
from dse.ingest.files.file_checks import refuse_kind
from dse.ingest.files.unsupported_formats import refuse_format
from dse.ingest.files.workbook_checks import refuse_active_content
from dse.ingest.issues import CellIssue, shorten

ZIP = (b"PK\x03\x04", b"PK\x05\x06")
OLE = b"\xd0\xcf\x11\xe0"
XLSX, ODS = "xlsx", "ods"

_AS_WORKBOOK = "Ouvrez-le et enregistrez-le au format .xlsx."
_INSIDE_OLE = (
    ("EncryptedPackage", PROTECTED),
    ("Workbook", refuse_kind("C’est un ancien classeur Excel (.xls).", _AS_WORKBOOK)),
    ("Book", refuse_kind("C’est un très ancien classeur Excel (.xls).", _AS_WORKBOOK)),
)
_OTHER_OLE = refuse_kind(
    "C’est un ancien fichier Office, pas un classeur.", "Donnez un fichier .xlsx, .ods ou CSV."
)
_MACROS = refuse_active_content(
    "Le classeur contient des macros (.xlsm).", "Enregistrez-le au format .xlsx, sans macros."
)
_LINKS = refuse_active_content(
    "Le classeur contient des liaisons avec d’autres classeurs.",
    "Dans Données, rompez les liaisons, puis enregistrez-le de nouveau.",
)
_PARTS = (
    ("xl/workbook.bin", f"un classeur binaire (.xlsb)|{_AS_WORKBOOK}"),
    ("word/document.xml", "un document Word (.docx)|Copiez son tableau dans un classeur."),
    ("ppt/presentation.xml", "une présentation (.pptx)|Copiez son tableau dans un classeur."),
    ("index/document.iwa", "un fichier Numbers, Pages ou Keynote|Exportez-le au format .xlsx."),
    ("index.zip", "un fichier Numbers, Pages ou Keynote|Exportez-le au format .xlsx."),
)
_SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"
_OPEN_DOCUMENTS = {
    "application/vnd.oasis.opendocument.text": "un document texte (.odt)",
    "application/vnd.oasis.opendocument.presentation": "une présentation (.odp)",
    "application/vnd.oasis.opendocument.graphics": "un dessin (.odg)",
}


def is_zip(content: bytes) -> bool:
    """Whether a file is an archive, as .xlsx and .ods are."""
    return content.startswith(ZIP)


def find_ole_issue(content: bytes) -> CellIssue | None:
    """Why a file in Microsoft's old container is not read; None for any other file."""
    if not content.startswith(OLE):
        return None
    return next((issue for name, issue in _INSIDE_OLE if _has_stream(content, name)), _OTHER_OLE)


def _has_stream(content: bytes, name: str) -> bool:
    """Whether the directory of the container names a stream so: UTF-16, padded with zeros."""
    return f"{name}\0\0".encode("utf-16-le") in content


def identify_kind(archive: Archive) -> str:
    """XLSX or ODS. Raises UnreadableWorkbook with what it is instead."""
    _require_inert(archive)
    if "xl/workbook.xml" in archive:
        return XLSX
    for part, description in _PARTS:
        if part in archive:
            raise _refuse(*description.split("|"))
    if "mimetype" in archive:
        return _identify_open_document(archive)
    if "[content_types].xml" in archive:
        raise UnreadableWorkbook(DAMAGED)
    raise _refuse("une archive (.zip)", "Décompressez-la et donnez les fichiers qu’elle contient.")


def _require_inert(archive: Archive) -> None:
    for name in archive.members:
        if name.endswith("vbaproject.bin") or "macrosheets/" in name:
            raise UnreadableWorkbook(_MACROS)
        if "externallinks/" in name:
            raise UnreadableWorkbook(_LINKS)


def _identify_open_document(archive: Archive) -> str:
    mimetype = next(archive.chunks("mimetype"), b"").decode("ascii", "replace").strip()
    if mimetype.removesuffix("-template") == _SPREADSHEET:
        if "content.xml" not in archive:
            raise UnreadableWorkbook(DAMAGED)
        return ODS
    description = _OPEN_DOCUMENTS.get(
        mimetype.removesuffix("-template"), f"un fichier « {shorten(mimetype)} »"
    )
    raise _refuse(description, "Copiez son tableau dans un classeur.")


def _refuse(description: str, advice: str) -> UnreadableWorkbook:
    return UnreadableWorkbook(refuse_format(description, advice))

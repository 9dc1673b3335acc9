"""Read XML of an archive piece by piece. A document type or an entity is refused, in any encoding."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NoReturn
from xml.parsers import expat

from dse.ingest.files.archive import DAMAGED, Archive, UnreadableWorkbook
from dse.ingest.files.workbook_checks import refuse_active_content

_BEGINNINGS = tuple(
    mark + "<".encode(encoding)
    for mark, encoding in (
        (b"", "utf-8"),
        (b"\xef\xbb\xbf", "utf-8"),
        (b"", "utf-16-le"),
        (b"", "utf-16-be"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
    )
)
_SPACE = b" \t\r\n"
_DOCUMENT_TYPE = refuse_active_content(
    "Le classeur contient une déclaration XML dangereuse.",
    "Ouvrez-le dans un tableur et enregistrez-le de nouveau.",
)

Start = Callable[[str, Mapping[str, str]], None]


def parse_member(
    archive: Archive,
    name: str,
    start: Start | None = None,
    text: Callable[[str], None] | None = None,
    end: Callable[[str], None] | None = None,
) -> None:
    """Give a member's elements to handlers. Raises UnreadableWorkbook if it is damaged or declares anything."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _refuse
    if start:
        parser.StartElementHandler = start
    if end:
        parser.EndElementHandler = end
    if text:
        parser.CharacterDataHandler = text
    try:
        for chunk in archive.chunks(name):
            parser.Parse(chunk)
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise UnreadableWorkbook(DAMAGED) from error


def _refuse(*_: object) -> NoReturn:
    raise UnreadableWorkbook(_DOCUMENT_TYPE)


def require_plain(archive: Archive) -> None:
    """Refuse an archive of which any XML declares a document type. Raises UnreadableWorkbook.

    Drawings (.svg) may: nothing here opens them. XML that is not well formed is harmless where nothing reads it.
    """
    for name in archive.members:
        if not name.endswith(".svg") and is_xml(archive, name):
            try:
                parse_member(archive, name)
            except UnreadableWorkbook as error:
                if error.issue is _DOCUMENT_TYPE:
                    raise


def is_xml(archive: Archive, name: str) -> bool:
    """Whether a member begins as XML does, whatever its name."""
    beginning = next(archive.chunks(name), b"")
    return beginning.lstrip(_SPACE).startswith(_BEGINNINGS)


def local_name(name: str) -> str:
    """Name of an element or attribute without its prefix."""
    return name.rpartition(":")[2]

"""The tables of a LimeSurvey structure (.lss): XML without any declaration, to rows of texts."""

from __future__ import annotations

from collections import defaultdict
from typing import NoReturn
from xml.parsers import expat

from dse.errors import ReaderError

LARGEST_BYTES = 20_000_000


class LssError(ReaderError):
    """A structure that cannot be read; the message says what to do."""

    exit_code = 2


def read_tables(content: bytes) -> tuple[dict[str, list[dict[str, str]]], list[str], str]:
    """Rows of each table of the document, its languages and what it says it is. LssError if it cannot be read."""
    if len(content) > LARGEST_BYTES:
        raise LssError("Le fichier .lss dépasse 20 Mo. Exportez la structure seule de l’enquête.")
    tables: dict[str, list[dict[str, str]]] = defaultdict(list)
    languages: list[str] = []
    path: list[str] = []
    pieces: list[str] = []
    kind = ""

    def start(name: str, _: object) -> None:
        path.append(name)
        pieces.clear()
        if path[2:] == ["rows", "row"]:
            tables[path[1]].append({})

    def end(name: str) -> None:
        nonlocal kind
        text = "".join(pieces)
        if len(path) == 5 and path[2:4] == ["rows", "row"]:
            tables[path[1]][-1][name] = text
        elif path[1:] == ["languages", "language"]:
            languages.append(text.strip())
        elif path[1:] == ["LimeSurveyDocType"]:
            kind = text.strip()
        path.pop()
        pieces.clear()

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _refuse
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = (
        start,
        end,
        pieces.append,
    )
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, LookupError, ValueError):
        raise LssError("Le fichier .lss est abîmé, ou n’en est pas un. Exportez-le de nouveau.") from None
    return tables, languages, kind


def _refuse(*_: object) -> NoReturn:
    raise LssError(
        "Le fichier .lss contient une déclaration XML dangereuse. Exportez-le de nouveau depuis LimeSurvey."
    )

"""Find the encoding of a file: byte-order mark, then strict UTF-8, then cp1252 if the text is plausible."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from dse.ingest.files import unsupported_formats
from dse.ingest.files.cells import Upload
from dse.ingest.files.file_checks import refuse_empty_file, refuse_encoding
from dse.ingest.files.mixed_encodings import find_mixed_encodings
from dse.ingest.issues import QUESTION, CellIssue, quoted_list

# What Mac Roman and cp850 make of French letters when read as cp1252: « Žtude », « d‚cid‚ ».
_IMPLAUSIBLE = re.compile(
    "|".join(
        (
            "[A-Za-z][ŽžƒŠš‚„†‡ˆ‰‹]",
            "[ŽžƒŠš‚„†‡ˆ‰‹][A-Za-z]",
            "[a-z][ÕŒ…”•™˜›][a-z]",
            "[ÕÏ][a-z]|Õ[A-Z]",  # Mac ’ and œ: « dÕaide », « CÏur »
            "ˆ",  # Mac à
            r"(?<![^ \t\r\n;,|\"])…(?= [a-z])",  # DOS à
            r"['’]…|(?<!\w)[Ll]…(?=\s)",  # DOS « jusqu’à », « là »
            r"[a-z]—(?![\w—])",  # DOS « où »
            r"(?<![0-9])(?<![0-9][ \u00a0\u202f])€(?=[a-z])",  # DOS « Ça »
            r"(?<!\w)Ç[\sÊ][^ÇÈ]{1,200}[\sÊ]È(?!\w)",  # Mac « … »
        )
    )
)
# The five letters of ISO 8859-15 that are signs in cp1252, inside words or as a currency.
_LATIN_9 = re.compile("¤|(?<![0-9])[½¼][A-Za-z]")
_CONTROLS_OF_LATIN_9 = re.compile(b"[\x80-\x9f]")

SAVE_AS_WORKBOOK = "Ouvrez-le dans un tableur, vérifiez ses accents et enregistrez-le au format .xlsx."
_UNKNOWN_ENCODING = refuse_encoding("Les accents de ce fichier ne se lisent pas.", SAVE_AS_WORKBOOK)

_AROUND = 1000  # signs, more than any of the patterns covers
_BEGINNING = 400  # bytes that show whether every other one is null


@dataclass(frozen=True)
class Encoding:
    """Name of the encoding of a file, unless `error` says why there is none; `question` where it is doubtful."""

    name: str = ""
    error: CellIssue | None = None
    question: CellIssue | None = None


def find_encoding(upload: Upload) -> Encoding:
    """The encoding of a CSV file, from all its bytes, with what makes reading impossible or doubtful."""
    if all(map(unsupported_formats.is_blank, upload.read_pieces())):
        return Encoding(error=refuse_empty_file("Le fichier est vide.", "Vérifiez l’export et recommencez."))
    beginning = upload.read_beginning(unsupported_formats.LOOKED_AT)
    if issue := unsupported_formats.find_unsupported_format(beginning):
        return Encoding(error=issue)
    for mark, name in unsupported_formats.MARKS:
        if beginning.startswith(mark):
            return Encoding(name) if _is_in(upload, name) else _refuse_mark(upload, name)
    if beginning[:_BEGINNING].count(0) > len(beginning[:_BEGINNING]) // 4:
        return Encoding(
            error=refuse_encoding("Les lettres de ce fichier ne se lisent pas.", SAVE_AS_WORKBOOK)
        )
    if _is_in(upload, "utf-8"):
        return Encoding("utf-8")
    issue = find_mixed_encodings(upload)
    return Encoding(error=issue) if issue else _find_single_byte_encoding(upload)


def _refuse_mark(upload: Upload, name: str) -> Encoding:
    """Why a file is not in the encoding of its byte-order mark."""
    issue = find_mixed_encodings(upload) if name == "utf-8-sig" else None
    return Encoding(error=issue or _UNKNOWN_ENCODING)


def _is_in(upload: Upload, name: str) -> bool:
    decoder = codecs.getincrementaldecoder(name)()
    try:
        for piece in upload.read_pieces():
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _find_single_byte_encoding(upload: Upload) -> Encoding:
    if not _is_in(upload, "cp1252"):
        return Encoding(error=_UNKNOWN_ENCODING)
    if _search(_LATIN_9, upload) and not any(
        _CONTROLS_OF_LATIN_9.search(piece) for piece in upload.read_pieces()
    ):
        return Encoding("iso8859-15")
    odd = _search(_IMPLAUSIBLE, upload)
    return Encoding("cp1252", question=_ask_about_accents(odd) if odd else None)


def _search(pattern: re.Pattern[str], upload: Upload) -> re.Match[str] | None:
    """The first match of a pattern in a text of one byte a sign. A match may span two pieces: each is searched with its surroundings."""
    before, pieces = "", (piece.decode("cp1252") for piece in upload.read_pieces())
    piece = next(pieces, "")
    while piece:
        after = next(pieces, "")
        text = f"{before}{piece}{after[:_AROUND]}"
        match = pattern.search(text, len(before))
        if match and match.start() < len(before) + len(piece):
            return match
        before, piece = text[: len(before) + len(piece)][-_AROUND:], after
    return None


def _ask_about_accents(odd: re.Match[str]) -> CellIssue:
    """Show the odd word as it was read and as Mac and DOS would have written it (one byte a letter)."""
    text = odd.string
    start = max(text.rfind(sign, 0, odd.start()) for sign in ' \t\r\n;,|"') + 1
    end = odd.end() + len(re.match(r'[^\s;,|"]*', text[odd.end() :])[0])
    others = [text[start:end].encode("cp1252").decode(name) for name in ("mac_roman", "cp850")]
    return refuse_encoding(
        f"Les accents sont douteux : {quoted_list([text[start:end]])} est-il {quoted_list(others)} ?",
        "Corrigez-les dans un tableur et enregistrez le fichier au format .xlsx, ou confirmez s’il est juste ainsi.",
        level=QUESTION,
    )

"""How bytes are text: byte-order mark, then strict UTF-8, then cp1252 if what it gives is plausible."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from dse.ingest.files import unsupported_formats
from dse.ingest.files.cells import Upload
from dse.ingest.files.mixed_encodings import mixed
from dse.ingest.issues import CellIssue, quoted_list, shorten

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

_AROUND = 1000  # signs, more than any of the patterns covers
_BEGINNING = 400  # bytes that show whether every other one is null


@dataclass(frozen=True)
class Encoding:
    """How the bytes of a file are read as text, unless `problem` says why they cannot be."""

    name: str = ""
    problem: CellIssue | None = None
    doubt: CellIssue | None = None


def encoding(upload: Upload) -> Encoding:
    """How to read a file of cells, told by all its bytes, with what makes that impossible or doubtful."""
    if all(map(unsupported_formats.is_blank, upload.pieces())):
        return _impossible("IMP-101", "Le fichier est vide.", "Vérifiez l’export et recommencez.")
    beginning = upload.beginning(unsupported_formats.LOOKED_AT)
    if fault := unsupported_formats.fault(beginning):
        return Encoding(problem=fault)
    for mark, name in unsupported_formats.MARKS:
        if beginning.startswith(mark):
            return Encoding(name) if _is_in(upload, name) else _not_in(upload, name)
    if beginning[:_BEGINNING].count(0) > len(beginning[:_BEGINNING]) // 4:
        return _impossible("IMP-103", "C’est de l’UTF-16 sans marque.", "Enregistrez-le en « CSV UTF-8 ».")
    if _is_in(upload, "utf-8"):
        return Encoding("utf-8")
    fault = mixed(upload)
    return Encoding(problem=fault) if fault else _single_byte(upload)


def _not_in(upload: Upload, name: str) -> Encoding:
    """What keeps a file from being in the encoding that its mark tells."""
    fault = mixed(upload) if name == "utf-8-sig" else None
    return Encoding(problem=fault) if fault else _unreadable()


def _is_in(upload: Upload, name: str) -> bool:
    decoder = codecs.getincrementaldecoder(name)()
    try:
        for piece in upload.pieces():
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _single_byte(upload: Upload) -> Encoding:
    if not _is_in(upload, "cp1252"):
        return _unreadable()
    if _first(_LATIN_9, upload) and not any(_CONTROLS_OF_LATIN_9.search(piece) for piece in upload.pieces()):
        return Encoding("iso8859-15")
    odd = _first(_IMPLAUSIBLE, upload)
    return Encoding("cp1252", doubt=_doubt(odd) if odd else None)


def _first(pattern: re.Pattern[str], upload: Upload) -> re.Match[str] | None:
    """Where a pattern is first found in a text of one byte a sign, whose pieces are looked at with what is around."""
    before, pieces = "", (piece.decode("cp1252") for piece in upload.pieces())
    piece = next(pieces, "")
    while piece:
        after = next(pieces, "")
        text = f"{before}{piece}{after[:_AROUND]}"
        found = pattern.search(text, len(before))
        if found and found.start() < len(before) + len(piece):
            return found
        before, piece = text[: len(before) + len(piece)][-_AROUND:], after
    return None


def _doubt(odd: re.Match[str]) -> CellIssue:
    """Show the odd word as it was read and as Mac and DOS would have written it (one byte a letter)."""
    text = odd.string
    start = max(text.rfind(sign, 0, odd.start()) for sign in ' \t\r\n;,|"') + 1
    end = odd.end() + len(re.match(r'[^\s;,|"]*', text[odd.end() :])[0])
    others = [text[start:end].encode("cp1252").decode(name) for name in ("mac_roman", "cp850")]
    return CellIssue(
        "IMP-103",
        f"Les accents sont douteux : {quoted_list([text[start:end]])} est-il {quoted_list(others)} ?",
        "Enregistrez le fichier en « CSV UTF-8 », ou confirmez s’il est juste ainsi.",
        doubtful=True,
    )


def _unreadable() -> Encoding:
    return _impossible(
        "IMP-103", "L’encodage des accents est inconnu.", "Enregistrez le fichier en « CSV UTF-8 »."
    )


def _impossible(code: str, reason: str, advice: str) -> Encoding:
    return Encoding(problem=CellIssue(code, shorten(reason, 200), advice))

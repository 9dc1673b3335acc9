"""Bytes to text: byte-order mark, then strict UTF-8, then cp1252 if what it gives is plausible."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from dse.ingest.problems import Fault, listed, shorten

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins as the next one does
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_KINDS = (
    (b"PAR1", "un fichier Parquet"),
    (b"%PDF", "un fichier PDF"),
    (b"\x80\x04\x95", "un objet Python enregistré"),
)
_XML_WORKBOOK = re.compile(
    rb"urn:schemas-microsoft-com:office:spreadsheet|Excel\.Sheet|opendocument\.spreadsheet"
)
_WEB_PAGE = re.compile(rb"\s*(?:<!doctype html|<html|<table|<\?xml)", re.IGNORECASE)

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

_BEGINNING = 400  # bytes that show whether every other one is null


@dataclass(frozen=True)
class Decoded:
    """Text of a file, empty where `problem` says why there is none."""

    text: str
    encoding: str
    problem: Fault | None = None
    doubt: Fault | None = None


def decode(content: bytes) -> Decoded:
    """Text of a file of cells, with what makes its encoding impossible or doubtful."""
    if not content.strip():
        return _impossible("IMP-101", "Le fichier est vide.", "Vérifiez l’export et recommencez.")
    if kind := _other_kind(content):
        return _impossible(
            "IMP-102",
            f"C’est {kind}, ni un classeur .xlsx ou .ods ni un fichier CSV.",
            "Ouvrez-le dans un tableur et enregistrez-le au format .xlsx.",
        )
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _strictly(content, encoding) or _unreadable()
    if content[:_BEGINNING].count(0) > len(content[:_BEGINNING]) // 4:
        return _impossible("IMP-103", "C’est de l’UTF-16 sans marque.", "Enregistrez-le en « CSV UTF-8 ».")
    return _strictly(content, "utf-8") or _single_byte(content)


def _other_kind(content: bytes) -> str | None:
    if _WEB_PAGE.match(content[:200]) and _XML_WORKBOOK.search(content[:2000]):
        return "un classeur enregistré en XML"
    if _WEB_PAGE.match(content[:200]):
        return "une page web déguisée en tableau"
    return next((kind for magic, kind in _KINDS if content.startswith(magic)), None)


def _strictly(content: bytes, encoding: str) -> Decoded | None:
    try:
        return Decoded(content.decode(encoding), encoding)
    except UnicodeDecodeError:
        return None


def _single_byte(content: bytes) -> Decoded:
    read = _strictly(content, "cp1252")
    if read is None:
        return _unreadable()
    if _LATIN_9.search(read.text) and not _CONTROLS_OF_LATIN_9.search(content):
        return Decoded(content.decode("iso8859-15"), "iso8859-15")
    odd = _IMPLAUSIBLE.search(read.text)
    return Decoded(read.text, "cp1252", doubt=_doubt(content, read.text, odd) if odd else None)


def _doubt(content: bytes, text: str, odd: re.Match[str]) -> Fault:
    """Show the odd word as it was read and as Mac and DOS would have written it (one byte a letter)."""
    start = max(text.rfind(sign, 0, odd.start()) for sign in ' \t\r\n;,|"') + 1
    end = odd.end() + len(re.match(r'[^\s;,|"]*', text[odd.end() :])[0])
    others = [content[start:end].decode(encoding) for encoding in ("mac_roman", "cp850")]
    return Fault(
        "IMP-103",
        f"Les accents sont douteux : {listed([text[start:end]])} est-il {listed(others)} ?",
        "Enregistrez le fichier en « CSV UTF-8 », ou confirmez s’il est juste ainsi.",
        doubtful=True,
    )


def _unreadable() -> Decoded:
    return _impossible(
        "IMP-103", "L’encodage des accents est inconnu.", "Enregistrez le fichier en « CSV UTF-8 »."
    )


def _impossible(code: str, reason: str, advice: str) -> Decoded:
    return Decoded("", "", problem=Fault(code, shorten(reason, 200), advice))

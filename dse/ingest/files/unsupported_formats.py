"""Identify a file that is no table by its first bytes, never by its name, and say what to do with it.

A mark of encoding or blanks before these bytes hide nothing: programs that write web pages leave some.
"""

from __future__ import annotations

import codecs
import re

from dse.ingest.files.archive import DAMAGED
from dse.ingest.files.file_checks import refuse_kind
from dse.ingest.issues import CellIssue

LOOKED_AT = 2000  # bytes that tell the kind
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins as the next one does
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BLANKS = b" \t\r\n\v\f\0"
_CONTROLS = bytes(sign for sign in range(32) if sign not in b"\0\t\n\v\f\r\x1b")
_MOST_CONTROLS = 0.05  # of the signs of a text

_OPEN = "Ouvrez-le dans un tableur et enregistrez-le au format .xlsx."
_EXPORT = "Exportez-en la table utile au format .xlsx ou CSV, avec le logiciel qui l’a fait."
_COPY = "Copiez son tableau dans un classeur."
_UNPACK = "Décompressez-la et donnez les fichiers qu’elle contient."
_WRONG = "Vérifiez que c’est le bon fichier."
_ITSELF = "Donnez le classeur lui-même."

_BYTES = (
    ("un fichier PDF", _COPY, rb"%PDF"),
    ("un document PostScript", _COPY, rb"%!PS"),
    ("un document texte (.rtf)", _COPY, rb"\{\\rtf"),
    ("une image", _COPY, rb"\x89PNG|\xff\xd8\xff|GIF8[79]a|BM[\s\S]{4}\0\0\0\0|II\*\0|MM\0\*|RIFF[\s\S]{4}WEBP"),
    ("une image", _COPY, rb"[\s\S]{4}ftyp(?:heic|heix|mif1|avif)|<svg\b"),
    ("un son ou une vidéo", _WRONG, rb"ID3[\x02-\x04]|OggS|fLaC|RIFF[\s\S]{4}(?:WAVE|AVI )|[\s\S]{4}ftyp|\x1a\x45\xdf\xa3"),
    ("un programme", _WRONG, rb"\x7fELF|MZ[\s\S]{0,200}\0|[\xce\xcf]\xfa\xed\xfe|\xfe\xed\xfa[\xce\xcf]|\xca\xfe\xba\xbe|\0asm"),
    ("une archive compressée", _UNPACK, rb"\x1f\x8b|BZh[1-9]1AY|\xfd7zXZ|7z\xbc\xaf|Rar!\x1a|\x28\xb5\x2f\xfd|[\s\S]{257}ustar"),
    ("un fichier Parquet", _EXPORT, rb"PAR1"),
    ("un fichier Arrow", _EXPORT, rb"ARROW1|FEA1"),
    ("un objet Python enregistré", _EXPORT, rb"\x80[\x02-\x05]|\x93NUMPY"),
    ("un fichier de données SPSS, Stata ou HDF5", _EXPORT, rb"\$FL[23]|<stata_dta>|\x89HDF"),
    ("un objet R enregistré", _EXPORT, rb"RD[AX][23]\n|X\n\0\0\0[\x02\x03]"),
    ("une base de données", _EXPORT, rb"SQLite format 3\0|PGDMP|\0\x01\0\0Standard (?:Jet|ACE) DB"),
    ("un raccourci vers un fichier", _ITSELF, rb"L\0\0\0\x01\x14\x02\0|\[InternetShortcut\]"),
    ("un fichier caché du Finder (« ._… » ou .DS_Store)", _ITSELF, rb"\0\x05\x16\x07|\0\0\0\x01Bud1"),
    ("la trace d’un classeur ouvert (« ~$… »)", _ITSELF, rb"(?=[\s\S]{165}\Z)[\x01-\x36][^\0]{54}[\x01-\x36]\0"),
)  # fmt: skip

# Whatever the case of their letters.
_WORDS = (
    ("un classeur enregistré en XML", _OPEN, rb"<[\s\S]*(?:schemas-microsoft-com:office:spreadsheet|excel\.sheet|opendocument\.spreadsheet)"),
    ("une page web déguisée en tableau", _OPEN, rb"(?:<!--[\s\S]*?-->\s*|<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html|head|body|table)\b"),
    ("un fichier XML", _EXPORT, rb"<\?xml|<!doctype|<!--|<[a-z_][\w.:-]*(?:\s[^<>]*)?>\s*<"),
    ("un fichier JSON", _EXPORT, rb'\{\s*(?:"|\})|\[\s*[{"\[\]]'),
    ("une sauvegarde de base de données (SQL)", _EXPORT,
     rb"(?:(?:--|/\*)[^\n]*(?:\n|\Z)|\s)*(?:create (?:table|database)|insert into|drop table|lock tables|begin transaction|set [\w@.]+ *=|pragma )"),
    ("une sauvegarde de base de données (SQL)", _EXPORT, rb"(?:--[^\n]*\n\s*)*--[^\n]*dump"),
    ("un courriel", _COPY, rb"from \S+ +(?:mon|tue|wed|thu|fri|sat|sun) |(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*(?:message-id|mime-version|return-path|received|delivered-to):"),
    ("un carnet d’adresses ou un agenda", _EXPORT, rb"begin:v(?:card|calendar)"),
    ("un script", _WRONG, rb"#!|<\?php|@echo off"),
)  # fmt: skip

_KINDS = (
    *((re.compile(pattern), kind, advice) for kind, advice, pattern in _BYTES),
    *((re.compile(pattern, re.IGNORECASE), kind, advice) for kind, advice, pattern in _WORDS),
)


def find_unsupported_format(content: bytes) -> CellIssue | None:
    """What a file is, by its beginning, and what to do with it; None for what may be a table."""
    for start in dict.fromkeys((content[:LOOKED_AT], strip_blanks(content)[:LOOKED_AT])):
        if start.startswith(b"PK\x03\x04"):
            return DAMAGED
        for pattern, kind, advice in _KINDS:
            if pattern.match(start):
                return refuse_format(kind, advice)
    return (
        refuse_format("un fichier binaire d’une sorte inconnue", _EXPORT)
        if _is_binary(strip_blanks(content))
        else None
    )


def is_blank(content: bytes) -> bool:
    """Whether nothing stands in a file, or in what begins it, but a mark of encoding and blanks."""
    return not strip_blanks(content)


def strip_blanks(content: bytes) -> bytes:
    """The content without the mark of encoding and the blanks that begin it, as bytes of one each where it was wide."""
    mark, name = next((pair for pair in MARKS if content.startswith(pair[0])), (b"", ""))
    if name in ("utf-16", "utf-32"):
        content = content.decode(name, "ignore").encode()
    return content.removeprefix(mark).lstrip(_BLANKS)


def refuse_format(kind: str, advice: str) -> CellIssue:
    """The issue of a file of a kind that is not read."""
    return refuse_kind(
        f"C’est {kind} : l’import lit des classeurs .xlsx ou .ods et des fichiers CSV.", advice
    )


def _is_binary(content: bytes) -> bool:
    """Whether signs that no text has are too many. A text of two bytes a sign has its zeros at every other place."""
    start = content[:LOOKED_AT]
    zeros = sorted((start[::2].count(0), start[1::2].count(0)))
    controls = len(start) - len(start.translate(None, _CONTROLS))
    return max(controls, 4 * zeros[0] - sum(zeros)) > _MOST_CONTROLS * len(start)

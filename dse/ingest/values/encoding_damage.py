"""Texts damaged before they came here: lost signs, accents of UTF-8 once read as cp1252."""

from __future__ import annotations

import html
import re
from html.entities import name2codepoint

from dse.ingest.files.cells import NULL_SIGN
from dse.ingest.issues import CellIssue, quoted_list

_AFTER = "\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
# Accented letters and signs of UTF-8 as cp1252 shows them: « FranÃ§ois », « lâ€™eau ».
_TWICE_ENCODED = re.compile(f"[ÃÂâ][{_AFTER}]")
_RUNS = re.compile(f"(?:[ÂÃ][{_AFTER}]|â[{_AFTER}]{{2}})+")

# What a web page writes for a sign; of the names, only those of HTML 4: « R&D; » is not one.
_WEB_CODE = re.compile(r"&(?:#[0-9]{2,6}|#[xX][0-9a-fA-F]{2,5}|([A-Za-z]{2,8}[0-9]{0,2}));")
# A letter that an encoding without accents made a question mark; « année?theme=Climat » is a measure.
_MARKED = re.compile(r"[^\W\d_]\?[^\W\d_](?!\w*=)")

_CONTROL = re.compile("[\x01-\x08\x0e-\x1f\x7f]")
_CONTROL_SIGN = CellIssue(
    "IMP-104", "La cellule contient un caractère invisible interdit.", "Retapez la cellule."
)
# What cp1252 has as « œ ’ € … », taken for Latin-1: signs that no text holds.
_LATIN_1 = re.compile("[\x80-\x9f]")

_LOST_SIGN = CellIssue(
    "IMP-114", "Un caractère est perdu (�).", "Corrigez-le dans le fichier d’origine et exportez en UTF-8."
)
_BEYOND_REPAIR = "Corrigez-les dans le fichier d’origine et exportez en UTF-8."


def check_encoding(text: str) -> CellIssue | None:
    """What is wrong with the signs of a cell as the file has it, before any cleaning."""
    if text.isprintable():
        return _twice_encoded(text)
    if "\x00" in text:
        return NULL_SIGN
    if _CONTROL.search(text):
        return _CONTROL_SIGN
    return _twice_encoded(text)


def _twice_encoded(text: str) -> CellIssue | None:
    if text.isascii():
        return None
    if "\ufffd" in text:
        return _LOST_SIGN
    if not _TWICE_ENCODED.search(text) and not _LATIN_1.search(text):
        return None
    meant = _repaired(text)
    advice = _BEYOND_REPAIR if meant is None else f"Écrivez {quoted_list([meant])}."
    return CellIssue("IMP-115", "Les accents sont abîmés.", advice)


def check_suspected_damage(text: str) -> CellIssue | None:
    """A doubt about a text that may be meant as it is: codes of a web page, or question marks inside words."""
    if "&" in text and (coded := _word_of_web_page(text)):
        meant = html.unescape(coded)
        reason = f"Code de page web : {quoted_list([coded])} veut-il dire {quoted_list([meant])} ?"
        return CellIssue(
            "IMP-115", reason, "Remplacez ces codes dans toute la cellule, ou confirmez.", doubtful=True
        )
    if "?" in text and "://" not in text and _MARKED.search(text):
        reason = "Un point d’interrogation tient peut-être la place d’un accent."
        return CellIssue("IMP-114", reason, "Corrigez-le, ou confirmez s’il est voulu.", doubtful=True)
    return None


def _word_of_web_page(text: str) -> str | None:
    """The first word in which a sign is written by its code; a long text would be cut before it."""
    codes = (each for each in _WEB_CODE.finditer(text) if each[1] in (None, *name2codepoint))
    if (code := next(codes, None)) is None:
        return None
    return text[: code.start()].rpartition(" ")[2] + code[0] + text[code.end() :].partition(" ")[0]


def _repaired(text: str) -> str | None:
    """The text with its damaged runs read again until none is left. None where that leads nowhere."""
    while _TWICE_ENCODED.search(text):
        before = text
        try:
            text = _RUNS.sub(lambda run: b"".join(map(_byte, run[0])).decode("utf-8"), text)
        except UnicodeError:
            return None
        if text == before:
            return None
    return _LATIN_1.sub(lambda sign: _shown(sign[0]), text)


def _shown(sign: str) -> str:
    """What cp1252 shows for a sign of Latin-1; the five that it leaves undefined stand for themselves."""
    try:
        return sign.encode("latin-1").decode("cp1252")
    except UnicodeDecodeError:
        return sign


def _byte(sign: str) -> bytes:
    """The byte that cp1252 shows as a sign; those that it leaves undefined stand for themselves."""
    return sign.encode("latin-1" if ord(sign) < 0x100 else "cp1252")

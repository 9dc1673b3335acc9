"""Texts damaged before they came here: lost characters, accents of UTF-8 once read as cp1252."""

from __future__ import annotations

import html
import re
from html.entities import name2codepoint

from dse.ingest.files.cells import NULL_SIGN
from dse.ingest.files.file_checks import refuse_sign
from dse.ingest.issues import CellIssue, Level, quoted_list
from dse.ingest.registry import ERROR, QUESTION, cells, check

_AFTER = "\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
# Accented letters and signs of UTF-8 as cp1252 shows them: « FranÃ§ois », « lâ€™eau ».
_TWICE_ENCODED = re.compile(f"[ÃÂâ][{_AFTER}]")
# And any sign of UTF-8 so shown: a text encoded three times holds others.
_RUNS = re.compile(f"(?:[Â-ß][{_AFTER}]|[à-ï][{_AFTER}]{{2}}|[ð-ô][{_AFTER}]{{3}})+")
# What a repair that went astray leaves.
_LEFT_OVER = re.compile("[ÃÆ‚ƒ]|Â(?![A-Za-zß-ÿ])")

# What a web page writes for a sign; of the names, only those of HTML 4: « R&D; » is not one.
_WEB_CODE = re.compile(r"&(?:#[0-9]{2,6}|#[xX][0-9a-fA-F]{2,5}|([A-Za-z]{2,8}[0-9]{0,2}));")
# A letter that an encoding without accents made a question mark; « année?theme=Climat » is a measure.
_MARKED = re.compile(r"[^\W\d_]\?[^\W\d_](?!\w*=)")

_CONTROL = re.compile("[\x01-\x08\x0e-\x1f\x7f]")
_CONTROL_SIGN = refuse_sign("La cellule contient un caractère invisible interdit.", "Retapez la cellule.")
# Signs that make a text be shown in another order than it is written.
_REVERSING = re.compile("[\u202d\u202e]")
_REVERSING_SIGN = refuse_sign(
    "Un signe invisible renverse l’ordre des lettres de la cellule.", "Retapez la cellule."
)
# What cp1252 has as « œ ’ € … », taken for Latin-1: signs that no text holds.
_LATIN_1 = re.compile("[\x80-\x9f]")

_LOST_CHARACTER = "Corrigez-le dans le fichier d’origine, puis exportez au format .xlsx."
_BEYOND_REPAIR = "Corrigez-les dans le fichier d’origine, puis exportez au format .xlsx."
_CLEAN = cells("accompagnements", {"Intitulé": "Le débat d’orientation"})


@check(
    "IMP-114",
    level=ERROR,
    milder=QUESTION,
    title="Caractère perdu",
    explanation=(
        "Le fichier est passé par un encodage qui n’a pas tous les caractères : « � » ou un point d’interrogation a pris la "
        "place d’une lettre, et rien ne permet de la retrouver."
    ),
    advice="Corrigez le mot dans le fichier d’origine et exportez au format .xlsx ; confirmez un point d’interrogation voulu.",
    trips=(
        cells("accompagnements", {"Intitulé": "Le d\ufffdbat"}),
        cells("accompagnements", {"Intitulé": "Le d?bat"}),
    ),
    passes=_CLEAN,
)
def describe_lost_character(reason: str, advice: str, level: Level = ERROR) -> CellIssue:
    """A character that was replaced; a question where the replacement may be meant."""
    return CellIssue(reason, advice, level=level)


@check(
    "IMP-115",
    level=ERROR,
    milder=QUESTION,
    title="Accents abîmés",
    explanation=(
        "Un logiciel a mal relu les accents du fichier, ou des codes de page web sont restés : le texte s’affiche mal, et un nom "
        "ainsi écrit passe pour un autre."
    ),
    advice="Écrivez le texte proposé, ou corrigez le fichier d’origine et exportez au format .xlsx.",
    trips=(
        cells("accompagnements", {"Intitulé": "Le dÃ©bat"}),
        cells("accompagnements", {"Intitulé": "Le d&eacute;bat"}),
    ),
    passes=_CLEAN,
)
def describe_damaged_accents(reason: str, advice: str, level: Level = ERROR) -> CellIssue:
    """Accents read in the wrong encoding; a question where they are codes of a web page."""
    return CellIssue(reason, advice, level=level)


def check_encoding(text: str) -> CellIssue | None:
    """An issue about the characters of a cell as the file has it, before any cleaning."""
    if text.isprintable():
        return _check_twice_encoded(text)
    if "\x00" in text:
        return NULL_SIGN
    if _CONTROL.search(text):
        return _CONTROL_SIGN
    if _REVERSING.search(text):
        return _REVERSING_SIGN
    return _check_twice_encoded(text)


def _check_twice_encoded(text: str) -> CellIssue | None:
    if text.isascii():
        return None
    if "\ufffd" in text:
        return describe_lost_character("Un caractère est perdu (�).", _LOST_CHARACTER)
    if not _TWICE_ENCODED.search(text) and not _LATIN_1.search(text):
        return None
    repaired = _repair(text)
    advice = _BEYOND_REPAIR if repaired is None else f"Écrivez {quoted_list([repaired])}."
    return describe_damaged_accents("Les accents sont abîmés.", advice)


def check_suspected_damage(text: str) -> CellIssue | None:
    """A question about a text that may be right: codes of a web page, or question marks inside words."""
    if "&" in text and (escaped := _find_escaped_word(text)):
        plain = html.unescape(escaped)
        reason = f"Code de page web : {quoted_list([escaped])} veut-il dire {quoted_list([plain])} ?"
        advice = "Remplacez ces codes dans toute la cellule, ou confirmez."
        return describe_damaged_accents(reason, advice, QUESTION)
    if "?" in text and "://" not in text and _MARKED.search(text):
        reason = "Un point d’interrogation tient peut-être la place d’un accent."
        return describe_lost_character(reason, "Corrigez-le, ou confirmez s’il est voulu.", QUESTION)
    return None


def _find_escaped_word(text: str) -> str | None:
    """The first word with a web code, not the whole text: a message would cut a long text before it."""
    codes = (match for match in _WEB_CODE.finditer(text) if match[1] in (None, *name2codepoint))
    if (code := next(codes, None)) is None:
        return None
    return text[: code.start()].rpartition(" ")[2] + code[0] + text[code.end() :].partition(" ")[0]


def _repair(text: str) -> str | None:
    """The text with its damaged runs read again until none is left. None where that leads nowhere."""
    while _TWICE_ENCODED.search(text):
        before = text
        text = _RUNS.sub(lambda run: _read_again(run[0]), text)
        if text == before:
            return None
    repaired = _LATIN_1.sub(lambda sign: _as_cp1252(sign[0]), text)
    return None if _LEFT_OVER.search(repaired) else repaired


def _read_again(run: str) -> str:
    """What UTF-8 says that cp1252 showed as a run; the run itself where it says nothing that cp1252 can show."""
    try:
        text = b"".join(map(_byte, run)).decode("utf-8")
        text.encode("cp1252", "strict" if not _LATIN_1.search(text) else "ignore")
    except UnicodeError:
        return run
    return text


def _as_cp1252(sign: str) -> str:
    """What cp1252 shows for a sign of Latin-1; the five that it leaves undefined stand for themselves."""
    try:
        return sign.encode("latin-1").decode("cp1252")
    except UnicodeDecodeError:
        return sign


def _byte(sign: str) -> bytes:
    """The byte that cp1252 shows as a sign; those that it leaves undefined stand for themselves."""
    return sign.encode("latin-1" if ord(sign) < 0x100 else "cp1252")

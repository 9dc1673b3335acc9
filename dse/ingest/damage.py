"""Texts damaged before they came here: lost signs, and accents of UTF-8 once read as cp1252."""

from __future__ import annotations

import re

from dse.ingest.problems import Fault, listed

_AFTER = "\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
# Accented letters and signs of UTF-8 as cp1252 shows them: « FranÃ§ois », « lâ€™eau ».
_TWICE_ENCODED = re.compile(f"[ÃÂâ][{_AFTER}]")
_RUNS = re.compile(f"(?:[ÂÃ][{_AFTER}]|â[{_AFTER}]{{2}})+")

_LOST_SIGN = Fault(
    "IMP-114", "Un caractère est perdu (�).", "Corrigez-le dans le fichier d’origine et exportez en UTF-8."
)
_BEYOND_REPAIR = "Corrigez-les dans le fichier d’origine et exportez en UTF-8."


def damage(text: str) -> Fault | None:
    """What is wrong with the signs of a cell as the file has it, before any cleaning."""
    if text.isascii():
        return None
    if "\ufffd" in text:
        return _LOST_SIGN
    if not _TWICE_ENCODED.search(text):
        return None
    meant = _repaired(text)
    advice = _BEYOND_REPAIR if meant is None else f"Écrivez {listed([meant])}."
    return Fault("IMP-115", "Les accents sont abîmés.", advice)


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
    return text


def _byte(sign: str) -> bytes:
    """The byte that cp1252 shows as a sign; those that it leaves undefined stand for themselves."""
    return sign.encode("latin-1" if ord(sign) < 0x100 else "cp1252")

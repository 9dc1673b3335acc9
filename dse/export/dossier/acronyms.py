"""Acronyms that a document uses, written out for whoever is sent it."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

_WORD = re.compile(r"\b[A-Z]{2,}\b")


def find_acronyms(text: str) -> dict[str, str]:
    """What the acronyms of a text stand for, in alphabetical order; those that are known."""
    meanings = _read_meanings()
    return {word: meanings[word] for word in sorted(set(_WORD.findall(text))) if word in meanings}


@cache
def _read_meanings() -> dict[str, str]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))

"""The seal of a text: what marks that very text, and no other, as one that a public may read."""

from __future__ import annotations

from hashlib import sha256

LETTERS = 32


def seal_text(text: str) -> str:
    """The seal of a text."""
    return sha256(text.encode("utf-8")).hexdigest()[:LETTERS]


def is_sealed(text: object, seal: object) -> bool:
    """Whether a mark is that of this text; either may be missing, as None or as pandas.NA."""
    return isinstance(text, str) and isinstance(seal, str) and seal == seal_text(text)

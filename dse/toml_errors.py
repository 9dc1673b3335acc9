"""Where a TOML file is wrong, in French."""

from __future__ import annotations

import tomllib


def describe_position(error: tomllib.TOMLDecodeError) -> str:
    """Where a file stops being TOML, in French."""
    place = str(error).partition("(at ")[2].rstrip(")")
    for english, words in (("line", "ligne"), ("column", "colonne"), ("end of document", "fin du fichier")):
        place = place.replace(english, words)
    return place

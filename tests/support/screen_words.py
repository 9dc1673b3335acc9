"""Words that never reach a screen or a public file: docs/dev/ecrire.md has what to say instead.

What may stand under « Détail statistique » is not looked at here.
"""

from __future__ import annotations

import re

_BANNED = re.compile(
    r"""
    \b[a-z]+_[a-z_]+\b                        # technical names: organisation_id
    | \.toml\b | \bTOML\b | \bJSON\b | \bUTF-8\b | \bParquet\b
    | \bCSV\ pour\ machines\b | \bpoint-virgule | \bempreintes?\b
    | \bpar\ root\b | \broot\b
    | \b(?:NSP|NC|SR|NP|AAPOR)\b
    | \b[a-z]+-(?:19|20)\d\d\b                # identifiers: membres-2021
    | \bvaleurs?\ p\b | \bp\ =\ | \bn\ =\ | \bn\ jusqu’à\b
    | \bVague\ (?:19|20)\d\d\b | \bvagues?\ (?:19|20)\d\d\b
    | \b(?:the|and|of|with|not|error|file|row|column|None|nan|True|False|inf)\b
    """,
    re.VERBOSE,
)


def find_banned(text: str) -> list[str]:
    """The words of a text that a reader should not meet."""
    return [match[0] for match in _BANNED.finditer(text.replace("\u00a0", " ").replace("\u202f", " "))]

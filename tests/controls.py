"""Writes docs/controles.md from the checks of the import: `python -m tests.controls`, when one has changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from dse import paths
from dse.ingest.registry import Check, Example, all_checks

PAGE = paths.ROOT / "docs" / "controles.md"
INTRODUCTION = """# Ce que l’import contrôle

Chaque remarque d’un import porte un code. Cette page donne, pour chacun, ce qu’il vérifie, pourquoi, et ce qu’il y a à
faire ; `python -m dse explain IMP-402` en donne un seul. Une *erreur* empêche l’import, une *question* attend que vous
confirmiez, une *remarque* est seulement dite.
"""


def render() -> str:
    """The page, whole."""
    return "\n".join([INTRODUCTION, *_families()])


def _families() -> Iterator[str]:
    for family, checks in groupby(all_checks().values(), key=lambda check: check.family):
        yield f"## {family}\n"
        for check in checks:
            yield from _sections(check)


def _sections(check: Check) -> Iterator[str]:
    levels = " ou ".join(level.value for level in (check.level, check.milder) if level)
    yield f"### {check.code} : {_escape(check.title)}\n"
    yield f"*{levels.capitalize()}.* {_escape(check.explanation)}\n"
    yield f"**Que faire.** {_escape(check.advice)}\n"
    for example in check.trips:
        yield from _example("Déclenche ce contrôle", example)
    for example in check.passes:
        yield from _example("Ne le déclenche pas", example)


def _example(title: str, example: Example) -> Iterator[str]:
    yield f"*{title}.* {_escape(example.sentence)}\n"
    if example.text:
        yield f"```\n{example.text}\n```\n"
    if example.table:
        header, *lines = example.table
        rows = [header, ["---"] * len(header), *lines]
        yield "\n".join(f"| {' | '.join(map(_escape, row))} |" for row in rows) + "\n"


def _escape(text: str) -> str:
    return re.sub(r"([\\`*_<>|\[\]])", r"\\\1", text) if text != "---" else text


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8", newline="\n")

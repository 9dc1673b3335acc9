"""`explain`: what a check of the import is, why it exists and what to do, from the registry of the checks."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any

from dse.cli.output import Outcome, format_grid
from dse.errors import Refused
from dse.ingest.registry import Check, Example, all_checks

NEAREST = 3


def run(options: argparse.Namespace) -> Outcome:
    """One check, or the list of all."""
    checks = all_checks()
    if options.code is None:
        fields = [_describe(check) for check in checks.values()]
        rows = [(check.code, check.level.value, check.title) for check in checks.values()]
        return Outcome({"checks": fields}, format_grid(("Code", "Nature", "Contrôle"), rows))
    check = _find(options.code, checks)
    return Outcome(_describe(check), _text(check))


def _find(text: str, checks: Mapping[str, Check]) -> Check:
    """The check of a code as typed: in lower case, or its number alone. Raises Refused with the nearest codes."""
    digits = text.strip().upper().removeprefix("IMP").lstrip("- ")
    code = f"IMP-{digits}"
    if code not in checks:
        near = sorted(checks, key=lambda other: abs(int(other[4:]) - int(digits))) if digits.isdigit() else []
        advice = (
            f"Les plus proches : {', '.join(near[:NEAREST])}."
            if near
            else "Un code s’écrit IMP- et trois chiffres."
        )
        raise Refused(f"Il n’y a pas de contrôle « {text} ». {advice} Sans code, la commande les donne tous.")
    return checks[code]


def _describe(check: Check) -> dict[str, Any]:
    return {
        "code": check.code,
        "level": check.level.name.lower(),
        "milder": check.milder.name.lower() if check.milder else None,
        "family": check.family,
        "title": check.title,
        "explanation": check.explanation,
        "advice": check.advice,
        "trips": [_describe_example(example) for example in check.trips],
        "passes": [_describe_example(example) for example in check.passes],
    }


def _describe_example(example: Example) -> dict[str, Any]:
    return {"sentence": example.sentence, "cells": example.table, "text": example.text}


def _text(check: Check) -> str:
    parts = [
        f"{check.code} — {check.title}",
        f"{check.effects}",
        check.explanation,
        f"Que faire : {check.advice}",
        *(f"Déclenche ce contrôle. {_example_text(example)}" for example in check.trips),
        *(f"Ne le déclenche pas. {_example_text(example)}" for example in check.passes),
    ]
    return "\n\n".join(parts)


def _example_text(example: Example) -> str:
    if example.text:
        return f"{example.sentence}\n{example.text}"
    if not example.table:
        return example.sentence
    return f"{example.sentence}\n{format_grid(example.table[0], example.table[1:])}"

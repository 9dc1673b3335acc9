"""What the command line tells of files that were read, and of names that lead to no organisation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dse.cli.output import grid
from dse.ingest import Proposal
from dse.ingest.organisations.unknown_names import UnknownName
from dse.ingest.recognition.reading_report import SheetReading

SHOWN = 50
ALIASES = (
    "Pour dire de qui il s’agit, importez avec ceci, ou avant, un CSV à deux colonnes, alias et organisation_id : chaque nom "
    "y devient un autre nom de l’organisation."
)


def read(every: Sequence[SheetReading]) -> str:
    """How each file and sheet was read."""
    header = ("Fichier", "Contenu", "Lignes", "Titres", "Dates lues", "Encodage et séparateur")
    rows = [
        (
            " / ".join(filter(None, (each.file, each.sheet))),
            each.title or "non reconnu",
            each.lines,
            f"ligne {each.header_row}",
            ", ".join(each.dates) or "aucune",
            ", ".join(filter(None, (each.encoding, each.separator))) or ("classeur" if each.sheet else ""),
        )
        for each in every
    ]
    return f"Lu\n{grid(header, rows)}" if rows else ""


def names(proposal: Proposal) -> str:
    """What to do of names that lead to no organisation."""
    if not proposal.unknown_names:
        return ""
    header = ("Nom à rattacher", "Cases", "Organisations les plus proches")
    rows = [
        (
            each.name,
            each.cells,
            ", ".join(f"{proposal.organisations[one]} ({one})" for one in each.candidates),
        )
        for each in proposal.unknown_names[:SHOWN]
    ]
    return f"{grid(header, rows)}\n\n{ALIASES}"


def unknown(unknown: UnknownName, proposal: Proposal) -> dict[str, Any]:
    """A name and the organisations nearest to it, for --json."""
    near = [{"organisation_id": each, "name": proposal.organisations[each]} for each in unknown.candidates]
    return {"name": unknown.name, "cells": unknown.cells, "candidates": near}

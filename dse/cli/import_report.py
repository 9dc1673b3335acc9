"""What the command line tells of files that were read, and of names that lead to no organisation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dse import french
from dse.cli.output import format_grid
from dse.ingest import Proposal
from dse.ingest.checks.table_rules import find_missing_waves
from dse.ingest.organisations.unknown_names import UnknownName
from dse.ingest.recognition.reading_report import SheetReading

SHOWN = 50
ALIASES = (
    'Pour dire de qui il s’agit, écrivez une ligne par nom dans un fichier, "Nom écrit" = "Identifiant", et ajoutez à la commande '
    "--names FICHIER : ce sera un « autre nom » de l’organisation. Ou choisissez-la sur la page Données."
)


def format_reading_reports(reports: Sequence[SheetReading]) -> str:
    """How each file and sheet was read."""
    header = ("Fichier", "Contenu", "Lignes", "Lignes écartées", "Titres", "Dates", "Colonnes séparées par")
    rows = [
        (
            " / ".join(filter(None, (report.file, report.sheet))),
            report.title or "non reconnu",
            report.lines,
            ", ".join(report.left_out) or "aucune",
            f"ligne {report.header_row}",
            ", ".join(report.dates) or "aucune",
            report.separator or ("cases du classeur" if report.sheet else ""),
        )
        for report in reports
    ]
    return f"Lu\n{format_grid(header, rows)}" if rows else ""


def format_unknown_names(proposal: Proposal) -> str:
    """What to do of names that lead to no organisation."""
    if not proposal.unknown_names:
        return ""
    header = ("Nom à rattacher", "Cases", "Organisations les plus proches")
    rows = [
        (
            unknown.name,
            unknown.cells,
            ", ".join(
                f"{proposal.organisations[organisation_id]} ({organisation_id})"
                for organisation_id in unknown.candidates
            ),
        )
        for unknown in proposal.unknown_names[:SHOWN]
    ]
    return f"{format_grid(header, rows)}\n\n{ALIASES}"


def format_waves(proposal: Proposal) -> str:
    """The option that chooses a survey, and its values, where one has to be chosen."""
    if not any(issue.code == find_missing_waves.code for issue in proposal.problems):
        return ""
    waves = [f"--wave {wave.wave_id} pour « {wave.title} »" for wave in proposal.waves]
    return f"Ajoutez à la commande {french.listed(waves)}." if waves else ""


def unknown_name_fields(unknown_name: UnknownName, proposal: Proposal) -> dict[str, Any]:
    """A name and the organisations nearest to it, for --json."""
    near = [
        {"organisation_id": organisation_id, "name": proposal.organisations[organisation_id]}
        for organisation_id in unknown_name.candidates
    ]
    return {"name": unknown_name.name, "cells": unknown_name.cells, "candidates": near}

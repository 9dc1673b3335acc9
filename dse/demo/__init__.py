"""Fictional raw files, as the team would have had them on 31 December 2021.

people, offer → requests, meetings (aims: their themes) → spreadsheets; `effects` says what is planted, and
`framework` holds the indicators; surveys, partnerships and changes have their own streams, drawn from the same seed.
The register is drawn from one `random.Random(seed)`: same seed, same bytes.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

from dse.demo import (
    changes,
    decisions,
    framework,
    meetings,
    offer,
    partnerships,
    people,
    requests,
    spreadsheets,
    spreadsheets_change,
    surveys,
)
from dse.demo.effects import EFFECTS as OF_THE_REGISTER

__all__ = ["EFFECTS", "SEED", "files", "write"]

SEED = 2196
EFFECTS = (*OF_THE_REGISTER, *partnerships.EFFECTS, *changes.EFFECTS)


def files(seed: int = SEED, effects: bool = True) -> dict[str, bytes]:
    """Content of each raw file by name, in an order in which they may be imported."""
    rng = Random(seed)  # noqa: S311 - invented data must be the same at each run
    everyone = people.organisations(rng, effects)
    asked = requests.accompaniments(rng, everyone, effects)
    held = meetings.activities(rng, effects)
    came = meetings.presences(rng, everyone, held, effects)
    rows = [(bool(o.stays), row) for o in everyone for row in spreadsheets.organisation_rows(o)]
    spells = partnerships.spells(seed, effects)
    changed = changes.changes(seed, everyone, asked, held, came, effects)
    columns = [name for name in rows[0][1] if name not in ("Adhésion", "Départ", "Collège")]
    return {
        "membres.csv": spreadsheets.content((row for member, row in rows if member), "utf-8-sig"),
        "autres_organisations.csv": spreadsheets.content(
            ({name: row[name] for name in columns} for member, row in rows if not member), "utf-8-sig"
        ),
        "offre.csv": spreadsheets.content(map(spreadsheets.offer_row, offer.catalogue(effects)), "utf-8-sig"),
        "accompagnements.csv": spreadsheets.content(map(spreadsheets.accompaniment_row, asked), "utf-8-sig"),
        "activites.csv": spreadsheets.content(map(spreadsheets.activity_row, held), "cp1252"),
        "presences.csv": spreadsheets.content(map(spreadsheets.presence_row, came), "utf-8-sig"),
        "partenariats.csv": spreadsheets.content(
            map(spreadsheets_change.partnership_row, spells), "utf-8-sig"
        ),
        "changements.csv": spreadsheets.content(map(spreadsheets_change.change_row, changed), "utf-8-sig"),
        "decisions.csv": spreadsheets.content(decisions.rows(), "utf-8-sig"),
        "indicateurs.csv": spreadsheets.content(framework.rows(), "utf-8-sig"),
        **{
            name: spreadsheets.content(rows, "utf-8-sig")
            for name, rows in surveys.rows(seed, everyone, asked, effects).items()
        },
    }


def write(directory: Path, seed: int = SEED, effects: bool = True) -> list[Path]:
    """Write the raw files into a directory, made if absent; their paths in import order."""
    directory.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, content in files(seed, effects).items():
        paths.append(directory / name)
        paths[-1].write_bytes(content)
    return paths

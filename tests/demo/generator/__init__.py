"""Generator of the demo's raw files (data/demo), as the team would have had them on 31 December 2021.

people, offer → requests, meetings (aims: their themes) → spreadsheets; `effects` says what is planted, and
`framework` has the indicators; surveys, answers at an end, partnerships, changes, outputs, contacts and next steps have random streams of their own, from the same seed.
The register is drawn from one `random.Random(seed)`: same seed, same bytes. `python -m tests.demo.generator` writes the files.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

from tests.demo.generator import (
    changes,
    contacts,
    decisions,
    end_answers,
    framework,
    justifications,
    meetings,
    next_steps,
    offer,
    outputs,
    partnerships,
    people,
    reminders,
    requests,
    spreadsheets,
    spreadsheets_change,
    surveys,
    targets,
)
from tests.demo.generator.effects import EFFECTS as REGISTER_EFFECTS
from tests.demo.generator.needs_without_effects import level_needs
from tests.demo.generator.surveys_opinions import NEEDED_NULL

__all__ = ["EFFECTS", "SEED", "generate_files", "write_files"]

SEED = 2196
EFFECTS = (*REGISTER_EFFECTS, *partnerships.EFFECTS, *changes.EFFECTS, *outputs.EFFECTS)


def generate_files(seed: int = SEED, effects: bool = True) -> dict[str, bytes]:
    """Content of each raw file by name, in an order in which they can be imported."""
    rng = Random(seed)
    organisations = people.generate_organisations(rng, effects)
    accompaniments = requests.generate_accompaniments(rng, organisations, effects)
    activities = meetings.generate_activities(rng, effects)
    presences = meetings.generate_presences(rng, organisations, activities, effects)
    successors = people.find_successors(organisations)
    rows = [
        (bool(o.stays), row)
        for o in organisations
        for row in spreadsheets.organisation_rows(o, successors.get(o.number))
    ]
    spells = list(partnerships.generate_spells(seed, effects))
    observed_changes = changes.generate_changes(
        seed, organisations, accompaniments, activities, presences, effects
    )
    needed = NEEDED_NULL if effects else level_needs(organisations, accompaniments, activities, presences)
    columns = [name for name in rows[0][1] if name not in ("Adhésion", "Départ", "Collège")]
    return {
        "membres.csv": spreadsheets.write_csv((row for member, row in rows if member), "utf-8-sig"),
        "autres_organisations.csv": spreadsheets.write_csv(
            ({name: row[name] for name in columns} for member, row in rows if not member), "utf-8-sig"
        ),
        "offre.csv": spreadsheets.write_csv(
            map(spreadsheets.offer_row, offer.catalogue(effects)), "utf-8-sig"
        ),
        "accompagnements.csv": spreadsheets.write_csv(
            map(spreadsheets.accompaniment_row, reminders.leave_under_way(accompaniments)), "utf-8-sig"
        ),
        "activites.csv": spreadsheets.write_csv(
            map(spreadsheets.activity_row, [*activities, reminders.make_activity(activities, effects)]),
            "cp1252",
        ),
        "marques_thematiques.csv": spreadsheets.write_csv(
            justifications.generate_rows(accompaniments, activities), "utf-8-sig"
        ),
        "presences.csv": spreadsheets.write_csv(map(spreadsheets.presence_row, presences), "utf-8-sig"),
        "partenariats.csv": spreadsheets.write_csv(
            map(spreadsheets_change.partnership_row, spells), "utf-8-sig"
        ),
        "changements.csv": spreadsheets.write_csv(
            map(spreadsheets_change.change_row, observed_changes), "utf-8-sig"
        ),
        "decisions.csv": spreadsheets.write_csv(decisions.generate_rows(effects), "utf-8-sig"),
        "indicateurs.csv": spreadsheets.write_csv(framework.generate_rows(), "utf-8-sig"),
        "contacts.csv": spreadsheets.write_csv(
            map(contacts.contact_row, contacts.generate_contacts(seed, organisations)), "utf-8-sig"
        ),
        "productions.csv": spreadsheets.write_csv(
            outputs.output_rows(outputs.generate_outputs(seed, accompaniments, activities, effects)),
            "utf-8-sig",
        ),
        "cibles.csv": spreadsheets.write_csv(targets.generate_rows(), "utf-8-sig"),
        "prochaines_etapes.csv": spreadsheets.write_csv(
            next_steps.generate_rows(seed, organisations, spells, accompaniments, activities), "utf-8-sig"
        ),
        "notes.csv": spreadsheets.write_csv(contacts.generate_notes(seed, organisations), "utf-8-sig"),
        end_answers.FILE: spreadsheets.write_csv(
            end_answers.generate_rows(seed, accompaniments, activities, presences), "utf-8-sig"
        ),
        **{
            name: spreadsheets.write_csv(rows, "utf-8-sig")
            for name, rows in surveys.generate_rows(
                seed, organisations, accompaniments, effects, needed
            ).items()
        },
    }


def write_files(directory: Path, seed: int = SEED, effects: bool = True) -> list[Path]:
    """Write the raw files into a directory, created if absent; returns their paths in import order."""
    directory.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, content in generate_files(seed, effects).items():
        paths.append(directory / name)
        paths[-1].write_bytes(content)
    return paths

"""Files and situations of the examples that a line of cells does not hold, by the name that a check gives (`built`).

Each is a function of the store that holds the clean files (not to be written) and of an empty folder. It gives an Upload
to be imported there, the Proposal of an import of its own, or the issues themselves.
"""

from __future__ import annotations

from pathlib import Path

import surveys
import uploads
import workbooks

from dse.ingest import Proposal, Upload, propose
from dse.store import Store

ANSWER = "camille@exemple.org;Ville Fictive;Plutôt d’accord;3;;"
MANY = 20  # members of a register
SHORTER = 14  # lines of an older export of it


def forgotten_person(clean_store: Store, folder: Path) -> Proposal:
    form, file = surveys.small_form(folder), uploads.written("petite.csv", surveys.HEADERS, ANSWER)
    store = surveys.registered(folder / "petit")
    uploads.accepted(store, file, form=form)
    store.forget([row["respondent_id"] for row in uploads.rows(store, "survey_respondents")], "Nadia")
    return propose([file], store, form=form)


def older_export(clean_store: Store, folder: Path) -> Proposal:
    lines = [f"X{number:03};Membre {number};FR;ONG;AUTRE" for number in range(MANY)]
    header = "Identifiant;Nom;Pays;Famille d’acteur;Champ"
    store = Store(folder / "store")
    uploads.accepted(store, uploads.written("membres.csv", header, *lines))
    changed = [lines[0].replace(";FR;", ";BE;"), *lines[1:SHORTER]]
    return propose([uploads.written("membres.csv", header, *changed)], store)


def wave_not_chosen(clean_store: Store, folder: Path) -> Proposal:
    second = '[waves.v2]\ntitle = "Vague 2"\nopened_on = 2019-01-01\nclosed_on = 2019-12-31\n[respondents]'
    return surveys.small(folder, ANSWER, form=surveys.small_form(folder, ("[respondents]", second)))


ATTENDANCE = [
    ["Activité", "Organisation", "Rôle", "Participants"],
    ["ACT-1", "M002", "PARTICIPANT", 1],
]


def sheet_of_attendance(clean_store: Store, folder: Path) -> Upload:
    return Upload("presences.xlsx", workbooks.written({"Présences": ATTENDANCE}))


def sheet_of_notes(clean_store: Store, folder: Path) -> Upload:
    sheets = {"Présences": ATTENDANCE, "Notes": [["Un mot"], ["Deux"]]}
    return Upload("presences.xlsx", workbooks.written(sheets))


def hidden_sheet(clean_store: Store, folder: Path) -> Upload:
    sheets = {"Accueil": [["Un mot"], ["Deux"]], "Présences": ATTENDANCE}
    return Upload("presences.xlsx", workbooks.written(sheets, hidden=["Présences"]))


def second_answer(clean_store: Store, folder: Path) -> Proposal:
    form = surveys.small_form(folder, ('series = "petite"', 'series = "petite"\ndoubles = "last"'))
    return surveys.small(folder, ANSWER, ANSWER.replace("camille", " camille"), form=form)

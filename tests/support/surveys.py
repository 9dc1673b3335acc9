"""Fictional survey exports, the register that they name, and what an import makes of them."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from pathlib import Path

import uploads

from dse import paths
from dse.ingest import Proposal, Upload, propose
from dse.ingest.forms import survey_form_building
from dse.store import Store

FOLDER = paths.ROOT / "tests" / "fixtures" / "surveys"
FORM = paths.ROOT / "tests" / "forms" / "enquete.toml"
NAMES = ("Association Fictive Un", "Collectif Fictif", "Ville Fictive")
TABLES = ("survey_waves", "survey_respondents", "survey_items", "survey_answers")

# A survey of one question a kind, in one file; lines are added by each test.
SMALL = """
title = "Petite enquête"
series = "petite"
names_subjects = true
[waves.v1]
title = "Vague 1"
opened_on = 2018-01-01
closed_on = 2018-12-31
[respondents]
key = "Mail"
organisation = "Structure"
[scales.accord]
options = [
  { code = "1", label = "Pas du tout d’accord", rank = 1, aliases = "1" },
  { code = "2", label = "Plutôt pas d’accord", rank = 2, aliases = "2" },
  { code = "N", label = "Ni d’accord ni pas d’accord", rank = 3 },
  { code = "4", label = "Plutôt d’accord", rank = 4, aliases = "4" },
  { code = "5", label = "Tout à fait d’accord", rank = 5, aliases = "5" },
  { code = "NC", label = "Non concerné·e", missing = "NC" },
]
[scales.appuis]
options = [
  { code = "eval", label = "Évaluation", rank = 1 },
  { code = "form", label = "Formation, en ligne", rank = 2 },
  { code = "autre", label = "Autre", rank = 3 },
]
[questions.avis]
dimension = "satisfaction"
kind = "likert"
scale = "accord"
columns = "Avis"
[questions.note]
dimension = "satisfaction"
kind = "scale"
lowest = 1
highest = 5
columns = "Note"
[questions.appuis]
dimension = "need"
kind = "multiple"
scale = "appuis"
other = "autre"
columns = "Appuis"
[questions.texte]
dimension = "effect"
kind = "text"
columns = "Texte"
asked_when = { columns = "Avis", values = ["Plutôt d’accord", "Tout à fait d’accord"] }
"""
HEADERS = "Mail;Structure;Avis;Note;Appuis;Texte"


def export(name: str) -> Upload:
    """One of the exports kept beside the tests."""
    return Upload(name, (FOLDER / name).read_bytes())


def registered(path: Path) -> Store:
    """A store that knows the organisations of the exports."""
    store = Store(path)
    lines = [f"O{number},{name},,FR," for number, name in enumerate(NAMES, 1)]
    uploads.accepted(
        store, uploads.build_upload("o.csv", "organisation_id,name,siren,country,successor_id", *lines)
    )
    return store


def small_form(tmp_path: Path, *changes: tuple[str, str]) -> Path:
    """The small survey as a form, where some texts, each found once, are others."""
    content = SMALL
    for old, new in changes:
        assert content.count(old) == 1, old
        content = content.replace(old, new)
    survey_form_building.build_from_toml("petite", tomllib.loads(content))
    tmp_path.mkdir(exist_ok=True)
    path = tmp_path / "petite.toml"
    path.write_text(content, encoding="utf-8")
    return path


def small(tmp_path: Path, *lines: str, form: Path | None = None, **options: object) -> Proposal:
    """What lines of the small survey would change."""
    store = registered(tmp_path / "petit")
    file = uploads.build_upload("petite.csv", HEADERS, *lines)
    return propose([file], store, form=form or small_form(tmp_path), **options)


def answers(proposal: Proposal) -> dict[tuple[str, str], list[tuple[object, object, object]]]:
    """Value, text and absence given to each question and option, in order of respondent."""
    found = defaultdict(list)
    for row in proposal.changes["survey_answers"].to_pylist():
        found[row["question_id"], row["option"]].append((row["value"], row["text"], row["missing"]))
    return {key: sorted(each, key=str) for key, each in found.items()}

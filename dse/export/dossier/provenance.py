"""Provenance of a dossier: version and hashes of its data, options, suppression, and the hash of each of its files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import dse
import schemas
from dse import disclosure
from dse.export.dossier.contents import Contents, Entry
from dse.store.versions.version import DataFile

ABOUT = (
    "D’où viennent les chiffres du dossier. release : la version du logiciel qui l’a fait. version : les données dont ils sont tirés, table par table. triennial, against : le "
    "triennal, et celui auquel il est comparé. audience : pour qui le dossier est fait. figures : ce qui a été demandé pour chacune, et "
    "ce qui en est masqué (masked) ; celles qui comparent des vagues le sont sur les années des deux triennaux (selection). left_out : les figures absentes, et pourquoi. files : les autres fichiers du dossier, chacun avec "
    "son code SHA-256, qui change dès que le fichier change."
)


def render_provenance(contents: Contents, hashes: Mapping[str, str]) -> bytes:
    """`provenance.json`: it has no time but the version's, so that the same version and options give the same bytes on one release."""
    choice = contents.choice
    value = {
        "about": ABOUT,
        "release": dse.__version__,
        "version": _describe_version(contents),
        "triennial": choice.triennial,
        "against": choice.against,
        "audience": choice.audience,
        "parts": list(choice.parts),
        "is_draft": choice.is_draft,
        "selection": asdict(choice.selection),
        "selection_against": asdict(choice.selection_against) if choice.selection_against else None,
        "is_fictional": contents.is_fictional,
        "notices": list(contents.notices),
        "corrections": list(contents.corrections),
        "figures": [_describe_figure(entry) for entry in contents.entries()],
        "left_out": [
            {
                "id": left_out.figure.id,
                "question": left_out.figure.question,
                "why": left_out.why,
                "hidden": left_out.is_hidden,
            }
            for left_out in contents.left_out()
        ],
        "files": [{"path": name, "sha256": hashes[name]} for name in sorted(hashes)],
    }
    return render_json(value)


def render_json(value: Any) -> bytes:
    """Indented JSON: people read it too."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def hash_bytes(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def _describe_version(contents: Contents) -> dict[str, Any]:
    version = contents.version
    return {
        "number": version.number,
        "name": contents.version_name,
        "created": version.created.isoformat(),
        "as_of": version.as_of.isoformat() if version.as_of else None,
        "tables": {
            table: [_describe_data_file(contents, table, file) for file in files]
            for table, files in sorted(version.tables.items())
            if not schemas.is_confidential(table)
        },
    }


def _describe_data_file(contents: Contents, table: str, file: DataFile) -> dict[str, Any]:
    """A data file of the version. Rows of survey tables are left out for a public: they would reveal how many answered."""
    part = {"sha256": file.sha256, "rows": file.rows, "schema": file.schema}
    if table.startswith("survey_") and disclosure.audience(contents.choice.audience).is_public:
        del part["rows"]
    return part


def _describe_figure(entry: Entry) -> dict[str, Any]:
    answers = {"triennial": entry.answer, "against": entry.before}
    return {
        "id": entry.figure.id,
        "question": entry.figure.question,
        "answers": {
            name: {
                "selection": asdict(answer.selection),
                "as_of": answer.as_of.isoformat() if answer.as_of else None,
                "rows": len(answer.table),
                "masked": [suppression.as_json() for suppression in answer.hidden],
            }
            for name, answer in answers.items()
            if answer is not None
        },
    }

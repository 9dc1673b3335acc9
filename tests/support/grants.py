"""A list of grants as others publish them, under a form that makes organisations from their names; all of it is invented."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from dse.ingest import Proposal, Upload, propose
from dse.ingest.files.corrections import NO_CORRECTIONS, Corrections
from dse.store import Store

NUMBERED_HEADER = "Bénéficiaire;Objet;Date;Montant"
HEADER = "Dossier;Bénéficiaire;Objet;Date;Montant"
FORM = """
title = "Subventions"
semantics = "registre"

[headers."Bénéficiaire"]
organisation = "create"

[headers."Objet"]

[[rows]]
table = "accompaniments"
[rows.columns]
accompaniment_id = "Dossier"
title = "Bénéficiaire"
kind = { constant = "EVALUATION" }
status = { constant = "TERMINE" }
requested_on = "Date"
cost_eur = "Montant"

[[rows]]
table = "accompaniment_organisations"
[rows.columns]
accompaniment_id = "Dossier"
organisation_id = "Bénéficiaire"
role = { constant = "PORTEUR" }
"""
NUMBERED = {'semantics = "registre"': 'semantics = "periode"\nperiod = "Date"\nkey = "line"'}
FIRST = ("D-1;Rives d’Orvaine;Puits;01/02/2018;12500", "D-2;Ville de Montclair;École;05/03/2018;8300,50")


def write_form(folder: Path, changes: Mapping[str, str] | None = None, header: str = "") -> Path:
    """The form, where some of its texts are others and `header` comes first."""
    text = header + FORM
    for old, new in (changes or {}).items():
        assert old in text, old
        text = text.replace(old, new)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "subventions.toml"
    path.write_text(text, encoding="utf-8")
    return path


def propose_grants(
    store: Store,
    folder: Path,
    *lines: str,
    changes: Mapping[str, str] | None = None,
    header: str = "",
    delimiter: str = ";",
) -> Proposal:
    """What a file of grants would do."""
    content = "\n".join((HEADER.replace(";", delimiter), *lines, ""))
    return propose(
        [Upload("subventions.csv", content.encode("utf-8"))], store, form=write_form(folder, changes, header)
    )


def propose_numbered(
    store: Store,
    folder: Path,
    *lines: str,
    header: str = NUMBERED_HEADER,
    corrections: Corrections = NO_CORRECTIONS,
) -> Proposal:
    """Grants without a number, under the form that numbers them."""
    content = "\n".join((header, *lines, ""))
    form, file = write_form(folder, NUMBERED), Upload("subventions.csv", content.encode("utf-8"))
    return propose([file], store, form=form, corrections=corrections)

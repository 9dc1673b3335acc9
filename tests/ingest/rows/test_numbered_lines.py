"""A form may number its lines, where nothing identifies them: each file replaces what the form gave for its years."""

from __future__ import annotations

from pathlib import Path

import grants
import pytest
import uploads

from dse.ingest import Proposal, confirm, propose
from dse.ingest.forms.form_building import FormError
from dse.ingest.forms.form_files import load_form
from dse.store import Store

CHANGES = {'semantics = "registre"': 'semantics = "periode"\nperiod = "Date"\nkey = "line"'}
TITLES = "Bénéficiaire;Objet;Date;Montant"
WELL, SCHOOL, LATER = (
    "Rives d’Orvaine;Puits;01/02/2018;12500",
    "Ville de Montclair;École;05/03/2018;8300,50",
    "Rives d’Orvaine;Puits;01/02/2019;900",
)


def propose_lines(store: Store, folder: Path, *lines: str) -> Proposal:
    """Grants without a number, under the form that numbers them."""
    form = grants.write_form(folder, CHANGES)
    return propose([uploads.build_upload("subventions.csv", TITLES, *lines)], store, form=form)


def accept(store: Store, folder: Path, *lines: str) -> dict[str, object]:
    """Import lines; the amount of each accompaniment that the form numbered."""
    proposal = propose_lines(store, folder, *lines)
    assert not proposal.problems, [issue.sentence for issue in proposal.problems]
    confirm(proposal, store, code="all", author="Nadia", message="Import")
    rows = store.read(store.current(), "accompaniments")
    return {
        one: cost
        for one, cost in zip(rows["accompaniment_id"].to_pylist(), rows["cost_eur"].to_pylist(), strict=True)
        if one.startswith("SUBVENTIONS-")
    }


def test_lines_are_numbered_by_year_even_two_that_are_the_same(store: Store, tmp_path: Path) -> None:
    numbered = accept(store, tmp_path / "f", WELL, LATER, WELL)
    assert list(numbered) == ["SUBVENTIONS-2018-0001", "SUBVENTIONS-2018-0002", "SUBVENTIONS-2019-0001"]


def test_the_same_file_changes_nothing_and_a_shorter_one_takes_away_what_it_lacks(
    store: Store, tmp_path: Path
) -> None:
    accept(store, tmp_path / "f", WELL, SCHOOL, LATER)
    assert propose_lines(store, tmp_path / "f", WELL, SCHOOL, LATER).status == "unchanged"
    before = store.read(store.current(), "accompaniments").num_rows
    numbered = accept(store, tmp_path / "f", SCHOOL)
    assert {one: str(cost) for one, cost in numbered.items()} == {
        "SUBVENTIONS-2018-0001": "8300.50",
        "SUBVENTIONS-2019-0001": "900.00",
    }
    assert store.read(store.current(), "accompaniments").num_rows == before - 1


def test_rows_of_other_files_of_the_year_stay(store: Store, tmp_path: Path) -> None:
    accept(store, tmp_path / "f", WELL)
    assert "ACC-1" in store.read(store.current(), "accompaniments")["accompaniment_id"].to_pylist()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({'semantics = "registre"': 'semantics = "registre"\nkey = "line"'}, "periode"),
        ({'semantics = "registre"': 'semantics = "registre"\nkey = "ligne"'}, "au lieu de line"),
        ({**CHANGES, '[headers."Objet"]': '[headers."Dossier"]\nidentified_by = ["Date"]'}, "identified_by"),
        ({**CHANGES, 'role = { constant = "PORTEUR" }': 'role = { constant = "PORTEUR" }\n[[rows]]\n'
          'table = "theme_marks"\nreplaces = ["subject_id"]\ncolumns = { subject = { constant = "accompaniment" }, '
          'subject_id = "Dossier", theme = "Objet" }'}, "replaces"),
    ],
    ids=["registre", "unknown", "identified_by", "replaces"],
)  # fmt: skip
def test_what_could_not_be_stable_is_refused(tmp_path: Path, changes: dict[str, str], reason: str) -> None:
    with pytest.raises(FormError, match=reason):
        load_form(grants.write_form(tmp_path / "f", changes))

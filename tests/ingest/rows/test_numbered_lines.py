"""A form may number its lines, where nothing identifies them: each file replaces what the form gave for its years."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import grants
import pytest
import uploads

from dse import decisions
from dse.contacts import next_steps, notes
from dse.contacts.next_steps import NextStep
from dse.contacts.notes import Note
from dse.export.import_files import rejected_lines
from dse.ingest import Proposal, Upload, confirm, propose
from dse.ingest.files.corrections import Corrections
from dse.ingest.forms.form_building import FormError
from dse.ingest.forms.form_files import load_form
from dse.store import Store

WELL, SCHOOL, LATER = (
    "Rives d’Orvaine;Puits;01/02/2018;12500",
    "Ville de Montclair;École;05/03/2018;8300,50",
    "Rives d’Orvaine;Puits;01/02/2019;900",
)
ABOVE = "Ville de Montclair;Gymnase;10/01/2018;4000"


def accept(store: Store, folder: Path, *lines: str) -> dict[str, object]:
    """Import lines; the amount of each accompaniment that the form numbered."""
    proposal = grants.propose_numbered(store, folder, *lines)
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
    assert grants.propose_numbered(store, tmp_path / "f", WELL, SCHOOL, LATER).status == "unchanged"
    before = store.read(store.current(), "accompaniments").num_rows
    numbered = accept(store, tmp_path / "f", SCHOOL)
    assert {one: str(cost) for one, cost in numbered.items()} == {
        "SUBVENTIONS-2018-0001": "8300.50",
        "SUBVENTIONS-2019-0001": "900.00",
    }
    assert store.read(store.current(), "accompaniments").num_rows == before - 1


def test_fewer_lines_of_a_year_than_are_known_are_asked_about_whatever_their_share(
    store: Store, tmp_path: Path
) -> None:
    old = [f"Rives d’Orvaine;Puits {day};{day:02}/02/2016;900" for day in range(1, 21)]
    accept(store, tmp_path / "f", *old, WELL, SCHOOL)
    shorter = grants.propose_numbered(store, tmp_path / "f", SCHOOL)
    (asked,) = [issue for issue in shorter.doubts if issue.code == "IMP-536"]
    assert "de 2018 : 2 lignes dans les données et 1 dans le fichier" in asked.reason
    longer = grants.propose_numbered(store, tmp_path / "f", WELL, ABOVE, SCHOOL)
    assert "IMP-536" not in codes(longer)


def codes(proposal: Proposal) -> list[str]:
    """Codes of the questions."""
    return [issue.code for issue in proposal.doubts]


def test_lines_set_aside_that_come_back_are_added_and_asked_about(store: Store, tmp_path: Path) -> None:
    lines = (WELL, SCHOOL.replace("05/03", "31/04"), ABOVE)
    refused = grants.propose_numbered(store, tmp_path / "f", *lines)
    (rejected,) = refused.rejected
    aside = Corrections(set_aside=frozenset({(rejected.file_hash, None, row) for row, *_ in rejected.lines}))
    others = grants.propose_numbered(store, tmp_path / "f", *lines, corrections=aside)
    confirm(others, store, code="all", author="Nadia", message="Import")
    file = rejected_lines.render_csv(rejected).replace(b"31/04", b"30/04")
    form = grants.write_form(tmp_path / "f", grants.NUMBERED)
    proposal = propose([Upload("a-corriger-subventions.csv", file)], store, form=form)
    assert (proposal.status, codes(proposal)) == ("confirm", ["IMP-537"])
    diff = proposal.diffs["accompaniments"]
    assert (diff.added, diff.changed, diff.removed) == (1, 0, 0)
    confirm(proposal, store, code="all", author="Nadia", message="Import")
    assert set(read_holders(store)) == {f"SUBVENTIONS-2018-{number:04}" for number in (1, 2, 3)}
    whole = grants.propose_numbered(store, tmp_path / "f", WELL, SCHOOL.replace("05/03", "30/04"), ABOVE)
    assert "IMP-536" not in codes(whole) and not whole.diffs["accompaniments"].removed


def read_holders(store: Store) -> dict[str, list[object]]:
    """The organisations of each accompaniment that the form numbered."""
    holders: dict[str, list[object]] = {}
    for row in uploads.rows(store, "accompaniment_organisations"):
        if row["accompaniment_id"].startswith("SUBVENTIONS-"):
            holders.setdefault(row["accompaniment_id"], []).append(row["organisation_id"])
    return holders


def test_a_line_more_at_the_top_leaves_no_organisation_to_the_others(store: Store, tmp_path: Path) -> None:
    accept(store, tmp_path / "f", WELL, SCHOOL)
    (rives,), (montclair,) = read_holders(store).values()
    accept(store, tmp_path / "f", ABOVE, WELL, SCHOOL)
    assert read_holders(store) == {
        "SUBVENTIONS-2018-0001": [montclair],
        "SUBVENTIONS-2018-0002": [rives],
        "SUBVENTIONS-2018-0003": [montclair],
    }


def test_a_column_that_the_file_lacks_is_not_that_of_the_line_before(store: Store, tmp_path: Path) -> None:
    accept(store, tmp_path / "f", WELL)
    other = "Ville de Montclair;École;05/03/2018"
    proposal = grants.propose_numbered(store, tmp_path / "f", other, header="Bénéficiaire;Objet;Date")
    assert proposal.details["accompaniments"].after["cost_eur"].to_pylist() == [None]


def cite_first(store: Store) -> None:
    """An output of the first accompaniment that the form numbered."""
    titles = "Référence de la production;Accompagnement;Intitulé de la production;Type;Remise le"
    output = "PROD-9;SUBVENTIONS-2018-0001;Rapport d’étape;RAPPORT;15/02/2020"
    uploads.accepted(store, uploads.build_upload("p.csv", titles, output))


def test_a_number_that_is_cited_asks_before_it_says_something_else(store: Store, tmp_path: Path) -> None:
    accept(store, tmp_path / "f", WELL, SCHOOL)
    cite_first(store)
    proposal = grants.propose_numbered(store, tmp_path / "f", ABOVE, WELL, SCHOOL)
    (asked,) = [issue for issue in proposal.doubts if issue.code == "IMP-535"]
    assert (asked.row, proposal.status) == (2, "confirm")
    assert "1 ligne de « Productions »" in asked.reason
    after = grants.propose_numbered(store, tmp_path / "f", WELL, ABOVE, SCHOOL)
    assert "IMP-535" not in {issue.code for issue in after.doubts}


def test_a_next_step_a_note_and_a_decision_about_a_number_ask_too(store: Store, tmp_path: Path) -> None:
    accept(store, tmp_path / "f", WELL, SCHOOL)
    number, day = "SUBVENTIONS-2018-0001", date(2021, 5, 4)
    next_steps.add(store, NextStep("accompaniment", number, "Relancer.", day), "Nadia")
    notes.add(store, Note("M001", day, f"Le bilan de {number}."), "Nadia")
    taken = decisions.Decision(
        decided_on=day,
        occasion="Réunion",
        finding="Constat",
        figure_id="uptake",
        selection="",
        store_version=1,
        decision=f"Clore {number}.",
    )
    decisions.record(store, taken, "Nadia")
    proposal = grants.propose_numbered(store, tmp_path / "f", ABOVE, WELL, SCHOOL)
    (asked,) = [issue for issue in proposal.doubts if issue.code == "IMP-535"]
    for table in ("Prochaines étapes", "Notes", "Décisions"):
        assert f"1 ligne de « {table} »" in asked.reason


def test_what_another_form_said_of_a_number_stays_and_asks(store: Store, tmp_path: Path) -> None:
    accept(store, tmp_path / "f", WELL, SCHOOL)
    titles = "Référence;Type;Intitulé;Statut;Porteur;Demande;Cofinancement (€)"
    said = "SUBVENTIONS-2018-0002;EVALUATION;Ville de Montclair;TERMINE;Ville de Montclair;05/03/2018;400"
    uploads.accepted(store, uploads.build_upload("a.csv", titles, said))
    assert grants.propose_numbered(store, tmp_path / "f", WELL, SCHOOL).status == "unchanged"
    proposal = grants.propose_numbered(store, tmp_path / "f", ABOVE, WELL, SCHOOL)
    assert [issue.row for issue in proposal.doubts if issue.code == "IMP-535"] == [3]


def test_rows_of_other_files_of_the_year_stay(store: Store, tmp_path: Path) -> None:
    accept(store, tmp_path / "f", WELL)
    assert "ACC-1" in store.read(store.current(), "accompaniments")["accompaniment_id"].to_pylist()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({'semantics = "registre"': 'semantics = "registre"\nkey = "line"'}, "periode"),
        ({'semantics = "registre"': 'semantics = "registre"\nkey = "ligne"'}, "au lieu de line"),
        ({**grants.NUMBERED, '[headers."Objet"]': '[headers."Dossier"]\nidentified_by = ["Date"]'}, "identified_by"),
        ({**grants.NUMBERED, 'role = { constant = "PORTEUR" }': 'role = { constant = "PORTEUR" }\n[[rows]]\n'
          'table = "theme_marks"\nreplaces = ["subject_id"]\ncolumns = { subject = { constant = "accompaniment" }, '
          'subject_id = "Dossier", theme = "Objet" }'}, "replaces"),
    ],
    ids=["registre", "unknown", "identified_by", "replaces"],
)  # fmt: skip
def test_what_could_not_be_stable_is_refused(tmp_path: Path, changes: dict[str, str], reason: str) -> None:
    with pytest.raises(FormError, match=reason):
        load_form(grants.write_form(tmp_path / "f", changes))

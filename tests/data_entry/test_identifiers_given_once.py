"""An identifier that was once given stands for one thing for ever, whatever is undone, restored or taken away."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import uploads

from dse import decisions
from dse.data_entry import preparation
from dse.data_entry.entry import ACCOMPANIMENTS, ACTIVITIES, MEMBERS, Entry
from dse.errors import Refused
from dse.store import Store

STEPS = 60
YEARS = (2016, 2017)
# The table, the column of its identifier, and a text by which each thing of the test is known.
NAMED = (
    ("organisations", "organisation_id", "name"),
    ("accompaniments", "accompaniment_id", "title"),
    ("activities", "activity_id", "title"),
    ("decisions", "decision_id", "decision"),
)
DECISION = decisions.Decision(
    decided_on=date(2019, 5, 5),
    occasion="Réunion",
    finding="Constat",
    figure_id="uptake",
    selection="",
    store_version=1,
    decision="",
)


class Things:
    """What happens to a store: each new thing has a name that no other has."""

    def __init__(self, store: Store, choose: random.Random) -> None:
        self.store, self.choose, self.count = store, choose, 0

    def name(self) -> str:
        self.count += 1
        return f"Chose {self.count}"

    def type_activity(self) -> None:
        year = self.choose.choice(YEARS)
        self._save(ACTIVITIES, {"Type": "Formation", "Date": f"03/03/{year}", "Intitulé": self.name()})

    def type_accompaniment(self) -> None:
        year = self.choose.choice(YEARS)
        named = {"Intitulé": self.name(), "Porteur": "M002", "Demande": f"04/04/{year}"}
        self._save(ACCOMPANIMENTS, {"Type": "Évaluation", "Statut": "Demandé"} | named)

    def type_member(self) -> None:
        self._save(MEMBERS, {"Nom": self.name(), "Famille d’acteur": "ONG", "Champ": "ESS"})

    def import_activities(self) -> None:
        lines = [f"FORMATION;{self.name()};05/05/{self.choose.choice(YEARS)}" for _ in range(2)]
        uploads.accepted(self.store, uploads.build_upload("liste.csv", "Type;Intitulé;Date", *lines))

    def import_the_only_activities_of_2017(self) -> None:
        upload = uploads.build_upload(
            "annee.csv", "Type;Intitulé;Date", f"FORMATION;{self.name()};06/06/2017"
        )
        uploads.accepted(self.store, upload, complete=True)

    def record_decision(self) -> None:
        decisions.record(self.store, replace(DECISION, decision=self.name()), "Nadia")

    def undo(self) -> None:
        self.store.undo(self.store.current().number, "Nadia")

    def restore(self) -> None:
        number = self.choose.randint(1, self.store.current().number)
        self.store.restore(number, "Nadia", also=("decisions",))

    def _save(self, form_name: str, texts: dict[str, str]) -> None:
        typed = [Entry(form_name, (texts,))]
        proposal = preparation.prepare(self.store, typed).proposal
        assert not proposal.problems, [issue.sentence for issue in proposal.problems]
        agreed = {doubt.reason for doubt in proposal.doubts}
        preparation.save(self.store, typed, "Nadia", proposal.code, agreed)


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 2])
def test_no_identifier_ever_stands_for_two_things(tmp_path: Path, seed: int) -> None:
    store = Store(tmp_path)
    uploads.accepted(store, *uploads.every_clean())
    choose = random.Random(seed)
    things = Things(store, choose)
    steps: list[Callable[[], None]] = [
        things.type_activity,
        things.type_accompaniment,
        things.type_member,
        things.import_activities,
        things.import_the_only_activities_of_2017,
        things.record_decision,
        things.undo,
        things.undo,
        things.restore,
    ]
    names: dict[tuple[str, str], str] = {}
    for _ in range(STEPS):
        with suppress(Refused):  # what cannot be undone or restored
            choose.choice(steps)()
        for table, column, named_by in NAMED:
            for row in store.read(store.current(), table).to_pylist():
                assert names.setdefault((table, row[column]), row[named_by]) == row[named_by]
    assert len(names) > STEPS / 2, "hardly anything was made"


def test_an_organisation_that_comes_back_after_an_undo_has_its_own_identifier_and_no_other_name_gets_it(
    tmp_path: Path,
) -> None:
    store = Store(tmp_path)
    uploads.accepted(store, *uploads.every_clean())
    titles = "Identifiant;Nom;Famille d’acteur;Champ"
    first = uploads.accepted(store, uploads.build_upload("a.csv", titles, "ESSAIM;La Ruche;ONG;ESS"))
    store.undo(first.number, "Nadia")
    new = uploads.proposed(store, "Nom;Famille d’acteur;Champ", "Essaim;ONG;ESS")
    assert new.identifiers[0].identifier.startswith("ESSAIM-")
    uploads.accepted(store, uploads.build_upload("b.csv", titles, "ESSAIM;Essaim;ONG;ESS"))
    store.undo(store.current().number, "Nadia")
    again = uploads.proposed(store, "Nom;Famille d’acteur;Champ", "Essaim;ONG;ESS")
    assert again.identifiers[0].identifier == "ESSAIM"

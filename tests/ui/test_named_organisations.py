"""What an import names is a link to a sheet where it is an organisation, and never because it is a number."""

from __future__ import annotations

from pathlib import Path

import pytest
import uploads

from dse.store import Store
from dse.ui.frame import sheet_links
from dse.ui.importing.named_organisations import index_names, link_name, link_quoted

TITLES = "Identifiant;Nom;Famille d’acteur;Champ"


@pytest.fixture
def called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.setattr(sheet_links, "are_shown", lambda: True)
    store = Store(tmp_path)
    uploads.accepted(
        store, uploads.build_upload("m.csv", TITLES, "13;Terres;ONG;AUTRE", "M2;Rives;ONG;AUTRE")
    )
    return index_names(store)


def test_a_name_and_an_identifier_lead_to_the_sheet(called: dict[str, str]) -> None:
    assert "id=13" in link_name("Terres", called) and "id=M2" in link_name("M2", called)
    assert "id=13" in link_quoted("« Terres (13) » est là.", called)


def test_a_number_leads_nowhere(called: dict[str, str]) -> None:
    assert link_name("13", called) == "13"
    assert "](" not in link_quoted("« 13 » personnes.", called)

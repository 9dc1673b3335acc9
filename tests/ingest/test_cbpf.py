"""Real projects of UN pooled funds through a form kept with the tests, counted again from the raw files."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal

import pytest
from cbpf import FILES, RAW, count_projects, propose_projects
from conftest import shared

from dse.ingest import confirm
from dse.store import Store


@pytest.fixture(scope="module", autouse=True)
def real_files() -> None:
    """Skip where there are none, or fail."""
    shared("cbpf")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store with every project."""
    made = Store(tmp_path_factory.mktemp("cbpf"))
    proposal = propose_projects(made)
    assert proposal.status == "confirm", "\n".join(each.sentence for each in proposal.problems[:20])
    # Titles with codes of a web page (« Food &amp; NFI »), places whose names are also given names, approvals before their request,
    # organisations written now with their accents and now without, projects under way or over without a start (three, counted below).
    assert {each.code for each in proposal.doubts} == {"IMP-115", "IMP-510", "IMP-516", "IMP-525", "IMP-528"}
    assert {each.header for each in proposal.doubts} == {"PrjTitle", "ApprDt", "AStrDt", "OrgNm"}
    assert [
        each.reason.removeprefix("Une seule organisation est faite de ")
        for each in proposal.doubts
        if each.code == "IMP-528"
    ] == [
        "« Vétérinaires sans Frontières (Germany) » et « Veterinaires Sans Frontieres-Germany » ; « Solidarités International » et "
        "« Solidarites International » ; « Fundación Acción Contra el Hambre » et « Fundacion Accion Contra el Hambre ».",
        "« Veterinaires Sans Frontieres Suisse » et « Vétérinaires Sans Frontières Suisse » ; "
        "« PREMIERE-URGENCE-AIDE-MEDICALE-INTERNAT… » et « Première Urgence - Aide Médicale Intern… ».",
        "« Trócaire » et « Trocaire » ; « Triangle Génération Humanitaire » et « Triangle Generation Humanitaire ».",
        "« Première Urgence Internationale » et « Premiere Urgence Internationale ».",
    ]
    confirm(proposal, made, code=proposal.code, author="Essai", message="Fonds communs 2015-2019")
    return made


def by_start(store: Store) -> dict[str, str]:
    """Year of start of each project as stored, empty where the start is."""
    rows = store.read(store.current(), "accompaniments").to_pylist()
    return {row["accompaniment_id"]: str(row["started_on"].year) if row["started_on"] else "" for row in rows}


def test_projects_by_year_are_those_of_the_raw_files(store: Store) -> None:
    projects, _, _ = count_projects()
    assert Counter(by_start(store).values()) == projects
    assert sum(projects.values()) == 6800 and projects[""] == 3


def test_budgets_by_year_are_those_of_the_raw_files_to_the_cent(store: Store) -> None:
    _, budget, _ = count_projects()
    found: defaultdict[str, Decimal] = defaultdict(Decimal)
    for row in store.read(store.current(), "accompaniments").to_pylist():
        found[str(row["started_on"].year) if row["started_on"] else ""] += row["cost_eur"]
    assert found == budget


def test_marks_by_year_are_those_of_the_raw_files(store: Store) -> None:
    _, _, marks = count_projects()
    years = by_start(store)
    rows = store.read(store.current(), "theme_marks").to_pylist()
    assert {(row["subject"], row["theme"]) for row in rows} == {("accompaniment", "GENRE")}
    found = Counter((years[row["subject_id"]], str(row["score"])) for row in rows)
    assert found == Counter({key: count for key, count in marks.items() if key[1]})
    assert sum(count for (_, score), count in marks.items() if not score) == 201  # blank, GM 3 and GM 4


def test_both_scales_of_2019_are_told_apart_by_their_words(store: Store) -> None:
    with (RAW / "proj_2019.csv").open(encoding="utf-8-sig", newline="") as lines:
        words = {line["PrjGM"][:10] for line in csv.DictReader(lines)}
    assert {"2a- The pr", "4- Likely "} <= words


def test_american_dates_are_read_as_the_form_declares(store: Store) -> None:
    rows = store.read(store.current(), "accompaniments").to_pylist()
    dates = {row["accompaniment_id"]: (row["started_on"], row["ended_on"]) for row in rows}
    assert dates["SUD-15/HSD20/R/H/INGO/1515"] == (date(2015, 12, 15), date(2016, 6, 14))
    assert dates["SUD-18/HSD20/RE/H/UN/11359"] == (date(2018, 12, 1), date(2019, 2, 28))


def test_names_become_organisations_and_other_spellings_aliases(store: Store) -> None:
    version = store.current()
    names = {row["organisation_id"]: row["name"] for row in store.read(version, "organisations").to_pylist()}
    aliases = {
        row["alias"]: row["organisation_id"]
        for row in store.read(version, "organisation_aliases").to_pylist()
    }
    raw = set()
    for file in FILES:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            raw |= {line["OrgNm"].strip() for line in csv.DictReader(lines)}
    assert set(names.values()) | set(aliases) == raw
    assert not set(names.values()) & set(aliases)
    assert names[aliases["Medair"]] == "MEDAIR"
    profiles = store.read(version, "organisation_profiles").to_pylist()
    assert {row["organisation_id"] for row in profiles} == set(names)


def test_the_same_files_again_change_nothing(store: Store) -> None:
    assert propose_projects(store).status == "unchanged"


def test_other_columns_are_named_and_not_kept(store: Store) -> None:
    dropped = {each.header for each in propose_projects(store).notices}
    assert {"BenAgg", "PartCode", "PFId"} <= dropped and "PrjCode" not in dropped

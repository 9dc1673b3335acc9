"""Three spreadsheets of one's own, imported as the page does it: titles and values matched once, lines set aside, no codes.

What the figures then say is counted by hand, from the cells as they were typed.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from counted_store import figure_table

from dse import paths
from dse.ingest import Proposal, Upload, confirm, propose
from dse.ingest.files.corrections import Corrections
from dse.ingest.forms import form_files, matched_titles
from dse.ingest.forms.matched_titles import MatchedTitles
from dse.ingest.recognition import title_matching
from dse.store import Store

MEMBERS = """Réseau des Semeurs;;;;;;;
Dénomination;Genre de structure;Champ d’action;Siège;Adhérent depuis;Parti le;Économie sociale;Nb salariés
Ateliers du Fleuve;asso;Solidarité internationale;IDF;12/03/2014;;oui;12
Commune de Belrive;Mairie;Solidarité internationale;Bretagne;2015-06-01;;non;
Fondation Lumen;Fondation;Changement social;PACA;01/09/2016;31/12/2018;x;
Les Passeurs d’Eau;asso;Solidarité internationale;Occitanie;04/02/2018;;oui;3
Coop’Horizons;SCOP;ESS;IDF;15/05/2019;;oui;
Racines et Ailes;asso;Solidarité internationale;Bretagne;20/01/2020;;;
Total : 6 structures;;;;;;;
Extraction du 12/01/2022;;;;;;;
"""
ACCOMPANIMENTS = """Structure accompagnée;Nature;Sujet;Avancement;Demandé le;Accepté le;Démarré le;Fini le;Pays concerné;Budget €;Genre;Climat : adaptation
ateliers du fleuve;évaluation;Bilan du programme Eau;fini;03/02/2019;01/03/2019;15/04/2019;20/12/2019;RDC;12 000,00;oui;non
Commune de Belrive;capi;Dix ans de jumelage;fini;10/05/2019;12/06/2019;01/09/2019;30/06/2020;Mali;8 500,00;x;
Passeurs d'Eau;étude genre;Femmes et points d’eau;en cours;04/02/2021;08/03/2021;01/05/2021;;RDC;6 200,00;x;oui
LES PASSEURS D'EAU;évaluation;Cinq ans de forages;demandé;15/11/2021;;;;Burkina;;;oui
Coop Horizon;évaluation;Filière coton;refusé;02/03/2020;15/04/2020;;;Bénin;;non;non
Total;;;;;;;;;26 700,00;;
Extraction du 12/01/2022;;;;;;;;;;;
"""
ACTIVITIES = """Nature;Titre;Quand;Format;Places;Genre
Formation;Suivre sans se perdre;12/03/2020;à distance;15;non
Atelier;Raconter le changement;05/10/2021;présentiel;12;oui
"""
PRESENCES = """Rencontre;Structure;Rôle;Nb présents;Femmes
Suivre sans se perdre;Ateliers du Fleuve;participant;3;2
Suivre sans se perdre;commune de BELRIVE;participant;1;1
Raconter le changement;Racines & Ailes;participant;4;3
Raconter le changement;Ateliers du fleuve;intervenant;1;0
Total;;;9;6
"""
FILES = {
    "adherents.csv": MEMBERS,
    "accompagnements 2019-2021.csv": ACCOMPANIMENTS,
    "rencontres.csv": ACTIVITIES,
    "emargement.csv": PRESENCES,
}
# What a person answers under « Correspond à »; a title without an answer is not imported.
TITLES = {
    "membres": {
        "Dénomination": "Nom",
        "Genre de structure": "Famille d’acteur",
        "Siège": "Région",
        "Adhérent depuis": "Adhésion",
        "Parti le": "Départ",
        "Économie sociale": "ESS",
    },
    "accompagnements": {
        "Structure accompagnée": "Porteur",
        "Nature": "Type",
        "Sujet": "Intitulé",
        "Avancement": "Statut",
        "Demandé le": "Demande",
        "Accepté le": "Décision",
        "Démarré le": "Début",
        "Fini le": "Fin",
        "Pays concerné": "Pays",
        "Budget €": "Coût (€)",
    },
    "activites": {"Nature": "Type", "Titre": "Intitulé", "Quand": "Date"},
    "presences": {"Rencontre": "Activité", "Nb présents": "Participants"},
}
NAMES = {"Coop Horizon": "COOP-HORIZONS"}
PRINCIPAL = {("Genre", "x")}  # answered « Objectif principal »; every other value, by what is proposed first


@pytest.fixture
def empty_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """The store of a new user, where what is matched is kept too."""
    monkeypatch.setenv("DSE_STORE", str(tmp_path / "store"))
    return Store(paths.store_path())


def build_uploads(files: dict[str, str]) -> list[Upload]:
    return [Upload(name, text.encode("utf-8")) for name, text in files.items()]


def match_titles(proposal: Proposal) -> None:
    """Say what each unrecognised file is, and what its titles stand for."""
    for sheet in proposal.unmapped:
        ranked = title_matching.rank_forms(sheet, form_files.load_line_forms())
        form = next(form for form in ranked if TITLES.get(form.name, {"": ""}).keys() <= {*sheet.titles})
        chosen = {title: header for title, header in TITLES[form.name].items() if title in sheet.titles}
        unmatched = title_matching.find_titles_to_match(sheet, form)
        ignored = tuple(title for title in unmatched if title not in chosen)
        matched_titles.save_titles(form, MatchedTitles(chosen, ignored))


def match_values(proposal: Proposal) -> None:
    """Take for each value what is proposed first, or another choice of the list."""
    for value in proposal.unlisted_values:
        is_principal = any((header, value.text) in PRINCIPAL for header in value.headers)
        target = "2" if is_principal else value.meant[0]
        by_header = {header: {value.text: target} for header in value.headers}
        matched_titles.save_titles(form_files.find_form(value.form), MatchedTitles(values=by_header))


def set_aside_sums_and_notes(proposal: Proposal) -> Corrections:
    """The lines that are no data: totals, and the note at the foot."""
    hashes = {lines.file: lines.file_hash for lines in proposal.rejected}
    return Corrections(
        set_aside=frozenset(
            (hashes[issue.file], issue.sheet, issue.row or 0)
            for issue in proposal.problems
            if issue.code in ("IMP-148", "IMP-407")
        )
    )


def import_all(store: Store, files: dict[str, str] = FILES) -> Proposal:
    """Drop the files, answer what the page asks, and look at the preview."""
    uploads = build_uploads(files)
    match_titles(propose(uploads, store))
    match_values(propose(uploads, store))
    proposal = propose(uploads, store)
    corrections = set_aside_sums_and_notes(proposal)
    assert [name.name for name in propose(uploads, store, corrections=corrections).unknown_names] == [*NAMES]
    return propose(uploads, store, corrections=corrections, names=NAMES)


def read_lines(text: str, first: int, count: int) -> list[list[str]]:
    """The cells of the lines of data, as typed."""
    return [line.split(";") for line in text.splitlines()[first : first + count]]


MEMBER_LINES, ACCOMPANIMENT_LINES = read_lines(MEMBERS, 2, 6), read_lines(ACCOMPANIMENTS, 1, 5)
PRESENCE_LINES = read_lines(PRESENCES, 1, 4)


def test_three_spreadsheets_are_imported_without_leaving_the_page(empty_store: Store) -> None:
    proposal = import_all(empty_store)
    assert not proposal.problems, [issue.sentence for issue in proposal.problems]
    assert proposal.diffs["organisations"].added == len(MEMBER_LINES)
    assert proposal.diffs["accompaniments"].added == len(ACCOMPANIMENT_LINES)
    assert proposal.diffs["participations"].added == len(PRESENCE_LINES)
    confirm(proposal, empty_store, code="all", author="Nadia", message="Premier import")
    uploads = build_uploads(FILES)
    again = propose(uploads, empty_store, corrections=set_aside_sums_and_notes(propose(uploads, empty_store)))
    assert again.status == "unchanged", [issue.sentence for issue in again.problems]


def year_of(cell: str) -> int | None:
    """The year of a date as it was typed, « 03/02/2019 » or « 2019-02-03 »."""
    return next((int(part) for part in cell.replace("-", "/").split("/") if len(part) == 4), None)


def test_the_figures_say_what_the_cells_say(empty_store: Store) -> None:
    confirm(import_all(empty_store), empty_store, code="all", author="Nadia", message="Premier import")
    years = {"first_year": 2019, "last_year": 2021}

    requested = Counter(year_of(line[4]) for line in ACCOMPANIMENT_LINES)
    started = Counter(year_of(line[6]) for line in ACCOMPANIMENT_LINES)
    rows = figure_table(empty_store, "accompaniments_by_year", "year requested delivered", **years)
    assert rows == [(year, requested[year], started[year]) for year in (2019, 2020, 2021)]

    members = {
        year: sum((year_of(line[4]) or 0) <= year <= (year_of(line[5]) or year) for line in MEMBER_LINES)
        for year in (2019, 2020, 2021)
    }
    users = {
        year: len({line[0].casefold()[-6:] for line in ACCOMPANIMENT_LINES if year_of(line[6]) == year})
        for year in members
    }
    rows = figure_table(empty_store, "uptake_by_year", "year members users", **years)
    assert rows == [(year, members[year], users[year]) for year in members]

    started_lines = [line for line in ACCOMPANIMENT_LINES if line[6]]
    countries = Counter(line[8] for line in started_lines)
    names = {"CD": "RDC", "ML": "Mali"}
    rows = figure_table(empty_store, "countries", "country delivered", **years)
    assert {names[str(code)]: count for code, count in rows} == countries

    gender = Counter((year_of(line[6]), line[10]) for line in started_lines)
    rows = figure_table(empty_store, "themes_by_year", "year theme delivered significant principal", **years)
    assert [row for row in rows if row[1] == "GENRE"] == [
        (year, "GENRE", started[year], gender[year, "oui"], gender[year, "x"]) for year in (2019, 2021)
    ]

    people = {
        title: sum(int(line[3]) for line in PRESENCE_LINES if line[0] == title)
        for title in ("Suivre sans se perdre", "Raconter le changement")
    }
    rows = figure_table(empty_store, "people_by_kind", "year kind people", **years)
    assert (2020, "FORMATION", people["Suivre sans se perdre"]) in rows
    assert (2021, "ATELIER", people["Raconter le changement"]) in rows
    assert sum(int(str(row[2])) for row in rows) == sum(people.values())


def test_a_column_of_a_theme_that_gathers_others_is_imported_as_that_theme(empty_store: Store) -> None:
    files = {name: text.replace("Climat : adaptation", "Climat") for name, text in FILES.items()}
    proposal = import_all(empty_store, files)
    assert not any("Climat" in issue.sentence for issue in (*proposal.doubts, *proposal.notices))
    confirm(proposal, empty_store, code="all", author="Nadia", message="Premier import")
    rows = figure_table(
        empty_store, "themes_by_year", "year theme delivered significant", first_year=2019, last_year=2021
    )
    started = Counter(year_of(line[6]) for line in ACCOMPANIMENT_LINES if line[6])
    climate = Counter(year_of(line[6]) for line in ACCOMPANIMENT_LINES if line[6] and line[11] == "oui")
    assert [row for row in rows if row[1] == "CLIMAT"] == [
        (year, "CLIMAT", started[year], climate[year]) for year in (2019, 2021)
    ]


def test_the_next_export_finds_the_same_rows_whatever_their_order(empty_store: Store) -> None:
    confirm(import_all(empty_store), empty_store, code="all", author="Nadia", message="Premier import")
    titles, *lines = ACCOMPANIMENTS.splitlines()[:6]
    later = [
        line.replace(";en cours;", ";fini;").replace("01/05/2021;;", "01/05/2021;20/12/2021;")
        for line in lines
    ]
    proposal = propose(build_uploads({"suite.csv": "\n".join([titles, *reversed(later)])}), empty_store)
    assert not proposal.problems and not any(one.is_new for one in proposal.identifiers)
    diff = proposal.diffs["accompaniments"]
    assert (diff.added, diff.changed, diff.removed) == (0, 1, 0)

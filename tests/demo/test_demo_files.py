"""The fictional files hold together, and what is planted in them can be counted from their rows."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, cached_property
from statistics import fmean, median

import pytest

from dse import paths
from dse.ingest import Upload, confirm, propose
from dse.store import Store
from schemas import codelists
from tests.demo import generator

Rows = list[dict[str, str]]
ENCODINGS = {"activites.csv": "cp1252"}
YEARS = range(2013, 2022)
LAST_DAY = date(2021, 12, 31)
NULL_SEEDS = range(20)
THEMES = [codelists.labels("themes")[code] for code in codelists.leaves("themes")]
CLIMATE = ("Climat : atténuation", "Climat : adaptation")
CONTROLS = ("Jeunesses", "Pouvoir d’agir", "Interculturalité", "ECSI", "Migrations")
HEADERS = {
    "membres.csv": (
        "Identifiant;Nom;Autres noms;SIREN;Pays;Famille d’acteur;Champ;Catégorie juridique;ESS;Région;Taille;"
        "Situation depuis le;Adhésion;Départ;Collège;Successeur"
    ),
    "autres_organisations.csv": (
        "Identifiant;Nom;Autres noms;SIREN;Pays;Famille d’acteur;Champ;Catégorie juridique;ESS;Région;Taille;"
        "Situation depuis le;Successeur"
    ),
    "offre.csv": "Identifiant;Intitulé;Type;Familles visées;Ouverture;Fermeture;Places par an;Note",
    "accompagnements.csv": (
        "Référence;Offre;Type;Intitulé;Statut;Porteur;Co-porteurs;Partenaires;Consultants;Cofinanceurs;Demande;"
        "Décision;Début;Fin;Coût (€);Cofinancement (€);Pays;Secteur;" + ";".join(THEMES)
    ),
    "activites.csv": "Référence;Offre;Type;Série;Intitulé;Date;Fin;Format;Places;" + ";".join(THEMES),
    "marques_thematiques.csv": "subject;subject_id;theme;score;justification",
    "presences.csv": "Activité;Organisation;Rôle;Participants;Dont femmes",
    "indicateurs.csv": (
        "Indicateur;Objectif;Résultat attendu;Intitulé;Niveau;Mesure;Unité;Sens voulu;Tolérance;Source;Ventilation;"
        "Valeur de départ;Départ observé le;Début;Fin;Cible;Cible au;Réalisé;Réalisé au;Commentaire;"
        "Source de vérification"
    ),
    "partenariats.csv": "Référence;Partenaire;Service;Type;Profondeur;Début;Fin",
    "changements.csv": (
        "Référence;Observé le;Organisation;Acteur du changement;Description;Type;Niveau;Prévu;Sens;Portée;"
        "Source de vérification;Vérification;Accompagnements, contribution décisive;"
        "Accompagnements, contribution partagée;Accompagnements, contribution faible;Activités, contribution décisive;"
        "Activités, contribution partagée;Activités, contribution faible"
    ),
    "contacts.csv": "Organisation;Contact;Fonction;Adresse électronique;Téléphone;En fonction depuis;En fonction jusqu’au",
    "notes.csv": "note_id;organisation_id;written_on;author;text",
    "productions.csv": (
        "Référence de la production;Accompagnement;Activité;Intitulé de la production;Type de production;Remise le;"
        "Publique;Adresse"
    ),
    "cibles.csv": (
        "Référence de la cible;Offre;Type d’accompagnement ou d’activité;Année;Mesure;Cible;Commentaire"
    ),
    "enquete_fin_2021.csv": (
        "ID de la réponse;Date de soumission;Code d’accès;Structure;Ce qui s’achève;Référence;"
        "Êtes-vous satisfait·e de ce qui s’achève ?;De 0 à 10, le recommanderiez-vous à une autre organisation ?;"
        "Qu’en ferez-vous ?"
    ),
    "prochaines_etapes.csv": "step_id;subject;subject_id;text;owner;due_on;done_on",
}
SURVEY_BEGINS = "ID de la réponse;Date de soumission;Dernière page;Langue de départ;Code d’accès;Structure;"
SURVEYS = [f"enquete_membres_{wave}.csv" for wave in (2015, 2018, 2021)]  # all titles: test_demo_surveys.py


@dataclass(frozen=True, eq=False)
class Demo:
    """The rows of each file, and what the checks read from them."""

    offers: Rows
    requests: Rows
    activities: Rows
    presences: Rows
    members: Rows
    others: Rows

    @cached_property
    def started(self) -> Rows:
        return [row for row in self.requests if row["Début"]]

    @cached_property
    def names(self) -> dict[str, str]:
        """Name of the organisation behind each name or acronym."""
        rows = self.members + self.others
        return {row[column]: row["Nom"] for row in rows for column in ("Nom", "Autres noms") if row[column]}

    @cached_property
    def stays(self) -> dict[str, list[tuple[date, date]]]:
        found = defaultdict(list)
        for row in self.members:
            if row["Adhésion"]:
                found[row["Nom"]].append((day(row["Adhésion"]), day(row["Départ"] or "31/12/9999")))
        return found

    @cached_property
    def families(self) -> dict[str, str]:
        return {row["Nom"]: row["Famille d’acteur"] for row in self.members + self.others}

    @cache  # noqa: B019 - `rows_of` holds these few all the same
    def members_on(self, when: date) -> set[str]:
        return {name for name, stays in self.stays.items() if any(a <= when <= b for a, b in stays)}


@cache
def day(text: str) -> date:
    return datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007 - a day has no time zone


def year(row: dict[str, str], column: str) -> int:
    return day(row[column]).year


def decoded(name: str, content: bytes) -> str:
    return content.decode(ENCODINGS.get(name, "utf-8-sig"))


@cache
def rows_of(seed: int, effects: bool) -> Demo:
    files = {
        name: list(csv.DictReader(io.StringIO(decoded(name, content)), delimiter=";"))
        for name, content in generator.generate_files(seed, effects).items()
    }
    return Demo(
        offers=files["offre.csv"],
        requests=files["accompagnements.csv"],
        activities=files["activites.csv"],
        presences=files["presences.csv"],
        members=files["membres.csv"],
        others=files["autres_organisations.csv"],
    )


def planted() -> Demo:
    return rows_of(generator.SEED, True)


def score(row: dict[str, str], theme: str) -> int | None:
    columns = CLIMATE if theme == "Climat" else (theme,)
    marks = [int(row[column]) for column in columns if row[column]]
    return max(marks) if marks else None


def share(rows: Rows, theme: str, least: int = 1) -> float:
    """Share marked at least so among those examined."""
    scores = [score(row, theme) for row in rows]
    return fmean(found >= least for found in scores if found is not None)


def between(rows: Rows, column: str, first: int, last: int) -> Rows:
    return [row for row in rows if first <= year(row, column) <= last]


def rise(rows: Rows, column: str, theme: str) -> float:
    """Share of the last three years less that of the first three."""
    return share(between(rows, column, 2019, 2021), theme) - share(between(rows, column, 2013, 2015), theme)


# --- The files


def test_committed_files_are_what_the_generator_writes():
    for name, content in generator.generate_files().items():
        assert (paths.DEMO / name).read_bytes() == content, name
    assert {path.name for path in paths.DEMO.glob("*.csv")} == {*HEADERS, *SURVEYS, "decisions.csv"}


def test_same_seed_gives_same_bytes_in_another_process():
    program = (
        "import hashlib, json; from tests.demo import generator;"
        "print(json.dumps({n: hashlib.sha256(b).hexdigest() for n, b in generator.generate_files().items()}))"
    )
    other = subprocess.run(
        [sys.executable, "-c", program],
        cwd=paths.ROOT,
        env={**os.environ, "PYTHONHASHSEED": "12345"},
        capture_output=True,
        check=True,
    )
    here = {name: hashlib.sha256(content).hexdigest() for name, content in generator.generate_files().items()}
    assert json.loads(other.stdout) == here
    assert generator.generate_files(1) != generator.generate_files(2)


def test_write_puts_every_file_in_the_directory(tmp_path):
    written = generator.write_files(tmp_path / "bruts")
    assert {path.name: path.read_bytes() for path in written} == generator.generate_files()


@pytest.mark.parametrize("name", [*HEADERS, *SURVEYS])
def test_file_is_french_excel_csv_with_the_headers_of_its_form(name):
    content = generator.generate_files()[name]
    assert content.startswith(b"\xef\xbb\xbf") is (name not in ENCODINGS)
    lines = decoded(name, content).split("\r\n")
    assert lines[0] == HEADERS[name] if name in HEADERS else lines[0].startswith(SURVEY_BEGINS)
    assert lines[-1] == "" and not any("\n" in line for line in lines)


def test_one_file_is_not_utf8():
    with pytest.raises(UnicodeDecodeError):
        generator.generate_files()["activites.csv"].decode("utf-8")


@pytest.mark.parametrize("seed, effects", [(generator.SEED, True), (1, False)])
def test_files_import_without_problem_and_ask_about_the_target_that_cannot_be_computed(
    tmp_path, seed, effects
):
    store = Store(tmp_path / "store")
    files = generator.generate_files(seed, effects)
    uploads = [Upload(name, content) for name, content in files.items() if not name.startswith("enquete_")]
    proposal = propose(uploads, store)
    assert [(issue.code, issue.value) for issue in (*proposal.problems, *proposal.doubts)] == [
        ("IMP-534", "Part de femmes")
    ]
    version = confirm(proposal, store, code=proposal.code, author="test", message="démonstration")
    assert store.read(version, "accompaniments").num_rows == len(rows_of(seed, effects).requests)
    assert propose(uploads, store).status == "unchanged"


# --- References and dates


def test_organisation_names_and_acronyms_are_unique():
    identifiers = {row["Identifiant"]: row["Nom"] for row in planted().members + planted().others}
    acronyms = {row["Autres noms"]: row["Nom"] for row in planted().members + planted().others}
    acronyms.pop("")
    assert len(identifiers) == len(set(identifiers.values())) == len(planted().families)
    assert len(acronyms) == len(set(acronyms.values())) > 5
    assert not set(acronyms) & set(identifiers.values())


def test_no_name_borrows_from_a_real_network_or_funder():
    words = {word for name in planted().names for word in name.upper().split()}
    assert not words & {"FRIO", "F3E", "AFD", "CFSI", "SUD"}


def names_in(rows: Rows, columns: tuple[str, ...]) -> Iterator[str]:
    return (name for row in rows for column in columns for name in row[column].split(" | ") if name)


def test_references_between_files_hold():
    demo = planted()
    roles = ("Porteur", "Co-porteurs", "Partenaires", "Consultants", "Cofinanceurs")
    assert set(names_in(demo.requests, roles)) <= set(demo.names)
    assert {row["Organisation"] for row in demo.presences} <= {*demo.names, "SANS_ORGANISATION"}
    attended = {row["Activité"] for row in demo.presences}
    assert [row["Date"] for row in demo.activities if row["Référence"] not in attended] == ["04/11/2021"]
    assert attended <= {row["Référence"] for row in demo.activities}
    kinds = {row["Identifiant"]: row["Type"] for row in demo.offers}
    assert all(kinds[row["Offre"]] == row["Type"] for row in demo.requests + demo.activities)


def test_carriers_are_members_when_they_ask_and_when_it_starts():
    demo = planted()
    for row in demo.requests:
        for column in ("Demande", "Début"):
            if row[column]:
                assert row["Porteur"] in demo.members_on(day(row[column])), row["Référence"]


def test_requests_fall_while_their_offer_is_open():
    opening = {row["Identifiant"]: (row["Ouverture"], row["Fermeture"]) for row in planted().offers}
    for row in planted().requests:
        opened, closed = opening[row["Offre"]]
        assert day(opened) <= day(row["Demande"]) <= day(closed or "31/12/9999"), row["Référence"]
    assert any(closed for _, closed in opening.values())


DATES = {
    "Demandé": ("Demande",),
    "En instruction": ("Demande",),
    "Accordé": ("Demande", "Décision"),
    "En cours": ("Demande", "Décision", "Début"),
    "Terminé": ("Demande", "Décision", "Début", "Fin"),
    "Refusé": ("Demande", "Décision"),
}


def test_statuses_agree_with_dates():
    assert {row["Statut"] for row in planted().requests} == {*DATES, "Abandonné"}
    left_open = [row for row in planted().requests if row["Statut"] == "En cours" and row["Fin"]]
    assert len(left_open) == 1, "the one whose status was left as it was"
    for row in planted().requests:
        filled = tuple(column for column in ("Demande", "Décision", "Début", "Fin") if row[column])
        days = [day(row[column]) for column in filled]
        assert days == sorted(days) and days[-1] <= LAST_DAY, row["Référence"]
        status = "Terminé" if row in left_open else row["Statut"]
        assert filled == DATES.get(status, filled), row["Référence"]


def test_requests_not_yet_decided_are_recent():
    waiting = [row for row in planted().requests if row["Statut"] in ("Demandé", "En instruction")]
    assert waiting and all(day(row["Demande"]) > date(2021, 7, 1) for row in waiting)


def test_amounts_have_a_decimal_comma_and_stay_under_seven_tenths():
    known = [row for row in planted().requests if row["Coût (€)"]]
    assert 0.7 < len(known) / len(planted().requests) < 1
    for row in known:
        cost, cofinancing = (float(row[c].replace(",", ".")) for c in ("Coût (€)", "Cofinancement (€)"))
        assert row["Coût (€)"].endswith(",00") and 8000 <= cost <= 45000 and 0 < cofinancing <= 0.7 * cost


def test_women_are_counted_among_participants():
    known = [row for row in planted().presences if row["Dont femmes"]]
    assert known and all(int(row["Dont femmes"]) <= int(row["Participants"]) for row in known)


# --- Size and shape


def test_network_has_the_size_of_the_real_one():
    sizes = [len(planted().members_on(when)) for when in (date(2013, 1, 1), date(2018, 12, 31), LAST_DAY)]
    assert sizes == [93, 85, 88]
    ngos = sum(planted().families[name] == "ONG" for name in planted().members_on(date(2018, 12, 31)))
    assert 0.55 <= ngos / 85 <= 0.66
    assert len({row["Nom"] for row in planted().others}) == 40


def test_some_members_came_back_and_some_changed():
    assert sum(len(stays) == 2 for stays in planted().stays.values()) == 3
    assert sum(not row["Adhésion"] for row in planted().members) >= 5


def test_years_have_the_number_of_requests_starts_and_activities_foreseen():
    asked = Counter(year(row, "Demande") for row in planted().requests)
    started = Counter(year(row, "Début") for row in planted().started)
    held = Counter(year(row, "Date") for row in planted().activities)
    assert list(asked) == list(started) == list(held) == list(YEARS)
    assert all(28 <= count <= 34 for count in asked.values())
    assert all(15 <= count <= 28 for count in started.values())
    assert all(21 <= count <= 29 for count in held.values())


def test_some_years_of_some_themes_are_under_half_examined_and_most_are_not():
    hollow = set()
    for theme in THEMES:
        for when in YEARS:
            rows = between(planted().started, "Début", when, when)
            if sum(row[theme] != "" for row in rows) * 2 < len(rows):
                hollow.add((theme, when))
    assert {("Agroécologie", 2013), ("Jeunesses", 2013), ("Interculturalité", 2013)} <= hollow
    assert all(when <= 2015 for _, when in hollow)
    assert not {theme for theme, _ in hollow} & {*CLIMATE, "Genre"}


# --- Effects


def climate(demo: Demo) -> float:
    return rise(demo.started, "Début", "Climat")


def gender(demo: Demo) -> float:
    return rise(demo.started, "Début", "Genre")


def gender_principal(demo: Demo) -> float:
    """Share of principal marks since 2019, less that before."""
    before, after = (between(demo.started, "Début", *years) for years in ((2013, 2018), (2019, 2021)))
    return share(after, "Genre", 2) - share(before, "Genre", 2)


def agroecology_asked(demo: Demo) -> float:
    return rise(demo.requests, "Demande", "Agroécologie")


def agroecology_lost(demo: Demo) -> float:
    """How much less often a request marked agroecology starts than one examined and not marked, since 2016."""
    settled = [r for r in demo.requests if r["Début"] or r["Statut"] in ("Refusé", "Abandonné")]
    recent = between(settled, "Demande", 2016, 2021)
    marked, unmarked = (
        fmean(bool(row["Début"]) for row in recent if row["Agroécologie"] in marks)
        for marks in (("1", "2"), ("0",))
    )
    return unmarked - marked


def uptake(demo: Demo, family: str) -> float:
    """Rate of uptake of a family, members times years."""
    hits = []
    for when in YEARS:
        carriers = set(names_in(between(demo.started, "Début", when, when), ("Porteur", "Co-porteurs")))
        for name, stays in demo.stays.items():
            if demo.families[name] == family and any(a.year <= when <= b.year for a, b in stays):
                hits.append(name in carriers)
    return fmean(hits)


def authorities_behind(demo: Demo) -> float:
    return 1 - uptake(demo, "Collectivité territoriale") / uptake(demo, "ONG")


def never_reached(demo: Demo) -> set[str]:
    """Members on the last day that neither carried what started nor came to anything."""
    reached = set(names_in(demo.started, ("Porteur", "Co-porteurs", "Partenaires")))
    reached |= {demo.names.get(row["Organisation"], "") for row in demo.presences}
    return demo.members_on(LAST_DAY) - reached


def left_aside(demo: Demo) -> float:
    return float(len(never_reached(demo)))


def delay(demo: Demo) -> float:
    """Median days from request to start of the last three years of requests, less the first three."""
    before, after = (
        median(
            (day(row["Début"]) - day(row["Demande"])).days for row in between(demo.started, "Demande", *years)
        )
        for years in ((2013, 2015), (2019, 2021))
    )
    return after - before


def openness(demo: Demo) -> float:
    """Share of the organisations at activities that are not members that day, since 2019 less before."""
    held = {row["Référence"]: day(row["Date"]) for row in demo.activities}
    outside: dict[bool, list[bool]] = {True: [], False: []}
    for row in demo.presences:
        if row["Organisation"] != "SANS_ORGANISATION":
            when = held[row["Activité"]]
            outside[when.year >= 2019].append(demo.names[row["Organisation"]] not in demo.members_on(when))
    return fmean(outside[True]) - fmean(outside[False])


# What counts the effect from the rows, and the least it is where the effect is planted.
SIGNS = {
    "climat": (climate, 0.30),
    "genre": (gender, 0.15),
    "genre, objectif principal": (gender_principal, 0.12),
    "agroecologie": (agroecology_asked, 0.15),
    "agroecologie, perdue": (agroecology_lost, 0.25),
    "collectivites": (authorities_behind, 0.55),
    "jamais_touches": (left_aside, 9.0),
    "delai": (delay, 45.0),
    "ouverture": (openness, 0.12),
}


@pytest.mark.parametrize("name", SIGNS)
def test_effect_is_there_where_planted_and_absent_elsewhere(name):
    sign, least = SIGNS[name]
    without = [sign(rows_of(seed, False)) for seed in NULL_SEEDS]
    assert sign(planted()) >= least
    assert fmean(without) < least / 3
    assert sum(each >= least for each in without) <= len(without) / 10


def test_climate_goes_from_a_seventh_to_well_over_half():
    assert share(between(planted().started, "Début", 2013, 2014), "Climat") < 0.22
    assert share(between(planted().started, "Début", 2020, 2021), "Climat") > 0.52


def test_agroecology_is_not_delivered_more():
    assert abs(rise(planted().started, "Début", "Agroécologie")) < 0.10


@pytest.mark.parametrize("theme", CONTROLS)
def test_control_themes_stay_flat(theme):
    assert abs(rise(planted().started, "Début", theme)) < 0.15


def test_never_reached_are_mostly_authorities_and_small():
    left = never_reached(planted())
    rows = [row for row in planted().members if row["Nom"] in left]
    authorities = sum(row["Famille d’acteur"] == "Collectivité territoriale" for row in rows)
    assert authorities >= len(left) / 2
    assert all(
        row["Famille d’acteur"] == "Collectivité territoriale" or row["Taille"] == "Moins de 10 salarié·es"
        for row in rows
        if year(row, "Adhésion") < 2020
    )


def test_openness_comes_from_social_economy_and_solidarity_at_home():
    fields = {row["Nom"]: row["Champ"] for row in planted().others}
    held = {row["Référence"]: year(row, "Date") for row in planted().activities}
    came = Counter(
        held[row["Activité"]]
        for row in planted().presences
        if fields.get(planted().names.get(row["Organisation"], "")) in ("ESS", "Solidarité au Nord")
    )
    assert sum(came[y] for y in (2019, 2020, 2021)) > 3 * sum(came[y] for y in (2013, 2014, 2015))


@pytest.mark.parametrize("effects", [True, False])
def test_members_persist_with_and_without_effects(effects):
    """Those that carried more in the first years carry more in the last: whole members recur."""
    gaps = []
    for seed in (generator.SEED, *NULL_SEEDS):
        rows = rows_of(seed, effects)
        early, late = (
            Counter(row["Porteur"] for row in between(rows.started, "Début", *years))
            for years in ((2013, 2016), (2017, 2021))
        )
        there = rows.members_on(date(2013, 1, 1)) & rows.members_on(LAST_DAY)
        often = [late[name] for name in there if early[name] >= 2]
        seldom = [late[name] for name in there if early[name] == 0]
        gaps.append(fmean(often) / fmean(seldom))
    assert min(gaps) > 1 and fmean(gaps) > 1.6


def test_every_effect_is_written_down():
    text = (paths.ROOT / "docs" / "demo.md").read_text(encoding="utf-8")
    assert [name for name, _ in generator.EFFECTS if f"`{name}`" not in text] == []

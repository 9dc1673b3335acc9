"""Needs followed by hand, in the demo's raw files and in a store of three waves: before, after, and in the next survey."""

from __future__ import annotations

import csv
import re
import unicodedata
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from counted_store import Row, accompaniment_tables, answer_figure, commit_tables, figure_table, parse_cells
from survey_rows import answer_row, item_row, register_tables, scale_rows, wave_row

from dse import paths
from dse.store import Store

DEMO = paths.ROOT / "data" / "demo"


CLOSING = {"2018": date(2018, 6, 15), "2021": date(2021, 12, 10)}
AFTER = (2019, 2021)
CLIMATE = ("Climat : atténuation", "Climat : adaptation")
# Of each need: the end of its question, and the theme columns or the kind that it is of.
NEEDS = {
    "CLIMAT": ("Climat", CLIMATE),
    "GENRE": ("Genre", ("Genre",)),
    "AGROECO": ("Agroécologie", ("Agroécologie",)),
    "JEUNESSES": ("Jeunesses", ("Jeunesses",)),
    "POUVOIR_AGIR": ("Pouvoir d’agir", ("Pouvoir d’agir",)),
    "INTERCULTURALITE": ("Interculturalité", ("Interculturalité",)),
    "EVALUATION": ("Évaluation", "Évaluation"),
    "CAPITALISATION": ("Capitalisation", "Capitalisation"),
    "SUIVI_EVALUATION": ("Suivi-évaluation", "Suivi-évaluation"),
    "FORMATION": ("Formation", "Formation"),
}
MARKED = {
    "CLIMAT_ATTENUATION": "Climat : atténuation",
    "CLIMAT_ADAPTATION": "Climat : adaptation",
    "AGROECO": "Agroécologie",
    "GENRE": "Genre",
    "JEUNESSES": "Jeunesses",
    "POUVOIR_AGIR": "Pouvoir d’agir",
    "INTERCULTURALITE": "Interculturalité",
}
FAVOURABLE = ("Besoin moyen", "Besoin fort")
SCALE = ("Aucun besoin", "Besoin faible", *FAVOURABLE)


def read_csv(name: str) -> list[dict[str, str]]:
    """A raw file of the demo, whatever its encoding."""
    content = (DEMO / name).read_bytes()
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return list(csv.DictReader(content.decode(encoding).splitlines(), delimiter=";"))
        except UnicodeDecodeError:
            continue
    raise AssertionError(name)


def plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name).casefold()
    return "".join(letter for letter in letters if letter.isalnum())


def parse(text: str) -> date | None:
    return date(*reversed([int(part) for part in text.split("/")])) if text else None


class Raw:
    """The demo as its files have it."""

    def __init__(self) -> None:
        lines = [*read_csv("membres.csv"), *read_csv("autres_organisations.csv")]
        self.ids = {plain(name): line["Identifiant"] for line in lines for name in (line["Nom"], *re.split("[|;,]", line["Autres noms"])) if name}  # fmt: skip
        self.memberships = [(line["Identifiant"], parse(line["Adhésion"]), parse(line["Départ"])) for line in read_csv("membres.csv")]  # fmt: skip
        self.studies = {line["Référence"]: line for line in read_csv("accompagnements.csv")}
        self.activities = {line["Référence"]: line for line in read_csv("activites.csv")}
        for line in read_csv("marques_thematiques.csv"):
            subjects = self.studies if line["subject"] == "accompaniment" else self.activities
            if line["theme"] in MARKED:
                subjects[line["subject_id"]][MARKED[line["theme"]]] = line["score"]

    def who(self, names: str) -> set[str]:
        return {self.ids[plain(name)] for name in re.split(r"[|;,]", names) if plain(name) in self.ids}

    def members(self, wave: str) -> set[str]:
        day = CLOSING[wave]
        return {who for who, joined, left in self.memberships if joined and joined <= day and (left is None or left >= day)}  # fmt: skip

    def voices(self, wave: str, ending: str) -> dict[str, float]:
        """How far each member says a need: the share of its people who do."""
        answers: dict[str, list[bool]] = {}
        for line in read_csv(f"enquete_membres_{wave}.csv"):
            (title,) = [name for name in line if name and name.endswith(f"[{ending}]") and "besoin" in name]
            structure = next(
                (line[name] for name in line if name in ("Structure", "Nom de la structure")), ""
            )
            if line["Vous répondez en tant que"] == "Membre du réseau" and line[title] in SCALE:
                for who in self.who(structure) & self.members(wave):
                    answers.setdefault(who, []).append(line[title] in FAVOURABLE)
        return {who: sum(values) / len(values) for who, values in answers.items()}

    def is_about(self, line: dict[str, str], about: object) -> bool:
        if isinstance(about, str):
            return line["Type"] == about
        return any(line[column] in ("1", "2") for column in about)

    def carriers(self, about: object, day: str, years: tuple[int, int]) -> dict[str, str]:
        """Who carries a study of a day in some years, with the status of the last one that it asked for."""
        found: dict[str, tuple[date, str, str]] = {}
        for name, line in self.studies.items():
            is_begun = day == "Demande" or line["Statut"] not in ("Demandé", "En instruction", "Refusé")
            at = parse(line[day])
            if at and is_begun and years[0] <= at.year <= years[1] and self.is_about(line, about):
                for who in self.who(f"{line['Porteur']}|{line['Co-porteurs']}"):
                    found[who] = max(found.get(who, (date.min, "", "")), (at, name, line["Statut"]))
        return {who: status for who, (_, _, status) in found.items()}

    def visitors(self, about: object, years: tuple[int, int]) -> set[str]:
        held = {
            name
            for name, line in self.activities.items()
            if years[0] <= parse(line["Date"]).year <= years[1] and self.is_about(line, about)
        }
        lines = [line for line in read_csv("presences.csv") if line["Activité"] in held and int(line["Participants"] or 0)]  # fmt: skip
        return {who for line in lines for who in self.who(line["Organisation"])}


@pytest.fixture(scope="module")
def raw() -> Raw:
    return Raw()


@pytest.mark.parametrize("code", NEEDS)
def test_ten_needs_of_2018_are_followed_as_in_the_raw_files(demo_store: Store, raw: Raw, code: str) -> None:
    ending, about = NEEDS[code]
    is_theme, is_visited = not isinstance(about, str), code == "FORMATION"
    figure_id = f"needs_after_{'theme' if is_theme else 'support'}"
    table = answer_figure(demo_store, figure_id).table
    (row,) = table[(table[figure_id.rpartition("_")[2]] == code) & (table["year"] == 2018)].to_dict("records")
    inside, said = raw.members("2018"), raw.voices("2018", ending)
    assert (row["members"], row["base"]) == (len(inside), len(said))
    assert row["after_years"] == "2019-2021" and row["horizon_years"] == 3
    asked, begun, came = {}, {}, set()
    for when, years in (("before", (2016, 2018)), ("after", AFTER)):
        asked, begun = (raw.carriers(about, day, years) for day in ("Demande", "Début"))
        came = raw.visitors(about, years)
        if not is_visited:
            assert row[f"asked_{when}"] == len(asked.keys() & inside)
            assert row[f"accompanied_{when}"] == len(begun.keys() & inside)
        if is_theme or is_visited:
            assert row[f"came_{when}"] == len(came & inside)
        served = came if is_visited else begun.keys() | came if is_theme else begun.keys()
        assert row[f"met_{when}"] == len(served & inside)
    needing = {who for who, value in said.items() if value >= 0.5}
    came = came if is_theme or is_visited else set()
    given = set() if is_visited else begun.keys()
    asking = set() if is_visited else asked.keys()
    assert row["needing"] == len(needing)
    parts = (needing & given, (needing & came) - given, (needing & asking) - given - came)
    counts = [len(part) for part in parts]
    found = [row[name] for name in ("needing_accompanied", "needing_came", "needing_asked")]
    for count, number in zip(counts, found, strict=True):
        assert number == count or (pd.isna(number) and not count)
    assert row["needing_rest"] == len(needing) - sum(counts)
    of_next = raw.voices("2021", ending)
    for mine, people in (
        ((row["need_pct"], row["base"]), said),
        ((row["next_need_pct"], row["next_base"]), of_next),
    ):
        assert mine[1] == len(people) and abs(mine[0] * mine[1] / 100 - sum(people.values())) < 1
    again = {who: value for who, value in of_next.items() if who in needing}
    still = sum(value >= 0.5 for value in again.values())
    assert (row["answered_again"], row["still_needing"]) == (len(again), still)


@pytest.mark.parametrize("name", ["theme", "support"])
def test_what_was_given_before_is_what_the_gap_counts(demo_store: Store, name: str) -> None:
    after = answer_figure(demo_store, f"needs_after_{name}").table
    last = after[after["year"] == 2021].set_index(name).sort_index()
    gaps = answer_figure(demo_store, f"gaps_by_{name}").table.set_index(name).sort_index()
    names = {"favourable": "favourable", "base": "base", "need_pct": "need_pct", "members": "members", "asked_before": "asked_by", "accompanied_before": "accompanied", "met_before": "met"}  # fmt: skip
    for mine, theirs in names.items():
        pd.testing.assert_series_equal(last[mine], gaps[theirs], check_names=False, check_dtype=False)
    assert last["after_years"].isna().all() and last["met_after"].isna().all()


@pytest.mark.parametrize("audience", ["equipe", "diffusion"])
def test_the_next_need_is_what_the_waves_tell(demo_store: Store, audience: str) -> None:
    after = answer_figure(demo_store, "needs_after_theme", audience=audience).table
    waves = answer_figure(demo_store, "waves_need", audience=audience).table
    told = {(row["wave"], row["question_id"]): row["share_pct"] for row in waves.to_dict("records")}
    rows = after[after["next_wave"].notna()].to_dict("records")
    assert len(rows) > 8
    for row in rows:
        expected = told[row["next_wave"], row["question_id"]]
        assert row["next_need_pct"] == expected or (pd.isna(expected) and pd.isna(row["next_need_pct"]))


# --- three waves, small enough to count on fingers ---

MEMBERS = "\n".join(f"M{number} ONG 2010-01-01 -" for number in range(1, 7))
# Who says the need of gender in each wave, from 1 to 5; 4 and 5 are a need.
ANSWERS = {
    "w1": (date(2013, 6, 1), {"M1": 5, "M2": 4, "M3": 5, "M4": 4, "M5": 1}),
    "w2": (date(2016, 6, 1), {"M1": 5, "M2": 1, "M3": 4, "M6": 5}),
    "w3": (date(2019, 6, 1), {"M1": 1, "M3": 5, "M6": 2}),
}
# M1 is accompanied in 2015; M2 asks in 2014 and is refused; M3 comes in 2016; M6 is accompanied in 2018; M4 asked before, in 2012.
STUDIES = """
A1 EVALUATION TERMINE 2014-02-01 2014-03-01 2015-01-10 2015-06-30 - P:M1
A2 EVALUATION REFUSE  2014-05-01 2014-06-01 -          -          - P:M2
A3 EVALUATION TERMINE 2018-01-05 2018-02-01 2018-03-01 2018-09-01 - P:M6
A4 EVALUATION REFUSE  2012-05-01 2012-06-01 -          -          - P:M4
A5 EVALUATION TERMINE 2011-01-05 2011-02-01 2011-03-01 2011-09-01 - P:M5
A6 EVALUATION TERMINE 2020-01-05 2020-02-01 2020-03-01 2020-09-01 - P:M5
"""
VISITS = {"T0": (date(2011, 3, 1), "M5"), "T1": (date(2016, 9, 1), "M3"), "T2": (date(2018, 4, 1), "M5")}


def three_waves(horizon: int | None = None) -> dict[str, list[Row]]:
    tables = register_tables(MEMBERS) | accompaniment_tables(parse_cells(STUDIES))
    tables["theme_marks"] = [
        {"subject": subject, "subject_id": name, "theme": "GENRE", "score": 2}
        for subject, names in (("accompaniment", ("A1", "A2", "A3", "A4", "A5", "A6")), ("activity", VISITS))
        for name in names
    ]
    tables["activities"] = [{"activity_id": name, "kind": "FORMATION", "title": "Formation", "held_on": day} for name, (day, _) in VISITS.items()]  # fmt: skip
    tables["participations"] = [{"activity_id": name, "organisation_id": who, "role": "PARTICIPANT", "participants": 1} for name, (_, who) in VISITS.items()]  # fmt: skip
    tables["survey_waves"] = [wave_row(name, day) for name, (day, _) in ANSWERS.items()]
    tables["survey_questions"] = [
        {"question_id": "q", "dimension": "need", "theme": "GENRE"},
        {"question_id": "s", "dimension": "satisfaction", "theme": "GENRE"},
    ]
    tables["survey_options"] = scale_rows("S5", ("1", "2", "3", "4", "5"))
    tables["survey_items"] = [
        item_row(name, "q", "Besoin ?", position=1) | {"horizon_years": horizon} for name in ANSWERS
    ] + [item_row("w2", "s", "Satisfait ?", position=2)]
    tables["survey_respondents"] = [
        {"wave_id": name, "respondent_id": f"{name}{who}", "organisation_id": who, "status": "complete", "is_partner": False}
        for name, (_, answers) in ANSWERS.items()
        for who in answers
    ]  # fmt: skip
    tables["survey_answers"] = [
        answer_row(name, f"{name}{who}", "q", value)
        for name, (_, answers) in ANSWERS.items()
        for who, value in answers.items()
    ] + [answer_row("w2", "w2M1", "s", 5), answer_row("w2", "w2M3", "s", 2), answer_row("w2", "w2M6", "s", 5)]
    return tables


COLUMNS = (
    "year needing asked_before accompanied_before came_before after_years asked_after accompanied_after came_after "
    "needing_accompanied needing_came needing_asked needing_rest answered_again still_needing satisfied_again_base satisfied_again"
)


def test_three_waves_are_followed_each_to_the_next_and_the_last_is_to_follow(tmp_path: Path) -> None:
    store = commit_tables(tmp_path, date(2019, 12, 31), three_waves())
    # In 2014-2016: M1 and M2 asked, M1 was accompanied, M3 came; of the four in need M4 has nothing. M4 did not answer again, M2 no longer
    # says it. In 2017-2018, of the three years after the second, M6 alone asked and was accompanied, and M5, who says no need, came.
    assert figure_table(store, "needs_after_theme", COLUMNS) == [
        (2013, 4, 2, 1, 1, "2014-2016", 2, 1, 1, 1, 1, 1, 1, 3, 2, 2, 1),
        (2016, 3, 2, 1, 1, "2017-2018", 1, 1, 1, 1, 0, 0, 2, 3, 1, None, None),
        (2019, 1, 1, 1, 1, None, None, None, None, None, None, None, None, None, None, None, None),
    ]
    listed = figure_table(store, "needs_to_follow_theme", "name since_survey")
    assert listed == [("Nom M3", "À suivre")]
    sentence = answer_figure(store, "needs_after_theme").finding.sentence
    assert "sont à suivre" in sentence


@pytest.mark.parametrize(
    ("horizon", "years", "requests"), [(None, "2014-2016", 2), (-3, "2014-2016", 2), (0, "2014-2016", 2), (1, "2014", 2), (5, "2014-2018", 3)]
)  # fmt: skip
def test_a_need_is_followed_over_the_years_that_its_question_speaks_of(
    tmp_path: Path, horizon: int | None, years: str, requests: int
) -> None:
    store = commit_tables(tmp_path, date(2019, 12, 31), three_waves(horizon))
    (first, *_) = figure_table(store, "needs_after_theme", "after_years asked_after")
    assert first == (years, requests)


def test_a_need_that_the_next_survey_does_not_ask_is_not_said_to_be_answered_by_nobody(
    tmp_path: Path,
) -> None:
    tables = three_waves()
    tables["survey_questions"].append({"question_id": "c", "dimension": "need", "theme": "CLIMAT"})
    tables["survey_items"] = [
        row for row in tables["survey_items"] if (row["wave_id"], row["question_id"]) != ("w2", "q")
    ]
    tables["survey_answers"] = [
        row for row in tables["survey_answers"] if (row["wave_id"], row["question_id"]) != ("w2", "q")
    ]
    tables["survey_items"].append(item_row("w2", "c", "Climat ?", position=3))
    tables["survey_answers"].append(answer_row("w2", "w2M1", "c", 5))
    store = commit_tables(tmp_path, date(2019, 12, 31), tables)
    rows = figure_table(store, "needs_after_theme", "year theme needing answered_again still_needing")
    assert (2013, "GENRE", 4, None, None) in rows
    sentence = answer_figure(store, "needs_after_theme", last_year=2016).finding.sentence
    assert "a répondu sur ce besoin" not in sentence


def test_a_wave_is_followed_in_the_years_chosen_though_it_closed_before(tmp_path: Path) -> None:
    store = commit_tables(tmp_path, date(2019, 12, 31), three_waves())
    waves = [
        year for (year,) in figure_table(store, "needs_after_theme", "year", first_year=2014, last_year=2015)
    ]
    assert waves == [2013], "the wave that these years follow, and none that closes after them"
    assert figure_table(store, "needs_after_theme", "year", first_year=2023) == []


def test_years_of_which_fewer_are_recorded_are_said_to_be(tmp_path: Path) -> None:
    store = commit_tables(tmp_path, date(2019, 12, 31), three_waves())
    sentence = answer_figure(store, "needs_after_theme").finding.sentence.replace("\u00a0", " ")
    assert "En 2017-2018 (2 années sur les 3 dont parle la question), 1 a été accompagné" in sentence


@pytest.mark.parametrize("day", [date(2019, 7, 1), date(2019, 12, 31)])
def test_services_of_the_year_of_the_survey_count_before_it_also_while_that_year_goes_on(
    tmp_path: Path, day: date
) -> None:
    tables = three_waves()
    of_year = tables["accompaniments"][0] | {"accompaniment_id": "B1", "requested_on": date(2019, 1, 5), "approved_on": None, "started_on": date(2019, 3, 1), "ended_on": None, "status": "EN_COURS"}  # fmt: skip
    tables["accompaniments"] = [row for row in tables["accompaniments"] if row["accompaniment_id"] != "A6"]
    tables["accompaniments"].append(of_year)
    for name in ("accompaniment_organisations", "theme_marks"):
        tables[name] = [row for row in tables[name] if "A6" not in row.values()]
    tables["accompaniment_organisations"].append({"accompaniment_id": "B1", "organisation_id": "M3", "role": "PORTEUR"})  # fmt: skip
    tables["theme_marks"].append({"subject": "accompaniment", "subject_id": "B1", "theme": "GENRE", "score": 2})  # fmt: skip
    store = commit_tables(tmp_path, day, tables)
    counts = "asked_before accompanied_before met_before after_years"
    assert figure_table(store, "needs_after_theme", counts)[-1] == (2, 2, 3, None)
    assert figure_table(store, "gaps_by_theme", "asked_by accompanied met") == [(2, 2, 3)]


def test_a_hole_in_what_is_recorded_is_said_and_nothing_is_counted_where_nothing_is(tmp_path: Path) -> None:
    tables = three_waves()
    tables["participations"] = []
    store = commit_tables(tmp_path / "visits", date(2019, 12, 31), tables)
    (row, *_) = figure_table(
        store, "needs_after_theme", "came_after met_after needing_came accompanied_after"
    )
    assert row == (None, None, None, 1)
    sentence = answer_figure(store, "needs_after_theme").finding.sentence
    assert "Les participations aux activités ne sont pas enregistrées." in sentence and "venu" not in sentence
    for name in ("accompaniments", "accompaniment_organisations"):
        tables[name] = []
    tables["theme_marks"] = []
    store = commit_tables(tmp_path / "nothing", date(2019, 12, 31), tables)
    counts = "after_years needing asked_after met_after needing_rest"
    assert figure_table(store, "needs_after_theme", counts)[0] == ("2014-2016", 4, None, None, None)
    assert "aucun" not in answer_figure(store, "needs_after_theme").finding.sentence

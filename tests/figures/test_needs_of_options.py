"""Needs that boxes, notes and single choices say: counted by hand, and the same in every figure that tells them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from counted_store import answer_figure, commit_tables, draw_chart
from docx import Document
from survey_rows import Row, answer_row, item_row, parse_replies, register_tables, scale_rows, wave_row

from dse.disclosure import marks
from dse.export.member_sheet import render_sheet
from dse.figures.offer.needs import count_needs_by_year
from dse.figures.offer.subjects import THEME
from dse.figures.rows import to_rows
from dse.members import directory
from dse.members.needs import read_never_served
from dse.members.sheet import Sheet, read_sheet
from dse.query import Query, Selection, open_version
from dse.store import Store

TODAY = date(2021, 12, 31)
NOW = datetime(2021, 12, 31)  # noqa: DTZ001 - a file has the time of its place
BEFORE, WAVE = "V18", "V21"
MEMBERS, ANSWERED = 60, 40
HIDDEN = ("masqué",)
# How many of the forty tick each box; what the others leave unticked is no need.
TICKED = {"climat": 30, "genre": 12, "formation": 20, "autre": 10, "agro": 2, "adaptation": 12}
# One answer each; two at most: of each question one is chosen by few.
SINGLE = {"jeunesses": 24, "ecsi": 14, "pouvoir": 2}
TWO = {"capitalisation": 38, "rencontre": 22, "atelier": 17, "evaluation": 3}
YES = 18
NOTE_FROM, NOTES = 7.0, (3.0, 6.0, 7.0, 9.0)  # each given by a fourth
SUBJECTS = {
    "cases:climat": {"theme": "CLIMAT"},
    "cases:adaptation": {"theme": "CLIMAT_ADAPTATION"},
    "cases:genre": {"theme": "GENRE"},
    "cases:agro": {"theme": "AGROECO"},
    "cases:formation": {"kind_asked_about": "FORMATION"},
    "note:": {"theme": "MIGRATIONS"},
    "oui:": {"theme": "INTERCULTURALITE"},
    "seul:jeunesses": {"theme": "JEUNESSES"},
    "seul:ecsi": {"theme": "ECSI"},
    "seul:pouvoir": {"theme": "POUVOIR_AGIR"},
    "deux:capitalisation": {"kind_asked_about": "CAPITALISATION"},
    "deux:rencontre": {"kind_asked_about": "RENCONTRE"},
    "deux:atelier": {"kind_asked_about": "ATELIER"},
    "deux:evaluation": {"kind_asked_about": "EVALUATION"},
}


def _options(scale: str, names: Iterable[str]) -> list[Row]:
    return [
        row | {"option": name} | SUBJECTS.get(f"{scale}:{name}", {})
        for row, name in zip(scale_rows(scale, tuple(names)), names, strict=True)
    ]


def _tick(wave: str, question: str, counts: dict[str, int], people: list[str]) -> list[Row]:
    return [
        answer_row(wave, who, question, number < count, option)
        for option, count in counts.items()
        for number, who in enumerate(people)
    ]


def _answer(wave: str, people: list[str]) -> list[Row]:
    limits = (SINGLE["jeunesses"], SINGLE["jeunesses"] + SINGLE["ecsi"])
    return [
        *_tick(wave, "cases", TICKED, people),
        *_tick(wave, "deux", TWO, people),
        *(answer_row(wave, who, "oui", 1 + (number >= YES)) for number, who in enumerate(people)),
        *(answer_row(wave, who, "note", NOTES[number % 4]) for number, who in enumerate(people)),
        *(
            answer_row(wave, who, "seul", 1 + sum(number >= limit for limit in limits))
            for number, who in enumerate(people)
        ),
    ]


def _ask(wave: str) -> list[Row]:
    return [
        item_row(wave, "cases", "Sur quels thèmes auriez-vous besoin d’appui ?", "multiple", "cases", 1),
        item_row(wave, "note", "Migrations : votre besoin", "number", None, 2)
        | {"favourable_from": NOTE_FROM},
        item_row(wave, "oui", "Avez-vous besoin d’appui sur l’interculturalité ?", "single", "oui-non", 5),
        item_row(wave, "seul", "Votre premier besoin ?", "single", "seul", 3),
        item_row(wave, "deux", "De quels appuis (deux au plus) ?", "multiple", "deux", 4)
        | {"most_choices": 2},
    ]


def _reply(wave: str, people: list[str]) -> list[Row]:
    return [row for row, _ in parse_replies(wave, "\n".join(f"R{who} {who} complete" for who in people))]


def _tables() -> dict[str, list[Row]]:
    members = [f"M{number}" for number in range(MEMBERS)]
    answering = members[:ANSWERED]
    people = [f"R{who}" for who in answering]
    names = ("cases", "note", "oui", "seul", "deux")
    kinds = {
        name: {"question_id": name, "dimension": "need"} | SUBJECTS.get(f"{name}:", {}) for name in names
    }
    return register_tables("\n".join(f"{who} ONG 2010-01-01" for who in members)) | {
        "survey_waves": [wave_row(BEFORE, date(2018, 6, 30)), wave_row(WAVE, date(2021, 6, 30))],
        "survey_respondents": [*_reply(BEFORE, answering), *_reply(WAVE, answering)],
        "survey_questions": list(kinds.values()),
        "survey_items": [*_ask(BEFORE), *_ask(WAVE)],
        "survey_options": [
            *scale_rows("oui-non", ("Oui", "Non")),
            *_options("cases", TICKED),
            *_options("seul", SINGLE),
            *_options("deux", TWO),
        ],
        "survey_answers": [*_answer(BEFORE, people), *_answer(WAVE, people)],
        "accompaniments": [
            {
                "accompaniment_id": "A1",
                "kind": "EVALUATION",
                "title": "Évaluer",
                "status": "EN_COURS",
                "requested_on": date(2020, 3, 1),
                "started_on": date(2020, 4, 1),
            }
        ],
        "accompaniment_organisations": [
            {"accompaniment_id": "A1", "organisation_id": "M0", "role": "PORTEUR"}
        ],
        "theme_marks": [
            {"subject": "accompaniment", "subject_id": "A1", "theme": "CLIMAT_ADAPTATION", "score": 2}
        ],
    }


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return commit_tables(tmp_path_factory.mktemp("besoins"), TODAY, _tables())


def _rows(store: Store, figure: str, audience: str = "equipe", **choice: object) -> list[Row]:
    return to_rows(answer_figure(store, figure, audience=audience, **choice).table)


def _count(store: Store, figure: str, key: str, **choice: object) -> dict[str, tuple[object, object]]:
    return {row[key]: (row["favourable"], row["base"]) for row in _rows(store, figure, **choice)}


def _read(row: Row, count: str, share: str) -> tuple[object, ...]:
    """The base, the count and the share of a row, and what is told instead of them."""
    if marks.is_silent(row["mark"]):
        return HIDDEN
    return row["base"], row[count], row[share], marks.bound(row["mark"])


def test_boxes_notes_and_single_choices_say_needs(store: Store) -> None:
    assert _count(store, "gaps_by_theme", "theme") == {
        "CLIMAT": (30, 40),
        "CLIMAT_ADAPTATION": (12, 40),
        "GENRE": (12, 40),
        "AGROECO": (2, 40),
        "MIGRATIONS": (20, 40),
        "INTERCULTURALITE": (YES, 40),
        "JEUNESSES": (24, 40),
        "ECSI": (14, 40),
        "POUVOIR_AGIR": (2, 40),
    }
    assert _count(store, "gaps_by_support", "support") == {
        "FORMATION": (20, 40),
        "CAPITALISATION": (38, 40),
        "RENCONTRE": (22, 40),
        "ATELIER": (17, 40),
        "EVALUATION": (3, 40),
    }


def test_gaps_look_at_what_was_done_on_the_theme(store: Store) -> None:
    gaps = {row["theme"]: row for row in _rows(store, "gaps_by_theme")}
    assert gaps["CLIMAT"]["accompanied_pct"] == pytest.approx(100 / 60)
    assert gaps["GENRE"]["accompanied_pct"] == 0
    assert gaps["CLIMAT"]["accompanied_gap_points"] == pytest.approx(75 - 100 / 60)


def test_a_filter_of_themes_finds_options(store: Store) -> None:
    codes = set(_count(store, "gaps_by_theme", "theme", themes=("CLIMAT",)))
    assert codes == {"CLIMAT", "CLIMAT_ADAPTATION"}


def test_a_theme_and_its_part_are_one_need(store: Store) -> None:
    """Twelve tick « Climat » and its part: each says one need, and lacks one."""
    version = open_version(store, store.current().number)
    climate = Query(version, Selection(themes=("CLIMAT",), first_year=2019, last_year=2021))
    said = count_needs_by_year(climate, THEME)
    assert (len(said), said["hit"].sum()) == (40, 30)
    lacking = read_never_served(climate).to_pylist()
    unserved = {row["organisation_id"]: row["unserved"].split(" ; ") for row in lacking}
    assert unserved["M1"].count("Climat") == 1 and not any("adaptation" in name for name in unserved["M1"])


def test_figures_say_how_many_could_be_chosen(store: Store) -> None:
    assert answer_figure(store, "gaps_by_support").size.endswith(" ; 2 choix au plus")
    assert "2 choix au plus" in str(draw_chart(store, "choices"))
    assert "2 choix au plus" in str(draw_chart(store, "answers_need"))


def test_answers_on_needs_are_not_called_favourable(store: Store) -> None:
    chart = str(draw_chart(store, "answers_need"))
    assert "'Un besoin'" in chart and "éfavorable" not in chart


@pytest.mark.parametrize("audience", ["equipe", "projection", "diffusion"])
def test_an_option_is_one_number_wherever_it_stands(store: Store, audience: str) -> None:
    """The same base, whole count, mask and bound in what was chosen, in answers on needs and in gaps."""
    chosen = {
        (row["question_id"], row["answer"]): _read(row, "voices", "share_pct")
        for figure in ("choices", "single_choices")
        for row in _rows(store, figure, audience)
    }
    answers = {
        row["question_id"]: _read(row, "voices", "share_pct")
        for row in _rows(store, "answers_need", audience)
        if row["answer"] in ("Choisi", "Réponses favorables")
    }
    gaps, after = (
        {
            row["question_id"]: _read(row, "favourable", "need_pct")
            for figure in (f"{figures}_theme", f"{figures}_support")
            for row in _rows(store, figure, audience)
            if row["wave_id"] == WAVE
        }
        for figures in ("gaps_by", "needs_after")
    )
    assert gaps.keys() == SUBJECTS.keys()
    assert after == gaps
    for name in SUBJECTS.keys() - {"note:", "oui:"}:
        question, _, option = name.partition(":")
        assert gaps[name] == answers[name] == chosen.get((question, option), HIDDEN), name


@pytest.mark.parametrize("audience", ["projection", "diffusion"])
def test_what_hides_an_option_of_a_choice_hides_what_would_tell_it(store: Store, audience: str) -> None:
    """Who knows how many answered, and that all chose one or two, finds no count that is hidden."""
    shown = {
        row["question_id"]
        for figure in ("gaps_by_theme", "gaps_by_support", "needs_after_theme", "needs_after_support")
        for row in _rows(store, figure, audience)
        if not marks.hides(row["mark"])
    }
    assert {"seul:jeunesses", "deux:rencontre"} <= shown
    assert not shown & {"seul:pouvoir", "seul:ecsi", "deux:evaluation", "deux:capitalisation"}
    assert not any(
        marks.bound(row["mark"]) for row in _rows(store, "choices", audience) if row["question_id"] == "deux"
    )


def test_options_of_a_choice_are_told_by_wave_to_the_team_and_by_family_to_nobody(store: Store) -> None:
    independent = {name for name in SUBJECTS if name.startswith(("cases", "note", "oui"))}
    asked = {
        (figure, audience): {row["question_id"] for row in _rows(store, figure, audience)}
        for figure in ("waves_need", "need_by_family")
        for audience in ("equipe", "projection")
    }
    assert asked["waves_need", "equipe"] == SUBJECTS.keys()
    assert all(names == independent for key, names in asked.items() if key != ("waves_need", "equipe"))


def test_themes_that_are_wanted_are_those_of_boxes_too(store: Store) -> None:
    wanted = {row["theme"]: row["favourable"] for row in _rows(store, "themes_wanted")}
    assert (wanted["CLIMAT"], wanted["MIGRATIONS"], wanted["JEUNESSES"]) == (30, 20, 24)
    told = {row["theme"]: row["mark"] for row in _rows(store, "themes_wanted", "projection")}
    assert marks.is_silent(told["ECSI"]) and not marks.hides(told["JEUNESSES"])


def test_what_becomes_of_needs_follows_options_too(store: Store) -> None:
    of_first_wave = [row for row in _rows(store, "needs_after_theme") if row["wave_id"] == BEFORE]
    followed = {row["theme"]: (row["needing"], row["next_need_pct"]) for row in of_first_wave}
    assert (followed["CLIMAT"], followed["JEUNESSES"]) == ((30, 75.0), (24, 60.0))
    assert len({row["name"] for row in _rows(store, "needs_to_follow_theme")}) == ANSWERED


def _keep_question(name: str, **changed: object) -> dict[str, list[Row]]:
    """The tables with one question alone, worded otherwise."""
    tables = _tables()
    for table in ("survey_questions", "survey_items", "survey_answers"):
        tables[table] = [row for row in tables[table] if row["question_id"] == name]
    return tables | {"survey_items": [row | changed for row in tables["survey_items"]]}


@pytest.mark.parametrize(
    ("figure", "audience"),
    [("need_by_family", "equipe"), ("answers_weighted", "equipe"), ("waves_need", "projection")],
)
def test_a_figure_that_does_not_tell_choices_apart_says_so(
    tmp_path: Path, figure: str, audience: str
) -> None:
    store = commit_tables(tmp_path, TODAY, _keep_question("deux"))
    answer = answer_figure(store, figure, audience=audience)
    sentence = answer.finding.sentence
    assert answer.table.empty and "par un choix dont les réponses s’excluent" in sentence
    assert "Quels appuis les membres demandent-ils le plus" in sentence and "personne" not in sentence


def test_members_and_a_survey_alone_are_told_of(tmp_path: Path) -> None:
    """Nobody recorded an accompaniment or an activity yet."""
    nothing: dict[str, list[Row]] = {
        "accompaniments": [],
        "accompaniment_organisations": [],
        "theme_marks": [],
    }
    store = commit_tables(tmp_path, TODAY, _tables() | nothing)
    for figure in (
        "needs_after_theme",
        "needs_after_support",
        "needs_to_follow_theme",
        "needs_to_follow_support",
    ):
        assert answer_figure(store, figure).finding.sentence


def test_a_question_about_importing_keeps_its_sentence_before_a_public(tmp_path: Path) -> None:
    """Only what explains a silence loses the advice to import."""
    wording = "Souhaitez-vous importer des méthodes d’ailleurs ?"
    store = commit_tables(tmp_path, TODAY, _keep_question("seul", wording=wording))
    assert (
        "importer des méthodes"
        in answer_figure(store, "single_choices", audience="projection").finding.sentence
    )


@pytest.fixture(scope="module")
def alike(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The same, where another box speaks of Genre too: six tick it, of whom two tick the first."""
    tables, option = _tables(), {"scale_id": "cases", "option": "egalite", "label": "Égalité", "rank": 9}
    tables["survey_options"].append(option | {"theme": "GENRE"})
    tables["survey_answers"] += [
        answer_row(wave, f"RM{number}", "cases", 10 <= number < 16, "egalite")
        for wave in (BEFORE, WAVE)
        for number in range(ANSWERED)
    ]
    return commit_tables(tmp_path_factory.mktemp("memes"), TODAY, tables)


def test_two_options_of_one_theme_are_one_need(alike: Store) -> None:
    for figure in ("gaps_by_theme", "themes_wanted"):
        assert _count(alike, figure, "theme")["GENRE"] == (16, 40)
    (row,) = [
        row
        for row in _rows(alike, "answers_need")
        if row["answer"] == "Choisi" and "égalité" in row["wording"].lower()
    ]
    assert row["wording"].endswith("[genre ou Égalité]") and row["voices"] == 16
    query = Query(open_version(alike, alike.current().number), Selection(first_year=2019, last_year=2021))
    unserved = {row["organisation_id"]: row["unserved"] for row in read_never_served(query).to_pylist()}
    assert "Genre" in unserved["M15"] and unserved["M11"].count("Genre") == 1


def test_needs_that_as_many_say_come_first_together(tmp_path: Path) -> None:
    """Thirty of forty tick each of four boxes on themes, and one less the fifth; a public reads the same."""
    tables = _tables()
    counts = TICKED | {"agro": 30, "formation": 29, "genre": 30, "adaptation": 30}
    people = [f"RM{number}" for number in range(ANSWERED)]
    tables["survey_answers"] = _tick(WAVE, "cases", counts, people)
    store = commit_tables(tmp_path, TODAY, tables)
    for audience in ("equipe", "projection"):
        needs, themes, boxes = (
            answer_figure(store, figure, audience=audience).finding
            for figure in ("answers_need", "themes_wanted", "choices")
        )
        sentences = [found.sentence.replace("\u00a0", " ") for found in (needs, themes, boxes)]
        assert "est « adaptation », à égalité avec « agro », « climat » et 1 autre : 75" in sentences[0]
        assert "le besoin le plus partagé, à égalité avec Climat et Genre : 75" in sentences[1]
        assert sentences[2].endswith(", à égalité avec « genre », « agro » et 1 autre.")
        assert len(needs.named) == 4 and len(themes.named) == 3


def test_needs_that_as_few_say_come_last_together(tmp_path: Path) -> None:
    """Two boxes are ticked by twelve of forty, the fewest; the public reads so too."""
    tables = _tables()
    counts = TICKED | {"climat": 30, "agro": 12, "formation": 29, "genre": 12, "adaptation": 28}
    people = [f"RM{number}" for number in range(ANSWERED)]
    tables["survey_answers"] = _tick(WAVE, "cases", counts, people)
    store = commit_tables(tmp_path, TODAY, tables)
    for audience in ("equipe", "projection"):
        needs = answer_figure(store, "answers_need", audience=audience).finding
        last = re.sub("[\u00a0\u202f]", " ", needs.sentence).split(". ")[-1]
        assert last == "Le moins partagé est « agro », à égalité avec « genre » : 30 % (40 réponses)."
        assert needs.named[-2:] == ("cases:agro", "cases:genre")


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The same, where a note further on asks about Genre too: all give it 9, and M39 leaves the boxes alone."""
    tables = _tables()
    tables["survey_questions"].append({"question_id": "avis", "dimension": "need", "theme": "GENRE"})
    tables["survey_items"] += [
        item_row(wave, "avis", "Genre : votre besoin", "number", None, 9) | {"favourable_from": NOTE_FROM}
        for wave in (BEFORE, WAVE)
    ]
    without_boxes = {(wave, "RM39", "cases") for wave in (BEFORE, WAVE)}
    tables["survey_answers"] = [
        row
        for row in tables["survey_answers"]
        if (row["wave_id"], row["respondent_id"], row["question_id"]) not in without_boxes
    ] + [
        answer_row(wave, f"RM{number}", "avis", 9.0) for wave in (BEFORE, WAVE) for number in range(ANSWERED)
    ]
    return commit_tables(tmp_path_factory.mktemp("deux-fois"), TODAY, tables)


def test_of_two_questions_on_a_theme_sheets_lists_and_figures_read_the_first(twice: Store) -> None:
    """Twelve tick Genre, first in the questionnaire; all forty give it 9 in a note further on, one of them without a box."""
    assert _count(twice, "gaps_by_theme", "theme")["GENRE"] == (12, 39)
    ticked = {f"M{number}" for number in range(TICKED["genre"])}
    query = Query(open_version(twice, twice.current().number), Selection())
    sheets = {who: read_sheet(query, directory.find(query, who).organisation) for who in ("M1", "M20", "M39")}
    says = {who: {need.name for need in sheet.stated_needs.needs} for who, sheet in sheets.items()}
    assert {who for who, names in says.items() if "Genre" in names} == sheets.keys() & ticked
    assert {who for who, sheet in sheets.items() if "Genre" in _read_word(sheet)} == sheets.keys() & ticked
    unserved = {row["organisation_id"]: row["unserved"] for row in read_never_served(query).to_pylist()}
    assert {who for who, names in unserved.items() if "Genre" in names} == ticked
    lacking = {
        row["name"].split()[-1] for row in _rows(twice, "behind_needs_by_theme") if row["theme"] == "GENRE"
    }
    assert lacking == ticked


def _read_word(sheet: Sheet) -> str:
    document = Document(BytesIO(render_sheet(sheet, [], "version 1", NOW, is_fictional=True)))
    return " ".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)


@pytest.mark.parametrize("figure", ["gaps_by_theme", "needs_after_theme", "themes_wanted"])
def test_a_public_is_not_told_what_two_options_have_together(alike: Store, figure: str) -> None:
    """Beside the counts of both, it would tell who chose one and not the other."""
    rows = [row for row in _rows(alike, figure, "projection") if row["theme"] == "GENRE"]
    assert rows and all(marks.is_silent(row["mark"]) for row in rows)
    assert not any(
        "Égalité" in row["wording"] and row["top_two_pct"] is not None
        for row in _rows(alike, "answers_need", "projection")
    )

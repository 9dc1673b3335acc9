"""Why a figure of surveys has nothing to say: which of six causes it is, and no advice that cannot help."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import pytest
from counted_store import TODAY, Row, answer_figure, commit_tables, small_tables
from survey_rows import answer_row, item_row, parse_replies, scale_rows, wave_row

from dse import disclosure, french
from dse.export.dossier import shared_sentences
from dse.figures import REGISTRY, Answer
from dse.figures.figure import Figure
from dse.query import open_versions_once
from dse.store import Store
from tests.support.screen_words import find_banned

OF_SURVEYS = [figure for figure in REGISTRY.values() if not isinstance(figure.when_empty, str)]
OF_REGISTERS = [figure for figure in REGISTRY.values() if isinstance(figure.when_empty, str)]
STEPS = ("Aucun besoin", "Besoin faible", "Besoin moyen", "Besoin fort", "Besoin très fort")
CHOICES = ("Genre", "Climat")


def survey(*questions: tuple[str, str, str | None, str], year: int = 2021, who: str = "M01 M02 M04") -> dict:
    """A survey whose questions are a dimension, a kind, a theme and what all answer: `likert need GENRE 5`."""
    people = list(parse_replies("V", "\n".join(f"R{name} {name} complete" for name in who.split())))
    rows: dict[str, list[Row]] = {
        "survey_waves": [wave_row("V", date(year, 6, 30))],
        "survey_respondents": [row for row, _ in people],
        "survey_options": [*scale_rows("S5", STEPS), *scale_rows("S2", CHOICES)],
        "survey_questions": [],
        "survey_items": [],
        "survey_answers": [],
    }
    for number, (kind, dimension, theme, value) in enumerate(questions, 1):
        name = f"q{number}"
        scale = {"likert": "S5", "multiple": "S2"}.get(kind)
        rows["survey_questions"].append({"question_id": name, "dimension": dimension, "theme": theme})
        rows["survey_items"].append(item_row("V", name, f"Question {number}", kind, scale, number))
        options = ("o1", "o2") if kind == "multiple" else ("-",)
        answer = int(value) if value.isdigit() else value
        rows["survey_answers"] += [
            answer_row("V", row["respondent_id"], name, answer, option)
            for row, _ in people
            for option in options
        ]
    return rows


BOXES = ("multiple", "need", None, "1")
NOTE = ("number", "need", None, "7")
NEED = ("likert", "need", None, "5")
NEED_OF_GENDER = ("likert", "need", "GENRE", "5")
PLEASED = ("likert", "satisfaction", None, "5")
STORES: dict[str, dict] = {
    "no survey": {},
    "to come": survey(NEED_OF_GENDER, year=2031),
    "satisfaction alone": survey(PLEASED),
    "boxes": survey(BOXES),
    "note": survey(NOTE),
    "text": survey(("text", "need", None, "Le genre")),
    "without theme": survey(NEED),
    "by theme": survey(NEED_OF_GENDER, PLEASED),
    "unanswered": survey(("likert", "need", "GENRE", "SR")),
    "without members": survey(NEED_OF_GENDER, who="X2"),
}
CHOICES_OF_READERS = (
    {},
    {"first_year": 2019, "last_year": 2020},
    {"families": ("ESS",)},
    {"themes": ("CLIMAT",)},
    {"first_year": 2019, "last_year": 2020, "families": ("ESS",), "themes": ("CLIMAT",)},
)


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Store]:
    folder = tmp_path_factory.mktemp("silence")
    return {
        name: commit_tables(folder / name.replace(" ", "-"), TODAY, {**small_tables(), **rows})
        for name, rows in STORES.items()
    }


def say(store: Store, figure_id: str, **choice: object) -> str:
    answer = answer_figure(store, figure_id, **choice)
    assert answer.table.empty
    return re.sub("[\u00a0\u202f]", " ", answer.finding.sentence)


def list_silent(
    store: Store, choice: Row, figures: Iterable[Figure] = OF_SURVEYS
) -> Iterator[tuple[Figure, Answer]]:
    with open_versions_once():
        for figure in figures:
            answer = answer_figure(store, figure.id, **choice)
            if answer.table.empty and not answer.is_refused and not answer.unrecorded.missing:
                yield figure, answer


IMPORT = "déposez sur la page Données l’export de LimeSurvey, de KoboToolbox ou du formulaire en ligne."
BOXES = "par des cases dont aucune ne dit de quel thème ou de quelle forme d’appui elle parle"
NOTES = "par des notes dont rien ne dit à partir de laquelle c’est un besoin, ou de quoi"
AGAIN = ", ou déposez de nouveau son fichier sur la page Données, qui proposera de quoi parle chaque réponse."
READ = "et cette figure ne les lit pas ainsi : voyez"
SAID = [
    ("no survey", "gaps_by_theme", {}, f"Aucune enquête n’est importée : {IMPORT}"),
    ("to come", "answers_need", {}, "Aucune enquête n’a encore commencé au dernier jour connu des données."),
    (
        "by theme",
        "answers_need",
        {"first_year": 2019, "last_year": 2020},
        "Aucune enquête ne s’est terminée en 2019-2020 : élargissez les années.",
    ),
    (
        "satisfaction alone",
        "answers_need",
        {},
        "L’enquête de 2021 ne pose aucune question sur les besoins : posez-en dans la prochaine, "
        "ou déposez sur la page Données une enquête qui en pose.",
    ),
    (
        "boxes",
        "gaps_by_theme",
        {},
        f"Dans l’enquête de 2021, les questions sur les besoins sont posées {BOXES}, {READ} « Que choisissent les "
        "membres quand ils peuvent choisir plusieurs réponses ? », page Enquêtes membres" + AGAIN,
    ),
    (
        "note",
        "answers_need",
        {},
        f"Dans l’enquête de 2021, les questions sur les besoins sont posées {NOTES}, {READ} « "
        f"{REGISTRY['numbers'].question} », page Enquêtes membres{AGAIN}",
    ),
    (
        "by theme",
        "gaps_by_theme",
        {"themes": ("CLIMAT",)},
        "Le filtre « Thèmes » ne laisse rien à montrer : retirez-le.",
    ),
    (
        "by theme",
        "answers_need",
        {"families": ("ESS",), "themes": ("CLIMAT",)},
        "Les filtres « Familles d’acteurs » et « Thèmes » ne laissent rien à montrer : retirez-les.",
    ),
    (
        "without members",
        "gaps_by_theme",
        {},
        "Dans l’enquête de 2021, aucune réponse aux questions sur les besoins n’est celle d’un membre.",
    ),
    ("by theme", "verbatims", {}, "Personne n’a écrit de réponse libre dans l’enquête de 2021."),
]


@pytest.mark.parametrize(("name", "figure_id", "choice", "sentence"), SAID)
def test_each_cause_is_told(
    stores: dict[str, Store], name: str, figure_id: str, choice: Row, sentence: str
) -> None:
    assert say(stores[name], figure_id, **choice) == sentence


def test_a_scale_without_a_theme_is_to_be_asked_by_theme(stores: dict[str, Store]) -> None:
    sentence = say(stores["without theme"], "gaps_by_theme")
    assert sentence.startswith(
        "Dans l’enquête de 2021, les questions sur les besoins sont posées sans dire à propos de quel thème, "
    )
    assert (
        "demandez dans la prochaine enquête « De quel appui avez-vous besoin sur chacun de ces thèmes ? »"
        in sentence
    )


def test_answers_too_few_for_a_public_are_not_said_not_to_be_asked(stores: dict[str, Store]) -> None:
    answer = answer_figure(stores["by theme"], "answers_need", audience="projection")
    assert answer.is_masked and answer.finding.sentence == disclosure.words.NOTHING_LEFT


def test_all_who_could_have_answered_is_no_lack_of_a_survey(tmp_path: Path) -> None:
    everybody = survey(PLEASED, who="M01 M02 M03 M04 M05 M07 M08 M10")
    store = commit_tables(tmp_path, TODAY, {**small_tables(), **everybody})
    for choice in ({}, {"families": ("ONG",)}):
        assert say(store, "not_answered", **choice) == "Tous les membres de ce choix ont répondu."


def check_advice(store: Store, choice: Row, figure: Figure, answer: Answer) -> None:
    advice = french.typeset(answer.finding.sentence).partition("\u00a0: ")[2]
    assert not re.search(r"\s: ", advice.partition(". ")[0]), (figure.id, advice)
    chosen = {key: value for key, value in choice.items() if key in figure.breakdowns}
    years = {key: value for key, value in choice.items() if key.endswith("year")}
    wide = {} if "élargissez les années" in advice else years
    kept = {} if "retirez" in advice else chosen
    assert "retirez" not in advice or chosen, figure.id
    assert "élargissez" not in advice or years, figure.id
    if "élargissez" in advice or "retirez" in advice:
        assert not answer_figure(store, figure.id, **wide, **kept).table.empty, (figure.id, advice)


@pytest.mark.long
@pytest.mark.parametrize("choice", CHOICES_OF_READERS)
@pytest.mark.parametrize("name", STORES)
def test_an_advice_helps(stores: dict[str, Store], name: str, choice: Row) -> None:
    for figure, answer in list_silent(stores[name], choice):
        check_advice(stores[name], choice, figure, answer)


@pytest.mark.long
@pytest.mark.parametrize("choice", CHOICES_OF_READERS)
def test_an_advice_of_any_figure_helps(stores: dict[str, Store], choice: Row) -> None:
    silent = list(list_silent(stores["no survey"], choice, OF_REGISTERS))
    assert silent
    for figure, answer in silent:
        check_advice(stores["no survey"], choice, figure, answer)


@pytest.mark.parametrize("choice", CHOICES_OF_READERS[:2])
@pytest.mark.parametrize("name", STORES)
def test_a_cause_is_a_reason_then_an_advice_in_words_of_readers(
    stores: dict[str, Store], name: str, choice: Row
) -> None:
    for figure, answer in list_silent(stores[name], choice):
        sentence = french.typeset(answer.finding.sentence)
        assert not find_banned(sentence), sentence
        assert sentence.count("\u00a0: ") <= 1, sentence
        assert not re.search(r"\w{3}ez\b", shared_sentences._without_advice(sentence)), sentence
        assert name == "no survey" or "n’est importée" not in sentence, figure.id


@pytest.mark.parametrize("name", STORES)
def test_a_public_reads_no_advice_for_the_team(stores: dict[str, Store], name: str) -> None:
    for figure, answer in list_silent(stores[name], {"audience": "projection"}):
        assert not re.search("déposez|posez-en|demandez", answer.finding.sentence), figure.id


def test_an_advice_takes_the_place_of_the_one_that_a_sentence_had(demo_store: Store) -> None:
    """Also behind a colon whose space does not break."""
    sentence = say(demo_store, "offers", first_year=2004, last_year=2005)
    assert "élargissez les années" in sentence and "importez" not in sentence


@pytest.mark.parametrize("years", [{}, {"first_year": 2021, "last_year": 2021}])
@pytest.mark.parametrize("audience", ["equipe", "projection"])
def test_a_survey_that_does_not_ask_is_said_before_what_is_not_recorded(
    tmp_path: Path, audience: str, years: Row
) -> None:
    """The form of support is not asked about; nor is any accompaniment recorded, then."""
    unrecorded = {"accompaniments": [], "accompaniment_organisations": []}
    store = commit_tables(tmp_path, TODAY, small_tables() | survey(NEED_OF_GENDER) | unrecorded)
    of_forms = answer_figure(store, "gaps_by_support", audience=audience, **years)
    assert "sans dire à propos de quelle forme d’appui" in of_forms.finding.sentence
    assert of_forms.unrecorded.missing == of_forms.finding.sentence
    assert "accompagnement" in answer_figure(store, "gaps_by_theme", **years).finding.sentence

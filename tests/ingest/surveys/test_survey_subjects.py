"""What questions and their options speak of is in the store: from the exports of each tool, as proposed and as answered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import needs_exports as needs
import pytest
import surveys
import uploads

from dse import paths
from dse.ingest import Proposal, Upload, propose
from dse.ingest.forms import form_files
from dse.ingest.surveys.draft import (
    asked_bounds,
    asked_years,
    form_draft,
    form_writing,
    naming,
    older_needs,
    subject_matching,
)
from dse.ingest.surveys.draft import needs as needs_of_draft
from dse.ingest.surveys.draft.form_draft import Draft
from dse.ingest.surveys.draft.points import Answers, Point
from dse.ingest.surveys.waves import form_updating, new_wave, wave_extension
from dse.ingest.surveys.waves.new_wave import NewWave

DATES = {"dates": "2021-03-01 2021-04-30"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store of a team that has a theme of its own."""
    store = surveys.registered(tmp_path / "store")
    monkeypatch.setenv("DSE_STORE", str(store.path))
    needs.add_own_theme(paths.team_codelists())
    return tmp_path


def drafted(upload: Upload, answers: Answers | None = None) -> Draft:
    """The draft of an export, after answers to its points."""
    return form_draft.draft_from_file(upload, series="e", answers=answers or {})


def imported(upload: Upload, folder: Path, answers: Answers | None = None) -> Proposal:
    """What an export changes, read by its own draft after answers."""
    form = folder / "form.toml"
    form.unlink(missing_ok=True)
    form_writing.write_form(drafted(upload, answers), form)
    proposal = propose([upload], surveys.registered(folder / "read"), form=form)
    assert not proposal.problems, [issue.sentence for issue in proposal.problems[:3]]
    return proposal


def themes_of_options(proposal: Proposal) -> dict[str, str | None]:
    """The theme of each option of the store, by the words of its label."""
    rows = proposal.changes["survey_options"].to_pylist()
    return {row["label"].replace("_", " "): row["theme"] for row in rows}


def the_need(proposal: Proposal) -> dict[str, object]:
    """The only question on needs, as the tables of questions and of items have it."""
    (question,) = [
        row for row in proposal.changes["survey_questions"].to_pylist() if row["dimension"] == "need"
    ]
    (item,) = [
        row
        for row in proposal.changes["survey_items"].to_pylist()
        if row["question_id"] == question["question_id"]
    ]
    return {**question, **item}


@pytest.mark.parametrize("tool", needs.TOOLS)
def test_boxes_of_each_tool_are_needs_of_the_themes_that_they_name(tool: str, folder: Path) -> None:
    proposal = imported(needs.TOOLS[tool](), folder)
    themes = themes_of_options(proposal)
    expected = (
        {"genre": "GENRE", "climat": "CLIMAT", "egalite professionnelle": "GENRE"}
        | {"finance solidaire": "FINANCE", "sports collectifs": None}
        if tool == "Kobo, names"
        else needs.THEMES
    )
    assert themes == expected
    need = the_need(proposal)
    assert (need["kind"], need["theme"], need["horizon_years"]) == ("multiple", None, 3)
    codes = {
        row["label"].replace("_", " "): row["option"]
        for row in proposal.changes["survey_options"].to_pylist()
    }
    ticked = needs.ticks()
    for label, spelling in zip(needs.LABELS, expected, strict=True):
        given = surveys.answers(proposal)[need["question_id"], codes[spelling]]
        values = [value if missing is None else missing for value, _, missing in given]
        assert values.count("SR") == sum(not several for several in ticked)
        assert values.count(1.0) == sum(label in several for several in ticked)
        assert values.count(0.0) == sum(bool(several) and label not in several for several in ticked)


def test_who_ticks_only_that_no_support_is_needed_has_answered(folder: Path) -> None:
    titles = [f"{needs.ASKED} [{label}]" for label in ("Genre", "Climat", "Aucun")]
    lines = ["Oui;Non;Non", "Non;Non;Oui", "Non;Non;Non", "Oui;Oui;Non"] * 5
    lines = [f"{line};{note}" for line, note in zip(lines, "BCDE" * 5, strict=True)]
    upload = uploads.build_upload("aucun.csv", ";".join([*titles, "Votre groupe"]), *lines)
    proposal = imported(upload, folder, {"dates": "2021-03-01 2021-04-30"})
    by_option = {option: given for (_, option), given in surveys.answers(proposal).items() if option != "-"}
    for option, given in by_option.items():
        values = [value if missing is None else missing for value, _, missing in given]
        assert (values.count("SR"), values.count(0.0)) == (5, 5 if option == "Genre" else 10)
    assert len(by_option) == 3


@pytest.mark.parametrize("answer", ["oui", "non"])
def test_labels_that_are_not_of_the_lists_are_asked_about_once(answer: str, folder: Path) -> None:
    (point,) = [point for point in drafted(needs.google()).points if point.key == "sujets"]
    assert "« Égalité professionnelle » (Genre, " in point.question and point.proposed == "oui"
    assert "Sports collectifs" not in point.question and "Climat" not in point.question
    themes = themes_of_options(imported(needs.google(), folder, {"sujets": answer}))
    assert themes["Égalité professionnelle"] == ("GENRE" if answer == "oui" else None)
    assert (themes["Genre"], themes["Finance solidaire"]) == ("GENRE", "FINANCE")


@pytest.mark.parametrize("tool", needs.TOOLS)
def test_what_is_asked_once_of_a_label_tells_how_many_lines_have_it(tool: str, folder: Path) -> None:
    lines = sum("Égalité professionnelle" in several for several in needs.ticks())
    (point,) = [point for point in drafted(needs.TOOLS[tool]()).points if point.key == "sujets"]
    assert f"(Genre, {lines}\u00a0réponses)" in point.question


def test_the_note_from_which_a_need_is_said_is_asked_beside_the_counts_of_all_notes(folder: Path) -> None:
    (point,) = [point for point in drafted(needs.notes()).points if point.key.startswith("favorable")]
    assert sum(count for _, count in point.counts) == 4 * needs.LINES


def ask(upload: Upload, key: str, answers: Answers | None = None) -> list[Point]:
    """The points of a draft under a key: one, or none."""
    return [point for point in drafted(upload, answers).points if point.key == key]


def test_a_label_that_names_two_themes_is_asked_about_and_taken_for_none(folder: Path) -> None:
    lines = ["Genre et climat", "Jeunesse", "Finance solidaire"] * 6
    upload = uploads.build_upload("deux.csv", needs.ASKED, *lines)
    (point,) = ask(upload, "sans-sujet")
    assert point.question.startswith(
        "« Genre et climat » (6\u00a0réponses, soit Climat, soit Genre ?) : aucun thème"
    )
    assert not ask(upload, "sujets")


@pytest.mark.parametrize(
    ("words", "theme"), [("le changement climatique", "CLIMAT"), ("l’égalité femmes-hommes", "GENRE")]
)
def test_a_note_on_a_theme_in_other_words_is_asked_about(words: str, theme: str, folder: Path) -> None:
    wording = f"Notez votre besoin d’appui sur {words} (de 0 à 10)"
    upload = uploads.build_upload("note.csv", wording, *(str(line % 11) for line in range(33)))
    (point,) = ask(upload, "sujets")
    assert point.question.startswith(f"« {wording[:40]}")
    (question,) = drafted(upload, {"sujets": "oui"}).survey.questions
    assert (question.theme, question.favourable_from) == (theme, 7)
    (question,) = drafted(upload, {"sujets": "non"}).survey.questions
    assert question.theme is None


def test_a_need_that_is_one_part_of_a_theme_is_proposed_with_it(folder: Path) -> None:
    labels = ["Autres modèles agricoles (agroécologie)", "Genre", "Finance solidaire"]
    (point,) = ask(uploads.build_upload("a.csv", needs.ASKED, *labels * 6), "sujets")
    assert point.question.startswith(f"« {labels[0]} » (Agroécologie, 6\u00a0réponses)")


@pytest.mark.parametrize(
    ("wording", "subjects"),
    [
        ("Notez votre besoin de formation au changement climatique", ("CLIMAT", "FORMATION", False)),
        ("Notez votre besoin d’appui sur le genre", ("GENRE", None, True)),
        ("Notez votre besoin d’appui sur le genre et le changement climatique", None),
    ],
)
def test_a_wording_speaks_of_the_one_theme_that_it_names(
    wording: str, subjects: tuple[str | None, str | None, bool] | None
) -> None:
    subject = subject_matching.match_wording(wording)
    assert (subject and (subject.theme, subject.kind_asked_about, subject.is_sure)) == subjects


def test_a_line_of_a_grid_does_not_take_the_theme_of_the_question_above_it(folder: Path) -> None:
    wording = "Vos besoins de formation au changement climatique"
    titles = ";".join(f"{wording} [{line}]" for line in ("Sports collectifs", "Genre"))
    upload = uploads.build_upload("g.csv", titles, *["Fort;Faible", "Moyen;Fort", "Faible;Moyen"] * 6)
    sports, genre = drafted(upload).survey.questions
    assert (sports.dimension, sports.theme, sports.kind_asked_about) == ("need", None, None)
    assert genre.theme == "GENRE"


def test_statements_without_their_question_are_asked_about_and_a_scale_of_needs_is_proposed(
    folder: Path,
) -> None:
    titles = ["Genre", "Climat", "Finance solidaire"]
    steps = ["Aucun besoin", "Besoin moyen", "Fort besoin"]
    lines = [";".join(steps[(at + shift) % 3] for shift in range(3)) for at in range(18)]
    upload = uploads.build_upload("forms.csv", ";".join(titles), *lines)
    (point,) = ask(upload, "dimension")
    assert point.proposed == "need"
    assert [question.theme for question in drafted(upload).survey.questions] == ["GENRE", "CLIMAT", "FINANCE"]


def test_a_free_text_on_needs_is_asked_about_no_theme(folder: Path) -> None:
    lines = [f"Nous cherchons un appui sur le climat pour {at} communes." for at in range(40)]
    lines = [f"{line} Cela nous aiderait à former {at + 3} équipes." for at, line in enumerate(lines)]
    upload = uploads.build_upload("libre.csv", "Vos besoins sur le changement climatique ?", *lines)
    question = drafted(upload).survey.questions[0]
    assert (question.kind, question.dimension) == ("text", "need")
    assert not ask(upload, "sujets") and not ask(upload, "sans-sujet")


def test_the_steps_in_words_that_say_a_need_are_shown(folder: Path) -> None:
    steps = ("Aucun", "Faible", "Moyen", "Fort")
    wording = f"{needs.ASKED} [Genre]"
    upload = uploads.build_upload("degres.csv", wording, *(steps[line % 4] for line in range(24)))
    assert needs_of_draft.describe_steps(drafted(upload).survey) == (
        "Disent un besoin : « Moyen » et « Fort ». N’en disent pas : « Aucun » et « Faible ».",
    )
    assert not needs_of_draft.describe_steps(drafted(needs.google()).survey)


def test_needs_of_no_list_are_asked_about_by_name(folder: Path) -> None:
    draft = drafted(needs.google())
    (question,) = draft.survey.questions
    assert "Besoin, d’après « besoin »." in draft.notes[question.question_id]
    (point,) = ask(needs.google(), "sans-sujet")
    lines = sum("Sports collectifs" in several for several in needs.ticks())
    assert point.question.startswith(f"« Sports collectifs » ({lines}\u00a0réponses) : aucun thème")
    assert point.is_open
    assert not ask(needs.google(), "sans-sujet", {"sans-sujet": "oui"})[0].is_open
    lines = ask(needs.notes(), "sans-sujet")
    assert ["« Sports collectifs » : aucun" in point.question for point in lines] == [True]


@pytest.mark.parametrize(
    ("wording", "dimension"),
    [
        (needs.ASKED, "need"),
        ("Notez vos besoins d’appui de 0 à 10", "need"),
        ("Sur quels thèmes souhaitez-vous être accompagnés ?", "need"),
        ("L’appui reçu répond-il à vos besoins ?", "satisfaction"),
        ("Quels appuis, pour répondre à vos besoins ?", "need"),
        ("Changement climatique", "profile"),
        ("Quels changements voyez-vous ?", "effect"),
        ("Comment jugez-vous la qualité de l’appui ?", "satisfaction"),
        ("Souhaitez-vous participer à une expérimentation ?", "expectation"),
        ("Sur quels thèmes travaillez-vous ?", "profile"),
    ],
)
def test_what_is_asked_is_guessed_from_the_words(wording: str, dimension: str) -> None:
    assert naming.guess_dimension(wording) == dimension


@pytest.mark.parametrize(
    ("wording", "years"),
    [
        ("Dans les trois *prochaines* années, quel sera votre besoin ?", 3),
        ("Vos besoins pour les 2 années à venir", 2),
        ("L’année prochaine, aurez-vous besoin d’appui ?", 1),
        ("Vos besoins dans les 18 prochains mois", 2),
        ("Vos besoins du prochain triennal", 3),
        ("À l’avenir, quels appuis ?", 3),
        ("Actuellement, quels sont vos besoins ?", 0),
        ("Ces deux dernières années, avez-vous eu besoin d’appui ?", -2),
        ("Vos besoins au cours de l’année écoulée", -1),
        (needs.ASKED, None),
    ],
)
def test_the_years_that_a_question_speaks_of_are_read_in_its_words(wording: str, years: int | None) -> None:
    assert asked_years.find_years(wording) == years


@pytest.mark.parametrize(
    ("wording", "most"),
    [
        ("Quels besoins ? (3 réponses maximum)", 3),
        ("Choisissez jusqu’à trois thèmes", 3),
        ("Cochez vos 4 priorités", 4),
        ("Deux choix au plus", 2),
        ("Entre 1 et 3 réponses", 3),
        ("Choisissez au moins 2 réponses", None),
        ("Indiquez vos besoins des 3 prochaines années", None),
        ("Choisissez une réponse", None),
        ("Plusieurs réponses possibles", None),
    ],
)
def test_how_many_answers_are_allowed_is_read_in_the_words(wording: str, most: int | None) -> None:
    assert asked_bounds.find_most_choices(wording) == most


@pytest.mark.parametrize(("answer", "years"), [(None, 3), ("-3", -3), ("inconnu", None)])
def test_years_are_asked_once_where_needs_do_not_say_them(
    answer: str | None, years: int | None, folder: Path
) -> None:
    assert (
        the_need(imported(needs.google(), folder, {"annees": answer} if answer else {}))["horizon_years"]
        == years
    )
    said = needs.google(f"{needs.ASKED[:-2]} dans les deux prochaines années (3 réponses maximum) ?")
    assert "annees" not in {point.key for point in drafted(said).points}
    need = the_need(imported(said, folder))
    assert (need["horizon_years"], need["most_choices"]) == (2, 3)


def test_what_is_asked_of_themes_without_saying_so_is_asked(folder: Path) -> None:
    upload = needs.google("Vos thèmes")
    (point,) = [point for point in drafted(upload).points if point.key == "dimension"]
    assert point.proposed == "profile" and "Vos thèmes" in point.question
    assert the_need(imported(upload, folder, {"dimension": "need"}))["horizon_years"] == 3


def test_nothing_is_asked_about_needs_where_none_is(folder: Path) -> None:
    assert {point.key for point in drafted(needs.google("Quels loisirs ?")).points} == {
        "dimension",
        "separateur-une-virgule",
    }


def test_the_longest_label_in_a_wording_is_its_theme(folder: Path) -> None:
    lines = [f"{note};{5 - note}" for note in range(1, 5)] * 5
    wording = "Quel besoin d’appui dans les trois prochaines années ?"
    upload = uploads.build_upload("grille.csv", f"{wording} [Climat : adaptation];{wording} [Genre]", *lines)
    assert [question.theme for question in drafted(upload).survey.questions] == ["CLIMAT_ADAPTATION", "GENRE"]


def test_subjects_of_two_questions_on_needs_are_said_in_one_line(folder: Path) -> None:
    note, boxes = "Quel besoin d’appui sur le climat (de 0 à 10) ?", needs.ASKED
    lines = [f"{number};{('Genre', 'Climat', 'Genre, Climat')[number % 3]}" for number in range(11)] * 3
    both = drafted(uploads.build_upload("deux.csv", f"{note};{boxes}", *lines)).survey
    (remark,) = needs_of_draft.describe_shared_subjects(both)
    assert "parlent de « Climat » :" in remark and "Genre" not in remark
    for question in both.questions:
        assert not needs_of_draft.describe_shared_subjects(replace(both, questions=(question,)))


def needs_in_store(proposal: Proposal) -> dict[str | None, dict[str, object]]:
    """Questions on needs as both tables have them, by theme."""
    items = {row["question_id"]: row for row in proposal.changes["survey_items"].to_pylist()}
    questions = proposal.changes["survey_questions"].to_pylist()
    return {
        row["theme"]: {**row, **items[row["question_id"]]} for row in questions if row["dimension"] == "need"
    }


@pytest.mark.parametrize(
    ("bounds", "proposed", "answer"),
    [((0, 10), 7, "8"), ((1, 5), 4, "3"), ((1, 10), 7, "9"), ((1, 4), 3, "4")],
)
def test_the_note_from_which_a_need_is_said_is_asked_once(
    bounds: tuple[int, int], proposed: int, answer: str, folder: Path
) -> None:
    low, high = bounds
    upload = needs.notes(f"{needs.ASKED[:-2]} (de {low} à {high}) ?", low, high)
    (point,) = [point for point in drafted(upload).points if point.key.startswith("favorable")]
    assert point.proposed == str(proposed) and len(point.question_ids) == 4
    for given, expected in ((None, proposed), (answer, int(answer))):
        questions = needs_in_store(imported(upload, folder, {point.key: given} if given else {}))
        assert set(questions) == {"GENRE", "CLIMAT", "FINANCE", None}
        assert {theme: row["favourable_from"] for theme, row in questions.items()} == {
            "GENRE": expected,
            "CLIMAT": expected,
            "FINANCE": expected,
            None: None,
        }


def test_a_note_of_satisfaction_asks_for_no_favourable_one(folder: Path) -> None:
    upload = needs.notes("Êtes-vous satisfait de l’offre ? (de 0 à 10)")
    assert not {point.key for point in drafted(upload).points} & {"favorable-0-10", "annees"}


@pytest.mark.parametrize("layout", needs.RANKINGS)
@pytest.mark.parametrize("answer", [None, "1"])
def test_the_first_places_of_a_ranking_are_needs(layout: str, answer: str | None, folder: Path) -> None:
    upload = needs.RANKINGS[layout]()
    (point,) = [point for point in drafted(upload).points if point.key.startswith("rangs")]
    proposal = imported(upload, folder, {point.key: answer} if answer else {})
    places = int(answer or "3")
    need = the_need(proposal)
    assert (need["kind"], need["most_choices"]) == ("multiple", places)
    assert themes_of_options(proposal) == needs.THEMES
    labels = {row["option"]: row["label"] for row in proposal.changes["survey_options"].to_pylist()}
    given = {labels[option]: values for (_, option), values in surveys.answers(proposal).items()}
    for label in needs.LABELS:
        values = [value if missing is None else missing for value, _, missing in given[label]]
        assert values.count(1.0) == sum(label in order[:places] for order in needs.orders())
        assert values.count(0.0) == sum(label in order[places:] for order in needs.orders())
        assert values.count("SR") == sum(not order for order in needs.orders())


def test_the_words_of_a_ranking_may_say_how_many_places_count(folder: Path) -> None:
    upload = needs.ranked_by_places("De quels appuis avez-vous besoin ? Classez vos deux priorités")
    assert not [point for point in drafted(upload).points if point.key.startswith("rangs")]
    assert the_need(imported(upload, folder))["most_choices"] == 2


def test_a_ranking_that_names_no_theme_stays_as_it_was(folder: Path) -> None:
    orders = (("Eau", "Route", "École"), ("Route", "Eau", "École"), ("École", "Route", "Eau"))
    lines = [";".join(orders[line % 3]) for line in range(30)]
    upload = uploads.build_upload(
        "rangs.csv", ";".join(f"Vos besoins [Rang {place}]" for place in (1, 2, 3)), *lines
    )
    assert [question.kind for question in drafted(upload).survey.questions] == ["single"] * 3


def test_a_single_choice_of_a_theme_is_a_need_of_it(folder: Path) -> None:
    lines = [needs.LABELS[line % 5] for line in range(30)]
    upload = uploads.build_upload("choix.csv", "Votre premier besoin d’appui ?", *lines)
    answers = {"dates": "2021-03-01 2021-04-30"}
    proposal = imported(upload, folder, answers)
    assert the_need(proposal)["kind"] == "single" and themes_of_options(proposal) == needs.THEMES


def form_of(upload: Upload, folder: Path, *, is_older: bool = False, **changes: str) -> Path:
    """The form of a first wave, some of its texts changed; `is_older`: as a release wrote it that had no words for subjects."""
    path = folder / "e.toml"
    text = form_writing.render_form(drafted(upload))
    for old, new in changes.values():
        assert old in text
        text = text.replace(old, new)
    if is_older:
        text = re.sub(
            r', theme = "\w+"|(?m:^(?:theme|horizon_years|favourable_from|most_choices|names_subjects) = .*\n)',
            "",
            text,
        )
        text = re.sub(r"(?ms)^to_check = \[.*?^\]\n", "", text)
    path.write_text(text, encoding="utf-8")
    return path


def with_next_wave(upload: Upload, path: Path, answers: Answers | None = None) -> NewWave:
    """An export beside the form of its survey, which is given its wave."""
    new = new_wave.draft_new_wave(upload, path, wave_id="2025", answers=answers or {})
    pairs, wave = new.pairs(), replace(new_wave.propose_wave(new), wave_id="2025", title="Vague 2025")
    wave = replace(wave, opened_on=date(2025, 6, 1), closed_on=date(2025, 6, 30))
    fields = new_wave.match_respondent_fields(new)
    after = wave_extension.add_wave(new, pairs, new.to_review(new.verdicts(pairs)), wave, fields)
    form_updating.save_updated_form(new, after)
    return new


def later(upload: Upload) -> Upload:
    """The same export three years later."""
    return replace(upload, content=upload.content.replace(b"2022-06", b"2025-06"))


def read_wave(upload: Upload, path: Path, folder: Path) -> Proposal:
    """What the new wave changes."""
    proposal = propose([upload], surveys.registered(folder / "read"), form=path, wave="2025")
    assert not proposal.problems, [issue.sentence for issue in proposal.problems[:3]]
    return proposal


def test_a_next_wave_keeps_what_a_person_said_of_options_and_years(folder: Path) -> None:
    chosen = (
        'label = "Sports collectifs", rank = 5',
        'label = "Sports collectifs", rank = 5, theme = "JEUNESSES"',
    )
    path = form_of(needs.google(), folder, option=chosen, years=("horizon_years = 3", "horizon_years = -3"))
    new = with_next_wave(later(needs.google()), path)
    assert not {point.key for point in new.points(new.pairs())} & {"sujets", "annees", "besoins"}
    proposal = read_wave(later(needs.google()), path, folder)
    assert themes_of_options(proposal) == {**needs.THEMES, "Sports collectifs": "JEUNESSES"}
    assert the_need(proposal)["horizon_years"] == -3


def test_options_that_a_next_wave_adds_are_matched_and_the_others_keep_theirs(folder: Path) -> None:
    chosen = (
        'label = "Sports collectifs", rank = 5',
        'label = "Sports collectifs", rank = 5, theme = "JEUNESSES"',
    )
    path = form_of(needs.google(), folder, option=chosen)
    wider = later(needs.google(Climat="Migrations", Genre="Changements climatiques"))
    new = with_next_wave(wider, path)
    keys = {point.key for point in new.points(new.pairs())}
    assert "sujets" in keys and "annees" not in keys
    themes = themes_of_options(read_wave(wider, path, folder))
    assert themes == {
        **needs.THEMES,
        "Sports collectifs": "JEUNESSES",
        "Migrations": "MIGRATIONS",
        "Changements climatiques": "CLIMAT",
    }


@pytest.mark.parametrize("answer", ["oui", "non"])
def test_a_label_that_was_answered_for_a_wave_is_not_asked_about_again(answer: str, folder: Path) -> None:
    path = folder / "form.toml"
    form_writing.write_form(drafted(needs.google(), {"sujets": answer}), path)
    wider = later(needs.google(Climat="Migrations", Genre="Changements climatiques"))
    new = with_next_wave(wider, path)
    (point,) = [point for point in new.points(new.pairs()) if point.key == "sujets"]
    assert "Changements climatiques" in point.question and "Égalité" not in point.question
    themes = themes_of_options(read_wave(wider, path, folder))
    assert themes["Égalité professionnelle"] == {"oui": "GENRE", "non": None}[answer]
    new = new_wave.draft_new_wave(later(needs.google(Climat="Migrations")), path)
    assert "sujets" not in {point.key for point in new.points(new.pairs())}


def test_a_note_on_another_scale_is_favourable_from_another_one(folder: Path) -> None:
    path = form_of(needs.notes(), folder)
    other = later(needs.notes(low=1, high=5))
    with_next_wave(other, path)
    questions = needs_in_store(read_wave(other, path, folder))
    assert {row["favourable_from"] for theme, row in questions.items() if theme} == {4}


def test_a_note_added_to_boxes_on_the_same_theme_is_said_in_the_review_of_the_wave(folder: Path) -> None:
    lines = ["Genre", "Climat", "Genre, Climat"] * 10
    first = uploads.build_upload("un.csv", needs.ASKED, *lines)
    note = "Quel besoin d’appui sur le climat (de 0 à 10) ?"
    later = [f"{text};{number % 11}" for number, text in enumerate(lines)]
    form = folder / "form.toml"
    form_writing.write_form(drafted(first, {"dates": "2022-06-01 2022-06-30"}), form)
    new = new_wave.draft_new_wave(uploads.build_upload("deux.csv", f"{needs.ASKED};{note}", *later), form)
    pairs = new.pairs()
    (remark,) = new.describe_shared_subjects(pairs, new.to_review(new.verdicts(pairs)).survey)
    assert "parlent de « Climat » :" in remark


def test_a_next_wave_that_speaks_of_other_years_says_so(folder: Path) -> None:
    path = form_of(needs.google(), folder)
    wording = f"{needs.ASKED[:-2]} ces deux dernières années ?"
    other = later(needs.google(wording))
    asked_as = with_next_wave(
        other, path, {"question-themes-auriez-besoin-appui-deux": "e-themes-auriez-besoin-appui"}
    )
    assert [known for known in asked_as.pairs().values() if known] == ["e-themes-auriez-besoin-appui"]
    assert the_need(read_wave(other, path, folder))["horizon_years"] == -2


@pytest.mark.parametrize("answer", ["oui", "non"])
@pytest.mark.parametrize("layout", ["google", "limesurvey_titles", "notes"])
def test_a_form_of_an_earlier_release_is_completed_by_one_question(
    layout: str, answer: str, folder: Path
) -> None:
    upload = getattr(needs, layout)()
    path = form_of(upload, folder, is_older=True)
    before = form_files.load_form(path).survey
    assert not needs_of_draft.list_needs(before)
    new = with_next_wave(later(upload), path, {"besoins": answer})
    (point,) = [point for point in new.points(new.pairs()) if point.key in ("besoins", "sujets", "annees")]
    assert "« Climat » (Climat" in point.question and "« Égalité professionnelle » (Genre" in point.question
    assert ("de rien de vos listes : « Sports collectifs »." in point.question) == (layout != "notes")
    proposal = read_wave(later(upload), path, folder)
    rows = proposal.changes["survey_options" if layout != "notes" else "survey_questions"].to_pylist()
    expected = {theme for theme in needs.THEMES.values() if theme} if answer == "oui" else set()
    assert {row["theme"] for row in rows} - {None} == expected
    notes = {row["favourable_from"] for row in proposal.changes["survey_items"].to_pylist()}
    assert notes == ({7, None} if layout == "notes" and answer == "oui" else {None})
    after = form_files.load_form(path).survey
    assert after.names_subjects and not [each for each in proposal.doubts if "besoins" in each.reason]


def test_a_form_of_an_earlier_release_is_completed_where_its_file_comes_again(folder: Path) -> None:
    path = form_of(needs.google(), folder, is_older=True)
    text = path.read_text(encoding="utf-8")
    proposal = propose([needs.google()], surveys.registered(folder / "read"), form=path)
    (doubt,) = [each for each in proposal.doubts if each.code == "IMP-541"]
    assert "« Climat » (Climat)" in doubt.reason
    assert themes_of_options(proposal) == needs.THEMES and path.read_text(encoding="utf-8") == text


def test_a_form_that_says_what_its_needs_speak_of_is_asked_nothing(folder: Path) -> None:
    shipped = form_files.load_form(paths.FORMS / "enquete-membres.toml").survey
    assert older_needs.complete_needs(shipped, {}) == (shipped, None)
    refused = drafted(needs.google(), {"sujets": "non"}).survey
    assert older_needs.complete_needs(refused, {}) == (refused, None)


@pytest.mark.parametrize("label", ["S&E", "s_e", "S & E"])
def test_a_short_name_of_a_form_of_support_is_asked_about(label: str, folder: Path) -> None:
    subject = subject_matching.match_label(label, {})
    assert subject is not None and subject.kind_asked_about == "SUIVI_EVALUATION" and not subject.is_sure


def test_mobility_is_no_migration() -> None:
    assert subject_matching.match_label("Mobilités durables", {}) is None
    assert subject_matching.match_label("Mobilités humaines", {}).theme == "MIGRATIONS"


def test_needs_without_an_answer_that_says_one_are_asked_about(folder: Path) -> None:
    lines = [f"A{1 + line % 4};A{1 + line % 3};{'Oui' if line % 3 else 'Non'}" for line in range(30)]
    titles = ["besoin[climat]", "besoin[jeunesses]", "Avez-vous besoin d’un appui sur le genre ?"]
    (point,) = ask(uploads.build_upload("codes.csv", ";".join(titles), *lines), "sans-besoin")
    assert point.question.startswith(
        "« climat » et « jeunesses » : aucune réponse n’y est reconnue comme un besoin."
    )


@pytest.mark.parametrize(
    ("other", "key", "beginning"),
    [
        ("Trésorerie", "sans-besoin", "« Sur le climat, quels sont vos besoins ? » : aucune réponse"),
        ("Formation", "sans-sujet", "« Conseil juridique » (20\u00a0réponses) : aucun thème"),
    ],
)
def test_boxes_of_no_list_are_asked_about_though_their_question_names_a_theme(
    other: str, key: str, beginning: str, folder: Path
) -> None:
    ticks = [f"Conseil juridique, {other}", other, "Conseil juridique"]
    lines = [f'"{ticks[number % 3]}";Groupe {number % 4}' for number in range(30)]
    upload = uploads.build_upload("cases.csv", "Sur le climat, quels sont vos besoins ?;Groupe", *lines)
    assert [point.question.startswith(beginning) for point in ask(upload, key)] == [True]


@pytest.mark.parametrize(("dimension", "expected"), [("need", 2), ("profile", 0)])
def test_lines_of_a_grid_that_name_themes_are_asked_about(
    dimension: str, expected: int, folder: Path
) -> None:
    steps = ("Pas du tout", "Un peu", "Assez", "Beaucoup")
    lines = [f"{steps[line % 4]};{steps[(line // 2) % 4]}" for line in range(30)]
    upload = uploads.build_upload(
        "sujets.csv", "Ces sujets ? [Genre];Ces sujets ? [Changement climatique]", *lines
    )
    (point,) = ask(upload, "dimension")
    assert point.proposed == "profile" and len(point.question_ids) == 2  # « changement » is no effect there
    survey = drafted(upload, {"dimension": dimension}).survey
    assert len(needs_of_draft.list_needs(survey)) == expected


@pytest.mark.parametrize("answer", ["oui", "non"])
def test_a_next_wave_asks_only_about_labels_that_are_new(answer: str, folder: Path) -> None:
    path = folder / "e.toml"
    said = {"sujets": answer, "sans-sujet": "oui"}
    path.write_text(form_writing.render_form(drafted(needs.google(), said)), encoding="utf-8")
    wider = later(needs.google(Climat="Changements climatiques", Genre="Danse de salon"))
    new = with_next_wave(wider, path)
    asked = {point.key: point.question for point in new.points(new.pairs())}
    lines = {label: sum(label in several for several in needs.ticks()) for label in ("Climat", "Genre")}
    assert asked["sujets"].startswith(
        f"« Changements climatiques » (Climat, {lines['Climat']}\u00a0réponses) : est-ce bien"
    )
    assert asked["sans-sujet"].startswith(
        f"« Danse de salon » ({lines['Genre']}\u00a0réponses) : aucun thème"
    )
    themes = themes_of_options(read_wave(wider, path, folder))
    assert themes["Égalité professionnelle"] == ("GENRE" if answer == "oui" else None)


def test_a_line_that_a_next_wave_adds_to_a_grid_is_read_as_the_others(folder: Path) -> None:
    said = {"annees": "1", "favorable-0-10": "8", "sujets": "oui", "sans-sujet": "oui"}
    path = folder / "e.toml"
    path.write_text(form_writing.render_form(drafted(needs.notes(), said)), encoding="utf-8")
    content = later(needs.notes()).content.decode()
    wider = replace(needs.notes(), content=content.replace("[Sports collectifs]", "[Migrations]").encode())
    new = with_next_wave(wider, path)
    assert not {point.key for point in new.points(new.pairs())} & {"annees", "favorable-0-10"}
    added = needs_in_store(read_wave(wider, path, folder))["MIGRATIONS"]
    assert (added["horizon_years"], added["favourable_from"]) == (1, 8)


def test_a_next_wave_asks_what_its_words_do_not_say_no_more(folder: Path) -> None:
    path = folder / "e.toml"
    text = form_writing.render_form(drafted(needs.google("Vos thèmes"), {"dimension": "need"}))
    path.write_text(text, encoding="utf-8")
    wider = later(needs.google("Vos thèmes", Climat="Migrations"))
    new = with_next_wave(wider, path)
    assert "dimension" not in {point.key for point in new.points(new.pairs())}
    assert themes_of_options(read_wave(wider, path, folder))["Migrations"] == "MIGRATIONS"


def test_a_next_wave_names_the_option_that_is_new_and_not_whole_cells(folder: Path) -> None:
    path = form_of(needs.microsoft(), folder)
    wider = later(needs.microsoft())
    content = wider.content.decode().replace("Climat;", "Climat;Danse de salon;").encode()
    new = new_wave.draft_new_wave(replace(wider, content=content), path, wave_id="2025", answers={})
    (verdict,) = new.verdicts(new.pairs()).values()
    assert verdict.note == "Hors de l’échelle connue : « Danse de salon »."


@pytest.mark.parametrize(
    "titles",
    [
        [f"Vos besoins d’appui [{place}]" for place in ("1er choix", "2e choix", "3e choix")],
        [f"Vos besoins d’appui [Priorité {place}]" for place in (1, 2, 3)],
        ["Première priorité d’appui", "Deuxième priorité d’appui", "Troisième priorité d’appui"],
        [f"Besoin n° {place}" for place in (1, 2, 3)],
    ],
)
def test_places_of_a_ranking_are_known_by_their_usual_names(titles: Sequence[str], folder: Path) -> None:
    lines = [";".join(order[:3]) or ";;" for order in needs.orders()]
    proposal = imported(uploads.build_upload("rangs.csv", ";".join(titles), *lines), folder, DATES)
    need = the_need(proposal)
    assert (need["kind"], need["most_choices"]) == ("multiple", 3)
    codes = {row["label"]: row["option"] for row in proposal.changes["survey_options"].to_pylist()}
    given = [value for value, _, _ in surveys.answers(proposal)[need["question_id"], codes["Climat"]]]
    assert given.count(1.0) == sum("Climat" in order[:3] for order in needs.orders())


@pytest.mark.parametrize(
    ("title", "answers", "empty"),
    [
        ("Besoin – {}", {}, None),
        ("Vos besoins d’appui : {}", {}, "Climat"),
        ("Besoin en {}", {}, None),
        ("{}", {"dimension": "need"}, None),
    ],
)
def test_columns_of_a_table_that_are_only_ticked_are_options_of_one_question(
    title: str, answers: Answers, empty: str | None, folder: Path
) -> None:
    ticks = [[label for label in several if label != empty] for several in needs.ticks()]
    lines = [";".join("x" if label in several else "" for label in needs.LABELS) for several in ticks]
    upload = uploads.build_upload(
        "tableau.csv",
        ";".join(["Votre groupe", *map(title.format, needs.LABELS), "Remarque"]),
        *(f"{'BCDE'[place % 4]};{line};Rien à dire {place}" for place, line in enumerate(lines)),
    )
    proposal = imported(upload, folder, {**DATES, **answers})
    assert themes_of_options(proposal).items() >= needs.THEMES.items()
    need = the_need(proposal)
    codes = {row["label"]: row["option"] for row in proposal.changes["survey_options"].to_pylist()}
    for label in needs.LABELS:
        given = surveys.answers(proposal)[need["question_id"], codes[label]]
        assert [value for value, _, _ in given].count(1.0) == sum(label in several for several in ticks)
        assert [missing for _, _, missing in given].count("SR") == sum(not several for several in ticks)


def test_ticks_that_share_no_words_and_name_no_subject_stay_questions_apart(folder: Path) -> None:
    lines = [f"B;{'x' * (n % 2)};{'x' * (n % 3 == 0)};{'x' * (n % 5 == 0)};Rien {n}" for n in range(30)]
    for titles in (
        ("Conditions acceptées", "Souhaite être rappelé", "Venu en 2020"),
        ("Climat ?", "Genre ?", "Jeunesses ?"),
    ):
        titled = ";".join(["Votre groupe", *titles, "Remarque"])
        survey = drafted(uploads.build_upload("tableau.csv", titled, *lines)).survey
        assert {*titles} <= {question.wording for question in survey.questions}


def test_a_fifth_place_is_one_of_the_ranking(folder: Path) -> None:
    ordinals = ("Première", "Deuxième", "Troisième", "Quatrième", "Cinquième")
    labels = ("Genre", "Climat", "Jeunesses", "Migrations", "Agroécologie")
    titles = [f"{ordinal} priorité d’appui" for ordinal in ordinals]
    lines = [";".join(labels[(n + place) % 5] for place in range(5)) for n in range(30)]
    survey = drafted(uploads.build_upload("rangs.csv", ";".join(titles), *lines)).survey
    assert [len(question.rank_columns) for question in survey.questions] == [5]


def test_a_next_wave_asks_no_more_how_many_places_of_a_ranking_count(folder: Path) -> None:
    path = folder / "e.toml"
    first = drafted(needs.ranked_by_places(), {"rangs-5": "2"})
    path.write_text(form_writing.render_form(first), encoding="utf-8")
    content = later(needs.ranked_by_places()).content.replace(b"Sports collectifs", b"Danse de salon")
    wider = replace(needs.ranked_by_places(), content=content)
    new = with_next_wave(wider, path)
    assert not [point for point in new.points(new.pairs()) if point.key.startswith("rangs")]
    assert the_need(read_wave(wider, path, folder))["most_choices"] == 2


def test_a_theme_ticked_by_one_member_alone_is_an_option_and_no_free_text(folder: Path) -> None:
    cells = ["Genre, Climat", "Climat", "Genre", "Genre, Eau", "Climat, Eau"] * 4
    cells += ["Genre, Jeunesses", "Climat, Nos voisins du dessus"]
    lines = [f'2021/03/{at % 28 + 1:02d} 10:00:00,"{cell}"' for at, cell in enumerate(cells)]
    upload = uploads.build_upload("g.csv", f"Horodateur,{needs.ASKED}", *lines)
    survey = drafted(upload).survey
    themes = {option.label: option.theme for scale in survey.scales.values() for option in scale.options}
    assert themes == {
        "Genre": "GENRE",
        "Climat": "CLIMAT",
        "Jeunesses": "JEUNESSES",
        "Eau": None,
        "Autre": None,
    }


def test_a_line_that_names_a_theme_does_not_say_what_its_grid_asks(folder: Path) -> None:
    lines = [f"{note};{5 - note}" for note in range(1, 5)] * 5
    wording = "Qu’attendez-vous du réseau (de 1 à 5) ?"
    titles = f"{wording} [Compétences sur le genre];{wording} [Impact sur le climat]"
    survey = drafted(uploads.build_upload("grille.csv", titles, *lines)).survey
    assert [question.dimension for question in survey.questions] == ["expectation"] * 2


def test_who_gave_one_theme_two_places_does_not_undo_the_ranking(folder: Path) -> None:
    labels = ("Genre", "Climat", "Jeunesses", "Migrations", "Agroécologie")
    lines = [f"{labels[n % 5]};{labels[(n + 1) % 5]};{labels[(n + 2) % 5]};01/03/2021" for n in range(25)]
    lines += ["Climat;Climat;Genre;02/03/2021", "climat ;GENRE;-;02/03/2021", "Sans réponse;;;02/03/2021"]
    upload = uploads.build_upload("rangs.csv", "Priorité 1;Priorité 2;Priorité 3;Date", *lines)
    draft = drafted(upload)
    (ranking,) = [question for question in draft.survey.questions if question.rank_columns]
    assert (len(ranking.rank_columns), ranking.most_choices) == (3, 3)
    assert {option.label for option in draft.survey.scales[ranking.scale].options} == {*labels}
    proposal = imported(upload, folder)
    assert not proposal.problems
    codes = {row["label"]: row["option"] for row in proposal.changes["survey_options"].to_pylist()}
    for label, count in (("Climat", 17), ("Genre", 17), ("Jeunesses", 15)):
        given = [value for value, _, _ in surveys.answers(proposal)[ranking.question_id, codes[label]]]
        assert (given.count(1.0), given.count(0.0)) == (count, 27 - count)


@pytest.mark.parametrize(
    ("placed", "is_ranking"),
    [
        ([[1, 2, 3, 4], [4, 3, 2, 1], [2, 1, 4, 3], [3, 4, 1, 2], [1, 1, 2, 3]], True),  # one tie
        (
            [[1, 2, 3, ""], ["", 3, 2, 1], [2, 1, "", 3], [3, "", 1, 2], [1, 2, 3, ""]],
            True,
        ),  # the first three
        ([[5, 4, 5, 3], [4, 4, 5, 5], [2, 1, 4, 3], [3, 3, 3, 2], [1, 1, 2, 3]], False),  # notes
    ],
)
def test_places_are_known_though_one_line_is_bad_or_only_the_first_are_given(
    placed: list[list[object]], is_ranking: bool, folder: Path
) -> None:
    titles = [
        f"Classez vos besoins [{label}]" for label in ("Genre", "Climat", "Finance solidaire", "Sports")
    ]
    lines = [";".join(map(str, line)) for line in placed * 5]
    draft = drafted(uploads.build_upload("rangs.csv", ";".join(titles), *lines))
    assert any(point.key.startswith("rangs") for point in draft.points) == is_ranking


def test_a_rating_whose_lines_nearly_all_differ_keeps_its_order(folder: Path) -> None:
    steps = ("Pas du tout", "Peu", "Moyen", "Assez", "Beaucoup")
    lines = [f"{steps[n % 5]};{steps[(n + (1 + n % 3 if n % 6 else 0)) % 5]};01/03/2021" for n in range(40)]
    survey = drafted(
        uploads.build_upload("note.csv", "Votre satisfaction [1];Votre satisfaction [2];Date", *lines)
    ).survey
    assert [question.kind for question in survey.questions] == ["likert", "likert"]

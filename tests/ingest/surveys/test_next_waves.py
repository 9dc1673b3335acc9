"""A next wave of any tool finds its questions, asks where it is not sure, and never follows a question that is another in silence."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
import uploads
import wave_exports
from app_session import open_page
from surveys import answers as answers_of
from surveys import registered
from wave_exports import CHANGES, FIRST, TOOLS, SurveyQuestion

from dse import cli
from dse.errors import Refused
from dse.ingest import Proposal, Upload, propose
from dse.ingest.forms import form_files
from dse.ingest.forms.survey_definitions import Question, Survey
from dse.ingest.spelling import canonical
from dse.ingest.surveys.draft import form_draft, form_writing
from dse.ingest.surveys.tools.limesurvey_structure import CodedText, LssQuestion
from dse.ingest.surveys.tools.survey_tool import Structure
from dse.ingest.surveys.waves import form_updating, new_wave, wave_extension, wave_points
from dse.ingest.surveys.waves.new_wave import NewWave

# Four of eight tools write one title over one column, in their own columns: all are tried by .ci/run.
_ALIKE = ("Framaforms", "Sphinx", "Microsoft Forms", "KoboToolbox")
EVERY_TOOL = [pytest.param(tool, marks=[pytest.mark.long] if tool in _ALIKE else []) for tool in TOOLS]
DAYS = {"dates": "2018-03-01 2018-03-31"}
LATER = {"dates": "2021-03-01 2021-03-31"}


@cache
def describe_first(tool: str) -> str:
    """The form of the first wave, each point answered as it is proposed."""
    upload, _ = wave_exports.export(tool, FIRST, 2018)
    draft = form_draft.draft_from_file(upload, series="avis", wave_id="2018", answers=DAYS)
    answers = DAYS | {point.key: point.proposed for point in draft.points if point.proposed}
    draft = form_draft.draft_from_file(upload, series="avis", wave_id="2018", answers=answers)
    return form_writing.render_form(draft)


def first_form(tool: str, folder: Path) -> Path:
    """The form of the first wave in a file."""
    return form_writing.write_new_file(describe_first(tool), folder / "avis.toml")


def second(tool: str, change: str, path: Path, **answers: str) -> NewWave:
    """The second wave beside the form of the first."""
    upload, _ = wave_exports.export(tool, CHANGES[change], 2021)
    return new_wave.draft_new_wave(upload, path, wave_id="2021", answers=LATER | answers)


def is_of(question: Question, item: SurveyQuestion) -> bool:
    """Whether a question of an export is the one that was written into it, by the titles of its columns."""
    columns = (question.columns, *dict(question.option_columns).values())
    return any(canonical(item.wording) in canonical(spellings[0]) for spellings in columns if spellings)


def find(questions: list[Question] | tuple[Question, ...], item: SurveyQuestion) -> str:
    """The identifier of the one question that is as it was asked."""
    (name,) = {question.question_id for question in questions if is_of(question, item)}
    return name


def list_names(
    questions: list[Question] | tuple[Question, ...], every: tuple[SurveyQuestion, ...]
) -> dict[str, str]:
    """Identifiers of questions by the key of what was asked."""
    return {item.key: find(questions, item) for item in every}


@pytest.mark.parametrize("tool", EVERY_TOOL)
@pytest.mark.parametrize("change", CHANGES)
def test_no_question_is_followed_wrongly_without_being_asked_about(
    tool: str, change: str, tmp_path: Path
) -> None:
    new = second(tool, change, first_form(tool, tmp_path))
    known = list_names(new.known_survey.questions, FIRST)
    drafted = list_names(new.questions, CHANGES[change])
    pairs = new.pairs()
    asked = {name for point in new.points(pairs) if point.is_open for name in point.question_ids}
    wrong = {
        key: pairs[name]
        for key, name in drafted.items()
        if pairs[name] != known.get(key) and name not in asked
    }
    assert wrong == {}
    assert len({name for name in pairs.values() if name}) == sum(name is not None for name in pairs.values())


SURE = (
    "reworded slightly",
    "reordered",
    "dropped",
    "recoded",
    "relabelled",
    "other labels",
    "more options",
    "rescaled",
)


def keys(new: NewWave, start: str) -> list[str]:
    """The points of a kind."""
    return [point.key for point in new.points(new.pairs()) if point.key.startswith(f"{start}-")]


def extended(new: NewWave) -> Survey:
    """The survey with the wave, as it is proposed and answered."""
    pairs = new.pairs()
    reviewed = new.to_review(new.verdicts(pairs))
    wave = new_wave.propose_wave(new)
    return wave_extension.add_wave(new, pairs, reviewed, wave, new_wave.match_respondent_fields(new))


def scale_of(survey: Survey, name: str, wave: str) -> tuple[object, ...]:
    """What tells one scale from another, in the figures and in a form."""
    (question,) = [question for question in survey.questions if question.question_id == name]
    version = question.in_wave(wave)
    return version.kind, version.scale, version.lowest, version.highest


@pytest.mark.parametrize("tool", EVERY_TOOL)
@pytest.mark.parametrize("change", SURE)
def test_what_is_plain_is_not_asked(tool: str, change: str, tmp_path: Path) -> None:
    new = second(tool, change, first_form(tool, tmp_path))
    assert keys(new, "question") == []
    left = {question.question_id for question in new.not_asked(new.pairs())}
    known = list_names(new.known_survey.questions, FIRST)
    assert left == {known[item.key] for item in FIRST if item.key not in {one.key for one in CHANGES[change]}}


@pytest.mark.parametrize("tool", TOOLS)
def test_a_note_that_goes_less_far_is_another_scale_for_all_its_questions_unless_a_person_says_no(
    tool: str, tmp_path: Path
) -> None:
    path = first_form(tool, tmp_path)
    new = second(tool, "rescaled", path)
    names = list_names(new.known_survey.questions, FIRST)
    (key,) = keys(new, "echelle")
    (point,) = [point for point in new.points(new.pairs()) if point.key == key]
    assert (point.proposed, len(point.question_ids)) == (wave_points.OTHER_SCALE, 2)
    assert [text for text, _ in point.counts] == list(wave_exports.SHORT_NOTES)
    after = extended(new)
    for item in ("conseil", "suivi"):
        then, now = (scale_of(after, names[item], wave) for wave in ("2018", "2021"))
        assert then[1] != now[1] and now[2:] == (1, 5)
    same = extended(second(tool, "rescaled", path, **{key: wave_points.SAME_SCALE}))
    assert scale_of(same, names["conseil"], "2021") == scale_of(same, names["conseil"], "2018")


@pytest.mark.parametrize("tool", ["LimeSurvey", "Google Forms", "KoboToolbox"])
def test_other_labels_of_as_many_steps_are_the_same_scale_only_if_a_person_says_so(
    tool: str, tmp_path: Path
) -> None:
    path = first_form(tool, tmp_path)
    new = second(tool, "relabelled", path)
    name = list_names(new.known_survey.questions, FIRST)["defense"]
    (key,) = keys(new, "echelle")
    other = extended(new)
    assert scale_of(other, name, "2021")[1] != scale_of(other, name, "2018")[1]
    new = second(tool, "relabelled", path, **{key: wave_points.SAME_SCALE})
    after = extended(new)
    assert scale_of(after, name, "2021") == scale_of(after, name, "2018")
    form_updating.save_updated_form(new, after)
    assert form_files.load_form(path).survey == after
    upload, lines = wave_exports.export(tool, CHANGES["relabelled"], 2021)
    places = {label: float(place) for place, label in enumerate(wave_exports.AGREE_OTHERWISE, 1)}
    expected = Counter(places[line["defense"][0]] if line["defense"] else "SR" for line in lines)
    assert (
        counted(propose([upload], registered(tmp_path / "store"), form=path, wave="2021"), name) == expected
    )


def counted(proposal: Proposal, name: str, option: str = "-") -> Counter[object]:
    """How many gave each value in the second wave, and how many none for each reason."""
    assert not proposal.problems, [issue.sentence for issue in proposal.problems[:3]]
    given = answers_of(proposal)[name, option]
    return Counter(value if missing is None else missing for value, _, missing in given)


@pytest.mark.parametrize("tool", TOOLS)
def test_both_waves_are_imported_and_every_answer_is_counted_under_its_question(
    tool: str, tmp_path: Path
) -> None:
    path = first_form(tool, tmp_path)
    new = second(tool, "rescaled", path)
    names = list_names(new.known_survey.questions, FIRST)
    (key,) = keys(new, "echelle")
    new = second(tool, "rescaled", path, **{key: "autre"})
    form_updating.save_updated_form(new, extended(new))
    upload, lines = wave_exports.export(tool, CHANGES["rescaled"], 2021)
    proposal = propose([upload], registered(tmp_path / "store"), form=path, wave="2021")
    for item in ("conseil", "suivi", "age"):
        expected = Counter(float(line[item][0]) if line[item] else "SR" for line in lines)
        assert counted(proposal, names[item]) == expected
    often = {label: float(place) for place, label in enumerate(wave_exports.OFTEN, 1)}
    assert counted(proposal, names["lettre"]) == Counter(
        often[line["lettre"][0]] if line["lettre"] else "SR" for line in lines
    )
    scale = scale_of(form_files.load_form(path).survey, names["besoins"], "2021")[1]
    for option in form_files.load_form(path).survey.scales[scale].options:
        ticked = sum(option.label in line["besoins"] for line in lines)
        assert counted(proposal, names["besoins"], option.code)[1.0] == ticked
    first, _ = wave_exports.export(tool, FIRST, 2018)
    store = registered(tmp_path / "other")
    uploads.accepted(store, first, form=path, wave="2018")
    uploads.accepted(store, upload, form=path, wave="2021")
    items = {
        (row["wave_id"], row["question_id"]): row["scale_id"] for row in uploads.rows(store, "survey_items")
    }
    assert items["2018", names["conseil"]] != items["2021", names["conseil"]]
    assert items["2018", names["lettre"]] == items["2021", names["lettre"]]


def test_an_answer_says_which_question_it_is_and_what_nobody_answers_is_asked_at_the_import(
    tmp_path: Path,
) -> None:
    path = first_form("Google Forms", tmp_path)
    new = second("Google Forms", "reworded", path)
    names, drafted = (
        list_names(new.known_survey.questions, FIRST),
        list_names(new.questions, CHANGES["reworded"]),
    )
    by_question = {
        point.question_ids[0]: point.key for point in new.points(new.pairs()) if wave_points.is_match(point)
    }
    answers = {by_question[drafted[key]]: names[key] for key in ("conseil", "defense", "lettre", "avis")}
    assert len(extended(new).to_check) == 4
    told = second("Google Forms", "reworded", path, **answers)
    assert {key: told.pairs()[name] for key, name in drafted.items()} == names
    assert extended(told).to_check == () and len(extended(told).questions) == len(FIRST)
    form_updating.save_updated_form(new, extended(new))
    upload, _ = wave_exports.export("Google Forms", CHANGES["reworded"], 2021)
    proposal = propose([upload], registered(tmp_path / "store"), form=path, wave="2021")
    assert [issue.code for issue in proposal.doubts].count("IMP-541") == 4


def test_two_questions_cannot_be_one_of_the_form(tmp_path: Path) -> None:
    new = second("Google Forms", "added", first_form("Google Forms", tmp_path))
    drafted = list_names(new.questions, CHANGES["added"])
    pairs = new.pairs() | {drafted["juridique"]: new.pairs()[drafted["conseil"]]}
    reviewed = new.to_review(new.verdicts(pairs))
    with pytest.raises(Refused, match="la même question"):
        wave_extension.add_wave(new, pairs, reviewed, new_wave.propose_wave(new), {})


def test_the_command_asks_the_same_and_takes_its_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    store = registered(tmp_path / "store")
    monkeypatch.setenv("DSE_STORE", str(store.path))
    (store.path / "forms").mkdir()
    path = first_form("Google Forms", store.path / "forms")
    upload, _ = wave_exports.export("Google Forms", CHANGES["reworded"], 2021)
    file = tmp_path / upload.name
    file.write_bytes(upload.content)
    assert cli.main(["draft", str(file), "--json", "--out", "-"]) == 0
    told = json.loads(capfd.readouterr().out)
    asked = second("Google Forms", "reworded", path)
    points = {point.key: point.question for point in asked.open_points(asked.pairs())}
    assert {point["key"]: point["question"] for point in told["points"]} == points
    (tmp_path / "reponses.toml").write_text(
        "".join(f'{point["key"]} = "{next(iter(point["answers"]))}"\n' for point in told["points"]),
        encoding="utf-8",
    )
    assert cli.main(["draft", str(file), "--answers", str(tmp_path / "reponses.toml")]) == 0
    capfd.readouterr()
    assert form_files.load_form(path).survey.to_check == ()
    (tmp_path / "reponses.toml").write_text(
        'question-autre-chose-dire = "avis-role-structure"\n', encoding="utf-8"
    )
    path.unlink()
    first_form("Google Forms", store.path / "forms")
    assert cli.main(["draft", str(file), "--answers", str(tmp_path / "reponses.toml")]) == 2
    assert "n’est pas une réponse de « question-autre-chose-dire »" in capfd.readouterr().err.replace(
        "\u00a0", " "
    )


def test_the_page_asks_with_the_counts_beside_and_applies_the_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = registered(tmp_path / "store")
    monkeypatch.setenv("DSE_STORE", str(store.path))
    (store.path / "forms").mkdir()
    path = first_form("Google Forms", store.path / "forms")
    upload, _ = wave_exports.export("Google Forms", CHANGES["rescaled"], 2021)
    test = open_page("donnees")
    test.session_state["partie"] = "Importer"
    test.run()
    test.file_uploader[0].set_value([(upload.name, upload.content, "text/csv")]).run()
    test.button(key="proposer_vague").click().run()
    assert not test.exception
    (pills,) = [
        group for group in test.button_group if "allaient de 0 à 10" in group.label.replace("\u00a0", " ")
    ]
    captions = [caption.value for caption in test.caption]
    assert any("suivi proposé" in text and "5" in text.partition("Réponses")[2] for text in captions), (
        captions
    )
    pills.set_value(wave_points.SAME_SCALE).run()
    assert not test.exception
    test.button(key="ajouter_vague").click().run()
    assert not test.exception and not test.error
    survey = form_files.load_form(path).survey
    name = list_names(survey.questions, FIRST)["conseil"]
    assert survey.wave("2021") and scale_of(survey, name, "2021") == scale_of(survey, name, "2018")


CODED = (
    "Le réseau défend-il bien ses membres ?",
    "Le conseil vous a-t-il servi ?",
    "La lettre est-elle claire ?",
)
CLIMATE = "Parlons-nous assez du climat ?"


def structure_of(*wordings: str) -> Structure:
    """A questionnaire of LimeSurvey whose codes Q0, Q1… follow the order of its questions."""
    steps = tuple(CodedText(f"A{rank}", {"fr": label}) for rank, label in enumerate(wave_exports.AGREE, 1))
    questions = (
        LssQuestion(f"Q{place}", "L", {"fr": wording}, answers=steps)
        for place, wording in enumerate(wordings)
    )
    return Structure(("fr",), {"fr": "Avis"}, tuple(questions))


def coded_export(year: int, count: int) -> Upload:
    """An export by codes: on each line, every question has another answer than its neighbour."""
    lines = [
        ";".join(
            [
                str(line),
                f"{year}-03-{line:02d} 10:00:00",
                *(f"A{1 + (line * place + place) % 4}" for place in range(count)),
            ]
        )
        for line in range(1, 25)
    ]
    return uploads.build_upload(
        f"avis-{year}.csv", ";".join(["id", "submitdate", *(f"Q{place}" for place in range(count))]), *lines
    )


@pytest.mark.parametrize(
    "wordings", [(CODED[1], CODED[0], CODED[2]), (CLIMATE, *CODED)], ids=["swapped", "shifted by a new one"]
)
def test_codes_that_stand_before_other_wordings_are_asked_about_and_read_under_their_wordings(
    wordings: tuple[str, ...], tmp_path: Path
) -> None:
    draft = form_draft.draft_from_file(
        coded_export(2018, 3), series="avis", wave_id="2018", structure=structure_of(*CODED)
    )
    path = form_writing.write_form(draft, tmp_path / "avis.toml")
    upload = coded_export(2021, len(wordings))
    new = new_wave.draft_new_wave(upload, path, wave_id="2021", structure=structure_of(*wordings))
    assert len(keys(new, "question")) == 2
    form_updating.save_updated_form(new, extended(new))
    proposal = propose([upload], registered(tmp_path / "store"), form=path, wave="2021")
    items = {row["wording"]: row["question_id"] for row in proposal.changes["survey_items"].to_pylist()}
    assert {wording: items[wording] for wording in CODED} == {
        question.wording: question.question_id for question in draft.survey.questions
    }
    for place, wording in enumerate(wordings):
        expected = Counter(1.0 + (line * place + place) % 4 for line in range(1, 25))
        assert counted(proposal, items[wording]) == expected


def test_columns_left_aside_at_first_are_asked_about_once_they_are_filled(tmp_path: Path) -> None:
    """A KoboToolbox column that nobody had answered is no question at first; its answers are not lost later."""

    def export(year: int, follow_up: tuple[str, str]) -> Upload:
        lines = (
            f"{number % 5 + 1};{follow_up[number % 2]};u{year}-{number};{year}-03-{number % 28 + 1:02d}T09:00:00"
            for number in range(40)
        )
        return uploads.build_upload(f"avis-{year}.csv", "note;suivi;_uuid;_submission_time", *lines)

    draft = form_draft.draft_from_file(export(2018, ("", "")), series="avis", wave_id="2018")
    assert [question.columns for question in draft.survey.questions] == [("note",)]
    path = form_writing.write_form(draft, tmp_path / "avis.toml")

    def draft_second(follow_up: tuple[str, str], **answers: str) -> NewWave:
        return new_wave.draft_new_wave(export(2021, follow_up), path, wave_id="2021", answers=answers)

    asked = draft_second(("oui", "non"))
    (key,) = keys(asked, "laisse")
    (point,) = [point for point in asked.points(asked.pairs()) if point.key == key]
    assert (point.proposed, point.counts) == ("non", (("suivi", 40),))
    assert not keys(draft_second(("", "")), "laisse")
    left, taken = (extended(draft_second(("oui", "non"), **{key: answer})) for answer in ("non", "oui"))
    assert ("suivi",) in left.dropped and ("suivi",) not in taken.dropped
    assert [question.columns for question in taken.questions] == [("note",), ("suivi",)]
    assert [question.columns for question in left.questions] == [("note",)]


def test_a_note_whose_title_says_other_bounds_is_asked_about(tmp_path: Path) -> None:
    def export(year: int, title: str, lowest: int) -> Upload:
        notes = (f"{lowest + number % (11 - lowest)};01/03/{year}" for number in range(44))
        return uploads.build_upload(f"avis-{year}.csv", f"{title};Horodateur", *notes)

    draft = form_draft.draft_from_file(export(2018, "Note de 0 à 10", 0), series="avis", wave_id="2018")
    path = form_writing.write_form(draft, tmp_path / "avis.toml")
    new = new_wave.draft_new_wave(export(2021, "Note de 1 à 10", 1), path, wave_id="2021")
    (key,) = keys(new, "echelle")
    (point,) = [point for point in new.points(new.pairs()) if point.key == key]
    assert point.proposed == wave_points.OTHER_SCALE and "de 0 à 10" in point.question

"""Numbers of the triennial that a document compares with: they read as their figure reads over those years, by the rule of the same
audience; where it is not compared with, that is said."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import dossiers
import pytest

from dse import figures, publication
from dse.export import dossier, publish_dossier
from dse.export.dossier import Choice, Contents
from dse.export.dossier.printed_comments import index_answers, list_absent_numbers, make_reader, read_inserted
from dse.figures import REGISTRY
from dse.review import SUMMARY_ANCHOR, Comment, Plan, PlannedChapter
from dse.review.commentary import insertion, number_labels, numbers, since
from dse.review.commentary.numbers import HIDDEN, NOT_COMPUTED
from dse.store import Store

BEFORE = "2016-2018"
FIGURES = list(dict.fromkeys(number.figure_id for number in numbers.list_declared()))
DELAY = f"[[délai médian, sur la période ({BEFORE})]]"
SATISFACTION = f"[[part de réponses favorables à la dernière enquête ({BEFORE})]]"
# As texts named it formerly, which are still read.
ANSWERED = "satisfaction, réponses favorables à « Globalement, êtes-vous satisfait·e de l’accompagnement reçu ? » à la dernière enquête"
SHORT = "satisfaction, « l’accompagnement reçu »"
MEMBERS = f"[[membres, fin de la dernière année ({BEFORE})]]"


def gather(store: Store, audience: str, against: str | None = BEFORE) -> Contents:
    choice = Choice("2019-2021", against, audience)
    return dossier.gather(store, store.current().number, choice, figure_ids=FIGURES)


@pytest.mark.parametrize("audience", ["equipe", "diffusion"])
@pytest.mark.parametrize(
    ("store_name", "against"),
    [
        ("demo_store", BEFORE),
        ("demo_store", "2013-2015"),
        ("without_visits", BEFORE),
        ("visits_since_2020", BEFORE),
    ],
)
def test_each_reads_as_its_figure_alone_over_the_years_compared_with(
    request: pytest.FixtureRequest, store_name: str, against: str, audience: str
) -> None:
    store = request.getfixturevalue(store_name)
    contents = gather(store, audience, against)
    answers, selection = index_answers(contents), contents.choice.selection_against
    read, alone = numbers.make_reader(answers), dict[str, figures.Answer]()
    told, marked = 0, 0
    for number in numbers.list_numbers(against):
        reading = read(number)
        if number.answer_key not in answers:
            assert reading == numbers.describe_uncompared(against) and against in reading.why
            continue
        if number.figure_id not in alone:
            figure = REGISTRY[number.figure_id]
            alone[number.figure_id] = figures.answer(store, contents.version.number, figure, selection)
        assert reading == numbers.read(number, alone[number.figure_id]), number.code
        told += not reading.why
        marked += reading.text == HIDDEN
    assert told > 20 and bool(marked) == (audience != "equipe")


def test_no_other_triennial_is_ever_read_in_its_place(demo_store: Store) -> None:
    """Neither that of the document itself, nor any where it compares with none."""
    compared, alone = gather(demo_store, "equipe"), gather(demo_store, "equipe", None)
    for contents, triennials in ((compared, ("2013-2015", "2019-2021")), (alone, (BEFORE, "2019-2021"))):
        read, answers = make_reader(contents), index_answers(contents)
        for triennial in triennials:
            for number in numbers.list_numbers(triennial):
                is_own = triennial == "2019-2021" and number.figure_id in answers
                describe = numbers.describe_own if is_own else numbers.describe_uncompared
                assert read(number) == describe(triennial)
    plan = Plan((), comments={SUMMARY_ANCHOR: Comment(f"Contre {DELAY}.", "", date(2022, 1, 1))})
    ((line, _),) = list_absent_numbers(replace(alone, plan=plan))
    assert (
        f"{DELAY} sera écrit {NOT_COMPUTED}" in line and f"ne compare pas cette figure avec {BEFORE}" in line
    )
    assert not list_absent_numbers(replace(compared, plan=plan))


def test_its_name_says_its_years_and_its_label_too(demo_store: Store) -> None:
    answers = index_answers(gather(demo_store, "equipe"))
    read = numbers.make_reader(answers)
    told = [number for number in numbers.list_numbers(BEFORE) if not read(number).why]
    names = [number_labels.name_with_date(number, answers[number.answer_key]) for number in told]
    assert all(re.search("201[678]", name) for name in names) and len(set(names)) == len(names)
    assert {"Délai médian sur 2016-2018", "Membres fin 2018", "Partenaires (2016-2018)"} <= set(names)
    dates = {
        number.code.partition("?")[0]: number_labels.describe_date(number, answers[number.answer_key])
        for number in told
    }
    assert dates["headlines:median_days"] == dates["partnerships:partners"] == BEFORE
    assert dates["composition_by_family:members"] == "fin 2018"
    assert dates["gaps_by_theme:met_pct"] == "en trois ans, jusqu’à l’enquête de 2018", (
        "nobody is accompanied at a survey"
    )
    assert dates["satisfaction:share_pct"] == "à l’enquête de 2018"
    assert all(BEFORE in number.name and BEFORE in number.code for number in numbers.list_numbers(BEFORE))
    (number,) = insertion.list_numbers("[[Part du thème GENRE, sur la période (2016-2018)]]")
    assert number.code == "headlines:theme_pct?theme=GENRE&triennial=2016-2018"
    assert list(insertion.describe_unknown("[[délai médian, sur la période (2016-2017)]]"))


def test_what_a_text_was_written_in_front_of_is_kept_and_compared_by_its_years(demo_store: Store) -> None:
    answers = index_answers(gather(demo_store, "equipe"))
    kept = since.record(f"Contre {DELAY}.", None, answers)
    assert kept == {f"headlines:median_days?triennial={BEFORE}": "126\u00a0jours"}
    assert since.describe_changes(kept, answers) == []
    key = numbers.get_answer_key("headlines", BEFORE)
    table = answers[key].table.assign(value=answers[key].table["value"] * 0 + 99)
    (sentence,) = since.describe_changes(kept, {**answers, key: replace(answers[key], table=table)})
    assert sentence == (
        f"Écrit quand « délai médian, sur la période ({BEFORE}) » était 126\u00a0jours ; c’est 99\u00a0jours à présent."
    )


@pytest.fixture(scope="module")
def review(demo_store: Store) -> Contents:
    """A review for the public, whose text has numbers of the years compared with, and one of its own."""
    text = f"Contre {DELAY}, {SATISFACTION} et {MEMBERS}. De [[{ANSWERED} ({BEFORE})]] à [[{SHORT}]]."
    plan = Plan(
        (PlannedChapter("essentiel", ("headlines",)),),
        "Bilan",
        "2019-2021",
        {SUMMARY_ANCHOR: Comment(text, "", date(2022, 1, 1))},
    )
    choice = Choice("2019-2021", BEFORE, parts=("bilan",))
    pages = ("vue-ensemble", "reseau", "enquetes")
    return replace(dossiers.of_pages(demo_store, pages, choice), plan=plan)


def publish(contents: Contents, store: Store, target: Path) -> list[str]:
    """Write a dossier; the lines of its review."""
    prepared = publish_dossier.compare_with_published(contents, store)
    publish_dossier.publish_dossier(prepared, store, target, day=date(2022, 1, 1))
    (content,) = (
        own for name, own in dossiers.unpacked(target.read_bytes()).items() if name.endswith("docx")
    )
    with target.with_suffix(".docx").open("w+b") as file:
        file.write(content)
        return [line.text for line in docx.Document(file).paragraphs]


def test_it_is_printed_by_the_rule_recorded_and_its_correction_said(
    review: Contents, own_demo: Store, tmp_path: Path
) -> None:
    lines = publish(review, own_demo, tmp_path / "first.zip")
    assert any(line.startswith(f"Contre 126\u00a0jours, {HIDDEN} et ") for line in lines)
    assert any("De au moins 83\u202f% à 42\u202f%." in line for line in lines)
    (export,) = publication.read(own_demo).exports
    assert export.numbers == read_inserted(publish_dossier.keep_review(review))
    code = f"headlines:median_days?triennial={BEFORE}"
    members = f"composition_by_family:members?triennial={BEFORE}"
    assert export.numbers[code] == "126\u00a0jours"
    of_question, of_earlier = (numbers.find_number(name).code for name in (SHORT, f"{ANSWERED} ({BEFORE})"))
    assert export.numbers[of_question] == "42\u202f%"
    assert export.numbers[of_earlier] == "au moins 83\u202f%"
    assert set(export.numbers) - {of_question, of_earlier} == {code, members}
    asked = {figure_id for figure_id, _ in publication.read(own_demo).rows}
    assert {"satisfaction", "answers_satisfaction"} <= asked, (
        "what the public learned of it is compared with later files"
    )
    lines = publish(change_numbers(review), own_demo, tmp_path / "second.zip")
    (corrected,) = (line for line in lines if line.startswith("Corrigé le") and "délai médian" in line)
    (answered,) = (line for line in lines if line.startswith("Corrigé le") and "satisfaction" in line)
    assert space_plainly(answered).endswith(
        "satisfaction, réponses favorables à « Globalement, êtes-vous satisfait·e de l’accompagnement reçu ? » "
        "à la dernière enquête, 43 % au lieu de 42 %."
    )
    assert corrected.endswith(f"({BEFORE}), 99\u00a0jours au lieu de 126\u00a0jours.")


def space_plainly(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("audience", ["equipe", "diffusion"])
def test_a_question_is_named_in_full_to_who_has_no_list_of_names(demo_store: Store, audience: str) -> None:
    answers = index_answers(gather(demo_store, audience))
    read = numbers.make_reader(answers)
    told = [
        number
        for triennial in ("", BEFORE)
        for number in numbers.list_numbers(triennial, answers)
        if not read(number).why
    ]
    names = [space_plainly(number_labels.name_in_full(number, answers[number.answer_key])) for number in told]
    of_questions = [name for number, name in zip(told, names, strict=True) if number.question]
    assert len(of_questions) > 8 and len(set(names)) == len(names)
    assert all(
        "réponses favorables à « " in name and " » à la dernière enquête" in name for name in of_questions
    )
    assert not any(re.search(r" (?:fin|en|de) 20\d\d", name) for name in names), (
        "the one published may be of another year"
    )
    short = numbers.find_number(SHORT)
    assert space_plainly(number_labels.name_in_full(short, answers[short.answer_key])) in names


@pytest.mark.parametrize("table", [None, "without its question"])
def test_a_number_whose_question_is_not_there_any_more_is_called_by_its_name(
    demo_store: Store, table: str | None
) -> None:
    """Its correction stays told where a later file no longer compares, or has no such survey."""
    short = numbers.find_number(SHORT)
    answer = index_answers(gather(demo_store, "equipe"))[short.answer_key]
    left = None if table is None else replace(answer, table=answer.table.iloc[:0])
    assert number_labels.name_in_full(short, left) == short.name


def change_numbers(contents: Contents) -> Contents:
    """The same with another value of all measures of the years compared with."""
    chapters = []
    for chapter in contents.chapters:
        entries = []
        for entry in chapter.entries:
            if entry.figure.id == "headlines":
                table = entry.answer.table.assign(value_before=entry.answer.table["value_before"] * 0 + 99)
                entry = replace(entry, answer=replace(entry.answer, table=table))
            if entry.figure.id == "answers_satisfaction":
                table = entry.answer.table.replace({"top_two_pct": {42.0: 43.0}})
                entry = replace(entry, answer=replace(entry.answer, table=table))
            entries.append(entry)
        chapters.append(replace(chapter, entries=tuple(entries)))
    return replace(contents, chapters=tuple(chapters))

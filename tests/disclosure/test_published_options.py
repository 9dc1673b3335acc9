"""Options that come to say a need, in a wave already published: what their choice told is no difference, what it did not tell is one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from counted_store import Row, answer_figure, commit_next, commit_tables
from dossiers import of_pages
from survey_rows import answer_row, item_row, parse_replies, register_tables, scale_rows, wave_row

from dse import publication
from dse.disclosure import marks
from dse.errors import Damaged, Refused
from dse.export import publish_dossier
from dse.export.dossier import Choice, parts
from dse.publication import CORRECT, options
from dse.query import Engine, open_version
from dse.store import Store

pytestmark = pytest.mark.long
TODAY, DAY, WAVE = date(2021, 12, 31), date(2022, 2, 1), "V21"
PUBLIC = {"audience": "diffusion", "first_year": 2019, "last_year": 2021}
PAGES = ("enquetes", "reinterroger", "tendances")
CHOICE = Choice("2019-2021", None, parts=(parts.DATA,))
MEMBERS, ANSWERED = 60, 40
# How many of the forty choose each option: of boxes, of one answer, of two at most.
TICKED = {"climat": 30, "genre": 12, "agro": 2, "formation": 20, "autre": 10}
SINGLE = {"jeunesses": 24, "ecsi": 16}
TWO = {"rencontre": 38, "atelier": 22, "capitalisation": 17, "evaluation": 3}
CHOICES = {"cases": TICKED, "seul": SINGLE, "deux": TWO}
THEMES = {"climat": "CLIMAT", "genre": "GENRE", "agro": "AGROECO", "jeunesses": "JEUNESSES", "ecsi": "ECSI"}
SUPPORT = {name: name.upper() for name in ("formation", *TWO)}
# Figures that tell an option by itself.
OF_OPTIONS = ("answers_need", "waves_need", "need_by_family", "answers_weighted", "themes_wanted")
OF_OPTIONS += tuple(f"{name}_{what}" for name in ("gaps_by", "needs_after") for what in ("theme", "support"))


def list_options(*subjects: dict[str, str]) -> list[Row]:
    """The options of the questions, which say the themes and supports of `subjects`."""
    themes, support = subjects or ({}, {})
    return [
        row | {"option": name, "theme": themes.get(name), "kind_asked_about": support.get(name)}
        for scale, names in CHOICES.items()
        for row, name in zip(scale_rows(scale, tuple(names)), names, strict=True)
    ] + scale_rows("S5", ("Pas du tout", "Peu", "Moyennement", "Assez", "Beaucoup"))


def list_answers(counts: dict[str, dict[str, int]], people: int = ANSWERED) -> list[Row]:
    return [
        row
        for number in range(people)
        for who in [f"RM{number}"]
        for row in (
            *(
                answer_row(WAVE, who, question, number < count, option)
                for question in ("cases", "deux")
                for option, count in counts[question].items()
            ),
            answer_row(WAVE, who, "seul", 1 + (number >= counts["seul"]["jeunesses"])),
            answer_row(WAVE, who, "note", 5 if number < 25 else 1),
        )
    ]


def list_respondents(people: int) -> list[Row]:
    return [row for row, _ in parse_replies(WAVE, "\n".join(f"RM{n} M{n} complete" for n in range(people)))]


def list_tables(families: tuple[str, ...] = ("ONG",), *, has_grid: bool = True) -> dict[str, list[Row]]:
    register = "\n".join(f"M{n} {families[n % len(families)]} 2010-01-01" for n in range(MEMBERS))
    asked = [
        item_row(WAVE, "cases", "Sur quels thèmes auriez-vous besoin d’appui ?", "multiple", "cases", 1),
        item_row(WAVE, "seul", "Votre premier besoin ?", "single", "seul", 2),
        item_row(WAVE, "deux", "De quels appuis (deux au plus) ?", "multiple", "deux", 3) | {"most_choices": 2},
        item_row(WAVE, "note", "Migrations : votre besoin", position=4),
    ][: 4 if has_grid else 3]  # fmt: skip
    of_grid = {"note": "MIGRATIONS"}
    names = {row["question_id"] for row in asked}
    answers = [row for row in list_answers(CHOICES) if row["question_id"] in names]
    request = {"accompaniment_id": "A1", "kind": "EVALUATION", "title": "Évaluer", "status": "EN_COURS"}
    days = {"requested_on": date(2020, 3, 1), "started_on": date(2020, 4, 1)}
    return register_tables(register) | {
        "survey_waves": [wave_row(WAVE, date(2021, 6, 30))],
        "survey_respondents": list_respondents(ANSWERED),
        "survey_questions": [
            {"question_id": name, "dimension": "need", "theme": of_grid.get(name)} for name in sorted(names)
        ],
        "survey_items": asked,
        "survey_options": list_options(),
        "survey_answers": answers,
        "accompaniments": [request | days],
        "accompaniment_organisations": [
            {"accompaniment_id": "A1", "organisation_id": "M0", "role": "PORTEUR"}
        ],
        "theme_marks": [{"subject": "accompaniment", "subject_id": "A1", "theme": "GENRE", "score": 2}],
    }


def prepare(store: Store, pages: tuple[str, ...] = PAGES) -> publish_dossier.PreparedDossier:
    return publish_dossier.compare_with_published(of_pages(store, pages, CHOICE), store)


def publish(store: Store, pages: tuple[str, ...] = PAGES, **chosen: str) -> dict[str, list[Row]]:
    """Publish a dossier as advised, or as chosen; the rows of its record by figure."""
    target = store.path / f"dossier-{len(store.exports())}.zip"
    prepared = prepare(store, pages)
    publish_dossier.publish_dossier(prepared, store, target, day=DAY, chosen=chosen)
    return store.exports()[-1]["figures"]


def list_told(figures: dict[str, list[Row]], of_families: bool = False) -> dict[tuple[str, str], object]:
    """What is told of options by themselves, whether they are chosen: their count and base, or what stands in their place."""
    return {
        (figure, row["question_id"]): _read(row)
        for figure in OF_OPTIONS
        for row in figures.get(figure, ())
        if ":" in row["question_id"] and (row.get("place") or 1) > 0
        and (of_families or row.get("actor_family") in (None, marks.WHOLE))
    }  # fmt: skip


def _read(row: Row) -> object:
    if marks.is_silent(row["mark"]):
        return None
    return row.get("favourable", row.get("voices")), row["base"], marks.bound(row["mark"])


def speak_of_needs(store: Store, **changes: list[Row]) -> None:
    """The next version: the form is completed, and its wave comes again."""
    commit_next(store, TODAY, {"survey_options": list_options(THEMES, SUPPORT)} | changes)


def publish_before(folder: Path, families: tuple[str, ...] = ("ONG",), *, has_grid: bool = True, pages: tuple[str, ...] = PAGES) -> Store:  # fmt: skip
    """A store whose wave was published when its options said nothing of needs."""
    store = commit_tables(folder / "store", TODAY, list_tables(families, has_grid=has_grid))
    assert not list_told(publish(store, pages), of_families=True)
    return store


def count_told(store: Store) -> dict[str, object]:
    """What the choices of the first dossier told of each option."""
    figures = store.exports()[0]["figures"]
    return {
        f"{row['question_id']}:{row['answer']}": _read(row)
        for figure in ("choices", "single_choices")
        for row in figures[figure]
    }


def find_different(store: Store) -> set[tuple[str, float | str | None, float | str | None]]:
    """The figures and the numbers told otherwise than they were, of what tells of few."""
    differences = [each for doubt in prepare(store).doubts for each in doubt.differences]
    return {(each.figure_id, each.before, each.after) for each in differences if each.tells_of_few}


@pytest.mark.parametrize("has_grid", [True, False])
def test_what_choices_told_of_an_option_is_no_difference(tmp_path: Path, has_grid: bool) -> None:
    """Also where another question on needs was told by the same figures."""
    store = publish_before(tmp_path, has_grid=has_grid)
    speak_of_needs(store)
    assert not prepare(store).doubts
    told, choices = list_told(publish(store)), count_told(store)
    assert {figure for figure, _ in told} == {*OF_OPTIONS}
    assert all(numbers in (None, choices[option]) for (_, option), numbers in told.items())
    assert told["gaps_by_theme", "cases:climat"] == (30, 40, None)
    assert told["gaps_by_theme", "cases:agro"] == (None, 40, marks.bound("[masqué, ≤ 10 %]"))
    assert told["gaps_by_support", "deux:evaluation"] is None
    assert not store.exports()[1]["repeated"] and not store.exports()[1]["corrections"]
    assert not prepare(store).doubts
    for figure in ("gaps_by_theme", "answers_need"):
        publication.require_as_published(answer_figure(store, figure, **PUBLIC), store)


def test_an_option_that_moved_by_few_is_repeated_as_its_choice_told_it(tmp_path: Path) -> None:
    """One came, who needs all: each figure tells again forty, none of them forty-one."""
    store = publish_before(tmp_path)
    more = {scale: {name: count + 1 for name, count in CHOICES[scale].items()} for scale in CHOICES}
    came = {
        "survey_respondents": list_respondents(ANSWERED + 1),
        "survey_answers": list_answers(more, ANSWERED + 1),
    }
    speak_of_needs(store, **came)
    assert ("gaps_by_theme", 12, 13) in find_different(store)
    figures = publish(store)
    told, choices = list_told(figures), count_told(store)
    assert told["gaps_by_theme", "cases:genre"] == (12, 40, None)
    assert all(numbers in (None, choices[option]) for (_, option), numbers in told.items())
    (genre,) = [row for row in figures["gaps_by_theme"] if row["question_id"] == "cases:genre"]
    assert (genre["need_pct"], genre["accompanied_gap_points"]) == pytest.approx((30, 30 - 100 / 60))
    (chosen, left) = [row for row in figures["answers_need"] if row["question_id"] == "cases:genre"][::-1]
    assert (chosen["share_pct"], left["share_pct"], left["top_two_pct"]) == (30, 70, 30)
    for figure in ("gaps_by_theme", "needs_after_theme", "answers_need"):
        with pytest.raises(Refused):
            publication.require_as_published(answer_figure(store, figure, **PUBLIC), store)


def test_an_option_that_moved_by_many_is_corrected(tmp_path: Path) -> None:
    store = publish_before(tmp_path)
    speak_of_needs(store, survey_answers=list_answers(CHOICES | {"seul": {"jeunesses": 30, "ecsi": 10}}))
    assert not find_different(store)
    assert list_told(publish(store))["gaps_by_theme", "seul:jeunesses"] == (30, 40, None)
    corrections = store.exports()[1]["corrections"]
    corrected = {(each["figure_id"], each["before"], each["after"]) for each in corrections}
    assert {("single_choices", "24", "30"), ("gaps_by_theme", "24", "30")} <= corrected


def test_an_option_that_choices_hid_and_that_is_shown_is_a_difference(tmp_path: Path) -> None:
    """Six need agroecology where at most four did: a bound beside a number, which tells of few."""
    store = publish_before(tmp_path)
    speak_of_needs(store, survey_answers=list_answers(CHOICES | {"cases": TICKED | {"agro": 6}}))
    different = find_different(store)
    assert {(figure, None, 6) for figure in ("choices", "gaps_by_theme", "needs_after_theme", "themes_wanted")} <= different  # fmt: skip
    told = list_told(publish(store))
    assert told["gaps_by_theme", "cases:agro"] == (None, 40, marks.bound("[masqué, ≤ 10 %]"))
    assert told["gaps_by_theme", "cases:genre"] == (12, 40, None)


def test_an_option_whose_choice_was_not_told_is_a_difference(tmp_path: Path) -> None:
    """Something else was published of the wave: what is added is asked about, and by advice left out."""
    store = publish_before(tmp_path, pages=("reinterroger", "tendances"))
    speak_of_needs(store)
    assert {(figure, None, 12) for figure in ("gaps_by_theme", "needs_after_theme", "answers_need")} <= find_different(store)  # fmt: skip
    assert not list_told(publish(store))
    told = list_told(publish(store, membres=CORRECT))
    assert told["gaps_by_theme", "cases:genre"] == told["answers_need", "cases:genre"] == (12, 40, None)
    assert not prepare(store).doubts


def test_an_option_by_family_was_told_by_no_choice(tmp_path: Path) -> None:
    """It is left out by advice, and what choices told stays."""
    store = publish_before(tmp_path, ("ONG", "ESS", "COLLECTIVITE"))
    speak_of_needs(store)
    assert {figure for figure, *_ in find_different(store)} == {"need_by_family"}
    figures = publish(store)
    assert not [row for row in figures["need_by_family"] if ":" in row["question_id"]]
    assert list_told(figures)["gaps_by_theme", "cases:climat"] == (30, 40, None)


@pytest.mark.parametrize("is_told", [False, True])
def test_what_two_options_of_one_need_have_together_was_told_by_no_choice(
    tmp_path: Path, is_told: bool
) -> None:
    """A public reads nothing of it; where one of them was told by itself, it is told again as it was."""
    store = publish_before(tmp_path)
    if is_told:
        speak_of_needs(store)
        publish(store)
    commit_next(store, TODAY, {"survey_options": list_options(THEMES | {"autre": "GENRE"}, SUPPORT)})
    assert (("gaps_by_theme", 12, None) in find_different(store)) == is_told
    told = list_told(publish(store))
    assert told.get(("gaps_by_theme", "cases:genre")) == ((12, 40, None) if is_told else None)
    assert not any(numbers for (_, option), numbers in told.items() if option == "cases:autre")


def publish_first(folder: Path, families: tuple[str, ...] = ("ONG",), pages: tuple[str, ...] = ("tendances",)) -> Store:  # fmt: skip
    """A store whose options say needs since the first day, of which a dossier of few chapters was published."""
    speaking = {"survey_options": list_options(THEMES, SUPPORT)}
    store = commit_tables(folder / "store", TODAY, list_tables(families) | speaking)
    assert list_told(publish(store, pages))
    return store


@pytest.mark.parametrize("families", [("ONG",), ("ONG", "ESS", "COLLECTIVITE")])
def test_a_dossier_that_adds_chapters_is_asked_about_nothing(
    tmp_path: Path, families: tuple[str, ...]
) -> None:
    """A figure that was never told differs from nothing; trends told of some options, and tell it again."""
    store = publish_first(tmp_path, families)
    assert not prepare(store).doubts
    figures = publish(store)
    assert {"choices", "single_choices", "response_rate", "need_by_family"} <= figures.keys()
    told = list_told(figures)
    assert told["gaps_by_support", "cases:formation"] == (20, 40, None)
    assert told["gaps_by_theme", "cases:genre"] == told["themes_wanted", "cases:genre"] == (12, 40, None)
    assert not store.exports()[1]["repeated"] and not prepare(store).doubts


def test_a_chapter_without_what_told_of_a_question_is_asked_about_its_options(tmp_path: Path) -> None:
    """Nothing shows there whether anybody came; of « deux » nothing was told, and nothing can be subtracted."""
    store = publish_first(tmp_path, ("ONG", "ESS", "COLLECTIVITE"))
    differences = [each for doubt in prepare(store, ("enquetes",)).doubts for each in doubt.differences]
    assert {each.figure_id for each in differences} >= {"need_by_family", "answers_need"}
    assert not any("De quels appuis" in each.about for each in differences)


def test_a_dossier_that_adds_chapters_after_one_came_repeats_the_first(tmp_path: Path) -> None:
    store = publish_first(tmp_path)
    more = {scale: {name: count + 1 for name, count in CHOICES[scale].items()} for scale in CHOICES}
    people = ANSWERED + 1
    came = {"survey_respondents": list_respondents(people), "survey_answers": list_answers(more, people)}
    commit_next(store, TODAY, came)
    assert ("themes_wanted", 12, 13) in find_different(store)
    told = list_told(publish(store))
    assert told["gaps_by_theme", "cases:genre"] == told["themes_wanted", "cases:genre"] == (12, 40, None)
    assert ("gaps_by_support", "cases:formation") not in told


def test_an_option_came_to_speak_where_one_version_told_of_its_wave_without_it(tmp_path: Path) -> None:
    """However many said it since."""
    store = publish_before(tmp_path, pages=("reinterroger",))
    speak_of_needs(store)
    publish(store, ("tendances",), membres=CORRECT)
    assert ("gaps_by_support", None, 20) in find_different(store)


def test_a_version_that_told_nothing_of_a_wave_is_not_asked_whether_its_options_spoke(tmp_path: Path) -> None:
    store = publish_before(tmp_path, has_grid=False, pages=("tendances",))
    speak_of_needs(store)
    assert list_told(publish(store, ("tendances",)))
    assert not prepare(store).doubts


def test_an_option_is_not_new_where_a_version_that_was_published_cannot_be_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = publish_first(tmp_path)
    commit_next(store, TODAY, {})

    def open_last(store: Store, number: int) -> Engine:
        if number == 1:
            raise Damaged("survey_options")
        return open_version(store, number)

    monkeypatch.setattr(options, "open_version", open_last)
    assert ("gaps_by_support", None, 20) in find_different(store)


def test_versions_are_opened_only_for_an_option_that_may_be_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = publish_before(tmp_path)
    speak_of_needs(store)
    monkeypatch.setattr(options, "open_version", None)
    assert not prepare(store).doubts

"""The plan of a review on its page: figures kept, left and moved, comments written by several, undone, put back."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date
from itertools import permutations
from typing import Any

import app_session
import docx
import pytest
from streamlit.testing.v1 import AppTest

from dse import french, review_plans
from dse.export import dossier
from dse.export.dossier import Choice, shared_sentences
from dse.export.dossier.report.paragraphs import describe_before
from dse.export.dossier.report.review_document import FINDINGS, render_review
from dse.figures import REGISTRY
from dse.review import CHAPTERS, Comment, Plan, PlannedChapter, chapter_anchor, figure_anchor
from dse.review.commentary import insertion, numbers
from dse.review.plan_changes import keep_figure, leave_figure
from dse.store import Store
from dse.titled_documents import MOST_LETTERS
from dse.ui.frame import actions
from dse.ui.frame.prose import JOINER, format_sentence
from dse.ui.review import chapter_list, number_choice, plan_state

CHAPTER = "offre"
FIGURES = ("uptake_by_year", "requests_funnel", "accompaniments_by_year")
PLAN = Plan(
    (PlannedChapter("essentiel", ("headlines",)), PlannedChapter(CHAPTER, FIGURES)),
    "Bilan du comité",
    "2019-2021",
)
FIRST = figure_anchor(FIGURES[0])


@pytest.fixture
def store(own_demo: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """The demo as the team's own data, with a plan."""
    monkeypatch.setenv("DSE_STORE", str(own_demo.path))
    review_plans.save_plan(own_demo, PLAN)
    return own_demo


def open_chapter(key: str = CHAPTER) -> AppTest:
    return go_to(app_session.open_page("bilan"), key)


def go_to(test: AppTest, key: str) -> AppTest:
    test.radio(key="bilan_partie").set_value(key).run()
    assert not test.exception
    return test


def click(test: AppTest, key: str) -> AppTest:
    test.button(key=key).click().run()
    assert not test.exception
    return test


def write(test: AppTest, anchor: str, text: str) -> AppTest:
    (area,) = (area for area in test.text_area if area.key.endswith(f"_{anchor}"))
    area.set_value(text).run()
    assert not test.exception
    return test


def sign(test: AppTest, name: str) -> AppTest:
    test.text_input(key="bilan_nom").set_value(name).run()
    assert not test.exception
    return test


def read(store: Store) -> Plan:
    return next(iter(review_plans.list_plans(store).values()))


def figures(store: Store) -> tuple[str, ...]:
    return read(store).find_chapter(CHAPTER).figure_ids


def texts(test: AppTest) -> str:
    shown = [*test.markdown, *test.caption, *test.info, *test.success, *test.warning, *test.error]
    plain = "\n".join(element.value for element in shown)
    return space_plainly(plain.replace("\\", "").replace("\u2060", ""))


def space_plainly(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_only_the_figures_that_are_seen_are_computed(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    computed: list[Any] = []
    real = dossier.gather

    def gather(*args: Any, **keywords: Any) -> Any:
        computed.append(keywords["figure_ids"])
        return real(*args, **keywords)

    monkeypatch.setattr(dossier, "gather", gather)
    test = open_chapter()
    assert computed == [("headlines", *FIGURES), FIGURES]
    go_to(test, "themes")
    assert computed[2:] == [()]
    go_to(test, CHAPTER)
    assert len(computed) == 3


def test_each_figure_has_its_question_and_what_it_finds_in_the_order_of_the_plan(store: Store) -> None:
    test = open_chapter()
    told = texts(test)
    answers = dossier.gather(
        store, store.current().number, dossier.Choice("2019-2021", "2016-2018"), figure_ids=FIGURES
    )
    places = []
    for figure_id in FIGURES:
        (entry,) = (entry for entry in answers.entries() if entry.figure.id == figure_id)
        assert format_sentence(entry.answer.finding.sentence) in [each.value for each in test.markdown]
        places.append(told.index(entry.figure.question[:20]))
    assert places == sorted(places)


def test_figures_are_moved_left_and_kept_and_each_change_is_undone(store: Store) -> None:
    first, second, third = FIGURES
    test = click(open_chapter(), f"icone_descendre_{first}")
    assert figures(store) == (second, first, third)
    click(test, f"bilan_laisser_{third}")
    assert figures(store) == (second, first)
    question = REGISTRY[third].question
    assert test.button(key="bilan_annuler").label == format_sentence(f"Annuler : retrait de « {question} »")
    click(test, "bilan_annuler")
    assert figures(store) == (second, first, third)
    (title,) = (chapter.title for chapter in CHAPTERS if chapter.key == CHAPTER)
    assert test.button(key="bilan_annuler").label == format_sentence(f"Annuler : figures de « {title} »")
    click(test, "bilan_annuler")
    assert figures(store) == FIGURES and "bilan_annuler" not in [button.key for button in test.button]
    assert test.button(key=f"icone_monter_{first}").disabled
    assert test.button(key=f"icone_descendre_{third}").disabled


def test_the_place_of_a_figure_that_is_removed_is_kept_while_its_chapter_is_shown(store: Store) -> None:
    first, second, third = FIGURES
    test = click(open_chapter(), f"bilan_laisser_{first}")
    question = REGISTRY[first].question
    assert f"« {space_plainly(question)} » est retirée." in space_plainly(texts(test))
    click(test, f"bilan_laisser_{third}")
    assert figures(store) == (second,)
    click(test, f"bilan_reprendre_{first}")
    assert figures(store) == (first, second) and "est retirée" in texts(test)
    go_to(go_to(test, "themes"), CHAPTER)
    assert "est retirée" not in texts(test) and figures(store) == (first, second)


def test_a_figure_is_removed_again_after_it_was_put_back_and_moved(store: Store) -> None:
    first, second, third = FIGURES
    test = click(open_chapter(), f"bilan_laisser_{second}")
    click(test, f"bilan_reprendre_{second}")
    click(test, f"icone_monter_{second}")
    click(test, f"bilan_laisser_{second}")
    assert figures(store) == (first, third) and not test.error
    click(test, f"bilan_reprendre_{second}")
    assert figures(store) == (second, first, third)


@pytest.mark.parametrize("order", list(permutations(FIGURES)))
def test_figures_removed_in_any_order_come_back_to_their_places(store: Store, order: tuple[str, ...]) -> None:
    test = open_chapter()
    for figure_id in order:
        click(test, f"bilan_laisser_{figure_id}")
    shown = texts(test)
    places = [shown.index(space_plainly(f"« {REGISTRY[figure_id].question} »")) for figure_id in FIGURES]
    assert figures(store) == () and places == sorted(places)
    for figure_id in order:
        click(test, f"bilan_reprendre_{figure_id}")
    assert figures(store) == FIGURES


def test_a_figure_removed_from_one_plan_is_not_said_to_be_removed_from_another(store: Store) -> None:
    other = review_plans.save_plan(store, Plan((PlannedChapter(CHAPTER, FIGURES[2:]),), "Autre", "2019-2021"))
    test = open_chapter()
    test.selectbox(key="bilan_plan_2019-2021").set_value(1).run()
    assert "est retirée" in texts(click(test, f"bilan_laisser_{FIGURES[0]}"))
    test.selectbox(key="bilan_plan_2019-2021").set_value(other.number).run()
    assert not test.exception and "est retirée" not in texts(test)


def test_the_place_of_the_first_figure_removed_from_a_proposal_is_kept(store: Store, proposal: Plan) -> None:
    assert "est retirée" in texts(click(open_chapter(), f"bilan_laisser_{FIGURES[0]}"))


def test_an_address_that_says_no_plan_shows_the_first_one(store: Store) -> None:
    other = review_plans.save_plan(store, replace(PLAN, title="Autre"))
    test = app_session.open_page("bilan")
    box = test.selectbox(key="bilan_plan_2019-2021").set_value(1).run().selectbox(key="bilan_plan_2019-2021")
    assert box.value == 1 and test.query_params["plan"] == "1"
    test.query_params.clear()
    test.query_params["section"] = CHAPTER
    test.run()
    assert not test.exception and test.selectbox(key="bilan_plan_2019-2021").value == other.number
    assert not app_session.open_page("bilan", plan="9" * 5000).error


def test_a_chapter_goes_back_to_the_figures_proposed_and_comments_stay(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    comment = Comment("Un mot.", "Camille", date(2022, 1, 12))
    review_plans.save_comment(store, read(store), FIRST, comment)
    proposed = replace(PLAN, chapters=(PlannedChapter(CHAPTER, ("offers", "uptake_by_family")),))
    real = dossier.gather

    def gather(*args: Any, **keywords: Any) -> Any:
        if keywords["figure_ids"] is not None:
            return real(*args, **keywords)
        return replace(real(*args, **{**keywords, "figure_ids": ()}), plan=proposed)

    monkeypatch.setattr(dossier, "gather", gather)
    test = click(open_chapter(), f"bilan_remettre_{CHAPTER}")
    assert figures(store) == ("offers", "uptake_by_family")
    assert read(store).comments == {FIRST: comment}
    click(test, "bilan_annuler")
    assert figures(store) == FIGURES


def test_what_changes_nothing_that_is_seen_is_no_step_to_take_back(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The plan of the store lacks chapters, which a change writes as empty ones."""
    real = dossier.gather

    def gather(*args: Any, **keywords: Any) -> Any:
        if keywords["figure_ids"] is not None:
            return real(*args, **keywords)
        return replace(real(*args, **{**keywords, "figure_ids": ()}), plan=PLAN)

    monkeypatch.setattr(dossier, "gather", gather)
    test = click(open_chapter(), f"bilan_remettre_{CHAPTER}")
    assert figures(store) == FIGURES and "bilan_annuler" not in [button.key for button in test.button]


def test_a_text_is_saved_at_once_with_its_day_and_the_name_said_before_or_after(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "get_user_name", lambda: "Nour")
    others = Comment("Écrit par ailleurs.", "Dominique", date(2022, 1, 12))
    review_plans.save_comment(store, read(store), "summary", others)
    test = write(open_chapter(), FIRST, "Le recours **monte**.")
    assert read(store).comments[FIRST].author == "Nour"
    sign(test, " Camille ")
    assert read(store).comments["summary"] == others
    saved = read(store).comments[FIRST]
    assert (saved.text, saved.author) == ("Le recours **monte**.", "Camille")
    assert saved.version == store.current().number and saved.numbers
    for shown in (test, open_chapter()):  # in another session too
        assert re.search(r"Enregistré · Camille · \d+ \w+ \d{4} à \d\d:\d\d", space_plainly(texts(shown)))
    write(test, chapter_anchor(CHAPTER), "Le chapitre.")
    assert read(store).comments[chapter_anchor(CHAPTER)].author == "Camille"
    write(test, FIRST, "  ")
    assert sorted(read(store).comments) == sorted([chapter_anchor(CHAPTER), "summary"])
    told = f"Annuler : texte sous « {REGISTRY[FIGURES[0]].question} »"
    assert test.button(key="bilan_annuler").label == format_sentence(told)
    click(test, "bilan_annuler")
    assert read(store).comments[FIRST] == saved
    assert [area.value for area in test.text_area][:2] == ["Le chapitre.", "Le recours **monte**."]


def test_what_somebody_else_wrote_meanwhile_is_shown_and_nothing_typed_is_lost(store: Store) -> None:
    test = sign(write(open_chapter(), chapter_anchor(CHAPTER), "A."), "Camille")
    other = Comment("Écrit par ailleurs.", "Dominique", date(2022, 1, 12))
    review_plans.save_comment(store, read(store), FIRST, other)
    write(test, FIRST, "Mon texte.")
    assert "Dominique a écrit ici entre-temps" in texts(test) and "« Écrit par ailleurs. »" in texts(test)
    assert "Mon texte." in [area.value for area in test.text_area]
    assert read(store).comments[FIRST] == other
    assert f"Texte non enregistré sous « {REGISTRY[FIGURES[0]].question[:20]}" in texts(go_to(test, "themes"))
    go_to(test, CHAPTER)
    assert "Mon texte." in [area.value for area in test.text_area], "after another chapter too"
    write(test, FIRST, "Mon texte, et un point.")
    assert read(store).comments[FIRST] == other, "only a choice writes over it"
    assert "Non enregistré" in texts(test) and "« Écrit par ailleurs. »" in texts(test)
    click(test, f"bilan_choix_deux_{FIRST}")
    assert read(store).comments[FIRST].text == "Écrit par ailleurs.\n\nMon texte, et un point."
    assert "non enregistré" not in texts(test).lower()
    write(test, FIRST, "Les deux textes.")
    assert read(store).comments[FIRST].text == "Les deux textes."


def test_a_text_that_is_too_long_is_said_and_stays_until_it_is_shortened(store: Store) -> None:
    test = write(open_chapter(), FIRST, "mot " * 6_000)
    assert FIRST not in read(store).comments
    assert "Non enregistré" in texts(test) and "a 23 999 signes ; il peut en avoir 20 000" in texts(test)
    assert "Texte non enregistré" in texts(go_to(test, "themes"))
    go_to(test, CHAPTER)
    assert "mot " * 6_000 in [area.value for area in test.text_area]
    write(test, FIRST, "mot " * 5_000)
    assert read(store).comments[FIRST].text == ("mot " * 5_000).strip()
    assert "non enregistré" not in texts(test).lower() and "signes" not in texts(test)


@pytest.mark.parametrize(("choice", "text"), [("mien", "Mon texte."), ("autre", "Écrit par ailleurs.")])
def test_of_two_texts_the_one_chosen_stays(store: Store, choice: str, text: str) -> None:
    test = sign(write(open_chapter(), chapter_anchor(CHAPTER), "A."), "Camille")
    other = Comment("Écrit par ailleurs.", "Dominique", date(2022, 1, 12))
    review_plans.save_comment(store, read(store), FIRST, other)
    click(write(test, FIRST, "Mon texte."), f"bilan_choix_{choice}_{FIRST}")
    assert read(store).comments[FIRST].text == text
    assert [area.value for area in test.text_area][1] == text and "Non enregistré" not in texts(test)


def open_numbers(test: AppTest, anchor: str = FIRST) -> dict[str, str]:
    """The list of numbers under a text: the key of each button by what it says, behind the name of the number that it stands beside."""
    key = f"bilan_nombre_{anchor}"
    test.session_state[number_choice.OPEN] = anchor
    test.run()
    assert not test.exception
    offered: dict[str, str] = {}
    own = ""
    for button in test.button:
        if button.key.startswith(f"{key}_") and "_deux_" not in button.key:
            label = space_plainly(button.label.replace("\\", "").replace("**", ""))
            label = re.sub(r"^\*[^*]+\* ", "", label)  # heard and not seen
            is_beside = offered.get(own) == re.sub("[?&]triennial=.*", "", button.key)
            offered[f"{own.partition(' : ')[0]} | {label}" if is_beside else label] = button.key
            own = own if is_beside else label
    return offered


def test_a_number_is_put_into_the_text_and_reads_as_its_public_has_it(store: Store) -> None:
    test = sign(write(open_chapter(), FIRST, "Soit"), "Camille")
    offered = open_numbers(test)
    label = next(iter(offered))
    assert label.startswith("Taux de recours en 2021 : ") and label.endswith("%"), "that of the figure above"
    told = texts(test)
    assert told.index("Cette figure") < told.index("Ce chapitre") < told.index("Le reste du Bilan")
    click(test, offered[label])
    (number,) = insertion.list_numbers(read(store).comments[FIRST].text)
    assert read(store).comments[FIRST].text == f"Soit {number.token}"
    assert offered[label] in [button.key for button in test.button], "the list stays open"
    click(test, offered[label])
    assert read(store).comments[FIRST].text == f"Soit {number.token}", "a second click puts in nothing more"
    choose(test, "bilan_vue", "Aperçu")
    value = label.rpartition(" : ")[2]
    assert f"Soit {value}" in texts(test) and not test.text_area and test.get("vega_lite_chart")


def test_two_numbers_clicked_before_the_browser_has_the_first_one_are_both_put_in(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan_state, "LATENCY_S", 60)
    test = sign(write(open_chapter(), FIRST, "Soit"), "Camille")
    first, _, second, *_ = open_numbers(test).values()
    click(test, first)
    box = next(area for area in test.text_area if area.key.endswith(FIRST))
    click_first = read(store).comments[FIRST].text
    box.set_value("Soit")  # as the browser still has it
    click(test, second)
    assert read(store).comments[FIRST].text.startswith(click_first)
    assert len(insertion.list_numbers(read(store).comments[FIRST].text)) == 2


def test_the_plan_that_a_text_begins_is_shown_though_the_browser_still_sends_the_proposal(
    own_demo: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DSE_STORE", str(own_demo.path))
    monkeypatch.setattr(plan_state, "LATENCY_S", 60)
    test = write(open_chapter(), FIRST, "Début de texte")
    test.selectbox(key="bilan_plan_2019-2021").set_value(plan_state.PROPOSAL).run()
    assert "Début de texte" in [area.value for area in test.text_area]


def test_a_number_of_the_triennial_compared_with_is_offered_beside_the_same_one(store: Store) -> None:
    test = sign(write(open_chapter(), FIRST, "Contre"), "Camille")
    own, before, *_ = offered = open_numbers(test)
    assert own.startswith("Taux de recours en 2021 : ")
    assert before.startswith("Taux de recours en 2021 | en 2018 : ")
    click(test, offered[before])
    (number,) = insertion.list_numbers(read(store).comments[FIRST].text)
    value = before.rpartition(" : ")[2]
    assert number.triennial == "2016-2018"
    assert space_plainly(read(store).comments[FIRST].numbers[number.code]) == value
    choose(test, "bilan_vue", "Aperçu")
    assert f"Contre {value}" in texts(test)


def test_both_numbers_of_a_line_are_put_in_as_they_are_compared(store: Store) -> None:
    test = sign(write(open_chapter(), FIRST, "Soit"), "Camille")
    own, before, *_ = offered = open_numbers(test)
    key = offered[own].replace(f"{FIRST}_", f"{FIRST}_deux_")
    assert space_plainly(test.button(key=key).label) == "*Taux de recours en 2021,* les deux", (
        "heard with its number"
    )
    click(test, key)
    first, second = insertion.list_numbers(read(store).comments[FIRST].text)
    assert read(store).comments[FIRST].text == f"Soit {first.token}, contre {second.token} en 2018"
    choose(test, "bilan_vue", "Aperçu")
    told = f"Soit {own.rpartition(' : ')[2]}, contre {before.rpartition(' : ')[2]} en 2018"
    assert told in space_plainly(texts(test))


def search(test: AppTest, text: str) -> None:
    next(box for box in test.text_input if box.label == "Chercher un nombre").set_value(text).run()
    assert not test.exception


def test_numbers_that_the_figures_of_a_chapter_show_come_first(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(number_choice, "MOST_ROWS", 1_000)
    planned = {
        "essentiel": ("headlines",),
        "themes": ("themes_by_year", "themes_triennials", "themes_wanted"),
        "paroles": ("satisfaction",),
        "suites": ("gaps_by_support",),
    }
    chapters = tuple(PlannedChapter(key, figure_ids) for key, figure_ids in planned.items())
    review_plans.save_plan(store, replace(read(store), chapters=chapters))
    firsts = {
        "essentiel": {"Membres en 2021", "Taux de recours sur 2019-2021", "Accompagnements démarrés"},
        "themes": {"Part du thème Climat en 2021", "Besoin du thème Genre à l’enquête de 2021"},
        "paroles": {"Part de réponses favorables à l’enquête de 2021"},
        "suites": {"Besoin de la forme d’appui Formation à l’enquête de 2021"},
    }
    for key, labels in firsts.items():
        test = open_chapter(key)
        (chapter,) = (chapter for chapter in CHAPTERS if chapter.key == key)
        offered = [label.partition(" : ")[0] for label in open_numbers(test, chapter.anchor)]
        far = offered.index("Membres fin 2021" if key == "essentiel" else "Membres en 2021")
        assert labels <= set(offered[:far]), key
        if key == "themes":
            told = texts(test)
            years = offered.index("Part du thème Climat en 2021")
            assert offered[:2] == [
                "Part du thème Climat sur 2019-2021",
                "Part du thème Climat sur 2019-2021 | 2016-2018",
            ]
            assert "Part du thème Genre sur 2019-2021" in offered[:years], (
                "what the figures tell of one year is last"
            )
            assert told.index("Ce chapitre") < told.index("Ce chapitre, une seule année")


def test_a_figure_that_no_chapter_has_gives_its_numbers_after_those_of_the_chapter(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(number_choice, "MOST_ROWS", 1_000)
    offered = [
        label.partition(" : ")[0]
        for label in open_numbers(open_chapter("paroles"), chapter_anchor("paroles"))
    ]
    assert offered.index("Part de réponses favorables à l’enquête de 2021") > offered.index("Partenaires")


def test_a_figure_that_is_added_is_shown_and_the_list_is_closed(store: Store) -> None:
    test = open_chapter()
    test.session_state[f"bilan_autres_{CHAPTER}"] = True
    test.run()
    key = next(button.key for button in test.button if button.key.startswith("bilan_garder_"))
    added = key.removeprefix("bilan_garder_")
    click(test, key)
    assert figures(store) == (*FIGURES, added)
    assert not any(button.key.startswith("bilan_garder_") for button in test.button), (
        "nothing else to add there"
    )
    assert test.session_state["_brought"]["name"] == f"st-key-bilan_figure_{added}"


def test_a_name_given_afterwards_is_no_change_that_is_undone(store: Store) -> None:
    test = write(write(open_chapter(), chapter_anchor(CHAPTER), "Un."), FIRST, "Deux.")
    write(test, FIRST, "Trois.")
    sign(test, "Camille")
    assert {comment.author for comment in read(store).comments.values()} == {"Camille"}
    click(test, "bilan_annuler")
    assert [(comment.text, comment.author) for comment in map(read(store).comments.get, (FIRST,))] == [
        ("Deux.", "Camille")
    ]
    click(click(test, "bilan_annuler"), "bilan_annuler")
    assert not read(store).comments and not test.error
    assert "bilan_annuler" not in [button.key for button in test.button]


def test_numbers_say_their_year_and_are_found_without_accents(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(number_choice, "MOST_ROWS", 1_000)
    test = open_chapter()
    offered = open_numbers(test)
    assert any(label.startswith("Membres fin 2021 : ") for label in offered)
    assert any(label.startswith("Taux de recours sur 2019-2021 : ") for label in offered)
    assert any(label.startswith("Taux de réponse à l’enquête de 2021 : ") for label in offered)
    assert all(" : " in label and "année" not in label for label in offered)
    assert not any("calculable" in label or "masqué" in label for label in offered)
    search(test, "median delai")
    assert {label.rpartition(" : ")[0] for label in open_numbers(test)} == {
        "Délai médian en 2021",
        "Délai médian sur 2019-2021",
        "Délai médian en 2021 | en 2018",
        "Délai médian sur 2019-2021 | 2016-2018",
    }
    search(test, "licorne")
    assert not open_numbers(test) and "tapez-le dans votre texte" in texts(test)
    search(test, "24")
    assert any(label.endswith(" : 24 %") for label in open_numbers(test))


@pytest.mark.parametrize("query", ["181,5", "delai 181,5", "1829", "1 829 dél", "fin 2018 103"])
def test_a_number_is_looked_for_as_it_reads(query: str) -> None:
    assert number_choice.has_words("Délai fin 2018 : 181,5 jours · 1\u202f829 · 103", query)


@pytest.mark.parametrize("query", ["181", "5", "829", "18", "delai 182"])
def test_a_number_is_looked_for_whole(query: str) -> None:
    assert not number_choice.has_words("Délai : 181,5 jours · 1\u202f829", query)


@pytest.mark.parametrize(
    "query",
    [
        "Globalement, êtes-vous satisfait·e de l’accompagnement reçu ?",
        "globalement satisfait accompagnement",
        "réponses favorables à « accompagnement reçu »",
    ],
)
def test_a_number_of_a_question_is_found_by_all_its_words_and_says_what_it_counts(
    store: Store, query: str
) -> None:
    test, anchor = open_chapter("paroles"), chapter_anchor("paroles")
    open_numbers(test, anchor)
    search(test, query)
    (own, before) = open_numbers(test, anchor)
    assert own.startswith(
        "Satisfaction, « l’accompagnement reçu » à l’enquête de 2021, réponses favorables : "
    )
    assert before.rpartition(" | ")[2].startswith("à l’enquête de 2018 : "), "said once a line"


def test_a_number_is_found_by_the_name_that_it_had(store: Store) -> None:
    test = open_chapter()
    open_numbers(test)
    search(test, "part des membres qui ont besoin du thème Genre")
    assert {label.partition(" : ")[0] for label in open_numbers(test)} >= {
        "Besoin du thème Genre à l’enquête de 2021"
    }


def test_numbers_of_a_question_whose_scale_was_changed_are_not_on_one_line(store: Store) -> None:
    test, anchor = open_chapter("paroles"), chapter_anchor("paroles")
    open_numbers(test, anchor)
    search(test, "satisfaction enquête")
    labels = [label.rpartition(" : ")[0] for label in open_numbers(test, anchor)]
    assert any("apporte" in label and label.endswith("| à l’enquête de 2018") for label in labels)
    changed = [label.rpartition("» ")[2] for label in labels if "guides et des outils" in label]
    assert changed == [f"à l’enquête de {year}, réponses favorables" for year in (2021, 2018)]


def test_the_first_numbers_are_shown_and_the_others_found_by_their_words(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = open_chapter()
    shown = open_numbers(test)
    more = re.search(r"La recherche trouve aussi (\d+) autres nombres\.", texts(test))
    search(test, "recommandation")
    found, *_ = open_numbers(test).values()
    assert more and found not in shown.values() and "La recherche trouve aussi" not in texts(test)
    search(test, "")
    monkeypatch.setattr(number_choice, "MOST_ROWS", number_choice.MOST_ROWS + int(more[1]))
    assert found in open_numbers(test).values() and "La recherche trouve aussi" not in texts(test)


def test_numbers_are_read_once_for_a_version_and_not_again_when_a_text_is_saved(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = open_chapter()
    offered = open_numbers(test)
    monkeypatch.setattr(numbers, "read", lambda *_: pytest.fail("read again"))
    assert open_numbers(test) == offered
    test.session_state[number_choice.OPEN] = None
    assert open_numbers(write(test, FIRST, "Un.")) == offered


def test_a_number_is_put_where_a_place_is_kept_for_it(store: Store) -> None:
    test = write(open_chapter(), FIRST, "De [[]] à [[]] en trois ans.")
    for _ in range(2):
        click(test, next(iter(open_numbers(test).values())))
    (number,) = insertion.list_numbers(read(store).comments[FIRST].text)
    assert read(store).comments[FIRST].text == f"De {number.token} à {number.token} en trois ans."
    choose(test, "bilan_vue", "Aperçu")
    assert number.name not in texts(test) and " en trois ans." in texts(test)


def test_what_must_be_corrected_in_a_text_is_a_warning_and_what_a_public_will_not_read_is_not(
    store: Store,
) -> None:
    test = sign(write(open_chapter(), FIRST, "[[perdu]] [[taux [[décisions échues]] **gras"), "Camille")
    warned = [space_plainly(box.value.replace("\\", "")) for box in test.warning]
    assert ["« [[perdu]] » n’est" in warned[0], "« [[taux" in warned[1], "astérisques" in warned[2]] == [
        True
    ] * 3
    assert len(warned) == 3
    assert any("décisions échues" in line.value for line in test.caption)
    assert not write(test, FIRST, "Soit [sic] **gras**.").warning


def test_lines_of_a_text_pasted_from_word_stay_lines(store: Store) -> None:
    write(open_chapter(), FIRST, "un\x0bdeux\u2028trois\n\uf0b7\tquatre")
    assert read(store).comments[FIRST].text.splitlines()[:3] == ["un", "deux", "trois"]
    told = [box.value for box in read_preview(CHAPTER).markdown]
    assert "un\n\ndeux\n\ntrois\n\n- quatre" in told


def test_the_star_is_explained_where_a_figure_has_one(store: Store) -> None:
    def list_starred() -> list[str]:
        test = app_session.open_page("bilan")
        test.session_state[f"bilan_autres_{CHAPTER}"] = True
        go_to(test, CHAPTER)
        offered = {
            button.key.removeprefix("bilan_garder_"): space_plainly(box.value)
            for button in test.button
            if button.key.startswith("bilan_garder_")
            for box in test.markdown
            if format_sentence(REGISTRY[button.key.removeprefix("bilan_garder_")].question) in box.value
        }
        assert offered
        starred = [figure_id for figure_id, text in offered.items() if ":material/star:" in text]
        assert ("constat net" in texts(test)) == bool(starred)
        return starred

    starred = list_starred()
    assert starred
    plan = read(store)
    for figure_id in starred:
        plan = keep_figure(plan, CHAPTER, figure_id)
    review_plans.save_plan(store, plan)
    assert list_starred() == []


def read_preview(key: str) -> AppTest:
    test = open_chapter(key)
    choose(test, "bilan_vue", "Aperçu")
    return test


def write_plain(cell: object) -> str:
    return str(cell).replace("\\", "").replace("  \n", "\n").replace(JOINER, "")


def test_the_preview_has_the_tables_the_feet_and_the_earlier_triennial_of_the_document(store: Store) -> None:
    figure_ids = {"essentiel": "headlines", "cadre": "indicators_progress"}
    chapters = tuple(PlannedChapter(key, (figure_id,)) for key, figure_id in figure_ids.items())
    plan = review_plans.save_plan(store, replace(read(store), chapters=chapters))
    contents = dossier.gather(
        store,
        store.current().number,
        Choice("2019-2021", "2016-2018"),
        plan=plan,
        figure_ids=figure_ids.values(),
    )
    document = docx.Document(io.BytesIO(render_review(contents, plan, {})))
    entries = {entry.figure.id: entry for entry in contents.entries()}
    for (key, figure_id), printed in zip(figure_ids.items(), document.tables, strict=True):
        test = read_preview(key)
        (shown,) = (table.value for table in test.table)
        lines = [list(shown.columns), *shown.to_numpy().tolist()]
        assert [[write_plain(cell) for cell in line] for line in lines] == [
            [cell.text for cell in row.cells] for row in printed.rows
        ]
        entry = entries[figure_id]
        sentences = [shared_sentences.basis(contents, entry)]
        if entry.before is not None:
            sentences.append(describe_before(contents, entry.before))
        assert all(space_plainly(sentence) in texts(test) for sentence in sentences)
    assert entries["indicators_progress"].before is not None


def test_a_chapter_without_a_figure_is_in_the_document_where_it_has_a_text(store: Store) -> None:
    absent = "il ne sera pas dans le Bilan"
    test = open_chapter("suites")
    assert absent in texts(test) and absent in texts(read_preview("suites"))
    test = sign(write(test, chapter_anchor("suites"), "Trois chantiers."), "Camille")
    assert absent not in texts(test)
    preview = texts(read_preview("suites"))
    assert absent not in preview and "Trois chantiers" in preview


def test_what_changed_since_a_comment_was_written_is_said_to_the_team(store: Store) -> None:
    test = sign(write(open_chapter(), FIRST, "Un mot."), "Camille")
    assert "Écrit sur la version" not in texts(test)
    plan = read(store)
    written = plan.comments[FIRST]
    then = replace(written, numbers=dict.fromkeys(written.numbers, "99 %"))
    review_plans.save_comment(store, plan, FIRST, then)
    assert "Écrit sur la version" in texts(open_chapter()) and "99 %" in texts(open_chapter())


def test_a_figure_that_a_public_may_not_see_says_so(store: Store) -> None:
    kept = replace(read(store), chapters=(PlannedChapter(CHAPTER, ("never_reached", "decisions_followed")),))
    review_plans.save_plan(store, kept)
    told = texts(open_chapter())
    assert REGISTRY["decisions_followed"].question[:20] in told
    assert "Pas dans ce document : " in told


def test_plans_are_renamed_duplicated_removed_and_put_back(store: Store) -> None:
    test = open_chapter()
    (title,) = (field for field in test.text_input if field.key.startswith("bilan_titre"))
    title.set_value("Bilan court").run()
    click(test, "renommer_plan")
    assert read(store).title == "Bilan court" and "s’appelle désormais « Bilan court »" in texts(test)
    click(test, "dupliquer_plan")
    assert [plan.title for plan in review_plans.list_plans(store).values()] == [
        "Bilan court (copie)",
        "Bilan court",
    ]
    chosen = test.selectbox(key="bilan_plan_2019-2021")
    assert chosen.value == read(store).number
    copy, first = review_plans.list_plans(store)
    click(test, f"supprimer_plan_{copy}")
    assert [plan.title for plan in review_plans.list_plans(store).values()] == ["Bilan court"]
    assert "« Bilan court (copie) » est supprimé" in texts(test)
    click(test, f"supprimer_plan_{first}")
    assert review_plans.list_plans(store) == {}
    latest, first = (button.key for button in test.button if button.key.startswith("remettre_plan"))
    click(test, first)
    assert "« Bilan court (copie) » est supprimé" in texts(test), "the one before is offered too"
    click(test, latest)
    assert [plan.title for plan in review_plans.list_plans(store).values()] == [
        "Bilan court (copie)",
        "Bilan court",
    ]


def test_a_plan_that_has_texts_is_removed_once_that_is_said_to_be_meant(store: Store) -> None:
    test = write(open_chapter(), FIRST, "Un mot.")
    assert test.button(key="supprimer_plan_1").disabled
    (box,) = (box for box in test.checkbox if box.key.startswith("confirmer_plan_1"))
    assert space_plainly(box.label) == "Oui, supprimer aussi 1 commentaire"
    box.check().run()
    click(test, "supprimer_plan_1")
    assert not review_plans.list_plans(store)


def test_nobody_signs_as_the_administrator_of_the_machine(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "get_user_name", lambda: "root")
    write(open_chapter(), FIRST, "Un mot.")
    assert read(store).comments[FIRST].author == ""


def test_a_text_with_numbers_is_read_under_its_box_and_a_place_kept_for_one_is_no_mistake(
    store: Store,
) -> None:
    test = write(open_chapter(), FIRST, "Soit [[taux de recours, dernière année]] ici, [[]] là.")
    (line,) = (line for line in texts(test).splitlines() if "Se lira" in line)
    assert "%" in line and "taux de recours" not in line and not test.warning


def test_each_figure_stands_beside_its_text_as_the_document_prints_it(store: Store) -> None:
    test = open_chapter()
    assert len(test.get("vega_lite_chart")) == len(FIGURES)
    assert len([line for line in texts(test).splitlines() if "2016-2018" in line]) >= len(FIGURES)
    chapters = (PlannedChapter("cadre", ("indicators_progress",)),)
    review_plans.save_plan(store, replace(read(store), chapters=chapters))
    assert len(open_chapter("cadre").table) == 1


def test_a_plan_that_was_removed_is_put_back_from_the_menu_another_day(store: Store) -> None:
    write(open_chapter(), FIRST, "Un constat.")
    first = read(store)
    test = open_chapter()
    next(box for box in test.checkbox if box.key.startswith("confirmer_plan")).check().run()
    click(test, f"supprimer_plan_{first.number}")
    assert "permettra aussi de le remettre plus tard" in texts(test) and review_plans.list_plans(store) == {}
    review_plans.save_plan(store, PLAN)
    (button,) = (each for each in open_chapter().button if each.key.startswith("reprendre_plan"))
    day = french.day(actions.today())
    assert button.label.replace("\\", "") == french.typeset(f"Remettre « {PLAN.title} », supprimé le {day}")
    test = click(open_chapter(), f"reprendre_plan_{first.number}")
    back = review_plans.find_plan(store, first.number)
    assert back.title == f"{PLAN.title} (copie)", "its title is another's now"
    assert (back.chapters, back.comments) == (first.chapters, first.comments)
    assert test.selectbox(key="bilan_plan_2019-2021").value == first.number
    assert "reprendre_plan" not in "".join(each.key for each in test.button)


def test_a_plan_whose_title_is_as_long_as_may_be_is_duplicated(store: Store) -> None:
    title = "a" * (MOST_LETTERS - 5) + " bcde"
    review_plans.save_plan(store, replace(read(store), title=title))
    test = click(open_chapter(), "dupliquer_plan")
    click(click(test, "dupliquer_plan"), "dupliquer_plan")
    titles = [plan.title for plan in review_plans.list_plans(store).values()]
    assert not test.error and len(set(titles)) == 4 and max(map(len, titles)) == MOST_LETTERS
    assert titles[-2] == "a" * (MOST_LETTERS - 8) + " (copie)"


def test_what_a_plan_has_and_that_exists_no_more_is_said(store: Store) -> None:
    gone = replace(
        read(store),
        chapters=(PlannedChapter(CHAPTER, ("gone", "offers")),),
        comments={figure_anchor("gone"): Comment("Mot gardé.", "Camille", date(2022, 1, 12))},
    )
    review_plans.save_plan(store, gone)
    test = open_chapter()
    assert "figures qui n’existent plus" in texts(test) and "« Mot gardé. »" in texts(test)
    write(test, chapter_anchor(CHAPTER), "x")
    sign(test, "Camille")
    assert figure_anchor("gone") in read(store).comments


def test_a_damaged_record_is_said_and_the_page_goes_on(store: Store) -> None:
    review_plans.save_plan(store, replace(read(store), title="Autre"))
    path = store.path / "review_plans" / "00000002.json"
    path.write_bytes(path.read_bytes()[:-9])
    told = texts(open_chapter())
    assert "review_plans/00000002.json est endommagé" in told and REGISTRY[FIGURES[0]].question[:20] in told


def test_what_was_chosen_is_there_again_after_another_page(store: Store) -> None:
    earlier = replace(PLAN, triennial="2016-2018", title="Bilan court")
    first = review_plans.save_plan(store, earlier)
    review_plans.save_plan(store, replace(earlier, title="Bilan long"))
    test = app_session.open_page("bilan")
    test.selectbox(key="bilan_triennal").set_value("2016-2018").run()
    test.selectbox(key="bilan_compare_2016-2018").set_value("aucun").run()
    test.selectbox(key="bilan_plan_2016-2018").set_value(first.number).run()
    choose(test, "bilan_public", "equipe")
    choose(go_to(test, CHAPTER), "bilan_vue", "Aperçu")
    app_session.go_to_page(app_session.go_to_page(test, "membres"), "bilan")
    assert not test.exception
    assert [box.value for box in test.selectbox][:3] == ["2016-2018", "aucun", first.number]
    assert [group.value for group in test.get("button_group")] == ["equipe", "Aperçu"]
    assert test.radio(key="bilan_partie").value == CHAPTER


def test_what_was_chosen_is_there_again_when_the_page_is_loaded_again(store: Store) -> None:
    earlier = replace(PLAN, triennial="2016-2018", title="Bilan court")
    first = review_plans.save_plan(store, earlier)
    review_plans.save_plan(store, replace(earlier, title="Bilan long"))
    test = app_session.open_page("bilan")
    assert test.query_params == {}
    test.selectbox(key="bilan_triennal").set_value("2016-2018").run()
    test.selectbox(key="bilan_compare_2016-2018").set_value("aucun").run()
    test.selectbox(key="bilan_plan_2016-2018").set_value(first.number).run()
    choose(test, "bilan_public", "equipe")
    go_to(test, "documents")
    choose(test, "bilan_parties", ["bilan", "annexe"])
    again = app_session.open_page("bilan", **test.query_params)
    assert not again.exception
    assert [box.value for box in again.selectbox][:3] == ["2016-2018", "aucun", first.number]
    assert [group.value for group in again.get("button_group")] == ["equipe", ["bilan", "annexe"]]
    assert again.radio(key="bilan_partie").value == "documents"
    unknown = app_session.open_page("bilan", section="rien", triennal="1900", compare="2019-2021", plan="9")
    assert not unknown.exception and unknown.radio(key="bilan_partie").value == "essentiel"
    assert [box.value for box in unknown.selectbox][:3] == ["2019-2021", "2016-2018", 1]


def test_each_chapter_leads_to_the_next_and_the_last_one_to_the_documents(store: Store) -> None:
    test = app_session.open_page("bilan")
    for key in chapter_list.PARTS[:-1]:
        assert test.radio(key="bilan_partie").value == key
        click(test, f"bilan_suite_{key}")
    assert test.radio(key="bilan_partie").value == chapter_list.DOCUMENTS
    assert "Dossier 2019-2021" in texts(test)


def test_the_list_says_which_chapters_have_texts(store: Store) -> None:
    test = open_chapter()
    assert "✓" not in texts(test)
    write(write(test, FIRST, "Un mot."), chapter_anchor(CHAPTER), "Un autre.")
    captions = list(test.radio(key="bilan_partie").proto.captions)
    rank = chapter_list.PARTS.index(CHAPTER)
    assert captions[rank] == "✓ 2" and not any([*captions[:rank], *captions[rank + 1 :]])
    assert "✓ : textes écrits" in texts(test)


def test_one_public_is_chosen_on_the_page_and_filters_of_others_say_that_they_do_nothing(
    store: Store,
) -> None:
    test = app_session.open_page("recours", familles="ONG", annees="2019-2020")
    assert "Public" in [box.label for box in test.selectbox]
    app_session.go_to_page(test, "bilan")
    assert not test.exception and "Public" not in [box.label for box in test.selectbox]
    (line,) = (line for line in texts(test).splitlines() if line.startswith("Vos filtres"))
    assert "ONG" in line and "2020" not in line
    assert "Vos filtres" not in texts(app_session.open_page("bilan"))


def choose(test: AppTest, key: str, value: str) -> None:
    next(group for group in test.get("button_group") if group.key == key).set_value(value).run()
    assert not test.exception


def test_labels_of_chapters_do_not_change_with_what_is_written(store: Store) -> None:
    before = open_chapter().radio(key="bilan_partie").options
    test = sign(write(open_chapter(), FIRST, "Un mot."), "Camille")
    assert test.radio(key="bilan_partie").options == before
    assert test.radio(key="bilan_partie").value == CHAPTER
    assert len(before) == len(chapter_list.CHAPTERS) + 1


def test_the_summary_is_read_with_the_findings_after_what_the_team_wrote(store: Store) -> None:
    review_plans.save_plan(store, keep_figure(read(store), CHAPTER, "headlines"))
    test = sign(write(open_chapter("essentiel"), "summary", "Le réseau **tient**."), "Camille")
    assert read(store).comments["summary"].text == "Le réseau **tient**."
    next(group for group in test.get("button_group") if group.key == "bilan_vue").set_value("Aperçu").run()
    assert not test.exception
    told = texts(test)
    assert 0 <= told.index("Le réseau ") < told.index(FINDINGS)


def test_what_somebody_else_wrote_over_a_comment_is_not_undone(store: Store) -> None:
    test = write(open_chapter(), FIRST, "Un mot.")
    longer = Comment("Un mot, et une heure de travail.", "Dominique", date(2022, 1, 12))
    review_plans.save_comment(store, read(store), FIRST, longer)
    click(test, "bilan_annuler")
    assert read(store).comments[FIRST] == longer
    assert "a été changé depuis dans une autre fenêtre" in texts(test)
    assert "bilan_annuler" not in [button.key for button in test.button]


def test_figures_that_somebody_else_keeps_meanwhile_outlive_an_undo(store: Store) -> None:
    first, second, third = FIGURES
    mine = click(open_chapter(), f"bilan_laisser_{first}")
    review_plans.save_plan(store, keep_figure(read(store), "besoins", "offers"))
    click(mine, "bilan_annuler")
    assert figures(store) == FIGURES and read(store).find_chapter("besoins").figure_ids == ("offers",)
    click(mine, f"bilan_laisser_{first}")
    review_plans.save_plan(store, keep_figure(read(store), CHAPTER, "uptake_by_family"))
    click(mine, "bilan_annuler")
    assert figures(store) == (second, third, "uptake_by_family")
    assert "ont été changées depuis" in texts(mine)
    go_to(mine, CHAPTER)
    click(mine, f"bilan_laisser_{second}")
    review_plans.save_plan(store, keep_figure(read(store), "besoins", second))
    click(mine, "bilan_annuler")
    assert read(store).list_figures().count(second) == 1
    assert "depuis dans un autre chapitre" in texts(mine)


def test_a_plan_that_somebody_else_removed_does_not_come_back_with_a_click(store: Store) -> None:
    test = open_chapter()
    review_plans.remove_plan(store, read(store))
    click(test, f"bilan_laisser_{FIGURES[0]}")
    assert review_plans.list_plans(store) == {}
    assert "n’existe plus" in texts(test)


@pytest.fixture
def proposal(store: Store, monkeypatch: pytest.MonkeyPatch) -> Plan:
    """A store without a plan, and what is proposed."""
    review_plans.remove_plan(store, read(store))
    proposed = replace(PLAN, title="Bilan 2019-2021")
    real = dossier.gather

    def gather(*args: Any, **keywords: Any) -> Any:
        if keywords["figure_ids"] is not None:
            return real(*args, **keywords)
        return replace(real(*args, **{**keywords, "figure_ids": ()}), plan=proposed)

    monkeypatch.setattr(dossier, "gather", gather)
    return proposed


def test_two_people_who_begin_a_triennial_write_in_one_plan(store: Store, proposal: Plan) -> None:
    one, two, three = open_chapter(), open_chapter(), open_chapter()
    sign(write(one, FIRST, "De Camille."), "Camille")
    sign(write(two, chapter_anchor(CHAPTER), "De Dominique."), "Dominique")
    (plan,) = review_plans.list_plans(store).values()
    written = {anchor: comment.text for anchor, comment in plan.comments.items()}
    assert written == {FIRST: "De Camille.", chapter_anchor(CHAPTER): "De Dominique."}
    assert "De Camille." in [area.value for area in two.text_area]
    sign(write(three, FIRST, "De Sacha."), "Sacha")
    assert list(review_plans.list_plans(store).values()) == [plan]
    assert "Camille a écrit ici entre-temps" in texts(three)
    assert "De Sacha." in [area.value for area in three.text_area]


def test_a_plan_begun_meanwhile_is_shown_before_its_figures_are_moved(store: Store, proposal: Plan) -> None:
    one, two = open_chapter(), open_chapter()
    click(one, f"bilan_laisser_{FIGURES[0]}")
    click(two, f"bilan_laisser_{FIGURES[1]}")
    (plan,) = review_plans.list_plans(store).values()
    assert plan.find_chapter(CHAPTER).figure_ids == FIGURES[1:]
    assert "refaites votre changement" in texts(two)
    click(two, f"bilan_laisser_{FIGURES[1]}")
    assert figures(store) == FIGURES[2:]


def test_figures_are_changed_in_a_plan_that_was_changed_since_it_was_drawn(store: Store) -> None:
    """A text typed and a click on a button at once are two saves, of which the second was drawn before the first."""
    first, second, third = FIGURES
    test = open_chapter()
    comment = Comment("Un mot.", "Camille", date(2022, 1, 12))
    review_plans.save_comment(store, read(store), FIRST, comment)
    click(test, f"icone_descendre_{first}")
    assert figures(store) == (second, first, third) and read(store).comments == {FIRST: comment}
    review_plans.save_plan(store, leave_figure(read(store), first))
    click(test, f"bilan_laisser_{second}")
    assert figures(store) == (second, third) and "ont été changées entre-temps" in texts(test)


def clicked_twice(path: str, key: str) -> None:
    from functools import partial
    from pathlib import Path
    from types import SimpleNamespace

    import streamlit as st

    from dse import review_plans
    from dse.review.plan_changes import leave_figure, move_figure
    from dse.store import Store
    from dse.ui.review import plan_state

    source = SimpleNamespace(store=Store(Path(path)))
    (drawn,) = review_plans.list_plans(source.store).values()
    first, *_, last = drawn.find_chapter(key).figure_ids

    def tell() -> None:
        (plan,) = review_plans.list_plans(source.store).values()
        st.text(" ".join(plan.find_chapter(key).figure_ids))

    plan_state.change_figures(source, drawn, partial(leave_figure, figure_id=last))
    (drawn,) = review_plans.list_plans(source.store).values()
    for _ in range(2):
        plan_state.change_figures(source, drawn, partial(move_figure, key=key, figure_id=first, step=1))
    tell()
    undo = plan_state.find_undo(drawn)
    for _ in range(2):
        plan_state.take_back(source, drawn, undo)
    tell()
    plan_state.take_back(source, drawn, plan_state.find_undo(drawn))
    tell()


def test_a_second_click_drawn_before_the_first_changes_and_takes_back_nothing_more(store: Store) -> None:
    test = AppTest.from_function(clicked_twice, args=(str(store.path), CHAPTER)).run()
    assert not test.exception
    first, second, third = FIGURES
    told = [f"{second} {first}", f"{first} {second}", f"{first} {second} {third}"]
    assert [text.value for text in test.text] == told


@pytest.mark.parametrize("others", [(), ("Bilan du CA",)], ids=["alone", "beside another"])
def test_a_text_typed_in_a_plan_that_somebody_else_removed_brings_it_back(
    store: Store, others: tuple[str, ...]
) -> None:
    for title in others:
        review_plans.save_plan(store, replace(PLAN, title=title))
    plan = review_plans.find_titled(store, PLAN.title)
    test = app_session.open_page("bilan")
    test.selectbox(key="bilan_plan_2019-2021").set_value(plan.number).run()
    go_to(test, CHAPTER)
    words = Comment("Écrit entre-temps.", "Dominique", date(2022, 1, 12))
    review_plans.remove_plan(store, review_plans.save_comment(store, plan, "summary", words))
    write(test, FIRST, "Mon texte.")
    back = review_plans.find_plan(store, plan.number)
    assert back.comments[FIRST].text == "Mon texte." and back.comments["summary"] == words
    assert back.chapters == PLAN.chapters
    assert "il est remis, avec votre texte" in texts(test)
    assert "Mon texte." in [area.value for area in test.text_area]

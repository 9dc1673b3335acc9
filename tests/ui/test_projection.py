"""The projector's page as Streamlit runs it: the slide of an address, who sees it, what it rests on, what it refuses."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from app_session import go_to_page, open_page
from streamlit.testing.v1 import AppTest

from dse import decisions, figures, french, review_plans, running_orders, slides
from dse.disclosure.audiences import PROJECTION, TEAM
from dse.figures import REGISTRY
from dse.query import Selection
from dse.review import Comment, Plan, figure_anchor
from dse.running_orders import RunningOrder
from dse.slides import FigureSlide, TitleSlide
from dse.store import Store
from dse.ui.card import record_decision
from dse.ui.frame import screen
from dse.ui.frame.prose import format_sentence
from dse.ui.projection import projector
from dse.ui.projection.order_editor import _describe_length

SLIDES = {page: slides.of_page(page, PROJECTION).slides for page in slides.PAGES}


@pytest.fixture
def project(demo_store: Store, monkeypatch: pytest.MonkeyPatch):
    """A slide over a store of the demo's data, taken for the team's."""

    def open_slide(store: Store = demo_store, **words: str) -> AppTest:
        monkeypatch.setenv("DSE_STORE", str(store.path))
        return open_page("projection", **words)

    return open_slide


def no_error(test: AppTest) -> None:
    assert not test.exception
    assert [box.value for box in test.error] == []


def as_read(text: str) -> str:
    """A text of the page without what its typography adds: escapes, spaces and hyphens at which no line ends."""
    return text.replace("\\", "").replace(french.NO_BREAK, " ").replace(french.HYPHEN, "-")


def foot(test: AppTest) -> str:
    """What stands at the foot of a slide, as it is read."""
    return as_read(" ".join(text.value for text in test.caption))


def finding(test: AppTest) -> str:
    """What a slide answers, as it is read."""
    return as_read(" ".join(text.value for text in test.markdown))


def press(test: AppTest, key: str) -> AppTest:
    return test.button(key=f"touche_{key}").click().run()


def test_a_slide_says_its_question_its_finding_and_what_it_rests_on(project, demo_store: Store) -> None:
    test = project(page="recours", diapo="1", annees="2016-2018")
    no_error(test)
    first = REGISTRY[SLIDES["recours"][0].figure_id]
    said = figures.answer(demo_store, 1, first, Selection(2016, 2018, audience=PROJECTION))
    assert [each.value for each in test.title] == [french.typeset(first.question)]
    assert as_read(format_sentence(said.finding.sentence)) in finding(test)
    line, *behind = (as_read(each.value) for each in test.caption)
    for told in (said.size, first.source, "version 1", "2016-2018", "données au"):
        assert told.replace(french.NO_BREAK, " ") in line, told
    assert "public : projection" not in line and "version 1, du" not in line
    for told in (
        "public : projection",
        "version 1, du",
        as_read(format_sentence(first.method)).strip(),
    ):
        assert told in " ".join(behind)
    assert len(test.get("vega_lite_chart")) == 1 and len(test.multiselect) == 0


@pytest.mark.long
@pytest.mark.parametrize("page", SLIDES)
def test_every_figure_that_may_be_a_slide_is_one(project, demo_store: Store, page: str) -> None:
    test = project(page=page)
    for shown in SLIDES[page]:
        no_error(test)
        figure = REGISTRY[shown.figure_id]
        said = figures.answer(demo_store, 1, figure, Selection(2013, 2021, audience=PROJECTION))
        assert [each.value for each in test.title] == [french.typeset(figure.question)]
        drawn = [json.loads(each.proto.spec) for each in test.get("vega_lite_chart")]
        assert len(drawn) == (0 if said.table.empty or said.is_masked else 1), figure.id
        assert as_read(format_sentence(said.finding.sentence)) in finding(test), figure.id
        press(test, "Right")


def test_keys_turn_the_slides_between_the_first_and_the_last(project) -> None:
    test = project(page="tendances")
    last = str(len(SLIDES["tendances"]))
    for key, there in (
        ("Left", "1"),
        ("Right", "2"),
        ("PageDown", "3"),
        ("PageUp", "2"),
        ("End", last),
        ("PageDown", last),
        ("Home", "1"),
    ):
        assert press(test, key).query_params["diapo"] == there, key
    no_error(test)


def test_what_does_not_fit_a_screen_comes_on_the_next(project) -> None:
    rank = [each.figure_id for each in SLIDES["recours"]].index("uptake_by_region") + 1
    test = project(page="recours", diapo=str(rank))
    assert "1 à 7 sur 13" in test.button(key="suite").label
    assert "8 à 13 sur 13" in press(test, "Down").button(key="suite").label
    assert test.query_params["suite"] == "2"
    assert "1 à 7" in test.button(key="suite").click().run().button(key="suite").label
    press(test, "Down")
    assert "suite" not in press(test, "Right").query_params


def test_a_slide_limited_to_its_first_screen_has_no_next(project, own_demo: Store) -> None:
    running_orders.save(
        own_demo, RunningOrder("Matin", (FigureSlide("uptake_by_region", is_first_only=True),))
    )
    test = press(project(own_demo, deroule="1"), "Down")
    no_error(test)
    assert "1 à 7 sur 13" in foot(test) and "suite" not in [each.key for each in test.button]


@pytest.mark.parametrize(
    ("public", "audience"),
    [("", "projection"), ("equipe", "projection"), ("diffusion", "diffusion"), ("x", "diffusion")],
)
def test_a_room_never_sees_more_than_a_room(project, public: str, audience: str) -> None:
    test = project(page="enquetes", **({"public": public} if public else {}))
    no_error(test)
    assert f"public : {audience}" in foot(test)


def test_the_version_is_pinned_when_somebody_imports(project, own_demo: Store) -> None:
    test = project(own_demo, page="recours")
    assert test.query_params["version"] == "1"
    before = foot(test)
    own_demo.commit({"accompaniments": []}, parent=1, author="test", message="sans accompagnement")
    assert foot(test.run()) == before


def test_the_last_slide_says_what_is_not_projected(project) -> None:
    told = "ne sont pas projetées"
    test = project(page="recours")
    assert told not in foot(test)
    assert told in foot(press(test, "End"))


@pytest.mark.parametrize(
    ("params", "title"),
    [
        ({"page": "licorne"}, projector.UNKNOWN_PAGE),
        ({}, projector.UNKNOWN_PAGE),
        ({"deroule": "77"}, projector.UNKNOWN_ORDER),
        ({"deroule": "²"}, projector.UNKNOWN_PAGE),
    ],
)
def test_an_address_that_asks_for_nothing_known_says_so(project, params: dict[str, str], title: str) -> None:
    test = project(**params)
    no_error(test)
    assert [each.value for each in test.title] == [format_sentence(title)]
    assert test.button(key="touche_Esc")


@pytest.mark.parametrize(
    ("requested", "opened_slide"), [("0", "1"), ("999", str(len(SLIDES["tendances"]))), ("a", "1")]
)
def test_a_slide_that_is_not_there_gives_way_to_the_nearest(
    project, requested: str, opened_slide: str
) -> None:
    test = project(page="tendances", diapo=requested)
    no_error(test)
    assert test.query_params["diapo"] == opened_slide


def test_a_choice_without_data_is_a_sentence_and_the_next_slide_is_a_key_away(project) -> None:
    test = project(page="tendances", annees="2013", familles="SYNDICAT", regions="01")
    no_error(test)
    assert len(test.get("vega_lite_chart")) == 0
    assert any("retirez les filtres" in text.value for text in test.markdown)
    assert press(test, "Right").query_params["diapo"] == "2"


def test_filters_are_drawn_on_a_key_and_hold_for_every_slide(project) -> None:
    test = press(project(page="recours"), "F")
    test.multiselect(key="familles").set_value(["ONG"]).run()
    assert test.query_params["familles"] == "ONG"
    assert len(press(test, "F").multiselect) == 0
    press(test, "Right")
    no_error(test)
    assert test.query_params["familles"] == "ONG" and "ONG" in foot(test)


def test_a_running_order_shows_titles_and_figures_with_their_own_choice(project, own_demo: Store) -> None:
    chosen = (
        TitleSlide("Où en sommes-nous ?", "Séminaire"),
        FigureSlide("uptake_by_year", "annees=2016-2018"),
    )
    order = running_orders.save(own_demo, RunningOrder("Séminaire", chosen))
    test = project(own_demo, deroule=str(order.number))
    no_error(test)
    assert [each.value for each in test.title] == [format_sentence("Où en sommes-nous ?")]
    assert "2016-2018" in foot(press(test, "Right"))
    assert test.title[0].value == french.typeset(REGISTRY["uptake_by_year"].question)
    assert test.query_params["deroule"] == str(order.number)


def test_a_running_order_whose_last_record_is_damaged_is_projected_older_and_says_so(
    project, own_demo: Store
) -> None:
    first = running_orders.save(own_demo, RunningOrder("Matin", (TitleSlide("Avant"),)))
    changed = running_orders.save(own_demo, replace(first, slides=(TitleSlide("Après"),)))
    record = own_demo.path / "running_orders" / f"{changed.record:08d}.json"
    record.write_bytes(record.read_bytes()[:-3])
    test = project(own_demo, deroule=str(first.number))
    assert [each.value for each in test.title] == ["Avant"]
    assert [as_read(each.value) for each in test.toast] == [as_read(format_sentence(projector.OLDER_ORDER))]
    no_error(test)
    editor = open_page("deroules")
    assert [record.name in as_read(each.value) for each in editor.warning].count(True) == 1
    editor.button(key="enregistrer_deroule").click().run()
    assert not [each for each in editor.warning if record.name in as_read(each.value)]
    assert len(project(own_demo, deroule=str(first.number)).toast) == 0


def test_a_running_order_that_cannot_be_read_is_not_said_to_be_unheard_of(project, own_demo: Store) -> None:
    order = running_orders.save(own_demo, RunningOrder("Matin", (TitleSlide("Avant"),)))
    record = own_demo.path / "running_orders" / f"{order.record:08d}.json"
    record.write_bytes(record.read_bytes()[:-3])
    test = project(own_demo, deroule=str(order.number))
    no_error(test)
    assert [each.value for each in test.title] == [format_sentence(projector.LOST_ORDER)]
    assert record.name in finding(test) and "Matin" in finding(test)


@pytest.mark.parametrize(
    ("figure_id", "reason"),
    [
        ("never_reached", slides.NOT_A_SLIDE),
        ("quadrant_by_theme", slides.NOT_A_SLIDE),
        ("gone", slides.NO_FIGURE),
    ],
)
def test_a_figure_that_is_no_slide_says_so_in_a_running_order(
    project, own_demo: Store, figure_id: str, reason: str
) -> None:
    order = running_orders.save(own_demo, RunningOrder("Séminaire", (FigureSlide(figure_id),)))
    test = project(own_demo, deroule=str(order.number))
    no_error(test)
    assert any(format_sentence(reason) == text.value for text in test.markdown)
    assert len(test.get("vega_lite_chart")) == len(test.dataframe) == 0


@pytest.mark.parametrize(
    ("page", "figure_id", "present", "absent"),
    [
        ("recours", "uptake_by_year", "toutes les années choisies (2013-2021)", "chiffre unique"),
        (
            "recours",
            "uptake_by_family",
            "Quelle part des membres est accompagnée chaque année",
            "années choisies",
        ),
        ("enquetes", "waves_satisfaction", "chiffre unique qui se compare", "consignez devant"),
    ],
)
def test_a_lead_says_of_which_years_its_number_is_or_why_it_has_none(
    project, own_demo: Store, page: str, figure_id: str, present: str, absent: str
) -> None:
    rank = [each.figure_id for each in SLIDES[page]].index(figure_id) + 1
    test = project(own_demo, page=page, diapo=str(rank))
    test.button(key="icone_consigner").click().run()
    no_error(test)
    (record,) = (text.value for text in test.caption if "La piste gardera" in text.value)
    assert format_sentence(present) in record and absent not in record


def test_a_lead_on_what_a_room_may_not_see_shows_and_keeps_no_value(project, own_demo: Store) -> None:
    rank = [each.figure_id for each in SLIDES["reinterroger"]].index("gaps_by_theme") + 1
    test = project(own_demo, page="reinterroger", diapo=str(rank), themes="AGROECO")
    test.button(key="icone_consigner").click().run()
    no_error(test)
    assert any("réservé à l’équipe" in text.value for text in test.caption)
    assert not any("chiffre suivi : " in text.value for text in test.caption)
    test.text_area(key="piste_decision").set_value("Refaire le guide.")
    next(each for each in test.button if each.label == "Consigner").click().run()
    no_error(test)
    (mine,) = (each for each in decisions.recorded(own_demo) if each.decision == "Refaire le guide.")
    assert mine.value_then is None and mine.store_version == 1
    said = figures.answer(
        own_demo,
        1,
        REGISTRY["gaps_by_theme"],
        Selection(2013, 2021, themes=("AGROECO",), audience=PROJECTION),
    )
    assert mine.finding == said.finding.sentence


@pytest.mark.parametrize(
    ("params", "is_offered"),
    [({}, True), ({"public": "projection"}, False), ({"public": "diffusion"}, False)],
)
def test_a_lead_is_offered_on_a_slide_to_the_team_alone_as_on_a_card(
    project, params: dict[str, str], is_offered: bool
) -> None:
    test = project(page="recours", diapo="1", **params)
    no_error(test)
    assert any(button.key == "icone_consigner" for button in test.button) is is_offered


@pytest.mark.parametrize(("audience", "is_known"), [(TEAM, True), (PROJECTION, False)])
def test_what_a_decision_follows_of_a_survey_is_the_team_s(
    demo_store: Store, audience: str, is_known: bool
) -> None:
    said = figures.answer(
        demo_store, 1, REGISTRY["gaps_by_theme"], Selection(themes=("CLIMAT",), audience=audience)
    )
    assert (decisions.value(demo_store, said) is not None) is is_known
    register = figures.answer(demo_store, 1, REGISTRY["uptake_by_year"], Selection(audience=audience))
    assert decisions.value(demo_store, register) is not None


def test_leads_follow_one_another_but_not_on_data_that_have_changed(project, own_demo: Store) -> None:
    test = project(own_demo, page="recours")
    test.button(key="icone_consigner").click().run()
    test.text_area(key="piste_decision").set_value("Une piste.")
    next(each for each in test.button if each.label == "Consigner").click().run()
    assert own_demo.current().number == 2
    test.session_state[record_decision._IS_RECORDED] = False  # the form closes itself in a browser
    test.run()
    test.button(key="icone_consigner").click().run()
    assert len(test.text_area) == 1, "a decision is no change of data"
    own_demo.commit({"offers": []}, parent=2, author="test", message="sans offre")
    test = project(own_demo, page="recours", version="1")
    test.button(key="icone_consigner").click().run()
    assert len(test.text_area) == 0 and any("version 3" in box.value for box in test.info)


def test_the_window_s_shape_is_used_if_it_makes_sense() -> None:
    assert screen.parse_shape("1.33") == 1.33
    assert screen.parse_shape("99") == screen.SHAPES[1]
    assert all(screen.parse_shape(told) == screen.SHAPE for told in (None, "x", "nan", "inf", {}))


def test_a_longer_title_and_open_filters_leave_less_room_of_the_same_scale() -> None:
    short = screen.measure_chart_area(screen.SHAPE, "Qui ?", "Tous.", with_filters=False)
    long = screen.measure_chart_area(screen.SHAPE, "Qui ?" * 20, "Tous.", with_filters=True)
    assert long.share < short.share < 100
    assert long.height / long.share == pytest.approx(short.height / short.share)
    assert long.width == short.width


@pytest.fixture
def editor(own_demo: Store, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("DSE_STORE", str(own_demo.path))
    return go_to_page(open_page("tendances", annees="2016-2018"), "deroules")


def test_the_title_of_a_running_order_is_listed_as_typed(
    own_demo: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list of choices reads no Markdown: what is escaped for one that does would show its backslashes."""
    running_orders.save(own_demo, RunningOrder("Offre : ouvrir, changer (ou pas)", (TitleSlide("Ouvrir"),)))
    monkeypatch.setenv("DSE_STORE", str(own_demo.path))
    test = open_page("deroules")
    assert test.selectbox(key="deroule_choisi").options == [
        "Offre : ouvrir, changer (ou pas)",
        "Nouveau diaporama",
    ]


def test_a_running_order_is_composed_saved_copied_taken_away_and_put_back(
    editor: AppTest, own_demo: Store
) -> None:
    no_error(editor)
    editor.text_input(key="deroule_titre").set_value("Séminaire").run()
    editor.selectbox(key="deroule_page").set_value("recours").run()
    editor.multiselect(key="deroule_figures").set_value(["uptake_by_region", "uptake_by_year"]).run()
    editor.checkbox[0].check().run()
    editor.button(key="ajouter_figures").click().run()
    editor.text_input(key="diapo_titre").set_value("Le recours").run()
    editor.button(key="ajouter_titre").click().run()
    editor.button(key="icone_monter_2").click().run()
    editor.button(key="icone_monter_1").click().run()
    editor.button(key="enregistrer_deroule").click().run()
    no_error(editor)
    (kept,) = running_orders.listed(own_demo).values()
    years = "annees=2016-2018"
    assert kept.title == "Séminaire" and kept.slides == (
        TitleSlide("Le recours"),
        FigureSlide("uptake_by_region", years),
        FigureSlide("uptake_by_year", years),
    )
    editor.button(key="icone_retirer_1").click().run()
    assert any("non enregistrées" in text.value for text in editor.caption)
    editor.button(key="enregistrer_deroule").click().run()
    assert len(running_orders.find(own_demo, kept.number).slides) == 2
    editor.button(key="dupliquer_deroule").click().run()
    assert [each.title for each in running_orders.listed(own_demo).values()] == [
        "Séminaire (copie)",
        "Séminaire",
    ]
    copy, first = running_orders.listed(own_demo)
    editor.button(key=f"supprimer_deroule_{copy}").click().run()
    assert [each.title for each in running_orders.listed(own_demo).values()] == ["Séminaire"]
    assert f"supprimer_deroule_{copy}" not in [button.key for button in editor.button]
    editor.button(key=f"supprimer_deroule_{first}").click().run()
    assert not running_orders.listed(own_demo)
    for number in (copy, first):
        editor.button(key=f"remettre_deroule_{number}").click().run()
        no_error(editor)
    assert len(running_orders.listed(own_demo)) == 2


def test_figures_of_other_years_than_the_comments_are_said_and_put_on_those_of_the_plan(
    own_demo: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = (FigureSlide("requests_funnel"), FigureSlide("uptake_by_year", "annees=2019-2021&familles=ONG"))
    running_orders.save(own_demo, RunningOrder("CA de décembre", shown))
    texts = {"requests_funnel": "Un mot.", "uptake_by_year": "Merci à M. Jean Dupont."}
    comments = {figure_anchor(each): Comment(text, "", date(2022, 1, 12)) for each, text in texts.items()}
    review_plans.save_plan(own_demo, Plan((), "Bilan", "2019-2021", comments))
    monkeypatch.setenv("DSE_STORE", str(own_demo.path))
    test = open_page("deroules")
    number = test.selectbox(key="commentaires_en_notes").options.index("Bilan : Bilan")
    test.selectbox(key="commentaires_en_notes").select_index(number).run()
    no_error(test)
    sentence = "1\u00a0figure du diaporama porte sur 2013-2021\u00a0: leurs nombres ne sont pas ceux du bilan"
    told = [text.value.replace("\\", "") for text in test.markdown]
    assert any(sentence in text for text in told), told
    (left_out,) = [box.value for box in test.warning if "pas dans les notes" in box.value]
    assert left_out.startswith("Le commentaire sous «") and "accompagnée chaque année" in left_out
    test.button(key="deroule_sur_triennal").click().run()
    no_error(test)
    (saved,) = running_orders.listed(own_demo).values()
    assert [each.selection for each in saved.slides] == ["annees=2019-2021", "annees=2019-2021&familles=ONG"]
    assert "deroule_sur_triennal" not in [button.key for button in test.button]


def test_a_running_order_says_how_many_screens_it_makes_and_one_may_do(
    editor: AppTest, own_demo: Store
) -> None:
    editor.text_input(key="deroule_titre").set_value("Séminaire").run()
    editor.selectbox(key="deroule_page").set_value("recours").run()
    editor.multiselect(key="deroule_figures").set_value(["uptake_by_year", "uptake_by_region"]).run()
    editor.button(key="ajouter_figures").click().run()
    no_error(editor)
    assert any("2 diapositives, soit 3 écrans" in as_read(text.value) for text in editor.caption)
    assert [each.key for each in editor.checkbox if each.key] == ["premier_1"]
    editor.checkbox(key="premier_1").check().run()
    assert any("2 diapositives, soit 2 écrans" in as_read(text.value) for text in editor.caption)
    assert any("PowerPoint, plus une page de titre." in as_read(text.value) for text in editor.caption)
    editor.button(key="icone_monter_1").click().run()
    assert editor.checkbox(key="premier_0").value is True
    editor.button(key="enregistrer_deroule").click().run()
    no_error(editor)
    (order,) = running_orders.listed(own_demo).values()
    assert [each.is_first_only for each in order.slides] == [True, False]


def test_a_running_order_without_title_or_slides_is_refused_in_french(
    editor: AppTest, own_demo: Store
) -> None:
    editor.text_input(key="deroule_titre").set_value("Séminaire").run()
    editor.button(key="enregistrer_deroule").click().run()
    assert any("Ajoutez une figure ou un titre" in box.value for box in editor.error)
    editor.text_input(key="deroule_titre").set_value("").run()
    editor.button(key="enregistrer_deroule").click().run()
    assert any("Donnez un titre" in box.value for box in editor.error)
    assert running_orders.listed(own_demo) == {}


def test_a_title_at_the_head_is_the_title_page_of_a_powerpoint() -> None:
    title, figure_slide = TitleSlide("Séminaire"), FigureSlide("uptake_by_year")
    assert _describe_length((title, figure_slide), [1, 1]).endswith("et autant de pages dans PowerPoint.")
    assert _describe_length((figure_slide, title), [1, 1]).endswith("plus une page de titre.")

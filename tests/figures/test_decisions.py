"""What is decided in front of a figure is kept with its value, followed since, and can be undone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import uploads
from app_session import open_page

from dse import decisions, figures, paths, selections
from dse.demo.refresh import AUTHOR, Build, refresh_demo
from dse.errors import Conflict, Refused
from dse.figures import REGISTRY, Answer
from dse.ingest import Upload
from dse.query import Query, Selection, open_version
from dse.store import Store
from dse.ui.frame.prose import format_sentence
from schemas import codelists, renamed
from schemas.renamed import Renaming
from tests.demo.generator import decisions as planted

OFFERS = (paths.DEMO / "offre.csv").read_text(encoding="utf-8-sig")
GENDER = "OFF-GENRE;Fonds d’études genre;Étude genre;;01/01/2019;;4;"
WIDENED = "OFF-GENRE;Fonds genre;Étude genre;ONG | Acteur de l’ESS;01/01/2019;;99;"


def answer_figure(store: Store, figure_id: str, **choice: object) -> Answer:
    return figures.answer(store, store.current().number, REGISTRY[figure_id], Selection(**choice))


def record_decision(store: Store, **more: object) -> decisions.Decision:
    answer = answer_figure(store, "themes_by_year", first_year=2016, last_year=2018, themes=("CLIMAT",))
    day = {
        "decided_on": date(2018, 9, 7),
        "occasion": " Séminaire ",
        "decision": "Ouvrir un chantier climat.",
    }
    return decisions.before(store, answer, **(day | more))


def test_a_decision_keeps_what_was_seen(own_demo: Store) -> None:
    number = own_demo.current().number
    version = decisions.record(own_demo, record_decision(own_demo, offer_id="OFF-GENRE"), "Camille")
    assert version.number == number + 1
    (mine,) = (each for each in decisions.recorded(own_demo) if each.decision_id == "DEC-2018-03")
    answer = answer_figure(own_demo, "themes_by_year", first_year=2016, last_year=2018, themes=("CLIMAT",))
    assert (mine.finding, mine.occasion, mine.status) == (answer.finding.sentence, "Séminaire", "A_FAIRE")
    assert mine.selection == "annees=2016-2018&themes=CLIMAT"
    assert mine.store_version == number
    rows = answer.table
    assert mine.value_then == pytest.approx(100 * rows["marked"].sum() / rows["examined"].sum())


def test_recording_is_one_version_that_can_be_undone(own_demo: Store) -> None:
    before = decisions.recorded(own_demo)
    version = decisions.record(own_demo, record_decision(own_demo), "Camille")
    assert len(decisions.recorded(own_demo)) == len(before) + 1
    own_demo.undo(version.number, "Camille")
    assert decisions.recorded(own_demo) == before


def test_a_decision_is_amended_and_closed(own_demo: Store) -> None:
    decisions.record(own_demo, record_decision(own_demo), "Camille")
    closing = {"status": "FAITE", "outcome": "Ouvert.", "closed_on": date(2019, 3, 1)}
    assert decisions.amend(own_demo, "DEC-2018-03", "Camille", **closing) is not None
    (mine,) = (each for each in decisions.recorded(own_demo) if each.decision_id == "DEC-2018-03")
    assert (mine.status, mine.outcome, mine.closed_on) == ("FAITE", "Ouvert.", date(2019, 3, 1))
    assert decisions.amend(own_demo, "DEC-2018-03", "Camille", **closing) is None
    with pytest.raises(Refused, match="n’existe plus"):
        decisions.amend(own_demo, "DEC-1999-01", "Camille", status="FAITE")


def test_nothing_decided_is_refused(own_demo: Store) -> None:
    with pytest.raises(Refused, match="Écrivez ce qui est décidé"):
        record_decision(own_demo, decision="  ")


@pytest.mark.parametrize(
    "choice",
    [
        Selection(),
        Selection(2016, 2018, families=("ONG", "ESS")),
        Selection(2021, 2021, kinds=("AOC",), themes=("GENRE",)),
    ],
)
def test_a_choice_is_written_and_read_back(choice: Selection) -> None:
    assert selections.read(selections.written(choice)) == choice


def test_what_is_not_understood_is_left_out() -> None:
    assert selections.read("annees=hier&familles=LICORNE,ONG&couleur=bleu") == Selection(families=("ONG",))
    assert (
        selections.told(Selection(2016, 2018, families=("COLLECTIVITE",)))
        == "2016-2018, Collectivité territoriale"
    )


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2016-", (2016, 2016)),
        ("2016--2018", (2016, 2018)),
        ("2016-x", (2016, 2016)),
        ("02016", (2016, 2016)),
        ("2018-2016", (2016, 2018)),
    ],
)
def test_years_of_a_stored_choice_are_read_among_other_signs(text: str, years: tuple[int, int]) -> None:
    assert selections.read(f"annees={text}") == Selection(*years)


@pytest.mark.parametrize("text", ["²²²²", "2016-2017-2018", "-", ""])
def test_years_unread_mean_all_of_them(text: str) -> None:
    assert selections.read(f"annees={text}") == Selection()


def test_the_demo_was_decided_on_what_its_figures_said(demo_store: Store) -> None:
    """The values of the raw file are those of the figures, as are the words since."""
    told = {each.decision_id: each for each in decisions.recorded(demo_store)}
    assert told.keys() == planted.PLANTED.keys()
    rows = answer_figure(demo_store, "decisions_followed").table.set_index("decision_id")
    for identity, each in told.items():
        answer = figures.answer(demo_store, 1, REGISTRY[each.figure_id], selections.read(each.selection))
        assert each.value_then == pytest.approx(decisions.value(demo_store, answer), abs=0.05)
        tendency = rows.loc[identity, "tendency"]
        assert ("" if tendency is None or tendency != tendency else tendency) == planted.PLANTED[identity]


def test_a_decision_on_a_need_says_that_all_respondents_are_compared(own_demo: Store) -> None:
    """The arrow of the figure of waves may be that of the same ones alone, which a decision does not follow."""
    answer = answer_figure(own_demo, "gaps_by_theme", last_year=2018, themes=("AGROECO",))
    written = {"decided_on": date(2018, 9, 7), "occasion": "Séminaire", "decision": "Former davantage."}
    decisions.record(own_demo, decisions.before(own_demo, answer, **written), "Camille")
    rows = answer_figure(own_demo, "decisions_followed").table
    is_need = rows["question"] == REGISTRY["gaps_by_theme"].question
    assert is_need.any() and rows["choice"][is_need].str.endswith(" ; tous les répondants").all()
    assert not rows["choice"][~is_need].str.contains("répondants").any()


def test_what_became_of_decisions(demo_store: Store) -> None:
    answer = answer_figure(demo_store, "decisions_followed")
    rows = answer.table.set_index("decision_id")
    assert list(rows.index[:2]) == ["DEC-2021-01", "DEC-2018-02"], "those still open come first"
    assert rows.loc["DEC-2018-01", "offer_moved"] == "ouverture le 1er janvier 2019"
    assert rows.loc["DEC-2017-01", "offer_moved"] == "fermeture le 31 décembre 2017"
    assert rows.loc["DEC-2018-02", "offer_moved"] == "inchangée"
    themes = answer_figure(
        demo_store, "themes_by_year", first_year=2019, last_year=2021, themes=("GENRE",)
    ).table
    since = 100 * themes["marked"].sum() / themes["examined"].sum()
    assert rows.loc["DEC-2018-01", "value_since"] == pytest.approx(since)
    assert rows.loc["DEC-2021-01", "why_not"] == "Aucune année entière ne s’est écoulée depuis."
    assert answer_figure(demo_store, "decisions_followed", audience="projection").table.empty
    overdue = answer_figure(demo_store, "decisions_overdue").table
    assert overdue["due_on"].tolist() == [date(2019, 12, 31)], (
        "that of June 2022 comes after the last day known"
    )


def test_what_changed_in_an_offer_since_its_decision_is_told(own_demo: Store) -> None:
    decisions.record(own_demo, record_decision(own_demo, offer_id="OFF-GENRE"), "Camille")
    changed = Upload("offre.csv", OFFERS.replace(GENDER, WIDENED).encode("utf-8"))
    uploads.accepted(own_demo, changed)
    rows = answer_figure(own_demo, "decisions_followed").table.set_index("decision_id")
    assert rows.loc["DEC-2018-03", "offer_moved"].split(" ; ") == [
        "ouverture le 1er janvier 2019",
        "intitulé : « Fonds d’études genre » → « Fonds genre »",
        "familles visées : Toutes → ONG et Acteur de l’ESS",
        "places par an : 4 → 99",
    ]
    assert rows.loc["DEC-2018-02", "offer_moved"] == "inchangée"


def test_an_offer_is_not_compared_with_a_version_that_is_not_there(own_demo: Store) -> None:
    elsewhere = replace(record_decision(own_demo, offer_id="OFF-EVAL"), store_version=999)
    decisions.record(own_demo, elsewhere, "Camille")
    rows = answer_figure(own_demo, "decisions_followed").table.set_index("decision_id")
    assert rows.loc["DEC-2018-03", "offer_moved"] == "ni ouverture ni fermeture"


def test_a_decision_in_front_of_a_figure_that_is_no_more_says_so_by_name(
    own_demo: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    decisions.record(own_demo, replace(record_decision(own_demo), figure_id="themes"), "Camille")
    row = answer_figure(own_demo, "decisions_followed").table.set_index("decision_id").loc["DEC-2018-03"]
    assert row["why_not"] == "La figure « themes » n’existe plus : son chiffre ne se suit plus."
    monkeypatch.setenv("DSE_STORE", str(own_demo.path))
    test = open_page("reinterroger", section="decisions")
    assert not test.exception and not test.error
    assert sum(format_sentence(row["why_not"]) == text.value for text in test.caption) == 1


def test_a_decision_names_the_rate_that_it_follows(own_demo: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    decision = replace(record_decision(own_demo), figure_id="uptake_by_year", selection="annees=2016-2018")
    decisions.record(own_demo, decision, "Camille")
    row = answer_figure(own_demo, "decisions_followed").table.set_index("decision_id").loc["DEC-2018-03"]
    assert row["tracked_name"] == "Taux de recours annuel moyen"
    monkeypatch.setenv("DSE_STORE", str(own_demo.path))
    test = open_page("reinterroger", section="decisions")
    name = format_sentence("Chiffre suivi : Taux de recours annuel moyen.")
    assert name in {text.value for text in test.caption}


def test_a_decision_follows_its_figure_under_the_name_that_it_has_since(
    own_demo: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    decisions.record(own_demo, record_decision(own_demo), "Camille")
    same = answer_figure(own_demo, "decisions_followed").table
    decisions.amend(own_demo, "DEC-2018-03", "Camille", figure_id="themes")
    monkeypatch.setitem(renamed.RENAMED_FIGURES, "themes", Renaming("themes_by_year", "1.2.0"))
    assert answer_figure(own_demo, "decisions_followed").table.equals(same)


def test_the_demo_may_be_written_without_being_made_again(own_demo: Store) -> None:
    number = decisions.record(own_demo, record_decision(own_demo), "Camille").number
    assert refresh_demo(own_demo) == Build(False)
    assert own_demo.current().number == number
    assert own_demo.versions()[-1].author == AUTHOR


def test_the_page_shows_what_became_of_decisions(own_demo: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DSE_STORE", str(own_demo.path))
    test = open_page("reinterroger", section="decisions")
    assert not test.exception
    assert any("collectivité membre jamais accompagnée" in text.value for text in test.markdown)
    values = {(each.label, each.value) for each in test.metric}
    assert {("Au moment de la décision", "31\u202f%"), ("Depuis (2019-2021)", "54\u202f%")} <= values
    assert [each.label for each in test.expander if "closes" in each.label] == ["Décisions closes (3)"]


def test_two_who_decide_at_once_lose_nothing(own_demo: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second, who read before the first had written, is told so; what the first wrote stands."""
    mine, reading = record_decision(own_demo), decisions._read

    def while_another_writes(store: Store, version: object) -> list[decisions.Decision]:
        rows = reading(store, version)
        monkeypatch.setattr(decisions, "_read", reading)
        decisions.record(store, record_decision(own_demo, decision="L’autre piste."), "Sacha")
        return rows

    monkeypatch.setattr(decisions, "_read", while_another_writes)
    with pytest.raises(Conflict):
        decisions.record(own_demo, mine, "Camille")
    assert [each.decision for each in decisions.recorded(own_demo)].count("L’autre piste.") == 1


def test_a_choice_that_names_what_is_gone_is_not_followed(own_demo: Store) -> None:
    decisions.record(
        own_demo,
        replace(record_decision(own_demo), selection="annees=2016-2018&familles=ANCIENNE&themes=CLIMAT"),
        "Camille",
    )
    rows = answer_figure(own_demo, "decisions_followed").table.set_index("decision_id")
    assert "ANCIENNE" in rows.loc["DEC-2018-03", "why_not"]
    assert rows.loc["DEC-2018-03"][["value_since", "tendency"]].isna().all()


def test_a_theme_is_followed_by_the_gap_that_its_card_shows(demo_store: Store) -> None:
    answer = answer_figure(demo_store, "gaps_by_theme", themes=("AGROECO",))
    assert decisions.value(demo_store, answer) == pytest.approx(float(answer.table["gap_points"].iloc[0]))


def test_a_gap_since_is_that_of_the_card_with_the_interval_of_its_need(demo_store: Store) -> None:
    metric = REGISTRY["gaps_by_theme"].tracked_metric
    query = Query(open_version(demo_store, 1), Selection(2016, 2018, themes=("AGROECO",)))
    pair = metric.find_pair(query)
    gap, need = metric.compare(query, pair), metric.former.compare(query, pair)
    before, after = (
        answer_figure(
            demo_store, "gaps_by_theme", first_year=first, last_year=last, themes=("AGROECO",)
        ).table.iloc[0]
        for first, last in ((2016, 2018), (2019, 2021))
    )
    assert (gap.before.value, gap.after.value) == pytest.approx((before["gap_points"], after["gap_points"]))
    served = after["met_pct"] - before["met_pct"]
    assert gap.interval == pytest.approx((need.interval[0] - served, need.interval[1] - served))
    assert gap.interval[0] < gap.change < gap.interval[1] and gap.tendency == "HAUSSE"


def test_a_decision_from_before_units_still_follows_the_need(own_demo: Store) -> None:
    answer = answer_figure(own_demo, "gaps_by_theme", last_year=2018, themes=("AGROECO",))
    written = {"decided_on": date(2018, 9, 7), "occasion": "Séminaire", "decision": "Former davantage."}
    decision = decisions.before(own_demo, answer, **written)
    assert decision.value_unit == "points"
    decisions.record(own_demo, decision, "Camille")
    need = float(answer.table["need_pct"].iloc[0])
    decisions.record(own_demo, replace(decision, value_then=need, value_unit=None), "Camille")
    rows = answer_figure(own_demo, "decisions_followed").table.set_index("decision_id")
    new, old = rows.loc["DEC-2018-03"], rows.loc["DEC-2018-04"]
    assert (new["value_unit"], old["value_unit"]) == ("points", "%")
    for row in (new, old):
        assert row["value_again"] == pytest.approx(row["value_then"]) and row["tendency"] == "HAUSSE"


@pytest.mark.parametrize("figure_id", ["gaps_by_theme", "gaps_by_support", "themes_by_year"])
def test_a_finding_says_of_what_it_speaks(demo_store: Store, figure_id: str) -> None:
    answer = answer_figure(demo_store, figure_id)
    (column,) = (column for column in REGISTRY[figure_id].columns if column.name in ("theme", "support"))
    assert codelists.labels_in(column.codelists)[answer.finding.subject] in answer.finding.sentence

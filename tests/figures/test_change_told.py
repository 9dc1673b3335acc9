"""What the page on changes says in words: ties are named, and what was not tested is not called nothing."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from change_rows import CHANGED, ONE, TODAY
from counted_store import answer_figure, commit_tables

from dse import figures
from dse.errors import Refused
from dse.figures.change import backed, ended, supports, unforeseen
from dse.query import Selection
from dse.store import Store
from dse.ui.frame import shell


def plain(store, figure_id: str, **choice: object) -> str:
    return (
        answer_figure(store, figure_id, **choice)
        .finding.sentence.replace("\u202f", " ")
        .replace("\u00a0", " ")
    )


def changes(*kinds: str) -> list[dict]:
    return [CHANGED | {"change_id": f"C{place}", "change_kind": kind} for place, kind in enumerate(kinds)]


def cites(change_id: str) -> dict:
    return {"change_id": change_id, "subject": "accompaniment", "subject_id": "X", "contribution": "FAIBLE"}


def test_what_is_noted_as_often_as_another_is_not_named_alone(tmp_path: Path) -> None:
    noted = changes("ACTION", "ACTION", "PRATIQUE", "PRATIQUE", "RELATION")
    contributions = [cites(each["change_id"]) for each in noted]
    store = commit_tables(tmp_path, TODAY, ONE | {"changes": noted, "change_contributions": contributions})
    told = plain(store, "changes_by_kind")
    assert (
        told
        == "Les types de changement les plus souvent notés sont Action et Pratique à égalité : 2 changements chacun sur 5."
    )
    told = plain(store, "paths_to_change")
    assert (
        "→ Action et " in told
        and "→ Pratique à égalité : 2 changements chacun, sur 3 chemins observés." in told
    )
    assert plain(store, "changes_by_level").endswith(
        "5 changements sur 5 ; 5 sont vérifiés, 5 sont négatifs."
    )


# --- what was not tested is not called nothing ---


def test_shares_that_could_not_be_tested_are_not_said_without_a_trend(tmp_path: Path) -> None:
    store = commit_tables(tmp_path, TODAY, ONE | {"changes": [CHANGED]})
    assert plain(store, "changes_unforeseen") == "Sur 1 changement, on en compte 1 imprévu et 1 négatif."
    words = {"unforeseen": "AUCUNE", "negative": "NON_CALCULABLE"}
    assert unforeseen._nothing_clear(words) == (
        "La part des imprévus n’a pas de tendance nette\u202f; rien ne peut être dit de celle des négatifs, faute d’années, de membres ou de cas."
    )
    both = dict.fromkeys(words, "AUCUNE")
    assert unforeseen._nothing_clear(both) == "Aucune de ces deux parts n’a de tendance nette."


def test_kinds_of_support_that_could_not_be_compared_are_not_said_alike(tmp_path: Path) -> None:
    store = commit_tables(tmp_path, TODAY, ONE | {"changes": [CHANGED], "change_contributions": [cites("C")]})
    assert plain(store, "supports_cited") == (
        "1 appui sur 1 terminé est cité par au moins un changement. "
        "Il y a trop peu d’accompagnements ou de membres pour comparer les types entre eux. "
        "Les activités ne sont pas enregistrées."
    )


def supported(*rows: tuple[str, int, int, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["support", "cited", "ended", "standing"])
    return frame.assign(cited_pct=100.0 * frame["cited"] / frame["ended"])


def test_the_weight_of_a_support_is_its_gap_to_the_others_and_the_less_often_is_said_too() -> None:
    """An activity is not among the others: it has nobody to be compared with."""
    less = supports._finding(
        supported(
            ("AOC", 57, 60, "MOINS"),
            ("EVALUATION", 40, 40, "SEMBLABLE"),
            ("FORMATION", 0, 90, "NON_CALCULABLE"),
        )
    )
    assert less.weight == pytest.approx(0.05)
    assert "sont cités nettement moins souvent que les autres" in less.sentence
    both = supports._finding(
        supported(
            ("AOC", 45, 50, "PLUS"), ("EVALUATION", 5, 50, "MOINS"), ("CAPITALISATION", 10, 20, "SEMBLABLE")
        )
    )
    assert "nettement plus souvent que" in both.sentence and "nettement moins souvent que" in both.sentence
    assert both.weight == pytest.approx(0.9 - 15 / 70)


# --- what is compared: mutants of these guards were seen to live ---


def ended_by(*groups: tuple[int, str, int, int]) -> pa.Table:
    """Accompaniments of as many carriers: year, kind, how many cited, how many."""
    rows = [
        (year, kind, 1 if place < cited else None)
        for year, kind, cited, many in groups
        for place in range(many)
    ]
    return pa.table(
        {
            "unit": [f"M{place}" for place in range(len(rows))],
            "kind": [kind for _, kind, _ in rows],
            "year": [year for year, *_ in rows],
            "strongest": [strongest for *_, strongest in rows],
        }
    )


def words(rows: pa.Table) -> dict[str, str]:
    kinds = sorted(set(rows["kind"].to_pylist()))
    return dict(zip(kinds, ended._words(rows, kinds), strict=True))


def test_a_kind_is_compared_with_what_ended_the_same_year() -> None:
    """Pooled, half of these AOC are cited against a third of the others, which chance could give; in each year the gap is wide."""
    rows = ended_by(
        (2014, "AOC", 5, 5), (2014, "EVALUATION", 16, 20), (2018, "AOC", 10, 25), (2018, "EVALUATION", 0, 25)
    )
    assert words(rows) == {"AOC": "PLUS", "EVALUATION": "MOINS"}


def test_none_of_six_cited_where_a_third_is_shows_nothing() -> None:
    """Six carriers flipped together all lie on one side, and say « fewer »; counted exactly, chance gives that three times in ten."""
    rows = ended_by((2018, "AOC", 0, 6), (2018, "EVALUATION", 12, 40))
    assert words(rows) == {"AOC": "SEMBLABLE", "EVALUATION": "SEMBLABLE"}


@pytest.mark.parametrize(("studied", "is_tested"), [(4, False), (5, True)])
def test_four_that_cite_an_accompaniment_are_too_few_to_compare(studied: int, is_tested: bool) -> None:
    events = pd.DataFrame(
        [(f"M{place}", int(place < studied), int(place < studied)) for place in range(40)],
        columns=["unit", "x", "hit"],
    )
    assert (backed._p_value(events) is not None) == is_tested
    others = events.assign(x=1 - events["x"])
    assert (backed._p_value(others) is not None) == is_tested


def test_a_page_that_could_test_nothing_does_not_say_that_there_is_no_trend(
    demo_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shell.filters, "get_selection", Selection)
    one = commit_tables(tmp_path, TODAY, ONE | {"changes": [CHANGED], "change_contributions": [cites("C")]})
    for page in ("changement", "reseau", "recours", "tendances"):
        answers = [answer_figure(one, each.id) for each in figures.of_page(page)]
        assert figures.tested(answers) == set(), page
        assert shell.describe_no_finding(answers) == "Trop peu d’années ou de membres pour dire une tendance."
    three = {"first_year": 2016, "last_year": 2018}
    groups = [answer_figure(demo_store, name, **three) for name in ("uptake_by_year", "uptake_by_family")]
    assert (
        shell.describe_no_finding(groups)
        == "Aucun écart net ici ; trop peu d’années ou de membres pour dire une tendance."
    )
    assert (
        shell.describe_no_finding([answer_figure(demo_store, "uptake_by_year")])
        == "Aucune tendance nette sur la période."
    )


def test_three_years_are_not_said_without_a_trend(demo_store: Store) -> None:
    triennial = plain(demo_store, "changes_unforeseen", first_year=2016, last_year=2018)
    assert triennial == "Sur 42 changements, on en compte 12 imprévus et 6 négatifs."
    assert "Aucune de ces deux parts n’a de tendance nette." in plain(
        demo_store, "changes_unforeseen", first_year=2013, last_year=2017
    )


# --- one and none, in French ---


def test_a_member_carries_nothing_only_in_years_in_which_accompaniments_are_recorded(tmp_path: Path) -> None:
    changed = ONE | {"changes": [CHANGED]}
    refused = {"accompaniment_id": "Y", "kind": "AOC", "title": "T", "status": "REFUSE"}
    asked = {"accompaniment_id": "Y", "organisation_id": "A", "role": "PORTEUR"}
    requests = {
        "accompaniments": [*ONE["accompaniments"], refused | {"requested_on": date(2017, 5, 1)}],
        "accompaniment_organisations": [*ONE["accompaniment_organisations"], asked],
    }
    session = {"activity_id": "S", "kind": "FORMATION", "title": "Session", "held_on": date(2017, 5, 1)}
    told = [
        plain(commit_tables(tmp_path / name, TODAY, changed | tables), "uptake_of_period", first_year=2017)
        for name, tables in (("asked", requests), ("held", {"activities": [session]}), ("nothing", {}))
    ]
    assert told[0] == "Le seul membre de la période n’a pas été accompagné."
    assert all(text.startswith("Aucun accompagnement n’est enregistré pour ces années") for text in told[1:])


def test_one_member_and_one_change_are_told_in_the_singular(tmp_path: Path) -> None:
    noted = CHANGED | {"verification": "NON_VERIFIE", "expected": "PREVU", "direction": "POSITIF"}
    store = commit_tables(tmp_path, TODAY, ONE | {"changes": [noted], "change_contributions": [cites("C")]})
    assert answer_figure(store, "changes_by_year").size == "1\u00a0changement, dont aucun vérifié"
    assert plain(store, "changes_by_year") == (
        "1 changement a été noté, dont aucun vérifié. En tout, aucun n’était imprévu et aucun n’était négatif."
    )
    assert plain(store, "uptake_of_period") == (
        "1 membre de la période sur 1 a été accompagné au moins une fois."
    )
    assert plain(store, "changes_backed").endswith(
        "L’unique changement cite un appui. Les activités ne sont pas enregistrées."
    )
    told = [backed._unbacked(none, of) for none, of in ((0, 3), (1, 3), (2, 3), (1, 1))]
    assert told == [
        "Tous citent un appui",
        "Sur les 3 changements, 1 ne cite aucun appui",
        "Sur les 3 changements, 2 ne citent aucun appui",
        "L’unique changement ne cite aucun appui",
    ]
    told = [backed._part_others(none, of) for none, of in ((5, 18), (1, 2), (0, 12), (0, 1), (3, 3), (1, 1))]
    assert told == [
        "Parmi les 18 autres, 13 citent une activité et 5 aucun appui",
        "Parmi les 2 autres, 1 cite une activité et 1 aucun appui",
        "Les 12 autres citent tous une activité",
        "L’autre cite une activité",
        "Les 3 autres ne citent aucun appui",
        "L’autre ne cite aucun appui",
    ]
    assert answer_figure(store, "indicators_behind").finding.sentence.startswith(
        "Aucune valeur en retard, ou aucun indicateur"
    )
    with pytest.raises(Refused, match="Il n’y a que la version 1"):
        store.version(2)


def test_all_that_say_a_need_are_accounted_for(demo_store: Store) -> None:
    table = answer_figure(demo_store, "needs_after_theme").table
    first = plain(demo_store, "needs_after_theme").partition(" autres.")[0].replace("En 2019-2021", "")
    wave, needing, *parts = [int(number) for number in re.findall(r"\d+", first)]
    assert (table["needing"] == needing).any() and wave == 2018 and needing == sum(parts)


# --- how far the data reach ---


def test_a_card_on_changes_is_dated_by_the_latest_change_and_no_other_card_is(tmp_path: Path) -> None:
    """One to come dates nothing; members and waits are still counted to the register's last day."""
    later = [CHANGED | {"change_id": f"L{year}", "observed_on": date(year, 4, 2)} for year in (2017, 2019)]
    store = commit_tables(tmp_path, TODAY, ONE | {"changes": [CHANGED, *later]})
    assert (
        answer_figure(store, "changes_by_year").as_of
        == answer_figure(store, "changes_list").as_of
        == date(2017, 4, 2)
    )
    assert (
        answer_figure(store, "uptake_by_year").as_of
        == answer_figure(store, "never_reached").as_of
        == date(2016, 9, 5)
    )
    without = commit_tables(tmp_path / "b", TODAY, ONE)
    assert answer_figure(without, "changes_by_year").as_of == date(2016, 9, 5)


@pytest.mark.parametrize(
    "figure_id", ["uptake_by_year", "request_delays", "outputs_delays", "opening_by_year"]
)
def test_three_years_are_told_without_a_word_of_a_trend(demo_store: Store, figure_id: str) -> None:
    """A triennial can never tell one: eight times in a review it said so, once beside a wait that had clearly lengthened since the last one."""
    sentence = answer_figure(demo_store, figure_id, first_year=2019, last_year=2021).finding.sentence
    assert "2021" in sentence or "2020" in sentence
    assert not any(word in sentence for word in ("trop peu", "pour dire si", "nettement")), sentence
    assert "nettement" in answer_figure(demo_store, figure_id).finding.sentence

"""Changes and what contributed to them: counted again by hand over the demo's tables, and over every choice."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from change_rows import CHANGED, ONE, TODAY
from counted_store import answer_figure, commit_tables
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dse import figures, french
from dse.demo.refresh import refresh_demo
from dse.figures import REGISTRY, change, columns
from dse.query import Selection
from dse.store import Store
from schemas import codelists
from tests.demo import generator

CHANGE = tuple(each.id for each in figures.of_page("changement"))
COUNTS = ("changes_by_year", "changes_unforeseen", "changes_by_kind", "changes_by_level", "changes_backed")


@pytest.fixture(scope="module")
def tables(demo_store: Store) -> Callable[[str], list[dict]]:
    version = demo_store.current()
    return lambda name: demo_store.read(version, name).to_pylist()


def cited(tables: Callable) -> dict[str, list[tuple[str, str, str]]]:
    """What each change cites: subject, reference and contribution."""
    found = defaultdict(list)
    for each in tables("change_contributions"):
        found[each["change_id"]].append((each["subject"], each["subject_id"], each["contribution"]))
    return found


def family_on(tables: Callable, organisation: str, day: date) -> str:
    """The family in force that day; the first one before its date too."""
    profiles = sorted(
        (each["valid_from"], each["actor_family"])
        for each in tables("organisation_profiles")
        if each["organisation_id"] == organisation
    )
    return (
        [family for since, family in profiles if since <= day][-1:][0]
        if profiles[0][0] <= day
        else profiles[0][1]
    )


@pytest.mark.parametrize("families", [(), ("ONG",), ("COLLECTIVITE", "COLLECTIF_OSC")])
def test_changes_are_counted_as_by_hand(demo_store: Store, tables: Callable, families: tuple) -> None:
    rows = [
        each
        for each in tables("changes")
        if each["observed_on"].year >= 2016
        and (not families or family_on(tables, each["organisation_id"], each["observed_on"]) in families)
    ]
    choice = {"first_year": 2016, "families": families}
    years = answer_figure(demo_store, "changes_by_year", **choice).table.set_index("year")
    sorts = answer_figure(demo_store, "changes_unforeseen", **choice).table.set_index("year")
    assert set(years.index) == {each["observed_on"].year for each in rows}
    for year, row in years.iterrows():
        mine = [each for each in rows if each["observed_on"].year == year]
        status = Counter(each["verification"] for each in mine)
        assert row["changes"] == len(mine)
        assert (row["verified"], row["verifying"], row["unverified"]) == tuple(
            status[code] for code in ("VERIFIE", "EN_COURS", "NON_VERIFIE")
        )
        assert row["negative"] == sum(each["direction"] == "NEGATIF" for each in mine)
        pairs = Counter((each["expected"], each["direction"]) for each in mine)
        assert tuple(sorts.loc[year, list(each.name for each in columns.SORTS)]) == (
            pairs["PREVU", "POSITIF"],
            pairs["IMPREVU", "POSITIF"],
            pairs["PREVU", "NEGATIF"],
            pairs["IMPREVU", "NEGATIF"],
        )
    for name, column in (("kind", "change_kind"), ("level", "level"), ("significance", "significance")):
        told = answer_figure(demo_store, f"changes_by_{name}", **choice).table
        counts = dict(zip(told[column], told["changes"], strict=True))
        assert {(None if pd.isna(code) else code): count for code, count in counts.items()} == Counter(
            each[column] for each in rows
        )
    assert len(answer_figure(demo_store, "changes_list", **choice).table) == len(rows)


def test_what_cites_a_support_is_counted_as_by_hand(demo_store: Store, tables: Callable) -> None:
    whose, expected = cited(tables), Counter()
    for each in tables("changes"):
        subjects = {subject for subject, *_ in whose[each["change_id"]]}
        backing = "ACCOMPAGNEMENT" if "accompaniment" in subjects else "ACTIVITE" if subjects else "RIEN"
        expected[backing, each["verification"]] += 1
    for _, row in answer_figure(demo_store, "changes_backed").table.iterrows():
        counts = [expected[row["backing"], code] for code in ("VERIFIE", "EN_COURS", "NON_VERIFIE")]
        assert [row["verified"], row["verifying"], row["unverified"]] == counts
        assert row["verified_pct"] == pytest.approx(100 * counts[0] / sum(counts))


def test_supports_that_ended_are_counted_as_by_hand(demo_store: Store, tables: Callable) -> None:
    strongest: dict[tuple[str, str], int] = {}
    ranks = {"FAIBLE": 1, "PARTAGEE": 2, "DECISIVE": 3}
    for contributions in cited(tables).values():
        for subject, reference, contribution in contributions:
            key = subject, reference
            strongest[key] = max(strongest.get(key, 0), ranks[contribution])
    ended = {
        ("accompaniment", each["accompaniment_id"]): each["kind"]
        for each in tables("accompaniments")
        if each["ended_on"] and 2016 <= each["ended_on"].year <= 2018 and each["status"] != "ABANDONNE"
    } | {
        ("activity", each["activity_id"]): each["kind"]
        for each in tables("activities")
        if 2016 <= (each["ended_on"] or each["held_on"]).year <= 2018
    }
    told = answer_figure(demo_store, "supports_cited", first_year=2016, last_year=2018).table.set_index(
        "support"
    )
    assert dict(told["ended"]) == Counter(ended.values())
    for support, row in told.iterrows():
        mine = [strongest.get(key, 0) for key, kind in ended.items() if kind == support]
        assert [row[name] for name in ("not_cited", "weak", "shared", "decisive")] == [
            mine.count(rank) for rank in range(4)
        ]
        assert row["cited"] == len(mine) - mine.count(0)
    leaves = {"CLIMAT", *(each.code for each in codelists.load("themes") if each.parent == "CLIMAT")}
    aimed = {
        (each["subject"], each["subject_id"])
        for each in tables("theme_marks")
        if each["theme"] in leaves and each["score"] > 0
    }
    themes = answer_figure(
        demo_store, "supports_cited_by_theme", first_year=2016, last_year=2018
    ).table.set_index("theme")
    assert themes.loc["CLIMAT", "ended"] == len(aimed & ended.keys())
    assert themes.loc["CLIMAT", "cited"] == len(aimed & ended.keys() & strongest.keys())


def test_a_way_counts_a_change_once(demo_store: Store, tables: Callable) -> None:
    kinds = {("accompaniment", each["accompaniment_id"]): each["kind"] for each in tables("accompaniments")}
    kinds |= {("activity", each["activity_id"]): each["kind"] for each in tables("activities")}
    whose, expected, verified = cited(tables), Counter(), Counter()
    for each in tables("changes"):
        for support in {kinds[subject, reference] for subject, reference, _ in whose[each["change_id"]]}:
            expected[support, each["change_kind"]] += 1
            verified[support, each["change_kind"]] += each["verification"] == "VERIFIE"
    told = answer_figure(demo_store, "paths_to_change").table
    found = {(row["support"], row["change_kind"]): row for _, row in told.iterrows()}
    assert {way: row["changes"] for way, row in found.items()} == expected
    assert {way: row["verified"] for way, row in found.items()} == {way: verified[way] for way in expected}


def test_negative_changes_stand_first_with_what_contributed(demo_store: Store, tables: Callable) -> None:
    answer = answer_figure(demo_store, "changes_list")
    directions, expected = list(answer.table["direction"]), list(answer.table["expected"])
    negative = directions.count("NEGATIF")
    assert negative and set(directions[:negative]) == {"NEGATIF"}
    assert expected[:negative] == sorted(expected[:negative]), "those that nobody foresaw first"
    assert answer.finding.sentence.startswith(
        french.count(negative, "changement négatif", "changements négatifs")
    )
    titles = {each["accompaniment_id"]: each["title"] for each in tables("accompaniments")}
    whose = cited(tables)
    for _, row in answer.table.iterrows():
        for subject, reference, _contribution in whose[row["change_id"]]:
            if subject == "accompaniment":
                assert titles[reference] in row["cited_titles"]
        assert pd.isna(row["cited_titles"]) == (not whose[row["change_id"]])


def test_planted_effects_are_found(demo_store: Store) -> None:
    foreseen = answer_figure(demo_store, "changes_unforeseen")
    assert set(foreseen.table["unforeseen_tendency"]) == {"HAUSSE"}
    assert set(foreseen.table["negative_tendency"]) == {"AUCUNE"}, "nothing is planted there"
    assert "imprévus augmente" in foreseen.finding.sentence and foreseen.finding.weight > 0.3
    told = answer_figure(demo_store, "changes_backed")
    backed = told.table.set_index("backing")
    assert backed.loc["ACCOMPAGNEMENT", "standing"] == "PLUS"
    others = backed.drop("ACCOMPAGNEMENT")
    assert (
        f"que les autres\u00a0: 31\u202f% ({others['verified'].sum()} sur {others['changes'].sum()})"
        in told.finding.sentence
    )
    supports = answer_figure(demo_store, "supports_cited").table.set_index("support")["standing"]
    assert list(supports[supports == "PLUS"].index) == ["AOC"] and "MOINS" not in set(supports)


@pytest.mark.long
def test_without_effects_nothing_planted_is_worded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not a rate of false alarms, which `test_null_demo` measures: of five draws, none shows what is planted in the other."""
    for seed in range(5):
        raw = tmp_path / f"raw{seed}"
        generator.write_files(raw, seed=seed, effects=False)
        monkeypatch.setattr("dse.paths.DEMO", raw)
        store = Store(tmp_path / f"store{seed}")
        refresh_demo(store)
        words = [answer_figure(store, each.id).finding.weight > 0 for each in change.FIGURES if each.compares]
        assert sum(words) <= 1, seed


CHOICES = st.builds(
    Selection,
    first_year=st.sampled_from([1, 2013, 2016, 2019, 2022]),
    last_year=st.sampled_from([2013, 2015, 2018, 2021, 9999]),
    families=st.sampled_from([(), ("ONG",), ("COLLECTIVITE", "ONG"), ("SYNDICAT",), ("PUBLIC_AUTRE",)]),
    regions=st.sampled_from([(), ("11",), ("02",)]),
    kinds=st.sampled_from([(), ("EVALUATION",), ("FORMATION", "AOC"), ("POST_EVALUATION",)]),
    themes=st.sampled_from([(), ("AGROECO",), ("CLIMAT", "GENRE"), ("MIGRATIONS",)]),
    audience=st.sampled_from(["equipe", "projection", "diffusion"]),
)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CHOICES)
def test_every_figure_answers_a_few_choices(demo_store: Store, choice: Selection) -> None:
    check_answers(demo_store, choice)


@pytest.mark.long
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CHOICES)
def test_every_figure_answers_many_choices(demo_store: Store, choice: Selection) -> None:
    check_answers(demo_store, choice)


def check_answers(demo_store: Store, choice: Selection) -> None:
    """Each figure says a sentence, without a number that is none, and draws what it has."""
    for figure_id in CHANGE:
        answer = figures.answer(demo_store, demo_store.current().number, REGISTRY[figure_id], choice)
        assert answer.finding.sentence.endswith(".")
        assert "nan" not in answer.finding.sentence.lower().replace("finan", "")
        if len(answer.table) and REGISTRY[figure_id].chart and not answer.is_masked:
            assert figures.draw(REGISTRY[figure_id], answer).to_dict()


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CHOICES)
def test_every_count_is_of_the_same_changes(demo_store: Store, choice: Selection) -> None:
    told = {
        each: figures.answer(demo_store, demo_store.current().number, REGISTRY[each], choice)
        .table["changes"]
        .sum()
        for each in COUNTS
    }
    assert len(set(told.values())) == 1, told


@pytest.mark.parametrize("audience", ["projection", "diffusion"])
def test_before_a_public_no_text_and_no_crossed_answer_is_shown(demo_store: Store, audience: str) -> None:
    """What a change says is free text, and transitions cross the answers of persons: the team's alone."""
    kept = {
        "changes_list",
        "paired_expertise",
        "paired_effect",
        "transitions_expertise",
        "transitions_effect",
    }
    for figure_id in CHANGE:
        answer = answer_figure(demo_store, figure_id, audience=audience)
        assert answer.table.empty == (figure_id in kept)
        if figure_id in kept:
            assert answer.hidden and REGISTRY[figure_id].rule is not None


def test_one_member_and_one_change_are_told_without_any_word(tmp_path: Path) -> None:
    contribution = {"change_id": "C", "subject": "accompaniment", "subject_id": "X", "contribution": "FAIBLE"}
    store = commit_tables(
        tmp_path, TODAY, ONE | {"changes": [CHANGED], "change_contributions": [contribution]}
    )
    for figure_id in CHANGE:
        answer = answer_figure(store, figure_id)
        assert answer.finding.weight == 0, figure_id
        if len(answer.table) and REGISTRY[figure_id].chart:
            assert figures.draw(REGISTRY[figure_id], answer).to_dict()
    assert answer_figure(store, "changes_by_year").finding.sentence == (
        "1\u00a0changement a été noté, dont 1\u00a0vérifié. En tout, 1 était imprévu et 1 était négatif."
    )
    assert answer_figure(store, "supports_cited").table["cited"].tolist() == [1]
    assert answer_figure(store, "changes_list").table["cited_titles"].tolist() == ["T"]


def test_a_store_without_changes_says_what_to_import(tmp_path: Path) -> None:
    store = commit_tables(tmp_path, TODAY, ONE)
    for figure_id in CHANGE:
        answer = answer_figure(store, figure_id)
        assert answer.table.empty
        assert "page Données" in answer.finding.sentence


def test_a_change_to_come_and_one_under_another_family_are_left_out(tmp_path: Path) -> None:
    later = {**CHANGED, "change_id": "D", "observed_on": date(2099, 1, 1)}
    store = commit_tables(tmp_path, TODAY, ONE | {"changes": [CHANGED, later]})
    assert answer_figure(store, "changes_by_year").table["changes"].tolist() == [1]
    assert answer_figure(store, "changes_by_year", families=("COLLECTIVITE",)).table.empty

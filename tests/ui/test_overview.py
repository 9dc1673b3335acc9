"""Vue d’ensemble as Streamlit runs it: the measures and their periods, what moved, what is missing, nothing English."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import parse_qsl

import app_session
import pandas as pd
import pytest
from counted_store import answer_figure, build_rows, commit_next, commit_tables, small_tables
from halves import round_as_read
from streamlit.testing.v1 import AppTest

from dse import paths
from dse.disclosure import marks
from dse.figures import REGISTRY, strongest
from dse.figures import headlines_words as words
from dse.figures.offer.decided import FIGURE as DECIDED
from dse.figures.strongest import StrongFinding
from dse.query import Selection
from dse.store import Store
from dse.ui.frame import data
from dse.ui.frame.prose import format_sentence
from dse.ui.overview import strongest_findings
from dse.ui.versions import moved_measures
from schemas import codelists

TODAY = date(2021, 10, 15)


@pytest.fixture
def open_overview(monkeypatch: pytest.MonkeyPatch):
    """The page over a store taken for the team's, at an address."""

    def over(store: Store, **words: str) -> AppTest:
        monkeypatch.setenv("DSE_STORE", str(store.path))
        test = app_session.open_page(**words)
        assert not test.exception
        assert [box.value for box in test.error] == []
        return test

    return over


def metrics(test: AppTest) -> dict[str, tuple[str, str]]:
    return {plain(each.label): (plain(each.value), plain(each.delta)) for each in test.metric}


def plain(text: str) -> str:
    return text.replace("\\", "").replace("\u00a0", " ").replace("\u202f", " ")


def texts(test: AppTest) -> str:
    return plain("\n".join(each.value for each in [*test.markdown, *test.caption]))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return commit_tables(tmp_path_factory.mktemp("small"), TODAY, small_tables())


# The values of tests/figures/test_headlines.py.
def test_each_measure_is_a_card_with_the_period_before(open_overview, small: Store) -> None:
    test = open_overview(small)
    assert metrics(test) == {
        "Membres dans l’année": ("6", "+1"),
        "Recours sur la période": ("43 %", ""),
        "Démarrages": ("5", "+1"),
        "Délai médian": ("10 jours", ""),
        "Participations": ("3", "Non calculable avant"),
        "Thème Climat": ("0 sur 2", ""),
        "Thème Genre": ("2 sur 3", ""),
        "Thème Agroécologie": ("–", "Thème jamais examiné"),
    }
    arrows = {
        plain(each.label): each.proto.MetricDirection.Name(each.proto.direction) for each in test.metric
    }
    assert (arrows["Membres dans l’année"], arrows["Recours sur la période"], arrows["Délai médian"]) == (
        "UP",
        "NONE",
        "NONE",
    )
    colours = {each.proto.MetricColor.Name(each.proto.color) for each in test.metric}
    assert colours == {"PRIMARY", "GRAY"}, "green or red would say good or bad"
    assert (
        texts(test).count("comparée à 2013-2015 (en couleur douce). Sous une part ou un délai : si le hasard")
        == 1
    )
    assert texts(test).count("Pas de test possible") == 3, "of the rate, the delay and a theme"
    assert texts(test).count("Pas de test : thème trop peu examiné") == 1


def test_an_arrow_is_for_what_chance_does_not_explain(open_overview, demo_store: Store) -> None:
    table = answer_figure(demo_store, "headlines", first_year=2013, last_year=2021).table
    test = open_overview(demo_store, annees="2013-2021")
    arrows = {
        plain(each.label): each.proto.MetricDirection.Name(each.proto.direction) for each in test.metric
    }
    directions = {
        "HAUSSE": {"UP"},
        "BAISSE": {"DOWN"},
        "AUCUNE": {"NONE"},
        "SANS_TEST": {"UP", "DOWN", "NONE"},
    }
    assert {"HAUSSE", "AUCUNE", "SANS_TEST"} <= set(table["tendency"])
    for row in table.itertuples():
        theme = None if pd.isna(row.theme) else row.theme
        assert arrows[words.title(row.measure, theme)] in directions[row.tendency]
    assert texts(test).count("Le hasard pourrait l’expliquer") == (table["tendency"] == "AUCUNE").sum()


def test_a_card_tells_the_change_of_the_values_that_it_shows(open_overview, demo_store: Store) -> None:
    table = answer_figure(demo_store, "headlines", first_year=2019, last_year=2021).table
    shown = {
        name.removeprefix("Thème "): change
        for name, (_, change) in metrics(open_overview(demo_store, annees="2019-2021")).items()
    }
    rounded_first = set()
    for row in table[table["measure"] == "THEME"].itertuples():
        label = codelists.labels("themes")[row.theme]
        change = round_as_read(row.value) - round_as_read(row.value_before)
        assert shown[label] == plain(words.change(row.value_before, row.value, row.value_unit))
        assert int(shown[label].split()[0].replace("−", "-")) == change
        rounded_first.add(change == round_as_read(row.value_change))
    assert False in rounded_first, "the demo tells the two apart"


def test_what_the_reader_had_chosen_is_no_link_once_the_data_are_others(
    open_overview, demo_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shorter = commit_tables(tmp_path, date(2017, 6, 30), small_tables())
    test = open_overview(demo_store, annees="2013-2021")
    app_session.go_to_page(test, "donnees")
    monkeypatch.setenv("DSE_STORE", str(shorter.path))
    app_session.go_to_page(test, "vue-ensemble")
    assert not test.exception and int(metrics(test)["Membres dans l’année"][0]) < 10
    assert not any("Ce lien" in box.value for box in test.warning)


def test_a_version_of_the_demo_is_found_again_once_the_team_s_data_are_undone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    team = commit_tables(tmp_path / "team", TODAY, small_tables())
    team.undo(1, "test")
    demo = commit_tables(tmp_path / "demo", TODAY, small_tables())
    demo.commit({"participations": []}, parent=1, author="test", message="sans offre")
    demo.undo(2, "test")
    monkeypatch.setattr(paths, "store_path", lambda: team.path)
    monkeypatch.setattr(data, "_open_demo", lambda: (demo, ""))
    assert [data.open_source(number).store_path for number in (None, 1, 3)] == [
        demo.path,
        team.path,
        demo.path,
    ]


def test_the_filters_hold_for_the_cards(open_overview, small: Store) -> None:
    test = open_overview(small, familles="ESS", themes="GENRE", annees="2016-2017")
    found = metrics(test)
    assert found["Membres dans l’année"] == ("1", "+1")
    assert [name for name in found if name.startswith("Thème")] == ["Thème Genre"]
    assert "Période : 2017 (en couleur vive), comparée à 2016 (en couleur douce)." in texts(test)


def test_each_card_has_its_bars_and_the_page_its_figures(open_overview, small: Store) -> None:
    test = open_overview(small)
    questions = [plain(box.value) for box in test.subheader]
    assert questions == [
        plain(REGISTRY[name].question) for name in ("headlines", "freshness", "headlines_by_year")
    ]
    assert len(test.get("vega_lite_chart")) == 7 + 1, "agroecology has no bar to draw"
    assert sum("Méthode" in pills.options for pills in test.get("button_group")) == 3


def read_findings(test: AppTest) -> list[tuple[str, str]]:
    """The links of the strongest findings: page and sentence."""
    return [
        (each.proto.page, each.proto.label)
        for each in test.get("page_link")
        if strongest_findings_query(each) is not None
    ]


def strongest_findings_query(link) -> str | None:
    """The figure that a link of a finding opens; None of other links, such as those of a decision with a late next step."""
    figure_id = dict(parse_qsl(link.proto.query_string)).get("figure")
    return None if figure_id == DECIDED.id else figure_id


def rank_now(store: Store, audience: str) -> list[StrongFinding]:
    return strongest.rank(
        answer_figure(store, figure.id, audience=audience)
        for figure in strongest.list_candidates(REGISTRY.values())
    )


@pytest.mark.parametrize("audience", ["equipe", "projection", "diffusion"])
def test_the_strongest_findings_that_are_kept_are_those_computed_from_the_tables_of_the_audience(
    open_overview, demo_store: Store, audience: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    store = Store(shutil.copytree(demo_store.path, tmp_path / "store"))
    words = {} if audience == "equipe" else {"public": audience}
    computed = read_findings(open_overview(store, **words))
    expected = rank_now(store, audience)
    assert computed == [
        (REGISTRY[finding.figure_id].page, format_sentence(finding.sentence)) for finding in expected
    ]
    assert len(computed) == strongest.MOST
    monkeypatch.setattr(
        strongest_findings, "compute", None
    )  # not asked: the start of the next reader costs nothing
    assert read_findings(open_overview(store, **words)) == computed


def test_the_worst_news_is_among_the_strongest_findings(demo_store: Store) -> None:
    found = {finding.figure_id: finding for finding in rank_now(demo_store, "equipe")}
    assert "en baisse de 41 points" in plain(found["waves_satisfaction"].sentence)
    assert [finding.weight for finding in found.values()] == sorted(
        (finding.weight for finding in found.values()), reverse=True
    )


def test_the_figures_that_tell_one_fact_are_known_and_each_fact_is_told_once(demo_store: Store) -> None:
    ids = [figure_id for group in strongest.SAME_FACT for figure_id in group]
    assert len(ids) == len(set(ids)) and set(ids) <= set(REGISTRY)
    told = {finding.figure_id for finding in rank_now(demo_store, "equipe")}
    assert all(len(told & set(group)) <= 1 for group in strongest.SAME_FACT)


def test_a_change_of_the_lists_the_settings_or_the_program_makes_the_findings_anew(
    open_overview, demo_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(shutil.copytree(demo_store.path, tmp_path / "store"))
    open_overview(store)
    calls: list[str] = []
    compute = strongest_findings.compute
    monkeypatch.setattr(
        strongest_findings, "compute", lambda *arguments: calls.append("computed") or compute(*arguments)
    )
    open_overview(store)
    assert calls == []
    monkeypatch.setattr(strongest_findings, "_stamp_program", lambda: "another")
    open_overview(store)
    assert calls == ["computed"]
    settings = strongest_findings.audience
    monkeypatch.setattr(strongest_findings, "audience", lambda code: (settings(code), "other thresholds"))
    open_overview(store)
    assert calls == ["computed"] * 2
    monkeypatch.setattr(codelists, "state", lambda: ("other lists",))
    open_overview(store)
    assert calls == ["computed"] * 3


class Later(datetime):
    """The day after the small register was made."""

    @classmethod
    def now(cls, tz: object = None) -> datetime:
        return datetime(2021, 10, 16, 12, tzinfo=UTC)


def test_the_last_import_says_who_when_why_and_what(open_overview, tmp_path: Path, monkeypatch) -> None:
    tables = small_tables()
    store = commit_tables(tmp_path, TODAY, tables)
    kept = [row for row in tables["participations"] if row["organisation_id"] != "X1"]
    changed = [row | {"participants": 9} if row["organisation_id"] == "M05" else row for row in kept]
    monkeypatch.setattr("dse.store.commits.commit.datetime", Later)
    store.commit(
        {"participations": build_rows("participations", changed)},
        parent=1,
        author="Léa",
        message="feuilles *de* mai",
    )
    test = open_overview(store)
    found = texts(test)
    assert "Version 2, saisie du 16 octobre 2021 à" in found and "par Léa : « feuilles *de* mai »" in found
    (counted,) = (each.value for each in test.table)
    assert counted.to_numpy().tolist() == [["Participations", "", "1", "1", "8"]]
    assert "Participations aux activités (personnes), 2016-2018 : 3 → 9 (" in found
    assert "nombre de personnes de 1 présence corrigé" in found and "1 présence retirée" in found
    assert "Taux de recours sur la période, " not in found, "only what moved"


def test_a_first_import_has_nothing_before_it(open_overview, small: Store) -> None:
    found = texts(open_overview(small))
    assert "Premier import : 100 lignes ajoutées dans 8 tables." in found


def test_members_alone_give_one_card_and_say_what_is_missing(open_overview, tmp_path: Path) -> None:
    names = ("organisations", "organisation_profiles", "memberships")
    store = commit_tables(tmp_path, TODAY, {name: small_tables()[name] for name in names})
    test = open_overview(store)
    assert metrics(test) == {"Membres": ("8", "")}
    found = texts(test)
    assert "Au 1er juillet 2019" in found
    assert "Pas encore calculables : taux de recours sur la période, accompagnements démarrés" in found
    assert "aucune participation importée" in found
    assert [plain(box.value) for box in test.subheader] == [
        plain(REGISTRY[name].question) for name in ("headlines", "freshness")
    ]
    assert "À retenir" not in found


def test_a_year_that_is_not_over_says_so_once(open_overview, small: Store) -> None:
    test = open_overview(small, annees="2021")
    assert texts(test).count("année en cours, rien à comparer") == 1
    assert {delta for _, delta in metrics(test).values()} <= {"", "Thème jamais examiné"}


DECISION = {
    "decision_id": "D1", "decided_on": date(2020, 1, 1), "occasion": "Séminaire", "finding": "Constat",
    "figure_id": "headlines", "selection": "annees=2016-2018", "store_version": 1, "decision": "Relancer",
    "due_on": date(2021, 5, 1), "status": "A_FAIRE",
}  # fmt: skip


def test_decisions_are_shown_once_one_is_overdue(open_overview, tmp_path: Path) -> None:
    question = "Quelles décisions sont échues"
    done = DECISION | {"decision_id": "D2", "status": "FAITE", "closed_on": date(2021, 2, 1)}
    later = DECISION | {"decision_id": "D3", "due_on": date(2021, 12, 1)}
    undated = DECISION | {"decision_id": "D4", "due_on": None}
    quiet = commit_tables(tmp_path / "quiet", TODAY, small_tables() | {"decisions": [done, later, undated]})
    assert question not in "".join(box.value for box in open_overview(quiet).subheader)
    late = commit_tables(tmp_path / "late", TODAY, small_tables() | {"decisions": [DECISION, done, later]})
    assert question in "".join(box.value for box in open_overview(late).subheader)
    answer = answer_figure(late, "decisions_overdue")
    assert answer.table[["decision", "days_late"]].to_numpy().tolist() == [["Relancer", 4]], "until 5 May"
    assert answer.finding.sentence == "1\u00a0décision est échue, la plus ancienne depuis le 1er mai 2021."
    assert answer.selection == Selection()


def test_what_the_last_import_moved_is_for_the_team_and_follows_the_choice(
    open_overview, tmp_path: Path
) -> None:
    profiles = [
        row | {"region": "11"} if row["organisation_id"] == "M04" else row
        for row in small_tables()["organisation_profiles"]
    ]
    store = commit_tables(tmp_path, TODAY, small_tables())
    commit_next(store, TODAY, {"organisation_profiles": profiles})
    moved = "Membres dans l’année (Île-de-France), 2016-2018 : 2 → 3 (région de 1 membre corrigée)"
    test = open_overview(store)
    assert moved in texts(test)
    assert [plain(each.label) for each in test.expander if "Voir tout" in each.label] == [
        "Voir tout (28 autres)"
    ]
    assert len(test.table[-1].value) == 28
    shown = [line for line in texts(test).splitlines() if "région de 1 membre corrigée" in line]
    subjects = [line.split(",")[0].removeprefix("- ") for line in shown]
    assert len(subjects) == len(set(subjects)) == 6, "one line a measure and region before a second one"
    assert "Aucune mesure de la Vue d’ensemble n’a bougé." in texts(open_overview(store, regions="93"))
    store.commit({"decisions": build_rows("decisions", [DECISION])}, parent=2, author="Léa", message="piste")
    assert moved in texts(open_overview(store)), "what is decided since is no import"
    public = texts(open_overview(store, public="publication"))
    assert "Depuis le dernier import" in public and "→" not in public
    assert "Lignes en cause : membre M04." in texts(test) and "M04" not in public


def test_all_that_the_last_import_moved_can_be_read(open_overview, own_demo: Store) -> None:
    rows = own_demo.read(own_demo.current(), "accompaniments").to_pylist()
    fewer = build_rows("accompaniments", rows[::4])
    own_demo.commit({"accompaniments": fewer}, parent=1, author="Marie", message="le quart")
    versions = own_demo.version(1), own_demo.current()
    moves = moved_measures.find_moves(own_demo, *versions, Selection())
    lines = [*moved_measures.describe_verdicts(moves), *moved_measures.describe_moves(moves.moves)]
    assert len(lines) > 26
    test = open_overview(own_demo)
    on_page = texts(test) + "\n".join(plain(line) for table in test.table for line in table.value.iloc[:, 0])
    assert [line for line in lines if plain(line) not in on_page] == []


def test_a_parent_version_that_is_damaged_does_not_take_the_page(open_overview, tmp_path: Path) -> None:
    tables = small_tables()
    store = commit_tables(tmp_path, TODAY, tables)
    store.commit({"participations": []}, parent=1, author="Léa", message="sans")
    first = next(tmp_path.rglob("00000001.json"))
    first.write_bytes(first.read_bytes()[:-9])
    test = open_overview(store)
    assert any("ne se lit plus" in plain(box.value) for box in test.warning)
    assert [plain(box.value) for box in test.subheader][-1] == REGISTRY["headlines_by_year"].question.replace(
        "\u202f", " "
    )


def test_satisfaction_stands_beside_the_measures_with_the_wave_before(
    open_overview, demo_store: Store
) -> None:
    table = answer_figure(demo_store, "satisfaction").table
    before, last = table.iloc[-2], table.iloc[-1]
    share = f"{round_as_read(last['share_pct'])} %"
    assert before["segment"] != last["segment"], "the demo changes a question between its last two waves"
    found = metrics(open_overview(demo_store))
    assert found[f"Satisfaction {last['year']}"] == (share, "Questions modifiées")
    earlier = metrics(open_overview(demo_store, annees=f"2013-{before['year']}"))
    points = round_as_read(before["share_pct"]) - round_as_read(table.iloc[-3]["share_pct"])
    told = f"Satisfaction {before['year']}", f"{round_as_read(before['share_pct'])} %"
    assert earlier[told[0]] == (told[1], f"{points:+} pts".replace("-", "−"))


def test_satisfaction_obeys_the_public(open_overview, demo_store: Store) -> None:
    for audience in ("projection", "diffusion"):
        row = answer_figure(demo_store, "satisfaction", audience=audience, last_year=2018).table.iloc[-1]
        found = metrics(open_overview(demo_store, public=audience, annees="2013-2018"))
        hidden = marks.hides(row["mark"])
        expected = (
            ("–", marks.to_words(row["mark"])) if hidden else (f"{round_as_read(row['share_pct'])} %", "")
        )
        assert found["Satisfaction 2018"] == expected


def test_without_a_survey_satisfaction_is_not_yet_known(open_overview, small: Store) -> None:
    test = open_overview(small)
    assert not [name for name in metrics(test) if name.startswith("Satisfaction")]
    assert "satisfaction (la page Enquêtes membres dit pourquoi)" in texts(test)


def test_a_line_that_changes_at_equal_length_and_time_makes_the_kept_findings_anew(tmp_path, monkeypatch):
    code = tmp_path / "dse" / "estimate.py"
    code.parent.mkdir()
    monkeypatch.setattr(strongest_findings.paths, "ROOT", tmp_path)
    monkeypatch.setattr(strongest_findings, "_PROGRAM", ("dse",))
    stamps = set()
    for line in ("CONFIDENCE = 0.95", "CONFIDENCE = 0.90"):
        code.write_text(line, encoding="utf-8")
        os.utime(code, (315532800, 315532800))
        stamps.add(strongest_findings._stamp_program.__wrapped__())
    assert len(stamps) == 2

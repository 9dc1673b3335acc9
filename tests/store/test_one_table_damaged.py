"""One table whose file is damaged: only what reads it stops, with the sentence that names the file, and mending it is enough."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import pytest
import uploads
from app_session import open_page
from streamlit.testing.v1 import AppTest

from dse import cli, figures
from dse.errors import Damaged, StoreError
from dse.figures import REGISTRY, SECTIONS
from dse.query import Query, Selection, open_version, open_versions_once, versions
from dse.store import Store
from dse.ui.frame import data

FEW = ("uptake_by_year", "themes_wanted", "response_rate", "decisions_followed", "partnerships", "offers")
READ_BY = {
    "decisions": {"decisions_followed"},
    "partnerships": {"partnerships"},
    "survey_waves": {"themes_wanted", "response_rate"},
    "accompaniments": set(FEW),
}


def damage_table(store: Store, table: str) -> Callable[[], object]:
    """Damage the file of a table; what mends it, as a backup would."""
    file = store.current().tables[table][0]
    path = store.path / "data" / file.name
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + b"?")
    return lambda: path.write_bytes(whole)


def answer_figures(store: Store, names: tuple[str, ...] = FEW) -> dict[str, pd.DataFrame | str]:
    """The table of each figure, or why it is refused."""
    answers: dict[str, pd.DataFrame | str] = {}
    for name in names:
        try:
            answers[name] = figures.answer(store, store.current().number, REGISTRY[name], Selection()).table
        except StoreError as error:
            answers[name] = str(error)
    return answers


@pytest.mark.parametrize("table", READ_BY)
def test_only_the_figures_that_read_a_damaged_table_are_refused(own_demo: Store, table: str) -> None:
    before = answer_figures(own_demo)
    mend = damage_table(own_demo, table)
    name = own_demo.current().tables[table][0].name
    now = answer_figures(own_demo)
    assert {each for each, told in now.items() if isinstance(told, str)} == READ_BY[table]
    for each, told in now.items():
        if isinstance(told, str):
            assert f"data/{name}" in told and "sauvegarde" in told
        else:
            pd.testing.assert_frame_equal(told, before[each])
    mend()
    for each, told in answer_figures(own_demo).items():
        pd.testing.assert_frame_equal(told, before[each])


def test_a_damaged_table_is_found_after_it_was_read(own_demo: Store) -> None:
    """A connection is kept open for the version: it must not answer for files that are no longer there."""
    assert not isinstance(answer_figures(own_demo)["partnerships"], str)
    (own_demo.path / "data" / own_demo.current().tables["partnerships"][0].name).unlink()
    assert "manque" in answer_figures(own_demo)["partnerships"]


def test_who_asks_many_figures_has_the_files_looked_at_once_and_the_next_run_again(
    own_demo: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks, look_at = [], versions._look_at
    monkeypatch.setattr(
        versions, "_look_at", lambda *arguments: looks.append(arguments) or look_at(*arguments)
    )
    mend = damage_table(own_demo, "partnerships")
    with open_versions_once():
        first = answer_figures(own_demo)
        with open_versions_once():
            mend()
            assert answer_figures(own_demo).keys() == first.keys()
        assert isinstance(answer_figures(own_demo)["partnerships"], str)
    assert len(looks) == 1
    assert not isinstance(answer_figures(own_demo)["partnerships"], str)


def test_a_query_that_names_what_never_was_is_a_mistake_and_no_damage(own_demo: Store) -> None:
    damage_table(own_demo, "decisions")
    query = Query(open_version(own_demo, 1), Selection())
    with pytest.raises(duckdb.CatalogException):
        query("select * from unicorns")
    # A name that the query itself gives is no table of the store.
    assert len(query("with decisions as (select 1 as one) select * from decisions")) == 1


@pytest.fixture
def visited(own_demo: Store, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    monkeypatch.setenv("DSE_STORE", str(own_demo.path))
    return open_page


def errors(test: AppTest) -> list[str]:
    assert not test.exception
    return [re.sub(r"\\(.)", r"\1", box.value) for box in test.error]


def test_a_page_shows_its_other_figures_and_the_sentence_in_the_place_of_some(
    visited: Callable[..., AppTest], own_demo: Store
) -> None:
    mend = damage_table(own_demo, "offers")  # whose dates stand on the charts over the years
    name = own_demo.current().tables["offers"][0].name
    parts = [visited("recours", section=section) for section in SECTIONS["recours"]]
    told = [each for test in parts for each in errors(test)]
    assert told and all(name in each for each in told)
    assert sum(len(test.subheader) for test in parts) > len(told) + 3
    assert sum(len(test.get("vega_lite_chart")) for test in parts) > 3
    mend()
    assert errors(visited("recours")) == []


def test_a_part_of_a_page_stops_and_no_other(visited: Callable[..., AppTest], own_demo: Store) -> None:
    damage_table(own_demo, "partnerships")
    parts = {section: visited("reseau", section=section) for section in SECTIONS["reseau"]}
    told = {section: errors(test) for section, test in parts.items()}
    assert {section: len(each) for section, each in told.items() if each} == {"partenariats": 1}
    assert {section for section, test in parts.items() if not test.subheader} == {"partenariats"}


def test_the_landing_page_stands_without_surveys(visited: Callable[..., AppTest], own_demo: Store) -> None:
    mend = damage_table(own_demo, "survey_answers")
    test = visited("vue-ensemble")
    assert errors(test) == ["".join(errors(test))]  # one card at most: how fresh every table is
    assert len(test.metric) > 5
    told = " ".join(each.value for each in test.caption)
    assert "satisfaction (un fichier de l’enquête ne se lit plus" in told.replace("\\", "")
    mend()
    assert errors(visited("vue-ensemble")) == []


def test_every_page_stands_where_nearly_all_its_figures_are_refused(
    visited: Callable[..., AppTest], own_demo: Store
) -> None:
    damage_table(own_demo, "accompaniments")
    name = own_demo.current().tables["accompaniments"][0].name
    for page in ("tendances", "recours", "enquetes", "changement", "cadre-de-suivi"):
        test = visited(page)
        assert test.title and errors(test) and all(name in each for each in errors(test)), page
    assert [name in each for each in errors(visited("bilan"))] == [True]
    slide = visited("projection", page="recours")
    assert [name in each for each in errors(slide)] == [True] and slide.button(key="touche_Esc")


def test_a_dossier_that_would_lack_a_figure_is_refused_by_name(
    own_demo: Store, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    damage_table(own_demo, "partnerships")
    for audience in ("diffusion", "equipe"):
        words = ["--triennial", "2019-2021", "--audience", audience, "--out", str(tmp_path / "bilan.zip")]
        assert cli.main(["--store", str(own_demo.path), "export", *words]) == 4
        assert own_demo.current().tables["partnerships"][0].name in capfd.readouterr().err
    assert not (tmp_path / "bilan.zip").exists() and own_demo.exports() == []


def test_the_years_offered_are_all_there_again_once_a_table_is_mended(
    own_demo: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data, "_YEAR_QUERIES", ("select 2013 from partnerships", "select 2021 from offers"))
    source = data.DataSource(own_demo.path, own_demo.current(), is_demo=False)
    mend = damage_table(own_demo, "partnerships")
    assert data.find_years(source) == (2021, 2021)
    mend()
    assert data.find_years(source) == (2013, 2021)


# What an import of each form reads, of a file that changes nothing: its own tables, and what its checks compare them with. What
# rows cite is looked for where they are new or changed; a title that may stand for an offer, in every line.
REGISTER = {"organisations", "organisation_aliases"}
STAYS = {"memberships", "accompaniments", "accompaniment_organisations"}
READ_FOR = {
    "membres": REGISTER | STAYS | {"organisation_profiles"},
    "offre": {"offers"},
    "accompagnements": REGISTER | STAYS | {"theme_marks", "offers"},
    "activites": {"activities", "theme_marks", "offers"},
    "presences": REGISTER | {"participations", "activities"},
    "indicateurs": {"indicators", "indicator_baselines", "indicator_periods"},
    "partenariats": REGISTER | {"partnerships"},
    "changements": REGISTER | {"changes", "change_contributions"},
}


# What the day of the data is proposed from; it is not where one of them cannot be read.
EVENTS = {"memberships", "accompaniments", "activities", "survey_waves"}


@pytest.mark.parametrize("form", READ_FOR)
def test_an_import_reads_what_it_answers_for_and_nothing_else(
    store: Store, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: set[str] = set()
    real = Store.read
    monkeypatch.setattr(
        Store, "read", lambda self, version, table: read.add(table) or real(self, version, table)
    )
    assert uploads.propose([uploads.clean(form)], store).status == "unchanged"
    assert read == READ_FOR[form] | EVENTS


@pytest.mark.parametrize("form", READ_FOR)
def test_an_import_goes_through_though_every_other_table_is_damaged(store: Store, form: str) -> None:
    for table in set(store.current().tables) - READ_FOR[form]:
        damage_table(store, table)
    assert uploads.propose([uploads.clean(form)], store).status == "unchanged"


def test_partnerships_are_imported_and_undone_though_accompaniments_are_damaged(store: Store) -> None:
    """What might cite the partnerships is read too where some go: marks and contributions."""
    before = uploads.rows(store, "partnerships")
    for table in (
        set(store.current().tables) - READ_FOR["partenariats"] - {"theme_marks", "change_contributions"}
    ):
        damage_table(store, table)
    lines = (uploads.FILES / "partenariats.csv").read_text(encoding="utf-8").splitlines()
    made = uploads.accepted(store, uploads.build_upload("partenariats.csv", *lines[:-1]), complete=True)
    assert len(uploads.rows(store, "partnerships")) == len(before) - 1
    store.undo(made.number, "Nadia")
    assert uploads.rows(store, "partnerships") == before


def test_an_import_that_reads_the_damaged_table_is_refused_and_goes_through_once_it_is_mended(
    store: Store,
) -> None:
    mend = damage_table(store, "accompaniments")
    with pytest.raises(Damaged, match=r"accompaniments-.*sauvegarde"):
        uploads.propose([uploads.clean("accompagnements")], store)
    mend()
    assert uploads.propose([uploads.clean("accompagnements")], store).status == "unchanged"


def test_going_back_to_the_version_that_the_sentence_names_helps(store: Store) -> None:
    """The other way out than a backup, done to the letter."""
    lines = (uploads.FILES / "partenariats.csv").read_text(encoding="utf-8").splitlines()
    uploads.accepted(store, uploads.build_upload("partenariats.csv", *lines[:-1]), complete=True)
    damage_table(store, "partnerships")
    told = answer_figures(store)["partnerships"]
    number = int(re.search(r"Revenez à la version (\d+), qui est entière", told)[1])
    store.restore(number, "Nadia")
    assert not isinstance(answer_figures(store)["partnerships"], str)

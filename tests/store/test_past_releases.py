"""Stores of earlier releases, and of structures that a migration changed: every figure, file and gesture as before."""

from __future__ import annotations

import functools
import json
import pickle
import shutil
from collections.abc import Iterator
from pathlib import Path

import dossiers
import later_schemas
import pandera.pandas as pandera
import pyarrow.compute as pc
import pytest
from app_session import open_page
from past_releases import PASTS, Past

import schemas
from dse import cli, figures, ingest, paths, theme
from dse.contacts import contacts
from dse.demo.draft import PUBLIC_KEY
from dse.export import dossier, publish_dossier
from dse.export.dossier import Choice
from dse.export.files import delimited_text
from dse.figures import REGISTRY
from dse.ingest import Upload, pseudonyms
from dse.ingest.checks.outdated_rows import outdated_rows
from dse.query import Selection
from dse.store import Store
from dse.ui.frame import menu

STORES = sorted(
    path for path in (paths.ROOT / "tests" / "fixtures" / "stores").iterdir() if path.name.isdigit()
)
FILES = paths.ROOT / "tests" / "fixtures" / "stores" / "1-files"
FEW = ["uptake_by_year", "segments_served", "partnerships", "need_by_family"]
SLIDE_CATEGORIES = 7
# Tables that the release did not have yet.
ADDED_SINCE = {"contacts", "notes", "next_steps", "outputs", "service_targets"}


@pytest.fixture(autouse=True)
def fictional_key() -> Iterator[None]:
    """The key under which the persons of these stores have their pseudonyms."""
    with pseudonyms.use_key(PUBLIC_KEY):
        yield


@pytest.fixture(params=STORES, ids=lambda path: path.name)
def kept_store(request) -> Path:
    """A store that an earlier release wrote, to be read only."""
    return request.param


@pytest.fixture
def past_store(kept_store: Path, tmp_path: Path) -> Store:
    """A copy of it."""
    return Store(shutil.copytree(kept_store, tmp_path / "store"))


@functools.cache
def all_exits(path: Path) -> dict[str, tuple[object, ...]]:
    """What each figure gives of the current version of a store that no test writes to."""
    store = Store(path)
    return exits(store, store.current().number)


def exits_of(path: Path, figure_ids: list[str]) -> dict[str, tuple[object, ...]]:
    """The same of some figures: all at once where all are asked, since many tests ask that."""
    store = Store(path)
    return exits(store, store.current().number, figure_ids) if figure_ids == FEW else all_exits(path)


def exits(store: Store, number: int, only: list[str] | None = None) -> dict[str, tuple[object, ...]]:
    """What each figure gives: both files, sentence, chart."""
    return {id_: _exits(store, number, id_) for id_ in only or REGISTRY}


def _exits(store: Store, number: int, id_: str) -> tuple[object, ...]:
    figure = REGISTRY[id_]
    answer = figures.answer(store, number, figure, Selection())
    files = tuple(
        delimited_text.render_figure_csv(answer, dialect)
        for dialect in (delimited_text.MACHINE, delimited_text.FRENCH)
    )
    if figure.chart is None or answer.table.empty:
        return (*files, answer.finding.sentence)
    return (*files, answer.finding.sentence, *_draw(id_, pickle.dumps(answer)))


@functools.cache
def _draw(id_: str, pickled: bytes) -> list[str]:
    """The chart of an answer, on its page and on a slide: drawn of the answer alone, so once of those that are alike."""
    figure, answer = REGISTRY[id_], pickle.loads(pickled)  # noqa: S301  our own
    slide, _ = figures.draw_page(figure, answer, SLIDE_CATEGORIES, 1)
    charts = (theme.french(chart).to_dict() for chart in (figures.draw(figure, answer), slide))
    return [json.dumps(chart, sort_keys=True, default=str) for chart in charts]


def test_a_store_of_an_earlier_release_is_whole_and_answers_every_figure(past_store: Store) -> None:
    assert past_store.check() == []
    current = past_store.current()
    assert set(current.tables) == set(schemas.TABLES) - ADDED_SINCE
    for figure in REGISTRY.values():
        assert figures.answer(past_store, current.number, figure, Selection()).finding.sentence
    assert past_store.names() == {6: "Bilan 2016-2018"}


@pytest.mark.long
@pytest.mark.parametrize("page", [word for word, _ in menu.PAGES])
def test_a_store_of_an_earlier_release_opens_on_every_page(past_store: Store, page: str, monkeypatch) -> None:
    monkeypatch.setenv("DSE_STORE", str(past_store.path))
    test = open_page(page)
    assert not test.exception and not test.error


def test_every_table_of_an_earlier_release_comes_back_unchanged(past_store: Store) -> None:
    for table in past_store.current().tables:
        content = b"".join(
            delimited_text.render_table_csv(
                past_store, past_store.current().number, table, delimited_text.MACHINE
            )
        )
        proposal = ingest.propose([Upload(f"{table}.csv", content)], past_store)
        assert (table, proposal.status, proposal.problems) == (table, "unchanged", ())


def test_tables_added_since_are_empty_in_a_store_of_an_earlier_release_and_take_rows(
    past_store: Store,
) -> None:
    current = past_store.current()
    assert all(past_store.read(current, table).num_rows == 0 for table in ADDED_SINCE)
    organisation_id = past_store.read(current, "organisations")["organisation_id"][0].as_py()
    contacts.add(past_store, contacts.Contact(organisation_id, "Zoraïde Fictive"), "Paul")
    assert [each.name for each in contacts.read_contacts(past_store, past_store.current())] == [
        "Zoraïde Fictive"
    ]
    assert past_store.check() == []


def test_an_earlier_release_is_undone_restored_and_goes_on(past_store: Store) -> None:
    versions = {version.number: version for version in past_store.versions()}
    assert past_store.undo(8, "Paul").tables == versions[7].tables
    assert past_store.restore(2, "Paul").number == 10
    kept = {name: files for name, files in past_store.current().tables.items() if name != "decisions"}
    assert kept == dict(versions[2].tables)
    past_store.restore(8, "Paul", also=["decisions"])
    assert past_store.current().tables == versions[8].tables


def test_a_person_of_an_earlier_release_is_forgotten_and_does_not_come_back(past_store: Store) -> None:
    respondents = past_store.read(past_store.current(), "survey_respondents")
    person = respondents["respondent_id"][0].as_py()
    of_wave = respondents.filter(pc.equal(respondents["wave_id"], "membres-2018"))[
        "respondent_id"
    ].to_pylist()
    assert past_store.forget({person}, "Paul").rows["survey_respondents"] >= 1
    for version in past_store.versions():
        assert person not in past_store.read(version, "survey_respondents")["respondent_id"].to_pylist()
    assert not _mentions(past_store.path, person)
    content = (FILES / "enquete_membres_2018.csv").read_bytes()
    again = ingest.propose([Upload("enquete_membres_2018.csv", content)], past_store, wave="membres-2018")
    lines = content.decode("utf-8-sig").splitlines()
    before = [number for number, line in enumerate(lines, 1) if "qz5ezhqh3gbfxfk" in line]
    returning = [(problem.code, problem.row, problem.value) for problem in again.problems]
    assert len(returning) == 1 + of_wave.count(person) and ("IMP-412", before[0], None) in returning


def test_a_dossier_of_an_earlier_release_is_compared_with_its_record(past_store: Store) -> None:
    """It says what was published then, save the intervals of « Autres », whose members were those of the families that had answered
    the question; once an answer is gone, more differs from the record."""
    choice = Choice("2016-2018")
    prepared = publish_dossier.prepare_dossier(past_store, 8, choice)
    (record,) = past_store.exports()
    assert (prepared.published.last, record["choice"]["triennial"]) == (1, "2016-2018")
    (doubt,) = prepared.doubts
    assert {(each.figure_id, each.column) for each in doubt.differences} == {
        ("need_by_family", "low_pct"),
        ("need_by_family", "high_pct"),
    }
    assert all(each.about.endswith("Autres (n=18)") for each in doubt.differences)
    assert (doubt.advised, len(doubt.differences)) == ("correct", 3)
    respondents = past_store.read(past_store.current(), "survey_respondents").to_pylist()
    person = next(
        each["respondent_id"]
        for each in respondents
        if (each["wave_id"], each["status"]) == ("membres-2018", "complete")
    )
    past_store.forget({person}, "Paul")
    (more,) = publish_dossier.prepare_dossier(past_store, 8, choice).doubts
    assert len(more.differences) > len(doubt.differences)


def _mentions(folder: Path, person: str) -> list[str]:
    import pyarrow.parquet as pq

    found = []
    for path in folder.rglob("*.parquet"):
        rows = pq.read_table(path)
        if any(person in rows[name].to_pylist() for name in rows.column_names):
            found.append(path.name)
    return found


@pytest.fixture(params=PASTS.values(), ids=PASTS)
def past(request) -> Past:
    """A structure of the past."""
    return request.param


@pytest.fixture(params=[FEW, pytest.param(list(REGISTRY), marks=pytest.mark.long)], ids=["few", "all"])
def figure_ids(request) -> list[str]:
    """Some figures, or all."""
    return request.param


def test_figures_answer_as_before_over_an_older_structure(
    past: Past, past_store: Store, kept_store: Path, figure_ids: list[str], tmp_path: Path
) -> None:
    before = exits_of(kept_store, figure_ids)
    rows = [later_schemas.everything(past_store, version) for version in past_store.versions()]
    older = past.rewrite(past_store, tmp_path / "older")
    files = {path: path.read_bytes() for path in (older.path / "data").iterdir()}
    with later_schemas.release(migrations=[past.migration]):
        assert exits(older, older.current().number, figure_ids) == before
        assert [later_schemas.everything(older, version) for version in older.versions()] == rows
        assert older.check() == []
    assert {path: path.read_bytes() for path in (older.path / "data").iterdir()} == files


@pytest.mark.long
def test_every_figure_of_the_demo_answers_as_before_over_an_older_structure(
    past: Past, demo_store: Store, tmp_path: Path
) -> None:
    before = all_exits(demo_store.path)
    older = past.rewrite(demo_store, tmp_path / "older")
    with later_schemas.release(migrations=[past.migration]):
        assert exits(older, 1) == before


@pytest.mark.long
@pytest.mark.parametrize("audience", ["equipe", "diffusion"])
def test_a_dossier_over_an_older_structure_has_the_same_files(
    past_store: Store, tmp_path: Path, audience: str
) -> None:
    past, choice = PASTS["moved"], Choice("2016-2018", audience=audience)
    today = later_schemas.written_before(past_store, tmp_path / "today", lambda rows: rows)
    before = dossier_files(today, choice)
    older = past.rewrite(past_store, tmp_path / "older")
    with later_schemas.release(migrations=[past.migration]):
        assert dossier_files(older, choice) == before


def dossier_files(store: Store, choice: Choice) -> dict[str, bytes]:
    """The files of a dossier, but for the one that says which data files it was made from."""
    files = dossiers.unpacked(dossiers.zip_dossier(dossier.gather(store, 8, choice)))
    assert files.pop("provenance.json")
    return files


@pytest.mark.parametrize("name", ["past", pytest.param("demo", marks=pytest.mark.long)])
def test_a_new_column_that_may_be_empty_changes_no_figure_but_those_about_columns(
    name: str, figure_ids: list[str], demo_store: Store
) -> None:
    path = demo_store.path if name == "demo" else STORES[0]
    store, about_columns = Store(path), ("completeness", "freshness")
    before = {id_: said for id_, said in exits_of(path, figure_ids).items() if id_ not in about_columns}
    declared = later_schemas.column()
    with later_schemas.release({"accompaniments": lambda schema: schema.add_columns({"colour": declared})}):
        assert exits(store, store.current().number, list(before)) == before
        rows = store.read(store.current(), "accompaniments")
        assert rows["colour"].null_count == rows.num_rows
        figures.answer(store, store.current().number, REGISTRY["completeness"], Selection())


def test_without_its_migration_an_older_structure_is_refused_by_name(
    past: Past, past_store: Store, tmp_path
) -> None:
    if past in (PASTS["recoded"], PASTS["table renamed"]):
        pytest.skip("only codes change, or no table of today has files: nothing tells what is older")
    older = past.rewrite(past_store, tmp_path / "older")
    table = past.migration.tables[0]
    with pytest.raises(Exception, match=f"data/{table}-"):
        older.read(older.current(), table)


def test_the_next_commit_of_a_table_writes_all_that_goes_with_it_in_todays_form(
    past_store: Store, tmp_path
) -> None:
    past = PASTS["moved"]
    older = past.rewrite(past_store, tmp_path / "older")
    with later_schemas.release(migrations=[past.migration]):
        before = later_schemas.everything(older, older.current())
        members = before["memberships"].slice(1)
        number = older.current().number
        made = older.commit({"memberships": [members]}, parent=number, author="Paul", message="")
        assert {
            file.structure for name in ("organisations", "memberships") for file in made.tables[name]
        } == {2}
        assert {file.structure for file in made.tables["offers"]} == {1}
        after = later_schemas.everything(older, made)
        assert after["organisations"].equals(before["organisations"])
        assert after["memberships"].equals(members)
        assert older.undo(made.number, "Paul").tables == older.version(number).tables
        assert later_schemas.everything(older, older.current()) == before
        older.restore(made.number, "Paul", also=["decisions"])
        assert older.read(older.current(), "memberships").equals(members)


def test_a_person_is_forgotten_under_the_name_that_an_older_structure_had(
    past_store: Store, tmp_path
) -> None:
    past = PASTS["persons"]
    older = past.rewrite(past_store, tmp_path / "older")
    with later_schemas.release(migrations=[past.migration]):
        rows = older.read(older.current(), "survey_respondents")
        person = rows["respondent_id"][0].as_py()
        assert any((older.path / "derived").iterdir())
        older.forget({person}, "Paul")
        assert not list((older.path / "derived").iterdir()) and not _mentions(older.path, person)
        others = [each for each in rows["respondent_id"].to_pylist() if each != person]
        assert older.read(older.current(), "survey_respondents")["respondent_id"].to_pylist() == others


def test_what_a_migration_gave_may_be_deleted_or_damaged_at_any_time(past_store: Store, tmp_path) -> None:
    past = PASTS["renamed"]
    older = past.rewrite(past_store, tmp_path / "older")
    with later_schemas.release(migrations=[past.migration]):
        before = exits(older, 8, ["uptake_by_year"])
        for path in (older.path / "derived").iterdir():
            path.write_bytes(b"damaged")
        assert exits(older, 8, ["uptake_by_year"]) == before
        shutil.rmtree(older.path / "derived")
        assert exits(older, 8, ["uptake_by_year"]) == before


def test_a_store_that_takes_no_writing_is_read_all_the_same(past_store: Store, tmp_path, monkeypatch) -> None:
    past = PASTS["renamed"]
    older = past.rewrite(past_store, tmp_path / "older")

    def refuse(path: Path) -> None:
        raise PermissionError(13, "read-only", str(path))

    monkeypatch.setattr("dse.store.durability.disk.make_directory", refuse)
    with later_schemas.release(migrations=[past.migration]):
        assert older.read(older.current(), "accompaniments").equals(
            past_store.read(past_store.current(), "accompaniments")
        )
    assert not (older.path / "derived").exists()


def shorter(schema):
    """A rule made stricter: titles of offers have at most twelve signs."""
    schema.columns["title"].checks = [pandera.Check.str_length(max_value=12)]
    return schema


def test_a_stricter_rule_changes_no_figure_and_lists_the_rows_that_it_would_refuse(
    past_store: Store, monkeypatch, capsys
) -> None:
    before = exits(past_store, 8, ["offers_by_year", "uptake_by_year"])
    with later_schemas.release({"offers": shorter}):
        assert exits(past_store, 8, ["offers_by_year", "uptake_by_year"]) == before
        rows = outdated_rows(past_store, past_store.current())
        titles = past_store.read(past_store.current(), "offers")["title"].to_pylist()
        assert [row.value for row in rows] == [title[:40] for title in titles if len(title) > 12]
        assert {(row.table, row.column, row.advice) for row in rows} == {
            ("Offre", "Intitulé", "Corrigez-la.")
        }
        assert cli.main(["check", "--store", str(past_store.path), "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["outdated_rows"] == len(rows)
        monkeypatch.setenv("DSE_STORE", str(past_store.path))
        page = open_page("donnees")
        page.session_state["partie"] = "Versions"
        page.run()
        assert not page.exception
        assert f"{len(rows)} lignes à revoir" in [each.label.replace("\u00a0", " ") for each in page.expander]


def test_under_a_stricter_rule_files_answer_for_their_own_rows(past_store: Store) -> None:
    content = b"".join(delimited_text.render_table_csv(past_store, 8, "offers", delimited_text.MACHINE))
    header = content.split(b"\n")[0]
    first = next(line for line in content.split(b"\n") if b"2011-01-03" in line)
    with later_schemas.release({"offers": shorter}):
        assert propose(past_store, "offers.csv", content).status == "unchanged"
        closed = first.replace(b'"2011-01-03",""', b'"2011-01-03","2020-01-01"')
        assert propose(past_store, "offers.csv", header + b"\n" + closed).status == "refused"
        new = first.split(b",")
        new[0], new[1] = b'"NEUVE"', b'"Neuve"'
        proposal = propose(past_store, "offers.csv", header + b"\n" + b",".join(new))
        assert proposal.status == "ready"
        before = outdated_rows(past_store, past_store.current())
        ingest.confirm(proposal, past_store, code="all", author="Paul", message="")
        assert outdated_rows(past_store, past_store.current()) == before != []
        assert "NEUVE" in past_store.read(past_store.current(), "offers")["offer_id"].to_pylist()


def propose(store: Store, name: str, content: bytes) -> ingest.Proposal:
    """What an import of one file would do."""
    return ingest.propose([Upload(name, content)], store)

"""Structures that several migrations, commits, undos and forgettings have crossed: each row is read once, and rightly."""

from __future__ import annotations

from pathlib import Path

import later_schemas
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from store_rows import rows, table_of

import schemas
from dse.errors import StoreError
from dse.query import Query, Selection, open_version
from dse.store import InMemory, Store
from dse.store.tables import migrated_copies
from schemas.migrations import Migration, Tables


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store."""
    return Store(tmp_path / "store")


def commit(store: Store, **tables: pa.Table):
    """A version in which these tables have these rows."""
    number = store.current().number if store.current() else 0
    changes = {table: [content] for table, content in tables.items()}
    return store.commit(changes, parent=number, author="Marie", message="")


# Notes of offers stood once in another table, which calls them otherwise; then the column of the offers was renamed.
def _notes_leave(tables: Tables) -> Tables:
    offers = tables["offers"]
    moved = table_of("organisations", [
        {"organisation_id": offer, "name": note}
        for offer, note in zip(*(offers[name].to_pylist() for name in ("offer_id", "note")), strict=True)
    ]).rename_columns({"name": "label"})  # fmt: skip
    return {"offers": offers.drop_columns("note"), "organisations": moved}


def _label_is_name(tables: Tables) -> Tables:
    return {"organisations": tables["organisations"].rename_columns({"label": "name"})}


LEAVE = Migration(2, "les notes deviennent des organisations", ("offers", "organisations"), _notes_leave)
NAME = Migration(3, "label s’appelle name", ("organisations",), _label_is_name)


def test_a_migration_runs_on_what_an_earlier_one_puts_into_a_table_without_files(store: Store) -> None:
    noted = rows("offers", 1).drop_columns("note").append_column("note", pa.array(["X", "Y"]))
    version = commit(store, offers=noted)
    with later_schemas.release(migrations=[LEAVE, NAME]):
        assert store.read(version, "organisations")["name"].to_pylist() == ["X", "Y"]
        made = commit(store, organisations=store.read(version, "organisations").slice(1))
        assert store.read(made, "organisations")["name"].to_pylist() == ["Y"]
        assert store.read(made, "offers")["note"].null_count == 2
        assert store.undo(made.number, "Paul").tables == version.tables
        assert store.read(store.current(), "organisations")["name"].to_pylist() == ["X", "Y"]


def _tenfold(tables: Tables) -> Tables:
    offers = tables["offers"]
    places = pc.multiply(offers["places_per_year"], 10)
    return {"offers": offers.drop_columns("places_per_year").append_column("places_per_year", places)}


def with_places(*numbers: int) -> pa.Table:
    return (
        rows("offers", 1).drop_columns("places_per_year").append_column("places_per_year", pa.array(numbers))
    )


def test_a_correction_to_the_very_bytes_of_before_a_migration_is_a_change(store: Store) -> None:
    version = commit(store, offers=with_places(7, 7))
    with later_schemas.release(migrations=[Migration(2, "en dizaines", ("offers",), _tenfold)]):
        assert store.read(version, "offers")["places_per_year"].to_pylist() == [70, 70]
        made = commit(store, offers=with_places(7, 7).select(schemas.arrow_schema("offers").names))
        assert made is not None and store.read(made, "offers")["places_per_year"].to_pylist() == [7, 7]
        assert store.read(version, "offers")["places_per_year"].to_pylist() == [70, 70]


def test_rows_added_beside_files_of_an_older_structure_are_migrated_once(store: Store) -> None:
    version = commit(store, offers=with_places(7, 7))
    with later_schemas.release(migrations=[Migration(2, "en dizaines", ("offers",), _tenfold)]):
        new = table_of("offers", [{**with_places(1, 2).to_pylist()[0], "offer_id": "Z"}])
        parts = [*version.tables["offers"], new]
        made = store.commit({"offers": parts}, parent=1, author="", message="")
        assert store.read(made, "offers")["places_per_year"].to_pylist() == [70, 70, 1]


def test_forgetting_leaves_each_version_the_structure_of_its_own_files(store: Store) -> None:
    """A companion written again by a commit may have the very bytes that it had: the two are of different structures."""
    wave = {"wave_id": "W", "series": "s", "title": "t", "opened_on": later_schemas.DAY, "closed_on": later_schemas.DAY}  # fmt: skip
    waves = table_of("survey_waves", [wave | {"unit": "PERSONNE", "is_anonymous": False}])
    people = [{"wave_id": "W", "respondent_id": name, "status": "complete"} for name in ("anne", "bob")]
    version = commit(store, survey_waves=waves, survey_respondents=table_of("survey_respondents", people))
    step = Migration(
        2, "les deux ensemble", ("survey_waves", "survey_respondents"), lambda tables: dict(tables)
    )
    with later_schemas.release(migrations=[step]):
        commit(store, survey_waves=table_of("survey_waves", [wave | {"title": "u", "unit": "PERSONNE", "is_anonymous": False}]))  # fmt: skip
        store.forget({"anne"}, "Paul")
        for each in store.versions():
            assert store.read(each, "survey_respondents")["respondent_id"].to_pylist() == ["bob"]
        assert {file.structure for file in store.version(version.number).tables["survey_respondents"]} == {1}
        assert {file.structure for file in store.current().tables["survey_respondents"]} == {2}


@pytest.fixture
def read_only(store: Store, monkeypatch):
    """A store of an older structure that takes no writing."""
    commit(store, offers=with_places(7, 7))

    def refuse(path: Path) -> None:
        raise PermissionError(13, "read-only", str(path))

    monkeypatch.setattr("dse.store.durability.disk.make_directory", refuse)
    with later_schemas.release(migrations=[Migration(2, "en dizaines", ("offers",), _tenfold)]):
        yield store


def test_for_who_may_not_write_nothing_is_written_and_figures_answer(read_only: Store, monkeypatch) -> None:
    monkeypatch.setattr(
        migrated_copies.atomic_files, "replace_file", lambda *_: pytest.fail("nothing is to be written")
    )
    (source,) = read_only.files(read_only.current(), "offers")
    assert isinstance(source, InMemory) and not (read_only.path / "derived").exists()
    query = Query(open_version(read_only, 1), Selection())
    assert query("select places_per_year from offers")["places_per_year"].tolist() == [70, 70]
    batches = list(read_only.batches(read_only.current(), "offers", 1))
    assert [batch["places_per_year"].to_pylist() for batch in batches] == [[70], [70]]


def test_clearing_copies_goes_through_all_of_them(read_only: Store, monkeypatch) -> None:
    folder = read_only.path / "derived"
    folder.mkdir()
    for name in ("a", "b", "c"):
        (folder / name).write_bytes(b"x")
    real = migrated_copies.disk.remove

    def remove(path: Path) -> None:
        if path.name == "a":
            raise FileNotFoundError(path)
        if path.name == "b":
            raise PermissionError(32, "held", str(path))
        real(path)

    monkeypatch.setattr(migrated_copies.disk, "remove", remove)
    with pytest.raises(PermissionError):
        migrated_copies.remove_copies(read_only._layout)
    assert sorted(path.name for path in folder.iterdir()) == ["a", "b"]


def test_forgetting_is_refused_over_a_file_whose_columns_a_newer_release_knows(
    store: Store, monkeypatch
) -> None:
    declared = later_schemas.column()
    with (
        later_schemas.release({"offers": lambda schema: schema.add_columns({"person": declared})}),
        monkeypatch.context() as newer,
    ):
        newer.setattr("dse.store.tables.parquet_files.__version__", "7.5.0")
        offers = rows("offers", 1).drop_columns("person").append_column("person", pa.array(["anne", None]))
        commit(store, offers=offers)
    with pytest.raises(StoreError, match=r"colonne « person »\) a été écrit par la version 7\.5\.0"):
        store.forget({"anne"}, "Paul")


def test_a_damaged_manifest_is_found_by_check_even_if_its_time_and_size_are_as_before(store: Store) -> None:
    import os

    commit(store, offers=rows("offers", 1))
    assert store.check() == []
    path = store.path / "manifests" / "00000001.json"
    status, content = path.stat(), path.read_bytes()
    path.write_bytes(content.replace(b"Marie", b"Maris"))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert [finding.kind for finding in store.check()][:1] == ["damaged"]

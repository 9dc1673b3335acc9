"""What the store promises when nothing goes wrong."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

import later_schemas
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from store_rows import TABLES, commit, decision_rows, eight, read_files, rows, table_of, tokens

import schemas
from dse import __version__
from dse.errors import Conflict, Damaged, Refused, StoreError
from dse.store import SourceFile, Store, UndoRefused
from dse.store.commits import parts
from dse.store.durability import disk
from dse.store.tables import integrity, parquet_files
from schemas.migrations import Migration


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store, not yet on disk."""
    return Store(tmp_path / "store")


def test_an_absent_store_reads_as_empty_and_is_not_created(store):
    assert (store.current(), store.versions(), store.names(), store.check()) == (None, [], {}, [])
    assert not store.path.exists()


@pytest.mark.usefixtures("disk_waited_for")
def test_what_is_committed_is_read_again(store):
    version = commit(store, 7)
    assert version == store.current() == store.version(1)
    assert set(version.tables) == set(TABLES)
    assert tokens(store, version) == {7}
    assert store.read(version, "offers").schema == schemas.arrow_schema("offers")


def test_a_version_says_who_when_why_and_from_what(store):
    source = SourceFile("membres 2018.xlsx", "ab" * 32, 1234)
    version = store.commit(eight(1), parent=0, author="Marie", message="Membres", sources=[source])
    assert (version.author, version.message, version.sources) == ("Marie", "Membres", (source,))
    assert (version.number, version.parent, version.action, version.target_version) == (1, 0, "import", None)
    assert version.created.utcoffset().total_seconds() == 0


def test_a_table_without_rows_reads_empty_with_its_columns(store):
    version = commit(store, 1, "offers")
    assert store.files(version, "decisions") == []
    assert store.read(version, "decisions").equals(schemas.arrow_schema("decisions").empty_table())


def test_rows_in_any_order_and_in_pieces_give_the_same_file(store, monkeypatch):
    whole = rows("offers", 1, 7)
    monkeypatch.setattr(parquet_files, "ROWS_PER_GROUP", 3)
    monkeypatch.setattr(parquet_files, "_PIECE", 100)
    expected = pa.BufferOutputStream()
    typed = parquet_files.select_columns("offers", whole)
    pq.write_table(typed, expected, compression="zstd", row_group_size=3, version="2.6")
    mixed = whole.take([4, 1, 6, 0, 5, 3, 2])
    for given in (whole, mixed, pa.concat_tables([mixed.slice(0, 2), mixed.slice(2)])):
        part = parts.build_part("offers", given)
        assert len(part.content) > 1
        assert b"".join(part.content) == expected.getvalue().to_pybytes()


def test_files_are_plain_parquet(store):
    version = commit(store, 1)
    (path,) = store.files(version, "offers")
    assert pq.read_table(path).column("title").to_pylist() == ["Offre 1", "Offre 1"]


def test_the_same_rows_in_any_order_and_chunks_make_no_version(store):
    whole = rows("offers", 1, count=50)
    store.commit({"offers": [whole]}, parent=0, author="Marie", message="")
    shuffled = whole.take(list(range(49, -1, -1)))
    chunked = pa.concat_tables([shuffled.slice(0, 20), shuffled.slice(20)])
    assert store.commit({"offers": [chunked]}, parent=1, author="Marie", message="") is None
    assert [version.number for version in store.versions()] == [1]


def test_the_same_rows_in_any_order_and_chunks_give_the_same_bytes(store, tmp_path):
    whole = rows("offers", 1, count=50)
    store.commit({"offers": [whole]}, parent=0, author="Marie", message="")
    other = Store(tmp_path / "other")
    shuffled = whole.take(list(range(49, -1, -1)))
    chunked = pa.concat_tables([shuffled.slice(start, 10) for start in range(0, 50, 10)])
    other.commit({"offers": [chunked]}, parent=0, author="Paul", message="")
    assert read_files(store, "data") == read_files(other, "data")


def test_the_same_rows_give_the_same_bytes_in_another_store(store, tmp_path):
    commit(store, 3)
    other = Store(tmp_path / "other")
    commit(other, 3)
    assert read_files(store, "data") == read_files(other, "data")


def test_the_same_rows_spread_over_other_files_make_no_version(store):
    whole = rows("offers", 1, count=6)
    store.commit({"offers": [whole.slice(0, 3), whole.slice(3)]}, parent=0, author="Marie", message="")
    assert store.commit({"offers": [whole]}, parent=1, author="Marie", message="") is None
    # As many rows, one of them different.
    assert (
        store.commit({"offers": [rows("offers", 2, count=6)]}, parent=1, author="Marie", message="").number
        == 2
    )


def test_an_append_keeps_the_files_that_were_there(store):
    first = store.commit({"offers": [rows("offers", 1)]}, parent=0, author="Marie", message="")
    more = rows("offers", 1, count=5).slice(2)
    second = store.commit({"offers": [*first.tables["offers"], more]}, parent=1, author="Marie", message="")
    assert second.tables["offers"][0] == first.tables["offers"][0]
    assert len(store.files(second, "offers")) == 2
    assert store.read(second, "offers").num_rows == 5


def test_a_key_in_two_files_is_refused(store):
    first = store.commit({"offers": [rows("offers", 1)]}, parent=0, author="Marie", message="")
    with pytest.raises(Refused, match=r"« Offre », l’ajout contient 1.ligne déjà présente"):
        again = rows("offers", 2).slice(1)
        store.commit({"offers": [*first.tables["offers"], again]}, parent=1, author="Marie", message="")
    assert store.current() == first


def test_rows_that_break_the_schema_are_refused_before_anything_is_written(store):
    bad = table_of("offers", [{"offer_id": "F1", "title": "Offre", "kind": "INCONNU"}])
    with pytest.raises(Refused, match=r"« Offre » ne respecte pas son schéma.*Ouverture, Type"):
        store.commit(
            {"organisations": [rows("organisations", 1)], "offers": [bad]}, parent=0, author="", message=""
        )
    assert not store.path.exists()


def test_columns_that_are_not_the_schemas_are_refused(store):
    with pytest.raises(Refused, match="n’a pas les colonnes attendues"):
        store.commit({"offers": [pa.table({"offer_id": ["F1"]})]}, parent=0, author="", message="")


def test_a_commit_from_an_older_version_conflicts(store):
    commit(store, 1)
    commit(store, 2)
    with pytest.raises(Conflict, match="La version 2 a été enregistrée entre-temps par Marie"):
        store.commit(eight(3), parent=1, author="Paul", message="")
    assert tokens(store, store.current()) == {2}


def test_an_absent_version_is_said_in_french(store):
    commit(store, 1)
    with pytest.raises(Refused, match=r"La version 9 n’existe pas.*Il n’y en a aucune"):
        Store(store.path.parent / "other").version(9)
    for back in (
        store.version,
        lambda number: store.undo(number, "Paul"),
        lambda number: store.restore(number, "Paul"),
    ):
        with pytest.raises(Refused, match=r"La version 9 n’existe pas.*que la version 1"):
            back(9)


def test_undo_puts_back_only_the_tables_the_import_changed(store):
    first = commit(store, 1)
    commit(store, 2, "offers", "memberships")
    commit(store, 3, "activities")
    undone = store.undo(2, "Paul")
    assert (undone.number, undone.action, undone.target_version, undone.author) == (4, "undo", 2, "Paul")
    assert undone.tables["offers"] == first.tables["offers"]
    assert store.read(undone, "activities").equals(store.read(store.version(3), "activities"))


def test_undo_of_an_undo_gives_the_very_same_files(store):
    commit(store, 1)
    second = commit(store, 2)
    before = read_files(store, "data")
    store.undo(2, "Paul")
    assert store.current().tables == store.version(1).tables
    assert store.undo(3, "Paul").tables == second.tables
    assert read_files(store, "data") == before


def test_undo_of_the_first_import_leaves_an_empty_version(store):
    commit(store, 1)
    assert store.undo(1, "Paul").tables == {}
    assert store.current().number == 2


def test_undo_is_refused_with_the_list_of_what_changed_since(store):
    commit(store, 1)
    commit(store, 2, "offers", "activities")
    commit(store, 3, "offers")
    last = commit(store, 4, "offers", "memberships")
    with pytest.raises(UndoRefused, match=r"Offre.*version 3.*Offre.*version 4") as refusal:
        store.undo(2, "Paul")
    assert [(change.table, change.version) for change in refusal.value.later] == [
        ("offers", 3),
        ("offers", 4),
    ]
    assert store.current() == last


def test_undo_is_refused_while_later_rows_cite_the_rows_it_takes_away(store):
    commit(store, 1, "organisations", "activities")
    more = [rows("organisations", 1, count=3)]
    store.commit({"organisations": more}, parent=1, author="Marie", message="une de plus")
    third = rows("participations", 1, count=3).slice(2).to_pylist()[0] | {"activity_id": "ACT0"}
    cites = {"participations": [table_of("participations", [third])]}
    store.commit(cites, parent=2, author="Marie", message="elle participe")
    with pytest.raises(UndoRefused) as refusal:
        store.undo(2, "Paul")
    assert [(change.table, change.version) for change in refusal.value.later] == [("participations", 3)]
    store.undo(3, "Paul")
    assert store.undo(2, "Paul").tables == store.version(1).tables


def test_undo_looks_at_the_subject_of_a_mark(store):
    commit(store, 1, "activities")
    commit(store, 1, "accompaniments")
    theme = schemas.codelists.leaves("themes")[0]
    mark = {"subject": "accompaniment", "subject_id": "ACC0", "theme": theme, "score": 1}
    store.commit({"theme_marks": [table_of("theme_marks", [mark])]}, parent=2, author="Marie", message="")
    assert "activities" not in store.undo(1, "Paul").tables
    with pytest.raises(UndoRefused) as refusal:
        store.undo(2, "Paul")
    assert [(change.table, change.version) for change in refusal.value.later] == [("theme_marks", 3)]


def test_a_participation_without_organisation_does_not_hold_an_undo_back(store):
    commit(store, 1, "activities")
    nobody = rows("participations", 1).to_pylist()[0] | {"organisation_id": schemas.WITHOUT_ORGANISATION}
    store.commit({"participations": [table_of("participations", [nobody])]}, parent=1, author="", message="")
    commit(store, 1, "organisations")
    assert "organisations" not in store.undo(3, "Paul").tables


def test_an_import_whose_decisions_were_typed_over_since_is_undone_without_them(store):
    store.commit({**eight(1), "decisions": [decision_rows("avant")]}, parent=0, author="Marie", message="")
    store.commit({**eight(2), "decisions": [decision_rows("importée")]}, parent=1, author="Marie", message="")
    assert store.preview_undo(2).tables == store.version(1).tables
    store.commit({"decisions": [decision_rows("suivie")]}, parent=2, author="Marie", message="")
    assert store.preview_undo(2).tables == {
        **store.version(1).tables,
        "decisions": store.current().tables["decisions"],
    }
    undone = store.undo(2, "Paul")
    assert tokens(store, replace(undone, tables={name: undone.tables[name] for name in TABLES})) == {1}
    assert store.read(undone, "decisions").column("decision").to_pylist() == ["suivie"]


def test_an_organisation_that_has_a_contact_since_is_not_undone(store):
    commit(store, 1, "organisations")
    contact = table_of("contacts", [{"organisation_id": "O0", "name": "Lou Bellerive"}])
    store.commit({"contacts": [contact]}, parent=1, author="Marie", message="")
    with pytest.raises(UndoRefused) as refusal:
        store.undo(1, "Paul")
    assert [(change.table, change.version) for change in refusal.value.later] == [("contacts", 2)]


def test_an_undo_that_would_bring_back_what_cites_a_row_gone_since_says_which_version_to_undo(store):
    commit(store, 1, "organisations")
    commit(store, 1, "activities")
    commit(store, 1, "participations")
    store.commit({"participations": [table_of("participations", [])]}, parent=3, author="", message="")
    store.undo(1, "Paul")
    with pytest.raises(UndoRefused, match=r"n’est plus là.*Organisations \(version 5\)") as refusal:
        store.undo(4, "Paul")
    assert [(change.table, change.version) for change in refusal.value.later] == [("organisations", 5)]


def test_what_was_typed_alone_and_typed_over_since_is_not_undone(store):
    store.commit({"decisions": [decision_rows("avant")]}, parent=0, author="Marie", message="")
    store.commit({"decisions": [decision_rows("après")]}, parent=1, author="Marie", message="")
    with pytest.raises(UndoRefused):
        store.undo(1, "Paul")


def test_restore_brings_back_all_tables_but_the_decisions(store):
    store.commit({**eight(1), "decisions": [decision_rows("avant")]}, parent=0, author="Marie", message="")
    store.commit({**eight(2), "decisions": [decision_rows("après")]}, parent=1, author="Marie", message="")
    restored = store.restore(1, "Paul")
    assert (restored.number, restored.action, restored.target_version) == (3, "restore", 1)
    assert all(restored.tables[table] == store.version(1).tables[table] for table in TABLES)
    assert store.read(restored, "decisions").column("decision").to_pylist() == ["après"]
    assert store.restore(1, "Paul", also=["decisions"]).tables == store.version(1).tables


def test_restore_of_what_is_current_makes_no_version(store):
    version = commit(store, 1)
    assert store.restore(1, "Paul") == version
    assert len(store.versions()) == 1


def test_names_are_kept_beside_the_manifests_and_the_latest_counts(store):
    commit(store, 1)
    commit(store, 2)
    manifests = read_files(store, "manifests")
    store.name(1, "Bilan 2016")
    store.name(2, "Bilan 2019-2021")
    store.name(1, " Bilan  2016-2018 ")
    store.name(1, "Bilan 2016-2018")
    assert store.names() == {1: "Bilan 2016-2018", 2: "Bilan 2019-2021"}
    assert sorted(read_files(store, "names")) == [f"names/0000000{number}.json" for number in (1, 2, 3)]
    assert read_files(store, "manifests") == manifests


def test_a_name_is_refused_if_empty_taken_or_of_no_version(store):
    commit(store, 1)
    commit(store, 2)
    store.name(1, "Bilan")
    for number, name in ((2, "Bilan"), (2, "  ")):
        with pytest.raises(Refused, match="nom"):
            store.name(number, name)
    with pytest.raises(Refused, match="La version 7 n’existe pas"):
        store.name(7, "Autre")
    assert store.names() == {1: "Bilan"}


def test_copies_made_by_a_sync_tool_are_ignored_and_named(store):
    commit(store, 1)
    commit(store, 2)
    newest = (store.path / "manifests" / "00000002.json").read_bytes()
    copies = [
        "00000012 (conflit de Marie).json",
        "00000012-PC-DE-PAUL.json",
        "00000003.JSON",
        "٠٠٠٠٠٠٠٣.json",
    ]
    for name in copies:
        (store.path / "manifests" / name).write_bytes(newest)
    (store.path / "data" / "offers (1).parquet").write_bytes(b"")
    (store.path / "data" / ".DS_Store").write_bytes(b"")
    assert store.current().number == 2
    findings = {(finding.kind, finding.file) for finding in store.check()}
    assert findings == {("foreign", f"manifests/{name}") for name in copies} | {
        ("foreign", "data/offers (1).parquet")
    }
    assert all(finding.file in finding.sentence for finding in store.check())
    assert commit(store, 3).number == 3


def test_leftovers_are_swept_after_an_hour_and_not_before(store):
    commit(store, 1)
    old, young = store.path / "tmp" / "old", store.path / "tmp" / "young"
    for path in (old, young):
        path.write_bytes(b"half")
    os.utime(old, (time.time() - 3700, time.time() - 3700))
    assert [(finding.kind, finding.file) for finding in store.check()] == [("leftover", "tmp/old")]
    commit(store, 2)
    assert not old.exists()
    assert young.exists()


@pytest.fixture
def stricter(monkeypatch):
    """Rules of today that refuse the first offer of version 1."""
    failure = schemas.Failure("title", 0, "Offre 1", "str_length")
    monkeypatch.setattr(schemas, "fingerprint", lambda table: f"stricter {table}")
    monkeypatch.setattr(
        schemas, "failures", lambda table, rows: [failure] if "Offre 1" in str(rows.to_pylist()) else []
    )


def test_a_rule_made_stricter_locks_nothing_that_was_accepted(store, stricter):
    integrity._checked_rows.clear()
    version = commit(store, 2)
    assert store.read(version, "offers").num_rows == 2
    with pytest.raises(Refused, match="ne respecte pas son schéma"):
        commit(store, 1)


def test_rows_accepted_once_are_read_undone_and_restored_under_stricter_rules(store, monkeypatch, request):
    first, second = commit(store, 1), commit(store, 2)
    request.getfixturevalue("stricter")
    integrity._checked_rows.clear()
    assert store.read(first, "offers").num_rows == 2
    assert store.restore(1, "Paul").number == 3
    store.restore(2, "Paul")
    assert store.undo(second.number, "Paul").tables == first.tables


def test_an_import_answers_for_its_own_rows_not_for_their_neighbours(store, request):
    first = commit(store, 1)
    request.getfixturevalue("stricter")
    integrity._checked_rows.clear()
    old = store.read(first, "offers")
    new = table_of("offers", [{**old.to_pylist()[0], "offer_id": "NEUVE", "title": "Neuve"}])
    version = store.commit({"offers": [pa.concat_tables([old, new])]}, parent=1, author="Paul", message="")
    assert store.read(version, "offers").num_rows == 3


def coloured(*, nullable: bool):
    """A release in which offers have one more column."""
    declared = later_schemas.column(nullable=nullable)
    return later_schemas.release({"offers": lambda schema: schema.add_columns({"colour": declared})})


def test_a_column_that_a_file_lacks_and_that_may_be_empty_is_read_as_empty(store):
    version = commit(store, 1)
    with coloured(nullable=True):
        assert store.files(version, "offers")
        assert store.read(version, "offers")["colour"].to_pylist() == [None, None]
        batches = store.batches(version, "offers", 1)
        assert [batch.schema.names[-1] for batch in batches] == ["colour", "colour"]


def test_a_column_that_a_file_lacks_and_that_may_not_be_empty_is_refused_by_name(store):
    version = commit(store, 1)
    name = version.tables["offers"][0].name
    with coloured(nullable=False):
        with pytest.raises(
            Damaged, match=rf"data/{name} .*il lui manque la colonne « Couleur ».*{__version__}"
        ):
            store.files(version, "offers")
        assert store.read(version, "activities").num_rows == 2


def test_a_file_with_a_column_of_a_newer_release_is_refused_naming_it(store, monkeypatch):
    with coloured(nullable=True), monkeypatch.context() as later:
        later.setattr("dse.store.tables.parquet_files.__version__", "7.5.0")
        offers = rows("offers", 1).drop_columns("colour").append_column("colour", pa.array(["bleu", "vert"]))
        version = store.commit({"offers": [offers]}, parent=0, author="", message="")
    with pytest.raises(StoreError, match=r"colonne « colour »\) a été écrit par la version 7\.5\.0"):
        store.read(version, "offers")


def test_a_file_of_a_newer_structure_is_refused_naming_its_release(store, monkeypatch):
    later = Migration(2, "plus tard", ("offers",), lambda tables: tables)
    with later_schemas.release(migrations=[later]), monkeypatch.context() as newer:
        newer.setattr("dse.store.tables.parquet_files.__version__", "2.0.0")
        version = commit(store, 1)
    assert {files[0].structure for files in version.tables.values()} == {2}
    for use in (
        lambda: store.read(version, "offers"),
        lambda: store.read(version, "memberships"),
        lambda: store.forget({"personne"}, "Paul"),
    ):
        with pytest.raises(StoreError, match=r"a été écrit par la version 2\.0\.0 du logiciel"):
            use()


def test_keys_that_no_longer_are_distinct_are_refused_by_name(store):
    version = commit(store, 1)

    def by_kind(schema):
        roles = {"offer_id": "text", "kind": "key"}
        for name, role in roles.items():
            schema.columns[name].metadata = {**schema.columns[name].metadata, "role": role}
        return schema

    with later_schemas.release({"offers": by_kind}), pytest.raises(Damaged, match="y ont la même clé"):
        store.read(version, "offers")


def test_a_manifest_of_a_newer_release_stops_the_reader(store, monkeypatch):
    commit(store, 1)
    monkeypatch.setattr("dse.store.records.numbered_records.FORMATS", {"version": 3})
    monkeypatch.setattr("dse.store.records.numbered_records.__version__", "3.0.0")
    commit(Store(store.path.parent / "newer"), 2)
    monkeypatch.undo()
    with pytest.raises(StoreError, match=r"00000001.json a été écrit par la version 3\.0\.0 du logiciel"):
        Store(store.path.parent / "newer").current()


def test_unpaired_surrogates_of_file_names_do_not_stop_an_import(store):
    source = SourceFile("membres\udce9.csv", "00" * 32, 1)
    version = store.commit(eight(1), parent=0, author="Marie\ud800", message="é", sources=[source])
    assert version == Store(store.path).current()
    assert version.sources[0].name == "membres?.csv"


def test_verified_files_are_not_hashed_again_until_they_move(store, monkeypatch):
    version = commit(store, 1)
    store.files(version, "offers")
    hashed = []
    monkeypatch.setattr(disk, "digest", lambda path: hashed.append(path) or "")
    (path,) = store.files(version, "offers")
    assert hashed == []
    os.utime(path, (1, 1))
    with pytest.raises(Damaged):
        store.files(version, "offers")
    assert hashed == [path]
    assert integrity.find_trouble_afresh(path, version.tables["offers"][0]) == "damaged"

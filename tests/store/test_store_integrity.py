"""A damaged file is named and never read, whatever happened to it."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
from pathlib import Path

import pytest
from store_disks import replaced
from store_rows import TABLES, eight, rows, tokens

from dse.errors import Damaged, StoreError
from dse.store import DataFile, Store
from dse.store.durability import disk
from dse.store.records import numbered_records, sealing
from dse.store.tables import integrity

FLIPS = 1_500
CUTS = 100


@pytest.fixture(scope="module")
def pristine(tmp_path_factory) -> Path:
    """Three versions, the first two named."""
    store = Store(tmp_path_factory.mktemp("pristine") / "store")
    for token in (1, 2, 3):
        store.commit(eight(token), parent=token - 1, author="Marie", message=f"Import {token}")
    store.name(1, "Bilan 2016-2018")
    store.name(2, "Bilan 2019-2021")
    return store.path


@pytest.fixture
def store(pristine, tmp_path) -> Store:
    """A copy that may be damaged."""
    shutil.copytree(pristine, tmp_path / "store")
    return Store(tmp_path / "store")


def list_files(store: Store) -> list[Path]:
    """Every file that counts."""
    return sorted(
        path for folder in ("data", "manifests", "names") for path in (store.path / folder).iterdir()
    )


def read_all(store: Store) -> list[tuple[Path, bytes]]:
    return [(path, path.read_bytes()) for path in list_files(store)]


def find_problems(store: Store) -> set[tuple[str, str]]:
    return {(finding.kind, finding.file) for finding in store.check() if finding.kind != "leftover"}


def test_a_pristine_store_has_nothing_to_report(store):
    assert store.check() == []
    assert len(list_files(store)) == 3 * len(TABLES) + 3 + 2


def recorded(store: Store) -> dict[str, DataFile]:
    return {
        file.name: file for version in store.versions() for each in version.tables.values() for file in each
    }


def is_found(files: dict[str, DataFile], path: Path, content: bytes) -> bool:
    """Whether the reading of one file, were this its content, finds it damaged and names it."""
    damaged = {
        "read": lambda _: content,
        "digest": lambda _: hashlib.sha256(content).hexdigest(),
        "stamp": lambda _: (len(content), 0),
    }
    with replaced(damaged):
        if path.parent.name == "data":
            return integrity.find_trouble_afresh(path, files[path.name]) == "damaged"
        try:
            numbered_records.load_record(
                path.parent, int(path.stem), {"manifests": "version", "names": "name"}[path.parent.name]
            )
        except Damaged as error:
            return f"{path.parent.name}/{path.name}" in str(error)
    return False


def test_every_flipped_bit_is_found(store):
    chance, files, contents = random.Random(2018), recorded(store), read_all(store)
    for number in range(FLIPS):
        path, whole = contents[number % len(contents)]
        damaged = bytearray(whole)
        damaged[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        assert is_found(files, path, bytes(damaged)), f"{path.name}, flip {number}"
        assert not is_found(files, path, whole)


def test_every_bit_of_a_manifest_counts(store):
    path = store.path / "manifests" / "00000003.json"
    whole = path.read_bytes()
    for place in range(0, len(whole), 7):
        damaged = bytearray(whole)
        damaged[place] ^= 1 << place % 8
        path.write_bytes(damaged)
        assert store.current().number == 2
    path.write_bytes(whole)
    assert store.current().number == 3


def test_every_truncation_is_found(store):
    chance, files, contents = random.Random(2019), recorded(store), read_all(store)
    for number in range(CUTS):
        path, whole = contents[number % len(contents)]
        assert is_found(files, path, whole[: chance.randrange(len(whole))]), f"{path.name}, cut {number}"


@pytest.mark.parametrize("folder", ["data", "manifests", "names"])
def test_swapped_files_are_named(store, folder):
    first, second, *_ = sorted((store.path / folder).iterdir())
    contents = first.read_bytes(), second.read_bytes()
    first.write_bytes(contents[1])
    second.write_bytes(contents[0])
    assert {("damaged", f"{folder}/{path.name}") for path in (first, second)} <= find_problems(store)


def test_a_name_record_in_the_place_of_a_manifest_is_named(store):
    shutil.copy(store.path / "names" / "00000001.json", store.path / "manifests" / "00000001.json")
    assert ("damaged", "manifests/00000001.json") in find_problems(store)


@pytest.mark.parametrize("folder", ["data", "manifests", "names"])
def test_a_missing_file_is_named(store, folder):
    gone = sorted((store.path / folder).iterdir())[0]
    gone.unlink()
    assert ("missing", f"{folder}/{gone.name}") in find_problems(store)


@pytest.mark.parametrize("harm", ["flip", "truncate", "delete", "swap"])
def test_a_damaged_table_is_refused_by_name_with_the_newest_whole_version(store, harm):
    third = store.version(3)
    path = store.path / "data" / third.tables["offers"][0].name
    older = store.path / "data" / store.version(1).tables["offers"][0].name
    content = path.read_bytes()
    harmed = {
        "flip": b"\0" + content[1:],
        "truncate": content[:-1],
        "swap": older.read_bytes(),
        "delete": None,
    }
    path.unlink()
    if harmed[harm] is not None:
        path.write_bytes(harmed[harm])
    for read in (store.files, store.read):
        with pytest.raises(
            Damaged, match=f"data/{path.name} .*« Offre ».*Revenez à la version 2, qui est entière"
        ):
            read(third, "offers")
    assert store.read(third, "activities").num_rows == 2
    assert store.restore(2, "Paul").tables == store.version(2).tables
    assert tokens(store, store.current()) == {2}


def test_a_file_that_changes_while_the_program_runs_is_found(store):
    third = store.version(3)
    (path,) = store.files(third, "offers")
    path.write_bytes(path.read_bytes() + b"\0")
    with pytest.raises(Damaged):
        store.files(third, "offers")


def test_undo_and_restore_refuse_to_bring_a_damaged_file_back(store):
    path = store.path / "data" / store.version(2).tables["offers"][0].name
    path.write_bytes(b"")
    before = store.current()
    for back in (lambda: store.undo(3, "Paul"), lambda: store.restore(2, "Paul")):
        with pytest.raises(Damaged, match=path.name):
            back()
    assert store.current() == before


def test_a_kept_file_that_is_damaged_is_not_taken_into_a_new_version(store):
    kept_file = store.version(3).tables["offers"][0]
    (store.path / "data" / kept_file.name).unlink()
    more = rows("offers", 3, count=3).slice(2)
    with pytest.raises(Damaged, match=kept_file.name):
        store.commit({"offers": [kept_file, more]}, parent=3, author="Paul", message="")
    older = store.version(1).tables["offers"][0]
    (store.path / "data" / older.name).write_bytes(b"")
    with pytest.raises(Damaged, match=older.name):
        store.commit({"offers": [older]}, parent=3, author="Paul", message="")
    assert store.current().number == 3


def test_the_same_rows_given_again_mend_a_damaged_file(store):
    path = store.path / "data" / store.version(3).tables["offers"][0].name
    whole = path.read_bytes()
    path.write_bytes(b"")
    assert store.commit(eight(3), parent=3, author="Paul", message="") is None
    assert path.read_bytes() == whole
    assert store.check() == []


def test_other_rows_may_take_the_place_of_a_damaged_file(store):
    (store.path / "data" / store.version(3).tables["offers"][0].name).unlink()
    assert tokens(store, store.commit(eight(4), parent=3, author="Paul", message="")) == {4}


def test_a_damaged_manifest_keeps_its_number(store):
    (store.path / "manifests" / "00000003.json").write_bytes(b"{}")
    assert store.current().number == 2
    with pytest.raises(Damaged, match=r"manifests/00000003.json est endommagé"):
        store.version(3)
    version = store.restore(2, "Paul")
    assert (version.number, version.parent) == (4, 2)
    assert [each.number for each in store.versions()] == [4, 2, 1]
    assert find_problems(store) == {("damaged", "manifests/00000003.json")}


def test_a_manifest_with_a_right_hash_may_not_lead_out_of_the_store(store):
    path = store.path / "manifests" / "00000003.json"
    fields = json.loads(path.read_bytes())
    fields["tables"]["offers"][0]["name"] = "../../secret.parquet"
    del fields["sha256"]
    path.write_bytes(sealing.seal(fields))
    with pytest.raises(StoreError, match=r"manifests/00000003.json"):
        store.version(3)
    assert store.current().number == 2


def test_an_unreadable_manifest_is_an_error_and_not_an_older_version(store, monkeypatch):
    real = disk.read

    def read(path: Path) -> bytes:
        if path.name == "00000003.json":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(disk, "read", read)
    with pytest.raises(StoreError, match=r"00000003.json ne peut pas être lu"):
        store.current()

"""What was once given is found in every version, from one column of each file, read once; what went with its files is not."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import uploads

from dse.store import Store
from dse.store.records.layout import Layout
from dse.store.tables import parquet_files, past_values

COLUMNS = ("activity_id",)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Three versions, of which each names an activity that no other names."""
    made = Store(tmp_path)
    for number in (1, 2, 3):
        add_version(made, number)
    return made


def add_version(store: Store, number: int) -> None:
    line = f"F-{number};FORMATION;Titre;05/01/2019"
    upload = uploads.build_upload("a.csv", "Référence;Type;Intitulé;Date", line)
    uploads.accepted(store, upload, complete=True)


def list_ids_in_files(store: Store) -> set[str]:
    """Those in all files of the table, as any reader of Parquet sees them."""
    files = (store.path / "data").glob("activities-*.parquet")
    return {name for file in files for name in pq.read_table(file)["activity_id"].to_pylist()}


def list_ids(store: Store) -> set[str]:
    return {identifier for (identifier,) in store.list_past_values("activities", COLUMNS)}


def test_values_of_all_versions_are_found(store: Store) -> None:
    assert list_ids(store) == list_ids_in_files(store) == {"F-1", "F-2", "F-3"}
    assert "F-1" not in store.read(store.current(), "activities")["activity_id"].to_pylist()


def test_of_each_file_one_column_is_decoded_and_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An import looks at earlier versions too."""
    decoded: list[Sequence[str] | None] = []
    decode = parquet_files.decode

    def note(content: bytes, columns: Sequence[str] | None = None) -> object:
        decoded.append(columns)
        return decode(content, columns)

    monkeypatch.setattr(parquet_files, "decode", note)
    store = Store(tmp_path)
    for number in (1, 2, 3, 4):
        add_version(store, number)
        assert f"F-{number}" in list_ids(store)
        list_ids(store)
        assert decoded.count(COLUMNS) == number


def test_what_only_a_file_said_that_is_gone_is_forgotten(store: Store) -> None:
    list_ids(store)
    last = [version for version in store.versions() if version.number == 3]
    values = past_values.list_past_values(Layout(store.path), last, "activities", COLUMNS)
    assert ("F-3",) in values and ("F-1",) not in values

"""What is written of the team is for its own account alone, unless the store is open to others already."""

from __future__ import annotations

import asyncio
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
import uploads

from dse import cli, private_files
from dse.cli.history import OPEN_TO_OTHERS
from dse.store import Store
from dse.ui.server import lifecycle

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows keeps no such rights")
USUAL_MASK = 0o022


@pytest.fixture(autouse=True)
def usual_mask() -> Iterator[None]:
    """The mask of most sessions, whatever that of the one which runs the tests."""
    before = os.umask(USUAL_MASK)
    yield
    os.umask(before)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A register to import."""
    path = tmp_path / "organisations.csv"
    upload = uploads.build_upload(path.name, "organisation_id,name,siren,country,successor_id", "O1,Un,,FR,")
    path.write_bytes(upload.content)
    return path


def list_open(folder: Path) -> list[Path]:
    """The files and folders of a folder, itself too, that other accounts may read."""
    return [path for path in (folder, *folder.rglob("*")) if path.stat().st_mode & 0o077]


def test_a_new_store_and_its_backup_are_for_its_account_alone(
    tmp_path: Path, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store, backups = tmp_path / "store", tmp_path / "backups"
    backups.mkdir()
    assert cli.main(["--store", str(store), "import", str(file)]) == 0
    assert Store(store).versions() and list_open(store) == []
    assert cli.main(["--store", str(store), "backup", str(backups / "copie.zip")]) == 0
    assert list_open(backups / "copie.zip") == []
    assert os.umask(USUAL_MASK) == USUAL_MASK
    capsys.readouterr()
    assert cli.main(["--store", str(store), "check"]) == 0
    assert OPEN_TO_OTHERS not in "".join(capsys.readouterr())


def test_a_store_that_is_open_to_others_stays_so_and_it_is_said(
    tmp_path: Path, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = tmp_path / "store"
    store.mkdir(0o755)
    assert cli.main(["--store", str(store), "import", str(file)]) == 0
    assert {stat.S_IMODE(path.stat().st_mode) for path in store.rglob("*.parquet")} == {0o644}
    capsys.readouterr()
    assert cli.main(["--store", str(store), "check"]) == 0
    assert OPEN_TO_OTHERS in "".join(capsys.readouterr())


def test_the_server_writes_for_its_account_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DSE_STORE", str(tmp_path / "store"))
    monkeypatch.setattr(lifecycle.config, "get_option", lambda _: True)
    monkeypatch.setattr(lifecycle, "_end_quietly_on", lambda _: None)

    async def read_mask() -> int:
        async with lifecycle.lifespan(None):
            mask = os.umask(0)
            os.umask(mask)
            return mask

    assert asyncio.run(read_mask()) == 0o077
    assert not private_files.is_open_to_others(tmp_path / "store")

"""Our lists as the application has them: saved again by a spreadsheet they read the same; one that is missing is said in one sentence."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from dse import cli, paths
from dse.team_files import shipped_files
from schemas import codelists, our_lists


@pytest.fixture
def lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of our lists, read instead of them."""
    folder = tmp_path / "application" / "codelists"
    shutil.copytree(our_lists.DIRECTORY, folder)
    monkeypatch.setattr(our_lists, "DIRECTORY", folder)
    monkeypatch.setenv("DSE_STORE", str(tmp_path / "store"))
    forget()
    yield folder
    forget()


def forget() -> None:
    """What a new process knows of the lists: nothing."""
    for each in (our_lists.codes, our_lists.names, our_lists.triennials, our_lists.breaks):
        each.cache_clear()
    for each in (codelists._load, codelists._listed, codelists._allowed, codelists._codes, codelists._labels):
        each.cache_clear()
    for each in (codelists._triennials, codelists._breaks):
        each.cache_clear()


def as_excel_saves(content: str, encoding: str) -> bytes:
    """A list of plain cells as French Excel saves it again."""
    lines = [line.split(",") for line in content.splitlines()]
    days = [
        [cell if cell.count("-") != 2 else "/".join(reversed(cell.split("-"))) for cell in each]
        for each in lines
    ]
    return "".join(";".join(each) + "\r\n" for each in days).encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp1252"])
@pytest.mark.parametrize("name", ["triennials", "colleges"])
def test_a_list_that_a_french_spreadsheet_saved_again_reads_the_same(
    lists: Path, encoding: str, name: str
) -> None:
    path = lists / f"{name}.csv"
    text = path.read_text(encoding="utf-8")
    assert '"' not in text
    before = our_lists.triennials() if name == "triennials" else our_lists.codes(name)
    forget()
    path.write_bytes(as_excel_saves(text, encoding))
    assert (our_lists.triennials() if name == "triennials" else our_lists.codes(name)) == before
    assert shipped_files.extract_team_lines(f"codelists/{name}.csv", path.read_bytes()) == ""


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (None, "manque"),
        (b"code\nA\n", "n’a pas la colonne « label_fr »"),
        (
            b"code,label_fr,description,source,parent,rank,valid_from,valid_to\nA,a,,,,x,,\n",
            "une ligne qui ne se lit pas",
        ),
        (b"code,label_fr,\x81\n", "une ligne qui ne se lit pas"),
    ],
)
def test_a_list_of_ours_that_is_missing_or_unusable_is_one_sentence(
    lists: Path, content: bytes | None, what: str, capfd: pytest.CaptureFixture[str]
) -> None:
    path = lists / "themes.csv"
    path.unlink() if content is None else path.write_bytes(content)
    paths.team_codelists().mkdir(parents=True)
    (paths.team_codelists() / "themes.csv").write_text("code,label_fr\nEAU,Eau\n", encoding="utf-8")
    assert cli.main(["figures", "--json"]) == 4
    told = capfd.readouterr()
    said = json.loads(told.out)["message"]
    assert (
        str(path) in said
        and what in said
        and "emettez-le depuis une copie neuve" in said
        and "données" in said
    )
    assert "Traceback" not in told.err and said in told.err

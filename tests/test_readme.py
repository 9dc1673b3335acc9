"""What the README quotes is what the software says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import uploads

from dse import cli, paths
from dse.store import Store
from dse.store.durability import disk_errors

README = (paths.ROOT / "README.md").read_text(encoding="utf-8")


def test_the_sentence_said_of_a_newer_release_is_the_one_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk_errors, "__version__", "Y")
    sentence = str(disk_errors.newer_release_error("data/a.parquet", "X"))
    quoted = "a été écrit par la version X du logiciel ; ce poste a la version Y, qui ne sait pas le lire"
    assert quoted in sentence and quoted in README


def test_the_lists_of_the_team_are_not_said_to_be_read_once() -> None:
    decisions = sorted((paths.ROOT / "docs" / "dev" / "decisions").glob("*.md"))
    assert decisions
    assert not [
        path.name for path in decisions if "Codelists are read once" in path.read_text(encoding="utf-8")
    ]


def test_every_decision_is_in_the_index_and_has_its_three_parts() -> None:
    folder = paths.ROOT / "docs" / "dev" / "decisions"
    index = (folder / "README.md").read_text(encoding="utf-8")
    decisions = sorted(folder.glob("[0-9]*.md"))
    assert [path.name[:4] for path in decisions] == [
        f"{number:04d}" for number in range(1, len(decisions) + 1)
    ]
    for path in decisions:
        text = path.read_text(encoding="utf-8")
        title = text.splitlines()[0].removeprefix(f"# {path.name[:4]}. ")
        assert f"[{path.name[:4]}]({path.name}) {title}\n" in index, path.name
        parts = ["**Context.**", "**Choice.**", "**Consequence.**"]
        assert sorted(parts, key=text.index) == parts, path.name


DOCUMENTS = sorted([paths.ROOT / "README.md", *(paths.ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
# What follows « New » is still to be made.
QUOTED_PATH = re.compile(
    r"(?<!New )`((?:docs|dse|tests|schemas|pages|data/(?:forms|codelists|demo|maps))/[\w./-]+\.\w+)`"
)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(paths.ROOT).as_posix())
def test_links_and_files_that_the_documents_name_exist(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    links = [document.parent / target for target in LINK.findall(text)]
    missing = [
        path
        for path in links + [paths.ROOT / name for name in QUOTED_PATH.findall(text)]
        if not path.exists()
    ]
    assert not missing


COMMANDS = re.findall(r"^python -m dse (.*?)(?:\s+#.*)?$", README, re.MULTILINE)
# These two make an environment or serve until they are stopped.
UNTRIED = ("open", "test")
# What is asked first is confirmed by the code that the command prints.
QUESTIONS, CODE = 3, re.compile(r"--confirm (\w+)")


def _write_files(folder: Path) -> None:
    for name in ("membres", "accompagnements"):
        (folder / f"{name}.csv").write_bytes(uploads.clean(name).content)
    for year in (2018, 2021):
        (folder / f"enquete-{year}.csv").write_text(_answer_survey(year), encoding="utf-8")


def _answer_survey(year: int) -> str:
    titles = "Horodateur,Adresse e-mail,Nom de votre organisation,Êtes-vous satisfait·e de nos formations ?"
    lines = [
        f"{year}/03/0{day} 10:00:00,{person}@exemple.org,M00{day},{answer}"
        for day, person, answer in ((1, "camille", "Oui"), (2, "alix", "Non"), (3, "lou", "Oui"))
    ]
    return "\n".join([titles, *lines, ""])


def test_each_command_does_what_it_says_in_the_order_in_which_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DSE_STORE", str(tmp_path / "store"))
    _write_files(tmp_path)
    contact = uploads.build_upload(
        "contacts.csv", "Organisation;Contact;Fonction", "M001;Camille Exemple;Direction"
    )
    uploads.accepted(Store(tmp_path / "store"), *map(uploads.clean, ("membres", "offre")), contact)
    for command in COMMANDS:
        words = shlex.split(command.replace("D:\\", f"{tmp_path.as_posix()}/"))
        if words[0] in UNTRIED:
            continue
        code, printed = cli.main(words) or 0, "".join(capfd.readouterr())
        if code == QUESTIONS:
            code = cli.main([*words, "--confirm", *CODE.findall(printed)[:1]])
        assert code == 0, f"{command}\n{printed}\n{''.join(capfd.readouterr())}"
    assert Store(tmp_path / "nouveau").current() == Store(tmp_path / "store").current()

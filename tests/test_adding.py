"""The walk-throughs of docs/dev/adding.md, each done on a copy of the project by following its text."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from dse import paths

TEXT = (paths.ROOT / "docs" / "dev" / "adding.md").read_text(encoding="utf-8")
WALKTHROUGHS = {
    title: text
    for title, text in re.findall(r"(?ms)^## (.+?)\n(.*?)(?=^## |\Z)", TEXT)
    if "Files to touch" in text
}
FILES_TO_TOUCH = {
    "A column": 2,
    "A table": 3,
    "A form": 1,
    "A check of an import": 1,
    "A survey tool": 1,
    "A page": 2,
    "A figure": 2,
    "A chart form": 3,
}
# Written by `.venv/bin/python -m tests.record`, never by hand.
RECORDED = {"docs/controles.md", "data/shipped.csv", "tests/fixtures/stores/structures.json"}
COPIED = (
    "requirements.txt",
    "app.py",
    "pages",
    "dse",
    "data",
    "schemas",
    "tests",
    "docs",
    ".pytest.ini",
    ".streamlit",
)
STEP = re.compile(
    r"""(?mx)
    ^[ ]*(?:\d\.[ ])?(?:
        New[ ]`(?P<new>[^`]+)`:
        | In[ ]`(?P<path>[^`]+)`,[ ](?P<side>after|before)[ ]`(?P<anchor>[^`]+)`:
        | In[ ]`(?P<replaced_path>[^`]+)`,[ ]in[ ]place[ ]of[ ]`(?P<old>[^`]+)`,[ ]`(?P<replacement>[^`]+)`\.
        | The[ ]file[ ]`(?P<data>[^`]+)`:
        | (?P<run>Run):
        | It[ ]gives[ ](?P<outputs>`[^`]+`(?:[ ]and[ ]`[^`]+`)*)\.
    )$"""
)
FENCE = re.compile(r"(?s)\A\s*```\w*\n(.*?)^ *```", re.MULTILINE)


class Step(NamedTuple):
    """One instruction of a walk-through, and the text of the block below it."""

    match: re.Match[str]
    block: str


def steps(text: str) -> Iterator[Step]:
    for match in STEP.finditer(text):
        fence = FENCE.match(text, match.end())
        yield Step(match, textwrap.dedent(fence[1]) if fence else "")


def blocks_with_margin(text: str, match: re.Match[str]) -> str:
    """The block below an instruction, as it is indented in the file that it goes into: the margin is that of the fence."""
    fence = re.compile(r"(?s)\s*?\n( *)```\w*\n(.*?)^ *```", re.MULTILINE).match(text, match.end())
    assert fence, match[0]
    margin = len(fence[1].lstrip("\n"))
    return "".join(line[margin:] if line.strip() else line for line in fence[2].splitlines(keepends=True))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project, without data of a team."""
    for name in COPIED:
        if (paths.ROOT / name).is_dir():
            shutil.copytree(paths.ROOT / name, tmp_path / name, ignore=names_left_out)
        else:
            shutil.copy(paths.ROOT / name, tmp_path)
    return tmp_path


def names_left_out(folder: str, names: list[str]) -> set[str]:
    """What is made by running: caches, and the stores of the team and of the demo."""
    stores = (
        {name for name in names if name.startswith("store")} if "data" in Path(folder).parts[-2:] else set()
    )
    return stores | ({"__pycache__", "captures"} & set(names))


@pytest.mark.long
@pytest.mark.parametrize("title", WALKTHROUGHS)
def test_a_walkthrough_does_what_it_says(title: str, project: Path) -> None:
    text = WALKTHROUGHS[title]
    touched: set[str] = set()
    before = read_all(project)
    output = ""
    for match in STEP.finditer(text):
        touched |= apply_edit(match, text, project)
        if match["data"]:
            (project / match["data"]).write_text(blocks_with_margin(text, match), encoding="utf-8")
        elif match["run"]:
            output = run_all(blocks_with_margin(text, match), project)
        elif match["outputs"]:
            missing = [part for part in re.findall(r"`([^`]+)`", match["outputs"]) if part not in output]
            assert not missing, output
    assert len(touched) == FILES_TO_TOUCH[title]
    changed = {name for name, content in read_all(project).items() if before.get(name) != content}
    assert changed <= touched | RECORDED


def apply_edit(match: re.Match[str], text: str, project: Path) -> set[str]:
    """The file that an instruction touches, by name; none where it is no edit."""
    if match["new"]:
        path = project / match["new"]
        assert not path.exists()
        path.write_text(blocks_with_margin(text, match), encoding="utf-8")
        return {match["new"]}
    name = match["path"] or match["replaced_path"]
    if not name:
        return set()
    content = (project / name).read_text(encoding="utf-8")
    anchor = match["anchor"] or match["old"]
    assert content.count(anchor) == 1, f"{name} has {anchor!r} {content.count(anchor)} times"
    if match["old"]:
        content = content.replace(anchor, match["replacement"])
    else:
        block = blocks_with_margin(text, match)
        lines = content.splitlines(keepends=True)
        index = next(index for index, line in enumerate(lines) if anchor in line)
        lines.insert(index + (match["side"] == "after"), block)
        content = "".join(lines)
    (project / name).write_text(content, encoding="utf-8")
    return {name}


def run_all(commands: str, project: Path) -> str:
    """What the last of some commands writes; each must succeed.

    The copy has no `.venv`: the Python of the tests runs in its place.
    """
    output = ""
    for command in commands.splitlines():
        program, *arguments = shlex.split(command)
        assert program == ".venv/bin/python"
        done = subprocess.run(
            [sys.executable, *arguments], cwd=project, capture_output=True, encoding="utf-8", check=False
        )
        output = done.stdout + done.stderr
        assert done.returncode == 0, f"{command}\n{output}"
    return output


def read_all(project: Path) -> dict[str, bytes]:
    """The files of the project that are kept under version control, by name."""
    folders = ("pages", "dse", "schemas", "tests", "docs", "data/forms", "data/codelists")
    files = [path for folder in folders for path in (project / folder).rglob("*") if path.is_file()]
    files += [project / "app.py", project / "data" / "shipped.csv"]
    return {
        path.relative_to(project).as_posix(): path.read_bytes()
        for path in files
        if "__pycache__" not in path.parts
    }


@pytest.mark.parametrize("title", FILES_TO_TOUCH)
def test_a_walkthrough_states_how_many_files_it_touches(title: str) -> None:
    assert f"Files to touch: **{FILES_TO_TOUCH[title]}**" in WALKTHROUGHS[title]
    assert FILES_TO_TOUCH.keys() == WALKTHROUGHS.keys()


def test_the_real_figures_shown_are_as_short_as_it_says() -> None:
    shown = re.findall(r"\]\(\.\./\.\./(dse/figures/\S+\.py)\),\s+(\d+) lines", WALKTHROUGHS["A figure"])
    counts = [(len((paths.ROOT / name).read_text("utf-8").splitlines()), int(lines)) for name, lines in shown]
    assert len(counts) == 3 and all(abs(count - lines) <= 5 for count, lines in counts), counts

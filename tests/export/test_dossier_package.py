"""The dossier is a valid Data Package over the very files that it holds, and its codebook tells every column."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import dossiers
import frictionless
import pytest

from dse import slides
from dse.disclosure import marks
from dse.export.dossier import Contents
from dse.export.dossier.readme import render_readme
from dse.figures import Finding
from dse.store import Store

pytestmark = pytest.mark.xdist_group("few pages")

OF_SURVEYS = ("enquetes",)


@pytest.fixture(scope="module")
def few(few_pages: Contents, demo_store: Store) -> Contents:
    """A dossier with masked answers of surveys, none of them drawn."""
    surveyed = dossiers.of_pages(demo_store, OF_SURVEYS)
    bare = [
        replace(
            each,
            entries=tuple(replace(entry, figure=replace(entry.figure, chart=None)) for entry in each.entries),
        )
        for each in (*few_pages.chapters, *surveyed.chapters)
    ]
    return replace(few_pages, chapters=tuple(bare))


@pytest.fixture(scope="module")
def folder(few: Contents, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("dossier")
    for name, content in dossiers.unpacked(dossiers.zip_dossier(few)).items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(content)
    return place


def test_the_package_is_valid_over_its_files(folder: Path) -> None:
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.valid, [error.message for task in report.tasks for error in task.errors][:3]
    described = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    paths = {path.relative_to(folder).as_posix() for path in folder.glob("donnees/**/*.csv")}
    assert {each["path"] for each in described} == paths and paths


def test_a_file_that_is_changed_is_no_longer_valid(folder: Path, tmp_path: Path) -> None:
    described = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    (one,) = [each for each in described["resources"] if each["name"].endswith("freshness")]
    content = (folder / one["path"]).read_bytes().replace(b'"2', b'"x', 1)
    (tmp_path / one["path"]).parent.mkdir(parents=True)
    (tmp_path / one["path"]).write_bytes(content)
    (tmp_path / "datapackage.json").write_text(json.dumps(described | {"resources": [one]}), encoding="utf-8")
    assert not frictionless.validate(str(tmp_path / "datapackage.json")).valid


def test_a_masked_number_is_no_number_and_declared_so(folder: Path) -> None:
    described = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    masked = [each for each in described if marks.fewer(5) in each["schema"]["missingValues"]]
    assert masked
    for each in masked:
        assert marks.fewer(5) in (folder / each["path"]).read_text(encoding="utf-8")


def test_the_codebook_tells_every_column_of_every_table(folder: Path, few: Contents) -> None:
    told = {(row[7], row[6]) for row in dossiers.rows((folder / "codebook.csv").read_bytes(), ";")[1:]}
    assert told == {
        (entry.figure.id, column.name) for entry in few.entries() for column in entry.figure.columns
    }


def test_a_reason_for_the_reader_of_a_dossier_gives_no_advice_to_the_team(few: Contents) -> None:
    hidden = next(few.left_out())
    reserved = Finding("Elle nomme des organisations : elle est réservée.")
    hidden = replace(hidden, answer=replace(hidden.answer, finding=reserved))
    unopened = Finding("Aucune offre ouverte : importez l’offre.")
    empty = replace(hidden, answer=replace(hidden.answer, finding=unopened, hidden=()))
    chapters = (replace(few.chapters[0], left_out=(empty, hidden)),)
    text = render_readme(replace(few, chapters=chapters)).decode()
    assert "Aucune offre ouverte.\r\n" in text and "importez" not in text
    assert "elle est réservée." in text


def test_the_text_says_what_is_there_and_what_is_not(folder: Path, few: Contents) -> None:
    text = (folder / "LISEZ-MOI.txt").read_text(encoding="utf-8-sig")
    for name in (
        "bilan.docx",
        "annexe-statistique.docx",
        "tableaux.xlsx",
        "datapackage.json",
        "provenance.json",
        "codebook.csv",
    ):
        assert name in text and (folder / name).is_file()
    flat = " ".join(text.split())
    for word in ("figure", "triennal", "version", "public", "code d’un fichier"):
        assert f"- {word.capitalize()} :" in flat, "a word of the house is explained"
    for chapter in few.chapters:
        assert f"- {chapter.page} : " in flat and (folder / "figures" / chapter.page).is_dir()
    for each in few.left_out():
        assert " ".join(each.figure.question.replace(" ?", "").split()) in flat
    assert slides.PAGES["enquetes"] and "fictives" in flat

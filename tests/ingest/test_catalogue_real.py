"""Real exports of the State: each is read, or refused in clear words, as docs/fichiers-reels.md says."""

from __future__ import annotations

import re

import pytest
from catalogue import fingerprinted
from conftest import shared
from workbooks import read

from dse import paths
from dse.ingest import Upload
from dse.ingest.recognition import form_matching
from dse.store import Store

FOLDER = "betagouv_api_subventions_asso"
PAGE = (paths.ROOT / "docs" / "fichiers-reels.md").read_text(encoding="utf-8")
TOLD = re.findall(r"^\| (\S+\.\w+) \| (oui|non) \| (IMP-\d{3}) \|", PAGE, re.MULTILINE)


def test_every_file_has_its_line() -> None:
    there = {path.name for path in shared(FOLDER).iterdir() if path.suffix != ".md"}
    assert {name for name, _, _ in TOLD} == there


@pytest.mark.parametrize(("name", "is_read", "code"), TOLD)
def test_a_file_is_read_or_refused_as_the_page_says(
    clean_store: Store, name: str, is_read: str, code: str
) -> None:
    content = (shared(FOLDER) / name).read_bytes()
    assert any(sheet.headers for sheet in read(content, name)) == (is_read == "oui")
    proposal = fingerprinted(clean_store, [Upload(name, content)])
    assert proposal.status == "refused" and {each.code for each in proposal.problems} == {code}


@pytest.mark.parametrize("name", [name for name, _, code in TOLD if code == "IMP-110"])
def test_no_form_is_named_for_an_export_that_none_is_near_to(clean_store: Store, name: str) -> None:
    content = (shared(FOLDER) / name).read_bytes()
    (problem,) = fingerprinted(clean_store, [Upload(name, content)]).problems
    first = [header for sheet in read(content, name) for header in sheet.headers[:1] if header]
    assert any(f"« {header} »" in problem.sentence for header in first)
    assert not any(
        f"« {form.title} »" in problem.reason for form in form_matching.load_known_forms(paths.FORMS)
    )
    assert problem.sentence.endswith(problem.advice)

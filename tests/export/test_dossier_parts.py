"""A dossier with some of its parts: their files and no others, and a text that speaks of nothing else."""

from __future__ import annotations

import io
import json
import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx
import dossiers
import pytest
from conftest import tool

from dse.errors import Refused
from dse.export import dossier
from dse.export.dossier import Choice, Contents, Entry, parts
from dse.export.dossier.report.document import render_report
from dse.export.dossier.report.review_document import render_review
from dse.export.dossier.report.styles import CONTENTS
from dse.export.dossier.review_contents import keep_review
from dse.export.dossier.shared_sentences import DRAFT
from dse.export.files import pdf
from dse.export.publish_dossier import file_name, name_pdf

pytestmark = pytest.mark.xdist_group("few pages")


def of_parts(contents: Contents, *names: str) -> Contents:
    return replace(contents, choice=replace(contents.choice, parts=names))


def unpack(contents: Contents, *names: str) -> dict[str, bytes]:
    return dossiers.unpacked(dossiers.zip_dossier(of_parts(contents, *names)))


def test_each_part_has_its_files(few_pages: Contents) -> None:
    always = {"LISEZ-MOI.txt", "provenance.json"}
    assert unpack(few_pages, "bilan").keys() == {"bilan.docx", *always}
    assert unpack(few_pages, "annexe", "classeur").keys() == {
        "annexe-statistique.docx",
        "tableaux.xlsx",
        *always,
    }
    data = unpack(few_pages, "donnees").keys() - always
    tables = {name for name in data if name.startswith(("figures/", "donnees/"))}
    assert data - tables == {"codebook.csv", "codes.csv", "datapackage.json"}
    assert tables and all(name.endswith(".csv") for name in tables)
    images = unpack(few_pages, "images").keys() - always
    assert images and all(name.endswith((".svg", ".png")) for name in images)
    whole = dossiers.unpacked(dossiers.zip_dossier(few_pages))
    assert data | images < whole.keys() and {"bilan.docx", "annexe-statistique.docx"} < whole.keys()


def test_what_is_not_given_is_not_spoken_of(few_pages: Contents) -> None:
    files = unpack(few_pages, "bilan")
    text = files["LISEZ-MOI.txt"].decode("utf-8-sig")
    assert "bilan.docx" in text and not any(
        name in text
        for name in (
            "tableaux.xlsx",
            "annexe",
            "figures/",
            "donnees/",
            "Sous chaque figure, la méthode",
            "Une case vide",
        )
    )
    assert "Sous chaque figure, la méthode" in unpack(few_pages, "annexe")["LISEZ-MOI.txt"].decode(
        "utf-8-sig"
    )
    assert json.loads(files["provenance.json"])["parts"] == ["bilan"]


def test_only_what_some_part_shows_is_drawn(few_pages: Contents, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    original = dossiers.dossier.DossierPictures.request

    def request(self: object, contents: Contents, entry: Entry) -> None:
        drawn.append(entry.figure.id)
        original(self, contents, entry)

    monkeypatch.setattr(dossiers.dossier.DossierPictures, "request", request)
    unpack(few_pages, "classeur", "donnees")
    assert drawn == []
    unpack(few_pages, "bilan")
    assert set(drawn) == set(few_pages.plan.list_figures())


def test_a_review_alone_has_the_figures_of_its_plan(few_pages: Contents) -> None:
    alone = keep_review(few_pages)
    assert {entry.figure.id for entry in alone.entries()} == set(few_pages.plan.list_figures())
    assert not list(alone.left_out())
    assert render_review(alone, few_pages.plan, {}) == render_review(few_pages, few_pages.plan, {})


def test_each_page_of_a_draft_says_so_and_a_draft_has_nothing_but_pages(few_pages: Contents) -> None:
    names = ("bilan", "annexe")
    draft = replace(few_pages, choice=replace(few_pages.choice, parts=names, is_draft=True))
    files = dossiers.unpacked(dossiers.zip_dossier(draft))
    for name in ("bilan.docx", "annexe-statistique.docx"):
        section = docx.Document(io.BytesIO(files[name])).sections[0]
        for header in (section.first_page_header, section.header):
            assert [paragraph.text for paragraph in header.paragraphs] == [DRAFT]
    assert DRAFT in files["LISEZ-MOI.txt"].decode("utf-8-sig")
    assert json.loads(files["provenance.json"])["is_draft"] is True
    assert file_name(draft.choice).endswith("-bilan-annexe-essai.zip")
    published = docx.Document(io.BytesIO(unpack(few_pages, "bilan")["bilan.docx"]))
    assert not any(paragraph.text for paragraph in published.sections[0].header.paragraphs)
    with pytest.raises(Refused, match="essai"):
        Choice("2019-2021", parts=("bilan", "donnees"), is_draft=True)


def test_parts_are_in_order_and_known() -> None:
    assert parts.order_parts(["images", " bilan", "bilan"]) == ("bilan", "images")
    for wrong in ([], [""], ["rapport"]):
        with pytest.raises(Refused):
            parts.order_parts(wrong)
    with pytest.raises(Refused, match="rapport"):
        Choice("2019-2021", parts=("rapport",))
    assert file_name(Choice("2019-2021")) == "dossier-2019-2021-diffusion.zip"
    assert file_name(Choice("2019-2021", parts=("bilan", "annexe"))) == (
        "dossier-2019-2021-diffusion-bilan-annexe.zip"
    )


@pytest.mark.parametrize(
    ("stem", "file_parts", "names"),
    [
        ("bilan", parts.ALL, ("bilan.pdf", "bilan-annexe.pdf")),
        ("mon-bilan", parts.ALL, ("mon-bilan.pdf", "mon-bilan-annexe.pdf")),
        ("bilan-annexe", parts.ALL, ("bilan-annexe-bilan.pdf", "bilan-annexe.pdf")),
        ("dossier", parts.ALL, ("dossier-bilan.pdf", "dossier-annexe.pdf")),
        ("d-bilan-annexe", ("bilan", "annexe"), ("d-bilan.pdf", "d-annexe.pdf")),
    ],
)
def test_no_pdf_says_twice_what_it_is(stem: str, file_parts: tuple[str, ...], names: tuple[str, ...]) -> None:
    assert tuple(name_pdf(stem, file_parts, part) for part in parts.DOCUMENTS) == names


def test_without_libreoffice_or_where_it_fails_there_is_no_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "find_office", lambda: None)
    with pytest.raises(Refused, match="LibreOffice n’est pas"):
        pdf.convert(b"")
    monkeypatch.setattr(pdf, "find_office", lambda: "/usr/bin/false")
    with pytest.raises(Refused, match="n’a pas fait le PDF"):
        pdf.convert(b"")
    monkeypatch.setattr(pdf, "LONGEST", 0.2)
    with pytest.raises(subprocess.TimeoutExpired):
        pdf._run(["sleep", "30"])


@pytest.mark.long
@pytest.mark.skipif(pdf.find_office() is None, reason="LibreOffice is not on this machine")
@pytest.mark.parametrize(
    "render",
    [
        lambda contents: render_report(contents, {}),
        lambda contents: render_review(contents, contents.plan, {}),
    ],
)
def test_the_contents_of_a_pdf_bear_the_page_of_each_heading(
    few_pages: Contents, render: Callable[[Contents], bytes], tmp_path: Path
) -> None:
    document = render(few_pages)
    source = tmp_path / "document.pdf"
    source.write_bytes(dossier.print_document(document))
    command = [tool("pdftotext"), "-layout", str(source), "-"]
    text = subprocess.run(command, capture_output=True, check=True, encoding="utf-8", timeout=60).stdout
    pages = [[" ".join(line.split()) for line in page.splitlines()] for page in text.split("\f")]
    listed = [
        " ".join(paragraph.text.split())
        for paragraph in docx.Document(io.BytesIO(document)).paragraphs
        if paragraph.style.name in CONTENTS
    ]
    numbers = {
        title: int(line.removeprefix(title).strip(" ."))
        for title in listed
        for line in pages[1]
        if re.fullmatch(rf"{re.escape(title)} ?\.* ?\d+", line)
    }
    assert set(numbers) == set(listed)
    assert all(title in pages[number - 1] for title, number in numbers.items()), numbers

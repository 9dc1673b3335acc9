"""The Word report: French, with contents that are right as they stand, tables that are tables, and nothing that runs."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import docx
import dossiers
import pandas as pd
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from dse import french
from dse.disclosure import marks
from dse.export.dossier import Choice, Contents, cells, outline, pictures, report_tables, told
from dse.export.dossier.readme import readme
from dse.export.dossier.report import report
from dse.store import Store

pytestmark = pytest.mark.xdist_group("few pages")


@pytest.fixture(scope="module")
def content(few_pages: Contents) -> bytes:
    return report(
        few_pages, {entry.figure.id: pictures.draw(few_pages, entry) for entry in few_pages.entries()}
    )


@pytest.fixture(scope="module")
def surveys(demo_store: Store) -> Contents:
    return dossiers.of_pages(demo_store, ("enquetes",))


@pytest.fixture(scope="module")
def document(content: bytes) -> Document:
    return docx.Document(io.BytesIO(content))


def xml(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode("utf-8")


def test_the_first_page_says_what_it_is_and_that_it_is_invented(
    document: Document, few_pages: Contents
) -> None:
    first = [paragraph.text for paragraph in document.paragraphs[:6]]
    assert first[0] == "Triennal 2019-2021"
    assert any("triennal 2016-2018" in each for each in first)
    assert any("fictives" in each for each in first)
    real = report(replace(few_pages, is_fictional=False, chapters=()), {})
    assert "fictives" not in xml(real, "word/document.xml")


def test_the_contents_list_every_heading_and_lead_to_it(document: Document, few_pages: Contents) -> None:
    listed = [
        paragraph for paragraph in document.paragraphs if paragraph.style.name.lower().startswith("toc")
    ]
    headings = [paragraph for paragraph in document.paragraphs if paragraph.style.name.startswith("Heading")]
    texts = [paragraph.text for paragraph in headings if paragraph.style.name != "Heading 3"]
    assert (
        [paragraph.text for paragraph in listed]
        == texts
        == [each.text for each in outline.headings(few_pages)]
    )
    anchors = [link.get(qn("w:anchor")) for link in document.element.iter(qn("w:hyperlink"))]
    places = [mark.get(qn("w:name")) for mark in document.element.iter(qn("w:bookmarkStart"))]
    assert anchors == places and len(set(places)) == len(places) == len(texts)
    assert any("TOC" in each.text for each in document.element.iter(qn("w:instrText")))


def test_it_is_in_french_and_dated_by_its_version(
    content: bytes, document: Document, few_pages: Contents
) -> None:
    languages = {each.get(qn("w:val")) for each in document.styles.element.iter(qn("w:lang"))}
    assert languages == {"fr-FR"}
    made = few_pages.version.created.replace(tzinfo=None, microsecond=0)
    assert document.core_properties.created.replace(tzinfo=None) == made
    assert document.core_properties.modified.replace(tzinfo=None) == made


def test_pictures_are_told_and_tables_have_a_head_and_whole_rows(
    document: Document, few_pages: Contents
) -> None:
    drawn = [entry for entry in few_pages.entries() if entry.figure.chart and not entry.said.table.empty]
    told_ = [each.get("descr") for each in document.element.iter(qn("wp:docPr"))]
    assert told_ == [entry.said.finding.sentence for entry in drawn]
    assert len(document.tables) == sum(1 for _ in few_pages.entries())
    for table in document.tables:
        assert table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None
        assert all(row._tr.find(f".//{qn('w:cantSplit')}") is not None for row in table.rows)


def test_nothing_runs_and_nothing_leads_outside(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        links = "".join(archive.read(name).decode("utf-8") for name in names if name.endswith(".rels"))
    assert "External" not in links
    assert not [name for name in names if "vba" in name.lower() or "embeddings" in name]


def test_a_long_table_says_where_it_goes_on(document: Document, few_pages: Contents) -> None:
    (entry,) = [each for each in few_pages.entries() if each.figure.id == "headlines_by_year"]
    assert len(entry.said.table) > report_tables.MOST_ROWS_EACH
    notes = [paragraph.text for paragraph in document.paragraphs]
    assert any("figures/vue-ensemble/02-headlines_by_year.csv" in each and "suite" in each for each in notes)
    assert any("02-headlines_by_year-2016-2018.csv" in each for each in notes)


def test_a_text_that_looks_like_a_formula_is_only_a_text(few_pages: Contents) -> None:
    chapter = few_pages.chapters[-1]
    entry = chapter.entries[0]
    table = entry.said.table.assign(
        title=pd.array(["=1+1\x01\x0b"] * len(entry.said.table), "string[pyarrow]")
    )
    changed = replace(entry, said=replace(entry.said, table=table))
    content = report(replace(few_pages, chapters=(replace(chapter, entries=(changed,)),)), {})
    read = docx.Document(io.BytesIO(content)).tables[0]
    assert "=1+1" in [cell.text for row in read.rows for cell in row.cells]
    assert "w:fldSimple" not in xml(content, "word/document.xml")
    assert told.legible("a\x0bb") == "ab"


def test_each_column_that_says_something_is_shown_said_or_told_to_be_in_the_file(surveys: Contents) -> None:
    for entry in surveys.entries():
        shown = report_tables.choose(surveys, entry)
        rows = [row for _, said in told.answers(surveys, entry) for row in cells.rows(entry.figure, said)]
        known = [at for at in range(len(entry.figure.columns)) if any(row[at] is not None for row in rows)]
        assert sorted((*shown.places, *shown.said_once, *shown.said_each, *shown.left_out)) == known


def test_where_a_chart_draws_a_row_is_no_column_and_whole_numbers_have_no_decimals(surveys: Contents) -> None:
    for entry in surveys.entries():
        columns, shown = entry.figure.columns, report_tables.choose(surveys, entry)
        assert "Place" not in [columns[at].label for at in shown.places]
        for at in shown.places:
            texts = [cells.read(row[at], columns[at]) for rows in shown.rows.values() for row in rows]
            if columns[at].name in ("base", "members", "answered"):
                assert not any("," in text for text in texts if not text.startswith("["))


def test_a_column_keeps_its_decimals_where_one_number_has_some() -> None:
    every = {"a": [[1.0, 1.0, "x"]], "b": [[2.0, 2.5, None]]}
    plain = report_tables._without_idle_decimals(every)
    assert repr(plain) == repr({"a": [[1, 1.0, "x"]], "b": [[2, 2.5, None]]})
    by_row = report_tables._without_idle_decimals(every, by_row=True)
    assert repr(by_row) == repr({"a": [[1, 1, "x"]], "b": [[2, 2.5, None]]}), "members beside percentages"


def test_an_empty_text_is_not_said_of_all_rows(surveys: Contents) -> None:
    entry = next(surveys.entries())
    shown = replace(report_tables.choose(surveys, entry), said_once=(0,), left_out=(), left={})
    assert report_tables.notes(surveys, entry, replace(shown, rows={"a": [[""]]}), "f") == []


def test_each_reason_why_figures_are_absent_is_told_once(surveys: Contents) -> None:
    text = " ".join(readme(surveys).decode("utf-8-sig").split())
    absent = told.left_out(surveys)
    assert any(len(gone) > 1 for _, gone in absent)
    for why, gone in absent:
        assert text.count(" ".join(french.typeset(why).split())) == 1
        assert all(" ".join(french.typeset(each.figure.question).split()) in text for each in gone)


def test_each_mark_is_explained(surveys: Contents) -> None:
    reading = " ".join(told.reading(surveys))
    for mark in ("[masqué, n<5]", "Un nombre plus grand que 5", "[masqué, ≥ 90 %]", "Autres (n="):
        assert mark in reading


def test_what_is_hidden_is_told_by_its_mark_in_its_cell(surveys: Contents) -> None:
    seen = set()
    for entry in surveys.entries():
        shown = [column.name for column in entry.figure.columns]
        for row, mark in zip(cells.rows(entry.figure, entry.said), _marks(entry.said.table), strict=True):
            numbers = [cell for name, cell in zip(shown, row, strict=True) if name != marks.MARK]
            assert mark is None or mark in numbers, (entry.figure.id, row)
            seen.add(mark)
    assert len(seen - {None}) > 1


def _marks(table: pd.DataFrame) -> list[str | None]:
    """What stands for the hidden numbers of each row; None where nothing is hidden."""
    found = table.get(marks.MARK, pd.Series(pd.NA, table.index))
    return [None if pd.isna(each) else marks.instead(each) for each in found]


def test_no_reference_takes_the_room_of_what_is_read(surveys: Contents) -> None:
    entry = next(each for each in surveys.entries() if each.figure.id == "waves_need")
    columns, shown = entry.figure.columns, report_tables.choose(surveys, entry)
    assert not any(columns[at].role == "key" for at in (*shown.places, *shown.said_once, *shown.said_each))
    assert {"Question", "Part (%)"} <= {columns[at].label for at in shown.places}
    assert "Vague" in [columns[at].label for at in shown.said_each], "a triennial has one wave"


@pytest.mark.parametrize(
    ("page", "figure_id", "names"),
    [
        ("reseau", "partnerships", {"name", "department", "kind", "depth", "started_on"}),
        ("enquetes", "satisfaction", {"wave", "favourable", "base", "share_pct"}),
    ],
)
def test_a_long_text_is_wrapped_before_what_a_figure_is_about_is_left_out(
    demo_store: Store, page: str, figure_id: str, names: set[str]
) -> None:
    contents = dossiers.of_pages(demo_store, (page,), Choice("2019-2021", "2016-2018", "equipe"))
    (entry,) = [each for each in contents.entries() if each.figure.id == figure_id]
    shown = report_tables.choose(contents, entry)
    said = (*shown.places, *shown.said_once, *shown.said_each)
    assert names <= {entry.figure.columns[at].name for at in said}

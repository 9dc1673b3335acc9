"""The Word report: French, with contents that are right as they stand, tables that are tables, and nothing that runs."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import dossiers
import pandas as pd
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Pt

from dse import french, identity
from dse.disclosure import marks
from dse.export.dossier import Choice, Contents, Entry, cells, outline, pictures, shared_sentences
from dse.export.dossier.readme import render_readme
from dse.export.dossier.report import column_roles, printed_grid, table_shapes, word_tables
from dse.export.dossier.report.document import render_report
from dse.export.dossier.report.figure_table import WARNED
from dse.export.dossier.report.printed_grid import ABSENT, MOST_ROWS, Line
from dse.export.dossier.report.styles import WIDTH
from dse.export.files.delimited_text import MACHINE, render_figure_csv
from dse.figures import REGISTRY, Answer
from dse.store import Store

pytestmark = pytest.mark.xdist_group("few pages")


@pytest.fixture(scope="module")
def content(few_pages: Contents) -> bytes:
    return render_report(
        few_pages,
        {entry.figure.id: pictures.draw_pictures(few_pages, entry) for entry in few_pages.entries()},
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
    assert first[:2] == [identity.TOOL, "Triennal 2019-2021"]
    assert any("triennal 2016-2018" in each for each in first)
    assert any("fictives" in each for each in first)
    real = render_report(replace(few_pages, is_fictional=False, chapters=()), {})
    assert "fictives" not in xml(real, "word/document.xml")


def test_the_first_page_bears_the_logo_and_the_name_of_the_network_and_so_does_the_foot_of_each(
    few_pages: Contents, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DSE_STORE", str(tmp_path))
    logo = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"><rect width="2" height="1"/></svg>'
    (tmp_path / "logo.svg").write_text(logo, encoding="utf-8")
    (tmp_path / identity.FILE).write_text('reseau = "Réseau"\nlogo = "logo.svg"', encoding="utf-8")
    short = replace(few_pages, chapters=())
    content = render_report(short, {})
    made = docx.Document(io.BytesIO(content))
    name = made.paragraphs[1]
    assert (name.text, name.style.font.size) == ("Réseau", Pt(14)) and len(made.inline_shapes) == 1
    foot = made.sections[0].footer.paragraphs[0].text.replace("\u00a0", " ")
    assert foot.startswith("Réseau · Annexe statistique du bilan · Triennal 2019-2021 · version ")
    assert identity.TOOL not in foot
    assert [identity.TOOL in each.text for each in made.paragraphs].count(True) == 1, (
        "how to read it names it"
    )
    assert content == render_report(short, {}), "the same bytes each time"


def test_the_contents_list_every_heading_and_lead_to_it(document: Document, few_pages: Contents) -> None:
    listed = [
        paragraph for paragraph in document.paragraphs if paragraph.style.name.lower().startswith("toc")
    ]
    headings = [paragraph for paragraph in document.paragraphs if paragraph.style.name.startswith("Heading")]
    texts = [paragraph.text for paragraph in headings if paragraph.style.name != "Heading 3"]
    assert (
        [paragraph.text for paragraph in listed]
        == texts
        == [each.text for each in outline.list_headings(few_pages)]
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
    drawn = [entry for entry in few_pages.entries() if entry.figure.chart and not entry.answer.table.empty]
    told_ = [each.get("descr") for each in document.element.iter(qn("wp:docPr"))]
    assert told_ == [entry.answer.finding.sentence for entry in drawn]
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


def test_a_long_table_says_where_it_goes_on(surveys: Contents) -> None:
    (entry,) = [each for each in surveys.entries() if each.figure.id == "answers_need"]
    shown = word_tables.choose_table(surveys, entry)
    (line,) = [each for each in word_tables.describe_rest(shown, "4.3") if "classeur" in each]
    assert f"tableaux.xlsx, feuille 4.3, a aussi {shown.grid.rows_left}\u00a0autres lignes et " in line
    assert len(entry.answer.table) - shown.grid.rows_left <= MOST_ROWS


def test_a_table_of_which_next_to_nothing_would_be_shown_is_in_the_workbook_only(demo_store: Store) -> None:
    contents = dossiers.of_pages(demo_store, ("donnees",))
    (entry,) = [each for each in contents.entries() if each.figure.id == "completeness"]
    shown = word_tables.choose_table(contents, entry)
    assert len(entry.answer.table) > table_shapes.LEAST_SHARE * MOST_ROWS and shown.grid is None
    assert word_tables.describe_rest(shown, "9.1") == [
        f"Le tableau, de {french.count(len(entry.answer.table), 'ligne')}, est dans le classeur tableaux.xlsx, feuille 9.1."
    ]


def test_a_text_that_looks_like_a_formula_is_only_a_text(few_pages: Contents) -> None:
    chapter = few_pages.chapters[-1]
    entry = chapter.entries[0]
    table = entry.answer.table.assign(
        title=pd.array(["=1+1\x01\x0b"] * len(entry.answer.table), "string[pyarrow]")
    )
    changed = replace(entry, answer=replace(entry.answer, table=table))
    content = render_report(replace(few_pages, chapters=(replace(chapter, entries=(changed,)),)), {})
    read = docx.Document(io.BytesIO(content)).tables[0]
    assert "=1+1" in [cell.text for row in read.rows for cell in row.cells]
    assert "w:fldSimple" not in xml(content, "word/document.xml")
    assert shared_sentences.remove_control_characters("a\x0bb") == "ab"


def test_each_column_that_says_something_is_shown_said_or_told_to_be_in_the_workbook(
    surveys: Contents,
) -> None:
    for entry in surveys.entries():
        shown = word_tables.choose_table(surveys, entry)
        columns, roles = entry.figure.columns, shown.table.roles
        silent = (*column_roles.CHART_COLUMNS, *column_roles.WARNINGS)
        texts = {at: {*shown.table.column(at)[1:]} - {"", marks.TEAM_ONLY} for at in range(len(columns))}
        telling = {
            at
            for at, found in texts.items()
            if found and columns[at].name not in silent and not columns[at].name.endswith("_id")
        }
        known = {*roles.keys, *roles.values, *roles.everywhere, *roles.by_part, *roles.others}
        assert {at for at in telling if not all(map(marks.hides, texts[at]))} <= known, entry.figure.id
        grid = shown.grid.columns if shown.grid else ()
        shown_once = {*grid, *shown.table.columns_above()}
        left = [
            at for at in (*roles.keys, *roles.values, *roles.others, *roles.by_part) if at not in shown_once
        ]
        notes = " ".join(word_tables.describe_rest(shown, "1.1"))
        assert f"{len(left)}\u00a0autres colonnes" in notes or all(
            shown.table.label(at) in notes for at in left
        )


def test_where_a_chart_draws_a_row_is_no_column_and_whole_numbers_have_no_decimals(surveys: Contents) -> None:
    for entry in surveys.entries():
        table = word_tables.choose_table(surveys, entry).table
        shown = [*table.roles.keys, *table.roles.values, *table.roles.others]
        assert "Place" not in [table.label(at) for at in shown]
        for at in shown:
            if entry.figure.columns[at].name in ("base", "members", "answered"):
                assert not any("," in text for text in table.column(at)[1:] if not text.startswith("["))


def test_a_number_keeps_its_decimals_where_one_of_its_column_and_unit_has_some(few_pages: Contents) -> None:
    headlines = next(few_pages.entries()).figure
    every = {"a": [[1.0, 1.0, "%"]], "b": [[2.0, 2.5, "%"], [3.0, 3.0, "membres"]]}
    plain = column_roles.drop_zero_decimals(replace(headlines, columns=headlines.columns[:3]), every)
    assert repr(plain) == repr({"a": [[1, 1.0, "%"]], "b": [[2, 2.5, "%"], [3, 3.0, "membres"]]})
    unit = next(column for column in headlines.columns if column.name == "value_unit")
    of_units = replace(headlines, columns=(*headlines.columns[:2], unit))
    by_unit = column_roles.drop_zero_decimals(of_units, every)
    assert repr(by_unit) == repr({"a": [[1, 1.0, "%"]], "b": [[2, 2.5, "%"], [3, 3, "membres"]]})


@pytest.mark.parametrize(
    ("page", "figure_id", "warning"),
    [
        ("vue-ensemble", "headlines_by_year", "is_hollow"),
        ("recours", "uptake_by_year", "is_partial"),
        ("changement", "changes_unforeseen", "is_partial"),
    ],
)
def test_a_number_that_no_conclusion_rests_on_bears_a_star(
    demo_store: Store, page: str, figure_id: str, warning: str
) -> None:
    contents = dossiers.of_pages(demo_store, (page,))
    (entry,) = [each for each in contents.entries() if each.figure.id == figure_id]
    (title,) = [column.title for column in entry.figure.columns if column.name == warning]
    for borne in (False, True):
        flags = pd.array([borne, *[False] * (len(entry.answer.table) - 1)], "boolean[pyarrow]")
        answer = replace(entry.answer, table=entry.answer.table.assign(**{warning: flags}))
        shown = word_tables.choose_table(contents, replace(entry, answer=answer, before=None))
        words = [text for row in shown.grid.rows for text in row.texts]
        assert sum(text.endswith(WARNED) for text in words) == borne
        assert any(f"* {title}." in each for each in word_tables.describe_rest(shown, "1.2")) == borne


def test_a_text_that_ends_as_a_sign_is_no_sign(few_pages: Contents) -> None:
    (entry,) = [each for each in few_pages.entries() if each.figure.id == "indicators_behind"]
    names = [f"Asso {at}{WARNED}" for at in range(len(entry.answer.table) - 1)]
    table = entry.answer.table.assign(title=pd.array([ABSENT, *names], "string[pyarrow]"))
    notes = word_tables.describe_rest(
        word_tables.choose_table(few_pages, replace(entry, answer=replace(entry.answer, table=table))), "8.2"
    )
    assert not [each for each in notes if each.startswith(("*", ABSENT))]


def test_what_two_cards_share_is_told_on_both(demo_store: Store) -> None:
    contents = dossiers.of_pages(demo_store, ("reinterroger",), Choice("2019-2021", audience="equipe"))
    (entry,) = [each for each in contents.entries() if each.figure.id == "decisions_followed"]
    alike = {name: entry.answer.table[name].iloc[0] for name in ("decision", "occasion", "status")}
    answer = replace(entry.answer, table=entry.answer.table.iloc[:2].assign(**alike))
    chapter = replace(contents.chapters[0], entries=(replace(entry, answer=answer),))
    read = docx.Document(io.BytesIO(render_report(replace(contents, chapters=(chapter,)), {})))
    texts = [paragraph.text for paragraph in read.paragraphs]
    assert texts.count(french.typeset(alike["decision"])) == 2
    assert sum(alike["occasion"] in text and "Statut" in text for text in texts) == 2


def test_a_question_has_no_full_stop_behind_it(surveys: Contents) -> None:
    found = [
        note
        for entry in surveys.entries()
        for note in word_tables.describe_rest(word_tables.choose_table(surveys, entry), "4.1")
    ]
    assert any(note.endswith("?") for note in found) and not [note for note in found if "?." in note]


def test_what_is_told_of_a_figure_without_data_is_a_reason_then_an_advice() -> None:
    for figure in REGISTRY.values():
        if not isinstance(figure.when_empty, str):
            continue  # tests/figures/test_silence.py
        told = french.typeset(figure.when_empty)
        assert told.count(f"{french.NO_BREAK}: ") <= 1, figure.id
        kept = shared_sentences._without_advice(figure.when_empty)
        assert not re.search(r"\w{3}ez\b", kept), f"{figure.id}: {kept}"


def test_a_column_that_is_only_the_team_s_takes_no_room(surveys: Contents) -> None:
    seen = 0
    for entry in surveys.entries():
        shown = word_tables.choose_table(surveys, entry)
        roles = shown.table.roles
        for at in (*roles.keys, *roles.values, *roles.everywhere, *roles.by_part, *roles.others):
            texts = {*shown.table.column(at)[1:]} - {""}
            assert marks.TEAM_ONLY not in texts or not all(marks.instead(each, True) for each in texts), (
                entry.figure.id
            )
        seen += any(marks.TEAM_ONLY in shown.table.column(at) for at in range(len(entry.figure.columns)))
    assert seen


def test_each_reason_why_figures_are_absent_is_told_once(surveys: Contents) -> None:
    text = " ".join(render_readme(surveys).decode("utf-8-sig").split())
    absent = shared_sentences.group_left_out(surveys)
    assert any(len(gone) > 1 for _, gone in absent)
    for why, gone in absent:
        assert text.count(" ".join(french.typeset(why).split())) == 1
        assert all(" ".join(french.typeset(each.figure.question).split()) in text for each in gone)


def test_what_the_offer_opened_is_told_with_why_it_is(surveys: Contents) -> None:
    answer = next(surveys.entries()).answer
    day = date(2019, 5, 1)
    told = shared_sentences.describe_annotations(
        replace(answer, annotations=((day, "Ouverture : Fonds d’études genre"), (day, "Fermeture : Forum")))
    )
    when = french.day(day)
    assert told == (
        "À savoir pour lire cette figure : l’offre a changé pendant ces années. "
        f"Ouverture : Fonds d’études genre ({when}) ; fermeture : Forum ({when})."
    )


def test_each_mark_is_explained(surveys: Contents) -> None:
    reading = " ".join(shared_sentences.explain_reading(surveys))
    for mark in (
        "masqué (seuil de 5 réponses)",
        "Un nombre plus grand que 5",
        "masqué (≥ 90 %)",
        "« ≥ 90 % »",
        "Autres (… réponses)",
    ):
        assert mark in reading


def test_what_is_hidden_is_told_by_its_mark_in_its_cell(surveys: Contents) -> None:
    seen = set()
    for entry in surveys.entries():
        shown = [column.name for column in entry.figure.columns]
        for row, mark in zip(
            cells.display_rows(entry.figure, entry.answer), _marks(entry.answer), strict=True
        ):
            numbers = [cell for name, cell in zip(shown, row, strict=True) if name != marks.MARK]
            assert mark is None or mark in numbers, (entry.figure.id, row)
            seen.add(mark)
    assert len(seen - {None}) > 1


def _marks(answer: Answer) -> list[str | None]:
    """What stands for the hidden numbers of each row; None where nothing is hidden."""
    found = answer.table.get(marks.MARK, pd.Series(pd.NA, answer.table.index))
    is_withheld = bool(REGISTRY[answer.figure_id].withheld(answer))
    return [
        bound.text
        if (bound := marks.bound(mark))
        else None
        if pd.isna(mark)
        else marks.to_words(hidden)
        if (hidden := marks.instead(mark, is_withheld))
        else None
        for mark in found
    ]


def test_no_reference_takes_the_room_of_what_is_read(surveys: Contents) -> None:
    entry = next(each for each in surveys.entries() if each.figure.id == "waves_need")
    columns, shown = entry.figure.columns, word_tables.choose_table(surveys, entry)
    assert not any(columns[at].role == "key" for at in shown.grid.columns)
    assert {"Question", "Part (%)", "Ont répondu"} <= {columns[at].label for at in shown.grid.columns}


def test_waves_stand_side_by_side_with_the_gap_under_the_later_one(surveys: Contents) -> None:
    over, head, *lines = word_tables.choose_table(surveys, one(surveys, "waves_need")).grid.rows
    assert list(over.texts) == ["", "Vague 2018", "Vague 2021"]
    first, last = over.spans[1:]
    assert "Écart (points)" not in head.texts[1 : 1 + first] and "Écart (points)" in head.texts[1 + first :]
    assert first < last and all(line.texts[0] for line in lines)


def test_a_masked_question_of_the_first_wave_takes_no_room_from_the_gap(surveys: Contents) -> None:
    entry = one(surveys, "waves_satisfaction")
    first = entry.answer.table["year"].astype("int64") == 2018
    masked = first & entry.answer.table["mark"].map(marks.hides).astype(bool)
    _, head, *_ = word_tables.choose_table(surveys, entry).grid.rows
    assert masked.any() and not masked[first].all() and "Écart (points)" in head.texts


def test_what_all_questions_of_a_wave_share_is_told_above_them(surveys: Contents) -> None:
    entry = one(surveys, "waves_need")
    last = entry.answer.table["year"].astype("int64") == 2021
    table = entry.answer.table.assign(base=last.map({True: 50, False: 48}).astype("int64[pyarrow]"))
    over, head, *_ = word_tables.choose_table(
        surveys, replace(entry, answer=replace(entry.answer, table=table))
    ).grid.rows
    assert [each for each in over.texts if each] == [
        french.typeset(f"Vague {year} · Ont répondu : {many}") for year, many in ((2018, 48), (2021, 50))
    ]
    assert "Ont répondu" not in head.texts


def test_an_interval_has_both_its_ends_or_none(surveys: Contents, few_pages: Contents) -> None:
    for contents in (surveys, few_pages):
        for entry in contents.entries():
            grid = word_tables.choose_table(contents, entry).grid
            names = [entry.figure.columns[at].name for at in (grid.columns if grid else ())]
            assert all(each.replace("low", "high") in names for each in names if "low" in each.split("_"))
    entry = one(surveys, "waves_need")
    table, names = (
        word_tables.choose_table(surveys, entry).table,
        [each.name for each in entry.figure.columns],
    )
    share, low, high = map(names.index, ("share_pct", "low_pct", "high_pct"))
    assert table.drop_half_intervals((share, low)) == (share,)
    assert table.drop_half_intervals((share, low, high)) == (share, low, high)


def test_a_long_table_ends_with_the_last_question_of_which_all_fit() -> None:
    of_each = [Line((f"Question {at // 5}", str(at))) for at in range(60)]
    assert len(printed_grid.first_lines(of_each, 1)) == 45
    assert len(printed_grid.first_lines([Line(("Une", str(at))) for at in range(60)], 1)) == MOST_ROWS
    assert len(printed_grid.first_lines(of_each, 0)) == MOST_ROWS
    assert len(printed_grid.first_lines(of_each[:MOST_ROWS], 1)) == MOST_ROWS


def test_numbers_that_name_lines_stand_in_their_order() -> None:
    thousand = f"1{french.NARROW}000"
    found = [{("0",): 1, ("2",): 1, (thousand,): 1}, {("1",): 1, ("2",): 1, ("900",): 1}]
    assert table_shapes._interleave(found, 0) == [("0",), ("1",), ("2",), ("900",), (thousand,)]


def test_only_a_column_of_the_team_says_that_it_is_the_team_s(surveys: Contents) -> None:
    entry = one(surveys, "waves_need")
    names = [column.name for column in entry.figure.columns]
    assert set(entry.figure.withheld(entry.answer)) >= {"pairs", "paired_points"}
    file = dossiers.rows(render_figure_csv(entry.answer, MACHINE), ",")[1:]
    for rows in (list(cells.display_rows(entry.figure, entry.answer)), file):
        by_name = [dict(zip(names, row, strict=True)) for row in rows]
        first = [row for row in by_name if str(row["year"]) == "2018" and not marks.hides(row["mark"])]
        assert {row["paired_points"] for row in first} == {marks.TEAM_ONLY}
        assert {row["change_points"] or None for row in first} == {None}, "there is no wave to compare with"


def one(contents: Contents, figure_id: str) -> Entry:
    (found,) = [each for each in contents.entries() if each.figure.id == figure_id]
    return found


@pytest.mark.parametrize(
    ("page", "figure_id", "names"),
    [
        ("reseau", "partnerships", {"name", "department", "kind", "depth", "started_on"}),
        ("enquetes", "satisfaction", {"wave", "base", "share_pct", "low_pct"}),
        ("tendances", "themes_by_year", {"theme", "year", "share_pct", "examined"}),
        ("recours", "uptake_by_year", {"year", "members", "users", "rate_pct"}),
        ("recours", "uptake_member_years", {"name", "year", "carried", "attended"}),
    ],
)
def test_a_long_text_is_wrapped_before_what_a_figure_is_about_is_left_out(
    demo_store: Store, page: str, figure_id: str, names: set[str]
) -> None:
    contents = dossiers.of_pages(demo_store, (page,), Choice("2019-2021", "2016-2018", "equipe"))
    (entry,) = [each for each in contents.entries() if each.figure.id == figure_id]
    shown = word_tables.choose_table(contents, entry)
    answer = (*shown.grid.columns, *shown.table.roles.everywhere, *shown.table.roles.by_part)
    assert names <= {entry.figure.columns[at].name for at in answer}


def test_a_unit_never_stands_for_what_it_measures(few_pages: Contents) -> None:
    (entry,) = [each for each in few_pages.entries() if each.figure.id == "indicators_behind"]
    table = entry.answer.table.drop_duplicates("unit").reset_index(drop=True)
    assert len(table) > 1
    shown = word_tables.choose_table(few_pages, replace(entry, answer=replace(entry.answer, table=table)))
    assert "title" in [entry.figure.columns[at].name for at in shown.grid.columns]


def test_no_table_is_wider_than_its_page(surveys: Contents, few_pages: Contents) -> None:
    for contents in (surveys, few_pages):
        for entry in contents.entries():
            grid = word_tables.choose_table(contents, entry).grid
            assert grid is None or sum(grid.widths) <= WIDTH.cm + 0.01, entry.figure.id


def test_every_figure_has_its_method_and_a_statistical_detail_is_told_once(surveys: Contents) -> None:
    read = docx.Document(io.BytesIO(render_report(surveys, {})))
    texts = [each.text.replace("\u00a0", " ") for each in read.paragraphs]
    assert len([text for text in texts if text.startswith("Méthode. ")]) == len(list(surveys.entries()))
    details = [text for text in texts if text.startswith("Détail statistique : ")]
    for entry in surveys.entries():
        for told in entry.figure.list_details():
            assert sum(french.typeset(told).replace("\u00a0", " ") in text for text in details) == 1, told


def test_a_table_too_long_to_be_laid_out_is_said_to_be_in_the_workbook(
    few_pages: Contents, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(word_tables, "LONGEST", 3)
    long = [entry for entry in few_pages.entries() if entry.before is None and len(entry.answer.table) > 3]
    assert long
    for entry in long:
        shown = word_tables.choose_table(few_pages, entry)
        rows = len(entry.answer.table)
        assert shown.rows == rows and shown.grid is None and len(shown.table.all_rows()) == 3
        if not shown.cards:
            sentence = f"Le tableau, de {french.count(rows, 'ligne')}, est dans le classeur tableaux.xlsx, feuille 8.1."
            assert word_tables.describe_rest(shown, "8.1") == [sentence]
        else:
            left = french.count(rows - len(shown.cards), "autre ligne", "autres lignes")
            assert left in " ".join(word_tables.describe_rest(shown, "8.1"))

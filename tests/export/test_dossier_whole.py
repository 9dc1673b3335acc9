"""Whole dossiers of the demo: every number of every file is that of the page's answer. Slow: every figure is asked."""

from __future__ import annotations

import functools
import io
import re
from collections.abc import Iterator
from dataclasses import replace

import docx
import dossiers
import openpyxl
import pandas as pd
import printed
import pytest
import uploads

from dse import figures, french
from dse.charts.labels import UNKNOWN
from dse.export import dossier
from dse.export.comment_doubts import TextReader
from dse.export.dossier import Contents, Entry, outline, shared_sentences
from dse.export.dossier.choice import Choice
from dse.export.dossier.report import word_tables
from dse.export.dossier.report.document import render_report
from dse.export.dossier.report.printed_grid import ABSENT, MOST_ROWS
from dse.export.dossier.report.review_document import render_review
from dse.export.dossier.workbook import figure_sheet, figures_workbook
from dse.export.files import delimited_text
from dse.figures import Answer
from dse.figures.columns import STATUS
from dse.figures.readable import list_columns
from dse.figures.surveys.wording import short
from dse.query import Selection
from dse.review import propose
from dse.store import Store

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("dossier")]
BLANKS = re.compile("[\u202f\u00a0]")
AS_A_ROW = {"Atteint": "Atteinte", "Non atteint": "Non atteinte"}


@pytest.fixture(scope="module", params=["equipe", "diffusion"])
def full_dossier(request: pytest.FixtureRequest, demo_store: Store) -> Contents:
    return dossier.gather(
        demo_store, demo_store.current().number, Choice("2019-2021", "2016-2018", request.param)
    )


@pytest.fixture(scope="module")
def report(full_dossier: Contents) -> bytes:
    """The report of the dossier, without its pictures."""
    return render_report(full_dossier, {})


def ask_again(store: Store, contents: Contents, entry: Entry) -> Iterator[tuple[str, Answer]]:
    """What the page answers, asked again, for each triennial that the dossier tells of; for both at once where it compares waves."""
    chosen = {contents.choice.triennial: contents.choice.selection}
    if entry.before is not None:
        chosen[contents.choice.against] = contents.choice.selection_against
    elif entry.figure.compares_waves:
        chosen = {contents.choice.triennial: Selection(2016, 2021, audience=contents.choice.audience)}
    for code, selection in chosen.items():
        yield code, ask_page(store, contents.version.number, entry.figure.id, selection)


@functools.cache
def ask_page(store: Store, number: int, figure_id: str, selection: Selection) -> Answer:
    """What the page answers, apart from what the dossier gathered; asked once for all tests."""
    must_read = TextReader(store, number).must_read
    return figures.answer(store, number, figures.REGISTRY[figure_id], selection, must_read)


def page(answer: Answer) -> list[list[str]]:
    """The rows of an answer as its page downloads them, without their titles and without the sign put before a formula."""
    lines = dossiers.rows(delimited_text.render_figure_csv(answer, delimited_text.FRENCH), ";")[1:]
    return [[cell[1:] if re.match("'[-+=@|%]", cell) else cell for cell in line] for line in lines]


def plain(cell: str) -> str:
    """A cell of the report as a CSV would write it."""
    bare = BLANKS.sub("", cell).replace("−", "-")
    return bare if re.fullmatch(r"-?[\d]+(,\d+)?", bare) else BLANKS.sub(" ", cell)


def same(cell: object, expected: str) -> bool:
    """Whether two cells say the same: texts alike, numbers equal, whatever zeros end them."""
    left, right = plain(str(cell)).replace(" ", ""), plain(expected).replace(" ", "")
    if left == right:
        return True
    try:
        return float(left.replace(",", ".")) == float(right.replace(",", "."))
    except ValueError:
        return False


def test_every_figure_of_the_registry_is_there_or_told_to_be_absent(full_dossier: Contents) -> None:
    there = [entry.figure.id for entry in full_dossier.entries()]
    absent = [each.figure.id for each in full_dossier.left_out()]
    assert sorted([*there, *absent]) == sorted(figures.REGISTRY)
    if full_dossier.choice.audience == "equipe":
        assert not [each for each in full_dossier.left_out() if each.is_hidden]
        assert "decisions_followed" in there and "indicators_progress" in there


def test_no_member_is_named_to_a_public(full_dossier: Contents, demo_store: Store) -> None:
    names = {row["name"] for row in uploads.rows(demo_store, "organisations")}
    rows_by_title = {
        entry.figure.id
        for entry in full_dossier.entries()
        if entry.figure.id != "partnerships"  # the network's own, which it publishes
        for _, answer in shared_sentences.answers(full_dossier, entry)
        for row in (*figure_sheet.cells.display_rows(entry.figure, answer), [answer.finding.sentence])
        if any(name in str(cell) for cell in row if isinstance(cell, str) for name in names)
    }
    assert (full_dossier.choice.audience == "equipe") == bool(rows_by_title), rows_by_title


def test_every_cell_of_the_workbook_is_that_of_the_page(full_dossier: Contents, demo_store: Store) -> None:
    read = openpyxl.load_workbook(io.BytesIO(figures_workbook.render_workbook(full_dossier)))
    compared = 0
    for name, entry in zip(read.sheetnames[1:], full_dossier.entries(), strict=True):
        rows = [
            list(row) for row in read[name].iter_rows(min_row=figure_sheet.FIRST_ROW + 1, values_only=True)
        ]
        expected = [
            ([code] if entry.before is not None else []) + line
            for code, answer in ask_again(demo_store, full_dossier, entry)
            for line in page(answer)
        ]
        assert len(rows) == len(expected), name
        for row, line in zip(rows, expected, strict=True):
            for cell, cell_wanted in zip(row, line, strict=True):
                shown = f"{cell:%d/%m/%Y}" if hasattr(cell, "year") else "" if cell is None else cell
                assert same(shown, cell_wanted), (name, cell, cell_wanted)
                compared += 1
    assert compared > 5_000


def test_every_cell_of_the_report_is_that_of_the_page(
    full_dossier: Contents, report: bytes, demo_store: Store
) -> None:
    tables = dossiers.report_tables(report)
    compared = 0
    for chapter in outline.number_chapters(full_dossier):
        for entry, heading in zip(chapter.chapter.entries, chapter.figures, strict=True):
            if heading.text not in tables:
                continue
            pages = split_by_wave(
                entry,
                {
                    code: rows_by_title(entry, page(answer))
                    for code, answer in ask_again(demo_store, full_dossier, entry)
                },
            )
            read = set()
            for line in printed.lines(tables[heading.text], entry.figure, list(pages)):
                codes = [line.code] if line.code else list(pages)
                rows = [(code, at, row) for code in codes for at, row in enumerate(pages[code])]
                found = [each for each in rows if holds(each[2], line.cells)]
                assert bool(found) != line.is_absent, (heading.text, line)
                compared += len(line.cells)
                read |= {(code, at) for code, at, _ in found}
            left = sum(map(len, pages.values())) - len(read)
            assert left == word_tables.choose_table(full_dossier, entry).grid.rows_left, heading.text
    assert compared > 3_000


def holds(row: dict[str, str], cells: printed.Cells) -> bool:
    """Whether a row of a page has each cell, under its title, or under any that no other cell names."""
    rows_by_title = {label for label, _ in cells}
    return all(
        any(
            same(cell, each) or (cell == UNKNOWN and not each)
            for name, each in row.items()
            if name == label or (label == printed.ANY and name not in rows_by_title)
        )
        for label, cell in cells
    )


def upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


def tell_apart(cells: printed.Cells) -> printed.Cells:
    """What the table of the indicators writes in one cell, under the titles of the page: a title and what is to be known of it, a value
    and its day, a target that is not to be exceeded, a period of years.

    An indicator is « atteint » there, and a row of the page « atteinte »."""
    under = {"Départ": "Départ observé le", "Réalisé": "Réalisé au", "Cible": "Sens voulu"}
    measure = "Mesure\u00a0: "
    apart = []
    for label, cell in cells:
        if cell == ABSENT:
            apart += [("Valeur de départ" if label == "Départ" else label, UNKNOWN)]
        elif label == "Période":
            first, _, last = cell.partition("-")
            apart += [("Début", f"01/01/{first}"), ("Fin", f"31/12/{last or first}")]
        elif label == STATUS.label:
            apart += [(label, AS_A_ROW.get(cell, cell))]
        else:
            value, *below = cell.split("\n")
            apart += [("Valeur de départ" if label == "Départ" else label, value)]
            for line in below:
                if label != "Indicateur":
                    apart += [(under[label], "Baisse" if line == "au plus" else line)]
                elif line.startswith(measure):
                    apart += [("Source", upper_first(line.removeprefix(measure)))]
                else:
                    apart += [("Remarque", line[:1].lower() + line[1:])]
    return tuple(apart)


SHARES = ("%", "points")
OF_SEVERAL_UNITS = ("indicators_progress", "targets_progress", "targets_by_year")


def round_percentages(answer: Answer) -> Answer:
    """As the review prints them and their differences: as whole numbers."""
    shares = [column.name for column in figures.REGISTRY[answer.figure_id].columns if column.unit in SHARES]
    rounded = {
        name: answer.table[name].map(french.round_as_shown, na_action="ignore")
        for name in shares
        if name in answer.table
    }
    return replace(answer, table=answer.table.assign(**rounded))


def round_numbers(row: dict[str, str], decimals: int) -> dict[str, str]:
    """As the tables of indicators and of targets print them: whole numbers, or to one decimal."""
    return {
        name: f"{french.round_as_shown(float(text.replace(',', '.')), decimals):.1f}"
        if re.fullmatch(r"-?\d+(,\d+)?", text)
        else text
        for name, text in row.items()
    }


def name_years(row: dict[str, str]) -> dict[str, str]:
    """As the table of the indicators says of when a measure is: the last year by the day of its value, which is alone of its period, the period by its ends."""
    first, last, year = (row[name][-4:] for name in ("Début", "Fin", "Réalisé au"))
    alone = f"année {year}" if first == last else f"année {year} seule"
    source = re.sub("(la )?dernière année", alone, row["Source"]) if year else row["Source"]
    return {**row, "Source": source.replace("sur la période", f"{first}-{last}")}


def rows_by_title(entry: Entry, lines: list[list[str]]) -> list[dict[str, str]]:
    """The rows of a page by the titles of their columns; a question of a grid by what is its own."""
    labels = [shared_sentences.print_text(column.label) for column in list_columns(entry.figure.columns)]
    rows = [dict(zip(labels, line, strict=True)) for line in lines]
    shorter = [{**row, **({"Question": short(row["Question"])} if "Question" in row else {})} for row in rows]
    return list(map(name_measure, shorter)) if entry.figure.id == "headlines" else shorter


def name_measure(row: dict[str, str]) -> dict[str, str]:
    """A share bears its theme; members of the last year are called so where the years of a period stand beside them. Values stand
    under their periods."""
    row = row | {row["Période"]: row["Valeur"], row["Période précédente"]: row["Période d’avant"]}
    if row["Mesure"] == "Taux de recours sur la période":
        return {**row, "Mesure": "Taux de recours (part des membres accompagnés)"}
    if row["Thème"]:
        return {**row, "Mesure": f"Part du thème {row['Thème']}"}
    is_of_several = row["Mesure"] == "Membres dans l’année" and "-" in row["Période"]
    return {**row, "Mesure": "Membres, dernière année"} if is_of_several else row


def split_by_wave(entry: Entry, pages: dict[str, list[dict[str, str]]]) -> dict[str, list[dict[str, str]]]:
    """The rows of a page by what the report sets side by side: by wave where one answer has a row for each."""
    if entry.before is not None or "wave_before" not in {column.name for column in entry.figure.columns}:
        return pages
    rows = [row for each in pages.values() for row in each]
    years = sorted({row["Année"] for row in rows})
    return {f"Vague {year}": [row for row in rows if row["Année"] == year] for year in years}


def test_a_table_that_stands_in_the_report_tells_most_of_a_small_one(full_dossier: Contents) -> None:
    for entry in full_dossier.entries():
        shown = word_tables.choose_table(full_dossier, entry)
        lengths = [len(answer.table) for _, answer in shared_sentences.answers(full_dossier, entry)]
        if shown.grid is not None and max(lengths) <= MOST_ROWS // 2:
            assert not shown.grid.rows_left, entry.figure.id


def test_cards_tell_what_the_page_has(full_dossier: Contents, report: bytes, demo_store: Store) -> None:
    read, seen = docx.Document(io.BytesIO(report)), 0
    texts = [" ".join(paragraph.text.split()) for paragraph in read.paragraphs]
    for entry in full_dossier.entries():
        shown = word_tables.choose_table(full_dossier, entry)
        lines = page(next(ask_again(demo_store, full_dossier, entry))[1])[: len(shown.cards)]
        for line in lines:
            row = dict(zip([column.name for column in entry.figure.columns], line, strict=True))
            for name in entry.figure.report_columns:
                wanted = " ".join(shared_sentences.print_text(row[name]).split())
                assert any(wanted in each for each in texts), wanted
        seen += len(lines)
    assert seen or full_dossier.choice.audience != "equipe"


def test_every_number_of_the_review_is_that_of_the_page(full_dossier: Contents, demo_store: Store) -> None:
    plan = propose(entry.answer for entry in full_dossier.entries())
    review = render_review(full_dossier, plan, {})
    texts = [paragraph.text for paragraph in docx.Document(io.BytesIO(review)).paragraphs]
    tables = dossiers.report_tables(review)
    entries = {entry.figure.id: entry for entry in full_dossier.entries()}
    assert len([chapter for chapter in plan.chapters if chapter.figure_ids]) == 9
    compared = 0
    for entry in map(entries.__getitem__, plan.list_figures()):
        asked = dict(ask_again(demo_store, full_dossier, entry))
        for answer in asked.values():
            sentence = french.tie_numbers(shared_sentences.print_text(answer.finding.sentence))
            assert any(text.endswith(sentence) for text in texts), entry.figure.id
        if (table := tables.get(shared_sentences.print_text(entry.figure.question))) is None:
            continue
        pages = split_by_wave(
            entry,
            {code: rows_by_title(entry, page(round_percentages(answer))) for code, answer in asked.items()},
        )
        for line in printed.lines(table, entry.figure, list(pages)):
            codes = [line.code] if line.code else list(pages)
            rows = [row for code in codes for row in pages[code]]
            if entry.figure.id == "indicators_progress":
                line, rows = replace(line, cells=tell_apart(line.cells)), list(map(name_years, rows))
            if entry.figure.id in OF_SEVERAL_UNITS:
                rows = [round_numbers(row, decimals) for row in rows for decimals in (0, 1)]
            assert line.is_absent or any(holds(row, line.cells) for row in rows), (entry.figure.id, line)
            compared += len(line.cells)
    assert compared > 500


def test_the_tables_of_the_dossier_are_those_of_the_page(full_dossier: Contents, demo_store: Store) -> None:
    for entry in full_dossier.entries():
        answers = dict(shared_sentences.answers(full_dossier, entry))
        for code, answer in ask_again(demo_store, full_dossier, entry):
            pd.testing.assert_frame_equal(answers[code].table, answer.table)
            assert answers[code].finding == answer.finding

"""Whole dossiers of the demo: every number of every file is that of the page's answer. Slow: every figure is asked."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import dossiers
import openpyxl
import pandas as pd
import pytest
import uploads

from dse import figures
from dse.export import dossier, text
from dse.export.dossier import Contents, Entry, outline, report_tables, told
from dse.export.dossier import workbook as book
from dse.export.dossier import workbook_sheet as sheet
from dse.export.dossier.choice import Choice
from dse.export.dossier.report import report
from dse.figures import Answer
from dse.store import Store

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("dossier")]
BLANKS = re.compile("[\u202f\u00a0]")


@pytest.fixture(scope="module", params=["equipe", "diffusion"])
def whole(request: pytest.FixtureRequest, demo_store: Store) -> Contents:
    return dossier.gather(
        demo_store, demo_store.current().number, Choice("2019-2021", "2016-2018", request.param)
    )


def asked(store: Store, held: Contents, entry: Entry) -> Iterator[tuple[str, Answer]]:
    """What the page answers, asked again, for each triennial that the dossier tells of."""
    chosen = {held.choice.triennial: held.choice.selection}
    if entry.before is not None:
        chosen[held.choice.against] = held.choice.selection_against
    for code, selection in chosen.items():
        yield code, figures.answer(store, held.version.number, entry.figure, selection)


def page(answer: Answer) -> list[list[str]]:
    """The rows of an answer as its page downloads them, without their titles and without the sign put before a formula."""
    lines = dossiers.rows(text.figure_csv(answer, text.FRENCH), ";")[1:]
    return [[cell[1:] if re.match("'[-+=@|%]", cell) else cell for cell in line] for line in lines]


def plain(cell: str) -> str:
    """A cell of the report as a CSV would write it."""
    bare = BLANKS.sub("", cell).replace("−", "-")
    return bare if re.fullmatch(r"-?[\d]+(,\d+)?", bare) else BLANKS.sub(" ", cell)


def same(shown: object, wanted: str) -> bool:
    """Whether two cells say the same: texts alike, numbers equal, whatever zeros end them."""
    left, right = plain(str(shown)).replace(" ", ""), plain(wanted).replace(" ", "")
    if left == right:
        return True
    try:
        return float(left.replace(",", ".")) == float(right.replace(",", "."))
    except ValueError:
        return False


def band(row: list[str]) -> list[str]:
    """A row of the report; of one that spans the table, the triennial and the values that hold for all its rows."""
    if len(set(row)) > 1 or not re.match("[0-9]{4}-[0-9]{4}( ·|$)", row[0]):
        return row
    first, *told_ = row[0].split(" · ")
    return [first, *(re.split("[ \u202f\u00a0]: ", each, maxsplit=1)[1] for each in told_)]


def test_every_figure_of_the_registry_is_there_or_told_to_be_absent(whole: Contents) -> None:
    there = [entry.figure.id for entry in whole.entries()]
    absent = [each.figure.id for each in whole.left_out()]
    assert sorted([*there, *absent]) == sorted(figures.REGISTRY)
    if whole.choice.audience == "equipe":
        assert not [each for each in whole.left_out() if each.is_hidden]
        assert "decisions_followed" in there and "indicators_progress" in there


def test_no_member_is_named_to_a_public(whole: Contents, demo_store: Store) -> None:
    names = {row["name"] for row in uploads.rows(demo_store, "organisations")}
    named = {
        entry.figure.id
        for entry in whole.entries()
        if entry.figure.id != "partnerships"  # the network's own, which it publishes
        for _, answer in told.answers(whole, entry)
        for row in (*sheet.cells.rows(entry.figure, answer), [answer.finding.sentence])
        if any(name in str(cell) for cell in row if isinstance(cell, str) for name in names)
    }
    assert (whole.choice.audience == "equipe") == bool(named), named


def test_every_cell_of_the_workbook_is_that_of_the_page(whole: Contents, demo_store: Store) -> None:
    read = openpyxl.load_workbook(io.BytesIO(book.workbook(whole)))
    compared = 0
    for name, entry in zip(read.sheetnames[1:], whole.entries(), strict=True):
        rows = [list(row) for row in read[name].iter_rows(min_row=sheet.FIRST_ROW + 1, values_only=True)]
        wanted = [
            ([code] if entry.before is not None else []) + line
            for code, answer in asked(demo_store, whole, entry)
            for line in page(answer)
        ]
        assert len(rows) == len(wanted), name
        for row, line in zip(rows, wanted, strict=True):
            for cell, cell_wanted in zip(row, line, strict=True):
                shown = f"{cell:%d/%m/%Y}" if hasattr(cell, "year") else "" if cell is None else cell
                assert same(shown, cell_wanted), (name, cell, cell_wanted)
                compared += 1
    assert compared > 5_000


def test_every_cell_of_the_report_is_that_of_the_page(whole: Contents, demo_store: Store) -> None:
    tables = dossiers.report_tables(report(whole, {}))
    compared = 0
    for chapter in outline.numbered(whole):
        for entry, heading in zip(chapter.chapter.entries, chapter.figures, strict=True):
            shown = report_tables.choose(whole, entry)
            if not shown.places or shown.as_cards:
                continue
            rows = [[cell.text for cell in row.cells] for row in tables[heading.text].rows][1:]
            wanted = []
            for code, answer in asked(demo_store, whole, entry):
                kept = page(answer)[: len(shown.rows[code])]
                wanted += (
                    [[code, *(kept[0][at] for at in shown.said_each)]] if len(shown.rows) > 1 and kept else []
                )
                wanted += [[line[at] for at in shown.places] for line in kept]
            rows = [band(row) for row in rows if "rien à montrer" not in row[0]]
            assert len(rows) == len(wanted), heading.text
            for row, line in zip(rows, wanted, strict=True):
                assert len(row) == len(line) and all(map(same, row, line)), (heading.text, row, line)
                compared += len(row)
    assert compared > 3_000


def test_cards_tell_every_value_that_the_page_has(whole: Contents, demo_store: Store) -> None:
    tables, seen = dossiers.report_tables(report(whole, {})), 0
    for chapter in outline.numbered(whole):
        for entry, heading in zip(chapter.chapter.entries, chapter.figures, strict=True):
            shown = report_tables.choose(whole, entry)
            if shown.as_cards:
                cells = [row.cells[1].text for row in tables[heading.text].rows]
                first = page(next(asked(demo_store, whole, entry))[1])[0]
                for at in shown.places:
                    wanted = " ".join(told.legible(first[at]).split())
                    assert not wanted or any(same(" ".join(each.split()), wanted) for each in cells), wanted
                seen += 1
    assert seen or whole.choice.audience != "equipe"


def test_the_tables_of_the_dossier_are_those_of_the_page(whole: Contents, demo_store: Store) -> None:
    for entry in whole.entries():
        answers = dict(told.answers(whole, entry))
        for code, answer in asked(demo_store, whole, entry):
            pd.testing.assert_frame_equal(answers[code].table, answer.table)
            assert answers[code].finding == answer.finding

"""Cells typed over and lines set aside: the same import as if the file had been written so, and the file as it was."""

from __future__ import annotations

import io
import json
import random
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
import surveys
import uploads

from dse.errors import Refused
from dse.ingest import Upload, confirm, propose
from dse.ingest.files.cells import LONGEST_CELL, Sheet, name_apart
from dse.ingest.files.corrections import Corrections, SheetCorrections, apply_corrections
from dse.ingest.issues import CellIssue
from dse.ingest.registry import Level
from dse.store import CorrectedCell, HandEdits, Store, Version
from dse.store.versions.version import parse_fields, render_fields

HEADERS = "Identifiant;Nom;Famille;Champ;Région;Adhésion"
WRONG = (HEADERS, "X1;Un;ONG;ESS;IDF;01/02/2015", "X2;Deux;ONG;ESS;Bretagne;2016-02-01")
REGION = 4


def members(*lines: str) -> Upload:
    return uploads.build_upload("m.csv", *lines)


def correct(file: Upload, row: int, column: int, text: str, sheet: str | None = None) -> Corrections:
    return Corrections({(file.sha256, sheet, row, column): text})


def aside(file: Upload, *rows: int) -> Corrections:
    return Corrections(set_aside=frozenset((file.sha256, None, row) for row in rows))


def list_codes(store: Store, file: Upload, corrections: Corrections) -> set[str]:
    proposal = propose([file], store, corrections=corrections)
    return {issue.code for issue in (*proposal.problems, *proposal.doubts)}


def test_what_the_file_said_of_a_cell_no_longer_counts_once_it_is_typed_over() -> None:
    issue = CellIssue("Fusionnée.", "Défusionnez.", level=Level.ERROR, code="IMP-000")
    sheet = Sheet(
        "f.xlsx",
        headers=("A", "B"),
        columns=(("a", "b"), ("1.500", "2.500")),
        numbers=(2, 3),
        numeric_cells=frozenset({(2, 1), (3, 1)}),
        cell_issues={(2, 1): issue, (3, 1): issue},
        cell_kinds={1: "ttdd"},
    )
    sheet = replace(sheet, problems=(sheet.problem(issue, 0, 1), sheet.problem(issue, 1, 1)))
    corrected = apply_corrections(sheet, SheetCorrections({(2, 1): "1500"}, frozenset()))
    assert [list(column) for column in corrected.columns] == [["a", "b"], ["1500", "2.500"]]
    assert corrected.numeric_cells == {(3, 1)} and corrected.cell_issues.keys() == {(3, 1)}
    assert corrected.cell_kinds == {1: "tttd"}
    assert [problem.row for problem in corrected.problems] == [3]
    assert sheet.columns[1][0] == "1.500"


def test_a_corrected_import_is_that_of_a_file_written_so(tmp_path: Path) -> None:
    store, generator = Store(tmp_path), random.Random(25)
    texts = ["Bretagne", "Occitanie", "", "ONG", "01/03/2016", "3 avril 2017", "IDF", "X9", "=1+1"]
    for _ in range(60):
        grid = [["X1", "Un", "ONG", "ESS", "Bretagne", "01/02/2015"], ["X2", "Deux", "ONG", "ESS", "", ""]]
        grid += [[f"X{number}", f"Nom {number}", "ONG", "ESS", "", "01/02/2015"] for number in range(3, 7)]
        file = members(HEADERS, *(";".join(line) for line in grid))
        cells = {}
        for _ in range(generator.randint(0, 3)):
            line, column = generator.randrange(len(grid)), generator.randrange(6)
            grid[line][column] = generator.choice(texts)
            cells[file.sha256, None, line + 2, column] = grid[line][column]
        dropped = generator.sample(range(len(grid)), generator.randint(0, 2))
        corrections = Corrections(cells, frozenset((file.sha256, None, line + 2) for line in dropped))
        written = members(
            HEADERS, *(";".join(cells) for line, cells in enumerate(grid) if line not in dropped)
        )
        corrected, expected = propose([file], store, corrections=corrections), propose([written], store)
        assert corrected.changes == expected.changes
        assert [problem.code for problem in corrected.problems] == [
            problem.code for problem in expected.problems
        ]


def test_what_is_typed_goes_through_the_same_rules(tmp_path: Path) -> None:
    store, file = Store(tmp_path), members(*WRONG)
    assert list_codes(store, file, Corrections()) == {"IMP-210"}
    assert list_codes(store, file, correct(file, 2, REGION, "Île-de-France")) == set()
    assert list_codes(store, file, correct(file, 2, REGION, "ile de france")) == set()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('=HYPERLINK("http://x")', "IMP-210"),
        ("a\x00b", "IMP-104"),
        ("x" * (LONGEST_CELL + 1), "IMP-109"),
        ("\ud800", "IMP-114"),
        ("Caf\ufffd", "IMP-114"),
    ],
)
def test_what_no_file_may_hold_is_refused_where_it_is_typed(tmp_path: Path, text: str, code: str) -> None:
    file = members(*WRONG)
    proposal = propose([file], Store(tmp_path), corrections=correct(file, 2, REGION, text))
    assert (code, 2, "E") in uploads.codes(proposal)


def test_a_formula_typed_in_a_free_text_is_the_text_that_a_file_would_give(tmp_path: Path) -> None:
    store, file = Store(tmp_path), members(HEADERS, "X1;Un;ONG;ESS;;01/02/2015")
    corrected = propose([file], store, corrections=correct(file, 2, 1, "=1+1"))
    assert corrected.changes == propose([members(HEADERS, "X1;=1+1;ONG;ESS;;01/02/2015")], store).changes


def test_a_correction_never_lands_in_another_file_of_the_same_name(tmp_path: Path) -> None:
    store = Store(tmp_path)
    file, other = members(*WRONG), members(*(line.replace("X", "Y") for line in WRONG))
    proposal = propose([file, other], store, corrections=correct(file, 2, REGION, "Bretagne"))
    assert [(issue.file, issue.row) for issue in proposal.problems] == [("m.csv (2)", 2)]
    (rejected,) = proposal.rejected
    assert rejected.file_hash == other.sha256
    assert propose([other], store, corrections=correct(file, 2, REGION, "Bretagne")).edits == HandEdits()


def test_the_same_file_dropped_twice_is_corrected_once(tmp_path: Path) -> None:
    file = members(*WRONG)
    proposal = propose(
        [file, replace(file, name="copie.csv")],
        Store(tmp_path),
        corrections=correct(file, 2, REGION, "Bretagne"),
    )
    assert not proposal.problems and len(proposal.edits.cells) == 1


def test_files_of_one_name_are_told_apart() -> None:
    names = [Upload(name).display_name for name in ("a.csv", "x/a.csv", "b.csv", "a.csv", "a.csv (2)")]
    told = [file.display_name for file in name_apart(map(Upload, names))]
    assert len(set(told)) == 5 and told[:4] == ["a.csv", "a.csv (2)", "b.csv", "a.csv (3)"]
    long = [Upload("n" * 80 + ".csv")] * 3
    assert len({file.display_name for file in name_apart(long)}) == 3


def test_a_sheet_of_a_workbook_is_corrected_alone(tmp_path: Path) -> None:
    book, written = openpyxl.Workbook(), io.BytesIO()
    book.active.title = "Un"
    for sheet, letter in ((book.active, "X"), (book.create_sheet("Deux"), "Y")):
        for line in WRONG:
            sheet.append(line.replace("X", letter).split(";"))
    book.save(written)
    file = Upload("m.xlsx", written.getvalue())
    proposal = propose([file], Store(tmp_path), corrections=correct(file, 2, REGION, "Bretagne", "Un"))
    assert [(issue.sheet, issue.row) for issue in proposal.problems] == [("Deux", 2)]
    assert proposal.edits.cells == (CorrectedCell("m.xlsx", "Un", 2, "E"),)


def test_lines_are_set_aside_whole_or_cut_but_not_where_a_quote_hides_others(tmp_path: Path) -> None:
    store = Store(tmp_path)
    file = members(*WRONG, "X3;Trois", 'X4;"Quatre;ONG;ESS;;', "X5;Cinq;ONG;ESS;;")
    proposal = propose([file], store)
    (rejected,) = proposal.rejected
    assert rejected.whole_rows == {2} and rejected.cut_rows == {4}
    left = propose([file], store, corrections=aside(file, 2, 4, 5))
    assert {issue.row for issue in left.problems} == {issue.row for issue in proposal.problems} - {2, 4}
    assert left.problems and left.edits.lines_set_aside == 2


def test_a_cell_of_a_line_set_aside_is_not_counted(tmp_path: Path) -> None:
    file = members(*WRONG)
    both = correct(file, 2, REGION, "Bretagne").add(aside(file, 2))
    assert propose([file], Store(tmp_path), corrections=both).edits == HandEdits((), 1)


def test_answers_to_a_survey_are_not_corrected(tmp_path: Path) -> None:
    file = uploads.build_upload("petite.csv", surveys.HEADERS, "a@b.org;Ville Fictive;9;3;;")
    with pytest.raises(Refused, match="enquête"):
        propose(
            [file],
            surveys.registered(tmp_path / "store"),
            form=surveys.small_form(tmp_path),
            corrections=correct(file, 2, 2, "4"),
        )


def _commit_corrected(store: Store) -> Version:
    file = members(*WRONG)
    corrections = correct(file, 2, REGION, "Bretagne").add(aside(file, 3))
    proposal = propose([file], store, corrections=corrections)
    return confirm(proposal, store, code=proposal.code, author="Nadia", message="Import")


def test_a_version_says_where_cells_were_corrected_and_never_what_was_typed(tmp_path: Path) -> None:
    store = Store(tmp_path)
    version = _commit_corrected(store)
    assert version.edits == HandEdits((CorrectedCell("m.csv", None, 2, "E"),), 1)
    (manifest,) = store.path.rglob("00000001.json")
    assert "Bretagne" not in manifest.read_text(encoding="utf-8")
    assert Store(tmp_path).current().edits == version.edits
    undone = store.undo(1, "Paul")
    assert undone.edits == HandEdits()


def test_what_is_typed_of_a_person_is_in_no_manifest_and_no_log(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    file = uploads.clean("contacts")
    titles = file.content.decode("utf-8").splitlines()[0].split(";")
    typed = correct(file, 2, titles.index("Adresse électronique"), "canari.zq@exemple.invalid")
    proposal = propose([file], store, corrections=typed)
    confirm(proposal, store, code="all", author="Nadia", message="Import")
    assert any("canari.zq" in str(row) for row in uploads.rows(store, "contacts"))
    written = [path.read_bytes() for path in store.path.rglob("*.json")]
    assert written and not any(b"canari.zq" in content for content in written)
    assert "canari.zq" not in caplog.text


def test_a_manifest_of_an_earlier_release_has_no_corrections(tmp_path: Path) -> None:
    fields = json.loads(json.dumps(render_fields(_commit_corrected(Store(tmp_path)))))
    assert parse_fields(fields).edits.lines_set_aside == 1
    del fields["edits"]
    assert parse_fields(fields).edits == HandEdits()


def test_the_code_that_confirms_stands_for_the_corrected_rows(tmp_path: Path) -> None:
    store, file = Store(tmp_path), members(*WRONG)
    codes = {
        propose([file], store, corrections=correct(file, 2, REGION, text)).code
        for text in ("Bretagne", "Occitanie")
    }
    assert len(codes) == 2


ACTIVITIES = uploads.build_upload(
    "activites.csv",
    "Référence;Type;Intitulé;Date",
    "A-1;ATELIER;Un;04/05/2019",
    "A-2;ATELIER;Deux;05/26/2019",
    "A-3;ATELIER;Trois;06/28/2019",
    "A-4;ATELIER;Quatre;05/05/2019",
    "A-5;ATELIER;Cinq;3 avril 2019",
    "A-6;ATELIER;Six;17/04/2019",
)
DATE = 3


@pytest.mark.parametrize(
    "corrections",
    [
        correct(ACTIVITIES, 3, DATE, "26/05/2019").add(correct(ACTIVITIES, 4, DATE, "28/06/2019")),
        correct(ACTIVITIES, 3, DATE, "26/05/2019").add(aside(ACTIVITIES, 4)),
        aside(ACTIVITIES, 3, 4),
    ],
    ids=["typed over", "both", "set aside"],
)
def test_dates_that_may_have_their_month_first_are_asked_once_those_that_had_are_corrected(
    tmp_path: Path, corrections: Corrections
) -> None:
    proposal = propose([ACTIVITIES], Store(tmp_path), corrections=corrections)
    assert not proposal.problems
    (asked,) = [issue for issue in proposal.doubts if issue.column == "D"]
    assert (asked.code, asked.row) == ("IMP-208", 2)
    assert "lue 04/05/2019" in asked.reason
    typed = corrections.add(correct(ACTIVITIES, 2, DATE, "05/04/2019"))
    assert "IMP-208" not in list_codes(Store(tmp_path), ACTIVITIES, typed)


def test_a_date_corrected_for_another_reason_asks_nothing_of_the_others(tmp_path: Path) -> None:
    lines = ("Référence;Type;Intitulé;Date", "A-1;ATELIER;Un;04/05/2019", "A-2;ATELIER;Deux;31/02/2019")
    file = uploads.build_upload("activites.csv", *lines)
    corrected = correct(file, 3, DATE, "28/02/2019")
    assert "IMP-208" not in list_codes(Store(tmp_path), file, corrected)


def test_totals_and_titles_set_aside_are_not_the_lines_that_a_complete_file_lacks(tmp_path: Path) -> None:
    titles = "Référence;Type;Intitulé;Date;Places"
    lines = [f"ACT-{number};FORMATION;Titre {number};0{number}/03/2017;20" for number in range(1, 6)]
    store = Store(tmp_path)
    uploads.accepted(store, uploads.build_upload("activites.csv", titles, *lines))
    file = uploads.build_upload("a.csv", titles, *lines[:2], titles, *lines[2:4], "Total;;;;80")
    no_data = propose([file], store, complete=True, corrections=aside(file, 4, 7))
    assert no_data.diffs["activities"].removed == 1 and not no_data.problems
    assert "IMP-540" not in {issue.code for issue in no_data.doubts}
    with_data = propose([file], store, complete=True, corrections=aside(file, 3, 4, 7))
    (doubt,) = [issue for issue in with_data.doubts if issue.code == "IMP-540"]
    assert doubt.reason.startswith("1\u00a0ligne mise de côté")


@pytest.mark.parametrize("line", ["ACT-5;;;;", "act-5;Ensemble des ateliers;;;", "Note;;;;"])
def test_a_line_set_aside_that_names_a_removed_row_is_asked_about(tmp_path: Path, line: str) -> None:
    titles = "Référence;Type;Intitulé;Date;Places"
    lines = [f"ACT-{number};FORMATION;Titre {number};0{number}/03/2017;20" for number in range(1, 6)]
    store = Store(tmp_path)
    uploads.accepted(store, uploads.build_upload("activites.csv", titles, *lines))
    file = uploads.build_upload("a.csv", titles, *lines[:4], line)
    proposal = propose([file], store, complete=True, corrections=aside(file, 6))
    assert proposal.diffs["activities"].removed == 1 and not proposal.problems
    assert ("IMP-540" in {issue.code for issue in proposal.doubts}) == (line != "Note;;;;")

"""How each file was read is told, and the lines that are refused come as a file to correct."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest
import surveys
import uploads

from dse.cli import main
from dse.export.import_files import rejected_lines as files
from dse.ingest import Upload, propose
from dse.ingest.recognition.reading_report import SheetReading
from dse.ingest.surveys.draft import form_draft, form_writing
from dse.ingest.values import dates
from dse.store import Store

HEADERS = "Identifiant;Nom;Famille;Champ;Région;Adhésion"
MEMBERS = (
    HEADERS,
    "X1;Un;ONG;ESS;Bretagne;01/02/2015",
    "X2;Deux;ONG;ESS;Bretagne;2016-02-01",
)


def read(tmp_path: Path, upload: Upload) -> SheetReading:
    (found,) = propose([upload], Store(tmp_path)).read
    return found


def lines(content: bytes) -> list[list[str]]:
    """The cells of a CSV for French Excel."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_a_file_is_told_as_it_was_read(tmp_path: Path) -> None:
    found = read(tmp_path, uploads.build_upload("m.csv", *MEMBERS))
    assert found == SheetReading(
        file="m.csv",
        sheet=None,
        form="membres",
        title="Membres",
        encoding="UTF-8",
        separator="« ; »",
        header_row=1,
        lines=2,
        dates=("jour/mois/année", "année-mois-jour"),
        organisations=("Identifiant", "Nom"),
        titles=tuple(HEADERS.split(";")),
    )


@pytest.mark.parametrize(
    ("encoding", "separator", "description"),
    [
        ("cp1252", ";", ("Windows-1252", "« ; »")),
        ("utf-8-sig", ",", ("UTF-8", "« , »")),
        ("utf-16", "\t", ("UTF-16", "tabulation")),
        ("utf-8", "|", ("UTF-8", "« | »")),
    ],
)
def test_the_encoding_and_the_separator_are_named(
    tmp_path: Path, encoding: str, separator: str, description: tuple[str, str]
) -> None:
    content = "\n".join(MEMBERS).replace(";", separator).encode(encoding)
    found = read(tmp_path, Upload("m.csv", content))
    assert (found.encoding, found.separator) == description


def test_each_sheet_of_a_workbook_is_told_with_its_row_of_titles(tmp_path: Path) -> None:
    book, written = openpyxl.Workbook(), io.BytesIO()
    book.active.title = "Base"
    for row in (["Registre du réseau"], [], *(line.split(";") for line in MEMBERS)):
        book.active.append(row)
    book.save(written)
    found = read(tmp_path, Upload("m.xlsx", written.getvalue()))
    assert (found.sheet, found.header_row, found.lines, found.encoding) == ("Base", 3, 2, "")


@pytest.mark.parametrize(
    ("titles", "form", "dates"),
    [
        (HEADERS, "membres", ("jour/mois/année", "année-mois-jour")),
        ("A;B;C;D;E;F", None, ("jour/mois/année", "année-mois-jour")),
    ],
)
def test_lines_that_are_no_data_are_counted_apart_and_dates_told_before_any_title_is_matched(
    tmp_path: Path, titles: str, form: str | None, dates: tuple[str, ...]
) -> None:
    foot = ("Total;2;;;;", "Relu par Camille;;;;;", "Extraction du 12/01/2022;;;;;")
    found = read(tmp_path, uploads.build_upload("m.csv", titles, *MEMBERS[1:], *foot))
    assert (found.form, found.lines, found.dates) == (form, 2, dates)
    assert [text.replace("\u00a0", " ") for text in found.left_out] == ["1 total", "2 notes"]


def test_a_number_of_five_digits_is_no_date_of_a_file_of_no_form(tmp_path: Path) -> None:
    assert read(tmp_path, uploads.build_upload("x.csv", "Xyz;Wvu", "35000;2", "44000;3")).dates == ()


def test_a_file_of_no_form_is_told_too(tmp_path: Path) -> None:
    found = read(tmp_path, uploads.build_upload("x.csv", "Xyz;Wvu", "1;2"))
    assert (found.form, found.title, found.lines, found.unknown) == (None, None, 1, ("Xyz", "Wvu"))


@pytest.mark.parametrize(
    ("day", "expected"), [("2021-03-05 10:20:00", "année-mois-jour"), ("05/03/2021 10:20", "jour/mois/année")]
)
def test_the_days_of_the_answers_to_a_survey_are_told(day: str, expected: str, tmp_path: Path) -> None:
    upload = uploads.build_upload("avis-2021.csv", "Date de réponse;Votre note", f"{day};1", f"{day};5")
    form = form_writing.write_form(form_draft.draft_from_file(upload, series="avis"), tmp_path / "avis.toml")
    proposal = propose([upload], Store(tmp_path / "store"), form=form)
    assert [found.dates for found in proposal.read] == [(expected,)]


@pytest.mark.parametrize(
    ("text", "description"),
    [
        ("03/04/2018", "jour/mois/année"),
        ("2018-04-03", "année-mois-jour"),
        ("3 avril 2018", "mois en lettres"),
        ("43193", "numéro de jour d’un tableur"),
        ("avril", None),
    ],
)
def test_each_way_of_writing_a_date_has_its_name(text: str, description: str | None) -> None:
    assert dates.describe_date_format(text) == description


def test_refused_lines_come_with_their_cells_and_what_to_do(tmp_path: Path) -> None:
    upload = uploads.build_upload(
        "m.csv",
        *MEMBERS[:2],
        "X2;=DEUX();ONG;ESS;Bretagnne;31/02/2015",
        "X3;Trois;ONG",
    )
    (found,) = propose([upload], Store(tmp_path)).rejected
    titles, second, third = lines(files.render_csv(found))
    assert titles == [*HEADERS.split(";"), *files.TITLES]
    assert second[:7] == ["X2", "'=DEUX()", "ONG", "ESS", "Bretagnne", "31/02/2015", "3"]
    assert "Région : " in second[7] and "Adhésion : Cette date n’existe pas." in second[7]
    assert "Bretagne" in second[8] and "jour avant le mois" in second[8]
    assert third[:7] == ["X3", "Trois", "ONG", "", "", "", "4"] and "3 cellules au lieu de 6" in third[7]


def test_corrected_lines_are_imported_as_they_are(tmp_path: Path) -> None:
    upload = uploads.build_upload("m.csv", MEMBERS[0], "X1;'=UN();ONG;ESS;Bretagne;31/02/2015")
    (found,) = propose([upload], Store(tmp_path)).rejected
    corrected = files.render_csv(found).replace(b"31/02/2015", b"28/02/2015")
    proposal = propose([Upload("retour.csv", corrected)], Store(tmp_path))
    assert not proposal.problems
    assert proposal.changes["organisations"]["name"].to_pylist() == ["=UN()"]


def test_lines_that_are_still_wrong_come_back_under_the_titles_of_the_team_and_ours_once(
    tmp_path: Path,
) -> None:
    header = f"{MEMBERS[0]};Problème"
    wrong = [f"X{number};Un {number};ONG;ESS;Bretagnne;31/02/2015;retard" for number in range(4)]
    (found,) = propose([uploads.build_upload("m.csv", header, *wrong)], Store(tmp_path)).rejected
    halfway = files.render_csv(found).replace(b"31/02/2015", b"28/02/2015")
    (again,) = propose([Upload(files.file_name(found), halfway)], Store(tmp_path)).rejected
    assert files.file_name(again) == files.file_name(found)
    assert lines(files.render_csv(again))[0] == [*header.split(";"), *files.TITLES]
    corrected = Upload("m.csv", files.render_csv(again).replace(b"Bretagnne", b"Bretagne"))
    proposal = propose([corrected], Store(tmp_path))
    assert not proposal.problems and proposal.diffs["organisations"].added == 4
    assert not [title for sheet in proposal.read for title in sheet.unknown if title != "Problème"]
    assert not [notice for notice in proposal.notices if notice.header != "Problème"]


def test_no_line_of_a_good_file_is_given(tmp_path: Path) -> None:
    assert propose([uploads.build_upload("m.csv", *MEMBERS)], Store(tmp_path)).rejected == ()


def test_no_line_of_a_survey_is_given(tmp_path: Path) -> None:
    proposal = propose(
        [surveys.export("limesurvey_texte.csv")], Store(tmp_path), form=surveys.FORM, wave="2018"
    )
    assert any(each.row for each in proposal.problems) and proposal.rejected == ()


def test_the_command_line_writes_the_lines_and_tells_how_files_were_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = tmp_path / "m.csv"
    wrong.write_text("\n".join((MEMBERS[0], "X1;Un;ONG;ESS;Bretagne;31/02/2015")), encoding="utf-8")
    target = tmp_path / "a corriger.csv"
    arguments = ["import", str(wrong), "--store", str(tmp_path / "store"), "--errors", str(target)]
    assert main([*arguments, "--json"]) == 2
    told = json.loads(capsys.readouterr().out)
    assert told["read"][0]["title"] == "Membres" and told["unknown_names"] == []
    assert lines(target.read_bytes())[1][:7] == ["X1", "Un", "ONG", "ESS", "Bretagne", "31/02/2015", "2"]
    assert main(arguments) == 2
    assert "jour/mois/année" in capsys.readouterr().out


def test_several_files_with_refused_lines_are_written_apart(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.csv").write_text(
            f"{MEMBERS[0]}\n{name};Un;ONG;ESS;Bretagne;31/02/2015\n", encoding="utf-8"
        )
    given = [str(tmp_path / "a.csv"), str(tmp_path / "b.csv")]
    main(["import", *given, "--store", str(tmp_path / "store"), "--errors", str(tmp_path / "faux.csv")])
    assert {each.name for each in tmp_path.glob("faux*")} == {"faux-a.csv", "faux-b.csv"}


def test_each_step_is_told_as_it_begins(tmp_path: Path) -> None:
    told: list[tuple[str, float]] = []
    files_given = [uploads.build_upload("a.csv", *MEMBERS), uploads.build_upload("b.csv", *MEMBERS)]
    propose(files_given, Store(tmp_path), step=lambda label, share: told.append((label, share)))
    assert [label for label, _ in told] == [
        "Lecture de a.csv",
        "Lecture de b.csv",
        "Contrôle des lignes",
        "Comparaison avec les données actuelles",
    ]
    assert [share for _, share in told] == sorted(share for _, share in told) and told[-1][1] < 1

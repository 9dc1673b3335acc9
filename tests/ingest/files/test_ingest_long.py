"""Files longer than what is held at once: read piece by piece, they say the same as a whole, at the same places."""

from __future__ import annotations

from pathlib import Path

import pytest
import uploads

from dse import cli, paths
from dse.ingest import Upload, import_checks, propose
from dse.ingest.files import cells, delimited_lines, dictionary_column, reader
from dse.ingest.recognition import form_matching
from dse.store import Store

FORMS = form_matching.load_known_forms(paths.FORMS)
HEADER = "Activité;Organisation;Rôle;Participants;Dont femmes"
LINE = "ACT-1;Œuvre d’été « n° 5 »;Participant;3;2"
QUOTED = 'ACT-2;"Un nom\nsur deux lignes";Participant;3;2'


def read(upload: Upload) -> cells.Sheet:
    return reader.read_sheets(upload, lambda headers: form_matching.best_likeness(headers, FORMS))[0]


def text(*every: str) -> str:
    return "\n".join((HEADER, *every, ""))


LONG = {
    "clean": text(*[LINE] * 300),
    "quoted": text(*[LINE, QUOTED] * 100),
    "short and long lines": text(*[*[LINE] * 40, "A;B", *[QUOTED] * 40, f"{LINE};x", "", LINE] * 4),
    "open quote at the end": text(*[LINE] * 200, 'ACT-1;"ouvert', *[LINE] * 100),
    "null sign": text(*[LINE] * 150, "ACT-1;A\x00B;Participant;3;2", LINE),
    "nothing but blank lines": text(*[";;;;"] * 500),
}


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "_PIECE", 1_500)
    monkeypatch.setattr(delimited_lines, "_TOGETHER", 7)


@pytest.fixture(params=LONG)
def long_text(request: pytest.FixtureRequest) -> str:
    return LONG[request.param]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_piece_by_piece_is_the_same_sheet(
    long_text: str, encoding: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(long_text.encode(encoding))
    whole = read(Upload("f.csv", path.read_bytes()))
    request.getfixturevalue("small_pieces")
    assert read(Upload("f.csv", path=path)) == whole == read(Upload("f.csv", path.read_bytes()))


@pytest.mark.parametrize("position", [0, *range(1_466, 1_486, 2), 8_000])
@pytest.mark.parametrize("misread_word", ["décidé", "à l’été", "demandée à temps"])
@pytest.mark.parametrize("encoding", ["mac_roman", "cp850"])
def test_a_doubtful_word_is_seen_wherever_pieces_end(
    position: int, misread_word: str, encoding: str, request: pytest.FixtureRequest
) -> None:
    if encoding == "cp850":
        misread_word = misread_word.replace("’", "'")
    content = (
        f"{'Activite;Organisation'};{'x ' * (position // 2)} {misread_word};{'y ' * 900}\nA;B;C;D\n".encode(
            encoding
        )
    )
    whole = read(Upload("f.csv", content))
    request.getfixturevalue("small_pieces")
    said = read(Upload("f.csv", content))
    assert [each.reason for each in said.doubts] == [each.reason for each in whole.doubts] != []


def test_a_byte_that_is_no_utf_8_at_the_end_makes_the_whole_file_cp1252(small_pieces: None) -> None:
    lines_of_ascii = ["ACT-1;B;Participant;3;2"] * 300
    content = "\n".join(
        ("Activite;Organisation;Role;Participants", *lines_of_ascii, "ACT-9;Été;Participant;1")
    )
    sheet = read(Upload("f.csv", content.replace(";3;2", ";3").encode("cp1252")))
    assert sheet.columns[1][300] == "Été" and not sheet.problems and not sheet.doubts


def test_equal_texts_are_held_once() -> None:
    column = read(Upload("f.csv", text(*[LINE] * 300, LINE.replace("ACT-1", "ACT-2")).encode())).columns[0]
    assert (
        isinstance(column, dictionary_column.DictionaryColumn)
        and column.dictionary == ["ACT-1", "ACT-2"]
        and len(column) == 301
    )


def test_columns_say_where_something_stands() -> None:
    column = dictionary_column.DictionaryColumn.encode(["a", "b", "a", ""])
    assert [*column] == ["a", "b", "a", ""] == column[:] and column == ("a", "b", "a", "") != ["a", "b", "a"]
    assert [*column.find_lines(lambda value: value == "a")] == [0, 2] and column.take([3, 0]) == ["", "a"]
    issues = dictionary_column.IssuesByLine({1: "told"}, column.indices)
    assert dict(issues) == {1: "told"} and 1 in issues and 0 not in issues and not issues.select(str.isupper)


def test_what_is_held_in_memory_has_a_limit_that_names_the_way_out(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text(text(*["ACT-1;B;Participant;3;2"] * 100_001), encoding="utf-8")
    (told,) = read(Upload("f.csv", path.read_bytes())).problems
    assert (
        told.code == "IMP-124" and "100 000 lignes" in told.reason and "python -m dse import" in told.advice
    )
    sheet = read(Upload("f.csv", path=path))
    assert len(sheet.numbers) == 100_001 and not sheet.problems
    path.write_text(text(*["ACT-1;B;Participant;3;2"] * 100_000), encoding="utf-8")
    assert not read(Upload("f.csv", path.read_bytes())).problems


def test_what_is_held_in_memory_is_no_larger_than_the_page_takes() -> None:
    (told,) = read(Upload("f.csv", text("x" * 10 * 2**20).encode())).problems
    assert told.code == "IMP-124" and "10 Mo" in told.reason


def test_problems_past_the_most_kept_are_counted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(import_checks, "MOST_LISTED", 3)
    wrong = [LINE.replace(";3;", ";trois;")] * 5
    found = propose([uploads.build_upload("p.csv", HEADER, *wrong, *["A;B"] * 4)], Store(tmp_path)).problems
    counted = [each for each in found if each.code == "IMP-123"]
    assert [each.reason.split(" autre")[0] for each in counted if "IMP-107" in each.reason] == ["1"]
    assert [each.reason.split(" autre")[0] for each in counted if "IMP-202" in each.reason] == ["2"]
    assert [each.row for each in found if each.code == "IMP-202"] == [2, 3, 4]
    assert all(each.row is None and each.value is None for each in counted)


def test_the_command_reads_a_file_where_it_lies_and_says_how_far(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dse.cli.imports.REPORT_EVERY", 20)
    monkeypatch.setattr(delimited_lines, "_TOGETHER", 10)
    path = tmp_path / "activities.csv"
    every = [f"A{number},FORMATION,Formation {number},2018-03-01" for number in range(45)]
    path.write_text("\n".join(("activity_id,kind,title,held_on", *every, "")), encoding="utf-8")
    assert cli.main(["import", str(path), "--store", str(tmp_path / "store")]) == 0
    said = capsys.readouterr().err
    assert (
        "activities.csv : 20\u00a0lignes lues…" in said
        and "40\u00a0lignes" in said
        and "45\u00a0lignes" not in said
    )

"""Every check of an import is declared once, with examples that prove it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from pathlib import Path

import check_running
import controls
import pytest

from dse import paths
from dse.ingest.issues import CellIssue, Issue, Level
from dse.ingest.registry import Check, all_checks, answers, check, content
from dse.store import Store

CHECKS = all_checks()
CODE = re.compile(r"IMP-\d{3}")


@pytest.mark.parametrize("code", CHECKS)
def test_the_examples_of_a_check_trip_it_and_do_not(code: str, clean_store: Store, tmp_path: Path) -> None:
    declared = CHECKS[code]
    for number, example in enumerate(declared.trips):
        issues = _issues(example, clean_store, tmp_path / f"trips{number}")
        levels = {each.level for each in issues if each.code == code}
        assert levels, [each.sentence for each in issues]
        assert levels <= _allowed_levels(declared)
    for number, example in enumerate(declared.passes):
        issues = _issues(example, clean_store, tmp_path / f"passes{number}")
        assert code not in {each.code for each in issues}, [each.sentence for each in issues]


def _allowed_levels(declared: Check) -> set[Level | None]:
    """A question about what is not kept is only said where an import changes nothing."""
    levels = {declared.level, declared.milder}
    return levels | {Level.NOTICE} if Level.QUESTION in levels else levels


def _issues(example: check_running.Example, store: Store, folder: Path) -> list[Issue]:
    folder.mkdir()
    return check_running.issues_of(example, store, folder)


@pytest.mark.parametrize("code", CHECKS)
def test_a_check_is_explained_in_french_sentences(code: str) -> None:
    declared = CHECKS[code]
    assert CODE.fullmatch(code) and declared.trips and declared.passes
    assert declared.title and not declared.title.endswith(".")
    for text in (declared.explanation, declared.advice):
        assert text[:1].isupper() and text.endswith((".", "?")), text
    for example in (*declared.trips, *declared.passes):
        assert example.sentence[:1].isupper() or example.sentence.startswith("«"), example.sentence


def test_a_code_is_written_once_where_its_check_is_declared() -> None:
    written: Counter[str] = Counter()
    for source in sorted((paths.ROOT / "dse").rglob("*.py")):
        written.update(CODE.findall(_without_docstrings(source)))
    assert written == dict.fromkeys(CHECKS, 1)


def _without_docstrings(source: Path) -> str:
    return re.sub(r'"""[\s\S]*?"""', "", source.read_text(encoding="utf-8"))


def test_a_code_declared_twice_is_refused() -> None:
    code = next(iter(CHECKS))
    with pytest.raises(ValueError, match=code):
        check(code, level=Level.ERROR, title="", explanation="", advice="", trips=(), passes=())(list)


def _answering(answer: object, milder: Level | None = None) -> Check:
    return Check("IMP-999", Level.ERROR, "", "", "", (), (), milder, lambda: answer)


def test_a_check_adds_its_code_and_level_to_what_its_function_gives() -> None:
    assert _answering(None)() is None
    assert _answering(CellIssue("a", "b"))() == CellIssue("a", "b", level=Level.ERROR, code="IMP-999")
    several = _answering(iter([Issue("f", "a", "b"), Issue("f", "c", "d")]))()
    assert [(each.reason, each.code, each.level) for each in several] == [
        ("a", "IMP-999", Level.ERROR),
        ("c", "IMP-999", Level.ERROR),
    ]


def test_an_issue_of_another_check_keeps_its_code() -> None:
    other = CellIssue("a", "b", level=Level.NOTICE, code="IMP-998")
    assert _answering(other)() == other


def test_a_level_that_a_check_does_not_declare_is_refused() -> None:
    question = CellIssue("a", "b", level=Level.QUESTION)
    assert _answering(question, Level.QUESTION)().level is Level.QUESTION
    with pytest.raises(ValueError, match="IMP-999"):
        _answering(question)()


def test_the_page_of_the_checks_has_no_control_sign() -> None:
    page = controls.PAGE.read_text(encoding="utf-8")
    assert not [sign for sign in page if unicodedata.category(sign) == "Cc" and sign != "\n"]
    assert "Partici␀pant" in page


def test_examples_show_what_makes_them() -> None:
    irregular = content("f.csv", 'A;B\n"x\r\ny";1;2\n')
    assert (irregular.table, irregular.text) == ([], 'A;B\n"x\ny";1;2')
    plain = content("f.csv", "A;B\nx;\x00\n", form="offre")
    assert (plain.table, plain.text) == ([["A", "B"], ["x", "␀"]], "")
    assert plain.sentence == "Le fichier « f.csv », lu comme « offre » :"
    assert content("f.csv", "A;B\n1;2\n", as_text=True).text == "A;B\n1;2"
    lengths = {len(row) for row in answers("a@b.org;Ville").table}
    assert lengths == {6}


def test_a_check_that_is_an_error_or_a_question_says_when() -> None:
    for code in ("IMP-103", "IMP-110", "IMP-111", "IMP-113", "IMP-118", "IMP-125", "IMP-227"):
        assert re.search(r"C’est une (question|erreur) .*(erreur|question)", CHECKS[code].explanation), code


def test_no_two_checks_have_the_same_title() -> None:
    titles = Counter(declared.title for declared in CHECKS.values())
    assert [title for title, count in titles.items() if count > 1] == []


def test_the_page_of_the_checks_is_that_of_the_registry() -> None:
    assert controls.PAGE.read_text(encoding="utf-8") == controls.render(), "run: python -m tests.controls"

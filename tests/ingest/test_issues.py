"""The list of issues of an import: its order, and the levels by which it is split."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
import uploads

from dse.ingest import propose
from dse.ingest.issues import ALL_FILES, ERROR, NOTICE, Issue, select_level, sorted_issues
from dse.store import Store


def test_files_come_in_the_order_of_upload_whichever_check_finds_their_issues(store: Store) -> None:
    broken_reference = uploads.changed("presences", "ACT-1;M002", "ACT-9;M002")  # IMP-404
    bad_number = uploads.changed("membres", "123 456 782", "12 345")  # IMP-213, checked before
    for files in ([broken_reference, bad_number], [bad_number, broken_reference]):
        problems = propose(files, store).problems
        assert list(dict.fromkeys(problem.file for problem in problems)) == [file.name for file in files]


def test_a_repeated_file_is_told_at_its_place_among_the_files(store: Store) -> None:
    offers = uploads.clean("offre")
    more_columns = uploads.build_upload("membres.csv", "Identifiant;Nom;Humeur", "M002;Ville de Lysée;bonne")
    notices = propose([offers, replace(offers, name="copie.csv"), more_columns], store).notices
    assert [notice.file for notice in notices] == ["copie.csv", "membres.csv"]


def test_the_order_of_issues_does_not_depend_on_who_found_them_first() -> None:
    ordered = [
        Issue("b.xlsx", "", "", code="IMP-110"),
        Issue("b.xlsx", "", "", sheet="Z", row=2, column="B", code="IMP-202"),
        Issue("b.xlsx", "", "", sheet="Z", row=2, column="B", code="IMP-404"),
        Issue("b.xlsx", "", "", sheet="Z", row=2, column="AA", code="IMP-201"),
        Issue("b.xlsx", "", "", sheet="A", row=1, column="A", code="IMP-201"),
        Issue("a.csv", "", "", row=9, column="A", code="IMP-201"),
        Issue("intitules.toml", "", "", code="IMP-146"),
        Issue("titres.toml", "", "", code="IMP-146"),
        Issue(ALL_FILES, "", "", code="IMP-405"),
    ]
    sheets = [("b.xlsx", "Z"), ("b.xlsx", "A"), ("a.csv", None)]
    for seed in range(20):
        issues = Random(seed).sample([*ordered, *ordered], 2 * len(ordered))
        assert sorted_issues(issues, sheets) == tuple(ordered)


def test_an_issue_without_a_level_does_not_vanish() -> None:
    issue = Issue("a.csv", "Sans niveau.", "Rien à faire.", level=NOTICE)
    assert select_level([issue], NOTICE) == [issue] and select_level([issue], ERROR) == []
    with pytest.raises(ValueError, match="Sans niveau"):
        select_level([replace(issue, level=None)], NOTICE)

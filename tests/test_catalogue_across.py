"""Catalogue of bad inputs, C7 and C8: identity, texts, references and versions. Numbers are those of the catalogue."""

from __future__ import annotations

import catalogue
import pytest
from catalogue import fingerprinted, grid, is_accepted, is_asked, is_new, is_not_read, is_refused, put, upload

from dse.store import Store

NEW = ["", "", "FR", "ONG", "AUTRE", *[""] * 9]


@pytest.mark.parametrize("kind", catalogue.KINDS)
@pytest.mark.parametrize("again", ["M002", "m002", "M002 ", "M002\u200b", "Ｍ002", "M002\u00a0"])
def test_87_88_an_identifier_twice(clean_store: Store, kind: str, again: str) -> None:
    cells = [*grid("membres"), [again, *grid("membres")[2][1:]]]
    proposal = fingerprinted(clean_store, [upload("membres", cells, kind)])
    assert {(each.code, each.row) for each in proposal.problems} <= {
        ("IMP-401", 7),
        ("IMP-402", 7),
        ("IMP-213", 7),
    }
    assert proposal.status == "refused"


@pytest.mark.parametrize("kind", catalogue.KINDS)
def test_89_another_name_for_an_identifier(clean_store: Store, kind: str) -> None:
    is_asked(
        clean_store, [("IMP-503", 3, "B")], upload("membres", put(grid("membres"), 3, "Nom", "Autre"), kind)
    )


@pytest.mark.parametrize(
    "name", ["NA", "Null", "None", "True", "=1+1", "<script>", "![x](http://x)", "@nom", "＝1+1"]
)
def test_91_94_95_a_name_is_kept_as_it_is(clean_store: Store, name: str) -> None:
    proposal = is_new(clean_store, upload("membres", [*grid("membres"), ["X9", name, *NEW]]))
    assert proposal.details["organisations"].added["name"].to_pylist() == [name]


@pytest.mark.parametrize("kind", catalogue.KINDS)
@pytest.mark.parametrize("blank", ["", " ", "\u00a0", "\u200b"])
def test_92_a_blank_where_a_value_is_wanted(clean_store: Store, kind: str, blank: str) -> None:
    is_refused(
        clean_store, [("IMP-201", 3, "B")], upload("membres", put(grid("membres"), 3, "Nom", blank), kind)
    )


@pytest.mark.parametrize(
    ("name", "header", "text", "code"),
    [
        ("presences", "Organisation", "M999", "IMP-301"),
        ("presences", "Activité", "ACT-9", "IMP-404"),
        ("accompagnements", "Offre", "OFF-9", "IMP-404"),
    ],
)
def test_99_100_a_reference_to_nothing(
    clean_store: Store, name: str, header: str, text: str, code: str
) -> None:
    wanted = [(code, 2, catalogue.letter(name, header))]
    is_refused(clean_store, wanted, upload(name, put(grid(name), 2, header, text)))


def test_103_the_same_file_again(clean_store: Store) -> None:
    for name in ("membres", "accompagnements", "presences"):
        is_accepted(clean_store, upload(name, grid(name)))


@pytest.mark.parametrize("name", ["accompagnements", "activites", "presences", "offre"])
def test_104_a_file_for_another_table(clean_store: Store, name: str) -> None:
    is_not_read(clean_store, "IMP-113", upload(name, grid(name)), form="membres")


def test_108_one_of_three_files_wrong(clean_store: Store) -> None:
    wrong = upload("presences", put(grid("presences"), 3, "Participants", "un"))
    good = [
        upload("offre", put(grid("offre"), 2, "Intitulé", "Fonds rénové")),
        upload("membres", grid("membres")),
    ]
    is_refused(clean_store, [("IMP-202", 3, "D")], *good, wrong)

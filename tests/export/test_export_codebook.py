"""The codebook says everything that is declared, and nothing twice."""

from __future__ import annotations

from datetime import date

import pytest

import schemas
from dse.export import codebook
from schemas import codelists


def test_every_column_of_every_table_is_in_it_once() -> None:
    told = codebook.list_columns()
    expected = [(table, each.name) for table in schemas.TABLES for each in schemas.columns(table)]
    assert list(zip(told["table_name"].to_pylist(), told["name"].to_pylist(), strict=True)) == expected


def test_every_code_of_every_list_is_in_it_once() -> None:
    told = codebook.list_codes()
    pairs = list(zip(told["list_name"].to_pylist(), told["code"].to_pylist(), strict=True))
    assert sorted(pairs) == sorted(
        (name, code) for name in codelists.names() for code in codelists.codes(name)
    )


def test_a_parent_is_told_by_its_label() -> None:
    lines = {row["code"]: row for row in codebook.list_codes().to_pylist() if row["list_name"] == "themes"}
    assert lines["CLIMAT_ATTENUATION"]["parent"] == "Climat"
    assert lines["CLIMAT"]["parent"] is None


def test_files_are_for_french_excel() -> None:
    for content, first in (
        (codebook.render_columns_csv(), '"Table";"Colonne"'),
        (codebook.render_codes_csv(), '"Liste";"Code"'),
    ):
        assert content.decode("utf-8").startswith("\ufeff" + first)


def test_a_break_names_its_theme(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = codelists.Break("theme:GENRE", date(2018, 1, 1), "Autre grille.")
    monkeypatch.setattr(codelists, "breaks", lambda: (broken,))
    assert codebook.list_breaks().to_pylist() == [
        {"what": "Thème Genre", "from_date": date(2018, 1, 1), "reason": "Autre grille."}
    ]

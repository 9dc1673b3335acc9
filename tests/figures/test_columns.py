"""The dictionary of the columns of figures: every line is used, every use has its line."""

from __future__ import annotations

import csv
import re

from dse import paths
from dse.figures import REGISTRY, columns
from schemas import codelists

IMPORT = re.compile(r"^ *from dse\.figures import columns(?: as (c))?$", re.MULTILINE)
NAMED = re.compile(r"^(Membres|Taux|Part|Servi|Accompagn|Activités|Recours)")
USE = re.compile(r"\b(?:c|columns)\.([A-Z][A-Z_]*)\b")


def test_lines_are_sorted_and_no_key_stands_twice() -> None:
    with columns.PATH.open(encoding="utf-8", newline="") as file:
        keys = [line["key"] for line in csv.DictReader(file)]
    assert keys == sorted(set(keys))


def test_no_table_has_two_columns_of_one_title() -> None:
    titles = {figure.id: [column.label for column in figure.columns] for figure in REGISTRY.values()}
    assert [name for name, labels in titles.items() if len(set(labels)) < len(labels)] == []


def test_every_line_is_used_and_every_use_is_a_column() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (paths.ROOT / "dse").rglob("*.py")]
    uses = {key for text in texts if IMPORT.search(text) for key in USE.findall(text)}
    assert len(uses) > 300
    assert [key for key in uses if not hasattr(columns, key)] == []
    groups = (columns.QUESTION_OF_WAVE, columns.SHARE_OF_ANSWERS, columns.MISSING, columns.SORTS)
    grouped = {id(column) for group in groups for column in group}
    assert [
        key for key in columns.lines() if key not in uses and id(getattr(columns, key)) not in grouped
    ] == []


def test_two_numbers_of_members_and_two_rates_that_are_defined_otherwise_have_two_names() -> None:
    """« Taux de recours » was of a year, of a period, and with activities; « membres » of five days."""
    descriptions: dict[str, set[str]] = {}
    for figure in REGISTRY.values():
        for column in figure.columns:
            if column.role == "measure" and NAMED.search(column.title):
                descriptions.setdefault(column.label, set()).add(column.description)
    assert len(descriptions) > 20
    assert {label: texts for label, texts in descriptions.items() if len(texts) > 1} == {}
    labels = codelists.labels("headline_measures")
    assert labels["MEMBRES"] == columns.MEMBERS_OF_YEAR.title != columns.AT_YEAR_END.title
    assert labels["RECOURS"] == columns.RATE.title
    rates = (columns.RATE, columns.RATE_OF_YEAR, columns.ANY_RATE_OF_YEAR, columns.YEARLY_RATE)
    assert len({column.title for column in rates}) == len(rates)


def test_places_taken_are_those_of_places_open_and_of_no_yearly_capacity() -> None:
    described = {
        column.description
        for figure in REGISTRY.values()
        for column in figure.columns
        if "places prises" in column.title.lower() and column.unit == "%"
    }
    assert described == {columns.TAKEN_SHARE.description}

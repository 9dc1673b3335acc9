"""A canary in every text column of every table, walked from the schemas: a column added later is asked about too."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pyarrow as pa
import pytest
import surveys
import uploads

import schemas
from dse.ingest import propose
from dse.ingest.files.cells import Upload
from dse.ingest.values import personal_data
from dse.store import Store
from schemas import Column

CANARY = "Mme Zoraïde Quatrefages, canari.1@exemple.invalid, 06 99 88 77 66"
# What only a form of an enquiry brings in, whose texts are those of the form.
OF_ENQUIRIES = {table for table in schemas.TABLES if table.startswith("survey_")}
# The name of a series is an identifier in every form, and an answer has the options of its scale.
ELSEWHERE = {"survey_waves.series", "survey_answers.option"}
OF_FORMS = {
    "survey_waves.title": ('title = "Vague 1"', 'title = "{}"'),
    "survey_items.wording": ('columns = "Note"', 'columns = "Note"\nwording = "{}"'),
    "survey_options.label": ('label = "Formation, en ligne"', 'label = "{}"'),
    "survey_options.option": ('code = "eval"', 'code = "{}"'),
}
LINE = "a@exemple.invalid;Ville Fictive;4;3;Évaluation;"
TEXTS = [
    column
    for table in schemas.TABLES
    if table not in OF_ENQUIRIES
    for column in schemas.columns(table)
    if column.is_free_text
]


def _upload(row: dict[str, object], column: Column) -> Upload:
    """A file of one row, with the titles of the store, and the canary in one cell."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(row)
    writer.writerow(CANARY if name == column.name else value for name, value in row.items())
    return uploads.build_upload(f"{column.table}.csv", *text.getvalue().splitlines())


def _row(store: Store, table: str) -> dict[str, object]:
    """The first row of a table of the demonstration."""
    (first, *_) = uploads.rows(store, table)
    return first


@pytest.mark.parametrize("column", TEXTS, ids=lambda column: f"{column.table}.{column.name}")
def test_a_person_is_asked_about_in_every_column_that_may_name_none(
    column: Column, demo_store: Store
) -> None:
    row = _row(demo_store, column.table)
    proposal = propose([_upload(row, column)], demo_store)
    place = chr(ord("A") + list(row).index(column.name))
    asked = {(issue.row, issue.column) for issue in proposal.doubts if issue.code == "IMP-510"}
    assert asked == (set() if column.names_persons else {(2, place)})
    assert not any("Quatrefages" in issue.sentence for issue in proposal.doubts if issue.code == "IMP-510")


@pytest.mark.parametrize("name", OF_FORMS)
def test_a_person_is_asked_about_in_the_texts_of_a_form(name: str, tmp_path: Path) -> None:
    old, new = OF_FORMS[name]
    form = surveys.small_form(tmp_path, (old, new.format(CANARY)))
    asked = [issue for issue in surveys.small(tmp_path, LINE, form=form).doubts if issue.code == "IMP-510"]
    assert len(asked) == 1 and not any("Quatrefages" in issue.sentence for issue in asked)


def test_no_text_of_an_enquiry_escapes() -> None:
    texts = {
        f"{table}.{column.name}"
        for table in OF_ENQUIRIES
        for column in schemas.columns(table)
        if personal_data.must_name_nobody(column)
    }
    assert texts == set(OF_FORMS) | ELSEWHERE


def test_what_may_name_persons_is_what_the_schemas_say() -> None:
    named = {f"{column.table}.{column.name}" for column in TEXTS if column.names_persons}
    assert named == {
        *("organisations.name", "organisation_aliases.alias", "decisions.owner"),
        *("contacts.name", "contacts.role", "contacts.telephone", "notes.author", "notes.text"),
        *("next_steps.owner", "next_steps.text"),
    }
    assert all(column.type == pa.string() for column in TEXTS)

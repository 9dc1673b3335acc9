"""What is recorded stands in the notes of the files that are read, on no line of them; the files for machines keep the columns."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime

import openpyxl
import pytest

from dse import figures
from dse.export.dossier.report.column_roles import is_informative
from dse.export.dossier.workbook import single_figure
from dse.export.files import delimited_text
from dse.figures import REGISTRY, Answer
from dse.figures.basis import describe_basis_of_file
from dse.query import Selection
from dse.store import Store
from dse.ui.card.column_order import order_columns
from schemas.columns import RECORD

CREATED = datetime(2021, 12, 31, tzinfo=UTC)
RECORDS = {
    figure.id: {column.name: column.label for column in figure.columns if column.role == RECORD}
    for figure in REGISTRY.values()
}


def ask(store: Store, figure_id: str) -> Answer:
    answer = figures.answer(store, store.current().number, REGISTRY[figure_id], Selection())
    assert len(answer.table)
    return answer


def test_what_is_recorded_is_declared_as_such_wherever_it_stands() -> None:
    assert {figure_id: list(names) for figure_id, names in RECORDS.items() if names} == {
        "never_reached": ["has_accompaniments", "has_visits"],
        "wished_never_came": ["has_visits"],
    }
    titled = [
        column.name
        for figure in REGISTRY.values()
        for column in figure.columns
        if column.role != RECORD and str(column.type) == "bool" and "enregistr" in column.title.lower()
    ]
    assert titled == []


@pytest.mark.parametrize("figure_id", ["never_reached", "wished_never_came"])
def test_no_line_that_is_read_has_such_a_column_and_a_machine_has_it(
    demo_store: Store, figure_id: str
) -> None:
    answer, records = ask(demo_store, figure_id), RECORDS[figure_id]
    figure = REGISTRY[figure_id]
    assert records
    content = single_figure.render_figure(answer, describe_basis_of_file(answer, is_fictional=True), CREATED)
    lines = list(openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True))
    text = delimited_text.render_figure_csv(answer, delimited_text.FRENCH).decode("utf-8-sig")
    french_titles = next(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    assert not set(records.values()) & {*lines[4], *french_titles}
    assert not set(records) & set(order_columns(figure, answer.table))
    rows = [[True] * len(figure.columns)]
    printed = {each.name for place, each in enumerate(figure.columns) if is_informative(figure, place, rows)}
    assert not set(records) & printed
    machine = delimited_text.render_figure_csv(answer, delimited_text.MACHINE).decode()
    assert set(records) <= set(next(csv.reader(io.StringIO(machine, newline=""))))
    note = lines[2][0].replace("\u00a0", " ")
    assert all(f"{title} : pour toutes les lignes" in note for title in records.values())


def test_the_note_says_for_how_many_lines_it_is_so(demo_store: Store) -> None:
    answer = ask(demo_store, "never_reached")
    shown = [index > 0 for index in range(len(answer.table))]
    table = answer.table.assign(has_accompaniments=shown, has_visits=False)
    note = describe_basis_of_file(replace(answer, table=table), is_fictional=False).replace("\u00a0", " ")
    count = len(shown)
    assert f"Accompagnements et porteurs enregistrés : pour {count - 1} lignes sur {count}" in note
    assert "Participations enregistrées : pour aucune ligne" in note

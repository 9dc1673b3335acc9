"""Stores larger than the demo, made of copies of it and written through the store's own API."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

import schemas
from dse.store import Store

IDENTIFIERS = (
    "organisation_id", "successor_id", "accompaniment_id", "activity_id", "partnership_id", "change_id", "subject_id",
)  # fmt: skip
COPIED = (
    "organisations", "organisation_aliases", "organisation_profiles", "memberships", "accompaniments",
    "accompaniment_organisations", "activities", "participations", "partnerships", "changes", "theme_marks",
    "change_contributions",
)  # fmt: skip
NOBODY = "SANS_ORGANISATION"


def grow(demo: Path, target: Path, copies: int, answer_copies: int) -> Path:
    """A store with the demo's register `copies` times and its answers `answer_copies` times; the one that is there if it is."""
    if target.exists():
        return target
    source = Store(demo)
    version = source.current()
    tables = {name: source.read(version, name) for name in schemas.TABLES}
    grown = {name: _copy_table(name, table, copies) for name, table in tables.items()}
    grown |= _copy_answers(tables, copies, answer_copies)
    answers = grown.pop("survey_answers")
    store = Store(target)
    store.commit(
        {name: [table] for name, table in grown.items()}, parent=0, author="benchmark", message="grown"
    )
    store.commit({"survey_answers": [answers]}, parent=1, author="benchmark", message="answers")
    return target


def _copy_table(name: str, table: pa.Table, copies: int) -> pa.Table:
    if name not in COPIED:
        return table
    return pa.concat_tables([_copy_rows(name, table, number) for number in range(copies)]).combine_chunks()


def _copy_rows(name: str, table: pa.Table, number: int) -> pa.Table:
    if not number:
        return table
    columns = {}
    for field in table.schema:
        column = table[field.name].combine_chunks()
        if field.name in IDENTIFIERS:
            column = _rename_copies(column, number)
        elif field.name in ("name", "alias") and name in ("organisations", "organisation_aliases"):
            column = pc.binary_join_element_wise(column, str(number), " ")
        elif field.name == "siren":
            column = pa.nulls(len(column), column.type)
        columns[field.name] = column
    return pa.table(columns).cast(table.schema)


def _rename_copies(identifiers: pa.Array, number: int) -> pa.Array:
    renamed = pc.binary_join_element_wise(identifiers.cast(pa.string()), f"x{number}", "-")
    return pc.if_else(pc.equal(identifiers, NOBODY), identifiers, renamed)


def _copy_answers(tables: dict[str, pa.Table], copies: int, answer_copies: int) -> dict[str, pa.Table]:
    respondents, answers = tables["survey_respondents"], tables["survey_answers"]
    persons = sorted(set(respondents["respondent_id"].to_pylist()))
    names = pa.array([_name_copy(person, number) for number in range(answer_copies) for person in persons])
    numbers = np.arange(answer_copies)
    who = {person: index for index, person in enumerate(persons)}

    def repeat(table: pa.Table) -> tuple[pa.Table, pa.Array]:
        index = np.array([who[person] for person in table["respondent_id"].to_pylist()])
        rows = table.take(pa.array(np.tile(np.arange(table.num_rows), answer_copies)))
        return rows, names.take(pa.array((index[None, :] + len(persons) * numbers[:, None]).ravel()))

    people, person_names = repeat(respondents)
    said, answer_names = repeat(answers)
    organisations = [
        _pick_organisation(organisation, number % copies)
        for number in range(answer_copies)
        for organisation in respondents["organisation_id"].to_pylist()
    ]
    texts = pc.binary_join_element_wise(
        said["text"], pa.array(np.repeat(numbers, answers.num_rows)).cast(pa.string()), " "
    )
    people = _replace(
        _replace(people, "respondent_id", person_names),
        "organisation_id",
        pa.array(organisations, pa.string()),
    )
    said = _replace(_replace(said, "respondent_id", answer_names), "text", texts)
    return {"survey_respondents": people, "survey_answers": said}


def _name_copy(person: str, number: int) -> str:
    return (
        person
        if not number
        else person[:9] + hashlib.md5(f"{person}{number}".encode(), usedforsecurity=False).hexdigest()
    )


def _pick_organisation(organisation: str | None, number: int) -> str | None:
    return organisation if organisation in (None, NOBODY) or not number else f"{organisation}-x{number}"


def _replace(table: pa.Table, name: str, column: pa.Array | pa.ChunkedArray) -> pa.Table:
    index = table.schema.get_field_index(name)
    return table.set_column(index, table.schema.field(index), column.cast(table.schema.field(index).type))

"""What the people chosen said, added up: asked once for all the figures of a page, which pick their questions from it.

The engine takes as long for a statement of ten joins over three rows as for one over thousands: these have none, and tens of rows are
put together here.
"""

from __future__ import annotations

from collections.abc import Collection

import pyarrow as pa
import pyarrow.compute as pc

from dse import disclosure
from dse.figures.rows import Row
from dse.figures.surveys.shared_answers import count_whole, read_shared
from dse.figures.surveys.wording import MEMBER, main_rows, voice_cells
from dse.query import Query

COUNTS = ("base", "scaled", "dont_know", "not_concerned", "no_answer", "not_asked")
_QUESTIONS = "select * from chosen_questions order by closed_on, wave_id, position, question_id"
_MEMBERS = "select wave_id, count(*) as members from chosen_registers where is_eligible group by wave_id"
_VOICES = f"""
with {{voice_cells}}
select wave_id, question_id, population, actor_family, sum(favourable) as favourable,
    {", ".join(f"cast(sum({name}) as bigint) as {name}" for name in COUNTS)}
from voice_cells
group by wave_id, question_id, population, actor_family
"""
_ANSWERS = """
select wave_id, question_id, population, value, sum(voices) as voices
from chosen_answer_cells group by wave_id, question_id, population, value
"""


def questions(query: Query, dimension: str) -> list[Row]:
    """The questions of a dimension that have a scale, as each wave asked them: the oldest wave first, in the order of the questionnaire."""
    rows = query.read(_QUESTIONS).to_pylist()
    return [row for row in rows if row["form"] == "ECHELLE" and row["dimension"] == dimension]


def is_of_public(query: Query) -> bool:
    """Whether a public looks."""
    return disclosure.audience(query.selection.audience).is_public


def members(query: Query) -> dict[str, int]:
    """Members who could answer each wave, among the people chosen."""
    return {row["wave_id"]: row["members"] for row in query.read(_MEMBERS).to_pylist()}


def voices(query: Query, question_ids: Collection[str]) -> list[Row]:
    """How many voices answered these questions, and how many favourably: one row a wave, question, population and family."""
    return _about(query, _VOICES.format(voice_cells=voice_cells(query)), question_ids)


def answers(query: Query, question_ids: Collection[str]) -> list[Row]:
    """How many voices gave each answer to these questions."""
    return _about(query, _ANSWERS, question_ids)


def _about(query: Query, sql: str, question_ids: Collection[str]) -> list[Row]:
    table = query.read(sql)
    is_asked = pc.is_in(table["question_id"], value_set=pa.array(sorted(question_ids), pa.string()))
    return table.filter(is_asked).to_pylist()


def favourable_by_family(query: Query, dimension: str) -> list[Row]:
    """One row a wave of the latest series, question and family: how many are favourable, on how many, of how many.

    Of the main population of each wave; `members` is None where those who answered are no members. Before a public, without the options of a
    choice of one or of so many, which would tell one another by family or from wave to wave.
    """
    rows = [row for row in questions(query, dimension) if not (row["is_of_choice"] and is_of_public(query))]
    by_question = {(row["wave_id"], row["question_id"]): row for row in _of_latest_series(rows)}
    sizes, order = members(query), {key: rank for rank, key in enumerate(by_question)}
    cells = [
        by_question[key]
        | row
        | {"base": row["scaled"], "others": round(row["scaled"] - row["favourable"], 6)}
        | {"members": _members_of(row, sizes)}
        for row in voices(query, {question for _, question in by_question})
        if row["scaled"] and (key := (row["wave_id"], row["question_id"])) in by_question
    ]
    return sorted(main_rows(cells), key=lambda row: order[row["wave_id"], row["question_id"]])


def favourable_by_wave(query: Query, dimension: str) -> list[Row]:
    """The same of all families together."""
    waves: dict[tuple[str, str], Row] = {}
    for row in favourable_by_family(query, dimension):
        key = row["wave_id"], row["question_id"]
        total = waves.setdefault(key, row | {"favourable": 0.0, "base": 0})
        total["favourable"] += row["favourable"]
        total["base"] += row["base"]
    shared = read_shared(query, waves.values())
    rows = [
        row | {"favourable": count_whole(shared, row, row["population"], row["favourable"])}
        for row in waves.values()
    ]
    return [row | {"others": round(row["base"] - row["favourable"], 6)} for row in rows]


def _of_latest_series(questions: list[Row]) -> list[Row]:
    return [row for row in questions if row["series"] == questions[-1]["series"]]


def _members_of(row: Row, sizes: dict[str, int]) -> int | None:
    return sizes.get(row["wave_id"]) if row["population"] == MEMBER else None

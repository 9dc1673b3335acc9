"""Whole demonstrations without effects, and what their pages word all the same."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest

import schemas
from dse import paths
from dse.demo.draft import open_draft
from dse.figures import REGISTRY, Answer, Figure
from dse.figures.figure import answer
from dse.query import Query, Selection, versions
from dse.query.engine.duckdb_engine import DuckDBEngine
from dse.query.relations import Days
from schemas import codelists
from tests.demo import generator

FIRST_DRAWS = 10
LAST_DAY = date(2022, 1, 1)  # on which the demonstration is looked at
SELECTIONS = {
    "all years": Selection(),
    "a triennial": Selection(first_year=2019, last_year=2021),
    "a family": Selection(families=("ONG",)),
}
# The lists of words on chance are those that have one for what chance explains.
CHANCE_EXPLAINS = {"AUCUNE", "SEMBLABLE"}
WORDS = {"HAUSSE", "BAISSE", "PLUS", "MOINS"}
# Counts of what is there, and distances from a target: chance has no part in them, whatever weight ranks them.
COUNTS = {"never_reached", "indicators_progress"}
# What a sentence says of a difference that it takes for more than chance.
_CLAIM = re.compile(
    r"\b(nettement|écarts? nets?|plus bougé|en hausse|en baisse|de plus en plus|de moins en moins|monte|recule(?:nt)?|augmente|diminue|progresse(?:nt)?|s’allonge|raccourcit)\b",
    re.IGNORECASE,
)
_DENIAL = re.compile(r"\b(aucune?|aucun|rien|sans|pas|ni|trop peu|n’est|ne se)\b", re.IGNORECASE)


class Reading(NamedTuple):
    """What a figure says in a draw: whether it words something, and whether its table could, for it had enough to compare."""

    selection: str
    page: str
    figure_id: str
    has_word: bool
    is_tested: bool


@contextmanager
def open_null_demo(seed: int) -> Iterator[DuckDBEngine]:
    """The demonstration of a seed without effects, through the ordinary import, as it is looked at on the last day."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        raw = Path(folder) / "raw"
        generator.write_files(raw, seed=seed, effects=False)
        patch.setattr(paths, "DEMO", raw)
        patch.setattr(os, "fsync", os.fstat)  # the disk is not waited for: the store is thrown away
        if seed >= FIRST_DRAWS:  # one generator writes all draws: the schemas look at the rows of the first
            patch.setattr(schemas, "failures", lambda table, rows: [])
        with open_draft() as (store, _):
            version = store.current()
            files = tuple((table, tuple(store.files(version, table))) for table in schemas.TABLES)
            yield versions.build_engine(files, Days(LAST_DAY.isoformat()), is_materialized=True)


def read_draw(seed: int, figures: Iterable[str]) -> list[Reading]:
    """What the figures say in one draw, for each selection. What two selections ask alike is asked once."""
    with codelists.steady(), open_null_demo(seed) as engine:

        @cache
        def read(figure_id: str, selection: Selection) -> tuple[bool, bool]:
            said = answer(REGISTRY[figure_id], Query(engine, selection), 1, None)
            return has_word(said), is_tested(said)

        return [
            Reading(name, figure.page, figure.id, *read(figure.id, choice))
            for name, selection in SELECTIONS.items()
            for figure in map(REGISTRY.__getitem__, figures)
            for choice in [selection.keeping(figure.accepts(selection.audience))]
        ]


def can_word(figure: Figure) -> bool:
    """Whether a figure compares, by a column of words or by its sentence: the others are lists, counts and levels."""
    return figure.compares or bool(_name_word_columns(figure.id))


def has_word(answer: Answer) -> bool:
    """Whether an answer words a difference: in a cell of its table, among « À retenir », or in its sentence."""
    if WORDS & _list_words(answer) or claims(answer.finding.sentence):
        return True
    return answer.finding.weight > 0 and answer.figure_id not in COUNTS


def is_tested(answer: Answer) -> bool:
    """Whether a cell of its table says how a difference stands to chance."""
    return not _list_words(answer) <= {"NON_CALCULABLE"}


def _list_words(answer: Answer) -> set[str]:
    return {word for name in _name_word_columns(answer.figure_id) for word in answer.table[name]}


def claims(sentence: str) -> bool:
    """Whether a part of a sentence, which denies nothing, takes a difference for more than chance."""
    parts = re.split(r"[;:.,]", re.sub(r"«.*?»", "", sentence))
    return any(_CLAIM.search(part) and not _DENIAL.search(part) for part in parts)


@cache
def _name_word_columns(figure_id: str) -> list[str]:
    return [
        column.name
        for column in REGISTRY[figure_id].columns
        if any(CHANCE_EXPLAINS & set(codelists.codes(name)) for name in column.codelists)
    ]

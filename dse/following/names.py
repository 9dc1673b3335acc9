"""The list searched by words: those of titles and identifiers, and what the organisations are called that lead."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from dse.following.stages import ACCOMPANIMENT, PARTNERSHIP
from dse.ingest.spelling import canonical_texts, spelling_words, words
from dse.members import directory, everyone
from dse.query import Query, Selection

NEAREST = 10  # organisations whose name resembles what was typed, where nothing has it
_LEADS = f"""
select '{ACCOMPANIMENT}' as subject, accompaniment_id as id, organisation_id from accompaniment_organisations
where role in ('PORTEUR', 'CO_PORTEUR')
union all
select '{PARTNERSHIP}', partnership_id, organisation_id from partnerships
"""


@dataclass(frozen=True)
class Spelled:
    """Of each row of the whole list, its title in plain letters, and all that it is found by."""

    titles: np.ndarray
    texts: pa.Array


def find(query: Query, everything: pd.DataFrame, text: str) -> np.ndarray:
    """Which rows of the whole list have every word of a text, or exactly the title that it has between quotes; where none has, those
    led by the organisations whose names resemble it most."""
    spelled = spell(query, everything)
    if text.startswith('"'):
        return spelled.titles == words(text)
    found = pa.array([True] * len(everything))
    for word in words(text).split():
        found = pc.and_(found, pc.match_substring(spelled.texts, word))
    if pc.any(found).as_py():
        return found.to_numpy(zero_copy_only=False)
    nearest = directory.find_nearest(_of_all(query), text, NEAREST)
    leads = [organisation.organisation_id for organisation in nearest]
    return everything["organisation_id"].isin(leads).to_numpy(bool)


def spell(query: Query, everything: pd.DataFrame) -> Spelled:
    """How the rows of the whole list are spelled, made once for a version."""
    every = _of_all(query)
    return every.once("following.spelled", lambda: _spell(every, everything))


def _of_all(query: Query) -> Query:
    return replace(query, selection=Selection())


def _spell(query: Query, everything: pd.DataFrame) -> Spelled:
    titles = _list_words(everything["title"])
    columns = [titles, *(_list_words(everything[name]) for name in ("detail", "id"))]
    leads = _read_names(query)
    rows = zip(everything["subject"].tolist(), everything["id"].tolist(), strict=True)
    columns += [[" ".join(leads.get(row, ())) for row in rows]]
    arrays = [pa.array(column, pa.string()) for column in columns]
    return Spelled(np.array(titles, dtype=object), pc.binary_join_element_wise(*arrays, " "))


def _list_words(texts: Iterable[str | None]) -> list[str]:
    filled = pd.Series(texts).fillna("").tolist()
    distinct = list(dict.fromkeys(filled))
    spelled = dict(zip(distinct, map(spelling_words, canonical_texts(distinct)), strict=True))
    return [spelled[text] for text in filled]


def _read_names(query: Query) -> dict[tuple[str, str], list[str]]:
    """All that the organisations are called that lead each accompaniment or are partners, by what is followed."""
    called = {
        row["organisation_id"]: f"{row['spelling']} {row['siren']}"
        for row in everyone.read_spelled(query).to_pylist()
    }
    leads: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in query.read(_LEADS).to_pylist():
        leads[row["subject"], row["id"]].append(called.get(row["organisation_id"], ""))
    return leads

"""The list searched by words: those of titles and identifiers, and what the organisations are called that lead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from dse.following.stages import ACCOMPANIMENT, PARTNERSHIP
from dse.ingest.spelling import canonical_texts, words
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
    rows = everything[["subject", "id"]].merge(_read_names(query), on=["subject", "id"], how="left")
    arrays = [pa.array(column, pa.string()) for column in (*columns, rows["names"].fillna(""))]
    return Spelled(np.array(titles, dtype=object), pc.binary_join_element_wise(*arrays, " "))


def _list_words(texts: Iterable[str | None]) -> list[str]:
    return [words(text) for text in canonical_texts(list(pd.Series(texts).fillna("")))]


def _read_names(query: Query) -> pd.DataFrame:
    """All that the organisations are called that lead each accompaniment or are partners."""
    names = everyone.read_spelled(query).to_pandas(types_mapper=pd.ArrowDtype)
    names = query(_LEADS).merge(names, on="organisation_id")
    names = names.assign(names=names["spelling"] + " " + names["siren"])
    return names.groupby(["subject", "id"], as_index=False)["names"].agg(" ".join)

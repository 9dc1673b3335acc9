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
class Spellings:
    """Of each row of the whole list, its title in plain letters, and all that it is found by."""

    titles: np.ndarray
    texts: pa.Array


def match_rows(query: Query, full_list: pd.DataFrame, text: str) -> np.ndarray:
    """Which rows of the whole list have every word of a text, or exactly the title that it has between quotes; where none has, those
    led by the organisations whose names resemble it most."""
    spellings = read_spellings(query, full_list)
    if text.startswith('"'):
        return spellings.titles == words(text)
    is_match = pa.array([True] * len(full_list))
    for word in words(text).split():
        is_match = pc.and_(is_match, pc.match_substring(spellings.texts, word))
    if pc.any(is_match).as_py():
        return is_match.to_numpy(zero_copy_only=False)
    nearest = directory.find_nearest(_without_selection(query), text, NEAREST)
    leads = [organisation.organisation_id for organisation in nearest]
    return full_list["organisation_id"].isin(leads).to_numpy(bool)


def read_spellings(query: Query, full_list: pd.DataFrame) -> Spellings:
    """How the rows of the whole list are spelled, made once for a version."""
    unfiltered_query = _without_selection(query)
    return unfiltered_query.once("following.spellings", lambda: _make_spellings(unfiltered_query, full_list))


def _without_selection(query: Query) -> Query:
    return replace(query, selection=Selection())


def _make_spellings(query: Query, full_list: pd.DataFrame) -> Spellings:
    titles = _list_words(full_list["title"])
    columns = [titles, *(_list_words(full_list[name]) for name in ("detail", "id"))]
    leads = _read_names(query)
    rows = zip(full_list["subject"].tolist(), full_list["id"].tolist(), strict=True)
    columns += [[" ".join(leads.get(row, ())) for row in rows]]
    arrays = [pa.array(column, pa.string()) for column in columns]
    return Spellings(np.array(titles, dtype=object), pc.binary_join_element_wise(*arrays, " "))


def _list_words(texts: Iterable[str | None]) -> list[str]:
    filled = pd.Series(texts).fillna("").tolist()
    distinct = list(dict.fromkeys(filled))
    words_by_text = dict(zip(distinct, map(spelling_words, canonical_texts(distinct)), strict=True))
    return [words_by_text[text] for text in filled]


def _read_names(query: Query) -> dict[tuple[str, str], list[str]]:
    """All that the organisations are called that lead each accompaniment or are partners, by what is followed."""
    spellings_by_id = {
        row["organisation_id"]: f"{row['spelling']} {row['siren']}"
        for row in everyone.read_spelled(query).to_pylist()
    }
    leads: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in query.read(_LEADS).to_pylist():
        leads[row["subject"], row["id"]].append(spellings_by_id.get(row["organisation_id"], ""))
    return leads

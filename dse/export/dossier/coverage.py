"""Warn where the data do not cover a triennial: it is not over, or lies after the last event."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pandas as pd

from dse import french
from dse.export.dossier.choice import Choice
from dse.query import Query, Selection, find_last_whole_day, open_version
from dse.store import Store, Version

# After so long without an accompaniment or activity, data are taken not to cover the rest of the period.
A_QUARTER = timedelta(days=91)
_LAST_EVENT = """
with events as (
    select requested_on as day from accompaniments
    union all select started_on from delivered
    union all select held_on from activities
)
select max(day) as day from events cross join reference where day <= reference.known_on
"""


def describe_gaps(store: Store, version: Version, choice: Choice) -> Iterator[str]:
    """One sentence for each triennial that accompaniments and activities do not cover; none if there are no such events."""
    last = Query(open_version(store, version.number), Selection())(_LAST_EVENT)["day"].iloc[0]
    if pd.isna(last):
        return
    covered_until = version.as_of or min(last + A_QUARTER, find_last_whole_day(store, version))
    until = f"Les accompagnements et les activités connus s’arrêtent au {french.day(last)}"
    for period in filter(None, (choice.compared, choice.period)):
        if last < period.starts_on:
            yield f"{until} : rien n’en est connu pour le triennal {period.code}."
        elif covered_until < period.ends_on:
            yield (
                f"{until} : le triennal {period.code} n’y est pas entier, et ses nombres ne se comparent pas à ceux d’un triennal "
                "entier."
            )

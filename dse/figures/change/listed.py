"""The changes one by one, what attests them and what contributed: those that went wrong or were not foreseen first."""

from __future__ import annotations

import pandas as pd

from dse import french, sentences
from dse.disclosure import Rule
from dse.figures import columns as c
from dse.figures.change.recorded import FILTERS, FRESHNESS_SOURCES, PAGE, RECORDED, SOURCE, WHEN_EMPTY
from dse.figures.figure import Figure, Finding
from dse.query import Query

_SAY = sentences.read(__file__)

_LISTED = f"""
with recorded as ({RECORDED}),
cited as (
    select contributions.change_id,
        string_agg(coalesce(accompaniments.title, activities.title, contributions.subject_id), ' ; '
            order by codes.rank desc, contributions.subject_id) as cited_titles
    from change_contributions as contributions
    join codelist_contributions as codes on codes.code = contributions.contribution
    left join accompaniments
        on contributions.subject = 'accompaniment' and accompaniments.accompaniment_id = contributions.subject_id
    left join activities
        on contributions.subject = 'activity' and activities.activity_id = contributions.subject_id
    group by contributions.change_id
)
select recorded.*, cited.cited_titles
from recorded left join cited on cited.change_id = recorded.change_id
order by direction = 'NEGATIF' desc, expected = 'IMPREVU' desc, observed_on desc, change_id
"""


def listed(query: Query) -> pd.DataFrame:
    """One row a change: negative ones first, then those that nobody foresaw, the latest first."""
    return query(_LISTED)


def _finding(frame: pd.DataFrame) -> Finding:
    unattested = int((frame["evidence"].isna() & (frame["verification"] == "NON_VERIFIE")).sum())
    negative = int((frame["direction"] == "NEGATIF").sum())
    parts = [
        _SAY("changes_list.negative", n=negative) if negative else _SAY("changes_list.no_negative"),
        _describe_evidence(unattested, len(frame)),
    ]
    return Finding(" ".join(parts))


def _describe_evidence(unattested: int, total: int) -> str:
    """How many changes nothing attests."""
    if not unattested:
        return _SAY("changes_list.attested", n=total)
    if total == 1:
        return _SAY("changes_list.single")
    return _SAY("changes_list.unattested", n=unattested, total=total)


FIGURE = Figure(
    id="changes_list",
    page=PAGE,
    position=("liste", 10),
    question="Quels changements, attestés par quoi, avec quel appui ?",
    rows=listed,
    columns=(
        c.DESCRIPTION,
        c.CITED_TITLES,
        c.EVIDENCE,
        c.VERIFICATION,
        c.CHANGE_DIRECTION,
        c.EXPECTED,
        c.ACTOR,
        c.OBSERVED_ON,
        c.OBSERVER,
        c.CHANGE_KIND,
        c.LEVEL,
        c.SIGNIFICANCE,
        c.CHANGE_ID,
        c.MARK,
    ),
    report_columns=(
        "description",
        "observed_on",
        "change_kind",
        "level",
        "significance",
        "direction",
        "expected",
        "verification",
        "name",
        "social_actor",
        "cited_titles",
        "evidence",
    ),
    finding=_finding,
    method=_SAY("changes_list.method"),
    source=SOURCE,
    freshness_sources=FRESHNESS_SOURCES,
    breakdowns=FILTERS,
    size=lambda frame: french.count(len(frame), "changement"),
    when_empty=WHEN_EMPTY,
    rule=Rule("rows"),
)

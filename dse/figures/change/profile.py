"""What changes, at which level, of what significance: counts, with how many are verified."""

from __future__ import annotations

from functools import partial

import pandas as pd

from dse import charts, french, sentences
from dse.figures import columns as c
from dse.figures.change.by_year import VERIFICATION_INKS
from dse.figures.change.recorded import (
    COUNTED,
    DETAIL,
    FILTERS,
    FRESHNESS_SOURCES,
    PAGE,
    RECORDED,
    SOURCE,
    WHEN_EMPTY,
    size,
)
from dse.figures.figure import Figure, Finding
from dse.query import Query
from schemas import Column

_SAY = sentences.read(__file__)

QUESTIONS = {
    "kind": (c.CHANGE_KIND, "Qu’est-ce qui change ?"),
    "level": (c.LEVEL, "À quel niveau cela change-t-il ?"),
    "significance": (c.SIGNIFICANCE, "Quelle est la portée de ces changements ?"),
}
POSITIONS = {"kind": ("nature", 10), "level": ("nature", 20), "significance": ("nature", 30)}
_BY_CODE = f"""
with recorded as ({RECORDED})
select recorded.{{name}}, {COUNTED}
from recorded left join codelist_{{codelist}} as codes on codes.code = recorded.{{name}}
group by recorded.{{name}}
order by max(codes.rank) nulls last
"""


def profile(query: Query, about: Column) -> pd.DataFrame:
    """One row a code in the order of its list, with what is not said last."""
    return query(_BY_CODE.format(name=about.name, codelist=about.codelists[0]))


def _finding(frame: pd.DataFrame, about: Column, identity: str) -> Finding:
    labels = charts.labelled(frame, (about,))[about.name]
    tied = frame[frame["changes"] == frame["changes"].max()]
    most, total = int(tied["changes"].iloc[0]), int(frame["changes"].sum())
    first = french.first_of(labels, frame["changes"])
    if len(tied) > 1:
        return Finding(_SAY(f"{identity}.tied", names=first, n=most, total=total))
    return Finding(
        _SAY(
            f"{identity}.most",
            name=first,
            n=most,
            total=total,
            verified=int(tied["verified"].iloc[0]),
            negative=int(tied["negative"].iloc[0]),
        )
    )


def _chart(frame: pd.DataFrame, about: Column) -> charts.Chart:
    # Kinds have no order of their own; levels and significance do.
    ordered = (
        frame.sort_values("changes", ascending=False, kind="stable") if about is c.CHANGE_KIND else frame
    )
    rows = ordered.assign(
        row=charts.labelled(ordered, (about,))[about.name],
        said=[_describe(row) for _, row in ordered.iterrows()],
    )
    return charts.counted_parts(rows, c.VERIFICATIONS, VERIFICATION_INKS, c.CHANGES.title)


def _describe(row: pd.Series) -> str:
    sentences = [
        french.count(int(row[name]), noun)
        for name, noun in (("unforeseen", "imprévu"), ("negative", "négatif"))
        if row[name]
    ]
    among = f", dont {french.listed(sentences)}" if sentences else ""
    return f"{french.number(row['changes'])}{among}"


def _figure(name: str) -> Figure:
    about, question = QUESTIONS[name]
    return Figure(
        id=f"changes_by_{name}",
        page=PAGE,
        position=POSITIONS[name],
        question=question,
        rows=partial(profile, about=about),
        columns=(about, c.CHANGES, *c.VERIFICATIONS, c.VERIFIED_SHARE, c.UNFORESEEN, c.NEGATIVE),
        report_columns=("changes", "verified", "unforeseen", "negative"),
        finding=partial(_finding, about=about, identity=f"changes_by_{name}"),
        chart=partial(_chart, about=about),
        method=_SAY(f"changes_by_{name}.method"),
        detail=DETAIL,
        source=SOURCE,
        freshness_sources=FRESHNESS_SOURCES,
        breakdowns=FILTERS,
        size=size,
        when_empty=WHEN_EMPTY,
    )


FIGURES = tuple(_figure(name) for name in QUESTIONS)

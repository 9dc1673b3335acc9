"""The way from a support to a change: which forms of support are cited by which kinds of change."""

from __future__ import annotations

import pandas as pd

from dse import charts, french, sentences
from dse.figures import columns as c
from dse.figures.change.recorded import DETAIL, FILTERS, FRESHNESS_SOURCES, PAGE, RECORDED, SOURCE
from dse.figures.figure import Figure, Finding
from dse.figures.paging import Paging
from dse.figures.records import ACTIVITIES, OUTCOMES
from dse.query import Query

_SAY = sentences.read(__file__)

# A change that cites two supports of one kind counts once on its way.
_PATHS = f"""
with recorded as ({RECORDED}),
ways as (
    select distinct kinds.kind as support, recorded.change_id, recorded.change_kind, recorded.verification, recorded.direction
    from change_contributions as contributions
    join recorded on recorded.change_id = contributions.change_id
    join chosen_supports as kinds on kinds.subject = contributions.subject and kinds.subject_id = contributions.subject_id
),
supports as (
    select code, 0 as family, rank from codelist_accompaniment_kinds
    union all
    select code, 1, rank from codelist_activity_kinds
),
counted as (
    select support, change_kind, count(*) as changes,
        count(*) filter (where verification = 'VERIFIE') as verified, count(*) filter (where direction = 'NEGATIF') as negative
    from ways
    group by support, change_kind
)
select counted.*, sum(counted.changes) over (partition by counted.support) as changes_of_support
from counted
join supports on supports.code = counted.support
join codelist_change_kinds as codes on codes.code = counted.change_kind
order by supports.family, changes_of_support desc, supports.rank, codes.rank
"""


def paths(query: Query) -> pd.DataFrame:
    """One row a form of support and a kind of change that cites it; studies first, the most cited first."""
    return query(_PATHS)


def _finding(frame: pd.DataFrame) -> Finding:
    labels = charts.labelled(frame, (c.SUPPORT, c.CHANGE_KIND))
    names = [
        f"{support} → {kind}" for support, kind in zip(labels["support"], labels["change_kind"], strict=True)
    ]
    tied = frame[frame["changes"] == frame["changes"].max()]
    most = french.count(int(tied["changes"].iloc[0]), "changement")
    verified = french.some(int(tied["verified"].iloc[0]), "vérifié")
    detail = f"{most} dont {verified}" if len(tied) == 1 else f"{most} chacun"
    ways = french.count(int((frame["changes"] > 0).sum()), "chemin observé", "chemins observés")
    name = "paths_to_change.most" if len(tied) == 1 else "paths_to_change.tied"
    return Finding(
        _SAY(name, path=french.first_of(names, frame["changes"]), detail=detail, ways=ways),
        named=tuple(tied["support"].iloc[: french.MOST_TIED]),
    )


def _chart(frame: pd.DataFrame, full_table: pd.DataFrame | None = None) -> charts.Chart:
    full_table = frame if full_table is None else full_table
    crossed = _crossed(charts.labelled(frame, (c.SUPPORT, c.CHANGE_KIND)), _columns(full_table))
    most = float(full_table["changes"].max())
    return charts.dot_table(crossed, "support", "change_kind", c.CHANGES, c.VERIFIED, most)


def _columns(frame: pd.DataFrame) -> list[str]:
    """The kinds of change, the most noted first."""
    named = charts.labelled(frame, (c.CHANGE_KIND,))
    sums = named.groupby("change_kind")["changes"].sum()
    return list(sums.sort_values(ascending=False, kind="stable").index)


def _crossed(labels: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Every support with every kind, supports as they come, counts of zero where nothing was noted."""
    pairs = pd.MultiIndex.from_product(
        [list(dict.fromkeys(labels["support"])), columns], names=["support", "change_kind"]
    )
    counts = labels.set_index(["support", "change_kind"])[["changes", "verified"]]
    return counts.reindex(pairs, fill_value=0).reset_index()


FIGURE = Figure(
    id="paths_to_change",
    reads=(OUTCOMES, ACTIVITIES),
    looks_back=True,
    page=PAGE,
    position=("contributions", 10),
    question="De quel appui vers quel changement ?",
    rows=paths,
    columns=(c.SUPPORT, c.CHANGE_KIND, c.CHANGES, c.VERIFIED, c.NEGATIVE),
    finding=_finding,
    chart=_chart,
    paging=Paging(("support",), is_scaled=True),
    method=_SAY("paths_to_change.method"),
    detail=(_SAY("paths_to_change.detail"), *DETAIL),
    source=f"{SOURCE}, accompagnements, activités",
    freshness_sources=FRESHNESS_SOURCES,
    breakdowns=(*FILTERS, "kinds"),
    size=lambda frame: french.count(len(frame), "chemin"),
    when_empty="Aucun changement ne cite d’appui pour ce choix : notez les contributions "
    "dans le fichier des changements (page Données).",
)

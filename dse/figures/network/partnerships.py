"""Partnerships by partner and department, their kind and how deep they are, over time."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from dse import charts, disclosure, french, sentences, stats
from dse.figures import columns as c
from dse.figures.events import LEVEL_PERCENT
from dse.figures.figure import Figure, Finding
from dse.figures.network.composition import PAGE
from dse.figures.paging import Paging
from dse.query import Query
from schemas import codelists

_SAY = sentences.read(__file__)

MOST_NAMED = 3

WHEN_EMPTY = (
    "Aucun partenariat pour ce choix : importez les partenariats sur la page Données "
    "(modèle « Partenariats »)."
)
# The partners of the deepest going on first, each with its departments in the order in which they came.
_PARTNERSHIPS = """
with departments as (
    select organisation_id, department, min(started_on) as since from partnerships group by organisation_id, department
),
firsts as (
    select organisation_id, min(since) filter (where department is not null) as since
    from departments group by organisation_id
),
shown as (
    select partnerships.*, organisations.name,
        partnerships.department is null or departments.since = firsts.since as is_first_department,
        greatest(started_on, make_date(cast($first_year as integer), 1, 1)) as drawn_from,
        least(ended_on, today, make_date(cast($last_year as integer), 12, 31)) as drawn_to
    from (
        select partnerships.*, greatest(coalesce(reference.as_of, reference.known_on), started_on) as today
        from chosen_partnerships as partnerships cross join reference where started_on <= reference.known_on
    ) as partnerships
    join firsts on firsts.organisation_id = partnerships.organisation_id
    join departments on departments.organisation_id = partnerships.organisation_id
        and departments.department is not distinct from partnerships.department
    join organisations on organisations.organisation_id = partnerships.organisation_id
    where started_on <= make_date(cast($last_year as integer), 12, 31) and make_date(cast($first_year as integer), 1, 1) <= today
    and coalesce(ended_on, date '9999-12-31') >= make_date(cast($first_year as integer), 1, 1)
)
select *,
    max(case when ended_on is null then depth else '0' end) over (partition by organisation_id) as depth_now,
    min(started_on) over (partition by organisation_id, department) as department_since
from shown
order by depth_now desc, name, department_since, department, started_on, kind, partnership_id
"""


# Who is, or was, a member: named to the team alone, as everywhere.
_MEMBERS = "select distinct organisation_id from memberships"


def partnerships(query: Query) -> pd.DataFrame:
    """One row a partnership at one depth that overlaps the chosen years. Before a public, partners that are members have no name."""
    rows = query(_PARTNERSHIPS)
    if not disclosure.audience(query.selection.audience).is_public:
        return rows
    is_member = rows["organisation_id"].isin(query(_MEMBERS)["organisation_id"])
    numbers = pd.Series(pd.factorize(rows["organisation_id"].where(is_member))[0] + 1, rows.index)
    names = "Membre du réseau n° " + numbers.astype("string[pyarrow]")
    return rows.assign(name=rows["name"].where(~is_member, names))


def lines(frame: pd.DataFrame) -> pa.Table:
    """One row a partnership, that is a partner, department and kind: the depth, 1 to 4, at which it is first and last seen, and
    whether it goes on after the last day drawn."""
    names = ("name", "department", "kind", "depth", "started_on")
    columns = {name: pa.chunked_array(pa.array(frame[name].array)) for name in names}
    rows = pa.table(columns | {"is_open": pa.array(is_open(frame))})
    rows = rows.sort_by([("started_on", "ascending"), ("depth", "ascending")])
    spans = rows.group_by(["name", "department", "kind"], use_threads=False)
    return spans.aggregate([("depth", "first"), ("depth", "last"), ("is_open", "any")])


def is_open(frame: pd.DataFrame) -> np.ndarray:
    """Whether each row goes on after the last day drawn."""
    goes_on = frame["ended_on"].isna() | (frame["ended_on"] > frame["drawn_to"])
    return goes_on.fillna(False).to_numpy(bool)


def _count_moves(partnerships: pa.Table) -> tuple[int, int, int]:
    """How many partnerships deepened, how many loosened among those that go on, and how many ended."""
    going_on = partnerships.filter(partnerships["is_open_any"])
    first, last = going_on["depth_first"], going_on["depth_last"]
    deeper, looser = (
        pc.sum(way, min_count=0).as_py() for way in (pc.greater(last, first), pc.less(last, first))
    )
    return deeper, looser, len(partnerships) - len(going_on)


def _finding(frame: pd.DataFrame) -> Finding:
    every = lines(frame)
    deeper, looser, ended = _count_moves(every)
    open_now = frame[is_open(frame)]
    beyond = sorted(open_now.loc[~open_now["is_first_department"], "name"].unique())
    moves = [
        _some(deeper, "s’approfondit", "s’approfondissent", "aucun ne s’approfondit"),
        _some(looser, "se distend", "se distendent", "aucun ne se distend"),
        _some(ended, "a pris fin", "ont pris fin", "aucun n’a pris fin"),
    ]
    moved = _SAY("partnerships.moved", partners=frame["name"].nunique(), n=len(every), moves=moves)
    return Finding(
        moved + _beyond(beyond), _weight(deeper, looser, len(every)), named=tuple(beyond[:MOST_NAMED])
    )


def _some(how_many: int, one: str, several: str, none: str) -> str:
    return french.count(how_many, one, several) if how_many else none


def _deeper(frame: pd.DataFrame) -> float:
    return float(_count_moves(lines(frame))[0])


def _beyond(partners: list[str]) -> str:
    if not partners:
        return _SAY("partnerships.none_beyond")
    names = french.listed(partners[:MOST_NAMED]) + ("…" if len(partners) > MOST_NAMED else "")
    return _SAY("partnerships.beyond", n=len(partners), names=names)


def _weight(deeper: int, looser: int, of_all: int) -> float:
    """How much more deepen than loosen, where chance would seldom have it so: an exact sign test."""
    from scipy.special import bdtr  # scipy.stats, which has the test by name, takes most of a second to load

    changed = deeper + looser
    if not changed or 2 * bdtr(min(deeper, looser), changed, 0.5) >= stats.LEVEL:
        return 0.0
    return abs(deeper - looser) / of_all


def _chart(frame: pd.DataFrame, full_table: pd.DataFrame | None = None) -> charts.Chart:
    labels = codelists.labels("partnership_depths")
    kinds = codelists.labels("partnership_kinds")
    return charts.tenures(
        pd.DataFrame(
            {
                "row": _rows(frame),
                "from": frame["drawn_from"],
                "to": frame["drawn_to"],
                "step": frame["depth"],
                "label": [f"{code} · {labels[code]}" for code in frame["depth"].tolist()],
                "text": [kinds[code] for code in frame["kind"].tolist()],
                "is_open": is_open(frame),
            }
        ),
        None if full_table is None else charts.years_of(full_table["drawn_from"], full_table["drawn_to"]),
    )


def _rows(frame: pd.DataFrame) -> list[str]:
    """`AFD · DPO`; with the kind too where a partner and department have two at the same time."""
    names = [
        name if pd.isna(department) else f"{name} · {department}"
        for name, department in zip(frame["name"].tolist(), frame["department"].tolist(), strict=True)
    ]
    crowded = _find_overlaps(frame.assign(row=names))
    kinds = codelists.labels("partnership_kinds")
    return [
        f"{row}{', ' if ' · ' in row else ' · '}{kinds[kind]}" if row in crowded else row
        for row, kind in zip(names, frame["kind"].tolist(), strict=True)
    ]


def _find_overlaps(frame: pd.DataFrame) -> set[str]:
    """The rows that have two spans which share more than a day."""
    spans = frame.sort_values(["row", "drawn_from", "drawn_to"])
    before = spans.shift()
    shares_days = (spans["row"] == before["row"]) & (spans["drawn_from"] < before["drawn_to"]).fillna(False)
    return set(spans.loc[shares_days.astype(bool), "row"])


FIGURE = Figure(
    id="partnerships",
    page=PAGE,
    position=("partenariats", 10),
    compares=True,
    question="Nos partenariats s’approfondissent-ils, et au-delà du premier service ?",
    rows=partnerships,
    columns=(
        c.PARTNER,
        c.DEPARTMENT,
        c.PARTNERSHIP_KIND,
        c.DEPTH,
        c.PARTNERSHIP_STARTED_ON,
        c.PARTNERSHIP_ENDED_ON,
        c.IS_FIRST_DEPARTMENT,
        c.DRAWN_FROM,
        c.DRAWN_TO,
    ),
    finding=_finding,
    chart=_chart,
    paging=Paging(("name", "department", "kind"), is_scaled=True),
    method=_SAY("partnerships.method"),
    detail=(_SAY("partnerships.detail", level=LEVEL_PERCENT),),
    source="Partenariats",
    breakdowns=("families",),
    freshness_sources=(("partnerships", "started_on"), ("partnerships", "ended_on")),
    size=lambda frame: french.count(frame["name"].nunique(), "partenaire"),
    scalars={"partners": lambda frame: float(frame["name"].nunique()), "deeper": _deeper},
    when_empty=WHEN_EMPTY,
)

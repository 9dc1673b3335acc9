"""Partnerships by partner and department, their kind and how deep they are, over time."""

from __future__ import annotations

import itertools

import altair
import pandas as pd

from dse import charts, french, stats
from dse.figures.figure import Figure, Finding
from dse.figures.network import columns as c
from dse.figures.network.composition import PAGE
from dse.query import Ask
from schemas import codelists

WHEN_EMPTY = (
    "Aucun partenariat pour ce choix : élargissez les années, retirez un filtre, ou importez les partenariats sur la page Données "
    "(modèle « Partenariats »)."
)
# The partners of the deepest going on first, each with its departments in the order in which they came.
_PARTNERSHIPS = """
with firsts as (
    select organisation_id, min_by(coalesce(department, ''), started_on) as first_department
    from partnerships group by organisation_id
),
shown as (
    select partnerships.*, organisations.name, coalesce(department, '') = firsts.first_department as is_first_department,
        greatest(started_on, make_date($first_year, 1, 1)) as drawn_from,
        least(ended_on, today, make_date($last_year, 12, 31)) as drawn_to
    from (
        select partnerships.*, greatest(coalesce(reference.as_of, reference.created_on), started_on) as today
        from partnerships cross join reference where started_on <= reference.created_on
    ) as partnerships
    join firsts on firsts.organisation_id = partnerships.organisation_id
    join organisations on organisations.organisation_id = partnerships.organisation_id
    left join profile_spans as profile
        on profile.organisation_id = partnerships.organisation_id
        and started_on >= profile.valid_from and started_on < profile.valid_until
    where started_on <= make_date($last_year, 12, 31)
    and coalesce(ended_on, date '9999-12-31') >= make_date($first_year, 1, 1)
    and ($all_families or profile.actor_family in (select unnest($families)))
)
select * from shown
order by max(case when ended_on is null then depth else '0' end) over (partition by organisation_id) desc, name,
    min(started_on) over (partition by organisation_id, department), department, started_on, kind, partnership_id
"""


def partnerships(ask: Ask) -> pd.DataFrame:
    """One row a partnership at one depth that overlaps the chosen years."""
    return ask(_PARTNERSHIPS)


def lines(frame: pd.DataFrame) -> pd.DataFrame:
    """One row a partner and department: its depth, 1 to 4, where the frame first and last knows it, and whether it goes on."""
    rows = frame.assign(
        department=frame["department"].fillna(""),
        level=frame["depth"].astype("int64"),
        until=[pd.Timestamp.max.date() if pd.isna(day) else day for day in frame["ended_on"]],
    )
    keys = ["name", "department"]
    begun = rows.groupby(keys)["started_on"].transform("min") == rows["started_on"]
    latest = rows.groupby(keys)["until"].transform("max") == rows["until"]
    return pd.DataFrame(
        {
            "first": rows[begun].groupby(keys)["level"].max(),
            "last": rows[latest].groupby(keys)["level"].max(),
            "goes_on": rows.groupby(keys)["ended_on"].apply(lambda days: days.isna().any()),
        }
    ).reset_index()


def _finding(frame: pd.DataFrame) -> Finding:
    each = lines(frame)
    deeper, looser = int((each["last"] > each["first"]).sum()), int((each["last"] < each["first"]).sum())
    partners = frame["name"].nunique()
    beyond = sorted(frame.loc[~frame["is_first_department"], "name"].unique())
    told = (
        f"{french.count(partners, 'partenaire')} ; entre le début et la fin de la période, "
        f"{french.count(deeper, 'partenariat s’approfondit', 'partenariats s’approfondissent')} et {_loosening(looser)} ; "
    )
    return Finding(told + _beyond(beyond), _weight(deeper, looser, len(each)))


def _deeper(frame: pd.DataFrame) -> float:
    each = lines(frame)
    return float((each["last"] > each["first"]).sum())


def _loosening(how_many: int) -> str:
    return french.count(how_many, "se distend", "se distendent") if how_many else "aucun ne se distend"


def _beyond(partners: list[str]) -> str:
    if not partners:
        return "aucun ne va au-delà du premier service."
    names = french.listed(partners[:3]) + ("…" if len(partners) > 3 else "")
    return f"{french.number(len(partners))} {'va' if len(partners) < 2 else 'vont'} au-delà du premier service ({names})."


def _weight(deeper: int, looser: int, of_all: int) -> float:
    """How much more deepen than loosen, where chance would seldom have it so: an exact sign test."""
    from scipy.stats import binomtest

    changed = deeper + looser
    if not changed or binomtest(deeper, changed).pvalue >= stats.LEVEL:
        return 0.0
    return abs(deeper - looser) / of_all


def _chart(frame: pd.DataFrame) -> altair.LayerChart:
    labels = codelists.labels("partnership_depths")
    kinds = codelists.labels("partnership_kinds")
    return charts.tenures(
        pd.DataFrame(
            {
                "row": _rows(frame),
                "from": frame["drawn_from"],
                "to": frame["drawn_to"],
                "step": frame["depth"],
                "label": [f"{code} · {labels[code]}" for code in frame["depth"]],
                "text": [kinds[code] for code in frame["kind"]],
                "is_open": [
                    pd.isna(ended) or ended > to
                    for ended, to in zip(frame["ended_on"], frame["drawn_to"], strict=True)
                ],
            }
        )
    )


def _rows(frame: pd.DataFrame) -> list[str]:
    """`AFD · DPO`; with the kind too where a partner and department have two at the same time."""
    names = frame["name"] + frame["department"].map(lambda each: f" · {each}", na_action="ignore").fillna("")
    crowded = {row for row, spans in frame.groupby(names) if _overlap(spans)}
    kinds = codelists.labels("partnership_kinds")
    return [
        f"{row}{', ' if ' · ' in row else ' · '}{kinds[kind]}" if row in crowded else row
        for row, kind in zip(names, frame["kind"], strict=True)
    ]


def _overlap(spans: pd.DataFrame) -> bool:
    """Whether two of the spans share more than a day."""
    days = sorted(zip(spans["drawn_from"], spans["drawn_to"], strict=True))
    return any(later[0] < earlier[1] for earlier, later in itertools.pairwise(days))


FIGURE = Figure(
    id="partnerships",
    page=PAGE,
    question="Nos partenariats s’approfondissent-ils, et au-delà du premier service ?",
    rows=partnerships,
    columns=(
        c.PARTNER,
        c.DEPARTMENT,
        c.PARTNERSHIP_KIND,
        c.DEPTH,
        c.STARTED,
        c.ENDED,
        c.IS_FIRST_DEPARTMENT,
        c.DRAWN_FROM,
        c.DRAWN_TO,
    ),
    finding=_finding,
    chart=_chart,
    method="Une ligne par partenaire et service ; une couleur par profondeur, de l’échange (1) à l’alliance (4). Une flèche : le "
    "partenariat continue. Un partenariat est plus profond qu’à ses débuts si sa dernière profondeur de la période dépasse la première. "
    "Premier service : celui par où ce partenariat a commencé. Parmi les constats à retenir seulement si le sens des changements est plus "
    "net que pile ou face (test des signes, seuil de 5 %). La profondeur est le jugement de l’équipe, saisi avec le partenariat.",
    source="Partenariats",
    breakdowns=("families",),
    size=lambda frame: french.count(frame["name"].nunique(), "partenaire"),
    scalars={"partners": lambda frame: float(frame["name"].nunique()), "deeper": _deeper},
    when_empty=WHEN_EMPTY,
)

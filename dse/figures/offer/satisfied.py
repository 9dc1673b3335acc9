"""How satisfied the members that used each offer are."""

from __future__ import annotations

import pandas as pd

from dse import charts, french
from dse.disclosure import Rule
from dse.figures.figure import Figure, Finding
from dse.figures.offer import columns as c
from dse.figures.offer.gaps import PAGE
from dse.figures.offer.needs import YEARS
from dse.figures.offer.uses import OFFERS, USES
from dse.figures.surveys.asked import MEMBER, NONRESPONSE, PEOPLE_FILTERS, interval, nothing, numbers
from dse.figures.surveys.favourable import voices
from dse.query import Query
from dse.stats.intervals import share_of

_SATISFIED = ("satisfied_pct", "satisfied_low_pct", "satisfied_high_pct")
_COLUMNS = (
    c.OFFER,
    c.SUPPORT_KIND,
    c.WAVE,
    c.MET,
    c.SATISFIED_BASE,
    c.SATISFIED,
    c.SATISFIED_LOW,
    c.SATISFIED_HIGH,
    c.MARK,
)


def satisfied(query: Query) -> pd.DataFrame:
    """One row an offer used in the three years up to the latest wave: its members, and their satisfaction; least first."""
    found = voices(query, "dimension = 'satisfaction'")
    found = found[found["population"] == MEMBER]
    if found.empty:
        return nothing(_COLUMNS)
    last = found[found["wave_id"] == found["wave_id"].iloc[-1]]
    year = int(last["year"].iloc[0])
    then = query.with_years(year - YEARS + 1, year)
    uses = then(USES)
    users = uses[uses["is_member"]].groupby("offer_id")["organisation_id"].unique()
    rows = then(OFFERS).set_index("offer_id")
    rows = rows[rows.index.isin(users.index)]
    return _told(rows, users, last.groupby("unit_id")["value"].mean()).assign(wave=last["wave"].iloc[0])


def _told(rows: pd.DataFrame, users: pd.Series, voices: pd.Series) -> pd.DataFrame:
    known = [voices.reindex(list(users[each])).dropna() for each in rows.index]
    met = [len(users[each]) for each in rows.index]
    shares = [
        share_of(float(each.sum()), len(each), of).in_unit(100) for each, of in zip(known, met, strict=True)
    ]
    told = rows.assign(met=met, satisfied_base=[len(each) for each in known])
    return told.assign(**numbers(shares, _SATISFIED, rows.index)).sort_values("satisfied_pct", kind="stable")


def _finding(frame: pd.DataFrame) -> Finding:
    known = frame[frame["satisfied_pct"].notna()]
    if known.empty:
        return Finding("Aucun membre servi n’a répondu sur sa satisfaction.")
    if len(known) == 1:
        return Finding(f"{_said(known.iloc[0])}.")
    return Finding(
        f"D’une offre à l’autre : de {_said(known.iloc[0])} à {_said(known.iloc[-1])} ; ce sont souvent les mêmes membres, et l’ordre "
        "n’est pas testé."
    )


def _said(row: pd.Series) -> str:
    bounds = interval(row["satisfied_low_pct"], row["satisfied_high_pct"])
    return (
        f"« {row['title']} », {french.percent(row['satisfied_pct'])} {bounds}".strip()
        + f", n = {french.number(row['satisfied_base'])}"
    )


def _chart(frame: pd.DataFrame) -> charts.Chart:
    known = frame[frame["satisfied_pct"].notna()]
    return charts.intervals(
        pd.DataFrame(
            {
                "header": "",
                "row": known["title"],
                "value": known["satisfied_pct"],
                "low": known["satisfied_low_pct"],
                "high": known["satisfied_high_pct"],
                "said": [
                    f"{french.percent(row.satisfied_pct)}, n = {french.number(row.satisfied_base)} sur {french.number(row.met)}"
                    for row in known.itertuples()
                ],
                "broken": "",
                "is_hollow": False,
            }
        )
    )


FIGURE = Figure(
    id="offers_satisfaction",
    page=PAGE,
    question="Ceux qui se servent d’une offre sont-ils satisfaits ?",
    rows=satisfied,
    columns=_COLUMNS,
    essential=("satisfied_pct", "satisfied_base", "satisfied_low_pct", "satisfied_high_pct"),
    finding=_finding,
    chart=_chart,
    method="Membres qui se sont servis de l’offre dans les "
    f"{french.number(YEARS)} années jusqu’à la dernière vague choisie, et part favorable de leurs réponses aux questions de satisfaction ; "
    "elles portent sur l’ensemble de ce qu’ils ont reçu, pas sur cette offre seule. Intervalle à 95 % de Wilson pour une population "
    f"finie (Wilson 1927 ; O’Neill 2021). {NONRESPONSE}".strip(),
    source="Enquête auprès des membres, offre, accompagnements, activités",
    breakdowns=(*PEOPLE_FILTERS, "kinds"),
    size=lambda frame: f"au plus {french.count(int(frame['satisfied_base'].max()), 'membre')} par offre",
    when_empty="Aucune vague de ces années ne demande leur satisfaction à des membres servis : élargissez les années, ou importez "
    "l’enquête sur la page Données.",
    rule=Rule("rows"),
)

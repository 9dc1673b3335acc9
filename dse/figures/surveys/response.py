"""Who answered, against the register on the day the wave closed."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd

from dse import charts, french, stats
from dse.disclosure import Rule, marks
from dse.figures import columns as c
from dse.figures.figure import Figure, Finding
from dse.figures.surveys.asked import (
    PAGE,
    PEOPLE_FILTERS,
    SOURCE,
    WHEN_EMPTY,
    group_named,
    named,
)
from dse.query import Query
from schemas import Column, codelists

# Waves whose respondents are known: an anonymous one has no rate.
WAVES = """
select wave_id, title as wave, closed_on, year from chosen_waves
where not is_anonymous
and wave_id in (select wave_id from survey_respondents where organisation_id is not null)
order by closed_on, wave_id
"""
# How far the members of each wave got, all of them or group by group; where nobody could answer, nothing.
_RATES = f"""
with waves as ({WAVES})
select waves.wave_id, waves.wave, waves.closed_on, waves.year, {{group}}
    count(*) filter (where response_status <> 'ineligible') as members,
    count(*) filter (where response_status in ('complete', 'partial', 'invited')) as invited,
    count(*) filter (where response_status = 'partial') as partial,
    count(*) filter (where response_status in ('complete', 'partial')) as answered
from chosen_registers as registers join waves on waves.wave_id = registers.wave_id
group by {{group}} waves.wave_id, waves.wave, waves.closed_on, waves.year
having count(*) filter (where response_status <> 'ineligible') > 0
order by waves.closed_on, waves.wave_id
"""
METHOD = (
    "Membres qui ont répondu, en tout ou en partie, rapportés à tous les membres le jour où la vague s’est close, invités ou "
    "non, hors champ retirés (RR2 de l’AAPOR, Standard Definitions, 10e éd., 2023). Un membre de plusieurs répondant·es compte "
    "une fois ; un partenaire ne répond pas pour lui. Le registre est complet : un taux de réponse n’a pas d’intervalle. Une "
    "vague anonyme n’a pas de taux. "
)


def rates(query: Query, group: Column | None = None) -> pd.DataFrame:
    """One row a wave; or one a group of the register in the latest wave, unknown groups last."""
    frame = query(_RATES.format(group=f"{group.name}," if group else ""))
    if group is None:
        return with_rate(frame)
    waves = query(WAVES)
    frame = frame[frame["wave_id"].isin(waves["wave_id"].tail(1))]
    ranks = frame[group.name].map(codelists.ranks(group.codelists[0])).astype("float64")
    return with_rate(frame.loc[ranks.sort_values(kind="stable", na_position="last").index])


def with_rate(frame: pd.DataFrame) -> pd.DataFrame:
    """The response rate in percent; empty where nobody could answer."""
    of = frame["members"].astype("float64")
    rate = 100 * frame["answered"].astype("float64") / of.where(of > 0)
    return frame.assign(rate_pct=rate.astype("double[pyarrow]"))


def _columns(group: Column | None) -> tuple[Column, ...]:
    return (
        c.WAVE_ID,
        c.WAVE,
        c.CLOSED_ON,
        *((group,) if group else ()),
        c.ANSWERED,
        c.MEMBERS_ASKED,
        c.RESPONSE_RATE,
        c.INVITED,
        c.PARTIAL,
        c.MARK,
    )


def _finding(frame: pd.DataFrame) -> Finding:
    row = frame.iloc[-1]
    # Before a public the wave before may be hidden: the one that is told is named by its year.
    before = frame.iloc[-2] if len(frame) > 1 else None
    was = "" if before is None else f" ; {french.percent(before['rate_pct'])} en {before['closed_on'].year}"
    return Finding(f"{named(row['wave'])} : {_told(row)}{was}.")


def _told(row: pd.Series) -> str:
    n = int(row["answered"])
    return f"{french.count(n, 'membre')} sur {french.number(row['members'])} {'ont' if n > 1 else 'a'} répondu, soit {french.percent(row['rate_pct'])}"


def _group_finding(frame: pd.DataFrame, group: Column) -> Finding:
    large = frame[frame["members"] >= stats.FEWEST_IN_GROUP]
    rows = (frame if large.empty else large).sort_values("rate_pct", kind="stable")
    labels, wave = charts.labelled(rows, (group,))[group.name], named(rows["wave"].iloc[0])
    if len(rows) == 1:
        return Finding(f"{wave} : {_told(rows.iloc[0])}.")
    ends = [
        f"{french.percent(rows['rate_pct'].iloc[at])} ({group_named(labels.iloc[at])}, {french.number(rows['answered'].iloc[at])} sur "
        f"{french.number(rows['members'].iloc[at])})"
        for at in (0, -1)
    ]
    return Finding(f"{wave}, taux de réponse : de {ends[0]} à {ends[1]}.")


def _chart(frame: pd.DataFrame, row: Column) -> charts.Chart:
    text = pd.Series(
        [
            each.mark
            if marks.hides(each.mark)
            else f"{french.percent(each.rate_pct)} ({french.number(each.answered)} sur {french.number(each.members)})"
            for each in frame.itertuples()
        ]
    )
    drawn = frame[[row.name, c.RESPONSE_RATE.name, marks.MARK]]
    has_order = row not in (c.FAMILY, c.REGION)  # of its own: waves follow one another, sizes grow
    return charts.ranked_bars(drawn, row=row, value=c.RESPONSE_RATE, text=text, sort=not has_order)


def _size(frame: pd.DataFrame) -> str:
    last = frame[frame["wave_id"] == frame["wave_id"].iloc[-1]]
    return f"{french.count(int(last['answered'].sum()), 'membre')} sur {french.number(last['members'].sum())}"


_RULE: dict[str, Any] = {
    "form": "rate",
    "base": "members",
    "counts": ("answered",),
    "strata": ("wave_id",),
    "wave": "wave_id",
    "derived": ("rate_pct",),
    "percentages": ("rate_pct",),
    "derive": with_rate,
    "withheld": ("invited", "partial"),
}


def _by_group(
    identity: str, position: tuple[str, int], group: Column, breakdown: str, question: str
) -> Figure:
    return Figure(
        id=identity,
        page=PAGE,
        position=position,
        question=question,
        rows=partial(rates, group=group),
        columns=_columns(group),
        finding=partial(_group_finding, group=group),
        chart=partial(_chart, row=group),
        method=METHOD
        + f"Dernière vague des années choisies ; la phrase ne parle que des groupes d’au moins {stats.FEWEST_IN_GROUP} membres.",
        source=f"{SOURCE}, adhésions",
        breakdowns=PEOPLE_FILTERS,
        size=_size,
        when_empty=WHEN_EMPTY,
        rule=Rule(**_RULE, group=group.name, breakdown=breakdown),
    )


RATE_FIGURE = Figure(
    id="response_rate",
    page=PAGE,
    position=("participation", 10),
    question="Quelle part des membres répond à l’enquête ?",
    rows=rates,
    columns=_columns(None),
    finding=_finding,
    chart=partial(_chart, row=c.WAVE),
    method=METHOD.strip(),
    source=f"{SOURCE}, adhésions",
    breakdowns=PEOPLE_FILTERS,
    size=_size,
    when_empty=WHEN_EMPTY,
    scalars={"rate_pct": lambda frame: None if frame.empty else float(frame["rate_pct"].iloc[-1])},
    rule=Rule(**_RULE),
)
FAMILY_FIGURE = _by_group(
    "response_by_family",
    ("participation", 20),
    c.FAMILY,
    "families",
    "Quelles familles d’acteurs répondent moins ?",
)
SIZE_FIGURE = _by_group(
    "response_by_size",
    ("representativite", 20),
    c.SIZE,
    "sizes",
    "Les petites structures répondent-elles moins ?",
)
REGION_FIGURE = _by_group(
    "response_by_region", ("representativite", 30), c.REGION, "regions", "Répond-on autant partout ?"
)

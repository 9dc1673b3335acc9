"""What accompaniments cost and how much of it was co-financed: for the team by year, kind, theme and family, before a public by triennial."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from dse import disclosure, french, sentences
from dse.disclosure import Rule, amounts
from dse.disclosure.audiences import Thresholds
from dse.figures import columns as c
from dse.figures.advice import advise
from dse.figures.events import LEAD_DETAIL, THEME_FILTERS
from dse.figures.figure import Figure, Finding
from dse.figures.records import ACCOMPANIMENTS, read_records
from dse.figures.requests.starts import PAGE, SOURCE
from dse.figures.rows import Row, to_rows
from dse.query import Query
from schemas import codelists
from schemas.codes import Triennial

_SAY = sentences.read(__file__)
KNOWN_ENOUGH = 80  # percent of the amounts
WHOLE, YEAR, COST = "ENSEMBLE", "ANNEE", "COUT"
# The cost of what several organisations carry is that of its lead. What nobody is known to carry is no organisation more, and
# may be of one.
_AMOUNTS = """
with parts as (
    select 'ENSEMBLE' as breakdown, 'Tous' as part, 0 as place, accompaniment_id from chosen_delivered
    union all
    select 'ANNEE', cast(year as varchar), year, accompaniment_id from chosen_delivered
    union all
    select 'TYPE', kinds.label, kinds.rank, accompaniment_id from chosen_delivered
    left join codelist_accompaniment_kinds as kinds on kinds.code = kind
    union all
    select 'THEME', themes.label, themes.rank, accompaniment_id from chosen_delivered
    join chosen_marks as marks on marks.subject = 'accompaniment' and marks.subject_id = accompaniment_id and marks.score > 0
    left join codelist_themes as themes on themes.code = marks.theme
    union all
    select 'FAMILLE', coalesce(families.label, 'Non renseigné'), families.rank, accompaniment_id from chosen_delivered
    left join codelist_actor_families as families on families.code = actor_family
),
priced as (
    select 'COUT' as amount, accompaniment_id, organisation_id, cast(cost_eur as double) as eur from chosen_delivered
    union all
    select 'COFINANCEMENT', accompaniment_id, organisation_id, cast(cofinancing_eur as double) from chosen_delivered
),
carried as (
    select parts.breakdown, parts.part, parts.place, priced.amount, priced.organisation_id,
        count(*) as delivered, count(priced.eur) as known, sum(priced.eur) as eur
    from parts join priced on priced.accompaniment_id = parts.accompaniment_id
    group by parts.breakdown, parts.part, parts.place, priced.amount, priced.organisation_id
),
added as (
    select breakdown, part, place, amount,
        cast(sum(delivered) as bigint) as delivered, cast(sum(known) as bigint) as known,
        round(sum(eur), 2) as amount_eur, max(eur) as largest_eur,
        nullif(count(distinct case when known > 0 then organisation_id end), 0) as organisations
    from carried group by breakdown, part, place, amount
)
select added.breakdown, part, amount, amount_eur, delivered, cast(100 * known as double) / delivered as known_pct, organisations, largest_eur
from added
join codelist_amount_breakdowns as breakdowns on breakdowns.code = breakdown
join codelist_amounts as amounts on amounts.code = amount
order by breakdowns.rank, amounts.rank, place, part
"""

_PRICES = """
select 'COUT' as amount, accompaniment_id, organisation_id, year, cast(cost_eur as double) as eur from chosen_delivered
where cost_eur is not null
union all
select 'COFINANCEMENT', accompaniment_id, organisation_id, year, cast(cofinancing_eur as double) from chosen_delivered
where cofinancing_eur is not null
"""


@dataclass(frozen=True)
class Price:
    """A known amount of an accompaniment: who carries it, the year in which it started."""

    organisation_id: str | None
    year: int
    eur: float


def costs(query: Query) -> pd.DataFrame:
    """One row an amount and part: the whole, each year, kind, theme and family. Before a public, each whole triennial, whatever the
    years chosen, and its years where each of them passes the rule."""
    audience = disclosure.audience(query.selection.audience)
    if not audience.is_public:
        return _read_amounts(query)
    triennials = [_keep_sound_years(rows, audience.thresholds) for rows in _read_triennials(query)]
    return pd.concat(triennials, ignore_index=True) if triennials else c.empty_frame(FIGURE.columns)


def read_prices(query: Query, period: str) -> dict[tuple[str, str], Price]:
    """The known amounts of a triennial, by amount and accompaniment: nobody is shown them."""
    triennial = next(declared for declared in codelists.triennials() if declared.code == period)
    rows = to_rows(query.with_years(triennial.starts_on.year, triennial.ends_on.year)(_PRICES))
    return {
        (row["amount"], row["accompaniment_id"]): Price(row["organisation_id"], row["year"], row["eur"])
        for row in rows
    }


def _read_amounts(query: Query) -> pd.DataFrame:
    """The rows of the years chosen; no sum where too few amounts are known."""
    rows = query(_AMOUNTS)
    is_told, years = rows["known_pct"] >= KNOWN_ENOUGH, rows["part"][rows["breakdown"] == YEAR]
    sums = {name: rows[name].where(is_told) for name in ("amount_eur", "largest_eur")}
    return rows.assign(period=french.years(int(years.min()), int(years.max())) if len(years) else "", **sums)


def _read_triennials(query: Query) -> Iterator[pd.DataFrame]:
    """The rows of each whole triennial and of its years, the latest first."""
    for triennial in reversed(codelists.triennials()):
        if _is_whole(query, triennial):
            rows = _read_amounts(query.with_years(triennial.starts_on.year, triennial.ends_on.year))
            yield rows[rows["breakdown"].isin([WHOLE, YEAR])].assign(period=triennial.code)


def _is_whole(query: Query, triennial: Triennial) -> bool:
    """Whether all its years are over, and accompaniments are recorded over them."""
    recorded, first, last = read_records(query), triennial.starts_on.year, triennial.ends_on.year
    return {*range(first, last + 1)} <= {*recorded.over} and recorded.covers(ACCOMPANIMENTS, first, last)


def _keep_sound_years(rows: pd.DataFrame, thresholds: Thresholds) -> pd.DataFrame:
    """A triennial without the years of an amount of which one does not pass: it would be what the others leave of the whole."""
    failing = [row["amount"] for row in to_rows(rows) if not amounts.is_sound([row], RULE, thresholds)]
    return rows[(rows["breakdown"] == WHOLE) | ~rows["amount"].isin(failing)]


def _finding(frame: pd.DataFrame) -> Finding:
    wholes = [row for row in to_rows(frame) if row["breakdown"] == WHOLE]
    periods = dict.fromkeys(row["period"] for row in wholes)
    return Finding(
        " ".join(_describe([row for row in wholes if row["period"] == period]) for period in periods)
    )


def _describe(rows: list[Row]) -> str:
    """What the amounts of a period add up to, or why that cannot be told."""
    if len(rows) == 2 and all(row["amount_eur"] is not None for row in rows):
        cost, cofinancing = rows
        return _SAY(
            "accompaniment_costs.both",
            period=cost["period"],
            known=_describe_known(cost),
            eur=_write(cost["amount_eur"]),
            cofinancing=_write(cofinancing["amount_eur"]),
        )
    return " ".join(map(_describe_one, rows))


def _describe_one(row: Row) -> str:
    is_cost = row["amount"] == COST
    if row["amount_eur"] is None:
        why = "accompaniment_costs.cost_unknown" if is_cost else "accompaniment_costs.cofinancing_unknown"
        return _SAY(why, period=row["period"], known=_describe_known(row), enough=KNOWN_ENOUGH)
    key = "accompaniment_costs.cost" if is_cost else "accompaniment_costs.cofinancing"
    return _SAY(key, period=row["period"], known=_describe_known(row), eur=_write(row["amount_eur"]))


def _describe_known(row: Row) -> str:
    """`94 % des montants sont connus`, cut down so that 79.7 does not read as enough; `2 montants sur 3 sont connus` of a few."""
    if row["delivered"] >= french.FEWEST:
        return _SAY("accompaniment_costs.known", share=math.floor(row["known_pct"]))
    amounts_known = round(row["known_pct"] * row["delivered"] / 100)
    return _SAY("accompaniment_costs.few_known", n=amounts_known, of_all=row["delivered"])


def _write(eur: float) -> str:
    return f"{french.number(eur, 0)}\u00a0€"


def _explain_empty(figure: Figure, query: Query, missing: str) -> str:
    """Why there is nothing to add up: a public has whole triennials, whatever years and filters are chosen."""
    if missing:
        return missing
    if disclosure.audience(query.selection.audience).is_public:
        return _SAY("accompaniment_costs.empty_public")
    return advise(figure, query, _SAY("accompaniment_costs.empty"))


def _size(frame: pd.DataFrame) -> str:
    of_one = frame[(frame["breakdown"] == WHOLE) & (frame["amount"] == frame["amount"].iloc[0])]
    return french.count(int(of_one["delivered"].sum()), "accompagnement démarré", "accompagnements démarrés")


RULE = Rule(
    "amounts",
    base="organisations",
    strata=("period", "breakdown", "part", "amount"),
    wave="period",
    additive=("amount_eur",),
    largest="largest_eur",
)
FIGURE = Figure(
    id="accompaniment_costs",
    requires=(ACCOMPANIMENTS,),
    page=PAGE,
    position=("demandes", 40),
    question=_SAY("accompaniment_costs.question"),
    rows=costs,
    columns=(
        c.AMOUNT_PERIOD,
        c.AMOUNT,
        c.AMOUNT_BREAKDOWN,
        c.AMOUNT_PART,
        c.AMOUNT_EUR,
        c.AMOUNTS_KNOWN,
        c.DELIVERED,
        c.AMOUNT_ORGANISATIONS,
        c.MARK,
    ),
    finding=_finding,
    method=_SAY("accompaniment_costs.method", enough=KNOWN_ENOUGH),
    detail=(_SAY("accompaniment_costs.detail"), *LEAD_DETAIL),
    source=f"{SOURCE}, à la date de démarrage",
    breakdowns=THEME_FILTERS,
    when_empty=_explain_empty,
    size=_size,
    rule=RULE,
)

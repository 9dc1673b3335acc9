"""Uptake: which members make use of the offer, which less than others, which never."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import altair
import pandas as pd

from dse import charts, french, stats
from dse.figures import columns as c
from dse.figures.events import CHOSEN_MEMBERS, standing, tendency, worded
from dse.figures.figure import Figure, Finding
from dse.query import Ask
from schemas import Column, codelists

PAGE = "recours"
FILTERS = ("families", "regions", "kinds")
PEOPLE_FILTERS = ("families", "regions")
SOURCE = "Adhésions, accompagnements"
RATE_METHOD = (
    "Taux de recours d’une année : membres qui portent (porteur ou co-porteur) au moins un accompagnement "
    "démarré dans l’année, rapportés aux organisations membres au moins un jour de l’année. Sur plusieurs "
    "années, chaque membre compte une fois au numérateur et une fois au dénominateur. Famille, région et "
    "taille sont celles du dernier jour d’adhésion de la période. "
)
TEST_METHOD = (
    "Ces comptes sont ceux du registre : ils sont complets, et n’ont pas de marge d’erreur. Le test demande "
    "seulement si le hasard en dessinerait autant, membres entiers mélangés ; les valeurs p sont ajustées (Holm, "
    "1979) avant qu’un mot soit choisi, au seuil de 5 %. "
)

ACCOMPANIED = """
select distinct carriers.organisation_id, delivered.year
from delivered join carriers on carriers.accompaniment_id = delivered.accompaniment_id
where $all_kinds or delivered.kind in (select unnest($kinds))
"""
ANY_SERVICE = """
select distinct carriers.organisation_id, delivered.year
from delivered join carriers on carriers.accompaniment_id = delivered.accompaniment_id
union
select distinct organisation_id, year from attendances
"""

_PANEL = f"""
with served as ({{served}}),
chosen as (select year, organisation_id from member_years where {CHOSEN_MEMBERS})
select chosen.year, years.is_partial, chosen.organisation_id as unit,
    case when served.organisation_id is null then 0 else 1 end as hit
from chosen
join years on years.year = chosen.year
left join served on served.organisation_id = chosen.organisation_id and served.year = chosen.year
order by chosen.year, chosen.organisation_id
"""

SENIORITY = """
case when years_since_joining < 3 then 'MOINS_3' when years_since_joining < 6 then 'DE_3_A_5'
     when years_since_joining <= 10 then 'DE_6_A_10' else 'PLUS_10' end
"""

_PEOPLE = f"""
with served as ({ACCOMPANIED}),
chosen as (
    select *, {SENIORITY} as seniority_band,
        row_number() over (partition by organisation_id order by year desc) as latest
    from member_years where {CHOSEN_MEMBERS}
),
stays as (
    select chosen.organisation_id, count(*) as years_member, count(served.year) as years_served
    from chosen
    left join served on served.organisation_id = chosen.organisation_id and served.year = chosen.year
    group by chosen.organisation_id
)
select chosen.organisation_id as unit, chosen.{{group}} as "group",
    stays.years_served as hits, stays.years_member as trials,
    case when stays.years_served > 0 then 1 else 0 end as is_user
from chosen join stays on stays.organisation_id = chosen.organisation_id
where chosen.latest = 1
order by chosen.organisation_id
"""


def rate_by_year(ask: Ask, served: str) -> pd.DataFrame:
    """One row a year: members, members served, rate in percent; the word for the trend on every row."""
    panel = ask(_PANEL.format(served=served))
    frame = panel.groupby(["year", "is_partial"])["hit"].agg(members="count", users="sum").reset_index()
    frame["rate_pct"] = 100.0 * frame["users"] / frame["members"]
    whole = frame[~frame["is_partial"]]
    slope = stats.slope_per_year(whole["year"], whole["rate_pct"], whole["members"])
    p_value = stats.trend_p_value(panel[~panel["is_partial"]].rename(columns={"year": "x"}))
    return frame.assign(tendency=tendency(p_value, slope))


def _rate_finding(frame: pd.DataFrame, deed: str) -> Finding:
    whole = frame[~frame["is_partial"]] if not frame["is_partial"].all() else frame
    first, last = whole.iloc[0], whole.iloc[-1]
    now = (
        f"En {last['year']}, {french.percent(last['rate_pct'])} des membres {deed} "
        f"({french.number(last['users'])} sur {french.number(last['members'])})"
    )
    if last["tendency"] in charts.CLEAR:
        word = "monte" if last["tendency"] == "HAUSSE" else "baisse"
        gap = abs(float(last["rate_pct"] - first["rate_pct"])) / 100
        return Finding(
            f"{now} ; le taux {word} depuis {first['year']} ({french.percent(first['rate_pct'])}).", gap
        )
    return Finding(f"{now}, sans tendance nette sur la période.")


def _members_size(frame: pd.DataFrame) -> str:
    return f"{french.number(frame['members'].min())} à {french.count(int(frame['members'].max()), 'membre')} par an"


def rate_by_group(ask: Ask, group: Column) -> pd.DataFrame:
    """One row a group: members, members served, rate over the period, rate of a mean year, and the word for its gap."""
    people = ask(_PEOPLE.format(group=group.name))
    people = people[people["group"].notna()]
    frame = (
        people.groupby("group")
        .agg(
            members=("unit", "count"),
            users=("is_user", "sum"),
            hits=("hits", "sum"),
            trials=("trials", "sum"),
        )
        .reset_index()
    )
    frame["rate_pct"] = 100.0 * frame["users"] / frame["members"]
    frame["yearly_pct"] = 100.0 * frame["hits"] / frame["trials"]
    overall = 100.0 * frame["hits"].sum() / frame["trials"].sum() if len(frame) else 0.0
    frame["yearly_all_pct"] = overall
    frame["standing"] = worded(_group_tests(people, frame), list(frame["yearly_pct"] - overall), standing)
    order = {code: rank for rank, code in enumerate(codelists.codes(group.codelists[0]))}
    frame = frame.sort_values("group", key=lambda codes: codes.map(order))
    return frame.rename(columns={"group": group.name})


def _group_tests(people: pd.DataFrame, frame: pd.DataFrame) -> list[float | None]:
    if people["hits"].nunique() < 2 or len(frame) < 2:
        return [None] * len(frame)
    p_values = stats.group_p_values(people)
    enough = frame["members"] >= stats.FEWEST_IN_GROUP
    return [p_values[code] if fits else None for code, fits in zip(frame["group"], enough, strict=True)]


def _group_finding(frame: pd.DataFrame, group: Column) -> Finding:
    overall = float(frame["yearly_all_pct"].iloc[0])
    clear = frame[frame["standing"].isin(["MOINS", "PLUS"])]
    if clear.empty:
        return Finding(
            f"Aucun écart net selon {_the(group)} : en moyenne, {french.percent(overall)} des membres servis chaque année."
        )
    least = clear.sort_values("yearly_pct").iloc[0]
    label = codelists.labels(group.codelists[0])[least[group.name]]
    less = "Moins" if least["standing"] == "MOINS" else "Plus"
    return Finding(
        f"{less} de recours que l’ensemble : {label}, {french.percent(least['yearly_pct'])} des membres servis par an en "
        f"moyenne contre {french.percent(overall)}.",
        abs(float(least["yearly_pct"]) - overall) / 100,
    )


def _the(group: Column) -> str:
    title = group.title[0].lower() + group.title[1:]
    return f"l’{title}" if title[0] in "aeéiou" else f"la {title}"


def _group_chart(frame: pd.DataFrame, group: Column, sort: bool) -> altair.Chart:
    text = pd.Series(
        [
            f"{french.percent(rate)} par an ({french.number(users)} sur {french.number(members)})"
            for rate, users, members in zip(
                frame["yearly_pct"], frame["users"], frame["members"], strict=True
            )
        ]
    )
    return charts.ranked_bars(
        frame, row=group, value=c.YEARLY_RATE, text=text, emphasis=c.STANDING, sort=sort
    )


def _group_figure(identity: str, group: Column, question: str, sort: bool) -> Figure:
    return Figure(
        id=identity,
        page=PAGE,
        question=question,
        rows=partial(rate_by_group, group=group),
        columns=(group, c.MEMBERS, c.USERS, c.RATE, c.YEARLY_RATE, c.YEARLY_RATE_ALL, c.STANDING),
        finding=partial(_group_finding, group=group),
        chart=partial(_group_chart, group=group, sort=sort),
        method=RATE_METHOD
        + "Le taux annuel moyen rapporte les années où un membre est servi à ses années d’adhésion : il compare des "
        "membres arrivés à des dates différentes. Entre parenthèses, les membres servis au moins une fois sur la période. "
        + TEST_METHOD
        + f"Le test porte sur ce taux annuel. Un groupe de moins de {stats.FEWEST_IN_GROUP} membres n’est pas testé.",
        source=f"{SOURCE}, à la date de démarrage",
        breakdowns=FILTERS,
        size=lambda frame: french.count(int(frame["members"].sum()), "membre"),
        scalars={"rate_pct": lambda frame: float(100.0 * frame["users"].sum() / frame["members"].sum())},
    )


_CARRIED = f"""
with chosen as (select distinct organisation_id from member_years where {CHOSEN_MEMBERS}),
carried as (
    select carriers.organisation_id, count(*) as carried
    from delivered join carriers on carriers.accompaniment_id = delivered.accompaniment_id
    where delivered.year between $first_year and $last_year
    and ($all_kinds or delivered.kind in (select unnest($kinds)))
    group by carriers.organisation_id
),
people as (
    select chosen.organisation_id, coalesce(carried.carried, 0) as total, least(coalesce(carried.carried, 0), 5) as carried
    from chosen left join carried on carried.organisation_id = chosen.organisation_id
)
select cast(carried as bigint) as carried, count(*) as members, cast(sum(total) as bigint) as carried_total
from people group by carried order by carried
"""


def repeat_use(ask: Ask) -> pd.DataFrame:
    """One row a number of accompaniments carried over the period (5 for 5 or more): members and their share."""
    frame = ask(_CARRIED)
    return frame.assign(members_pct=100.0 * frame["members"] / frame["members"].sum())


def _repeat_finding(frame: pd.DataFrame) -> Finding:
    none = frame.loc[frame["carried"] == 0, "members"].sum()
    often = frame[frame["carried"] >= 3]
    total = frame["carried_total"].sum()
    if not total:
        return Finding("Aucun membre n’a porté d’accompagnement sur la période.")
    share = 100.0 * often["carried_total"].sum() / total
    return Finding(
        f"{french.percent(100.0 * often['members'].sum() / frame['members'].sum())} des membres portent "
        f"{french.percent(share)} des accompagnements ; {french.percent(100.0 * none / frame['members'].sum())} n’en portent aucun."
    )


def _repeat_chart(frame: pd.DataFrame) -> altair.Chart:
    words = ["Aucun", "1", "2", "3", "4", "5 ou plus"]
    shown = frame.assign(carried=[words[int(value)] for value in frame["carried"]])
    text = pd.Series(
        [
            f"{french.count(int(n), 'membre')} ({french.percent(share)})"
            for n, share in zip(frame["members"], frame["members_pct"], strict=True)
        ]
    )
    return charts.ranked_bars(shown, row=c.CARRIED, value=c.MEMBERS, text=text, sort=False)


_NEVER = """
with known as (
    select carriers.organisation_id, accompaniments.started_on as day
    from carriers join accompaniments on accompaniments.accompaniment_id = carriers.accompaniment_id
    where accompaniments.started_on is not null
    union all
    select organisation_id, held_on from attendances
)
select members_now.name, members_now.actor_family, members_now.region, members_now.size_band, members_now.joined_on,
    cast(floor(date_diff('day', members_now.joined_on, members_now.as_of) / 365.25) as bigint) as member_years
from members_now
where ($all_families or actor_family in (select unnest($families)))
and ($all_regions or region in (select unnest($regions)))
and not exists (
    select 1 from known where known.organisation_id = members_now.organisation_id and known.day >= members_now.joined_on
)
order by members_now.joined_on, members_now.name
"""
_MEMBERS_NOW = """
select count(*) as members from members_now
where ($all_families or actor_family in (select unnest($families)))
and ($all_regions or region in (select unnest($regions)))
"""


def never_reached(ask: Ask) -> pd.DataFrame:
    """Members of the last day known without accompaniment or participation since they joined, oldest first."""
    return ask(_NEVER)


def _never_finding(frame: pd.DataFrame) -> Finding:
    family = frame["actor_family"].value_counts()
    most = codelists.labels("actor_families").get(family.index[0], "") if len(family) else ""
    return Finding(
        f"{french.count(len(frame), 'membre n’a', 'membres n’ont')} jamais été accompagné{'s' if len(frame) > 1 else ''} ni "
        f"venu{'s' if len(frame) > 1 else ''} à une activité depuis l’adhésion"
        + (f", dont {french.number(family.iloc[0])} de la famille « {most} »." if most else "."),
        0.05 + len(frame) / 100,
    )


def _any_size(noun: str) -> Callable[[pd.DataFrame], str]:
    return lambda frame: french.count(len(frame), noun)


FIGURES = (
    Figure(
        id="uptake_by_year",
        page=PAGE,
        question="Quelle part des membres est accompagnée chaque année ?",
        rows=partial(rate_by_year, served=ACCOMPANIED),
        columns=(c.YEAR, c.MEMBERS, c.USERS, c.RATE, c.IS_PARTIAL, c.TENDENCY),
        finding=partial(_rate_finding, deed="portent un accompagnement qui démarre"),
        chart=partial(charts.single_line, y=c.RATE, share=True),
        method=RATE_METHOD + TEST_METHOD,
        source=f"{SOURCE}, à la date de démarrage",
        breakdowns=FILTERS,
        size=_members_size,
        scalars={"rate_pct": lambda frame: float(frame["rate_pct"].iloc[-1])},
    ),
    _group_figure(
        "uptake_by_family",
        c.FAMILY,
        "Quelles familles d’acteurs servons-nous moins que les autres ?",
        sort=True,
    ),
    Figure(
        id="uptake_any_by_year",
        page=PAGE,
        question="Et en comptant les activités, quelle part des membres voyons-nous ?",
        rows=partial(rate_by_year, served=ANY_SERVICE),
        columns=(c.YEAR, c.MEMBERS, c.USERS, c.RATE, c.IS_PARTIAL, c.TENDENCY),
        finding=partial(_rate_finding, deed="ont eu recours à au moins un service"),
        chart=partial(charts.single_line, y=c.RATE, share=True),
        method="Tous services : accompagnement démarré (porteur ou co-porteur) ou participation à une activité dans l’année, rapportés aux organisations membres au moins un jour de l’année. "
        + TEST_METHOD,
        source="Adhésions, accompagnements, participations",
        breakdowns=PEOPLE_FILTERS,
        size=_members_size,
        scalars={"rate_pct": lambda frame: float(frame["rate_pct"].iloc[-1])},
    ),
    Figure(
        id="never_reached",
        page=PAGE,
        question="Quels membres n’avons-nous jamais touchés ?",
        rows=never_reached,
        columns=(c.ORGANISATION, c.FAMILY, c.REGION, c.SIZE, c.JOINED, c.SENIORITY_YEARS),
        finding=_never_finding,
        method="Membres au dernier jour connu des données, sans accompagnement démarré (porteur ou co-porteur) ni participation à une activité depuis leur adhésion. Les années choisies ne comptent pas ici.",
        source="Adhésions, accompagnements, participations",
        breakdowns=PEOPLE_FILTERS,
        size=_any_size("membre"),
        when_empty="Aucun membre dans ce cas pour ce choix.",
        scalars={"members": lambda frame: float(len(frame))},
    ),
    _group_figure("uptake_by_size", c.SIZE, "Le recours dépend-il de la taille ?", sort=False),
    _group_figure(
        "uptake_by_seniority", c.SENIORITY, "Les anciens membres ont-ils plus recours à l’offre ?", sort=False
    ),
    _group_figure("uptake_by_region", c.REGION, "Le recours dépend-il de la région ?", sort=True),
    Figure(
        id="repeat_use",
        page=PAGE,
        question="Sont-ce toujours les mêmes qui sont accompagnés ?",
        rows=repeat_use,
        columns=(c.CARRIED, c.MEMBERS, c.MEMBERS_SHARE, c.CARRIED_TOTAL),
        finding=_repeat_finding,
        chart=_repeat_chart,
        method="Nombre d’accompagnements démarrés que chaque organisation membre de la période a portés (porteur ou co-porteur). Un accompagnement porté à deux compte pour chacun.",
        source=f"{SOURCE}, à la date de démarrage",
        breakdowns=FILTERS,
        size=lambda frame: french.count(int(frame["members"].sum()), "membre"),
    ),
)

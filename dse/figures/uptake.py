"""Uptake: which members make use of the offer, which less than others, which never."""

from __future__ import annotations

from functools import partial

import altair
import pandas as pd

from dse import charts, french, stats
from dse.figures import columns as c
from dse.figures.events import CHOSEN_MEMBERS, ends, standing, tendency, worded
from dse.figures.figure import Figure, Finding
from dse.query import Ask
from schemas import Column, codelists

PAGE = "recours"
FILTERS = ("families", "regions", "kinds")
UNKNOWN = "?"
PEOPLE_FILTERS = ("families", "regions")
SOURCE = "Adhésions, accompagnements"
RATE_METHOD = (
    "Taux de recours d’une année : membres qui portent (porteur ou co-porteur) au moins un accompagnement "
    "démarré dans l’année, rapportés aux organisations membres au moins un jour de l’année. Sur plusieurs "
    "années, chaque membre compte une fois au numérateur et une fois au dénominateur. Famille, région et "
    "taille sont celles du dernier jour d’adhésion de chaque année. "
)
TEST_METHOD = (
    "Ces comptes sont ceux du registre : ils sont complets, et n’ont pas de marge d’erreur. Le test demande "
    "seulement si le hasard, d’un membre à l’autre, en dessinerait autant : les contributions de chaque membre "
    "changent de signe ensemble (Hemerik, Goeman et Finos, 2020), au seuil de 5 %. Une année en cours est "
    "dessinée en creux et laissée hors du test. "
)
GROUP_METHOD = (
    "Le taux annuel moyen rapporte les années où un membre est servi à ses années d’adhésion : il compare des "
    "membres arrivés à des dates différentes. Entre parenthèses, les membres servis au moins une fois. Les années "
    "en cours n’y sont pas. Les valeurs p sont ajustées entre les groupes (Holm, 1979). "
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

_MEMBER_YEARS = f"""
with served as ({ACCOMPANIED}),
chosen as (
    select *, {SENIORITY} as seniority_band from member_years where {CHOSEN_MEMBERS}
)
select chosen.organisation_id as unit, chosen.year, chosen.is_partial, chosen.{{group}} as "group",
    case when served.organisation_id is null then 0 else 1 end as hit
from chosen
left join served on served.organisation_id = chosen.organisation_id and served.year = chosen.year
order by chosen.year, chosen.organisation_id
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
    last = whole.iloc[-1]
    now = (
        f"En {last['year']}, {french.percent(last['rate_pct'])} des membres {deed} "
        f"({french.number(last['users'])} sur {french.number(last['members'])})"
    )
    if last["tendency"] in charts.CLEAR:
        (early, before), (late, after) = ends(whole, "users", "members")
        word = "monte" if last["tendency"] == "HAUSSE" else "baisse"
        moved = f"le taux {word}, de {french.percent(before)} en {early} à {french.percent(after)} en {late}"
        return Finding(f"{now} ; {moved}.", abs(after - before) / 100)
    if last["tendency"] == "AUCUNE":
        return Finding(f"{now}, sans tendance nette sur la période.")
    return Finding(f"{now} ; tendance non calculable, faute d’années ou de membres.")


def _members_size(frame: pd.DataFrame) -> str:
    low, high = int(frame["members"].min()), int(frame["members"].max())
    span = french.number(low) + " à " if low < high else ""
    return f"{span}{french.count(high, 'membre')} par an"


_GROUP_COLUMNS = (
    c.MEMBERS,
    c.USERS,
    c.RATE,
    c.MEMBERSHIP_YEARS,
    c.YEARLY_RATE,
    c.YEARLY_RATE_ALL,
    c.STANDING,
)


def rate_by_group(ask: Ask, group: Column) -> pd.DataFrame:
    """One row a group: members, members served, rate over the period, rate of a mean year, and the word for its gap.

    A member counts in each group it was in; those whose group is not known stand last, without a word.
    """
    years = ask(_MEMBER_YEARS.format(group=group.name))
    years = years[~years["is_partial"]].assign(group=lambda each: each["group"].fillna(UNKNOWN))
    if years.empty:
        return pd.DataFrame(columns=[column.name for column in (group, *_GROUP_COLUMNS)])
    frame = years.groupby("group").agg(membership_years=("hit", "size"), hits=("hit", "sum")).reset_index()
    distinct = years.groupby(["group", "unit"])["hit"].max().groupby("group").agg(["size", "sum"])
    frame["members"] = frame["group"].map(distinct["size"])
    frame["users"] = frame["group"].map(distinct["sum"])
    frame["rate_pct"] = 100.0 * frame["users"] / frame["members"]
    frame["yearly_pct"] = 100.0 * frame["hits"] / frame["membership_years"]
    overall = 100.0 * years["hit"].sum() / len(years)
    frame["yearly_all_pct"] = overall
    frame["standing"] = worded(_group_tests(years, frame), list(frame["yearly_pct"] - overall), standing)
    frame = frame.sort_values("group", key=lambda codes: codes.map(_rank(group)))
    frame["group"] = frame["group"].replace(UNKNOWN, None)
    return frame.rename(columns={"group": group.name})


def _rank(group: Column) -> dict[str, int]:
    codes = (*codelists.codes(group.codelists[0]), UNKNOWN)
    return {code: rank for rank, code in enumerate(codes)}


def _group_tests(years: pd.DataFrame, frame: pd.DataFrame) -> list[float | None]:
    if len(frame) < 2:
        return [None] * len(frame)
    return [
        stats.trend_p_value(years.assign(x=(years["group"] == code).astype(int)), fewest_years=2)
        if code != UNKNOWN and members >= stats.FEWEST_IN_GROUP
        else None
        for code, members in zip(frame["group"], frame["members"], strict=True)
    ]


def _group_finding(frame: pd.DataFrame, group: Column) -> Finding:
    overall = float(frame["yearly_all_pct"].iloc[0])
    mean = f"en moyenne, {french.percent(overall)} des membres sont servis chaque année"
    if (frame["standing"] == "NON_CALCULABLE").all():
        return Finding(f"Écarts non calculables selon {_the(group)}, faute de membres ; {mean}.")
    clear = frame[frame["standing"].isin(["MOINS", "PLUS"])]
    if clear.empty:
        return Finding(f"Aucun écart net selon {_the(group)} ; {mean}.")
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
            f"{french.percent(rate)} par an ({french.number(users)} membres servis sur {french.number(members)})"
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
        columns=(group, *_GROUP_COLUMNS),
        finding=partial(_group_finding, group=group),
        chart=partial(_group_chart, group=group, sort=sort),
        method=RATE_METHOD
        + GROUP_METHOD
        + TEST_METHOD
        + f"Un groupe de moins de {stats.FEWEST_IN_GROUP} membres n’est pas testé.",
        source=f"{SOURCE}, à la date de démarrage",
        breakdowns=FILTERS,
        size=lambda frame: french.count(
            int(frame["membership_years"].sum()), "année d’adhésion", "années d’adhésion"
        ),
        scalars={"yearly_pct": lambda frame: float(frame["yearly_all_pct"].iloc[0])},
    )


def rate_of_period(ask: Ask) -> pd.DataFrame:
    """One row: distinct members of the whole period, those served at least once, and the rate in percent."""
    panel = ask(_PANEL.format(served=ACCOMPANIED))
    served = panel.groupby("unit")["hit"].max()
    frame = pd.DataFrame({"members": [len(served)], "users": [int(served.sum())]})
    frame["rate_pct"] = 100.0 * frame["users"] / frame["members"].where(frame["members"] > 0)
    return frame[frame["members"] > 0]


def _period_finding(frame: pd.DataFrame) -> Finding:
    row = frame.iloc[0]
    return Finding(
        f"Sur la période, {french.number(row['users'])} membres sur {french.number(row['members'])} ont porté au moins un "
        f"accompagnement, soit {french.percent(row['rate_pct'])}."
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
    everyone, total = frame["members"].sum(), frame["carried_total"].sum()
    none = 100.0 * frame.loc[frame["carried"] == 0, "members"].sum() / everyone
    often = frame[frame["carried"] >= 3]
    if not total:
        return Finding("Aucun membre n’a porté d’accompagnement sur la période.")
    if often.empty:
        return Finding(
            f"Aucun membre n’a porté trois accompagnements ou plus ; {french.percent(none)} n’en portent aucun."
        )
    return Finding(
        f"{french.percent(100.0 * often['members'].sum() / everyone)} des membres en portent trois ou plus, soit "
        f"{french.percent(100.0 * often['carried_total'].sum() / total)} des accompagnements portés ; "
        f"{french.percent(none)} n’en portent aucun."
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
with chosen as (
    select * from members_now
    where ($all_families or actor_family in (select unnest($families)))
    and ($all_regions or region in (select unnest($regions)))
)
select chosen.name, chosen.actor_family, chosen.region, chosen.size_band, chosen.joined_on,
    cast(floor(date_diff('day', chosen.joined_on, chosen.as_of) / 365.25) as bigint) as member_years,
    (select count(*) from chosen) as members_all
from chosen
where not exists (
    select 1 from services
    where services.organisation_id = chosen.organisation_id
    and services.day >= chosen.joined_on and services.day <= chosen.as_of
)
order by chosen.joined_on, chosen.name
"""


def never_reached(ask: Ask) -> pd.DataFrame:
    """Members of the last day known without accompaniment or participation since they first joined, oldest first.

    Empty where no service is known at all: what was never recorded is not a member never reached.
    """
    anyone = len(ask("select day from services limit 1"))
    return ask(_NEVER) if anyone else ask(_NEVER).iloc[:0]


def _never_finding(frame: pd.DataFrame) -> Finding:
    how_many, of_all = len(frame), int(frame["members_all"].iloc[0])
    families = frame["actor_family"].value_counts()
    label = codelists.labels("actor_families").get(families.index[0], "") if len(families) else ""
    many = how_many > 1
    deed = (
        "n’ont jamais été accompagnés et ne sont jamais venus"
        if many
        else "n’a jamais été accompagné et n’est jamais venu"
    )
    whose = (
        f" ; famille la plus nombreuse : {label} ({french.number(families.iloc[0])})"
        if label and many
        else ""
    )
    members = french.count(how_many, "membre")
    return Finding(
        f"{members} sur {french.number(of_all)} {deed} à une activité depuis l’adhésion{whose}.",
        how_many / of_all,
    )


def _last_whole_rate(frame: pd.DataFrame) -> float | None:
    whole = frame[~frame["is_partial"]]
    return float(whole["rate_pct"].iloc[-1]) if len(whole) else None


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
        scalars={"rate_pct": _last_whole_rate},
    ),
    Figure(
        id="uptake_of_period",
        page=PAGE,
        question="Et sur toute la période ?",
        rows=rate_of_period,
        columns=(c.MEMBERS, c.USERS, c.RATE),
        finding=_period_finding,
        method=RATE_METHOD,
        source=f"{SOURCE}, à la date de démarrage",
        breakdowns=FILTERS,
        size=lambda frame: french.count(int(frame["members"].iloc[0]), "membre"),
        scalars={"rate_pct": lambda frame: float(frame["rate_pct"].iloc[0])},
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
        scalars={"rate_pct": _last_whole_rate},
    ),
    Figure(
        id="never_reached",
        page=PAGE,
        question="Quels membres n’avons-nous jamais touchés ?",
        rows=never_reached,
        columns=(c.ORGANISATION, c.FAMILY, c.REGION, c.SIZE, c.JOINED, c.SENIORITY_YEARS, c.MEMBERS_ALL),
        finding=_never_finding,
        method="Membres au dernier jour connu des données, sans accompagnement démarré (porteur ou co-porteur) ni participation à une activité depuis leur adhésion. Les années choisies ne comptent pas ici.",
        source="Adhésions, accompagnements, participations",
        breakdowns=PEOPLE_FILTERS,
        size=lambda frame: french.count(int(frame["members_all"].iloc[0]), "membre"),
        when_empty="Aucun membre dans ce cas pour ce choix, ou aucun accompagnement ni activité n’est encore importé.",
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

"""Each offer: for whom, since when, with how many places; who could use it, who does, on which themes."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dse import french
from dse.figures.figure import Figure, Finding
from dse.figures.offer import columns as c
from dse.figures.offer.gaps import PAGE
from dse.figures.offer.uses import OFFERS, USES
from dse.figures.surveys.asked import PEOPLE_FILTERS, nothing
from dse.query import Query
from schemas import codelists

MOST_THEMES = 3
SEPARATOR = "|"
# The members of the years in which each offer was open, and whom it was for.
_COULD = f"""
select distinct offers.offer_id, members.organisation_id, members.actor_family
from ({OFFERS}) as offers
join chosen_member_years as members
    on members.year between extract(year from offers.opened_on) and coalesce(extract(year from offers.closed_on), 9999)
where offers.for_families is null or list_contains(
    list_transform(string_split(offers.for_families, '|'), lambda family: trim(family)), members.actor_family
)
"""
_MARKED = f"""
with uses as ({USES}), used as (select distinct offer_id, split_part(use_id, '|', 1) as subject_id from uses)
select used.offer_id, marks.theme, count(*) filter (where marks.score > 0) as marked, count(*) as examined
from used join marks on marks.subject in ('accompaniment', 'activity') and marks.subject_id = used.subject_id
where marks.theme in (select unnest($themes))
group by all
"""
# What fills a place, in whole years: an accompaniment started, a person at an activity.
_FILLING = """
with filled as (
    select accompaniments.offer_id, delivered.year, count(*) as places
    from delivered join accompaniments on accompaniments.accompaniment_id = delivered.accompaniment_id
    group by all
    union all
    select activities.offer_id, extract(year from activities.held_on) as year, sum(participations.participants) as places
    from participations join activities on activities.activity_id = participations.activity_id
    cross join reference where activities.held_on <= reference.created_on
    group by all
)
select offer_id, cast(sum(filled.places) as double) as filled
from filled join years on years.year = filled.year
where filled.offer_id is not null and years.year between $first_year and $last_year and not years.is_partial
group by offer_id
"""
# Where nothing is known of the chosen years, that nobody used an offer is not known either.
_USE = ("could", "users", "uses")
_ARE_YEARS_KNOWN = """
select count(*) = 0 or count(*) filter (where year between $first_year and $last_year) > 0 as are_known from years
"""
_OPEN_YEARS = f"""
select offers.offer_id, count(*) as open_years
from ({OFFERS}) as offers
join years on years.starts_on <= coalesce(offers.closed_on, years.ends_on) and years.ends_on >= offers.opened_on
where years.year between $first_year and $last_year and not years.is_partial
group by offers.offer_id
"""


def offers(query: Query) -> pd.DataFrame:
    """One row an offer that was open in the chosen years, studies first, in the order of opening."""
    frame, uses = query(OFFERS), query(USES)
    if frame.empty:
        return nothing(_COLUMNS)
    frame = frame.set_index("offer_id")
    users, could = _members(uses[uses["is_member"]]), _members(query(_COULD))
    counted = frame.assign(
        could=[len(could.get(each, ())) for each in frame.index],
        users=[len(could.get(each, set()) & users.get(each, set())) for each in frame.index],
        uses=uses.groupby("offer_id")["use_id"].nunique().reindex(frame.index).fillna(0).astype("int64"),
        for_whom=[families(each) for each in frame["for_families"]],
        aimed_at=_themes(query, frame),
    )
    if not query(_ARE_YEARS_KNOWN)["are_known"].iloc[0]:
        counted = counted.assign(**dict.fromkeys(_USE, pd.Series(pd.NA, counted.index, "int64[pyarrow]")))
    counted["users_pct"] = 100.0 * counted["users"] / counted["could"].replace(0, None).astype("float64")
    counted["open_years"] = query(_OPEN_YEARS).set_index("offer_id")["open_years"].reindex(counted.index)
    counted["filled_pct"] = _filled(query, counted)
    return counted.assign(_kind=counted["kind"].map(_kinds())).sort_values(["_kind", "opened_on", "offer_id"])


def _kinds() -> dict[str, int]:
    codes = [*codelists.codes("accompaniment_kinds"), *codelists.codes("activity_kinds")]
    return {code: place for place, code in enumerate(codes)}


def _members(rows: pd.DataFrame) -> dict[str, set[str]]:
    """The members of each offer's rows."""
    return {offer: set(members) for offer, members in rows.groupby("offer_id")["organisation_id"]}


def _codes(families: Any) -> list[str]:
    return [] if pd.isna(families) else [each.strip() for each in families.split(SEPARATOR)]


def families(codes: object) -> str:
    """The families that an offer is for, in words."""
    labels = codelists.labels("actor_families")
    return french.listed([labels.get(each, each) for each in _codes(codes)]) or "Toutes"


def _filled(query: Query, frame: pd.DataFrame) -> pd.Series:
    """Places taken of those of the whole years in which the offer was open; empty where people are chosen: places are not."""
    if query.selection.families or query.selection.regions:
        return pd.Series(pd.NA, index=frame.index, dtype="double[pyarrow]")
    taken = query(_FILLING).set_index("offer_id")["filled"].reindex(frame.index).astype("Float64").fillna(0)
    places = (frame["places_per_year"] * frame["open_years"]).astype("Float64").replace(0, pd.NA)
    return 100.0 * taken / places


def _themes(query: Query, frame: pd.DataFrame) -> list[str]:
    """`Genre 100 %, Climat 40 %`: the themes most aimed at by what each offer gave, among what was examined."""
    marked = query(_MARKED)
    marked = marked[marked["marked"] > 0].assign(pct=lambda each: 100.0 * each["marked"] / each["examined"])
    labels = codelists.labels("themes")
    told = {
        offer: ", ".join(
            f"{labels[row.theme]} {french.percent(row.pct)}"
            for row in rows.sort_values(["pct", "theme"], ascending=[False, True])
            .head(MOST_THEMES)
            .itertuples()
        )
        for offer, rows in marked.groupby("offer_id")
    }
    return [told.get(each, "") for each in frame.index]


def _finding(frame: pd.DataFrame) -> Finding:
    still = frame[frame["is_open_now"].astype(bool)]
    throughout = still[(still["open_years"] == frame["open_years"].max()) & still["users_pct"].notna()]
    least = throughout.sort_values("users_pct", kind="stable").head(1)
    told = f"{french.count(len(frame), 'offre ouverte', 'offres ouvertes')} sur la période, dont {french.number(len(still))} encore"
    if least.empty:
        return Finding(f"{told}.")
    row = least.iloc[0]
    return Finding(
        f"{told} ; de celles qui l’étaient toute la période, la moins utilisée, « {row['title']} » : {french.count(int(row['users']), 'membre')} sur {french.number(row['could'])} qui le "
        "pourraient."
    )


_COLUMNS = (
    c.OFFER,
    c.FOR_WHOM,
    c.COULD,
    c.OFFER_USERS,
    c.OFFER_USERS_SHARE,
    c.USES,
    c.PLACES,
    c.FILLED,
    c.AIMED_AT,
    c.OPENED,
    c.CLOSED,
    c.OPEN_YEARS,
    c.IS_OPEN_NOW,
    c.SUPPORT_KIND,
)

FIGURE = Figure(
    id="offers",
    page=PAGE,
    question="Qui se sert de chaque offre, parmi ceux qui le pourraient ?",
    rows=offers,
    columns=_COLUMNS,
    essential=("could", "users", "users_pct", "uses", "filled_pct"),
    finding=_finding,
    method="Offres ouvertes au moins un jour des années choisies. Pourraient : membres de ces années dont la famille est visée. S’en "
    "servent : ceux d’entre eux qui portent un accompagnement démarré au titre de l’offre, ou qui sont venus à une de ses "
    "activités. Usages : accompagnements démarrés, ou organisations venues à une activité, membres ou non. Remplissage : places prises "
    "(accompagnements démarrés, ou personnes venues) rapportées à celles des années entières d’ouverture, quand aucun membre n’est choisi. Thèmes : les plus marqués (1 ou 2) parmi ce qui a été examiné.",
    source="Offre, adhésions, accompagnements, activités",
    breakdowns=(*PEOPLE_FILTERS, "kinds"),
    size=lambda frame: french.count(len(frame), "offre"),
    when_empty="Aucune offre ouverte dans ces années : importez l’offre sur la page Données, ou élargissez les années.",
)

"""Each offer: for whom, since when, with how many places; who could use it, who does, on which themes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dse import french, sentences
from dse.figures import columns as c
from dse.figures.figure import Figure, Finding
from dse.figures.offer.gaps import PAGE
from dse.figures.offer.subjects import SUPPORT
from dse.figures.offer.uses import COUNT_USES, OFFERS, USES, find_known_members, find_known_offers
from dse.figures.records import CARRIERS, MEMBERSHIPS, VISITS
from dse.figures.surveys.wording import PEOPLE_FILTERS
from dse.query import Query
from dse.query.chosen_relations import IS_FOR
from schemas import codelists

_SAY = sentences.read(__file__)

MOST_THEMES = 3
SEPARATOR = "|"
# Places taken in whole years, of those of the whole years in which the offer was open: an accompaniment started takes one, a person
# at an activity too. Nothing is known where people are chosen: places are not theirs.
_FILLED = """
taken as (
    select accompaniments.offer_id, delivered.year, count(*) as places
    from delivered join accompaniments on accompaniments.accompaniment_id = delivered.accompaniment_id
    where accompaniments.offer_id is not null
    group by accompaniments.offer_id, delivered.year
    union all
    select activities.offer_id, extract(year from activities.held_on) as year, sum(participations.participants) as places
    from participations join activities on activities.activity_id = participations.activity_id
    cross join reference where activities.held_on <= reference.known_on and activities.offer_id is not null
    group by activities.offer_id, extract(year from activities.held_on)
),
whole_years as (select * from years where year between $first_year and $last_year and not is_partial),
filled as (
    select taken.offer_id, cast(sum(taken.places) as double) as places
    from taken join whole_years on whole_years.year = taken.year group by taken.offer_id
),
open_years as (
    select offers.offer_id, count(*) as open_years
    from offers join whole_years
        on whole_years.starts_on <= coalesce(offers.closed_on, whole_years.ends_on)
        and whole_years.ends_on >= offers.opened_on
    group by offers.offer_id
)
"""
# The members of the years in which each offer was open, and whom it was for; and those of them that used it.
_MEMBERS = f"""
used as (
    select offer_id, organisation_id, bool_or(is_member) as is_member from uses group by offer_id, organisation_id
),
could as (
    select distinct offers.offer_id, members.organisation_id
    from offers
    join (select distinct organisation_id, actor_family, year from chosen_member_years) as members
        on members.year between extract(year from offers.opened_on) and coalesce(extract(year from offers.closed_on), 9999)
        and {IS_FOR.format(family="members.actor_family")}
),
members as (
    select could.offer_id, count(*) as could, count(used.organisation_id) as users
    from could
    left join used
        on used.offer_id = could.offer_id and used.organisation_id = could.organisation_id and used.is_member
    group by could.offer_id
)
"""
# Where nothing is known of the chosen years, that nobody used an offer is not known either.
_OFFERS = f"""
with offers as ({OFFERS}),
uses as ({USES}),
counted as (select offer_id, {COUNT_USES} as uses from uses group by offer_id),
{_MEMBERS},
{_FILLED},
ranks as ({SUPPORT.ranks}),
known as (
    select (select count(*) from chosen_everyone) > 0 as is_everyone,
        count(*) = 0 or count(*) filter (where year between $first_year and $last_year) > 0 as is_known from years
)
select offers.*, open_years.open_years,
    case when known.is_known then coalesce(members.could, 0) end as could,
    case when known.is_known then coalesce(members.users, 0) end as users,
    case when known.is_known then coalesce(counted.uses, 0) end as uses,
    case when known.is_everyone and offers.places_per_year * open_years.open_years > 0 then
        cast(100 as double) * coalesce(filled.places, 0) / (offers.places_per_year * open_years.open_years) end as filled_pct
from offers cross join known
left join members on members.offer_id = offers.offer_id
left join counted on counted.offer_id = offers.offer_id
left join filled on filled.offer_id = offers.offer_id
left join open_years on open_years.offer_id = offers.offer_id
left join ranks on ranks.subject = offers.kind
order by ranks.rank nulls last, offers.opened_on, offers.offer_id
"""
# The themes most aimed at by what each offer gave, among what was examined.
_THEMES = f"""
with uses as ({USES}),
used as (select distinct offer_id, subject, subject_id from uses),
shares as (
    select used.offer_id, marks.theme, cast(100 as double) * count(*) filter (where marks.score > 0) / count(*) as pct,
        count(*) as base
    from used join marks on marks.subject = used.subject and marks.subject_id = used.subject_id
    where list_contains($themes, marks.theme)
    group by used.offer_id, marks.theme
)
select offer_id, theme, pct, base from shares where pct > 0
qualify row_number() over (partition by offer_id order by pct desc, theme) <= {MOST_THEMES}
order by offer_id, pct desc, theme
"""


def offers(query: Query) -> pd.DataFrame:
    """One row an offer that was open in the chosen years, studies first, in the order of opening."""
    frame = query(_OFFERS)
    if frame.empty:
        return c.empty_frame(_COLUMNS)
    is_known = find_known_offers(query, frame)
    for name in ("users", "uses", "filled_pct"):
        frame[name] = frame[name].where(is_known)
    has_members = find_known_members(query, frame)
    for name in ("could", "users"):
        frame[name] = frame[name].where(has_members)
    themes = _describe_themes(query)
    return frame.assign(
        users_pct=100.0 * frame["users"] / frame["could"].replace(0, None).astype("float64"),
        for_whom=[families(codes) for codes in frame["for_families"]],
        aimed_at=[themes.get(offer, "") for offer in frame["offer_id"]],
    )


def families(codes: object) -> str:
    """The families that an offer is for, in words."""
    labels = codelists.labels("actor_families")
    names = [] if pd.isna(codes) else [code.strip() for code in str(codes).split(SEPARATOR)]
    return french.listed([labels.get(code, code) for code in names]) or "Toutes"


def _describe_themes(query: Query) -> dict[str, str]:
    """`Genre 100 %, Climat 40 %` under the identifier of an offer."""
    labels = codelists.labels("themes")
    themes: dict[str, list[str]] = {}
    for row in query(_THEMES).to_dict("records"):
        themes.setdefault(row["offer_id"], []).append(
            f"{labels[row['theme']]} {french.share(row['pct'], row['base'])}"
        )
    return {offer: ", ".join(names) for offer, names in themes.items()}


def _finding(frame: pd.DataFrame) -> Finding:
    still = frame[frame["is_open_now"].astype(bool)]
    is_open_longest = (frame["open_years"] == frame["open_years"].max()).fillna(False).astype(bool)
    throughout = frame[is_open_longest & frame["users_pct"].notna()]
    if throughout.empty:
        return Finding(_SAY("offers.open", n=len(frame), still=len(still)))
    among = _describe_compared(frame, is_open_longest)
    least = throughout[np.isclose(throughout["users_pct"].astype(float), throughout["users_pct"].min())]
    apart = _describe_apart(frame[~is_open_longest])
    if len(least) > 1:
        return Finding(_describe_tied(least, among) + apart)
    row = least.iloc[0]
    is_used_by_others = not row["users"] and row["uses"] > 1
    sentence = _SAY(
        "offers.least",
        among=among or _SAY("offers.one"),
        name=row["title"],
        users=row["users"],
        could=row["could"],
        others=_SAY("offers.others", uses=row["uses"]) if is_used_by_others else "",
    )
    return Finding(sentence + apart)


def _describe_compared(frame: pd.DataFrame, is_open_longest: pd.Series) -> str:
    """Which offers are compared; nothing where all of them are."""
    is_unknown = frame["could"].notna() & frame["users"].isna()
    if is_open_longest.all():
        return _SAY("offers.among_known") if is_unknown.any() else ""
    return _SAY("offers.among_open_known" if is_unknown.any() else "offers.among_open")


def _describe_apart(others: pd.DataFrame) -> str:
    """Offers that were not open as long; empty where there is none."""
    if others.empty:
        return ""
    if len(others) > french.MOST_TIED:
        return _SAY("offers.apart", n=len(others), offers=_count_apart(others))
    return _SAY("offers.apart_named", n=len(others), offers=_name_apart(others))


def _name_apart(rows: pd.DataFrame) -> list[str]:
    """`« Fonds » (fermé en 2017)`: each offer and why it is not compared."""
    return [
        _SAY("offers.opened", name=row["title"], year=row["opened_on"].year)
        if row["is_open_now"]
        else _SAY("offers.closed", name=row["title"], year=row["closed_on"].year)
        for row in rows.to_dict("records")
    ]


def _count_apart(rows: pd.DataFrame) -> list[str]:
    """`3 offres ouvertes plus tard`, `1 offre fermée depuis`."""
    opened = int(rows["is_open_now"].astype(bool).sum())
    counts = {"opened_many": opened, "closed_many": len(rows) - opened}
    return [_SAY(f"offers.{name}", n=n) for name, n in counts.items() if n]


def _describe_tied(least: pd.DataFrame, among: str) -> str:
    """The offers that are least used alike: by their names where they are few."""
    smallest = least.sort_values("could", kind="stable").iloc[0]
    share = french.share(smallest["users_pct"], smallest["could"])
    used = _SAY("offers.used_each", share=share) if smallest["users"] else _SAY("offers.unused_all")
    names = [f"« {title} »" for title in least["title"]]
    if len(names) > french.MOST_TIED:
        return _SAY("offers.tied_many", among=among, n=len(names), used=used)
    return _SAY("offers.tied", among=among or _SAY("offers.several"), names=names, used=used)


_COLUMNS = (
    c.OFFER,
    c.FOR_WHOM,
    c.COULD,
    c.OFFER_USERS,
    c.OFFER_USERS_SHARE,
    c.USES,
    c.PLACES,
    c.FILLING,
    c.AIMED_AT,
    c.OPENED,
    c.CLOSED,
    c.OPEN_YEARS,
    c.IS_OPEN_NOW,
    c.SUPPORT_KIND,
)

FIGURE = Figure(
    id="offers",
    reads=(CARRIERS, VISITS, MEMBERSHIPS),
    page=PAGE,
    position=("offre", 20),
    question=_SAY("offers.question"),
    rows=offers,
    columns=_COLUMNS,
    report_columns=("could", "users", "users_pct"),
    finding=_finding,
    method=_SAY("offers.method"),
    detail=(_SAY("offers.detail", themes=MOST_THEMES),),
    source="Offre, adhésions, accompagnements, activités",
    breakdowns=(*PEOPLE_FILTERS, "kinds"),
    size=lambda frame: french.count(len(frame), "offre"),
    when_empty=_SAY("offers.when_empty"),
)

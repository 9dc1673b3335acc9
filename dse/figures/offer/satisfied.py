"""How satisfied the members that used each offer are, and those that each kind of accompaniment or activity reached."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd

from dse import charts, french, sentences
from dse.disclosure import Rule, whole
from dse.figures import columns as c
from dse.figures.figure import Figure, Finding
from dse.figures.offer.gaps import PAGE
from dse.figures.offer.needs import YEARS, find_questions, over_three_years, said_sql
from dse.figures.offer.uses import OFFERS, USES
from dse.figures.records import CARRIERS, MEMBERSHIPS, VISITS
from dse.figures.rows import Row, to_rows
from dse.figures.surveys.silence import explain_silence, read_dimension
from dse.figures.surveys.wording import NONRESPONSE, PEOPLE_FILTERS, with_shares
from dse.query import Query
from schemas import Column

_SAY = sentences.read(__file__)

_SATISFIED = ("satisfied_pct", "satisfied_low_pct", "satisfied_high_pct")
_SAID = (
    c.WAVE,
    c.OFFER_MET,
    c.OFFER_SATISFIED_BASE,
    c.OFFER_SATISFIED,
    c.SATISFIED_LOW,
    c.SATISFIED_HIGH,
    c.MARK,
)


# The members that used each offer, and how favourable their answers of the wave are.
_PLEASED = f"""
{said_sql("question_id")},
pleased as (
    select register.unit_id, avg(said.value) as value
    from said join register on register.unit_number = said.unit_number group by register.unit_id
)
"""
_OFFERS = f"""
with {_PLEASED},
users as (select distinct offer_id, organisation_id from ({USES}) as uses where is_member)
select offers.offer_id, offers.title, offers.kind, count(*) as met, count(pleased.value) as satisfied_base,
    coalesce(sum(pleased.value), 0) as favourable
from ({OFFERS}) as offers
join users on users.offer_id = offers.offer_id
left join pleased on pleased.unit_id = users.organisation_id
group by offers.offer_id, offers.title, offers.kind
order by offers.offer_id
"""
# The members that each kind reached: those that carried an accompaniment of it, or came to an activity of it.
_KINDS = f"""
with {_PLEASED},
users as (
    select distinct served.subject, served.organisation_id
    from served_subjects as served
    join chosen_member_years as members on members.organisation_id = served.organisation_id
    where served.cut = 'kind' and served.year between $first_year and $last_year
)
select users.subject as support, count(*) as met, count(pleased.value) as satisfied_base,
    coalesce(sum(pleased.value), 0) as favourable
from users left join pleased on pleased.unit_id = users.organisation_id
group by users.subject
order by users.subject
"""


def satisfied(query: Query, sql: str) -> pd.DataFrame:
    """One row an offer, or a kind, used in the three years up to the latest wave: its members, and their satisfaction; least first."""
    questions = find_questions(query, "satisfaction", "question_id")
    if questions.empty:
        return c.empty_frame((c.OFFER, c.SUPPORT_KIND, c.SUPPORT, *_SAID))
    frame = over_three_years(query, questions)(sql)
    frame["favourable"] = [
        whole.parted((favourable, base - favourable), base)[0]
        for favourable, base in zip(
            frame["favourable"].tolist(), frame["satisfied_base"].tolist(), strict=True
        )
    ]
    frame = with_shares(frame, "favourable", _SATISFIED, base="satisfied_base", population="met")
    return frame.assign(wave=questions["wave"].iloc[0]).sort_values("satisfied_pct", kind="stable")


def _finding(frame: pd.DataFrame, identity: str, about: Column) -> Finding:
    answered = frame[frame["satisfied_pct"].notna()]
    if answered.empty:
        return Finding(_SAY(f"{identity}.none"))
    several = answered[answered["satisfied_base"] >= french.FEWEST]
    named = charts.labelled(several if len(several) > 1 else answered, (about,))
    if len(answered) > 1:
        # None is named: the questions are about none of them, and its need may be the least covered.
        least, most = (
            french.share(named[_SATISFIED[0]].iloc[end], named["satisfied_base"].iloc[end]) for end in (0, -1)
        )
        return Finding(_SAY(f"{identity}.told", least=least, most=most))
    return Finding(_SAY(f"{identity}.one", least=_describe(named.iloc[0], named[about.name].iloc[0])))


def _describe(row: pd.Series, name: str) -> str:
    """An offer or a kind, and how many of the answers of its members are favourable."""
    base, percent = row["satisfied_base"], row["satisfied_pct"]
    if base < french.FEWEST:
        favourable = percent * base / 100
        return _SAY("offers_satisfaction.few_offer", name=name, favourable=favourable, n=base)
    return _SAY("offers_satisfaction.offer", name=name, share=percent, n=base)


def _describe_bar(row: Row) -> str:
    """`76 % (34 réponses sur 60)`, `2 sur 3 (3 réponses sur 60)`: of the members that used it."""
    base = row["satisfied_base"]
    answers = f"{french.count(base, 'réponse')} sur {french.number(row['met'])}"
    return f"{french.share(row['satisfied_pct'], base)} ({answers})"


def _chart(frame: pd.DataFrame, about: Column) -> charts.Chart:
    answered = charts.labelled(frame[frame["satisfied_pct"].notna()], (about,))
    return charts.intervals(
        [
            {
                "header": "",
                "row": row[about.name],
                "value": row["satisfied_pct"],
                "low": row["satisfied_low_pct"],
                "high": row["satisfied_high_pct"],
                "said": _describe_bar(row),
                "broken": "",
                "is_hollow": False,
            }
            for row in to_rows(answered)
        ]
    )


_SHARED: dict[str, Any] = {
    "page": PAGE,
    "report_columns": ("satisfied_pct", "satisfied_base", "satisfied_low_pct", "satisfied_high_pct"),
    "requires": (MEMBERSHIPS,),
    "reads": (CARRIERS, VISITS),
    "rule": Rule("rows"),
}
FIGURE = Figure(
    id="offers_satisfaction",
    position=("offre", 30),
    question=_SAY("offers_satisfaction.question"),
    rows=partial(satisfied, sql=_OFFERS),
    columns=(c.OFFER, c.SUPPORT_KIND, *_SAID),
    finding=partial(_finding, identity="offers_satisfaction", about=c.OFFER),
    chart=partial(_chart, about=c.OFFER),
    method=_SAY("offers_satisfaction.method", years=YEARS),
    detail=(_SAY("offers_satisfaction.detail", years=YEARS), *NONRESPONSE),
    source="Enquête auprès des membres, offre, accompagnements, activités",
    breakdowns=(*PEOPLE_FILTERS, "kinds"),
    size=lambda frame: f"Au plus {french.count(int(frame['satisfied_base'].max()), 'membre')} par offre",
    when_empty=explain_silence(read_dimension("satisfaction"), otherwise="no_offer_used"),
    **_SHARED,
)
KIND_FIGURE = Figure(
    id="kinds_satisfaction",
    position=("offre", 40),
    question=_SAY("kinds_satisfaction.question"),
    rows=partial(satisfied, sql=_KINDS),
    columns=(c.SUPPORT, *_SAID),
    finding=partial(_finding, identity="kinds_satisfaction", about=c.SUPPORT),
    chart=partial(_chart, about=c.SUPPORT),
    method=_SAY("kinds_satisfaction.method", years=YEARS),
    detail=(_SAY("kinds_satisfaction.detail", years=YEARS), *NONRESPONSE),
    source="Enquête auprès des membres, accompagnements, activités",
    breakdowns=PEOPLE_FILTERS,
    size=lambda frame: f"Au plus {french.count(int(frame['satisfied_base'].max()), 'membre')} par type",
    when_empty=explain_silence(read_dimension("satisfaction"), otherwise="nobody_served"),
    **_SHARED,
)

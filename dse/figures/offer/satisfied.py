"""How satisfied the members that used each offer are."""

from __future__ import annotations

import pandas as pd

from dse import charts, french, sentences
from dse.disclosure import Rule, whole
from dse.figures import columns as c
from dse.figures.figure import Figure, Finding
from dse.figures.offer.gaps import PAGE
from dse.figures.offer.needs import YEARS, find_questions, over_three_years, said_sql
from dse.figures.offer.uses import OFFERS, USES
from dse.figures.rows import Row, to_rows
from dse.figures.surveys.wording import NONRESPONSE, PEOPLE_FILTERS, with_shares
from dse.query import Query

_SAY = sentences.read(__file__)

_SATISFIED = ("satisfied_pct", "satisfied_low_pct", "satisfied_high_pct")
_COLUMNS = (
    c.OFFER,
    c.SUPPORT_KIND,
    c.WAVE,
    c.OFFER_MET,
    c.OFFER_SATISFIED_BASE,
    c.OFFER_SATISFIED,
    c.SATISFIED_LOW,
    c.SATISFIED_HIGH,
    c.MARK,
)


# The members that used each offer, and how favourable their answers of the wave are.
_OFFERS = f"""
with {said_sql("question_id")},
pleased as (
    select register.unit_id, avg(said.value) as value
    from said join register on register.unit_number = said.unit_number group by register.unit_id
),
users as (select distinct offer_id, organisation_id from ({USES}) as uses where is_member)
select offers.offer_id, offers.title, offers.kind, count(*) as met, count(pleased.value) as satisfied_base,
    coalesce(sum(pleased.value), 0) as favourable
from ({OFFERS}) as offers
join users on users.offer_id = offers.offer_id
left join pleased on pleased.unit_id = users.organisation_id
group by offers.offer_id, offers.title, offers.kind
order by offers.offer_id
"""


def satisfied(query: Query) -> pd.DataFrame:
    """One row an offer used in the three years up to the latest wave: its members, and their satisfaction; least first."""
    questions = find_questions(query, "satisfaction", "question_id")
    if questions.empty:
        return c.empty_frame(_COLUMNS)
    frame = over_three_years(query, questions)(_OFFERS)
    frame["favourable"] = [
        whole.parted((favourable, base - favourable), base)[0]
        for favourable, base in zip(
            frame["favourable"].tolist(), frame["satisfied_base"].tolist(), strict=True
        )
    ]
    frame = with_shares(frame, "favourable", _SATISFIED, base="satisfied_base", population="met")
    return frame.assign(wave=questions["wave"].iloc[0]).sort_values("satisfied_pct", kind="stable")


def _finding(frame: pd.DataFrame) -> Finding:
    answered = frame[frame["satisfied_pct"].notna()]
    if answered.empty:
        return Finding(_SAY("offers_satisfaction.none"))
    least, most = _describe(answered.iloc[0]), _describe(answered.iloc[-1])
    key = "offers_satisfaction.told" if len(answered) > 1 else "offers_satisfaction.one"
    return Finding(_SAY(key, least=least, most=most))


def _describe(row: pd.Series) -> str:
    """An offer, and how many of the answers of its members are favourable."""
    base, percent = row["satisfied_base"], row["satisfied_pct"]
    if base < french.FEWEST:
        favourable = round(percent * base / 100)
        return _SAY("offers_satisfaction.few_offer", name=row["title"], favourable=favourable, n=base)
    return _SAY("offers_satisfaction.offer", name=row["title"], share=percent, n=base)


def _describe_bar(row: Row) -> str:
    """`76 % (34 réponses sur 60)`, `2 sur 3 (3 réponses sur 60)`: of the members that used it."""
    base = row["satisfied_base"]
    answers = f"{french.count(base, 'réponse')} sur {french.number(row['met'])}"
    return f"{french.share(row['satisfied_pct'], base)} ({answers})"


def _chart(frame: pd.DataFrame) -> charts.Chart:
    answered = frame[frame["satisfied_pct"].notna()]
    return charts.intervals(
        [
            {
                "header": "",
                "row": row["title"],
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


FIGURE = Figure(
    id="offers_satisfaction",
    page=PAGE,
    position=("offre", 30),
    question=_SAY("offers_satisfaction.question"),
    rows=satisfied,
    columns=_COLUMNS,
    report_columns=("satisfied_pct", "satisfied_base", "satisfied_low_pct", "satisfied_high_pct"),
    finding=_finding,
    chart=_chart,
    method=_SAY("offers_satisfaction.method", years=YEARS),
    detail=(_SAY("offers_satisfaction.detail", years=YEARS), *NONRESPONSE),
    source="Enquête auprès des membres, offre, accompagnements, activités",
    breakdowns=(*PEOPLE_FILTERS, "kinds"),
    size=lambda frame: f"Au plus {french.count(int(frame['satisfied_base'].max()), 'membre')} par offre",
    when_empty=_SAY("offers_satisfaction.when_empty"),
    rule=Rule("rows"),
)

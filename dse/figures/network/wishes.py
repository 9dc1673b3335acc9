"""What members say they wish to take part in, and whether they came: row by row, counted, by family, and member by member."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import pandas as pd

from dse.figures.network.joining import KINDS
from dse.figures.surveys.asked import MEMBER
from dse.query import Query
from schemas import codelists

HALF = 0.5
COUNTS = ("answered", "wishing", "not_wishing", "came_since", "came_before", "never_came")
# « Ni expérimentation ni communauté », « Aucune », « Je ne souhaite pas… » wish for nothing.
_REFUSES = re.compile(r"^(ni|aucune?|pas|non|sans)\b|\bne\b|\bn['’]")
# The options of the multiple choices on what is to come, the latest wave first.
_OFFERED = """
select asked.wave_id, asked.question_id, options.option, options.label
from chosen_asked as asked
join survey_options as options on options.scale_id = asked.scale_id and options.missing is null
where asked.form = 'CHOIX_MULTIPLE' and asked.dimension = 'expectation'
order by asked.closed_on desc, asked.wave_id desc, asked.question_id, options.option
"""
# How far each member chose each option: 1 where all its respondents did.
_SAID = f"""
select asked.wave, asked.closed_on, given.question_id, given.option, given.unit_id, any_value(organisations.name) as name,
    any_value(given.actor_family) as actor_family, any_value(given.region) as region,
    sum(given.weight * given.value) as voice
from survey_asked as asked
join chosen_given as given on given.wave_id = asked.wave_id and given.question_id = asked.question_id
join organisations on organisations.organisation_id = given.unit_id
where asked.wave_id = $wave_id and given.option is not null
and given.population = '{MEMBER}' and given.weight is not null
group by asked.wave, asked.closed_on, given.question_id, given.option, given.unit_id
order by given.unit_id
"""
_CAME = """
select organisation_id as unit_id, kind, min(held_on) as first_on, max(held_on) as last_on
from presences group by organisation_id, kind
"""
_TODAY = "select organisation_id from members_now"


def kinds_of(option: str) -> list[str]:
    """The kinds of activity that an option names, by their label: « Une communauté de pratiques »; none where it refuses them."""
    said = _plain(option)
    if _REFUSES.search(said):
        return []
    labels = codelists.labels("activity_kinds")
    return [kind for kind in KINDS if _plain(labels[kind]) in said]


def _plain(text: str) -> str:
    """Letters without accents, small."""
    return "".join(
        each
        for each in unicodedata.normalize("NFKD", text.casefold().strip())
        if not unicodedata.combining(each)
    )


def wishes(query: Query) -> pd.DataFrame:
    """One row a member and kind that the latest wave offering one offered it: whether it wishes (`is_wish`), its first and last coming."""
    offered = query(_OFFERED)
    offered = offered.assign(kind=offered["label"].map(kinds_of).astype("object")).explode("kind")
    offered = offered[offered["kind"].notna()]
    if offered.empty:
        return pd.DataFrame(columns=["unit_id"])
    latest = offered[offered["wave_id"] == offered["wave_id"].iloc[0]]
    asked = query.with_parameters(wave_id=latest["wave_id"].iloc[0])
    said = asked(_SAID).merge(latest, on=["question_id", "option"])
    names = ["wave", "closed_on", "name", "actor_family", "region"]
    said = said.groupby(["unit_id", "kind"], as_index=False)[[*names, "voice"]].agg(
        dict.fromkeys(names, "first") | {"voice": "max"}
    )
    came = query(_CAME)
    last = came.groupby("unit_id")["last_on"].max().rename("last_activity")
    found = said.assign(is_wish=said["voice"] >= HALF)
    return found.merge(came, on=["unit_id", "kind"], how="left").merge(last, on="unit_id", how="left")


def counted(query: Query) -> pd.DataFrame:
    """One row a kind: members that answered, that wish, and of these how many came since the wave, before only, or never."""
    return _counted(wishes(query), [])


def by_family(query: Query) -> pd.DataFrame:
    """The same, one row a kind and family, in the order of their lists."""
    return _counted(wishes(query), ["actor_family"])


def _counted(rows: pd.DataFrame, groups: list[str]) -> pd.DataFrame:
    if rows.empty:
        return rows
    order = {"kind": list(KINDS), "actor_family": list(codelists.codes("actor_families"))}
    found = [of_kind(each) for _, each in rows.groupby(["kind", *groups], dropna=False, sort=False)]
    frame = pd.DataFrame(found).astype(dict.fromkeys(COUNTS, "int64"))
    return frame.sort_values(
        ["kind", *groups],
        key=lambda codes: codes.map(order[codes.name].index, na_action="ignore"),
        kind="stable",
    )


def of_kind(rows: pd.DataFrame) -> dict[str, Any]:
    """What the members of some rows, all of one kind, said and did; the family is that of the first."""
    wishing = rows[rows["is_wish"]]
    since = (wishing["last_on"] > wishing["closed_on"]).fillna(False)
    never = wishing["last_on"].isna()
    return {
        "title": rows["wave"].iloc[0],
        "kind": rows["kind"].iloc[0],
        "actor_family": rows["actor_family"].iloc[0],
        "answered": len(rows),
        "wishing": len(wishing),
        "not_wishing": len(rows) - len(wishing),
        "wishing_pct": 100.0 * len(wishing) / len(rows),
        "came_since": since.sum(),
        "came_before": (~since & ~never).sum(),
        "never_came": never.sum(),
    }


def never_came(query: Query) -> pd.DataFrame:
    """One row a member of today and kind that it wishes and never joined, those that were seen least lately first."""
    rows = wishes(query)
    if rows.empty:
        return rows
    today = rows["unit_id"].isin(query(_TODAY)["organisation_id"])
    rows = rows[rows["is_wish"] & rows["last_on"].isna() & today]
    return rows.sort_values(["last_activity", "name", "kind"], na_position="first", kind="stable")

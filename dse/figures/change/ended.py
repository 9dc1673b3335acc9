"""What ended, form of support by form of support and theme by theme, and what of it some change cites."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dse import stats
from dse.figures import columns as c
from dse.figures.events import standing, worded
from dse.query import Query
from dse.stats.register import flip_p_value
from dse.stats.strata import exact_p_value_of_counts
from schemas import Column, codelists

STUDY = "accompaniment"
# One row an accompaniment or an activity that ended, with the strongest contribution that a change owes it. Where no change
# was ever recorded, none: not recorded is not « never cited ».
_ENDED = f"""
with cited as (
    select contributions.subject, contributions.subject_id, max(codes.rank) as strongest
    from change_contributions as contributions
    join codelist_contributions as codes on codes.code = contributions.contribution
    join changes on changes.change_id = contributions.change_id
    join reference on changes.observed_on <= reference.created_on
    group by all
),
ended as (
    select '{STUDY}' as subject, accompaniment_id as subject_id, kind, organisation_id as unit, ended_on
    from delivered
    where status <> 'ABANDONNE'
    and ($all_families or list_contains($families, actor_family))
    and ($all_regions or list_contains($regions, region))
    union all
    select 'activity' as subject, activities.activity_id as subject_id, activities.kind, null as unit,
        coalesce(activities.ended_on, activities.held_on) as ended_on
    from activities join reference on coalesce(activities.ended_on, activities.held_on) <= reference.created_on
    where ($all_families and $all_regions) or exists (
        select 1 from attendances
        join profile_spans as profile
            on profile.organisation_id = attendances.organisation_id
            and attendances.held_on >= profile.valid_from and attendances.held_on < profile.valid_until
        where attendances.activity_id = activities.activity_id
        and ($all_families or list_contains($families, profile.actor_family))
        and ($all_regions or list_contains($regions, profile.region))
    )
)
select ended.subject, ended.subject_id, ended.kind, ended.unit, extract(year from ended.ended_on) as year, cited.strongest
from ended left join cited on cited.subject = ended.subject and cited.subject_id = ended.subject_id
where exists (select 1 from changes)
and extract(year from ended.ended_on) between $first_year and $last_year
and ($all_kinds or list_contains($kinds, ended.kind))
"""
_BY_KIND = f"{_ENDED} order by ended.subject, ended.subject_id"
_BY_THEME = f"""
with ended as ({_ENDED})
select ended.*, marks.theme as theme from ended
join marks on marks.subject = ended.subject and marks.subject_id = ended.subject_id and marks.score > 0
where list_contains($themes, marks.theme)
order by ended.subject, ended.subject_id
"""


def by_support(query: Query) -> pd.DataFrame:
    """One row a form of support, studies first, the most often cited first in number: what ended, what of it is cited."""
    ended = query(_BY_KIND).rename(columns={"kind": "support"})
    frame = _counted(ended, c.SUPPORT)
    frame = frame.assign(_study=frame["support"].isin(codelists.codes("accompaniment_kinds")))
    frame = frame.sort_values(["_study", "cited", "ended"], ascending=False, kind="stable")
    return frame.assign(standing=_words(ended, frame))


def by_theme(query: Query) -> pd.DataFrame:
    """One row a theme: what ended and aimed at it, what of it is cited. What aims at two counts in both."""
    frame = _counted(query(_BY_THEME), c.THEME)
    return frame.sort_values(["cited", "ended"], ascending=False, kind="stable")


def _counted(ended: pd.DataFrame, about: Column) -> pd.DataFrame:
    """Of each code, how many ended, how many are cited and at which strength; in the order of the lists."""
    ranks = {name.code: name.rank for name in codelists.load("contributions")}
    order = {
        each: place
        for place, each in enumerate(code for name in about.codelists for code in codelists.codes(name))
    }
    rows = ended.assign(
        ended=1,
        decisive=ended["strongest"] == ranks["DECISIVE"],
        shared=ended["strongest"] == ranks["PARTAGEE"],
        weak=ended["strongest"] == ranks["FAIBLE"],
        cited=ended["strongest"].notna(),
        not_cited=ended["strongest"].isna(),
    )
    names = ["ended", "cited", "decisive", "shared", "weak", "not_cited"]
    rows[names] = rows[names].fillna(False).astype("int64")
    frame = rows.groupby(about.name)[names].sum().reset_index()
    frame["cited_pct"] = 100.0 * frame["cited"] / frame["ended"]
    return frame.sort_values(about.name, key=lambda codes: codes.map(order)).reset_index(drop=True)


def _words(ended: pd.DataFrame, frame: pd.DataFrame) -> list[str]:
    """For each kind of study with enough of them, whether chance could set it as far from the others that ended the same year.

    What ended early has had more time to be cited, and some kinds were offered early only.
    """
    studies = ended[ended["unit"].notna()]
    carriers, _ = pd.factorize(studies["unit"], sort=True)
    _, years = np.unique(studies["year"].to_numpy(), return_inverse=True)
    kinds = studies["support"].to_numpy(dtype=object)
    hit = studies["strongest"].notna().to_numpy(dtype=float)
    p_values, gaps = [], []
    for support in frame["support"]:
        inside = (kinds == support).astype(float)
        scores = _centred(inside, years) * _centred(hit, years)
        few = min(inside.sum(), len(inside) - inside.sum()) < stats.FEWEST_IN_GROUP
        p_values.append(None if few else _p_value(np.bincount(carriers, scores), hit, inside, years))
        gaps.append(float(scores.sum()))
    return worded(p_values, gaps, standing)


def _centred(values: np.ndarray, years: np.ndarray) -> np.ndarray:
    """How far each value is from the mean of its year."""
    return values - (np.bincount(years, values) / np.bincount(years))[years]


def _p_value(scores: np.ndarray, hit: np.ndarray, inside: np.ndarray, years: np.ndarray) -> float | None:
    """The larger of two: exact for the few of a kind, and with the accompaniments of a carrier flipped together."""
    if (
        len(scores) < stats.FEWEST_MEMBERS
        or not np.ptp(_centred(hit, years))
        or not np.ptp(_centred(inside, years))
    ):
        return None
    sizes, hits, insiders = (np.bincount(years, weights).astype(int) for weights in (None, hit, inside))
    exact = exact_p_value_of_counts(sizes, hits, insiders, int((hit * inside).sum()))
    return max(flip_p_value(scores), exact)

"""What ended, form of support by form of support and theme by theme, and what of it some change cites."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from dse import stats
from dse.figures import columns as c
from dse.figures.events import describe_difference, describe_each
from dse.figures.rows import Row, to_frame
from dse.query import Query
from dse.stats.register import flip_p_value
from dse.stats.strata import exact_p_value_of_counts
from schemas import Column, codelists

STUDY = "accompaniment"
COUNTS = (c.ENDED, c.CITED, c.CITED_SHARE, *c.STRENGTHS, c.NOT_CITED)
# Activities to which one of the people chosen came; all where nobody is chosen, which is not looked for then.
_CAME = "where activities.activity_id in (select activity_id from chosen_presences_ever)"
# One row an accompaniment or an activity that ended, with the strongest contribution that a change owes it. Where no change
# was ever recorded, none: not recorded is not « never cited ».
_ENDED = f"""
with cited as (
    select contributions.subject, contributions.subject_id, max(codes.rank) as strongest
    from change_contributions as contributions
    join codelist_contributions as codes on codes.code = contributions.contribution
    join changes on changes.change_id = contributions.change_id
    join reference on changes.observed_on <= reference.known_on
    group by all
),
ended as (
    select '{STUDY}' as subject, accompaniment_id as subject_id, kind, organisation_id as unit, ended_on
    from chosen_delivered_ever where status <> 'ABANDONNE'
    union all
    select 'activity' as subject, activities.activity_id as subject_id, activities.kind, null as unit,
        coalesce(activities.ended_on, activities.held_on) as ended_on
    from activities join reference on coalesce(activities.ended_on, activities.held_on) <= reference.known_on
    join chosen_supports as kinds on kinds.subject = 'activity' and kinds.subject_id = activities.activity_id
    {{came}}
)
select ended.subject, ended.subject_id, ended.kind, ended.unit, extract(year from ended.ended_on) as year, cited.strongest
from ended left join cited on cited.subject = ended.subject and cited.subject_id = ended.subject_id
where exists (select 1 from changes)
and extract(year from ended.ended_on) between $first_year and $last_year
"""
_BY_KIND = f"{_ENDED} order by ended.subject, ended.subject_id"
_BY_THEME = f"""
with supports as ({_ENDED})
select supports.*, marks.theme as theme from supports
join marks on marks.subject = supports.subject and marks.subject_id = supports.subject_id and marks.score > 0
where list_contains($themes, marks.theme)
order by supports.subject, supports.subject_id
"""


def by_support(query: Query) -> pd.DataFrame:
    """One row a form of support, studies first, the most often cited first in number: what ended, what of it is cited."""
    ended = _read(query, _BY_KIND)
    studies = set(codelists.codes("accompaniment_kinds"))
    rows = _count(ended, "kind", c.SUPPORT)
    rows.sort(key=lambda row: (row["support"] in studies, row["cited"], row["ended"]), reverse=True)
    words = _words(ended, [row["support"] for row in rows])
    return to_frame(
        [row | {"standing": word} for row, word in zip(rows, words, strict=True)],
        (c.SUPPORT, *COUNTS, c.CITED_STANDING),
    )


def by_theme(query: Query) -> pd.DataFrame:
    """One row a theme: what ended and aimed at it, what of it is cited. What aims at two counts in both."""
    rows = _count(_read(query, _BY_THEME), "theme", c.THEME)
    rows.sort(key=lambda row: (row["cited"], row["ended"]), reverse=True)
    return to_frame(rows, (c.THEME, *COUNTS))


def _read(query: Query, sql: str) -> pa.Table:
    people = query.selection.families or query.selection.regions
    return query.read(sql.format(came=_CAME if people else ""))


def _count(ended: pa.Table, column: str, about: Column) -> list[Row]:
    """Of each code, how many ended, how many are cited and at which strength; in the order of the lists."""
    strengths = {code.rank: code.code for code in codelists.load("contributions")}
    counts: dict[str, Counter[str]] = {}
    for row in ended.group_by([column, "strongest"]).aggregate([([], "count_all")]).to_pylist():
        counts.setdefault(row[column], Counter())[strengths.get(row["strongest"], "")] += row["count_all"]
    codes = dict.fromkeys(code for name in about.codelists for code in codelists.codes(name))
    return [_describe(about.name, code, counts[code]) for code in codes if code in counts]


def _describe(name: str, code: str, counts: Counter[str]) -> Row:
    ended, not_cited = counts.total(), counts[""]
    return {
        name: code,
        "ended": ended,
        "cited": ended - not_cited,
        "cited_pct": 100.0 * (ended - not_cited) / ended,
        "decisive": counts["DECISIVE"],
        "shared": counts["PARTAGEE"],
        "weak": counts["FAIBLE"],
        "not_cited": not_cited,
    }


def _words(ended: pa.Table, supports: list[str]) -> list[str]:
    """For each kind of study with enough of them, whether chance could set it as far from the others that ended the same year.

    What ended early has had more time to be cited, and some kinds were offered early only.
    """
    studies = ended.filter(pc.is_valid(ended["unit"]))
    carriers, _ = pd.factorize(studies["unit"].to_numpy(), sort=True)
    _, years = np.unique(studies["year"].to_numpy(), return_inverse=True)
    kinds = pc.index_in(studies["kind"], value_set=pa.array(supports, pa.string())).to_numpy()
    hit = pc.is_valid(studies["strongest"]).to_numpy().astype(float)
    p_values, gaps = [], []
    for place in range(len(supports)):
        inside = (kinds == place).astype(float)
        scores = _centred(inside, years) * _centred(hit, years)
        few = min(inside.sum(), len(inside) - inside.sum()) < stats.FEWEST_IN_GROUP
        p_values.append(None if few else _p_value(np.bincount(carriers, scores), hit, inside, years))
        gaps.append(float(scores.sum()))
    return describe_each(p_values, gaps, describe_difference)


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

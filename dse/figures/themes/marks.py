"""Marks of the themes, counted by year: what the figures on themes share."""

from __future__ import annotations

import pandas as pd

from dse import french
from dse.figures.events import segments
from dse.query import Query

PAGE = "tendances"
SOURCE = "Accompagnements et marques thématiques"
MARKS_METHOD = (
    "Une marque vaut 0 (examiné, non visé), 1 (objectif significatif) ou 2 (objectif principal), sur le modèle "
    "des marqueurs du CAD de l’OCDE. Sans marque, un accompagnement n’est pas examiné : il ne compte jamais "
    "pour 0. La part d’un thème rapporte les accompagnements marqués 1 ou 2 à ceux qui ont été examinés. Un "
    "thème qui en regroupe d’autres prend la plus forte de leurs marques. "
)
REGISTER_METHOD = (
    "Ces comptes sont ceux du registre : ils sont complets, et n’ont pas de marge d’erreur. Le test demande "
    "seulement si le hasard, d’un membre à l’autre, dessinerait une pente aussi forte : les contributions de "
    "chaque membre changent de signe ensemble (Hemerik, Goeman et Finos, 2020), et les valeurs p sont ajustées "
    "entre tous les thèmes, affichés ou non (Holm, 1979), avant qu’un mot soit choisi, au seuil de 5 % ; un thème qui est une part d’un "
    "autre est jugé entre tous ceux-là et toutes leurs parts. "
)

_BY_YEAR = """
with facts as (select accompaniment_id, year from chosen_delivered),
totals as (select year, count(*) as delivered from facts group by year),
cells as (
    select years.year, years.is_partial, codelist_themes.code as theme, codelist_themes.rank
    from years cross join chosen_themes as codelist_themes
    where years.year between $first_year and $last_year
),
examined as (
    select facts.year, marks.theme,
        count(*) as examined,
        sum(case when marks.score = 1 then 1 else 0 end) as significant,
        sum(case when marks.score = 2 then 1 else 0 end) as principal
    from facts
    join marks on marks.subject = 'accompaniment' and marks.subject_id = facts.accompaniment_id
    group by facts.year, marks.theme
)
select cells.year, cells.theme, cells.is_partial,
    cast(coalesce(totals.delivered, 0) as bigint) as delivered,
    cast(coalesce(examined.examined, 0) as bigint) as examined,
    cast(coalesce(examined.significant, 0) as bigint) as significant,
    cast(coalesce(examined.principal, 0) as bigint) as principal
from cells
left join totals on totals.year = cells.year
left join examined on examined.year = cells.year and examined.theme = cells.theme
order by cells.rank, cells.year
"""

_EVENTS = """
select {view}.year, coalesce({view}.organisation_id, {view}.accompaniment_id) as unit, marks.theme, {view}.status,
    case when marks.score > 0 then 1 else 0 end as hit,
    case when {view}.started_on is not null then 1 else 0 end as served
from chosen_{view} as {view}
join chosen_marks as marks on marks.subject = 'accompaniment' and marks.subject_id = {view}.accompaniment_id
"""
DELIVERED_EVENTS = _EVENTS.format(view="delivered")
REQUESTED_EVENTS = _EVENTS.format(view="requested")


_SHARES = """
with events as (
    select accompaniment_id, 'requests' as moment from chosen_requested
    union all
    select accompaniment_id, 'delivered' as moment from chosen_delivered
)
select marks.theme,
    nullif(count(*) filter (where moment = 'requests'), 0) as examined_requests,
    nullif(count(*) filter (where moment = 'delivered'), 0) as examined_delivered,
    100.0 * count(*) filter (where moment = 'requests' and marks.score > 0)
        / nullif(count(*) filter (where moment = 'requests'), 0) as requested_pct,
    100.0 * count(*) filter (where moment = 'delivered' and marks.score > 0)
        / nullif(count(*) filter (where moment = 'delivered'), 0) as delivered_pct
from events
join marks on marks.subject = 'accompaniment' and marks.subject_id = events.accompaniment_id
join chosen_themes as codelist_themes on codelist_themes.code = marks.theme
group by marks.theme, codelist_themes.rank
order by codelist_themes.rank
"""


def shares(query: Query) -> pd.DataFrame:
    """One row a theme examined: its share among the requests, and among what started; empty where none was examined."""
    return query(_SHARES)


def counts_by_year(query: Query) -> pd.DataFrame:
    """One row a theme and year: counts, shares in percent, series number and whether the year is left out."""
    frame = query(_BY_YEAR)
    frame = frame[frame.groupby("year")["delivered"].transform("max") > 0].copy()
    frame["marked"] = frame["significant"] + frame["principal"]
    frame["share_pct"] = _percent(frame["marked"], frame["examined"])
    frame["examined_pct"] = _percent(frame["examined"], frame["delivered"])
    frame["is_hollow"] = (frame["examined"] * 2 < frame["delivered"]) | frame["is_partial"]
    by_theme = {code: segments(code, rows["year"]) for code, rows in frame.groupby("theme")}
    frame["segment"] = 0
    for code, numbers in by_theme.items():
        frame.loc[frame["theme"] == code, "segment"] = numbers
    return frame


def _percent(part: pd.Series, whole: pd.Series) -> pd.Series:
    return (100.0 * part / whole.where(whole > 0)).astype("double[pyarrow]")


def last_series(rows: pd.DataFrame) -> pd.DataFrame:
    """The years of a theme that a test may use: since the last break, at least half examined."""
    return rows[(rows["segment"] == rows["segment"].max()) & ~rows["is_hollow"] & (rows["examined"] > 0)]


def delivered_size(frame: pd.DataFrame) -> str:
    """How many accompaniments started, in words, from one row a theme and year."""
    total = int(frame.groupby("year")["delivered"].max().sum())
    return french.count(total, "accompagnement démarré")

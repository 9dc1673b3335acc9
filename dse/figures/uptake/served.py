"""Members served: who counts as served, year by year, and how it is said and tested."""

from __future__ import annotations

import pandas as pd

from dse.figures.events import CHOSEN_MEMBERS
from dse.query import Ask

PAGE = "recours"
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


def members_served(ask: Ask, served: str) -> pd.DataFrame:
    """One row a year and member (`unit`): whether the year is partial, and `hit`, 1 where `served` lists it, else 0."""
    return ask(_PANEL.format(served=served))

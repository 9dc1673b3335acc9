"""The changes that members and partners recorded: SQL and words shared by their figures."""

from __future__ import annotations

import pandas as pd

from dse import french, sentences
from dse.figures.events import MEMBER_FILTERS

_SAY = sentences.read(__file__)

PAGE = "changement"
SOURCE = "Changements observés (récolte des effets)"
FILTERS = MEMBER_FILTERS
FRESHNESS_SOURCES = (("changes", "observed_on"),)
WHEN_EMPTY = (
    "Aucun changement pour ce choix : importez les changements sur la page Données (modèle « Changements »)."
)
DETAIL = (_SAY("detail.recorded"),)
# One row a change that had been observed when the version was made, with its observer as it was that day.
RECORDED = """
select changes.*,
    make_date(cast(extract(year from observed_on) as integer), 12, 31) > reference.last_whole_day as is_partial,
    case when exists (select 1 from change_contributions as cited
            where cited.change_id = changes.change_id and cited.subject = 'accompaniment') then 'ACCOMPAGNEMENT'
         when exists (select 1 from change_contributions as cited
            where cited.change_id = changes.change_id and cited.subject = 'activity') then 'ACTIVITE'
         else 'RIEN' end as backing
from chosen_changes as changes
cross join reference
"""
COUNTED = """
    count(*) as changes,
    count(*) filter (where verification = 'VERIFIE') as verified,
    count(*) filter (where verification = 'EN_COURS') as verifying,
    count(*) filter (where verification = 'NON_VERIFIE') as unverified,
    cast(100 as double) * count(*) filter (where verification = 'VERIFIE') / count(*) as verified_pct,
    count(*) filter (where direction = 'NEGATIF') as negative,
    count(*) filter (where expected = 'IMPREVU') as unforeseen
"""


def size(frame: pd.DataFrame) -> str:
    """`116 changements, dont 64 vérifiés`."""
    verified = int(frame["verified"].sum())
    return (
        f"{french.count(int(frame['changes'].sum()), 'changement')}, dont {french.some(verified, 'vérifié')}"
    )

"""The accompaniments behind the figures on themes, one by one."""

from __future__ import annotations

import pandas as pd

from dse import french, sentences
from dse.figures import columns as c
from dse.figures.events import THEME_FILTERS
from dse.figures.figure import Figure, Finding
from dse.figures.records import ACCOMPANIMENTS
from dse.figures.themes.marks import MARKS_DETAIL, PAGE, SOURCE

_SAY = sentences.read(__file__)

_LIST = """
select delivered.started_on, delivered.accompaniment_id, delivered.title, organisations.name,
    delivered.kind, marks.theme, cast(marks.score as varchar) as score
from chosen_delivered as delivered
join chosen_marks as marks on marks.subject = 'accompaniment' and marks.subject_id = delivered.accompaniment_id
left join organisations on organisations.organisation_id = delivered.organisation_id
where marks.score > 0
order by delivered.started_on desc, delivered.accompaniment_id, marks.theme
"""


def _finding(frame: pd.DataFrame) -> Finding:
    return Finding(_SAY("themes_accompaniments.aimed", n=frame["accompaniment_id"].nunique()))


FIGURE = Figure(
    id="themes_accompaniments",
    requires=(ACCOMPANIMENTS,),
    page=PAGE,
    position=("detail", 20),
    question="Quels accompagnements sont derrière ces chiffres ?",
    rows=lambda query: query(_LIST),
    columns=(
        c.STARTED_ON,
        c.ACCOMPANIMENT_ID,
        c.ACCOMPANIMENT,
        c.ORGANISATION,
        c.KIND,
        c.THEME,
        c.THEME_SCORE,
    ),
    finding=_finding,
    method=_SAY("themes_accompaniments.method"),
    detail=MARKS_DETAIL,
    source=SOURCE,
    breakdowns=THEME_FILTERS,
    size=lambda frame: french.count(frame["accompaniment_id"].nunique(), "accompagnement"),
)

"""Whether a theme is the main objective, or one of the objectives."""

from __future__ import annotations

from functools import partial

import pandas as pd

from dse import charts, french, sentences, theme
from dse.figures import columns as c
from dse.figures.events import THEME_FILTERS
from dse.figures.figure import Figure, Finding
from dse.figures.paging import Paging, largest
from dse.figures.records import ACCOMPANIMENTS
from dse.figures.themes.marks import MARKS_DETAIL, PAGE, SOURCE
from schemas import codelists

_SAY = sentences.read(__file__)

_LEVELS = """
with totals as (select count(*) as delivered from chosen_delivered),
examined as (
    select marks.theme, count(case when marks.score = 2 then 1 end) as principal,
        count(case when marks.score = 1 then 1 end) as significant, count(case when marks.score = 0 then 1 end) as untargeted
    from chosen_delivered as delivered
    join marks on marks.subject = 'accompaniment' and marks.subject_id = delivered.accompaniment_id
    group by marks.theme
)
select themes.code as theme, coalesce(principal, 0) as principal, coalesce(significant, 0) as significant,
    coalesce(untargeted, 0) as untargeted,
    totals.delivered - coalesce(principal + significant + untargeted, 0) as unexamined
from chosen_themes as themes
cross join totals
left join examined on examined.theme = themes.code
where totals.delivered > 0
order by themes.rank
"""


def _finding(frame: pd.DataFrame) -> Finding:
    most = int(frame["principal"].max())
    if not most:
        return Finding(_SAY("themes_levels.none"))
    themes = tuple(frame.loc[frame["principal"] == most, "theme"])
    names = [codelists.labels("themes")[theme] for theme in themes]
    if len(names) > 1:
        sentence = _SAY("themes_levels.most_of_several", themes=french.listed(names), n=most)
    else:
        sentence = _SAY("themes_levels.most", theme=names[0], n=most)
    return Finding(sentence, named=themes)


def _size(frame: pd.DataFrame) -> str:
    parts = ["principal", "significant", "untargeted", "unexamined"]
    return french.count(int(frame.iloc[0][parts].sum()), "accompagnement démarré")


FIGURE = Figure(
    id="themes_levels",
    requires=(ACCOMPANIMENTS,),
    page=PAGE,
    position=("detail", 10),
    question="Un thème est-il l’objectif principal, ou l’un des objectifs ?",
    rows=lambda query: query(_LEVELS),
    columns=(c.THEME, c.PRINCIPAL, c.SIGNIFICANT, c.UNTARGETED, c.UNEXAMINED),
    finding=_finding,
    chart=partial(
        charts.stacked_bars,
        row=c.THEME,
        parts=(c.PRINCIPAL, c.SIGNIFICANT, c.UNTARGETED, c.UNEXAMINED),
        colours=(theme.ACCENT, theme.ACCENT_SOFT, theme.QUIET, theme.FAINT),
    ),
    method=_SAY("themes_levels.method"),
    detail=(_SAY("themes_levels.detail"), *MARKS_DETAIL),
    source=f"{SOURCE}, à la date de démarrage",
    breakdowns=THEME_FILTERS,
    size=_size,
    paging=Paging(("theme",), largest("principal")),
)

"""On which themes an examination is missing."""

from __future__ import annotations

from functools import partial

import pandas as pd

from dse import charts, sentences
from dse.figures import columns as c
from dse.figures.events import THEME_FILTERS
from dse.figures.figure import Figure, Finding
from dse.figures.paging import Paging
from dse.figures.records import ACCOMPANIMENTS
from dse.figures.themes.marks import MARKS_DETAIL, PAGE, SOURCE, counts_by_year, delivered_size
from schemas import codelists

_SAY = sentences.read(__file__)


def _finding(frame: pd.DataFrame) -> Finding:
    hollow = frame[(2 * frame["examined"] < frame["delivered"])]
    if hollow.empty:
        return Finding(_SAY("themes_examined.enough"))
    words = [
        f"{codelists.labels('themes')[code]} ({', '.join(str(year) for year in rows['year'])})"
        for code, rows in hollow.groupby("theme", sort=False)
    ]
    return Finding(_SAY("themes_examined.too_few", themes=words), named=tuple(hollow["theme"]))


FIGURE = Figure(
    id="themes_examined",
    requires=(ACCOMPANIMENTS,),
    page=PAGE,
    position=("detail", 30),
    question="Sur quels thèmes manque-t-il un examen ?",
    rows=counts_by_year,
    columns=(c.YEAR, c.THEME, c.DELIVERED, c.EXAMINED, c.EXAMINED_SHARE, c.IS_HOLLOW),
    report_columns=("examined_pct", "delivered"),
    finding=_finding,
    chart=partial(charts.heat, x=c.YEAR, y=c.THEME, value=c.EXAMINED_SHARE, base=c.DELIVERED),
    method=_SAY("themes_examined.method"),
    detail=(_SAY("themes_examined.detail"), *MARKS_DETAIL),
    source=f"{SOURCE}, à la date de démarrage",
    breakdowns=THEME_FILTERS,
    size=delivered_size,
    paging=Paging(("theme",)),
)

"""Which of what ended is cited by some change: what is said, the charts and the figures."""

from __future__ import annotations

from functools import partial

import pandas as pd

from dse import charts, french, sentences, stats, theme
from dse.figures import columns as c
from dse.figures.change.ended import COUNTS, by_support, by_theme
from dse.figures.change.recorded import FILTERS, FRESHNESS_SOURCES, PAGE
from dse.figures.events import ARROWS, LEVEL_PERCENT
from dse.figures.figure import Figure, Finding
from dse.figures.paging import Paging
from dse.figures.records import ACCOMPANIMENTS, ACTIVITIES, find_first_start_of_ended
from schemas import Column, codelists

_SAY = sentences.read(__file__)

INKS = (theme.SEQUENTIAL[4], theme.SEQUENTIAL[3], theme.SEQUENTIAL[2], theme.FAINT)
WAYS = {"PLUS": "plus", "MOINS": "moins"}
WHEN_EMPTY = (
    "Rien ne s’est terminé pour ce choix, ou aucun changement n’est encore noté : importez "
    "accompagnements, activités et changements sur la page Données."
)
DETAIL = (
    _SAY("detail.supports", level=LEVEL_PERCENT, members=stats.FEWEST_MEMBERS, group=stats.FEWEST_IN_GROUP),
)


def _finding(frame: pd.DataFrame) -> Finding:
    labels = charts.labelled(frame, (c.SUPPORT,))["support"]
    studies = frame[frame["support"].isin(codelists.codes("accompaniment_kinds"))]
    clear = studies[studies["standing"].isin(WAYS)].assign(
        gap=lambda rows: [_gap(studies, row) for _, row in rows.iterrows()]
    )
    if clear.empty:
        return Finding(f"{_overall(frame)} {_nothing_clear(studies)}")
    sentences, named = [], []
    for code, way in WAYS.items():
        rows = clear[clear["standing"] == code]
        if len(rows):
            row = rows.loc[rows["gap"].abs().idxmax()]
            sentences.append(_SAY("supports_cited.apart", kind=labels[row.name], part=_part(row), way=way))
            named.append(row["support"])
    return Finding(
        f"{' '.join(sentences)} {_overall(frame)}", float(clear["gap"].abs().max()) / 100, named=tuple(named)
    )


def _gap(studies: pd.DataFrame, row: pd.Series) -> float:
    """The cited share of a kind of accompaniment, less that of all the others, in points."""
    others = studies.drop(index=row.name)
    ended = float(others["ended"].sum())
    return float(row["cited_pct"]) - 100.0 * float(others["cited"].sum()) / ended if ended else 0.0


def _nothing_clear(studies: pd.DataFrame) -> str:
    """Whether the kinds of accompaniment do not differ, or are too few to be compared."""
    if not (studies["standing"] == "SEMBLABLE").any():
        return _SAY("supports_cited.too_few")
    return _SAY("supports_cited.alike")


def _overall(frame: pd.DataFrame) -> str:
    """`98 appuis sur 394 terminés sont cités par au moins un changement.`"""
    return _SAY("supports_cited.overall", n=int(frame["cited"].sum()), ended=int(frame["ended"].sum()))


def _part(row: pd.Series) -> str:
    """`12 cités sur 16 (75 %)`."""
    return french.count(int(row["cited"]), "cité") + french.of_whole(row["cited_pct"], row["ended"])


def _themes_told(frame: pd.DataFrame) -> Finding:
    labels = charts.labelled(frame, (c.THEME,))["theme"]
    tied = frame[frame["cited"] == frame["cited"].max()]
    if not tied["cited"].iloc[0]:
        return Finding(_SAY("supports_cited_by_theme.none"))
    first = french.first_of(labels, frame["cited"])
    most = (
        _part(tied.iloc[0])
        if len(tied) == 1
        else f"{french.count(int(tied['cited'].iloc[0]), 'cité')} chacun"
    )
    name = "supports_cited_by_theme.most" if len(tied) == 1 else "supports_cited_by_theme.tied"
    return Finding(
        _SAY(name, theme=first, part=most),
        named=tuple(tied["theme"].iloc[: french.MOST_TIED]),
    )


def _chart(frame: pd.DataFrame, about: Column, full_table: pd.DataFrame | None = None) -> charts.Chart:
    scaled = None if full_table is None else _bars(full_table, about)
    return charts.counted_parts(_bars(frame, about), (*c.STRENGTHS, c.NOT_CITED), INKS, "Appuis", scaled)


def _bars(frame: pd.DataFrame, about: Column) -> pd.DataFrame:
    texts = [_part(row) + ARROWS.get(row.get("standing"), "") for _, row in frame.iterrows()]
    return frame.assign(row=charts.labelled(frame, (about,))[about.name], said=texts)


def _size(frame: pd.DataFrame) -> str:
    ended, cited = int(frame["ended"].sum()), int(frame["cited"].sum())
    return f"{french.count(ended, 'appui mené', 'appuis menés')} à terme, dont {french.some(cited, 'cité')}"


SUPPORT_FIGURE = Figure(
    id="supports_cited",
    reads=(ACCOMPANIMENTS, ACTIVITIES),
    find_first_start=find_first_start_of_ended,
    page=PAGE,
    position=("contributions", 20),
    compares=True,
    question="Quels appuis terminés sont cités par un changement ?",
    rows=by_support,
    columns=(c.SUPPORT, *COUNTS, c.CITED_STANDING),
    report_columns=("ended", "cited", "cited_pct", "decisive", "standing"),
    finding=_finding,
    chart=partial(_chart, about=c.SUPPORT),
    paging=Paging(("support",), is_scaled=True),
    method=_SAY("supports_cited.method"),
    detail=(_SAY("supports_cited.detail"), *DETAIL),
    source="Changements, accompagnements, activités",
    freshness_sources=FRESHNESS_SOURCES,
    breakdowns=(*FILTERS, "kinds"),
    size=_size,
    when_empty=WHEN_EMPTY,
)
THEME_FIGURE = Figure(
    id="supports_cited_by_theme",
    reads=(ACCOMPANIMENTS, ACTIVITIES),
    find_first_start=find_first_start_of_ended,
    page=PAGE,
    position=("contributions", 30),
    question="Sur quels thèmes nos appuis terminés sont-ils cités ?",
    rows=by_theme,
    columns=(c.THEME, *COUNTS),
    report_columns=("ended", "cited", "cited_pct", "decisive"),
    finding=_themes_told,
    chart=partial(_chart, about=c.THEME),
    paging=Paging(("theme",), is_scaled=True),
    method=_SAY("supports_cited_by_theme.method"),
    detail=(_SAY("supports_cited_by_theme.detail"), *DETAIL),
    source="Changements, accompagnements, activités",
    freshness_sources=FRESHNESS_SOURCES,
    breakdowns=(*FILTERS, "kinds", "themes"),
    size=lambda frame: f"Au plus {french.count(int(frame['ended'].max()), 'appui')} par thème",
    when_empty=WHEN_EMPTY,
)

"""How long a new member waits for its first accompaniment, where leaving can come first."""

from __future__ import annotations

from functools import partial

import pandas as pd

from dse import charts, french, sentences, stats
from dse.figures import columns as c
from dse.figures.events import ACCOMPANIMENT_FILTERS, LEVEL_PERCENT, STARTED_DETAIL
from dse.figures.figure import Figure, Finding
from dse.figures.uptake.arrivals import COLUMNS, HORIZONS, time_to_first
from dse.figures.uptake.served import PAGE

_SAY = sentences.read(__file__)

_AFTER = {1: "au bout d’un an", 2: "de deux", 3: "de trois"}


def _finding(frame: pd.DataFrame) -> Finding:
    cohort = frame["cohort"].iloc[0]
    rows = frame[frame["cohort"] == cohort].set_index("days")
    horizons = [(years, rows.loc[day]) for years, day in HORIZONS.items() if day in rows.index]
    members = int(rows["cohort_members"].iloc[0])
    if members < stats.FEWEST_MEMBERS or not horizons:
        last = rows.iloc[-1]
        return Finding(
            f"Trop peu de membres ou de recul pour une part : de {french.count(members, 'membre arrivé', 'membres arrivés')}, "
            f"{french.number(last['happened'])} ont été accompagnés et {french.number(last['left'])} sont partis avant."
        )
    texts = [f"{_share(row)} {_AFTER[years]}" for years, row in horizons]
    return Finding(
        f"Nouveaux membres déjà accompagnés : {french.listed(texts)} ; {french.percent(horizons[-1][1]['left_pct'])} partis sans "
        f"l’avoir été (n = {french.number(members)}).{_compared(frame)}",
        _weight(frame),
    )


def _share(row: pd.Series) -> str:
    if pd.isna(row["low_pct"]):
        return french.percent(row["incidence_pct"])
    bounds = f"{french.number(row['low_pct'])} à {french.percent(row['high_pct'])}"
    return f"{french.percent(row['incidence_pct'])} ({bounds})"


def _compared(frame: pd.DataFrame) -> str:
    last = frame["cohort"].iloc[-1]
    words = {
        "HAUSSE": f" Les derniers arrivés ({last}) le sont plus vite que les autres.",
        "BAISSE": f" Les derniers arrivés ({last}) le sont moins vite que les autres.",
        "AUCUNE": f" Rien ne dit que les derniers arrivés ({last}) le soient plus vite ou moins vite.",
    }
    return words.get(frame["tendency"].iloc[0], "")


def _weight(frame: pd.DataFrame) -> float:
    """How far the last cohort and the earlier ones are apart after a year, where a word says that they are."""
    if frame["tendency"].iloc[0] not in charts.CLEAR:
        return 0.0
    at_one = frame[frame["days"] == HORIZONS[1]].set_index("cohort")["incidence_pct"]
    last = at_one.get(frame["cohort"].iloc[-1])
    return 0.0 if last is None else abs(float(last - at_one.iloc[0])) / 100


def _chart(frame: pd.DataFrame) -> charts.Chart:
    return charts.step_curves(frame, c.INCIDENCE, c.COHORT, band=(c.INCIDENCE_LOW, c.INCIDENCE_HIGH))


def _share_at(years: int, frame: pd.DataFrame) -> float | None:
    rows = frame[(frame["cohort"] == frame["cohort"].iloc[0]) & (frame["days"] == HORIZONS[years])]
    return float(rows["incidence_pct"].iloc[0]) if len(rows) else None


FIGURE = Figure(
    id="time_to_first",
    page=PAGE,
    position=("fidelite", 10),
    compares=True,
    question="En combien de temps un nouveau membre est-il accompagné ?",
    rows=time_to_first,
    columns=COLUMNS,
    report_columns=("days", "at_risk", "incidence_pct", "low_pct", "high_pct"),
    finding=_finding,
    chart=_chart,
    method=_SAY("time_to_first.method"),
    detail="Membres qui ont adhéré pour la première fois pendant les années choisies et observées, suivis jusqu’au premier "
    "accompagnement démarré (porteur ou co-porteur), au départ, ou au dernier jour connu ; un séjour qui reprend le lendemain continue. Qui part sans avoir été accompagné ne "
    "peut plus l’être : le départ est un événement concurrent, et la part est une incidence cumulée (Aalen et Johansen, 1978). "
    "L’intervalle à 95 % (Choudhury, 2002) dit de combien le hasard ferait bouger cette part pour d’autres membres comme eux ; "
    "ceux-ci sont tous comptés. Les cohortes sont les triennaux d’arrivée, réunis jusqu’à compter au moins "
    f"{stats.FEWEST_MEMBERS} membres ; une courbe s’arrête quand moins de {stats.FEWEST_IN_GROUP} membres ont ce recul. Le test "
    f"du log-rank compare la dernière cohorte aux autres, parmi ceux qui attendent encore, au seuil de {LEVEL_PERCENT}, s’il y a "
    f"{stats.FEWEST_MEMBERS} membres de chaque côté. Famille et région sont celles du jour de l’adhésion. {STARTED_DETAIL}".strip(),
    source="Adhésions, accompagnements, de l’adhésion au démarrage",
    breakdowns=ACCOMPANIMENT_FILTERS,
    size=lambda frame: french.count(int(frame["cohort_members"].iloc[0]), "membre arrivé", "membres arrivés"),
    when_empty=f"Moins de {stats.FEWEST_IN_GROUP} membres sont arrivés pendant ces années pour ce choix : élargissez les années ou retirez un filtre.",
    scalars={"one_year_pct": partial(_share_at, 1), "three_years_pct": partial(_share_at, 3)},
)

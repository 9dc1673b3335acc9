"""Whether the wait between request and start grows."""

from __future__ import annotations

from functools import partial

import pandas as pd

from dse import charts, french, stats
from dse.figures import columns as c
from dse.figures.events import ACCOMPANIMENT_FILTERS, tendency
from dse.figures.figure import Figure, Finding
from dse.figures.followed import Followed
from dse.figures.requests.starts import PAGE, SOURCE, delivered_size
from dse.query import Query

_WAITS = """
select delivered.year as x, coalesce(delivered.organisation_id, delivered.accompaniment_id) as unit, years.is_partial,
    date_diff('day', delivered.requested_on, delivered.started_on) as hit
from chosen_delivered as delivered
join years on years.year = delivered.year
where delivered.started_on >= delivered.requested_on
"""


_COLUMNS = (
    c.YEAR,
    c.DELIVERED,
    c.MEDIAN_DAYS,
    c.QUARTILE_LOW,
    c.QUARTILE_HIGH,
    c.IS_PARTIAL,
    c.TENDENCY,
)


def waits(query: Query) -> pd.DataFrame:
    """One row a start that follows its request: year `x`, member `unit`, whether the year is partial, days `hit`."""
    return query(_WAITS)


def delays(query: Query) -> pd.DataFrame:
    """One row a year of start: median and quartiles of the days from request to start, and the word for the trend."""
    events = waits(query)
    if events.empty:
        return pd.DataFrame(columns=[column.name for column in _COLUMNS])
    days = events["hit"].astype(float).groupby(events["x"].astype(int))
    frame = days.quantile([0.25, 0.5, 0.75]).unstack().reset_index()
    frame.columns = ["year", "low_days", "median_days", "high_days"]
    frame["delivered"] = days.size().to_numpy()
    whole = events[~events["is_partial"]]
    frame["is_partial"] = ~frame["year"].isin(whole["x"])
    slope = float(stats.trend_contributions(whole).sum()) if len(whole) else 0.0
    return frame.assign(tendency=tendency(stats.trend_p_value(whole), slope))


def _finding(frame: pd.DataFrame) -> Finding:
    whole = frame[~frame["is_partial"]] if not frame["is_partial"].all() else frame
    first, last = whole.iloc[0], whole.iloc[-1]
    now = f"délai médian de {french.number(last['median_days'])} jours en {int(last['year'])}"
    if last["tendency"] in charts.CLEAR:
        word = "s’allonge" if last["tendency"] == "HAUSSE" else "raccourcit"
        change = abs(last["median_days"] - first["median_days"]) / max(
            first["median_days"], last["median_days"], 1
        )
        was = f"{french.number(first['median_days'])} en {int(first['year'])}"
        return Finding(f"L’attente entre demande et démarrage {word} : {now}, {was}.", float(change) / 2)
    if last["tendency"] == "AUCUNE":
        return Finding(f"{now[0].upper()}{now[1:]}, sans tendance nette.")
    return Finding(f"{now[0].upper()}{now[1:]} ; tendance non calculable, faute d’années ou de membres.")


def _last_whole_delay(frame: pd.DataFrame) -> float | None:
    whole = frame[~frame["is_partial"]]
    return float(whole["median_days"].iloc[-1]) if len(whole) else None


FIGURE = Figure(
    id="request_delays",
    page=PAGE,
    question="Faisons-nous attendre davantage ?",
    rows=delays,
    columns=_COLUMNS,
    finding=_finding,
    chart=partial(charts.single_line, y=c.MEDIAN_DAYS, band=(c.QUARTILE_LOW, c.QUARTILE_HIGH)),
    by_year=True,
    followed=Followed(
        "Délai moyen de la demande au démarrage",
        "jours",
        lambda query: waits(query).rename(columns={"x": "year"}),
    ),
    method="Jours entre la demande et le démarrage, par année de démarrage, pour les démarrages postérieurs à leur demande : médiane, et moitié centrale des délais (entre premier et troisième quartiles). Le test demande si le hasard, d’un membre à l’autre, dessinerait une pente aussi forte (changements de signe par membre, Hemerik, Goeman et Finos, 2020), au seuil de 5 %.",
    source=f"{SOURCE}, à la date de démarrage",
    breakdowns=ACCOMPANIMENT_FILTERS,
    size=delivered_size,
    of_last_year=("median_days",),
    scalars={"median_days": _last_whole_delay},
)

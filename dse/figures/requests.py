"""Requests: how many come, what becomes of them, how long they take, what they cost."""

from __future__ import annotations

from functools import partial

import altair
import pandas as pd

from dse import charts, french, stats, theme
from dse.figures import columns as c
from dse.figures.events import CHOSEN, tendency
from dse.figures.figure import Figure, Finding
from dse.query import Ask

PAGE = "recours"
FILTERS = ("families", "regions", "kinds")
SOURCE = "Accompagnements"
KNOWN_ENOUGH = 0.8

_BY_YEAR = f"""
with asked as (select year, count(*) as requested from requested where {CHOSEN} group by year),
given as (
    select year, count(*) as delivered, count(cost_eur) as costs_known, sum(cost_eur) as cost_eur
    from delivered where {CHOSEN} group by year
)
select years.year, years.is_partial,
    cast(coalesce(asked.requested, 0) as bigint) as requested,
    cast(coalesce(given.delivered, 0) as bigint) as delivered,
    cast(coalesce(given.costs_known, 0) as bigint) as costs_known,
    cast(given.cost_eur as decimal(18, 2)) as cost_eur
from years
left join asked on asked.year = years.year
left join given on given.year = years.year
where years.year between $first_year and $last_year
order by years.year
"""


def by_year(ask: Ask) -> pd.DataFrame:
    """One row a year: requests, starts, and the cost where at least 80 % of the costs are known."""
    frame = ask(_BY_YEAR)
    if not (frame["requested"] + frame["delivered"]).sum():
        return frame.iloc[:0]
    enough = (frame["delivered"] > 0) & (frame["costs_known"] >= KNOWN_ENOUGH * frame["delivered"])
    return frame.assign(cost_eur=frame["cost_eur"].where(enough))


def _year_finding(frame: pd.DataFrame) -> Finding:
    asked, given = int(frame["requested"].sum()), int(frame["delivered"].sum())
    unknown = frame.loc[frame["cost_eur"].isna() & (frame["delivered"] > 0), "year"]
    costs = (
        f" ; coût non calculable en {french.listed([str(y) for y in unknown])}, faute de montants"
        if 0 < len(unknown) <= 4
        else ""
    )
    return Finding(
        f"{french.count(asked, 'demande')} et {french.count(given, 'démarrage')} en "
        f"{french.years(int(frame['year'].min()), int(frame['year'].max()))}{costs}."
    )


_FUNNEL = f"""
select status, started_on, requested_on, decided_on, ended_on
from requested where {CHOSEN}
order by requested_on, accompaniment_id
"""
ACCEPTED = ("ACCORDE", "EN_COURS", "TERMINE")
DROPPED = ("REFUSE", "ABANDONNE")
WAITING_FOR_DECISION = ("DEMANDE", "INSTRUCTION")


def funnel(ask: Ask) -> pd.DataFrame:
    """One row a step from request to end: how many reach it, who dropped out before, median days from the request."""
    rows = ask(_FUNNEL)
    if rows.empty:
        return pd.DataFrame(columns=[column.name for column in _FUNNEL_COLUMNS])
    status = rows["status"]
    started = rows["started_on"].notna()
    accepted = status.isin(ACCEPTED) | started
    finished = (status == "TERMINE") & started
    steps = [
        _step("DEMANDE", rows, status.notna(), None, "requested_on"),
        _step("ACCORDE", rows, accepted, status.isin(WAITING_FOR_DECISION) & ~accepted, "decided_on"),
        _step("DEMARRE", rows, started, status.isin(ACCEPTED) & ~started, "started_on"),
        _step("TERMINE", rows, finished, started & ~finished & ~status.isin(DROPPED), "ended_on"),
    ]
    return pd.DataFrame(steps)


def _step(
    code: str, rows: pd.DataFrame, reached: pd.Series, pending: pd.Series | None, day: str
) -> dict[str, object]:
    out = ~reached
    waits = (
        pd.to_datetime(rows.loc[reached, day]) - pd.to_datetime(rows.loc[reached, "requested_on"])
    ).dt.days.dropna()
    return {
        "step": code,
        "reached": int(reached.sum()),
        "reached_pct": 100.0 * reached.sum() / len(rows),
        "refused": int((out & (rows["status"] == "REFUSE")).sum()),
        "abandoned": int((out & (rows["status"] == "ABANDONNE")).sum()),
        "pending": 0 if pending is None else int(pending.sum()),
        "median_days": None if code == "DEMANDE" or waits.empty else float(waits.median()),
    }


_FUNNEL_COLUMNS = (c.STEP, c.REACHED, c.REACHED_SHARE, c.REFUSED, c.ABANDONED, c.PENDING, c.MEDIAN_DAYS)


def _funnel_finding(frame: pd.DataFrame) -> Finding:
    steps = frame.set_index("step")
    started = steps.loc["DEMARRE"]
    waiting = int(steps.loc[["ACCORDE", "DEMARRE"], "pending"].sum())
    wait = (
        ""
        if pd.isna(started["median_days"])
        else f", en {french.number(started['median_days'])} jours au plus pour la moitié des démarrés"
    )
    return Finding(
        f"{french.percent(started['reached_pct'])} des demandes ont démarré{wait} ; "
        f"{french.count(int(started['refused']), 'refus', 'refus')}, {french.count(int(started['abandoned']), 'abandon')}, "
        f"{french.number(waiting)} en attente."
    )


def _funnel_chart(frame: pd.DataFrame) -> altair.Chart:
    text = pd.Series([_step_text(row) for _, row in frame.iterrows()])
    return charts.ranked_bars(frame, row=c.STEP, value=c.REACHED, text=text, sort=False)


def _step_text(row: pd.Series) -> str:
    wait = "" if pd.isna(row["median_days"]) else f", délai médian {french.number(row['median_days'])} jours"
    return f"{french.number(row['reached'])} ({french.percent(row['reached_pct'])}){wait}"


_DELAYS = f"""
select delivered.year as x, coalesce(delivered.organisation_id, delivered.accompaniment_id) as unit, years.is_partial,
    date_diff('day', delivered.requested_on, delivered.started_on) as hit
from (select * from delivered where {CHOSEN}) as delivered
join years on years.year = delivered.year
where delivered.started_on >= delivered.requested_on
"""


def delays(ask: Ask) -> pd.DataFrame:
    """One row a year of start: median and quartiles of the days from request to start, and the word for the trend."""
    events = ask(_DELAYS)
    if events.empty:
        return pd.DataFrame(columns=[column.name for column in _DELAY_COLUMNS])
    days = events["hit"].astype(float).groupby(events["x"].astype(int))
    frame = days.quantile([0.25, 0.5, 0.75]).unstack().reset_index()
    frame.columns = ["year", "low_days", "median_days", "high_days"]
    frame["delivered"] = days.size().to_numpy()
    whole = events[~events["is_partial"]]
    frame["is_partial"] = ~frame["year"].isin(whole["x"])
    slope = float(stats.trend_contributions(whole).sum()) if len(whole) else 0.0
    return frame.assign(tendency=tendency(stats.trend_p_value(whole), slope))


_DELAY_COLUMNS = (
    c.YEAR,
    c.DELIVERED,
    c.MEDIAN_DAYS,
    c.QUARTILE_LOW,
    c.QUARTILE_HIGH,
    c.IS_PARTIAL,
    c.TENDENCY,
)


def _delay_finding(frame: pd.DataFrame) -> Finding:
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


def _delivered_size(frame: pd.DataFrame) -> str:
    return french.count(int(frame["delivered"].sum()), "accompagnement démarré")


def _last_whole_delay(frame: pd.DataFrame) -> float | None:
    whole = frame[~frame["is_partial"]]
    return float(whole["median_days"].iloc[-1]) if len(whole) else None


FIGURES = (
    Figure(
        id="accompaniments_by_year",
        page=PAGE,
        question="Combien de demandes, combien d’accompagnements ?",
        rows=by_year,
        columns=(c.YEAR, c.REQUESTED, c.DELIVERED, c.COST, c.COSTS_KNOWN, c.IS_PARTIAL),
        finding=_year_finding,
        chart=partial(
            charts.year_bars, parts=(c.REQUESTED, c.DELIVERED), colours=(theme.ACCENT_SOFT, theme.ACCENT)
        ),
        method="Les demandes comptent à la date de la demande, les accompagnements à celle du démarrage. Le coût additionne les montants connus ; il n’est pas calculable sous 80 % de montants connus. Une case vide n’est pas un zéro.",
        source=f"{SOURCE} ; demandes à leur date, accompagnements à leur démarrage",
        breakdowns=FILTERS,
        size=lambda frame: (
            f"{french.count(int(frame['requested'].sum()), 'demande')}, {_delivered_size(frame)}"
        ),
        scalars={
            "requested": lambda frame: float(frame["requested"].sum()),
            "delivered": lambda frame: float(frame["delivered"].sum()),
        },
    ),
    Figure(
        id="requests_funnel",
        page=PAGE,
        question="Que deviennent les demandes ?",
        rows=funnel,
        columns=_FUNNEL_COLUMNS,
        finding=_funnel_finding,
        chart=_funnel_chart,
        method="Demandes déposées sur la période, suivies jusqu’au dernier jour connu. Refus et abandons comptent parmi celles qui n’ont pas atteint l’étape ; les délais partent de la demande et ne portent que sur celles qui l’ont atteinte.",
        source=f"{SOURCE}, à la date de la demande",
        breakdowns=FILTERS,
        size=lambda frame: french.count(int(frame["reached"].iloc[0]), "demande"),
        scalars={"started_pct": lambda frame: float(frame.set_index("step").loc["DEMARRE", "reached_pct"])},
    ),
    Figure(
        id="request_delays",
        page=PAGE,
        question="Faisons-nous attendre davantage ?",
        rows=delays,
        columns=_DELAY_COLUMNS,
        finding=_delay_finding,
        chart=partial(charts.single_line, y=c.MEDIAN_DAYS, band=(c.QUARTILE_LOW, c.QUARTILE_HIGH)),
        method="Jours entre la demande et le démarrage, par année de démarrage, pour les démarrages postérieurs à leur demande : médiane, et moitié centrale des délais (entre premier et troisième quartiles). Le test demande si le hasard, d’un membre à l’autre, dessinerait une pente aussi forte (changements de signe par membre, Hemerik, Goeman et Finos, 2020), au seuil de 5 %.",
        source=f"{SOURCE}, à la date de démarrage",
        breakdowns=FILTERS,
        size=_delivered_size,
        scalars={"median_days": _last_whole_delay},
    ),
)

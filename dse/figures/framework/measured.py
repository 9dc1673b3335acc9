"""Named scalars of figures, asked by their code over any years: `uptake_by_year:rate_pct?family=ONG`."""

from __future__ import annotations

from dataclasses import replace

from dse.figures import requests, themes, uptake
from dse.figures.figure import Figure
from dse.filters import FILTERS
from dse.query import LAST_YEAR, Ask, Selection
from schemas import codelists, sources

FIELDS = {each.option: each.field for each in FILTERS}
FIGURES = {figure.id: figure for figure in (*themes.FIGURES, *uptake.FIGURES, *requests.FIGURES)}
WHOLE = "-"
BREAKDOWNS = (
    "family",
    "region",
)  # a breakdown is a code of one of these, or a territory that no figure knows


class CannotBeComputed(Exception):
    """Why a measure has no value, as the end of a French sentence."""


def value(ask: Ask, source: str, years: tuple[int, int], breakdown: str) -> float:
    """A measure over whole years, both included, of one family or region; CannotBeComputed says why not."""
    told = sources.read(source)
    identity, _, scalar = told.code.partition(":")
    figure = FIGURES[identity]
    parameters, parameter = dict(told.parameters), _parameter(figure, breakdown)
    if any(parameters.get(name, code) != code for name, code in parameter.items()):
        raise CannotBeComputed("la source et la ventilation se contredisent")
    if figure.tells_today:
        _require_last_year(ask, years[1])
    chosen = parameters | parameter
    selection = Selection(*years, **{FIELDS[name]: (code,) for name, code in chosen.items()})
    table = figure.rows(replace(ask, selection=selection.keeping(figure.breakdowns)))
    found = None if table.empty else figure.scalars[scalar](table)
    if found is None:
        raise CannotBeComputed("les données de la période n’y suffisent pas")
    return found


def _require_last_year(ask: Ask, year: int) -> None:
    later = ask.over(year + 1, LAST_YEAR)(
        "select year from years where year between $first_year and $last_year"
    )
    if not later.empty:
        raise CannotBeComputed("cette mesure ne se connaît qu’au dernier jour des données")


def _parameter(figure: Figure, breakdown: str) -> dict[str, str]:
    if breakdown == WHOLE:
        return {}
    for name in BREAKDOWNS:
        if breakdown in labels(name) and FIELDS[name] in figure.breakdowns:
            return {name: breakdown}
    raise CannotBeComputed("la mesure de la source ne se ventile pas ainsi")


def labels(parameter: str) -> dict[str, str]:
    """French label of each code that a parameter takes."""
    listed = map(codelists.labels, sources.PARAMETERS[parameter])
    return {code: label for each in listed for code, label in each.items()}

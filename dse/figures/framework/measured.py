"""Named scalars of figures, asked by their code over any years: `uptake_by_year:rate_pct?family=ONG`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dse.figures import change, network, records, themes, uptake
from dse.figures.figure import Figure
from dse.figures.registry import describe_retired
from dse.filters import FILTERS
from dse.query import FIRST_YEAR, Query, Selection
from schemas import codelists, sources

FIELDS = {filter_.option: filter_.field for filter_ in FILTERS}
MEASURABLE = {
    figure.id: figure
    for figure in (*themes.FIGURES, *uptake.FIGURES, *network.FIGURES, *change.FIGURES)
    if figure.rule is None  # a value stands in a table without a rule
}
WHOLE = "-"
BREAKDOWNS = (
    "family",
    "region",
)  # a breakdown is a code of one of these, or a territory that no figure knows


Value = tuple[float, int]


class CannotBeComputed(Exception):
    """Why a measure has no value, as the end of a French sentence."""


def value(query: Query, source: str, years: tuple[int, int], breakdown: str) -> Value:
    """A measure over whole years, both included, of one family or region, and the last year it speaks of.

    CannotBeComputed says why there is none.
    """
    measure = sources.read(source)
    identity, _, scalar = measure.code.partition(":")
    figure = MEASURABLE.get(identity)
    if figure is None or scalar not in figure.scalars:
        retired = describe_retired(identity)
        raise CannotBeComputed(
            f"{retired[:1].lower()}{retired[1:]}" if retired else "le tableau de bord n’a plus cette mesure"
        )
    parameters, parameter = dict(measure.parameters), _parameter(figure, breakdown)
    if any(parameters.get(name, code) != code for name, code in parameter.items()):
        raise CannotBeComputed("la source et la ventilation se contredisent")
    first, last = _span(query, figure, scalar, years)
    chosen: dict[str, Any] = {FIELDS[name]: (code,) for name, code in (parameters | parameter).items()}
    selection = Selection(first, last, **chosen).keeping(figure.breakdowns)
    chosen_query = replace(query, selection=selection)
    looks_back = figure.looks_back and scalar not in figure.last_year_scalars
    every_year = chosen_query.with_years(FIRST_YEAR, last) if looks_back else chosen_query
    if lacking := records.describe_lacking(every_year, figure.requires):
        raise CannotBeComputed(lacking)
    table = figure.rows(chosen_query)
    scalar_value = None if table.empty else figure.scalars[scalar](table)
    if scalar_value is None:
        raise CannotBeComputed("les données de la période n’y suffisent pas")
    return scalar_value, last


def _span(query: Query, figure: Figure, scalar: str, years: tuple[int, int]) -> tuple[int, int]:
    """The years to ask: the period as far as the data go, or its last whole year where the scalar is of one year."""
    years_known = query("select year, is_partial from years order by year")
    full_years = (
        [int(year) for year in years_known["year"][~years_known["is_partial"]]] if len(years_known) else []
    )
    reached = [int(year) for year in years_known["year"] if years[0] <= year <= years[1]]
    if not reached:
        raise CannotBeComputed("les données de la période n’y suffisent pas")
    if figure.as_of_today and years[1] < int(years_known["year"].max()):
        raise CannotBeComputed("cette mesure ne se connaît qu’au dernier jour des données")
    if scalar in figure.last_year_scalars:
        last = max((year for year in full_years if years[0] <= year <= years[1]), default=None)
        if last is None:
            raise CannotBeComputed("aucune année de la période n’est finie")
        return last, last
    if years[0] < int(years_known["year"].min()) and not figure.as_of_today:
        raise CannotBeComputed(f"les données ne commencent qu’en {years_known['year'].min()}")
    return years[0], max(reached)


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
    return {code: label for codes in listed for code, label in codes.items()}

"""What a click on a mark chooses: the code of a filter that the mark stands for, or else its year.

Nothing is declared for it. A row of a chart stands for a filter where it holds a code or a label of a list that a column of the
figure takes its codes from, and that the figure accepts as a filter; or for a year, where no filter is meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dse import french, selections
from dse.figures.figure import Figure
from dse.filters import FILTERS, Filter
from dse.query import Selection
from dse.selections import YEARS
from schemas import codelists

NAME = "pointed"  # of the parameter of the chart, and of the field of its rows
_TOLD = "pointed_told"
_TOOLTIP = {"field": _TOLD, "type": "nominal", "title": "Cliquer"}
_PARAMETER = {"name": NAME, "select": {"type": "point", "fields": [NAME], "toggle": "true", "clear": False}}
_VIEW = "pointed_marks"  # what a chart selects is kept by the name of the view, which must outlive a change of layers
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Pointed:
    """What a mark stands for: codes of the filter of that word of the address, or a year."""

    word: str
    codes: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.word}={','.join(self.codes)}"


def read(text: object) -> Pointed | None:
    """What a row said of itself, None where it stands for nothing."""
    word, separator, codes = text.partition("=") if isinstance(text, str) else ("", "", "")
    return Pointed(word, tuple(codes.split(","))) if separator else None


def with_clicks(spec: Mapping[str, Any], figure: Figure, selection: Selection) -> dict[str, Any]:
    """The chart with what each mark stands for, told under the pointer, and one parameter that a click sets.

    Only rows of layers that have a tooltip: the others let a click through to what is under them. A line has none where its rows
    are years: it is one mark, and the first row would be taken for all.
    """
    names = {name for layer, name in _layers(spec) if _is_under_the_pointer(layer)}
    datasets = {
        name: _stated(rows, figure, selection)
        for name, rows in spec.get("datasets", {}).items()
        if name in names
    }
    stated: dict[str, Any] = {name: rows for name, rows in datasets.items() if rows is not None}
    if not stated:
        return dict(spec)
    clicked = _clicked(spec, set(stated), spec.get("data", {}).get("name"), iter((_PARAMETER,)))
    return {**clicked, "datasets": {**spec["datasets"], **stated}}


def has_clicks(spec: Mapping[str, Any]) -> bool:
    """Whether marks of a chart can be clicked."""
    return any(
        parameter.get("name") == NAME for layer, _ in _layers(spec) for parameter in layer.get("params", ())
    )


def is_chosen(pointed: Pointed, selection: Selection) -> bool:
    """Whether what a mark stands for is all that is chosen of its kind."""
    if pointed.word == YEARS:
        return (selection.first_year, selection.last_year) == (int(pointed.codes[0]),) * 2
    field = next(filter_.field for filter_ in FILTERS if filter_.url_key == pointed.word)
    return set(getattr(selection, field)) == set(pointed.codes)


def _layers(
    part: Mapping[str, Any], data_name: str | None = None
) -> Iterator[tuple[Mapping[str, Any], str | None]]:
    """Each layer that draws, with the name of its data."""
    data_name = part.get("data", {}).get("name", data_name)
    if "mark" in part:
        yield part, data_name
    for layer in part.get("layer", ()):
        yield from _layers(layer, data_name)


def _is_under_the_pointer(layer: Mapping[str, Any]) -> bool:
    return "tooltip" in layer.get("encoding", {})


def _clicked(
    part: Mapping[str, Any], stated: set[str], data_name: str | None, parameters: Iterator[Any]
) -> dict[str, Any]:
    """The layers whose rows stand for something, with the hand and the words; the first of them has the parameter of all."""
    data_name = part.get("data", {}).get("name", data_name)
    if "layer" in part:
        return {**part, "layer": [_clicked(layer, stated, data_name, parameters) for layer in part["layer"]]}
    if data_name not in stated or not _is_under_the_pointer(part):
        return dict(part)
    tooltip = part["encoding"]["tooltip"]
    lines = [*(tooltip if isinstance(tooltip, list) else [tooltip]), _TOOLTIP]
    drawn: dict[str, Any] = {
        "mark": {**part["mark"], "cursor": "pointer"},
        "encoding": {**part["encoding"], "tooltip": lines},
    }
    first = next(parameters, None)
    return {**part, **drawn, **({"name": _VIEW, "params": [first]} if first else {})}


def _stated(rows: Rows, figure: Figure, selection: Selection) -> Rows | None:
    """The rows with what each stands for; None where none stands for anything."""
    meanings = {filter_: _meanings(filter_) for filter_ in FILTERS if _is_offered(filter_, figure, selection)}
    has_years = not figure.names_members and any(column.name == "year" for column in figure.columns)
    meanings_of_rows = [_find_meaning(row, meanings) or (_year(row) if has_years else None) for row in rows]
    if not any(meanings_of_rows):
        return None
    return [
        {**row, NAME: str(meaning) if meaning else None, _TOLD: _describe(meaning, selection)}
        for row, meaning in zip(rows, meanings_of_rows, strict=True)
    ]


def _is_offered(filter_: Filter, figure: Figure, selection: Selection) -> bool:
    is_shown = any(set(column.codelists) & set(filter_.codelists) for column in figure.columns)
    return is_shown and filter_.field in figure.accepts(selection.audience)


def _meanings(filter_: Filter) -> dict[str, str]:
    """The code that each code and each label means, of the list that the page offers."""
    labels = codelists.labels(filter_.codelists[0])
    return {code: code for code in labels} | {label: code for code, label in labels.items()}


def _find_meaning(row: Mapping[str, Any], meanings: Mapping[Filter, Mapping[str, str]]) -> Pointed | None:
    for filter_, codes in meanings.items():
        values = dict.fromkeys(
            codes[value] for value in row.values() if isinstance(value, str) and value in codes
        )
        if values:
            return Pointed(filter_.url_key, tuple(values))
    return None


def _year(row: Mapping[str, Any]) -> Pointed | None:
    year = row.get("year")
    return Pointed(YEARS, (str(year),)) if isinstance(year, int) else None


def _describe(pointed: Pointed | None, selection: Selection) -> str:
    if pointed is None:
        return "sans effet"
    what = french.listed(selections.names(pointed.word, pointed.codes))
    return french.typeset(
        f"pour {'retirer le filtre' if is_chosen(pointed, selection) else 'filtrer'} : {what}"
    )

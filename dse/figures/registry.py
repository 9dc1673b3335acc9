"""Every figure that a module of a room declares, at its place: nothing else lists them."""

from __future__ import annotations

import importlib
import pkgutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from dse.figures.figure import Figure
from schemas.retired import RETIRED_FIGURES

REGISTRY: dict[str, Figure] = {}  # by id, in the order of the pages; filled by `dse.figures`


@dataclass(frozen=True)
class Section:
    """A part of a page that answers one of the reader's questions; its key stands in the address bar."""

    title: str
    question: str
    figures: tuple[Figure, ...]


def register(figures: Iterable[Figure]) -> None:
    """Add figures to the registry, in their order. ValueError where an id is there twice."""
    added = tuple(figures)
    _refuse_twice("id", (*REGISTRY, *(figure.id for figure in added)))
    REGISTRY.update((figure.id, figure) for figure in added)


def find_successor(figure_id: str) -> str | None:
    """The figure of today that tells what a retired one told; None where none does, or the figure is not retired."""
    retired = RETIRED_FIGURES.get(figure_id)
    return retired.successor if retired and retired.successor in REGISTRY else None


def describe_retired(figure_id: str) -> str:
    """That a figure is retired, and which one to see instead; empty where it is not."""
    if figure_id not in RETIRED_FIGURES:
        return ""
    successor = find_successor(figure_id)
    return f"Figure retirée, voir « {REGISTRY[successor].question} »" if successor else "Figure retirée"


def name_figure(figure_id: str) -> str:
    """The question of a figure, or what is said of one that is retired; the id of one that nobody knows."""
    return REGISTRY[figure_id].question if figure_id in REGISTRY else describe_retired(figure_id) or figure_id


def read_sections(titles: Mapping[str, tuple[str, str]], *rooms: str) -> dict[str, Section]:
    """The parts of a page by their keys, each with its title, its question and the figures of some packages that stand there."""
    figures = read_figures(*rooms)
    if lost := [figure.id for figure in figures if figure.position[0] not in titles]:
        raise ValueError(f"figures in no part of their page: {', '.join(lost)}")
    return {
        key: Section(*words, tuple(figure for figure in figures if figure.position[0] == key))
        for key, words in titles.items()
    }


def read_figures(*rooms: str) -> tuple[Figure, ...]:
    """The figures of some packages, by their rank. ValueError where two have the same place."""
    modules = (
        module.name
        for room in rooms
        for module in pkgutil.iter_modules(importlib.import_module(room).__path__, f"{room}.")
    )
    # A module may name a figure alone and among others.
    figures = {
        id(figure): figure for name in modules for figure in _find_figures(importlib.import_module(name))
    }
    _refuse_twice("place", ((figure.page, *figure.position) for figure in figures.values()))
    return tuple(sorted(figures.values(), key=lambda figure: figure.position[1]))


def _refuse_twice(what: str, values: Iterable[object]) -> None:
    if twice := [str(value) for value, count in Counter(values).items() if count > 1]:
        raise ValueError(f"several figures have the same {what}: {', '.join(twice)}")


def _find_figures(module: object) -> Iterator[Figure]:
    """What the module names FIGURE or FIGURES, with or without a word in front."""
    for name, value in vars(module).items():
        if name.endswith("FIGURE"):
            yield value
        elif name.endswith("FIGURES"):
            yield from value.values() if isinstance(value, dict) else value

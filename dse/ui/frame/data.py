"""Cached reading: which store, which version, and the answers of the figures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from dse import figures, paths, theme
from dse.errors import StoreError
from dse.figures import Answer, Screenful, pointed
from dse.query import Ask, Selection, connect
from dse.store import Store, Version
from schemas import codelists

ANSWERS_KEPT = 512
# Of what F3E does, of changes and of surveys: these may come after the last accompaniment.
_YEARS = (
    "select year from years",
    "select distinct cast(extract(year from closed_on) as bigint) from survey_waves, reference where closed_on <= created_on",
    "select distinct cast(extract(year from observed_on) as bigint) from changes, reference where observed_on <= created_on",
)


@dataclass(frozen=True)
class Reading:
    """What is read in this run: one version of one store, the demo's or the team's."""

    place: Path
    version: Version
    is_demo: bool

    @property
    def store(self) -> Store:
        """The store read."""
        return Store(self.place)


def reading(number: int | None = None) -> Reading:
    """The version to read: the one asked for, else the newest; the demo's where the team has no data yet."""
    team = Store(paths.store_path())
    current = team.current()
    if current is not None and (current.tables or (number and number <= current.number)):
        return Reading(team.path, team.version(number) if number else current, is_demo=False)
    if (lost := team.lost()) is not None:
        raise StoreError(
            f"La version {lost} est abîmée et aucune autre ne se lit. Remettez en place une sauvegarde du dossier {team.path}."
        )
    with st.spinner("Préparation des données de démonstration…"):
        store, _ = _demo()
    return Reading(store.path, store.version(number) if number else store.current(), is_demo=True)


def demo_notice() -> str:
    """What became of what was tried in the demo, where it could not stay as it was; empty otherwise."""
    return _demo()[1]


@st.cache_resource(show_spinner=False)
def _demo() -> tuple[Store, str]:
    store = Store(paths.DEMO_STORE)
    from dse.demo.refresh import refresh_demo  # the import machinery is slow to load, and needed once

    return store, refresh_demo(store).notice


def years(source: Reading) -> tuple[int, int] | None:
    """First and last year of the data that can be read; None where there is no event yet. StoreError if none can be read."""
    known: list[int] = []
    unread = None
    for question in _YEARS:
        try:
            known.extend(_years(source.place, source.version.number, _stamp(source), question))
        except StoreError as error:
            unread = error
    if unread and not known:
        raise unread
    return (min(known), max(known)) if known else None


def answer(source: Reading, figure_id: str, selection: Selection) -> Answer:
    """What a figure says, computed once for each version and choice."""
    kept = selection.keeping(figures.REGISTRY[figure_id].accepts(selection.audience))
    return _answer(source.place, source.version.number, _stamp(source), figure_id, kept)


def answer_if_readable(source: Reading, figure_id: str, selection: Selection) -> Answer | None:
    """The same; None where a file that the figure reads is damaged or gone."""
    try:
        return answer(source, figure_id, selection)
    except StoreError:
        return None


def reason_unreadable(source: Reading, figure_id: str, selection: Selection) -> str | None:
    """Why a figure cannot be read; None where it can."""
    try:
        answer(source, figure_id, selection)
    except StoreError as error:
        return str(error)
    return None


def chart(source: Reading, said: Answer) -> dict[str, object]:
    """The chart of an answer as Vega-Lite, drawn once for each version and choice."""
    return _chart(source.place, source.version.number, _stamp(source), said.figure_id, said.selection, said)


def slide_chart(
    source: Reading, said: Answer, height: float, screen: int
) -> tuple[dict[str, object], Screenful]:
    """The chart of an answer for a room of so many pixels high: as many of its categories as can be read at a time."""
    asked = (source.place, source.version.number, _stamp(source), said.figure_id, said.selection)
    most = _most_in_a_room(*asked, round(height / 10) * 10, said)
    return _slide_chart(*asked, most, screen, said)


def _stamp(source: Reading) -> tuple[str, ...]:
    """What makes two answers the same: the hashes of a version's files, the lists of codes, whose settings of the audiences."""
    files = sorted(file.sha256 for files in source.version.tables.values() for file in files)
    return (*files, repr(codelists.state()), str(paths.team_folder()))


@st.cache_data(max_entries=ANSWERS_KEPT, show_spinner="Calcul des figures…")
def _answer(place: Path, number: int, stamp: tuple[str, ...], figure_id: str, selection: Selection) -> Answer:
    return figures.answer(Store(place), number, figures.REGISTRY[figure_id], selection)


@st.cache_resource(max_entries=ANSWERS_KEPT, show_spinner=False)
def _chart(
    place: Path, number: int, stamp: tuple[str, ...], figure_id: str, selection: Selection, _said: Answer
) -> dict[str, object]:
    figure = figures.REGISTRY[figure_id]
    drawn = theme.french(figures.drawn(figure, _said)).to_dict(validate=False)
    return pointed.with_clicks(drawn, figure, _said.selection)


@st.cache_data(max_entries=ANSWERS_KEPT, show_spinner=False)
def _most_in_a_room(
    place: Path,
    number: int,
    stamp: tuple[str, ...],
    figure_id: str,
    selection: Selection,
    height: int,
    _said: Answer,
) -> int:
    return figures.most_in_a_room(figures.REGISTRY[figure_id], _said, height)


@st.cache_resource(max_entries=ANSWERS_KEPT, show_spinner=False)
def _slide_chart(
    place: Path,
    number: int,
    stamp: tuple[str, ...],
    figure_id: str,
    selection: Selection,
    most: int,
    screen: int,
    _said: Answer,
) -> tuple[dict[str, object], Screenful]:
    drawn, shown = figures.drawn_for_a_room(figures.REGISTRY[figure_id], _said, most, screen)
    return theme.french(drawn).to_dict(validate=False), shown


@st.cache_data(max_entries=48, show_spinner=False)
def _years(place: Path, number: int, stamp: tuple[str, ...], question: str) -> list[int]:
    """The years that one question finds; it is asked again as long as it fails, since a repair changes no stamp."""
    return Ask(connect(Store(place), number), Selection())(question).iloc[:, 0].tolist()

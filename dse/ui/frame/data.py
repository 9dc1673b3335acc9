"""Cached reading: which store, which version, and the answers of the figures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from dse import figures, paths, theme
from dse.charts import transport
from dse.errors import StoreError
from dse.figures import Answer, Screenful, pointed
from dse.query import Query, Selection, open_version
from dse.store import Store, Version
from schemas import codelists

CACHE_SIZE = 512
# Years of accompaniments and activities, of survey waves and of changes: the last two may come later.
_YEAR_QUERIES = (
    "select year from years",
    "select distinct cast(extract(year from closed_on) as bigint) from survey_waves, reference where closed_on <= created_on",
    "select distinct cast(extract(year from observed_on) as bigint) from changes, reference where observed_on <= created_on",
)


@dataclass(frozen=True)
class DataSource:
    """What the pages read in this run: one version of one store, the demo's or the team's."""

    store_path: Path
    version: Version
    is_demo: bool

    @property
    def store(self) -> Store:
        """The store read."""
        return Store(self.store_path)


def open_source(number: int | None = None) -> DataSource:
    """The version of that number, else the newest; the demo where the team has no data yet."""
    team = Store(paths.store_path())
    current = team.current()
    if current is not None and (current.tables or (number and number <= current.number)):
        return DataSource(team.path, team.version(number) if number else current, is_demo=False)
    if (lost := team.lost()) is not None:
        raise StoreError(
            f"La version {lost} est abîmée et aucune autre ne se lit. Remettez en place une sauvegarde du dossier {team.path}."
        )
    with st.spinner("Préparation des données de démonstration…"):
        store, _ = _open_demo()
    return DataSource(store.path, store.version(number) if number else store.current(), is_demo=True)


def get_demo_notice() -> str:
    """What happened to what a user tried in the demo, where a new release had to rebuild it; empty otherwise."""
    return _open_demo()[1]


@st.cache_resource(show_spinner=False)
def _open_demo() -> tuple[Store, str]:
    store = Store(paths.DEMO_STORE)
    from dse.demo.refresh import refresh_demo  # the import machinery is slow to load, and needed once

    return store, refresh_demo(store).notice


def find_years(source: DataSource) -> tuple[int, int] | None:
    """First and last year of the data that can be read; None where there is no event yet. StoreError if none can be read."""
    years: list[int] = []
    read_error = None
    for question in _YEAR_QUERIES:
        try:
            years.extend(
                _query_years(source.store_path, source.version.number, _build_stamp(source), question)
            )
        except StoreError as error:
            read_error = error
    if read_error and not years:
        raise read_error
    return (min(years), max(years)) if years else None


def get_answer(source: DataSource, figure_id: str, selection: Selection) -> Answer:
    """The answer of a figure, computed once for each version and selection."""
    accepted_selection = selection.keeping(figures.REGISTRY[figure_id].accepts(selection.audience))
    return _compute_answer(
        source.store_path, source.version.number, _build_stamp(source), figure_id, accepted_selection
    )


def find_answer(source: DataSource, figure_id: str, selection: Selection) -> Answer | None:
    """The same; None where a file that the figure reads is damaged or gone."""
    try:
        return get_answer(source, figure_id, selection)
    except StoreError:
        return None


def find_read_error(source: DataSource, figure_id: str, selection: Selection) -> str | None:
    """Why a figure cannot be read; None where it can."""
    try:
        get_answer(source, figure_id, selection)
    except StoreError as error:
        return str(error)
    return None


def get_chart(source: DataSource, answer: Answer) -> dict[str, object]:
    """The chart of an answer as Vega-Lite, drawn once for each version and selection."""
    return _draw_chart(
        source.store_path,
        source.version.number,
        _build_stamp(source),
        answer.figure_id,
        answer.selection,
        answer,
    )


def get_slide_chart(
    source: DataSource, answer: Answer, height: float, screen: int
) -> tuple[dict[str, object], Screenful]:
    """The chart of an answer for a slide, `height` in pixels of the canvas: one page of as many categories as stay legible."""
    cache_key = (
        source.store_path,
        source.version.number,
        _build_stamp(source),
        answer.figure_id,
        answer.selection,
    )
    page_size = _find_page_size(*cache_key, round(height / 10) * 10, answer)
    return _draw_slide_chart(*cache_key, page_size, screen, answer)


def _build_stamp(source: DataSource) -> tuple[str, ...]:
    """What a cached answer depends on: hashes of the files, codelists, and the folder of the team's settings."""
    files = sorted(file.sha256 for files in source.version.tables.values() for file in files)
    return (*files, repr(codelists.state()), str(paths.team_folder()))


@st.cache_data(max_entries=CACHE_SIZE, show_spinner="Calcul des figures…")
def _compute_answer(
    store_path: Path, number: int, stamp: tuple[str, ...], figure_id: str, selection: Selection
) -> Answer:
    return figures.answer(Store(store_path), number, figures.REGISTRY[figure_id], selection)


@st.cache_resource(max_entries=CACHE_SIZE, show_spinner=False)
def _draw_chart(
    store_path: Path,
    number: int,
    stamp: tuple[str, ...],
    figure_id: str,
    selection: Selection,
    _answer: Answer,
) -> dict[str, object]:
    figure = figures.REGISTRY[figure_id]
    spec = theme.french(figures.drawn(figure, _answer)).to_dict()
    return transport.for_page(pointed.with_clicks(spec, figure, _answer.selection))


@st.cache_data(max_entries=CACHE_SIZE, show_spinner=False)
def _find_page_size(
    store_path: Path,
    number: int,
    stamp: tuple[str, ...],
    figure_id: str,
    selection: Selection,
    height: int,
    _answer: Answer,
) -> int:
    return figures.most_in_a_room(figures.REGISTRY[figure_id], _answer, height)


@st.cache_resource(max_entries=CACHE_SIZE, show_spinner=False)
def _draw_slide_chart(
    store_path: Path,
    number: int,
    stamp: tuple[str, ...],
    figure_id: str,
    selection: Selection,
    page_size: int,
    screen: int,
    _answer: Answer,
) -> tuple[dict[str, object], Screenful]:
    chart, page = figures.drawn_for_a_room(figures.REGISTRY[figure_id], _answer, page_size, screen)
    return theme.french(chart).to_dict(), page


@st.cache_data(max_entries=48, show_spinner=False)
def _query_years(store_path: Path, number: int, stamp: tuple[str, ...], query: str) -> list[int]:
    """The years that one query finds. Failures are not cached: a repair changes no stamp."""
    return Query(open_version(Store(store_path), number), Selection())(query).iloc[:, 0].tolist()

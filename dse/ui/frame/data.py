"""Cached reading: which store, which version, and the answers of the figures."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, TypeVar

import pandas as pd
import streamlit as st

import schemas
from dse import figures, paths, slides, theme
from dse.charts import transport
from dse.contacts import contacts
from dse.errors import StoreError
from dse.export.comment_doubts import TextReader
from dse.figures import Answer, Page, pointed
from dse.query import Query, Selection, find_figure_version, open_version
from dse.query.cache import Cache
from dse.store import LARGE_ROWS, Store, Version
from dse.ui.frame import preparation
from schemas import codelists

# Shared by all sessions, and never changed by who reads them: a figure, a chart or a table is made once for each version and selection.
ANSWERS, CACHE_BYTES = 512, 64_000_000
SPEC_BYTES = 20_000  # of most charts, without their rows


def _count_bytes(value: object) -> int:
    """About the memory of an answer, of a table on screen, of charts with their rows."""
    if isinstance(value, tuple | list):
        return sum(map(_count_bytes, value))
    frame = getattr(value, "table", getattr(value, "frame", None))
    if isinstance(frame, pd.DataFrame):
        return int(frame.memory_usage(index=False).sum())
    if not isinstance(value, dict):
        return sys.getsizeof(value)
    return SPEC_BYTES + sum(getattr(rows, "nbytes", 0) for rows in value.get("datasets", {}).values())


_answers = Cache(ANSWERS, CACHE_BYTES, _count_bytes)
_drawings = Cache(2 * ANSWERS, CACHE_BYTES, _count_bytes)
_years = Cache(48)
# Years of accompaniments and activities, of survey waves and of changes: the last two may come later.
_YEAR_QUERIES = (
    "select year from years",
    "select distinct cast(extract(year from closed_on) as bigint) from survey_known_waves",
    "select distinct cast(extract(year from observed_on) as bigint) from changes, reference where observed_on <= known_on",
)


Drawing = TypeVar("Drawing")


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

    @cached_property
    def key(self) -> tuple[Path, int, int | None, str]:
        """What an answer depends on beside its question: version, hashes of its files, codelists, folder of the team's settings.

        Of versions and files, those that figures read: a note changes no answer. The number of the newest such version too: a public
        no longer sees an older one that differs from it. And contacts, whom no text that a public reads may name.

        Read once a run: asking for each figure whether a list has changed takes longer than all the figures of a page.
        """
        tables = self.version.tables
        hashes = sorted(
            file.sha256
            for table in (*schemas.list_figure_tables(), contacts.TABLE)
            for file in tables.get(table, ())
        )
        state = "|".join([*hashes, repr(codelists.state()), str(paths.team_folder())])
        newest = self.store.current()
        number = find_figure_version(self.store, self.version).number
        newest_number = find_figure_version(self.store, newest).number if newest else None
        return self.store_path, number, newest_number, state


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
    if source.version.rows > LARGE_ROWS:
        preparation.prepare(source.key, source.store_path, source.version.number)
    years: list[int] = []
    read_error = None
    for query in _YEAR_QUERIES:
        try:
            years.extend(_query_years(source, query))
        except StoreError as error:
            read_error = error
    if read_error and not years:
        raise read_error
    return (min(years), max(years)) if years else None


def _query_years(source: DataSource, query: str) -> list[int]:
    """The years that one query finds. Failures are not cached: a repair changes no key."""

    def ask() -> list[int]:
        engine = open_version(source.store, source.version.number)
        return Query(engine, Selection())(query).iloc[:, 0].tolist()

    return _years.get((source.key, query), ask)


def get_answer(source: DataSource, figure_id: str, selection: Selection) -> Answer:
    """The answer of a figure, computed once for each version and selection. Its table is not to be changed: all sessions read it."""
    figure = figures.REGISTRY[figure_id]
    accepted_selection = selection.keeping(figure.accepts(selection.audience))

    def compute() -> Answer:
        number = source.version.number
        reader = TextReader(source.store, number)
        return figures.answer(source.store, number, figure, accepted_selection, reader.must_read)

    key = source.key, figure_id, accepted_selection
    # A small version answers before a spinner would be seen, which takes as long as a figure and moves what stands below.
    is_quick = key in _answers or source.version.rows <= LARGE_ROWS
    # Around the cache: Streamlit may stop a run at the end of a spinner, and the answer is then kept already.
    with nullcontext() if is_quick else st.spinner("Calcul des figures…"):
        answer = _answers.get(key, compute)
    is_own = answer.version == source.version.number
    return answer if is_own else replace(answer, version=source.version.number)


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


def make_once(source: DataSource, answer: Answer, name: str, make: Callable[[], Drawing]) -> Drawing:
    """What is made of an answer under a name (its chart, its table), once for each version and selection. Nobody may change it."""
    return _drawings.get((source.key, answer.figure_id, answer.selection, name), make)


def get_chart(source: DataSource, answer: Answer) -> dict[str, object]:
    """The chart of an answer as Vega-Lite."""
    figure = figures.REGISTRY[answer.figure_id]

    def draw() -> dict[str, object]:
        spec = theme.french(figures.draw(figure, answer)).to_dict()
        return transport.for_page(pointed.with_clicks(spec, figure, answer.selection))

    return make_once(source, answer, "chart", draw)


class SlideChart(NamedTuple):
    """A chart for a slide as Vega-Lite, which part of the categories it shows, and what its marks say is masked."""

    spec: dict[str, object]
    page: Page
    masked_text: str


def get_slide_chart(source: DataSource, answer: Answer, height: float, screen: int) -> SlideChart:
    """The chart of an answer for a slide, `height` in pixels of the canvas: one page of as many categories as stay legible."""
    figure = figures.REGISTRY[answer.figure_id]
    page_size = _get_page_size(source, answer, min(height, slides.measure_room(answer)))

    def draw() -> SlideChart:
        chart, page = figures.draw_page(figure, answer, page_size, screen)
        spec = theme.french(chart).to_dict()
        return SlideChart(transport.with_tables(spec), page, slides.masked(spec))

    return make_once(source, answer, f"slide {screen} of {page_size}", draw)


def count_screens(source: DataSource, answer: Answer) -> int:
    """On how many screens an answer is projected, and on how many slides of a PowerPoint."""
    page_size = _get_page_size(source, answer, slides.measure_room(answer))
    return figures.count_screens(figures.REGISTRY[answer.figure_id], answer, page_size)


def _get_page_size(source: DataSource, answer: Answer, height: float) -> int:
    figure, rounded = figures.REGISTRY[answer.figure_id], int(height / 10) * 10
    return make_once(
        source, answer, f"page of {rounded}", lambda: figures.rows_per_screen(figure, answer, rounded)
    )

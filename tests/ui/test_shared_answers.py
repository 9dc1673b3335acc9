"""Answers, charts and tables are shared by all sessions: made once, and changed by nobody who reads them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event

import pandas as pd
import pyarrow as pa
import pytest
import streamlit as st
from app_session import open_page

from dse import figures
from dse.export.files import delimited_text
from dse.figures import REGISTRY, SECTIONS, Answer
from dse.figures.versions import WHY
from dse.query import Selection
from dse.query import cache as caches
from dse.query.cache import Cache
from dse.store import Store
from dse.ui.card import tables
from dse.ui.frame import data
from dse.ui.overview import overview_page


class RunStopped(BaseException):
    """What ends the run of one reader, as Streamlit does when a widget is touched or the window closed."""


class FutureWithWaiter(Future):
    """A value to come, that says when somebody waits for it."""

    waiter = Event()

    def result(self, timeout: float | None = None) -> object:
        self.waiter.set()
        return super().result(timeout)


def ask_while_another_computes(
    error: BaseException, monkeypatch: pytest.MonkeyPatch
) -> tuple[BaseException | None, Future]:
    """The error of the reader who computes, and what the one gets who waits for him."""
    monkeypatch.setattr(caches, "Future", FutureWithWaiter)
    monkeypatch.setattr(FutureWithWaiter, "waiter", Event())
    cache, computing = caches.Cache(4), Event()

    def fail() -> int:
        computing.set()
        assert FutureWithWaiter.waiter.wait(20)
        raise error

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(cache.get, "key", fail)
        assert computing.wait(20)
        second = pool.submit(cache.get, "key", lambda: 42)
    return first.exception(), second


@pytest.mark.parametrize("figure_id", REGISTRY)
def test_nobody_who_reads_an_answer_changes_it(demo_store: Store, figure_id: str) -> None:
    figure = REGISTRY[figure_id]
    source = data.DataSource(demo_store.path, demo_store.current(), is_demo=False)
    answer = figures.answer(demo_store, source.version.number, figure, Selection(2014, 2020))
    before = answer.table.copy(deep=True)
    if figure.chart and not answer.table.empty:
        figures.draw(figure, answer).to_dict()
        figures.draw_page(figure, answer, 8, 1)
    tables.prepare(answer.table, figure.columns, figure.replacements(answer))
    delimited_text.render_figure_csv(answer, delimited_text.FRENCH)
    pd.testing.assert_frame_equal(answer.table, before)


def test_those_who_ask_one_question_at_once_share_one_computation(
    demo_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    computed: Counter[str] = Counter()
    answer_figure = figures.answer

    def count(store: Store, number: int, figure: figures.Figure, *others: object) -> Answer:
        computed[figure.id] += 1
        return answer_figure(store, number, figure, *others)

    monkeypatch.setattr(figures, "answer", count)
    source = data.DataSource(demo_store.path, demo_store.current(), is_demo=False)
    selection = Selection(2015, 2017, families=("ONG", "SYNDICAT"))
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: data.get_answer(source, "uptake_by_year", selection), range(10)))
    assert computed == {"uptake_by_year": 1}
    assert all(answer is answers[0] for answer in answers)


def test_a_page_seen_before_computes_nothing(demo_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DSE_STORE", str(demo_store.path))
    open_page("recours", annees="2015-2019")
    monkeypatch.setattr(figures, "answer", lambda *_: pytest.fail("computed again"))
    monkeypatch.setattr(figures, "draw", lambda *_: pytest.fail("drawn again"))
    test = open_page("recours", annees="2015-2019")
    assert len(test.subheader) == len(SECTIONS["recours"]["servis"].figures) and not test.error


def test_the_stop_of_one_reader_s_run_stops_nobody_who_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    stop = RunStopped()
    first_error, second = ask_while_another_computes(stop, monkeypatch)
    assert first_error is stop and second.exception() is None and second.result() == 42


def test_an_error_is_that_of_all_who_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    error = ValueError("unreadable")
    first_error, second = ask_while_another_computes(error, monkeypatch)
    assert first_error is error and second.exception() is error


def test_an_answer_stays_where_the_run_that_computed_it_stops(
    demo_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Streamlit stops a run where it draws: at the end of a spinner too."""

    @contextmanager
    def stop_at_end(text: str) -> Iterator[None]:
        yield
        raise RunStopped(text)

    source = data.DataSource(demo_store.path, demo_store.current(), is_demo=False)
    question = source, "uptake_by_year", Selection(2014, 2016, families=("ONG", "SYNDICAT"))
    monkeypatch.setattr(st, "spinner", stop_at_end)
    monkeypatch.setattr(data, "LARGE_ROWS", 0)
    with pytest.raises(RunStopped):
        data.get_answer(*question)
    monkeypatch.setattr(figures, "answer", lambda *_: pytest.fail("computed again"))
    assert not data.get_answer(*question).table.empty


def test_a_public_no_longer_sees_an_older_version_once_a_commit_changes_its_answers(
    own_demo: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DSE_STORE", str(own_demo.path))
    number = own_demo.current().number
    question = "response_by_family", Selection(audience="projection")
    source = data.open_source(number)
    answer = data.get_answer(source, *question)
    assert not answer.table.empty and data.make_once(source, answer, "drawing", lambda: "before") == "before"
    own_demo.commit({"survey_answers": []}, parent=number, author="test", message="sans réponse")
    source = data.open_source(number)
    assert data.get_answer(source, *question).finding.sentence == WHY
    assert data.make_once(source, answer, "drawing", lambda: "after") == "after"


def test_slides_and_small_charts_count_with_their_rows(demo_store: Store) -> None:
    source = data.DataSource(demo_store.path, demo_store.current(), is_demo=False)
    slide = data.get_slide_chart(source, data.get_answer(source, "themes_by_year", Selection()), 600, 1)
    headlines = data.get_answer(source, "headlines", Selection(2016, 2018))
    sparks = overview_page._draw_sparks(
        headlines, data.get_answer(source, "headlines_by_year", Selection(2016, 2018))
    )
    slide_rows = slide.page.table.memory_usage(index=False).sum()
    for drawing, charts, more in ((slide, [slide.spec], slide_rows), (sparks, list(filter(None, sparks)), 0)):
        tables_sent = [table for chart in charts for table in chart["datasets"].values()]
        assert tables_sent and all(isinstance(table, pa.Table) for table in tables_sent)
        least = len(charts) * data.SPEC_BYTES + sum(table.nbytes for table in tables_sent) + more
        assert least <= data._count_bytes(drawing) < least + data.SPEC_BYTES


def test_of_the_answers_too_long_for_the_cache_the_last_one_is_kept() -> None:
    cache, made = Cache(9, 100, len), []

    def ask(key: str, length: int) -> str:
        return cache.get(key, lambda: made.append(key) or "x" * length)

    for key, length in (
        ("short", 25),
        ("long", 90),
        ("long", 90),
        ("longer", 99),
        ("short", 25),
        ("long", 90),
    ):
        assert len(ask(key, length)) == length
    assert made == ["short", "long", "longer", "long"]


def test_answers_too_long_for_the_cache_have_a_bound_of_their_own() -> None:
    cache = Cache(9, 100, len)

    def measure_after(length: int) -> int:
        cache.get(length, lambda: "x" * length)
        return sum(map(len, cache.values()))

    assert [measure_after(length) for length in (25, 150, 200, 10_000_000)] == [25, 175, 225, 225]
    assert 200 in cache and 10_000_000 not in cache
    cache.clear()
    assert 200 not in cache and not cache.values()

"""Answers, charts and tables are shared by all sessions: made once, and changed by nobody who reads them."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import pytest
from app_session import open_page

from dse import figures
from dse.export.files import delimited_text
from dse.figures import REGISTRY, SECTIONS, Answer
from dse.query import Selection
from dse.store import Store
from dse.ui.card import tables
from dse.ui.frame import data


@pytest.mark.parametrize("figure_id", REGISTRY)
def test_nobody_who_reads_an_answer_changes_it(demo_store: Store, figure_id: str) -> None:
    figure = REGISTRY[figure_id]
    source = data.DataSource(demo_store.path, demo_store.current(), is_demo=False)
    answer = figures.answer(demo_store, source.version.number, figure, Selection(2014, 2020))
    before = answer.table.copy(deep=True)
    if figure.chart and not answer.table.empty:
        figures.drawn(figure, answer).to_dict()
        figures.draw_page(figure, answer, 8, 1)
    tables.prepare(answer.table, figure.columns, figure.withheld(answer))
    delimited_text.render_figure_csv(answer, delimited_text.FRENCH)
    pd.testing.assert_frame_equal(answer.table, before)


def test_those_who_ask_one_question_at_once_share_one_computation(
    demo_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    computed: Counter[str] = Counter()
    answer_figure = figures.answer

    def count(store: Store, number: int, figure: figures.Figure, selection: Selection) -> Answer:
        computed[figure.id] += 1
        return answer_figure(store, number, figure, selection)

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
    monkeypatch.setattr(figures, "drawn", lambda *_: pytest.fail("drawn again"))
    test = open_page("recours", annees="2015-2019")
    assert len(test.subheader) == len(SECTIONS["recours"]["servis"].figures) and not test.error

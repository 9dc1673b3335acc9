"""Words that never reach a screen or a public file: those of figures, whoever looks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dse import disclosure, figures, slides
from dse.export.files import chart_image
from dse.figures import REGISTRY, Answer
from dse.query import Selection
from dse.store import Store
from dse.ui.card import figure_card
from tests.support.screen_words import find_banned

AUDIENCES = ("equipe", "projection", "diffusion")
_TEXTS = ("text", "title", "subtitle", "label", "labelExpr", "description")
_ROWS = ("datasets", "values")
_CODES = "code", "id"  # of countries, NP for one


@pytest.mark.parametrize(
    "text",
    [
        "la colonne organisation_id manque",
        "audiences.toml",
        "membres-2021",
        "Vague 2021 : tout va bien",
        "95 % (n\u00a0= 56)",
        "NSP",
        "une empreinte",
        "par root",
    ],
)
def test_words_of_developers_and_statisticians_are_found(text: str) -> None:
    assert find_banned(text)


def test_the_audiences_are_all() -> None:
    for name in AUDIENCES:
        assert disclosure.audience(name)


@pytest.mark.parametrize("figure_id", REGISTRY)
def test_what_stands_around_a_figure_has_words_of_readers(figure_id: str) -> None:
    figure = REGISTRY[figure_id]
    columns = [text for column in figure.columns for text in (column.title, column.description)]
    when_empty = figure.when_empty if isinstance(figure.when_empty, str) else ""  # else see test_silence
    for text in (figure.question, when_empty, figure.source, *columns):
        assert not find_banned(text), text


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("figure_id", REGISTRY)
def test_a_figure_has_words_of_readers(demo_store: Store, figure_id: str, audience: str) -> None:
    choice = Selection(audience=audience)
    answer = figures.answer(demo_store, demo_store.current().number, REGISTRY[figure_id], choice)
    found = [answer.finding.sentence, answer.size, *(words for _, words in answer.annotations)]
    for text in (*found, *_list_feet(answer), *_list_chart_texts(answer)):
        assert not find_banned(text), text


def _list_feet(answer: Answer) -> list[str]:
    """What stands under a figure: on its card, on its slide and behind it."""
    return [
        *figure_card.list_caption_parts(REGISTRY[answer.figure_id], answer, answer.selection),
        slides.describe_base(answer, 1, lambda _: True, is_fictional=True),
        *slides.explain(answer, "version 1", "", is_fictional=False),
    ]


def _list_chart_texts(answer: Answer) -> list[str]:
    if REGISTRY[answer.figure_id].chart is None or answer.table.empty or answer.is_masked:
        return []
    return list(_walk(chart_image._build_spec(answer, True)))


def _walk(part: object, key: str = "", is_row: bool = False) -> Iterator[str]:
    """The texts of a Vega specification: titles, labels, and those of its rows."""
    if isinstance(part, str):
        if key in _TEXTS or (is_row and key not in _CODES):
            yield part
    elif isinstance(part, dict):
        for name, inside in part.items():
            yield from _walk(inside, name, is_row or name in _ROWS)
    elif isinstance(part, list | tuple):
        for inside in part:
            yield from _walk(inside, key, is_row)


def test_the_texts_of_a_chart_are_read() -> None:
    spec = {"title": {"text": ["Titre"]}, "datasets": {"x": [{"said": "76 % (n = 34)"}]}, "mark": "rule"}
    assert [*_walk(spec)] == ["Titre", "76 % (n = 34)"]

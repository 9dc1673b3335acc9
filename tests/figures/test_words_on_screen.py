"""Words that never reach a screen or a public file: those of figures, whoever looks."""

from __future__ import annotations

import pytest

from dse import disclosure, figures
from dse.figures import REGISTRY
from dse.query import Selection
from dse.store import Store
from tests.support.screen_words import find_banned

AUDIENCES = ("equipe", "projection", "diffusion")


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
    for text in (figure.question, figure.when_empty, figure.source, *columns):
        assert not find_banned(text), text


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("figure_id", REGISTRY)
def test_a_finding_has_words_of_readers(demo_store: Store, figure_id: str, audience: str) -> None:
    choice = Selection(audience=audience)
    answer = figures.answer(demo_store, demo_store.current().number, REGISTRY[figure_id], choice)
    for text in (answer.finding.sentence, answer.size, *(words for _, words in answer.annotations)):
        assert not find_banned(text), text

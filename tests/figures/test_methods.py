"""The method of a figure is two sentences that anybody understands; what a statistician asks for is its detail."""

from __future__ import annotations

import re

import pytest

from dse.figures import REGISTRY, Figure
from tests.support.screen_words import find_banned

LONGEST = 300
_STATISTICIANS = re.compile(
    r"""
    \bp\b | \b[nN]\ = | \bICs?\b | \bintervalles?\b | \bm[ée]dian | \bquartiles?\b | \bvariance | \bscores?\b | \bstrates?\b | pond[ée]r
    | \bsignificati | \bhypoth | \bdegrés\ de\ liberté | \bbootstrap | \btests?\b | \btesté | \bstandardis | \bincidence | \bcohorte
    | \bindices?\b | \binterpol | \bcalage | \beffectif
    | \b(?:Holm|Wilson|Student|Bonferroni|Newcombe|Tango|Hemerik|Austin|Jaccard|Kish|Wald|Cochran|Birch)\b | \b(?:19|20)\d\d\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_INTERVALS = re.compile(r"(?:^|_)(?:low|high)(?:_|$)")


def _count_sentences(text: str) -> int:
    return len(re.findall(r"[.?!…](?=\s|$)", text))


def _has_interval(figure: Figure) -> bool:
    return any(_INTERVALS.search(column.name) for column in figure.columns)


@pytest.mark.parametrize(
    "text",
    [
        "un p de 0,03",
        "valeurs p ajustées (Holm 1979)",
        "Intervalle à 95 %",
        "le délai médian",
        "un score",
        "rien n’est testé",
    ],
)
def test_words_of_statisticians_are_found(text: str) -> None:
    assert _STATISTICIANS.search(text)


@pytest.mark.parametrize("figure_id", REGISTRY)
def test_a_method_is_two_plain_sentences(figure_id: str) -> None:
    method = REGISTRY[figure_id].method
    assert method.endswith(".")
    assert _count_sentences(method) == 2
    assert len(method) <= LONGEST
    assert not _STATISTICIANS.findall(method)
    assert not find_banned(method)


@pytest.mark.parametrize("figure_id", REGISTRY)
def test_what_is_tested_or_estimated_has_its_statistical_detail(figure_id: str) -> None:
    figure = REGISTRY[figure_id]
    assert figure.detail or not (figure.compares or _has_interval(figure))
    assert all(detail == detail.strip() and detail.endswith(".") for detail in figure.detail)

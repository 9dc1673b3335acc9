"""Next waves of exports, changed in one way: followed and counted right, refused, or asked about; never wrong in silence."""

from __future__ import annotations

from random import Random

import pytest
from mutants import survey_judging, wave_operators
from mutants.survey_judging import RIGHT, WRONG
from mutants.wave_judging import judge_wave

from dse.ingest.surveys.waves import question_comparison, scale_doubts
from dse.ingest.surveys.waves.question_comparison import Comparison

_BASES = list(survey_judging.EVERY)
_PLAIN = ("as_before", "moved_boxes")  # nothing to ask


def _list_failures(operator: str, bases: list[str]) -> list[str]:
    """What is wrong of the second wave of each export that can be changed so."""
    failures = []
    for name in bases:
        made = wave_operators.EVERY[operator](survey_judging.EVERY[name](), Random(f"{operator} {name}"))
        outcome = judge_wave(*made) if made else None
        if outcome and outcome.kind in ((WRONG,) if operator not in _PLAIN else (WRONG, "refused")):
            failures.append(f"{operator}, {name} : {outcome.kind} {' '.join(outcome.reasons[:2])}")
    return failures


def _choose_base(operator: str) -> list[str]:
    """The first export that can be changed so."""
    rng = Random(operator)
    return [name for name in _BASES if wave_operators.EVERY[operator](survey_judging.EVERY[name](), rng)][:1]


@pytest.mark.parametrize("operator", wave_operators.EVERY)
def test_a_next_wave_is_right_refused_or_asked_about(operator: str) -> None:
    (base,) = _choose_base(operator)
    assert _list_failures(operator, [base]) == []


@pytest.mark.long
@pytest.mark.parametrize("operator", wave_operators.EVERY)
def test_next_waves_of_every_export_are_right_refused_or_asked_about(operator: str) -> None:
    assert _list_failures(operator, _BASES) == []


def test_a_unit_that_is_not_compared_is_wrong_in_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scale_doubts, "doubt_measure", lambda *_: None)
    made = wave_operators.other_unit(survey_judging.EVERY["limesurvey"](), Random("unit"))
    assert judge_wave(*made).kind == WRONG


def test_a_series_that_ends_unasked_is_wrong_in_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = Comparison(question_comparison.OTHER_FORM)
    monkeypatch.setattr(question_comparison, "compare_question", lambda *_, **__: ended)
    export = survey_judging.EVERY["sphinx"]()
    assert judge_wave(export, frozenset()).kind == WRONG
    monkeypatch.undo()
    assert judge_wave(export, frozenset()).kind == RIGHT

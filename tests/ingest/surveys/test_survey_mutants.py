"""Exports of survey tools, clean, messy and damaged: counted as pandas counts them, refused, or asked about; never wrong in silence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from random import Random

import pytest
from mutants import messy_exports, survey_exports, survey_judging, survey_operators
from mutants.survey_judging import REFUSED, RIGHT, WRONG, Mutant, judge_draft, judge_form

from dse.ingest.surveys.draft import form_draft
from dse.ingest.surveys.reading import answers

MANY = 10  # mutants of an operator
_BASES = list(survey_judging.EVERY)
_POINTS = {
    "google": {"annees", "sans-sujet", "separateur-une-virgule", "bornes-1-5"},
    "framaforms": {"annees", "sans-sujet"},
    "sphinx": {"annees", "sans-sujet"},
    "plain": {"bornes-1-5"},
    "limesurvey_cut": {"bornes-1-5"},
    "kobo": {"sans-sujet"},
    "kobo_numbers": {"bornes-1-5", "sans-sujet"},
    "google_rich": {
        "annees",
        "separateur-une-virgule",
        "sans-sujet",
        "autre",
        "unite-quel-est-l-age-de-votre-structure-en-ans",
    },
    "framaforms_names": {"annees", "sans-sujet", "separateur-une-virgule"},
}


@pytest.mark.parametrize("name", _BASES)
def test_clean_exports_are_counted_as_pandas_counts_them(name: str) -> None:
    mutant = survey_judging.clean(name)
    assert (judge_draft(mutant).kind, judge_draft(mutant).reasons) == (RIGHT, ())
    assert (judge_form(mutant).kind, judge_form(mutant).reasons) == (RIGHT, ())
    draft = form_draft.draft_from_file(mutant.upload, series="e", answers={"dates": "2022-03-01 2022-03-31"})
    assert {point.key for point in draft.open_points} == _POINTS.get(name, set())


def test_a_count_that_differs_is_wrong_in_silence() -> None:
    export = survey_exports.EVERY["sphinx"]()
    answers = list(export.table["c4"])
    other = export.with_cells(c4=["Plutôt d’accord" if text else text for text in answers])
    outcome = judge_draft(Mutant(other, survey_judging.clean("sphinx").content))
    assert outcome.kind == WRONG and "plutot d accord" in outcome.reasons[0]


@pytest.mark.parametrize(("name", "reason"), [("plain", "NP"), ("kobo", "NP"), ("limesurvey", "SR")])
def test_a_blank_for_another_reason_is_wrong_in_silence(
    name: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing_answers = answers._missing_answers
    monkeypatch.setattr(
        answers, "_missing_answers", lambda item, line, _: missing_answers(item, line, reason)
    )
    assert judge_draft(survey_judging.clean(name)).kind == WRONG


def test_operators_are_twenty_and_more() -> None:
    assert len(survey_operators.EVERY) >= 20


def _mutants(operator: str, count: int) -> Iterator[tuple[str, Mutant]]:
    """Mutants of an operator, made of one export after the other."""
    start, made = sum(map(ord, operator)), 0
    for turn in range(start, start + 20 * count):
        name = _BASES[turn % len(_BASES)]
        mutant = survey_operators.EVERY[operator](survey_judging.EVERY[name](), Random(f"{operator} {turn}"))
        if mutant is not None:
            made += 1
            yield f"{operator}, {name}, {turn}", mutant
        if made == count:
            return


def _list_failures(operator: str, count: int) -> list[str]:
    return [
        f"{name}, {judge.__name__} : {outcome.kind} {' '.join(outcome.reasons[:2])}"
        for name, mutant in _mutants(operator, count)
        for judge in (judge_draft, judge_form)
        if (outcome := judge(mutant)).kind not in mutant.outcomes
    ]


def test_one_mutant_of_each_operator() -> None:
    failures = [failure for operator in survey_operators.EVERY for failure in _list_failures(operator, 1)]
    assert not failures, "\n".join(failures)


@pytest.mark.long
@pytest.mark.parametrize("operator", survey_operators.EVERY)
def test_mutants_are_right_refused_or_asked_about(operator: str) -> None:
    assert len(list(_mutants(operator, MANY))) == MANY
    failures = _list_failures(operator, MANY)
    assert not failures, "\n".join(failures)


def test_a_file_without_its_titles_is_refused_in_french() -> None:
    mutant = survey_operators.no_titles(survey_exports.EVERY["sphinx"](), Random("titles"))
    outcome = judge_draft(mutant)
    assert outcome.kind == REFUSED and "ligne des titres" in outcome.reasons[0]


def test_an_option_or_a_question_that_a_version_lacked_was_not_asked() -> None:
    counts = survey_judging.count_reasons(survey_judging.clean("kobo_labels"))
    lines = messy_exports.EVERY["kobo_labels"]().table.index
    later = Counter("NP" if line < 25 else "SR" if line % 6 == 0 else None for line in lines)
    assert counts["Depuis quand l’eau manque-t-elle ?", "-"] == later
    school = Counter("NP" if line < 25 else "SR" if line % 12 == 11 else None for line in lines)
    assert counts["Que manque-t-il ?", "École du village"] == school

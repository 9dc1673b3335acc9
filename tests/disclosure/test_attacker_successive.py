"""Nobody who keeps the files of two days finds what was said by those who came, left or changed their mind between them."""

from __future__ import annotations

from collections import Counter

import pytest
from attack_reading import Reading
from attack_successive import (
    CAME,
    CHANGED,
    DEEDS,
    FIRST_WAVE,
    LEFT,
    NEEDS,
    Twice,
    answers,
    facts,
    find_alone,
    move,
    recovered,
    twice,
)
from attack_surveys import WAVES, RandomSurvey, connected, drawn_survey, items_of

from dse import publication
from dse.disclosure import marks
from dse.figures import REGISTRY
from dse.figures.rows import Row
from dse.publication import REPEAT, Difference, differences
from dse.publication.rows import by_wave, keyed, numbers, written

pytestmark = pytest.mark.long

SURVEYS = 40
TWO_WAVES = 10
EACH = 5
MANY = (1, 2, 3, 25)
SEED_OF_ONE_NEED = 1


@pytest.mark.parametrize("first", range(0, SURVEYS, EACH))
def test_nobody_is_found_between_two_files(first: int) -> None:
    """Each survey once; who came, left or changed are one, two, three or many in turn."""
    for seed in range(first, first + EACH):
        pair = twice(seed, DEEDS[seed % 3], MANY[seed // 3 % 4])
        settled = pair.reconcile()
        assert list(recovered(pair, settled.answers)) == [], seed
        beyond = [list(pair.reading.beyond(differences.REGISTRY[each.figure_id], each)) for each in settled.answers]  # fmt: skip
        assert not any(beyond), seed


@pytest.mark.parametrize("first", range(0, TWO_WAVES, EACH))
def test_nobody_is_found_between_a_wave_alone_and_the_same_beside_another(first: int) -> None:
    """As a triennial is told first by itself, then compared with the next."""
    for seed in range(first, first + EACH):
        pair = twice(seed, DEEDS[seed % 3], MANY[seed // 3 % 4], waves=2)
        settled = pair.reconcile()
        assert set(WAVES) <= publication.waves(settled.answers)
        assert list(recovered(pair, settled.answers)) == [], seed


@pytest.mark.parametrize("seed", range(4))
def test_a_wave_has_the_same_numbers_whatever_the_years(seed: int) -> None:
    drawn, compared = drawn_survey(seed, 2), [each.id for each in REGISTRY.values() if each.compares_waves]
    alone, both = answers(drawn, compared, FIRST_WAVE), answers(drawn, compared)
    seen = 0
    for one, two in zip(alone, both, strict=True):
        figure = REGISTRY[one.figure_id]
        if figure.rule.wave:
            rows = [keyed(figure, by_wave(figure, written(each)).get("V16", [])) for each in (one, two)]
            told = [{key: (numbers(figure, row), row["mark"]) for key, row in each.items()} for each in rows]
            assert told[0] == told[1]
            seen += len(told[0])
    assert seen


@pytest.mark.parametrize("change", DEEDS)
def test_without_the_comparison_somebody_is_found(change: str) -> None:
    """The attacker is able: the figures of the day, given as they are, tell of those who made the difference."""
    found = Counter[int]()
    for seed in range(1, 30):
        if any(each.kind == "likert" for each in items_of(seed)) and not found:
            pair = twice(seed, change, 1, NEEDS)
            found[seed] += len(list(recovered(pair, pair.now)))
            found += Counter()
    assert found


@pytest.mark.parametrize("change", [CAME, LEFT, CHANGED])
def test_differences_that_are_not_seen_as_small_let_somebody_be_found(
    change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(differences, "_tells_of_few", lambda *_: False)
    for seed in range(1, 30):
        pair = twice(seed, change, 1, NEEDS)
        if list(recovered(pair, pair.reconcile().answers)):
            return
    raise AssertionError("nobody was found")


def find_given(survey: RandomSurvey, question: str) -> list[Row]:
    """The answers to a question, of those who did not skip it, the last to come at the end."""
    return [row for row in survey.rows["survey_answers"] if row["question_id"] == question and row["value"]]


def five_after_four() -> Twice:
    """A question to which all but four answered favourably, as many as a bound may hide; then six came, one of them the fifth."""
    survey, items = drawn_survey(SEED_OF_ONE_NEED, 1), items_of(SEED_OF_ONE_NEED)
    (question,) = [item.question for item in items if (item.kind, item.dimension) == ("likert", "need")]
    for row in find_given(survey, question):
        row["value"] = 4.0
    alone = find_alone(survey, LEFT)
    for row in [row for row in find_given(survey, question) if row["respondent_id"] in alone][:4]:
        row["value"] = 1.0
    before, reading = answers(survey, ["waves_need"]), Reading(connected(survey.rows), items)
    there = {row["respondent_id"] for row in survey.rows["survey_answers"]}
    moved = move(survey, SEED_OF_ONE_NEED, CAME, 6)
    new = [
        row
        for row in survey.rows["survey_answers"]
        if row["question_id"] == question and row["respondent_id"] not in there
    ]
    for row in new:
        row["value"], row["missing"] = (1.0 if row is new[0] else 4.0), None
    return Twice(before, answers(survey, ["waves_need"]), reading, moved, CAME)


def test_a_bound_beside_a_number_shown_later_names_who_came(monkeypatch: pytest.MonkeyPatch) -> None:
    """« At most four otherwise », then five of the six more: it is repeated, for a bound counts as a mask; taken for none, it tells."""
    pair = five_after_four()
    (then,), (now,) = pair.then[0].table.to_dict("records"), pair.now[0].table.to_dict("records")
    assert marks.bound(then["mark"]) and now["base"] - then["base"] == 6
    assert now["base"] - now["favourable"] == 5
    assert list(recovered(pair, pair.reconcile().answers)) == []
    monkeypatch.setattr(differences, "is_hidden", lambda row: bool(row) and marks.is_silent(row["mark"]))
    assert list(recovered(pair, pair.reconcile().answers))


def four_after_five() -> Twice:
    """A question that nine answered, five of them favourably: at least 55 %. Then one of the five says the contrary: at most 45 %."""
    survey, items = drawn_survey(SEED_OF_ONE_NEED, 1), items_of(SEED_OF_ONE_NEED)
    (question,) = [item.question for item in items if (item.kind, item.dimension) == ("likert", "need")]
    alone, rows = find_alone(survey, LEFT), find_given(survey, question)
    nine = [row for row in rows if row["respondent_id"] in alone][:9]
    for row in rows:
        row["value"] = (4.0 if row in nine[:5] else 1.0) if row in nine else None
    before, reading = answers(survey, ["waves_need"]), Reading(connected(survey.rows), items)
    nine[0]["value"] = 1.0
    return Twice(before, answers(survey, ["waves_need"]), reading, {}, CHANGED)


def test_a_bound_that_turns_into_the_other_names_who_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    pair = four_after_five()
    said = [each.table["mark"].tolist() for (each,) in (pair.then, pair.now)]
    assert said == [[marks.at_least(55)], [marks.at_most(45)]]
    assert list(recovered(pair, pair.reconcile().answers)) == []
    monkeypatch.setattr(differences, "_have_other_bounds", lambda *_: False)
    assert list(recovered(pair, pair.reconcile().answers))


def test_a_survey_in_doubt_says_again_all_that_was_said_of_it() -> None:
    seen = 0
    for seed in range(1, 12):
        pair = twice(seed, CAME, 2, NEEDS)
        if [each.advised for each in pair.doubts] == [REPEAT]:
            seen += 1
            assert facts(pair.reading, pair.reconcile().answers) == facts(pair.reading, pair.then)
    assert seen >= 5


def test_the_code_that_confirms_changes_with_the_differences() -> None:
    pairs = [twice(1, deed, 1, NEEDS) for deed in DEEDS]
    codes = {publication.code(each.doubts) for each in pairs}
    assert len(codes) == len(pairs)
    assert all(isinstance(each, Difference) for pair in pairs for doubt in pair.doubts for each in doubt.differences)  # fmt: skip

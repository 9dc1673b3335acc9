"""Nobody who keeps all that the survey figures of the registry show a public finds a hidden answer, over untidy surveys."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import attack
import pytest
from attack import AUDIENCES, Attacker
from attack_figures import bound_each
from attack_reading import READ, Reading
from attack_surveys import KIND, THEMES, items_of, survey

from dse import figures
from dse.disclosure import answers, cells, groups, marks, whole
from dse.figures.figure import Figure
from dse.figures.rows import Row
from dse.figures.surveys import by_family, satisfaction
from dse.query import Query, Selection

pytestmark = pytest.mark.long

SURVEYS = 200
EACH = 10
SEVERAL = 3
PROTECTED = tuple(each for each in figures.REGISTRY.values() if each.rule)
SPANS = ((1, 9999), (2016, 2016), (2019, 2019))
FILTERS = (
    {},
    {"families": ("ONG",)},
    {"regions": ("11",)},
    {"themes": THEMES[:1]},
    {"themes": THEMES},
    {"kinds": (KIND,)},
    {"themes": THEMES[1:], "kinds": (KIND,), "families": ("ONG", "ESS")},
)


def attacked(seed: int, chosen: Sequence[Figure] | None = None) -> Attacker:
    """One survey in ten has two waves, one in fifty is asked with every filter and through both audiences.

    A filter that a public may use only picks questions among those of a wave: the rows are the same.
    """
    engine = survey(seed, waves=1 + (seed % 10 == 0))
    audiences = AUDIENCES if seed % 50 == 0 else (AUDIENCES[seed % 2],)
    asked = [(SPANS[0], each) for each in FILTERS] + [(each, {}) for each in SPANS]
    asked = asked if seed % 50 == 0 else [(SPANS[0], {})]
    choices = [Selection(*span, **each, audience=audience) for audience in audiences for span, each in asked]
    reading = Reading(engine, items_of(seed))
    return Attacker(engine, reading).collect(choices, chosen or _worth_asking(seed))


def _worth_asking(seed: int) -> list[Figure]:
    """All figures of one survey in fifty; of the others those that have something to say, the weighted one now and then."""
    kinds = {each.kind for each in items_of(seed)}
    dimensions = {each.dimension for each in items_of(seed) if each.kind == "likert"}
    idle = {f"{form}_{each}" for form in ("answers", "waves") for each in DIMENSIONS - dimensions}
    of_kind = {"choices": "multiple", "single_choices": "single", "numbers": "scale", "recommendation": "nps"}
    idle |= {figure for figure, kind in of_kind.items() if kind not in kinds}
    idle |= {"answers_weighted"} if seed % 10 else set()
    return [each for each in PROTECTED if seed % 50 == 0 or each.id not in idle]


DIMENSIONS = {each.removeprefix("waves_") for each in READ if each.startswith("waves_")}


@pytest.mark.parametrize("first", range(0, SURVEYS, EACH))
def test_no_hidden_answer_of_a_survey_is_found(first: int) -> None:
    for seed in range(first, first + EACH):
        attacker = attacked(seed)
        assert len(attacker.facts) >= 5, f"the attacker was shown too little to be one: {seed}"
        assert attacker.recovered() == [], seed


NEEDS = ("answers_need", "waves_need", "need_by_family", "response_rate", "response_by_family")


def recovered_facts(*identities: str, seeds: Sequence[int] = range(1, 40)) -> Iterator[str]:
    chosen = [each for each in PROTECTED if each.id in identities] or None
    return (each for seed in seeds for each in attacked(seed, chosen).recovered())


def test_hiding_one_row_without_another_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "_protect_one_another", lambda *_: True)
    assert next(recovered_facts(*NEEDS), None)


def test_families_that_are_not_merged_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(groups, "merge", lambda members, _: {group.code: group.code for group in members})
    assert next(recovered_facts(*NEEDS), None)


def test_families_that_are_bounded_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bound of one family, taken from the total of all of them, leaves less than five for the others."""
    monkeypatch.setitem(answers._FORMS, "statistic", bound_each)
    assert next(recovered_facts(*NEEDS), None)


def test_answers_that_are_not_merged_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "finest", lambda *_: 0)
    assert next(recovered_facts(*NEEDS), None)


def test_parts_of_an_organisation_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole, "parted", lambda values, _: list(values))
    counted = set(READ) - {"response_rate", "response_by_family", "numbers"}  # whole members
    told = set()
    for seed in range(60):
        engine, reading = survey(seed), Reading(survey(seed), items_of(seed))
        for identity in counted - told:
            figure = figures.REGISTRY[identity]
            said = attack.answer(figure, Query(engine, Selection(audience="projection")), 1, None)
            told |= {identity for each in reading.beyond(figure, said) if "a fraction" in each}
    assert told == counted


def test_an_answer_of_a_subset_of_members_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Figure, "accepts", lambda self, _: self.breakdowns)
    with pytest.raises(AssertionError, match="contradicts itself"):
        attacked(0, [each for each in PROTECTED if each.id in ("answers_need", "response_rate")]).recovered()


def test_a_finding_made_before_the_rule_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_early(figure: Figure, query: Query, version: int, as_of: object) -> object:
        said = answer(figure, query, version, as_of)
        return said if said.table.empty else replace(said, finding=figure.finding(figure.rows(query)))

    answer = attack.answer
    monkeypatch.setattr(attack, "answer", too_early)
    assert next(recovered_facts("response_by_family"), None)


def weaker(monkeypatch: pytest.MonkeyPatch, identity: str, change: Callable[[Figure], Figure]) -> str | None:
    """What is found where a figure is protected less than it says."""
    weak = change(figures.REGISTRY[identity])
    monkeypatch.setitem(figures.REGISTRY, identity, weak)
    chosen = [weak, figures.REGISTRY["response_rate"]]
    asked = (seed for seed in range(1, 60) if any(each.kind == "scale" for each in items_of(seed)))
    return next((each for seed in asked for each in attacked(seed, chosen).recovered()), None)


def test_quartiles_of_a_few_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    form = {"form": "statistic"}
    told = weaker(monkeypatch, "numbers", lambda figure: replace(figure, rule=replace(figure.rule, **form)))
    assert told and told.startswith("nombre")


def test_what_is_the_team_s_only_is_found_where_it_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    told = weaker(
        monkeypatch, "numbers", lambda figure: replace(figure, rule=replace(figure.rule, withheld=()))
    )
    assert told and "not read" in told


def test_those_who_skipped_a_question_are_found_in_satisfaction_as_a_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def sides(questions: list[Row], _cells: list[Row]) -> float:
        return min(row[side] for row in questions for side in ("favourable", "others"))

    monkeypatch.setattr(satisfaction, "_least", sides)
    told = next(recovered_facts("satisfaction", "waves_satisfaction", seeds=range(1, 60)), None)
    assert told and told.startswith("both")


def test_members_of_a_group_counted_by_question_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the families shown together those that answered it alone: beside the register, the sum tells which did not."""
    monkeypatch.setattr(by_family, "_find_silent", lambda *_: [])
    told = next(recovered_facts(*NEEDS), None)
    assert told and told.startswith("besoin")


def test_surveys_are_still_told_something() -> None:
    """A rule that hid everything would pass all the above: each figure read is shown in several surveys."""
    shown = dict.fromkeys(READ, 0)
    for seed in range(1, SURVEYS):
        engine = survey(seed)
        for identity in [each for each, times in shown.items() if times < SEVERAL]:
            said = attack.answer(
                figures.REGISTRY[identity], Query(engine, Selection(audience="diffusion")), 1, None
            )
            shown[identity] += not said.table.empty and not said.is_masked
        if min(shown.values()) == SEVERAL:
            return
    raise AssertionError(shown)


def test_every_figure_of_the_page_is_read_or_refused() -> None:
    engine = survey(0)
    for figure in PROTECTED:
        said = attack.answer(figure, Query(engine, Selection(audience="projection")), 1, None)
        assert figure.id in READ or said.table.empty, figure.id


def test_others_says_how_many_members_answered() -> None:
    """Whatever partners, organisations that are no members and several respondents of one add to the file."""
    told = 0
    for seed in range(12):
        engine = survey(seed)
        query = Query(engine, Selection(audience="projection"))
        table = attack.answer(figures.REGISTRY["response_by_family"], query, 1, None).table
        for row in table[table["actor_family"].map(marks.is_name) & table["answered"].notna()].itertuples():
            told += row.actor_family.startswith("Autres")
            assert row.actor_family in (marks.others(row.answered), marks.WHOLE)
    assert told >= 3

"""What becomes of needs tells a public nothing of an answer, to who knows the register and who was served in each year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

import attack
import numpy
import pytest
from attack import AUDIENCES, Attacker
from attack_reading import READ, Reading
from attack_successive import CAME, DAY, LEFT, SERIES, OptionsThatComeToSayNeeds, facts, recovered, told_of
from attack_surveys import (  # fmt: skip
    ACTIVITY_KIND,
    CARRIER,
    KIND,
    ROLE,
    THEMES,
    WAVES,
    RandomSurvey,
    connected,
    drawn_survey,
    items_of,
)

from dse import publication
from dse.disclosure import audience
from dse.figures import REGISTRY, Answer, draw
from dse.publication import options
from dse.query import Query, Selection

pytestmark = pytest.mark.long
FIGURES = ("needs_after_theme", "needs_after_support")
# What a review without choices tells of options.
WITHOUT_CHOICES = (
    *FIGURES,
    "gaps_by_theme",
    "gaps_by_support",
    "answers_need",
    "waves_need",
    "themes_wanted",
)
WITHOUT_CHOICES += ("need_by_family", "answers_weighted")
ALONE = ("gaps_by_support",)
LISTS = ("needs_to_follow_theme", "needs_to_follow_support")
CROSSED = REGISTRY["needs_after_theme"].rule.withheld
OF_OPTIONS = [
    seed for seed in range(40) if {"appuis", "premier"} & {item.question for item in items_of(seed)}
]
SEEDS = [seed for seed in range(40) if seed % 25 != 24][:8]


# The years in which studies are recorded, and visits: in all; with a hole after the last wave; by one measure before and another since.
RECORDED = {
    "all": (range(2014, 2022), range(2014, 2022)),
    "a hole": (range(2014, 2019), range(2014, 2019)),
    "two measures": (range(2014, 2017), range(2017, 2022)),
}


def served_survey(seed: int, recorded: str = "all") -> RandomSurvey:
    """Two waves of a survey, and services of its members in each year: some on a theme, some of the kind that is asked about."""
    survey, rng = drawn_survey(seed, 2), numpy.random.default_rng([seed, 3])
    members = [row["organisation_id"] for row in survey.rows["memberships"]]
    for year in range(2014, 2022):
        for number, who in enumerate(rng.choice(members, 12, replace=False)):
            serve(survey, f"{year}-{number}", str(who), date(year, 6, 1), str(rng.choice(THEMES)))
    for table, name, years in zip(("accompaniment_organisations", "participations"), ("accompaniment_id", "activity_id"), RECORDED[recorded], strict=True):  # fmt: skip
        survey.rows[table] = [row for row in survey.rows[table] if int(row[name][1:5]) in years]
    return survey


def serve(survey: RandomSurvey, name: str, who: str, day: date, theme: str) -> None:
    """A study that a member carries, and a visit of it to an activity, both on a theme."""
    about = {"kind": KIND, "title": "Fictif", "status": "TERMINE", "requested_on": day, "started_on": day}
    survey.add("accompaniments", accompaniment_id=f"S{name}", **about)
    carried = {"organisation_id": who, "role": CARRIER}
    survey.add("accompaniment_organisations", accompaniment_id=f"S{name}", **carried)
    survey.add("activities", activity_id=f"V{name}", kind=ACTIVITY_KIND, title="Fictive", held_on=day)
    survey.add("participations", activity_id=f"V{name}", organisation_id=who, role=ROLE, participants=1)
    for subject, identity in (("accompaniment", f"S{name}"), ("activity", f"V{name}")):
        survey.add("theme_marks", subject=subject, subject_id=identity, theme=theme, score=2)


def ask(survey: RandomSurvey, code: str) -> tuple[Answer, ...]:
    engine = connected(survey.rows)
    query = Query(engine, Selection(audience=code))
    return tuple(attack.answer(REGISTRY[name], query, 1, None) for name in FIGURES)


def exits(answer: Answer) -> tuple[str, ...]:
    """All that leaves of an answer: its table, its sentence, its size, what is hidden, the data of its chart."""
    chart = (
        "" if answer.table.empty or answer.is_masked else draw(REGISTRY[answer.figure_id], answer).to_dict()
    )
    return answer.table.to_csv(), answer.finding.sentence, answer.size, repr(answer.hidden), repr(chart)


def swap_answers(survey: RandomSurvey, seed: int) -> None:
    """In each wave, give what each member said to another one that answered: the same counts, of other people."""
    rng = numpy.random.default_rng([seed, 4])
    inside = {row["organisation_id"] for row in survey.rows["memberships"] if not row["left_on"]}
    inside &= {row["organisation_id"] for row in survey.rows["memberships"] if row["joined_on"].year == 2010}
    for wave in WAVES:
        rows = [
            row
            for row in survey.rows["survey_respondents"]
            if row["wave_id"] == wave and row.get("organisation_id") in inside and not row.get("is_partner")
            and row["status"] in ("partial", "complete")
        ]  # fmt: skip
        who = sorted({row["organisation_id"] for row in rows})
        others = dict(zip(who, rng.permutation(who).tolist(), strict=True))
        for row in rows:
            row["organisation_id"] = others[row["organisation_id"]]


@pytest.mark.parametrize("recorded", RECORDED)
@pytest.mark.parametrize("seed", SEEDS)
def test_who_said_a_need_changes_nothing_that_a_public_reads(seed: int, recorded: str) -> None:
    """The same answers, given by other members, whose services are others: a byte of difference would be a count that crosses the two."""
    before, after = served_survey(seed, recorded), served_survey(seed, recorded)
    swap_answers(after, seed)
    for code in AUDIENCES:
        for one, other in zip(ask(before, code), ask(after, code), strict=True):
            assert exits(one) == exits(other)
            assert not len(one.table) or one.table[list(CROSSED)].isna().all(axis=None)


@pytest.mark.parametrize("recorded", RECORDED)
def test_whom_to_follow_is_for_the_team(recorded: str) -> None:
    """A list of names is refused, whatever is recorded; the attack is able, as the team reads one."""
    engines = [connected(served_survey(seed, recorded).rows) for seed in SEEDS]
    for name in LISTS:
        read = {
            code: [attack.answer(REGISTRY[name], Query(engine, Selection(audience=code)), 1, None) for engine in engines]
            for code in ("equipe", *AUDIENCES)
        }  # fmt: skip
        assert any(len(answer.table) for answer in read.pop("equipe"))
        for answer in (answer for answers in read.values() for answer in answers):
            assert answer.table.empty and not answer.size
            assert "réservé à l’équipe" in answer.finding.sentence


def test_who_said_a_need_changes_what_the_team_reads() -> None:
    """The attack is able: the team's counts are crossed, and differ."""
    seen = 0
    for seed in SEEDS:
        before, after = served_survey(seed), served_survey(seed)
        swap_answers(after, seed)
        seen += any(exits(one) != exits(other) for one, other in zip(ask(before, "equipe"), ask(after, "equipe"), strict=True))  # fmt: skip
    assert seen >= 4


@pytest.mark.parametrize("seed", SEEDS)
def test_two_dossiers_between_which_one_member_was_accompanied_narrow_no_answer(seed: int) -> None:
    """Counts of all members move by one; what is told of answers is the same, and no difference is asked about."""
    survey = served_survey(seed)
    then = ask(survey, "diffusion")
    replies = survey.rows["survey_respondents"]
    answering = {row.get("organisation_id") for row in replies if row["status"] == "complete"}
    served = {row["organisation_id"] for row in survey.rows["accompaniment_organisations"]}
    members = {row["organisation_id"] for row in survey.rows["memberships"]}
    (who, *_) = sorted((answering & members) - served) or sorted(answering & members)
    serve(survey, "one", who, date(2017, 5, 2), THEMES[0])
    now = ask(survey, "diffusion")
    reading = Reading(connected(survey.rows), items_of(seed))
    assert facts(reading, then) == facts(reading, now)
    published = told_of(then)
    differences = publication.compared(published, now, audience("diffusion").thresholds)
    assert differences == []
    doubts = publication.doubts(differences, SERIES)
    assert publication.settled(now, published, doubts, {}, SERIES, DAY).answers == now
    assert [exits(answer) for answer in then] != [exits(answer) for answer in now]
    assert not [words for answer in now for words in reading.beyond(REGISTRY[answer.figure_id], answer)]


def test_a_crossed_count_that_is_shown_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    figure = REGISTRY["needs_after_theme"]
    weak = replace(figure, rule=replace(figure.rule, withheld=()))
    monkeypatch.setitem(REGISTRY, figure.id, weak)
    before, after = served_survey(SEEDS[1]), served_survey(SEEDS[1])
    swap_answers(after, SEEDS[1])
    (one, *_), (other, *_) = ask(before, "projection"), ask(after, "projection")
    assert exits(one) != exits(other)
    reading = Reading(connected(before.rows), items_of(SEEDS[1]))
    assert any("needing" in words for words in reading.beyond(weak, one))


@pytest.fixture(
    scope="module",
    params=[pytest.param(seed, marks=pytest.mark.xdist_group(f"options-{seed}")) for seed in OF_OPTIONS],
)
def options_survey(request: pytest.FixtureRequest) -> OptionsThatComeToSayNeeds:
    """A survey between whose days options come to say needs; read only."""
    return OptionsThatComeToSayNeeds(request.param)


def find_between(survey: OptionsThatComeToSayNeeds, change: str, later: Sequence[str]) -> Iterator[object]:
    """What is told of those who came or left between a dossier that told choices and a later one, whose options say needs. Where the
    second is said to repeat the first, anything that the same figures would not have told on the first day."""
    pair = survey.twice(change, 2, later)
    settled = pair.reconcile()
    if settled.repeated:
        first = [survey.unmoved[name] for name in later]
        yield from facts(pair.reading, settled.answers) - facts(pair.reading, [*pair.then, *first])
    else:
        yield from recovered(pair, settled.answers)


def is_found(change: str, later: Sequence[str]) -> bool:
    """Whether the attack finds something in a survey."""
    return any(
        True for seed in OF_OPTIONS for _ in find_between(OptionsThatComeToSayNeeds(seed), change, later)
    )


@pytest.mark.parametrize("later", [ALONE, WITHOUT_CHOICES, tuple(READ)], ids=["alone", "review", "whole"])
@pytest.mark.parametrize("change", [CAME, LEFT])
def test_nobody_is_found_where_options_come_to_say_needs(
    options_survey: OptionsThatComeToSayNeeds, change: str, later: tuple[str, ...]
) -> None:
    assert list(find_between(options_survey, change, later)) == []


@pytest.mark.parametrize("change", [CAME, LEFT])
def test_an_option_that_is_not_compared_with_its_choice_tells_who_came(
    change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The attack is able: options taken for a question never told of are given as they are today."""
    monkeypatch.setattr(publication, "with_options", lambda published, *_: published)
    assert is_found(change, ALONE)


@pytest.mark.parametrize("change", [CAME, LEFT])
def test_an_option_repeated_with_the_numbers_of_today_tells_who_came(
    change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(options, "_with_numbers", lambda _, row, *numbers: row)
    assert is_found(change, WITHOUT_CHOICES)


def test_options_that_come_to_say_needs_narrow_nothing_that_choices_hid(
    options_survey: OptionsThatComeToSayNeeds,
) -> None:
    """Of the same answers: all that both dossiers tell leaves a masked count as wide as the first did."""
    pair = options_survey.twice(CAME, 0)
    told = pair.reconcile().answers
    attacker = Attacker(pair.reading.engine, pair.reading)
    attacker.facts |= facts(pair.reading, pair.then) | facts(pair.reading, told)
    assert attacker.recovered() == []

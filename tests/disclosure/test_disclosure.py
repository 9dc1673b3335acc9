"""What is merged, what is masked, and that what is masked stays unknown: each rule by hand, then for any table."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from survey_figures import shares, survey

from dse.disclosure import (
    Replacements,
    Rule,
    audience,
    audiences,
    blocks,
    groups,
    how_many_masked,
    marks,
    protect,
    refusal,
    words,
)
from dse.disclosure import cells as of_cells
from dse.disclosure import whole as of_whole
from dse.disclosure.answers import Hidden
from dse.disclosure.groups import Group, merge
from dse.query import Query, Selection
from schemas import codelists

PROJECTION, PUBLICATION, TEAM = audience("projection"), audience("diffusion"), audience("equipe")
LIMITS = PROJECTION.thresholds
MASK = "[masqué, n<5]"


# --- groups, once a wave


def merged(*groups: tuple[str, int, int]) -> dict[str, str]:
    return dict(merge([Group(*each) for each in groups], LIMITS))


def test_groups_large_enough_stand_alone() -> None:
    assert merged(("A", 8, 13), ("B", 30, 50)) == {"A": "A", "B": "B"}


def test_small_groups_are_shown_together() -> None:
    found = merged(("A", 30, 50), ("B", 5, 10), ("C", 5, 10))
    assert found == {"A": "A", "B": "Autres (n=10)", "C": "Autres (n=10)"}


def test_a_small_group_alone_takes_the_next_smallest_with_it() -> None:
    found = merged(("A", 30, 50), ("B", 12, 20), ("C", 6, 10))
    assert found == {"A": "A", "B": "Autres (n=18)", "C": "Autres (n=18)"}


def test_no_group_is_nearly_all_of_those_it_is_shown_with() -> None:
    """One answer from C beside nine of B would leave B known within one: D is taken too."""
    found = merged(("A", 30, 50), ("B", 9, 20), ("C", 1, 10), ("D", 12, 30))
    assert found == {"A": "A", "B": "Autres (n=22)", "C": "Autres (n=22)", "D": "Autres (n=22)"}


def test_a_group_where_nearly_all_answered_does_not_stand_alone() -> None:
    assert merged(("A", 30, 50), ("B", 20, 24)) == {}
    assert merged(("A", 30, 50), ("B", 20, 25)) == {"A": "A", "B": "B"}


def test_groups_keep_their_order_whoever_answered() -> None:
    """Ordered by how many answered, masked groups would be ranked."""
    found = merged(("A", 30, 50), ("B", 5, 10), ("C", 12, 40), ("D", 20, 50), ("E", 6, 10))
    assert list(found.values()) == ["A", "Autres (n=11)", "C", "D", "Autres (n=11)"]


@pytest.mark.parametrize("breakdown", ["families", "regions"])
def test_groups_are_in_the_order_of_their_list(breakdown: str) -> None:
    seen = 0
    lists = {"families": "actor_families", "regions": "regions"}
    for seed in range(8):
        asked = Query(survey(seed, sizes=(0.3, 0.4, 0.3, 0, 0, 0, 0, 0, 0)), Selection())
        for names in blocks(asked, breakdown, LIMITS).values():
            shown = [each for each in dict.fromkeys(names.values()) if not marks.is_name(each)]
            seen += len(shown) > 2
            assert shown == [code for code in codelists.codes(lists[breakdown]) if code in shown]
    assert seen


def test_a_wave_whose_groups_are_all_small_is_not_broken_down() -> None:
    assert merged(("A", 3, 10), ("B", 5, 10), ("C", 4, 9)) == {}
    assert merged(("A", 60, 85)) == {}


# --- rows of counts


def hidden(*rows: tuple[int, ...]) -> list[int]:
    counts = numpy.array(rows)
    return of_cells.hidden_rows(counts, counts.sum(axis=1), LIMITS.distribution_base, LIMITS)


def test_rows_with_every_cell_large_enough_are_shown() -> None:
    assert hidden((5, 5), (20, 6)) == []


def test_one_row_is_never_hidden_alone() -> None:
    assert hidden((9, 3), (20, 20), (8, 8)) == [0, 2]


def test_rows_are_hidden_until_what_they_add_up_to_can_be_known() -> None:
    """The two small rows add up to (14, 4): the four would be known, so the third goes too."""
    assert hidden((8, 2), (6, 2), (30, 9), (40, 40)) == [0, 1, 2]


def test_all_is_hidden_where_the_total_itself_cannot_be_shown() -> None:
    assert hidden((20, 2), (20, 1)) == [0, 1]


tables = st.integers(2, 5).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 25), min_size=width, max_size=width), min_size=2, max_size=6
    )
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(tables)
def test_a_hidden_cell_is_known_to_within_the_threshold_at_best(rows: list[list[int]]) -> None:
    assert all(width >= least - 1e-6 for width, least in hidden_widths(rows))


@pytest.mark.long
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(tables)
def test_in_many_tables_a_hidden_cell_is_known_to_within_the_threshold_at_best(rows: list[list[int]]) -> None:
    assert all(width >= least - 1e-6 for width, least in hidden_widths(rows))


def hidden_widths(rows: list[list[int]]) -> Iterator[tuple[float, float]]:
    """How closely an auditor knows each hidden cell, and how closely he may: he has every base, the total of every answer, and the rows
    shown; where all is hidden there is no row to subtract."""
    counts = numpy.array(rows)
    out = hidden(*map(tuple, rows))
    assume(0 < len(out) < len(rows))
    assert len(out) > 1
    own = counts[out]
    for at in range(own.size):
        low, high = bounds(own, at)
        yield high - low, min(LIMITS.cell, own.sum(axis=1)[at // own.shape[1]])


def bounds(own: numpy.ndarray, index: int) -> tuple[float, float]:
    height, width = own.shape
    rows = numpy.kron(numpy.eye(height), numpy.ones(width))
    answers = numpy.kron(numpy.ones(height), numpy.eye(width))
    known = (numpy.vstack([rows, answers]), numpy.concatenate([own.sum(axis=1), own.sum(axis=0)]))
    goal = numpy.eye(own.size)[index]
    found = [linprog(sign * goal, A_eq=known[0], b_eq=known[1]) for sign in (1, -1)]
    return found[0].fun, -found[1].fun


# --- tables


ANSWERS = {
    "base": "base",
    "counts": ("answers",),
    "derive": shares,
    "strata": ("wave_id",),
    "wave": "wave_id",
}
ANSWERS |= {"derived": ("share_pct",), "percentages": ("share_pct",)}
WHOLE = Rule("distribution", category=("option", "side"), **ANSWERS)
BY_GROUP = replace(WHOLE, group="family", breakdown="families")
WAVES = {"V": {"A": "A", "B": "B", "C": "Autres (n=20)", "D": "Autres (n=20)"}}


def table(
    *rows: tuple, columns: tuple[str, ...] = ("family", "option", "side", "answers", "base")
) -> pd.DataFrame:
    return shares(pd.DataFrame(rows, columns=columns).assign(wave_id="V"))


def likert(*counts: float, family: str = "") -> list[tuple]:
    sides = ("Non", "Non", "Oui", "Oui")
    return [(family, str(at), sides[at], count, round(sum(counts))) for at, count in enumerate(counts)]


def shown_rows(protected: object, *columns: str) -> list[tuple]:
    chosen = protected.table[list(columns)].astype(object)
    return list(chosen.where(chosen.notna(), None).itertuples(index=False, name=None))


def test_the_team_sees_all_and_is_warned_of_a_small_base() -> None:
    found = protect(table(*likert(1, 2, 3, 3)), WHOLE, TEAM)
    assert shown_rows(found, "answers", "mark") == [
        (1, "n faible"),
        (2, "n faible"),
        (3, "n faible"),
        (3, "n faible"),
    ]
    assert found.hidden == ()


def test_answers_are_shown_whole_where_each_is_common() -> None:
    found = protect(table(*likert(5, 6, 7, 8)), WHOLE, PROJECTION)
    assert shown_rows(found, "option", "answers", "mark") == [
        ("0", 5, None),
        ("1", 6, None),
        ("2", 7, None),
        ("3", 8, None),
    ]


def test_rare_answers_are_shown_under_a_coarser_name() -> None:
    found = protect(table(*likert(2, 6, 7, 8)), WHOLE, PROJECTION)
    assert shown_rows(found, "option", "answers", "base") == [("Non", 8, 23), ("Oui", 15, 23)]
    assert found.table["share_pct"].tolist() == pytest.approx([100 * 8 / 23, 100 * 15 / 23])


def test_an_answer_nearly_all_gave_is_said_to_be_at_least() -> None:
    found = protect(table(*likert(0, 1, 20, 39)), WHOLE, PROJECTION)
    assert shown_rows(found, "option", "answers", "base", "mark") == [
        ("Non", None, 60, "[masqué, ≤ 10 %]"),
        ("Oui", None, 60, "[masqué, ≥ 90 %]"),
    ]
    found = protect(table(*likert(0, 0, 6, 6)), WHOLE, PROJECTION)
    assert shown_rows(found, "option", "mark") == [
        ("Non", "[masqué, ≤ 34 %]"),
        ("Oui", "[masqué, ≥ 66 %]"),
    ], "8 of 12 at least"


def test_too_few_answers_are_not_shown() -> None:
    found = protect(table(*likert(1, 2, 2, 2)), WHOLE, PROJECTION)
    assert found.visible.empty
    assert set(shown_rows(found, "answers", "base", "share_pct")) == {(None, None, None)}


@pytest.mark.parametrize("audience", [PROJECTION, PUBLICATION])
@pytest.mark.parametrize("answer", range(4))
def test_a_group_of_one_mind_never_says_what_it_answered(audience: object, answer: int) -> None:
    """Five that all answered the same, alone and among others: what is shown is the same whatever they said."""
    own = [5 if at == answer else 0 for at in range(4)]
    alone = protect(table(*likert(*own)), WHOLE, audience)
    assert alone.visible.empty and set(shown_rows(alone, "answers", "base", "mark")) == {
        (None, None, "[masqué, n<9]")
    }
    rows = [*likert(*own, family="A"), *likert(4, 6, 7, 13, family="B"), *likert(5, 5, 5, 5, family="C")]
    among = protect(table(*rows), BY_GROUP, audience, {"V": {each: each for each in "ABC"}})
    assert "A" not in set(among.visible["family"])
    assert [
        line[1:] for line in shown_rows(among, "family", "answers", "base", "share_pct") if line[0] == "A"
    ] == [(None, None, None)] * 2


def test_four_against_four_is_not_told_by_two_marks() -> None:
    """« At least half » of eight, said of both answers, would be four each."""
    found = protect(table(("all", "a", "x", 4, 8), ("all", "b", "y", 4, 8)), WHOLE, PROJECTION).table
    assert set(found["mark"]) == {"[masqué, n<9]"} and found["base"].isna().all()


def test_the_name_of_answers_put_together_does_not_tell_how_few_answered() -> None:
    rule = replace(WHOLE, category=("option",))
    found = protect(table(("all", "a", "x", 4, 7), ("all", "b", "y", 3, 7)), rule, PROJECTION).table
    assert list(found["option"]) == ["a", "b"] and found["base"].isna().all()


def test_a_quartile_needs_four_times_a_cell() -> None:
    rule = Rule("quartiles", base="base", strata=("wave_id",), wave="wave_id", additive=("median",))
    rows = pd.DataFrame({"wave_id": ["V", "W"], "median": [7.0, 8.0], "base": [19, 20]})
    found = protect(rows, rule, PROJECTION).table
    assert list(found["mark"].fillna("")) == ["[masqué, n<20]", ""]
    assert list(found["median"].isna()) == [True, False]


def test_answers_without_an_order_few_chose_are_others() -> None:
    rule = replace(WHOLE, category=("option",))
    found = protect(table(*likert(2, 1, 9, 30)), rule, PROJECTION)
    assert shown_rows(found, "option", "answers") == [("Autres (n=12)", 12), ("3", 30)]


def test_groups_are_merged_then_masked_with_another() -> None:
    frame = table(
        *likert(2, 5, 6, 9, family="A"),
        *likert(9, 9, 9, 9, family="B"),
        *likert(1, 0, 4, 5, family="C"),
        *likert(0, 0, 4, 6, family="D"),
    )
    found = protect(frame, BY_GROUP, PROJECTION, WAVES)
    assert shown_rows(found, "family", "option", "answers", "mark") == [
        ("A", "Non", None, MASK),
        ("A", "Oui", None, MASK),
        ("B", "Non", 18, None),
        ("B", "Oui", 18, None),
        ("Autres (n=20)", "Non", None, MASK),
        ("Autres (n=20)", "Oui", None, MASK),
    ]
    assert Hidden("merged", "Autres (n=20) : C, D") in found.hidden and Hidden("masked", "4") in found.hidden


def test_rows_of_which_a_bound_is_shown_are_not_counted_as_masked() -> None:
    rows = [{"mark": mark} for mark in (marks.at_least(90), marks.at_most(10), marks.fewer(5), None)]
    assert how_many_masked(rows) == [Hidden("masked", "1"), Hidden("bounded", "2")]
    hidden = [*how_many_masked(rows), *how_many_masked(rows[:1])]
    assert (
        words.told(hidden)
        == "1\u00a0résultat non montré (réponses trop peu nombreuses ou trop semblables) et 3\u00a0parts dites « au moins » ou « au plus »"
    )
    assert words.told(hidden[2:]) == "1\u00a0part dite « au moins » ou « au plus »"


def test_the_method_of_bounds_has_both_sides_and_the_thresholds_in_use(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = words.describe_bounds().replace("\u202f", " ")
    assert "sauf moins de 5," in text and "Sous 9 réponses" in text
    assert "« au moins 55 % » (ou « au plus 45 % ») pour 9 réponses" in text
    assert "« au moins 90 % » (ou « au plus 10 % ») pour un grand nombre" in text
    own = replace(PUBLICATION, thresholds=replace(PUBLICATION.thresholds, cell=8, extreme_pct=80))
    monkeypatch.setattr(audiences, "audience", lambda _: own)
    text = words.describe_bounds().replace("\u202f", " ")
    assert "sauf moins de 8," in text and "(ou « au plus 47 % ») pour 15 réponses" in text
    assert "« au moins 80 % » (ou « au plus 20 % »)" in text


def test_merged_groups_add_up_and_their_shares_are_computed_again() -> None:
    frame = table(
        *likert(9, 9, 9, 9, family="A"),
        *likert(9, 9, 9, 9, family="B"),
        *likert(3, 2, 3, 2, family="C"),
        *likert(2, 3, 2, 3, family="D"),
    )
    found = protect(frame, BY_GROUP, PUBLICATION, WAVES)
    last = found.table[found.table["family"] == "Autres (n=20)"]
    assert last["answers"].tolist() == [5, 5, 5, 5] and last["base"].tolist() == [20] * 4
    assert last["share_pct"].tolist() == [25, 25, 25, 25]


def test_a_group_the_wave_does_not_know_is_told_from_no_other() -> None:
    frame = table(*likert(9, 9, 9, 9, family="A"), *likert(9, 9, 9, 9, family="X"))
    for waves in (WAVES, {}, None, {"V": {}}):
        found = protect(frame, BY_GROUP, PROJECTION, waves)
        assert shown_rows(found, "family", "answers", "base") == [(marks.WHOLE, 18, 72)] * 4


def test_a_group_nobody_answered_for_is_masked_and_not_left_out() -> None:
    frame = table(*likert(9, 9, 9, 9, family="A"), *likert(10, 10, 10, 10, family="B"))
    found = protect(frame, BY_GROUP, PROJECTION, WAVES)
    masked = found.table[found.table["mark"].map(marks.hides)]
    assert sorted(set(masked["family"])) == ["A", "Autres (n=20)", "B"], "36 of the 76 would still be A alone"


def test_publication_has_whole_percentages() -> None:
    frame = table(*likert(5, 6, 7, 8))
    assert protect(frame, WHOLE, PUBLICATION).table["share_pct"].tolist() == [19, 23, 27, 31]
    assert protect(frame, WHOLE, PROJECTION).table["share_pct"].tolist()[0] == pytest.approx(19.23, abs=0.01)


OPTIONS = Rule("options", category=("option",), **ANSWERS)


def test_each_of_several_choices_is_a_yes_or_a_no() -> None:
    rows = [
        ("", "a", "", 20, 40),
        ("", "b", "", 3, 40),
        ("", "c", "", 38, 40),
        ("", "d", "", 0, 40),
        ("", "e", "", 40, 40),
    ]
    found = protect(table(*rows), OPTIONS, PROJECTION)
    low, high = "[masqué, ≤ 10 %]", "[masqué, ≥ 90 %]"
    assert shown_rows(found, "answers", "mark") == [
        (20, None),
        (None, low),
        (None, high),
        (None, low),
        (None, high),
    ]


# --- two parts of the whole, and their bounds


TWO_PARTS = Rule(
    "statistic",
    base="base",
    counts=("favourable", "others"),
    strata=("wave_id",),
    wave="wave_id",
    derived=("share_pct",),
    derive=lambda frame: frame.assign(share_pct=100 * frame["favourable"] / frame["base"]),
)
BOUNDED = replace(TWO_PARTS, bounds={"share_pct": ""})


def mark_of(favourable: float, others: float, rule: Rule = BOUNDED) -> tuple[object, ...]:
    row = {"wave_id": "V", "favourable": favourable, "others": others, "base": round(favourable + others)}
    found = protect(pd.DataFrame([row | {"share_pct": 0.0}]), rule, PROJECTION)
    ((shown, *numbers, mark),) = shown_rows(found, "favourable", "others", "share_pct", "base", "mark")
    assert not mark or shown is numbers[0] is numbers[1] is None
    return numbers[-1], mark


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((53, 3), (56, "[masqué, ≥ 90 %]")),
        ((3, 53), (56, "[masqué, ≤ 10 %]")),
        ((8, 4), (12, "[masqué, ≥ 66 %]")),
        ((4, 5), (9, "[masqué, ≤ 45 %]")),
        ((8, 0), (None, "[masqué, n<9]")),
        ((51, 5), (56, None)),
    ],
)
def test_what_nearly_all_or_nearly_nobody_says_of_the_whole_is_bounded(
    counts: tuple[int, int], expected: tuple[object, ...]
) -> None:
    assert mark_of(*counts) == expected


@pytest.mark.parametrize("base", range(9, 60))
def test_a_bound_follows_from_how_many_answered_and_holds(base: int) -> None:
    ((_, high),) = {mark_of(base - few, few) for few in range(LIMITS.cell)}
    ((_, low),) = {mark_of(few, base - few) for few in range(LIMITS.cell)}
    assert 100 * (base - LIMITS.cell + 1) / base >= marks.bound(high).percent
    assert marks.bound(low).percent == 100 - marks.bound(high).percent
    assert marks.hides(high) and not marks.is_silent(high)


def test_a_share_that_is_not_declared_keeps_its_mask() -> None:
    """As satisfaction as a whole, weighted shares and all groups."""
    assert mark_of(53, 3, TWO_PARTS) == (None, MASK)


@pytest.mark.parametrize("more", [{"least": "least"}, {"group": "family", "breakdown": "families"}])
def test_neither_a_group_nor_a_mean_can_be_bounded(more: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="bounded"):
        replace(BOUNDED, **more)


@pytest.mark.parametrize(
    ("mark", "words_read"),
    [
        (MASK, "masqué (seuil de 5 réponses)"),
        ("[masqué]", "masqué"),
        (marks.at_least(90), "masqué (≥ 90 %)"),
        (marks.dominated(50), "masqué (trop peu d’organisations ou une à plus de 50 %)"),
        (marks.WEAK, "peu de réponses"),
        (marks.others(12), "Autres (12 réponses)"),
        ("[sic] Autres (n=12)", "[sic] Autres (n=12)"),
    ],
)
def test_people_read_a_mark_in_words(mark: str, words_read: str) -> None:
    assert marks.to_words(mark) == words_read
    assert marks.hides(words_read) == marks.hides(mark) or mark.startswith("[sic]")


def test_what_is_written_for_a_bound() -> None:
    row_marks, columns = ["[masqué, ≥ 90 %]", "[masqué, ≤ 10 %]", MASK, None], {"met": [11.0, 43.0, 5.0, 5.0]}
    found = Replacements(("secret",), ("share", "gap", "count"), {"share": "", "gap": "met"})
    written = {
        name: found.find(row_marks, name, columns.get) for name in ("share", "gap", "count", "met", "secret")
    }
    assert written["share"] == ["≥ 90 %", "≤ 10 %", marks.to_words(MASK), None]
    assert written["gap"] == ["≥ 79", "≤ -33", marks.to_words(MASK), None]
    assert written["count"] == ["masqué", "masqué", marks.to_words(MASK), None]
    assert written["met"] == [None, None, marks.to_words(MASK), None], "not hidden: not known"
    assert written["secret"][:2] == [marks.TEAM_ONLY] * 2


# --- parts of an organisation


def test_counts_are_rounded_to_whole_organisations_that_sum_to_their_base() -> None:
    assert of_whole.parted([11.5, 13.5], 25) == [12, 13], "a tie goes to the first"
    assert of_whole.parted([0.333333, 0.333333, 0.333333], 1) == [1, 0, 0]
    assert of_whole.parted([4.25, 3.5, 2.25], 10) == [4, 4, 2]
    assert of_whole.parted([0.999999, 3.0], 4) == [1, 3]


def test_no_part_of_an_organisation_is_shown() -> None:
    found = protect(table(*likert(5.5, 7.5, 8.333333, 9.666667)), WHOLE, PROJECTION)
    assert shown_rows(found, "option", "answers") == [("0", 5), ("1", 8), ("2", 8), ("3", 10)]
    assert found.table["share_pct"].tolist() == pytest.approx([100 * each / 31 for each in (5, 8, 8, 10)])
    team = protect(table(*likert(5.5, 7.5, 8.333333, 9.666667)), WHOLE, TEAM).table
    assert team["answers"].tolist() == [5, 8, 8, 10]
    assert team["share_pct"].tolist() == found.table["share_pct"].tolist()


def test_a_name_of_answers_put_together_counts_whole_organisations() -> None:
    found = protect(table(*likert(2.5, 4.5, 9, 30)), replace(WHOLE, category=("option",)), PROJECTION)
    assert found.table["option"].iloc[0] == "Autres (n=7)"


SIDES = Rule("statistic", **ANSWERS | {"counts": ("answers", "others")})


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(*[st.integers(0, 60)] * 4), min_size=1, max_size=5), st.sampled_from((2, 3, 6)))
def test_figures_of_a_question_agree_once_rounded(groups: list[tuple[int, ...]], parts: int) -> None:
    """Answers one by one, favourable or not, and the same by group: each rounds its own table."""
    names, sides = [f"G{at}" for at in range(len(groups))], ("Non", "Non", "Oui", "Oui")
    given_ = [[each / parts for each in row[:3]] for row in groups]
    cells_ = [[*row, math.ceil(sum(row)) - sum(row)] for row in given_]
    scale = [sum(column) for column in zip(*cells_, strict=True)]
    base = round(sum(scale))
    option = [
        {"option": str(at), "side": sides[at], "answers": each, "base": base} for at, each in enumerate(scale)
    ]
    one_by_one = of_whole.counts(option, WHOLE)
    both = [
        {"family": name, "answers": sum(row[2:]), "others": sum(row[:2]), "base": round(sum(row))}
        for name, row in zip(names, cells_, strict=True)
    ]
    together = {key: sum(row[key] for row in both) for key in ("answers", "others", "base")}
    (of_all,) = of_whole.counts([together], SIDES)
    by_group = of_whole.counts(both, replace(SIDES, group="family", breakdown="families"))
    assert sum(row["answers"] for row in one_by_one) == base
    assert (
        sum(row["answers"] for row in one_by_one[2:])
        == of_all["answers"]
        == sum(row["answers"] for row in by_group)
    )
    for before, after in zip([*option, together, *both], [*one_by_one, of_all, *by_group], strict=True):
        assert isinstance(after["answers"], int) and abs(after["answers"] - before["answers"]) < 1
    assert all(row["answers"] + row["others"] == row["base"] for row in (of_all, *by_group))
    assert all(row["others"] >= 0 for row in by_group)


def test_what_a_row_would_give_away_hides_it_and_is_no_part_of_its_base() -> None:
    rows = pd.DataFrame(
        {"wave_id": ["V", "W"], "answers": [9.5, 9.5], "others": [6.5, 6.5], "least": [4.5, 5.0], "base": 16}
    )
    found = protect(shares(rows), replace(SIDES, least="least"), PROJECTION).table
    assert found["answers"].fillna(-1).tolist() == [-1, 10] and found["others"].fillna(-1).tolist() == [-1, 6]


STATISTIC = Rule(
    "statistic", base="base", strata=("wave_id",), wave="wave_id", additive=("total",), derived=("mean",),
    derive=lambda frame: frame.assign(mean=frame["total"] / frame["base"]), group="family", breakdown="families",
    withheld=("highest",),
)  # fmt: skip


def test_a_mean_needs_five_answers_and_never_shows_the_highest() -> None:
    rows = [("A", 5, 10.0, 9.0), ("B", 30, 60.0, 8.0), ("C", 4, 4.0, 3.0), ("D", 2, 5.0, 4.0)]
    frame = pd.DataFrame(rows, columns=["family", "base", "total", "highest"]).assign(wave_id="V", mean=0.0)
    found = protect(frame, STATISTIC, PROJECTION, WAVES)
    assert shown_rows(found, "family", "base", "mean") == [
        ("A", 5, 2.0),
        ("B", 30, 2.0),
        ("Autres (n=20)", 6, 1.5),
    ]
    assert found.table["highest"].isna().all()
    assert found.table["mark"].tolist() == [marks.TEAM_ONLY] * 3
    short = frame.assign(base=[5, 30, 2, 2])
    masked = protect(short, STATISTIC, PROJECTION, WAVES).table
    assert (
        masked["mark"].map(marks.hides).tolist() == [True, False, True]
        or masked["mark"].map(marks.hides).all()
    )


RATE = Rule("rate", base="members", counts=("answered",), strata=("wave_id",), wave="wave_id")


def test_a_response_rate_of_all_is_that_of_the_n_beside_every_figure() -> None:
    frame = pd.DataFrame({"wave_id": ["V"], "answered": [83], "members": [85]})
    assert shown_rows(protect(frame, RATE, PROJECTION), "answered") == [(83,)]
    few = frame.assign(answered=7)
    assert shown_rows(protect(few, RATE, PROJECTION), "answered", "mark") == [(None, "[masqué, n<8]")]


ROWS = Rule("rows")


def test_individual_rows_are_the_team_s() -> None:
    frame = pd.DataFrame({"organisation": ["O1", "O2"], "text": ["x", "y"]})
    assert len(protect(frame, ROWS, TEAM).table) == 2
    for each in (PROJECTION, PUBLICATION):
        assert protect(frame, ROWS, each).table.empty
        assert "réservé à l’équipe" in refusal(ROWS, each)


AMOUNTS = Rule(
    "amounts",
    base="organisations",
    additive=("amount",),
    largest="largest",
    group="family",
    breakdown="families",
)


def amounts(*rows: tuple[str, int, float, float]) -> list[bool]:
    frame = pd.DataFrame(rows, columns=["family", "organisations", "amount", "largest"])
    return protect(frame, AMOUNTS, PUBLICATION).table["mark"].map(marks.hides).tolist()


def test_an_amount_needs_three_organisations_and_none_that_is_nearly_all() -> None:
    assert amounts(("A", 3, 100.0, 85.0), ("B", 9, 900.0, 200.0)) == [False, False]
    assert amounts(("A", 2, 100.0, 50.0), ("B", 9, 900.0, 200.0), ("C", 9, 950.0, 200.0)) == [
        True,
        True,
        False,
    ]
    assert amounts(("A", 4, 100.0, 86.0), ("B", 9, 900.0, 200.0), ("C", 9, 950.0, 200.0)) == [
        True,
        True,
        False,
    ]


def test_an_amount_is_not_hidden_alone() -> None:
    """A and B alone add up to two organisations: C goes with them."""
    assert amounts(
        ("A", 1, 10.0, 10.0), ("B", 1, 20.0, 20.0), ("C", 5, 50.0, 20.0), ("D", 9, 900.0, 99.0)
    ) == [True, True, True, False]


# --- what a rule may say


@pytest.mark.parametrize(
    "wrong",
    [
        {"form": "distribution"},
        {"form": "distribution", "base": "n", "counts": ("x",)},
        {"form": "statistic", "base": "n", "derived": ("mean",)},
        {"form": "statistic", "base": "n", "group": "family"},
        {
            "form": "statistic",
            "base": "n",
            "group": "family",
            "breakdown": "families",
            "wave": "w",
            "counts": ("x", "y", "z"),
        },
        {"form": "statistic", "base": "n", "percentages": ("share_pct",)},
        {"form": "statistic", "base": "n", "group": "family", "breakdown": "colleges", "wave": "w"},
        {"form": "statistic", "base": "n", "filters": ("families",)},
        {"form": "amounts", "base": "n", "additive": ("x",)},
    ],
)
def test_a_rule_that_protects_nothing_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        Rule(**wrong)


def test_a_second_breakdown_is_refused_in_one_sentence() -> None:
    assert refusal(BY_GROUP, PROJECTION) is None and refusal(WHOLE, PUBLICATION) is None
    why = refusal(replace(BY_GROUP, breakdown="regions"), PROJECTION)
    assert why.endswith(".") and "différence" in why
    assert refusal(replace(BY_GROUP, breakdown="regions"), TEAM) is None


def test_the_given_table_is_left_as_it_was() -> None:
    frame = table(*likert(2, 6, 7, 8))
    before = frame.copy()
    protect(frame, WHOLE, PROJECTION)
    pd.testing.assert_frame_equal(frame, before)


def test_groups_are_counted_from_the_members_and_their_replies(monkeypatch: pytest.MonkeyPatch) -> None:
    """85 members; a partner of one answers too, under its own number, and an organisation that is no member."""
    engine = survey(0, sizes=(0.4, 0.3, 0.3, 0, 0, 0, 0, 0, 0))
    engine.connection.execute(
        "insert into survey_respondents select wave_id, 'P1', organisation_id, 'complete', null, true from survey_respondents limit 1"
    )
    engine.connection.execute(
        "insert into survey_respondents select 'V16', 'R99', 'X', 'complete', 'ESS', false"
    )
    asked = Query(engine, Selection())
    counted = engine.connection.execute(
        "select organisation_profiles.actor_family, count(*) filter (status = 'complete') from survey_respondents "
        "join organisation_profiles using (organisation_id) where not is_partner group by all"
    )
    answered = dict(counted.fetchall())
    assert set(blocks(asked, "families", LIMITS)) == {"V16"}, "nobody answered the second wave"
    monkeypatch.setattr(groups, "merge", lambda codes, _: list(codes))
    found = blocks(asked, "families", LIMITS)["V16"]
    assert {each.code: each.answered for each in found} == answered
    assert sum(each.asked for each in found) == 85
    assert {each.code: each.answered for each in blocks(asked, "partners", LIMITS)["V16"]} == {
        "MEMBRE": sum(answered.values()),
        "PARTENAIRE": 1,
    }


def test_a_family_of_the_register_is_known_where_its_only_member_says_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A member without a profile counts under the family that it declares; a row of the register without a family is no stranger."""
    engine = survey(0, sizes=(0.4, 0.3, 0.3, 0, 0, 0, 0, 0, 0))
    engine.connection.execute("delete from organisation_profiles where organisation_id = 'O0'")
    engine.connection.execute(
        "update survey_respondents set actor_family = 'ESS', status = 'complete' where organisation_id = 'O0'"
    )
    monkeypatch.setattr(groups, "merge", lambda codes, _: list(codes))
    found = {each.code: each for each in blocks(Query(engine, Selection()), "families", LIMITS)["V16"]}
    assert found[groups.UNKNOWN] == Group(groups.UNKNOWN, 0, 0)
    assert sum(each.asked for each in found.values()) == 85


def test_members_are_those_of_the_day_the_wave_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """One left while the wave was open, another joined; both had been invited."""
    engine = survey(0)
    engine.connection.execute("update survey_waves set opened_on = closed_on - 60")
    engine.connection.execute(
        "update memberships set left_on = (select opened_on + 30 from survey_waves where wave_id = 'V16') "
        "where organisation_id = 'O0'"
    )
    engine.connection.execute(
        "update memberships set joined_on = (select opened_on + 30 from survey_waves where wave_id = 'V16') "
        "where organisation_id = 'O1'"
    )
    monkeypatch.setattr(groups, "merge", lambda codes, _: list(codes))
    found = blocks(Query(engine, Selection()), "families", LIMITS)["V16"]
    assert sum(each.asked for each in found) == 84

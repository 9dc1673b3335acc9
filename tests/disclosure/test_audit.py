"""τ-Argus, which we did not write, finds nothing to reproach in what waves, families and responses show a public of needs and satisfaction.

methods.md says where its notions and ours part, and what it does not judge.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import attack
import attack_surveys
import numpy
import pandas as pd
import pytest
import tau_argus
from attack import AUDIENCES, Fact, Polytope
from attack_figures import bound_each, hinted, together
from counted_store import answer_figure
from tau_argus import Interval, Sum
from test_disclosure import AMOUNTS, PUBLICATION

from dse.disclosure import answers, cells, marks, protect
from dse.figures import REGISTRY, Answer
from dse.query import Query, Selection
from dse.store import Store

DIMENSIONS = ("need", "satisfaction")
SIDES = ("favourable", "others", "skipped", "silent")
ANSWERED = frozenset(SIDES[:3])
COUNTED = {each: frozenset([each]) for each in SIDES[:2]} | {"base": frozenset(SIDES[:2])}
CELL = PUBLICATION.thresholds.cell
Ask = Callable[..., Answer]  # of the id of a figure and of an audience

FEW, MANY = range(1, 6), range(1, 53)  # two of these are of anonymous waves, without a register
SEEDS = [*FEW, *(pytest.param(seed, marks=pytest.mark.long) for seed in MANY if seed not in FEW and seed % 25 != 24)]  # fmt: skip


def asking(seed: int) -> Ask:
    engine = attack_surveys.survey(seed)

    def ask(figure_id: str, audience: str) -> Answer:
        return attack.answer(REGISTRY[figure_id], Query(engine, Selection(audience=audience)), 1, None)

    return ask


def asking_demo(store: Store) -> Ask:
    return lambda figure_id, audience: answer_figure(store, figure_id, audience=audience)


def register_of(ask: Ask) -> dict[str, int]:
    """The members of each family on the day the last wave closed."""
    table = ask("response_by_family", "equipe").table
    return dict(zip(table["actor_family"].fillna("?"), table["members"].astype(int), strict=True))


def families_of(answer: Answer, name: object, register: dict[str, int]) -> frozenset[str]:
    blocks = together(answer)
    if name == marks.WHOLE:
        return frozenset(register)
    return frozenset(blocks[name].split(", ") if name in blocks else ["?" if pd.isna(name) else name])


def answered_shown(ask: Ask, audience: str, register: dict[str, int]) -> Iterator[tuple[Sum, Interval]]:
    """Who answered the wave: in all, by family, and in the name of those shown together."""
    answer = ask("response_by_family", audience)
    for row in answer.table.itertuples():
        families = families_of(answer, row.actor_family, register)
        if marks.is_name(row.actor_family) and row.actor_family != marks.WHOLE:
            yield (families, ANSWERED), (int(row.actor_family.partition("=")[2].rstrip(")")),) * 2
        if not pd.isna(row.answered):
            yield (families, ANSWERED), (int(row.answered),) * 2
    last = ask("response_rate", audience).table.iloc[-1]
    if not pd.isna(last["answered"]):
        yield (frozenset(register), ANSWERED), (int(last["answered"]),) * 2


def question_tables(
    ask: Ask, audience: str, dimension: str, register: dict[str, int]
) -> Iterator[tuple[str, dict[Sum, Interval], set[frozenset[str]]]]:
    """Each question, what is shown of it, and the sets of families that have a row."""
    by_family, waves = (ask(each, audience) for each in (f"{dimension}_by_family", f"waves_{dimension}"))
    answered = dict(answered_shown(ask, audience, register))
    for question, rows in by_family.table.groupby("question_id"):
        of_wave = waves.table[
            (waves.table["question_id"] == question) & (waves.table["wave_id"] == rows["wave_id"].iloc[0])
        ]
        shown = answered | dict(sums_of(of_wave, lambda _: frozenset(register)))
        shown |= dict(sums_of(rows, lambda name: families_of(by_family, name, register)))
        yield question, shown, {families_of(by_family, name, register) for name in rows["actor_family"]}


def sums_of(
    rows: pd.DataFrame, families: Callable[[object], frozenset[str]]
) -> Iterator[tuple[Sum, Interval]]:
    """What the rows of a table count, or bound."""
    for row in rows.to_dict("records"):
        of = families(row.get("actor_family"))
        for column, sides in COUNTED.items():
            if not pd.isna(row.get(column)):
                yield (of, sides), (int(row[column]),) * 2
        if marks.hides(row["mark"]) and not pd.isna(row["base"]):
            yield (of, COUNTED["favourable"]), hinted(row["mark"], int(row["base"]))


def hidden_sums(
    shown_sums: dict[Sum, Interval], groups: set[frozenset[str]], register: dict[str, int]
) -> list[Sum]:
    """What each family and each group said, and whether they answered, where it is not shown; what all of them said, where it is
    bounded or hidden. How many skipped a question is no secret."""
    everyone = frozenset(register)
    sums = [
        (each, sides)
        for each in sorted(({frozenset([family]) for family in register} | groups) - {everyone}, key=sorted)
        for sides in (*map(COUNTED.get, SIDES[:2]), ANSWERED)
    ]
    whole = [(everyone, COUNTED[side]) for side in SIDES[:2]]
    exact = {each for each, (low, high) in shown_sums.items() if low == high}
    return [each for each in sums if each not in exact] + ([] if whole[0] in exact else whole)


def known_too_well(ask: Ask, audience: str) -> Iterator[str]:
    """The hidden sums that can be fewer numbers by τ-Argus than a cell counts, or than all that they could be."""
    register = register_of(ask)
    for dimension in DIMENSIONS:
        for question, shown, groups in question_tables(ask, audience, dimension, register):
            hidden = hidden_sums(shown, groups, register)
            for (families, sides), (low, high) in tau_argus.feasible_intervals(register, SIDES, shown, hidden).items():  # fmt: skip
                numbers = math.floor(high + 1e-6) - math.ceil(low - 1e-6) + 1
                if numbers < min(CELL, 1 + sum(register[family] for family in families)):
                    yield f"{question} {sorted(families)} {sorted(sides)}: {low} to {high}"


def cells_called_unsafe(ask: Ask, audience: str) -> Iterator[tuple[str, set, set]]:
    """For each question: the cells of fewer than CELL by τ-Argus, and those that are shown, under the names of the public."""
    for dimension in DIMENSIONS:
        figure_id = f"{dimension}_by_family"
        public, register = ask(figure_id, audience), register_of(ask)
        names = {
            family: str(name)
            for name in public.table["actor_family"].unique()
            for family in families_of(public, name, register)
        }
        for question, rows in ask(figure_id, "equipe").table.groupby("question_id"):
            counts = dict.fromkeys(((name, side) for name in names.values() for side in SIDES[:2]), 0)
            for row in rows.to_dict("records"):
                name = names["?" if pd.isna(row["actor_family"]) else row["actor_family"]]
                for side in SIDES[:2]:
                    counts[name, side] += int(row[side])
            given = {cell: [1.0] * count for cell, count in counts.items()}
            shown = public.table[(public.table["question_id"] == question) & public.table["base"].notna()]
            told = {(str(name), side) for name in shown["actor_family"] for side in SIDES[:2]}
            yield question, tau_argus.unsafe_cells(given, f"FREQ({CELL},0)"), told


@pytest.mark.parametrize("audience", AUDIENCES)
def test_in_the_demo_no_hidden_sum_is_known_too_well(demo_store: Store, audience: str) -> None:
    assert list(known_too_well(asking_demo(demo_store), audience)) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_in_a_random_survey_no_hidden_sum_is_known_too_well(seed: int) -> None:
    assert list(known_too_well(asking(seed), AUDIENCES[seed % 2])) == []


@pytest.mark.parametrize("audience", AUDIENCES)
def test_in_the_demo_what_is_unsafe_to_tau_argus_is_not_shown(demo_store: Store, audience: str) -> None:
    unsafe_count = 0
    for question, unsafe, shown in cells_called_unsafe(asking_demo(demo_store), audience):
        assert not unsafe & shown, question
        unsafe_count += len(unsafe)
    assert unsafe_count


@pytest.mark.parametrize("seed", SEEDS)
def test_in_a_random_survey_what_is_unsafe_to_tau_argus_is_not_shown(seed: int) -> None:
    for question, unsafe, shown in cells_called_unsafe(asking(seed), AUDIENCES[seed % 2]):
        assert not unsafe & shown, question


def test_a_row_hidden_alone_is_found_by_the_audit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "_protect_one_another", lambda *_: True)
    assert next((each for seed in MANY if seed % 25 != 24 for each in known_too_well(asking(seed), "projection")), None)  # fmt: skip


def test_families_that_are_bounded_are_found_by_the_audit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(answers._FORMS, "statistic", bound_each)
    assert next((each for seed in MANY if seed % 25 != 24 for each in known_too_well(asking(seed), "projection")), None)  # fmt: skip


def test_a_cell_that_is_not_hidden_is_called_unsafe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "hidden_rows", lambda *_: [])
    assert any(
        unsafe & shown for seed in FEW for _, unsafe, shown in cells_called_unsafe(asking(seed), "projection")
    )


@pytest.mark.parametrize("seed", FEW)
def test_our_attacker_and_tau_argus_bound_each_hidden_sum_alike(seed: int) -> None:
    ask = asking(seed)
    register = register_of(ask)
    for question, shown, groups in question_tables(ask, "projection", "need", register):
        facts = [Fact(question, "", *sum_, *interval) for sum_, interval in shown.items()]
        ours = Polytope(SIDES, register, facts)
        hidden = hidden_sums(shown, groups, register)
        for sum_, theirs in tau_argus.feasible_intervals(register, SIDES, shown, hidden).items():
            assert ours.interval(*sum_, math.inf) == pytest.approx(theirs, abs=1e-6)


def amounts(seed: int) -> dict[str, list[float]]:
    """What each organisation of some families gave: few in some families, and one of them much more in others."""
    rng = numpy.random.default_rng([seed, 3])
    return {
        family: [float(each) for each in (rng.pareto(0.7, rng.integers(1, 9)) * 10 + 1).round(1)]
        for family in attack_surveys.FAMILIES[:8]
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_amounts_that_are_unsafe_to_tau_argus_are_hidden_and_their_total_is_safe(seed: int) -> None:
    """Its rule of three organisations, and that of one at more than 85 %; we hide as many others as make the hidden total safe, too."""
    given = amounts(seed)
    rows = [(family, len(each), sum(each), max(each)) for family, each in given.items()]
    frame = pd.DataFrame(rows, columns=["family", "organisations", "amount", "largest"])
    table = protect(frame, AMOUNTS, PUBLICATION).table
    hidden = set(table["family"][table["mark"].map(marks.hides).astype(bool)])
    dominated = f"NK(1,{PUBLICATION.thresholds.largest_pct})|FREQ({PUBLICATION.thresholds.organisations},0)"
    unsafe = {family for (family,) in tau_argus.unsafe_cells({(name,): each for name, each in given.items()}, dominated)}  # fmt: skip
    assert unsafe - {"Total"} <= hidden and bool(unsafe - {"Total"}) == bool(hidden)
    if hidden and len(hidden) < len(given):
        total = [amount for family in hidden for amount in given[family]]
        assert not tau_argus.unsafe_cells({("hidden",): total, ("shown",): [1.0] * 9}, dominated)

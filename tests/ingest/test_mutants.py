"""A thousand mutants of clean files: the same tables as the clean file, or French errors at the right places.

Fewer than all of an operator's faults told at their exact place, or one false alarm, is a failure that names them.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from mutants import judging
from mutants.bases import NAMES, base
from mutants.every import EVERY
from mutants.operators import Operator

MANY = 10  # mutants of an operator
_WHOLE = 9  # the last of them is made of a whole file
_SLICES = 4


def _mutants(operator: Operator, count: int) -> Iterator[tuple[str, list[str]]]:
    """What is wrong with each mutant of an operator, by its name; the files take turns."""
    made = turn = 0
    start = sum(map(ord, operator.name))
    while made < count and turn < 40 * count:
        name = operator.files[(start + turn) % len(operator.files)]
        part = -1 if made == _WHOLE else (start + turn) // len(operator.files) % _SLICES
        found, turn = base(name, part), turn + 1
        mutant = operator.mutant(found, turn)
        if mutant is not None:
            made += 1
            yield (
                f"{operator.name}, {name}, {part}, {turn} ({mutant.name})",
                judging.wrong(found, part, mutant),
            )


def _describe_results(results: list[tuple[str, list[str]]]) -> str:
    bad = [(name, wrong) for name, wrong in results if wrong]
    shown = "\n".join(f"{name} :\n    " + "\n    ".join(wrong[:4]) for name, wrong in bad)
    return f"{len(results) - len(bad)} sur {len(results)} justes\n{shown}"


def test_operators_are_many_and_of_both_sorts() -> None:
    assert len(EVERY.operators) >= 100
    assert len(EVERY.operators) * MANY >= 1000


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("part", [0, 1, 2, 3, -1])
def test_clean_files_raise_no_alarm(name: str, part: int) -> None:
    proposal = judging.clean(name, base(name, part).headers, part)
    assert (proposal.status, proposal.problems, proposal.doubts) == ("ready", (), ())


def test_one_mutant_of_each_operator() -> None:
    results = [each for operator in EVERY.operators.values() for each in _mutants(operator, 1)]
    assert len(results) == len(EVERY.operators)
    assert not any(wrong for _, wrong in results), _describe_results(results)


@pytest.mark.long
@pytest.mark.parametrize("operator", EVERY.operators.values(), ids=EVERY.operators)
def test_mutants_say_the_same_or_are_refused_at_the_right_place(operator: Operator) -> None:
    results = list(_mutants(operator, MANY))
    assert len(results) == MANY
    assert not any(wrong for _, wrong in results), _describe_results(results)

"""A thousand mutants of clean files: the same tables as the clean file, or French errors at the right places.

Fewer than all of an operator's faults told at their exact place, or one false alarm, is a failure that names them.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from mutants import judging
from mutants.bases import BEFORE, NAMES, base
from mutants.every import EVERY
from mutants.operators import Operator
from mutants.sheets import csv_of

from dse.ingest import Upload, propose

MANY = 10  # mutants of an operator
_WHOLE = 9  # the last of them is made of a whole file
_SLICES = 4
PROPOSES = ("membres", "accompagnements", "activites")  # forms that propose the identifiers that a file lacks
_ASKED = {("cibles", -1): ["IMP-534"]}  # a target of the demonstration that cannot be computed


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
    asked = _ASKED.get((name, part), [])
    assert (proposal.status, proposal.problems) == ("confirm" if asked else "ready", ())
    assert [doubt.code for doubt in proposal.doubts] == asked


def test_one_mutant_of_each_operator() -> None:
    results = [each for operator in EVERY.operators.values() for each in _mutants(operator, 1)]
    assert len(results) == len(EVERY.operators)
    assert not any(wrong for _, wrong in results), _describe_results(results)


@pytest.mark.parametrize("every", [1, 2])
@pytest.mark.parametrize("name", PROPOSES)
def test_a_second_import_that_lacks_identifiers_makes_no_row_twice(name: str, every: int) -> None:
    """Where all are lost or one in two: the rows are those of the first import, or a question is asked."""
    store = judging.store_of((*BEFORE[name], name))
    for part in (0, 1, 2, 3, -1):
        proposal = propose([_without_identifiers(name, part, every)], store)
        assert not proposal.problems, [issue.sentence for issue in proposal.problems[:3]]
        is_asked = bool({issue.code for issue in proposal.doubts} & {"IMP-306", "IMP-415"})
        assert is_asked or proposal.status == "unchanged", (part, proposal.status, sorted(proposal.changes))


@pytest.mark.parametrize("name", PROPOSES)
def test_a_wording_corrected_without_its_identifier_is_asked_about(name: str) -> None:
    store = judging.store_of((*BEFORE[name], name))
    for part in range(_SLICES):
        proposal = propose([_without_identifiers(name, part, 1, has_correction=True)], store)
        assert proposal.status == "confirm", [issue.sentence for issue in proposal.problems[:3]]
        assert {issue.code for issue in proposal.doubts} & {"IMP-306", "IMP-415"}, part


def _without_identifiers(name: str, part: int, every: int, *, has_correction: bool = False) -> Upload:
    """A clean file in another order, without the identifier of each line or of some; `has_correction`: with another title of one line."""
    found = base(name, part)
    (column,) = found.columns("id")
    rows = [list(found.headers), *map(list, reversed(found.lines))]
    for row in rows[1::every]:
        row[column] = ""
    if has_correction:
        title = found.headers.index("Nom" if "Nom" in found.headers else "Intitulé")
        rows[1][title] += "e"
    if every == 1:
        rows = [[*row[:column], *row[column + 1 :]] for row in rows]
    return Upload(f"{name}.csv", csv_of(rows))


@pytest.mark.long
@pytest.mark.parametrize("operator", EVERY.operators.values(), ids=EVERY.operators)
def test_mutants_say_the_same_or_are_refused_at_the_right_place(operator: Operator) -> None:
    results = list(_mutants(operator, MANY))
    assert len(results) == MANY
    assert not any(wrong for _, wrong in results), _describe_results(results)

"""What a release took away leads to what takes its place, and its name is given to nothing else."""

from __future__ import annotations

from dse.figures import REGISTRY
from schemas import retired


def test_each_retired_name_has_a_reason_and_leads_to_a_figure_of_today() -> None:
    for gone in (*retired.RETIRED_FIGURES.values(), *retired.RETIRED_COLUMNS.values()):
        assert gone.reason and gone.release
        assert not gone.successor or gone.successor in REGISTRY


def test_no_retired_name_is_given_to_something_else() -> None:
    columns = {(figure.id, column.name) for figure in REGISTRY.values() for column in figure.columns}
    assert not retired.RETIRED_FIGURES.keys() & REGISTRY.keys()
    assert not retired.RETIRED_COLUMNS.keys() & columns

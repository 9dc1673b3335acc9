"""The kinds of partnership that a sentence names first are before all others."""

from __future__ import annotations

import pandas as pd
import pytest

from dse.figures import REGISTRY
from schemas import codelists

KINDS = codelists.codes("partnership_kinds")


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((2, 2, 1), "d’abord « {0} » (2) et « {1} » (2)."),
        ((1, 3, 2, 1), "d’abord « {1} » (3) et « {2} » (2)."),
        ((2, 1, 1, 1), "d’abord « {0} » (2)."),
        ((1, 1, 1), "de 3 types dont aucun ne l’emporte."),
        ((1, 1), "« {0} » (1) et « {1} » (1)."),
    ],
)
def test_what_ties_with_others_is_not_named_before_them(counts: tuple[int, ...], expected: str) -> None:
    kinds = list(KINDS[: len(counts)])
    frame = pd.DataFrame(
        {"actor_family": "ONG", "kind": kinds, "partnerships": list(counts), "partners": 1}
    ).astype({"actor_family": "string", "kind": "string"})
    labels = codelists.labels("partnership_kinds")
    sentence = REGISTRY["partnerships_by_family"].finding(frame).sentence.replace("\u00a0", " ")
    assert sentence.partition(" avec la famille ONG, ")[2] == expected.format(
        *(labels[kind] for kind in kinds)
    )

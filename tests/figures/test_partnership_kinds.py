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


@pytest.mark.parametrize(
    ("figure_id", "column", "partners"),
    [
        (
            "partnerships_by_family",
            "actor_family",
            "avec des partenaires dont la famille n’est pas renseignée",
        ),
        ("partnerships_by_field", "field", "avec des partenaires dont le champ n’est pas renseigné"),
    ],
)
def test_partners_without_a_family_or_a_field_are_said_to_have_none_recorded(
    figure_id: str, column: str, partners: str
) -> None:
    frame = pd.DataFrame({column: [None], "kind": [KINDS[0]], "partnerships": [1], "partners": [1]})
    frame = frame.astype({column: "string", "kind": "string"})
    sentence = REGISTRY[figure_id].finding(frame).sentence.replace("\u00a0", " ")
    assert sentence.startswith(f"Le réseau compte 1 partenariat {partners}, ")

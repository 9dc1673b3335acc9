"""Bars towards targets: their key says what is drawn, and nothing else."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from dse import french
from dse.charts.bullet import FROM_START, FROM_ZERO, bullets
from dse.figures import columns


@pytest.mark.parametrize(
    ("start", "elapsed", "sentence"),
    [
        (2.0, 50.0, f"{FROM_START} ;\n▲ : part du temps écoulée."),
        (2.0, 100.0, f"{FROM_START}."),
        (None, 50.0, f"{FROM_ZERO} ;\n▲ : part du temps écoulée."),
        (None, 100.0, f"{FROM_ZERO}."),
    ],
)
def test_the_key_of_targets_says_what_is_drawn(start: float | None, elapsed: float, sentence: str) -> None:
    row = {
        "scope": "Offre", "title": "Mesure", "status": "EN_COURS", "progress_pct": 40.0, "elapsed_pct": elapsed,
        "value": start, "target": 10.0, "actual": 4.0, "unit": "", "target_on": date(2021, 12, 31), "note": None,
    }  # fmt: skip
    chart = bullets(
        pd.DataFrame([row]), group=columns.TARGET_SCOPE, row=columns.INDICATOR, status=columns.STATUS
    )
    assert "\n".join(chart.to_dict()["title"]["text"]) == french.typeset(sentence)

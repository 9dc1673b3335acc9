"""Accompaniments started: what the figures on requests say of them alike."""

from __future__ import annotations

import pandas as pd

from dse import french

PAGE = "recours"
SOURCE = "Accompagnements"


def delivered_size(frame: pd.DataFrame) -> str:
    """How many accompaniments started, in words, from one row a year."""
    return french.count(int(frame["delivered"].sum()), "accompagnement démarré")

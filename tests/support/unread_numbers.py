"""How a number has to read in a comment where its figure does not tell it."""

from __future__ import annotations

import re

from dse.figures import Answer
from dse.review.commentary.numbers import ABSENT, NOT_COMPUTED, Reading


def read_reason(answer: Answer) -> Reading:
    """For what the figure itself says is not recorded; where it says nothing of it, no more than that it does not tell."""
    unrecorded = answer.unrecorded
    is_cut = unrecorded.is_cut or unrecorded.lacks_last
    said = re.match(r"[^.\u00a0]*", unrecorded.missing or (unrecorded.note if is_cut else ""))[0]
    assert said in answer.finding.sentence
    return Reading(NOT_COMPUTED, f"{said[0].lower()}{said[1:]}") if said else ABSENT

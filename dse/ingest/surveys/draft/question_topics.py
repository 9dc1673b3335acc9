"""What a question measures, and the theme it is about, as far as its words tell."""

from __future__ import annotations

import re

from dse.ingest.spelling import words
from schemas import codelists

_DIMENSIONS = (
    ("satisfaction", r"satisf|content|qualite|appreci|jugez|note|recommand"),
    ("need", r"besoin|souhaitez vous etre accompagne|appui|difficulte|priorit"),
    ("expertise", r"expert|maitrise|competence|niveau|capacite|a l aise"),
    ("effect", r"effet|changement|impact|contribu|ameliore|permis"),
    ("expectation", r"attente|attend|souhait|aimeriez|envie|interesse|participer|prochain"),
)


def guess_dimension(wording: str) -> str:
    """What a question seems to measure, by its words."""
    plain = words(wording)
    return next((name for name, pattern in _DIMENSIONS if re.search(rf"\b(?:{pattern})", plain)), "profile")


def find_theme(wording: str) -> str | None:
    """The first theme whose label stands in a wording."""
    plain = f" {words(wording)} "
    labels = codelists.labels("themes").items()
    return next((code for code, label in labels if f" {words(label)} " in plain), None)

"""What a question measures, and the theme it is about, as far as its words tell."""

from __future__ import annotations

import re

from dse.ingest.spelling import words
from schemas import codelists

_MOST_WORDS, _LONGEST_NAME = 5, 36
_LITTLE_WORDS = frozenset(
    [
        "a",
        "ai",
        "as",
        "au",
        "aux",
        "avec",
        "avez",
        "ce",
        "ces",
        "cet",
        "cette",
        "comment",
        "d",
        "dans",
        "de",
        "des",
        "du",
        "elle",
        "en",
        "est",
        "et",
        "etes",
        "etre",
        "il",
        "l",
        "la",
        "le",
        "les",
        "leur",
        "leurs",
        "lors",
        "m",
        "me",
        "mes",
        "mon",
        "n",
        "ne",
        "nos",
        "notre",
        "nous",
        "on",
        "ont",
        "ou",
        "par",
        "pas",
        "pour",
        "qu",
        "que",
        "quel",
        "quelle",
        "quelles",
        "quels",
        "qui",
        "quoi",
        "s",
        "se",
        "ses",
        "si",
        "son",
        "sont",
        "sur",
        "t",
        "te",
        "toi",
        "tu",
        "un",
        "une",
        "vers",
        "vos",
        "votre",
        "vous",
        "y",
    ]
)
_DIMENSIONS = (
    ("satisfaction", r"satisf|content|qualite|appreci|jugez|note|recommand"),
    ("need", r"besoin|souhaitez vous etre accompagne|appui|difficulte|priorit"),
    ("expertise", r"expert|maitrise|competence|niveau|capacite|a l aise"),
    ("effect", r"effet|changement|impact|contribu|ameliore|permis"),
    ("expectation", r"attente|attend|souhait|aimeriez|envie|interesse|participer|prochain"),
)


def name_by_words(text: str) -> str:
    """A short name made of the words of a text that say what it is about; empty where there is none."""
    plain = re.findall(r"[a-z0-9]+", words(text))
    telling = [
        word for word in plain if word not in _LITTLE_WORDS and (len(word) > 1 or word.isdigit())
    ] or plain
    name = ""
    for word in telling[:_MOST_WORDS]:
        if len(name) + len(word) >= _LONGEST_NAME:
            break
        name = f"{name}-{word}".strip("-")
    return name or "".join(telling[:1])[:_LONGEST_NAME]


def guess_dimension(wording: str) -> str:
    """What a question seems to measure, by its words."""
    plain = words(wording)
    return next((name for name, pattern in _DIMENSIONS if re.search(rf"\b(?:{pattern})", plain)), "profile")


def find_theme(wording: str) -> str | None:
    """The first theme whose label stands in a wording."""
    plain = f" {words(wording)} "
    labels = codelists.labels("themes").items()
    return next((code for code, label in labels if f" {words(label)} " in plain), None)

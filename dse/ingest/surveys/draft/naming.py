"""Names of a draft made of the words of the file: its questions, what they measure, the codes of its options."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from dse.ingest.forms.survey_definitions import Option
from dse.ingest.spelling import words

_MOST_WORDS, _LONGEST_NAME = 5, 36
# They say nothing of what a question is about.
_LITTLE = (
    "a ai as au aux avec avez ce ces cet cette comment d dans de des du elle en est et etes etre il l la le les leur "
    "leurs lors m me mes mon n ne nos notre nous on ont ou par pas pour qu que quel quelle quelles quels qui quoi s se "
    "ses si son sont sur t te toi tu un une vers vos votre vous y"
)
_LITTLE_WORDS = frozenset(_LITTLE.split())
# In this order: « répond à vos besoins » asks for satisfaction, « notez vos besoins » for a need, « notez l’appui » for satisfaction.
_WISH = r"(?:souhait|aimeri|voudri)\w*(?: vous)?(?: etre| recevoir| avoir| beneficier| d| de| un| une| l)*"
_DIMENSIONS = (
    (
        "satisfaction",
        r"satisf|content|recommand|repond(?!re\b)\w* (?:ils? |elles? )?(?:bien )?(?:a|aux) (?:vos |votre |un |mes )?besoin",
    ),
    ("need", rf"besoin|{_WISH} (?:accompagn|appuy|appui|soutien|soutenu)|difficulte|priorit"),
    ("satisfaction", r"qualite|appreci|jugez|note"),
    ("need", r"appui"),
    ("expertise", r"expert|maitrise|competence|niveau|capacite|a l aise"),
    ("effect", r"effet|changement(?!s? climat)|impact|contribu|ameliore|permis"),
    ("expectation", r"attente|attend|souhait|aimeriez|envie|interesse|participer|prochain"),
)
_ANSWER_CODE = re.compile(r"([A-Za-z]+)([0-9]{1,4})")


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
    return find_dimension(wording)[0]


def find_dimension(wording: str) -> tuple[str, str]:
    """What a question seems to measure, and its words that say so; none where it is supposed to tell who answers."""
    plain = words(wording)
    matches = ((name, re.search(rf"\b(?:{pattern})\w*", plain)) for name, pattern in _DIMENSIONS)
    return next(((name, match[0]) for name, match in matches if match), ("profile", ""))


def is_answer_code(text: str) -> bool:
    """Whether a text is a code such as A1, which says nothing of what it stands for."""
    return bool(_ANSWER_CODE.fullmatch(text))


def sort_labels(labels: Iterable[str]) -> list[str]:
    """Labels by their letters, « Autre » last, whoever chose them; codes such as A1 and A10 by their numbers."""
    matches = [_ANSWER_CODE.fullmatch(label) for label in labels]
    if not all(matches):
        return sorted(labels, key=lambda label: (words(label).startswith("autre"), words(label), label))
    return [
        ordered_match[0] for ordered_match in sorted(matches, key=lambda match: (match[1], int(match[2])))
    ]


def make_codes_unique(options: Sequence[Option]) -> tuple[Option, ...]:
    """Options with different codes."""
    codes = make_unique([option.code for option in options])
    return tuple(replace(option, code=code) for option, code in zip(options, codes, strict=True))


def free_name(name: str, names_in_use: Collection[str]) -> str:
    """A name, with a number where a name that only differs in its capitals is names_in_use."""
    numbers = (f"{name}-{number}" for number in range(2, len(names_in_use) + 3))
    return next(free for free in (name, *numbers) if free.casefold() not in names_in_use)


def make_unique(names: Sequence[str]) -> list[str]:
    """Names, each once: one that comes again has a number that no other name has."""
    names_in_use = set(names)
    seen: set[str] = set()
    unique = []
    for name in names:
        free = name
        if name in seen:
            numbers = (f"{name}-{number}" for number in range(2, len(names) + 2))
            free = next(other for other in numbers if other not in names_in_use)
        names_in_use.add(free)
        seen.add(free)
        unique.append(free)
    return unique


def make_code(label: str, position: int) -> str:
    """A short code made of the words of a label, else of its place."""
    plain = "-".join(re.findall(r"[a-z0-9]+", words(label)))[:24].strip("-")
    return plain or str(position)


def with_code_of_file(option: Option) -> Option:
    """An option whose code stands in the file or the questionnaire: where it is a number, it is one of its spellings too."""
    is_number = option.code.isdigit() and option.code not in (option.label, *option.aliases)
    return replace(option, aliases=(option.code, *option.aliases)) if is_number else option


def rank_options(labels: Sequence[str]) -> tuple[Option, ...]:
    """An option a label, each under its rank."""
    return tuple(Option(str(rank), label, rank) for rank, label in enumerate(labels, 1))

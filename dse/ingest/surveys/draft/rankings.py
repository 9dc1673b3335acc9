"""Rankings in an export: a column a place, a place for each option, or all options of a line in one cell, in order."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from dse.ingest.forms.survey_definitions import Option, Spellings
from dse.ingest.spelling import canonical
from dse.ingest.surveys.draft import answer_spellings, choice_guessing, naming, subject_matching
from dse.ingest.surveys.reading import choices, missing_answers
from dse.ingest.surveys.tools import headings
from dse.ingest.surveys.tools.headings import Heading

USUAL_PLACES = 3  # places that are needs, unless a person or the words of the question say otherwise
_FEWEST_SUBJECTS = 2  # options that name a theme or a form of support, from which a ranking is one of needs
_FEWEST_PLACED, _FEWEST_RANKS = 3, 2
_MOSTLY = 0.8  # of the lines of a ranking have no choice twice; who gave one two places chose it
_PLACE_NAME = r"(?:rang|rank|clasificacion|choix|priorite|besoin|position|place)"
_RANK = re.compile(
    rf"(?:{_PLACE_NAME} )?(?:n° ?)?([0-9]{{1,2}})(?: ?(?:er|ere|re|e|eme|nd|nde))?(?: {_PLACE_NAME})?"
)

_ORDINALS = {
    "premi": 1, "deuxi": 2, "secon": 2, "troisi": 3, "quatri": 4, "cinqui": 5, "sixi": 6, "septi": 7, "huiti": 8, "neuvi": 9, "dixi": 10
}  # fmt: skip
_ORDINAL = re.compile(
    rf"\b(?:({'|'.join(_ORDINALS)})(?:er|[eè]re|[eè]me|de?)\b|(?:n° ?)?([1-9]|10)(?:er|[eè]?re|[eè]?me|nde?|e)?\b) ?",
    re.IGNORECASE,
)

Texts = Sequence[Sequence[str]]  # the cells of some columns


@dataclass(frozen=True)
class Ranking:
    """The options of a ranking, and the columns where they are placed: those of its places, or one an option."""

    options: tuple[Option, ...]
    rank_columns: tuple[Spellings, ...] = ()
    option_columns: tuple[tuple[str, Spellings], ...] = ()
    split: tuple[str, ...] = ()

    @property
    def places(self) -> int:
        """How many places a line may fill."""
        return len(self.rank_columns) if self.rank_columns and not self.split else len(self.options)


def find_ranking(headings: Sequence[Heading], texts: Texts, declared: Sequence[Option]) -> Ranking | None:
    """The ranking of themes or of forms of support that some columns are, if any. `declared` are its options by the questionnaire."""
    ranking = (
        _find_in_cell(headings, texts)
        or _find_by_places(headings, texts, declared)
        or _find_by_options(headings, texts)
    )
    return ranking if ranking and _name_subjects(option.label for option in ranking.options) else None


def join_places(headings: Sequence[Heading], texts: Mapping[str, Sequence[str]]) -> list[Heading]:
    """Headings, those of « Première priorité », « Deuxième priorité » as places of one question where they rank subjects."""
    joined: list[Heading] = []
    for rest, run in itertools.groupby(headings, _take_ordinal_away):
        several = list(run)
        placed = [
            replace(heading, base=rest, part=str(place), wording=rest, label=str(place))
            for place, heading in enumerate(several, 1)
        ]
        places = [_find_ordinal(heading) for heading in several]
        are_in_order = bool(rest) and places == list(range(1, len(several) + 1))
        ranks = are_in_order and find_ranking(placed, [texts[heading.title] for heading in placed], ())
        joined += placed if ranks else several
    return joined


def part_ticks(all_headings: Sequence[Heading]) -> list[Heading]:
    """Headings, those of ticked columns whose titles share no words as questions apart, unless they name subjects."""
    untitled = [heading for heading in all_headings if heading.base == headings.UNTITLED and heading.part]
    labels = [heading.label for heading in untitled]
    if _name_subjects(labels) and not any(label.rstrip().endswith("?") for label in labels):
        return list(all_headings)
    return [
        headings.read_alone(heading.title) if heading in untitled else heading for heading in all_headings
    ]


def _take_ordinal_away(heading: Heading) -> str:
    """The title of a column without the place that it names; empty where it names none."""
    if _find_ordinal(heading) is None:
        return ""
    rest = _ORDINAL.sub("", heading.wording, count=1).strip()
    return rest[:1].upper() + rest[1:]


def _find_ordinal(heading: Heading) -> int | None:
    """The place that the title of a column names."""
    if heading.part or heading.question is not None:
        return None
    match = _ORDINAL.search(heading.wording)
    if match is None:
        return None
    return int(match[2]) if match[2] else _ORDINALS[match[1].lower()]


def _name_subjects(labels: Iterable[str]) -> bool:
    """Whether several options name a theme, be it nearly, or surely a form of support."""
    matched = subject_matching.load_matched()
    subjects = filter(None, (subject_matching.match_label(label, matched) for label in labels))
    return sum(bool(subject.theme or subject.is_sure) for subject in subjects) >= _FEWEST_SUBJECTS


def are_places(headings: Sequence[Heading], texts: Texts, mostly: float = 1.0) -> bool:
    """Whether columns are ranks from the first on; so many of their lines, at least, have no choice twice."""
    ranks = [
        match and match[1] for match in (_RANK.fullmatch(canonical(heading.part)) for heading in headings)
    ]
    if ranks != [str(place) for place in range(1, len(headings) + 1)]:
        return False
    lines = [[text for text in map(canonical, line) if text] for line in zip(*texts, strict=True)]
    among = {text for line in lines for text in line}
    full = any(len(line) == len(headings) for line in lines)
    orders = [len(set(line)) == len(line) for line in lines if len(line) > 1]
    return full and len(among) >= len(headings) and sum(orders) >= mostly * len(orders)


def _find_by_places(headings: Sequence[Heading], texts: Texts, declared: Sequence[Option]) -> Ranking | None:
    """A column a place, which holds the option that has it."""
    if len(headings) < _FEWEST_RANKS or not are_places(headings, texts, _MOSTLY):
        return None
    options = declared or choice_guessing.make_options(naming.sort_labels(_list_choices(texts)))
    return Ranking(tuple(options), tuple(heading.spellings for heading in headings))


def _list_choices(texts: Texts) -> list[str]:
    """What is placed, each under its most frequent spelling, but what says that there is no answer."""
    counts = Counter(text.strip() for column in texts for text in column if text.strip())
    return [
        text
        for text in (spellings[0] for spellings in answer_spellings.group_spellings(counts, canonical))
        if any(map(str.isalnum, text)) and not missing_answers.find_reason(text)
    ]


def _find_by_options(headings: Sequence[Heading], texts: Texts) -> Ranking | None:
    """A column an option, which holds its place."""
    labels = [heading.label for heading in headings if heading.part]
    lines = [[text for text in line if text.strip()] for line in zip(*texts, strict=True)]
    if len(labels) < max(_FEWEST_PLACED, len(headings)) or not _are_orders(lines, len(labels)):
        return None
    options = choice_guessing.make_options(labels)
    columns = ((option.code, heading.spellings) for option, heading in zip(options, headings, strict=True))
    return Ranking(options, option_columns=tuple(columns))


def _are_orders(lines: Collection[Sequence[str]], count: int) -> bool:
    """Whether the cells of most lines are different places, in several orders of all of them or of the first ones alone."""
    orders = [tuple(map(choices.read_place, line)) for line in lines if line]
    apart = [order for order in orders if len(set(order)) == len(order) and None not in order]
    last = max((place for order in apart for place in order), default=0)
    full = [order for order in apart if set(order) == set(range(1, last + 1))]
    fewest = _MOSTLY * len(orders)
    is_complete = last == count or (last >= USUAL_PLACES and len(full) >= fewest)
    return len(set(full)) > 1 and is_complete and last <= count and len(apart) >= fewest


def _find_in_cell(headings: Sequence[Heading], texts: Texts) -> Ranking | None:
    """All options in one cell, in order."""
    if len(headings) != 1:
        return None
    cells = {text for text in texts[0] if text.strip()}
    sign = choice_guessing.find_sign_of_ranking(cells) if cells else None
    if sign is None:
        return None
    options = choice_guessing.cut_answers(dict.fromkeys(cells, 1), sign)
    labels = naming.sort_labels([option.label for option in options])
    return Ranking(choice_guessing.make_options(labels), (headings[0].spellings,), split=(sign,))

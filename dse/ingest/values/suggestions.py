"""What a text that is of no list can mean there: by its usual words (data/synonyms.csv), by words it shares with labels, then by spelling."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from dse import paths
from dse.ingest.spelling import LONGEST_COMPARED, canonical, words
from dse.ingest.values import departments

FILE = paths.DATA / "synonyms.csv"
REGIONS = "regions"  # whose departments are usual words
SMALL_WORDS = frozenset({"de", "du", "des", "la", "le", "les", "l", "d", "et"})
NEGATIONS = frozenset({"non", "pas", "sans", "ni", "hors", "aucun", "aucune", "sauf"})
MOST_SUGGESTED = 5  # codes, of which one may be meant
SHORTEST_LABEL, SHORTEST_USUAL = (
    3,
    4,
)  # letters of a label, or of a usual word, that is looked for within a text
SHORTEST_MISSPELT = 5  # letters of a word that may have a wrong one
LONG_WORD = 9  # letters of a word that may have two wrong ones


@cache
def load_synonyms() -> Mapping[tuple[str, str], tuple[str, ...]]:
    """By list and code, what people write for it."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {
            (row["codelist"], row["code"]): tuple(word.strip() for word in row["words"].split(";"))
            for row in csv.DictReader(file)
        }


@dataclass(frozen=True)
class Meanings:
    """Codes by what stands for them: short names and usual words, exactly; words of labels and of usual words, in order."""

    exact: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, tuple[str, ...]]
    usual: Mapping[str, tuple[str, ...]]


def suggest_codes(text: str, lists: Sequence[str], labels: Mapping[str, str]) -> tuple[str, ...]:
    """Codes of some lists that a text can mean, the likeliest first; none where nothing can be meant."""
    if len(text) > LONGEST_COMPARED:
        return ()
    if REGIONS in lists and (department := departments.find_name(text)):
        own = (code for code in labels if code == text)
        return tuple(dict.fromkeys((*suggest_codes(department, lists, labels), *own)))
    meanings = _find_meanings(tuple(lists), tuple(labels.items()))
    typed = tuple(words(text).split())
    codes = meanings.exact.get(_join(text)) or _find_longer(typed, meanings)
    codes = codes or _find_held(typed, meanings) or _find_misspelt(typed, meanings)
    return codes if len(codes) <= MOST_SUGGESTED else ()


def list_held_codes(text: str, lists: Sequence[str], labels: Mapping[str, str]) -> tuple[str, ...]:
    """Every code of some lists whose label or usual word stands in a text; none where it denies something."""
    typed = words(text).split()
    if NEGATIONS & set(typed) or len(text) > LONGEST_COMPARED:
        return ()
    meanings = _find_meanings(tuple(lists), tuple(labels.items()))
    spellings = _group(
        (spelling, code)
        for table, shortest in ((meanings.labels, SHORTEST_LABEL), (meanings.usual, SHORTEST_USUAL))
        for spelling, codes in table.items()
        for code in codes
        if len(spelling) >= shortest
    )
    return _merge(_list_held(f" {' '.join(typed)} ", spellings, SHORTEST_LABEL))


@lru_cache(maxsize=64)
def _find_meanings(lists: tuple[str, ...], labels: tuple[tuple[str, str], ...]) -> Meanings:
    synonyms = load_synonyms()
    usual = [(word, code) for code, _ in labels for name in lists for word in synonyms.get((name, code), ())]
    initials = [(short, code) for code, label in labels for short in _initials(label)]
    return Meanings(
        exact={**_group(initials), **_group((_join(text), code) for text, code in usual)},
        labels=_group((words(label), code) for code, label in labels),
        usual=_group((words(text), code) for text, code in usual),
    )


def _group(pairs: Iterable[tuple[str, str]]) -> Mapping[str, tuple[str, ...]]:
    codes_by_text: dict[str, dict[str, None]] = defaultdict(dict)
    for text, code in pairs:
        if text:
            codes_by_text[text][code] = None
    return {text: tuple(codes) for text, codes in codes_by_text.items()}


def _join(text: str) -> str:
    """A short name without its dots and spaces, or a sign as it is: « R.D.C. », « + »."""
    return words(text).replace(" ", "") or canonical(text)


def _initials(label: str) -> set[str]:
    """Those of a label of three words or more, with or without small ones: « IDF », « PACA »."""
    parts = words(label).split()
    if len(parts) < 3:
        return set()
    return {"".join(part[0] for part in parts if part not in small) for small in (frozenset(), SMALL_WORDS)}


def _find_longer(typed: Sequence[str], meanings: Meanings) -> tuple[str, ...]:
    """Codes whose label holds every word of a text, where they are few: « Congo », « Corée »."""
    parts = set(typed) - SMALL_WORDS
    if not any(len(part) >= SHORTEST_LABEL for part in parts):
        return ()
    longer = [codes for label, codes in meanings.labels.items() if parts <= set(label.split())]
    return _merge(longer) if len(longer) <= MOST_SUGGESTED else ()


def _find_held(typed: Sequence[str], meanings: Meanings) -> tuple[str, ...]:
    """Codes whose label, or else whose usual word, stands in a longer text: « ONG internationale », « Mairie de Rennes »."""
    text = f" {' '.join(typed)} "
    if NEGATIONS & set(typed):
        return ()
    return _merge(_list_held(text, meanings.labels, SHORTEST_LABEL)) or _merge(
        _list_held(text, meanings.usual, SHORTEST_USUAL)
    )


def _list_held(text: str, spellings: Mapping[str, tuple[str, ...]], shortest: int) -> list[tuple[str, ...]]:
    """Not « Soudan » where « Soudan du Sud » stands."""
    held_spellings = [
        spelling for spelling in spellings if len(spelling) >= shortest and f" {spelling} " in text
    ]
    return [
        spellings[spelling]
        for spelling in held_spellings
        if not any(f" {spelling} " in f" {other} " for other in held_spellings if other != spelling)
    ]


def _find_misspelt(typed: Sequence[str], meanings: Meanings) -> tuple[str, ...]:
    """Codes of which a label, or else a usual word, is the text but for a letter or two in each word."""
    return _merge(_list_misspelt(typed, meanings.labels)) or _merge(_list_misspelt(typed, meanings.usual))


def _list_misspelt(
    typed: Sequence[str], spellings: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[str, ...]]:
    telling = [word for word in typed if word not in SMALL_WORDS]
    joined = "".join(telling)
    for spelling, codes in spellings.items():
        others = [word for word in spelling.split() if word not in SMALL_WORDS]
        is_near = len(others) == len(telling) and all(map(_is_near, telling, others))
        if joined and (is_near or joined == "".join(others)):
            yield codes


def _is_near(one: str, other: str) -> bool:
    """Whether two words differ by a wrong, missing, doubled or swapped letter; by two if they are long."""
    longest = max(len(one), len(other))
    most = (longest >= SHORTEST_MISSPELT) + (longest >= LONG_WORD)
    if one == other:
        return True
    if abs(len(one) - len(other)) > most or len(set(one) ^ set(other)) > 2 * most:
        return False
    return _count_edits(one, other) <= most


def _count_edits(one: str, other: str) -> int:
    """Letters to change, add, take away or swap with the next (optimal string alignment)."""
    before, line = [0] * (len(other) + 1), list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        earlier, before, line = before, line, [row]
        for place, sign in enumerate(other, 1):
            edits = min(before[place] + 1, line[-1] + 1, before[place - 1] + (letter != sign))
            if row > 1 and place > 1 and letter == other[place - 2] and one[row - 2] == sign:
                edits = min(edits, earlier[place - 2] + 1)
            line.append(edits)
    return line[-1]


def _merge(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for codes in groups for code in codes))

"""Several answers in one cell: how a tool joins them, and the options they are, some of which hold the separator."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from dse.ingest.issues import quoted_list

HARD, SOFT = (";", "|", "\n"), (", ", " ")
MOST_OPTIONS = 20
LONGEST_OPTION = 90
_CODE = re.compile(r"[a-z0-9_\-]+")

JoinedOptions = tuple[
    str, tuple[str, ...], tuple[str, ...]
]  # separator, options as they come, what to look at


def choose_separators(joins: Sequence[str] | None) -> tuple[Sequence[str], Sequence[str]]:
    """The separators that leave no doubt, and the others, among those that a tool writes; any of them by default."""
    if joins is None:
        return HARD, SOFT
    return [sign for sign in HARD if sign in joins], [sign for sign in SOFT if sign in joins]


def find_joined_options(counts: Mapping[str, int], cuts: Sequence[str]) -> JoinedOptions | None:
    """The first separator that makes pieces which come again from cell to cell. `kept` counts distinct cells."""
    for cut in cuts:
        pieces = {text: _split_cell(text, cut) for text in counts}
        if cut == ", ":
            pieces = _join_options_with_commas(pieces)
        if cut == " " and not all(_CODE.fullmatch(piece) for several in pieces.values() for piece in several):
            continue
        if _is_likely(counts, pieces):
            options = tuple(dict.fromkeys(piece for several in pieces.values() for piece in several))
            return cut.strip() or cut, options, tuple(_list_notes(counts, pieces, cut))
    return None


def _split_cell(text: str, cut: str) -> list[str]:
    return [piece for piece in map(str.strip, text.split(cut)) if piece]


def _is_likely(answer_counts: Mapping[str, int], pieces: Mapping[str, Sequence[str]]) -> bool:
    counts = Counter[str]()
    for text, several in pieces.items():
        for piece in several:
            counts[piece] += answer_counts[text]
    joined = sum(count for text, count in answer_counts.items() if len(pieces[text]) > 1)
    short = max(map(len, counts), default=0) <= LONGEST_OPTION
    comes_again = sum(counts.values()) >= 2 * len(counts)
    return (
        joined >= 2
        and joined >= sum(answer_counts.values()) / 10
        and short
        and 1 < len(counts) <= MOST_OPTIONS
        and comes_again
    )


def _join_options_with_commas(pieces: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Pieces where what begins with a small letter goes on the option before it, as long as options have a capital."""
    firsts = [several[0] for several in pieces.values() if several]
    if not all(first[0].isupper() or first[0].isdigit() for first in firsts):
        return {text: list(several) for text, several in pieces.items()}
    options_by_text: dict[str, list[str]] = {}
    for text, several in pieces.items():
        options: list[str] = []
        for piece in several:
            if options and piece[0].islower():
                options[-1] = f"{options[-1]}, {piece}"
            else:
                options.append(piece)
        options_by_text[text] = options
    return options_by_text


def _list_notes(counts: Mapping[str, int], pieces: Mapping[str, Sequence[str]], cut: str) -> list[str]:
    """Options that hold the separator, and those that never come one without the other."""
    if cut != ", ":
        return []
    options = dict.fromkeys(option for several in pieces.values() for option in several)
    options_with_comma = [option for option in options if ", " in option]
    notes = (
        [f"Choix où une virgule est lue comme du texte : {quoted_list(options_with_comma, 'et')}."]
        if options_with_comma
        else []
    )
    among = {option: {text for text, several in pieces.items() if option in several} for option in options}
    for one in options:
        for other in options:
            again = sum(counts[text] for text in among[one]) >= 2
            if again and among[one] == among[other] and _always_follow(one, other, pieces, among[one]):
                notes.append(f"« {one} » et « {other} » viennent toujours ensemble : un seul choix ?")
    return notes


def _always_follow(one: str, other: str, pieces: Mapping[str, Sequence[str]], texts: set[str]) -> bool:
    return one != other and all(
        list(pieces[text]).index(one) + 1 == list(pieces[text]).index(other) for text in texts
    )


def find_joined_labels(counts: Mapping[str, int]) -> JoinedOptions | None:
    """Labels joined by a space: separated by the cells where a label stands alone, or with a known one."""
    cells = set(counts)
    atoms = _single_labels(cells)
    joined, alone = cells - atoms, cells & atoms
    if len(joined) < 2 or len(alone) < 2 or len(atoms) > MOST_OPTIONS:
        return None
    if not all(label[0].isupper() for label in atoms):
        return None
    shown = quoted_list(sorted(atoms - cells), "et")
    notes = (f"Choix que personne n’a pris seuls : {shown}.",) if atoms - cells else ()
    return " ", tuple(sorted(atoms)), notes


def _single_labels(cells: set[str]) -> set[str]:
    """What is left of cells once those that stand in others are cut out of them."""
    labels = set(cells)
    while True:
        cut = next(((text, rest) for text in sorted(labels) for rest in _remainders(text, labels)), None)
        if cut is None:
            return labels
        labels = (labels - {cut[0]}) | {cut[1]}


def _remainders(text: str, labels: set[str]) -> list[str]:
    remainders = [text[len(label) :].strip() for label in sorted(labels) if text.startswith(f"{label} ")]
    return remainders + [
        text[: -len(label)].strip() for label in sorted(labels) if text.endswith(f" {label}")
    ]

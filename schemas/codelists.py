"""Codes and their French labels: ours, read from data/codelists, what the team added to them in its folder, and what data still use.

Every list is as its files are at this moment: what is remembered of them is bound to their state. A code that rows use and that no
file has any more is retired: it is shown, and may not be written anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import cache, lru_cache
from threading import Lock
from typing import TypeVar

from schemas import our_lists, own_codes, own_lines
from schemas.codes import Break, Code, Triennial
from schemas.our_lists import BREAKS, TITLES, TRIENNIALS, names
from schemas.own_lines import Stamp, WrongLines

__all__ = ["TITLES", "Break", "Code", "Triennial", "names"]

# Of the files of a list, then the codes retired from it.
Stamps = tuple[Stamp | str | None, ...]
Found = TypeVar("Found")

# Lists whose codes may stand in one column: a code of both could not be told apart. The second is read after the first.
_TOGETHER = {"activity_kinds": "accompaniment_kinds", "regions": "actor_families"}
_REMEMBERED = 512


# Retired codes by the lists of the column that uses them. Sessions share it: it is never changed, another takes its place.
_retired: Mapping[tuple[str, ...], tuple[str, ...]] = {}
_retiring = Lock()


def load(name: str) -> tuple[Code, ...]:
    """Codes of a list in display order: ours, the team's, and the retired ones last. UnusableList if it is missing or cannot be read."""
    return _load(name, _stamps(name))


@lru_cache(maxsize=_REMEMBERED)
def _load(name: str, stamps: Stamps) -> tuple[Code, ...]:
    listed = _listed(name, stamps[0])
    last = max((code.rank for code in listed), default=0)
    there = {code.code for code in listed}
    retired = [code for code in retired_from(name) if code not in there]
    return (*listed, *(_as_retired(code, last + place) for place, code in enumerate(retired, 1)))


@lru_cache(maxsize=_REMEMBERED)
def _listed(name: str, file: Stamp | None) -> tuple[Code, ...]:
    found = {code.code: code for code in our_lists.codes(name)}
    found |= {code.code: code for code in _own(name, file, [])}
    return tuple(sorted(found.values(), key=lambda code: code.rank))


def _as_retired(code: str, rank: int) -> Code:
    return Code(code, f"{code} (retiré de la liste)", "", "", None, rank, None, None)


def retire(lists: tuple[str, ...], retired: Sequence[str]) -> None:
    """Make known codes that rows of a column of these lists use, and that the files of none of them have."""
    global _retired
    with _retiring:
        before = _retired.get(lists, ())
        if not {*retired} <= {*before}:
            _retired = {**_retired, lists: tuple(sorted({*before, *retired}))}


def retired_from(name: str) -> tuple[str, ...]:
    """Codes retired from a list. Where a column has several lists, one that no column of a single list uses is the first list's."""
    retired = _retired
    of_one = {code for lists, codes in retired.items() if len(lists) == 1 for code in codes}
    first = [codes for lists, codes in retired.items() if len(lists) > 1 and lists[0] == name]
    return (*retired.get((name,), ()), *(code for codes in first for code in codes if code not in of_one))


def allowed(name: str) -> tuple[str, ...]:
    """Codes of a list that may be written: all but the retired ones."""
    return _allowed(name, own_lines.stamp(name))


@lru_cache(maxsize=_REMEMBERED)
def _allowed(name: str, file: Stamp | None) -> tuple[str, ...]:
    return tuple(code.code for code in _listed(name, file))


def codes(name: str) -> tuple[str, ...]:
    """Codes of a list in display order."""
    return _codes(name, _stamps(name))


@lru_cache(maxsize=_REMEMBERED)
def _codes(name: str, stamps: Stamps) -> tuple[str, ...]:
    return tuple(code.code for code in _load(name, stamps))


def ranks(*names: str) -> dict[str, int]:
    """Place of each code in its list, or in several lists one after the other, from 0."""
    return {code: rank for rank, code in enumerate(code for name in names for code in codes(name))}


def labels(name: str) -> dict[str, str]:
    """French label of each code of a list, in display order."""
    return _labels(name, _stamps(name))


@lru_cache(maxsize=_REMEMBERED)
def _labels(name: str, stamps: Stamps) -> dict[str, str]:
    return {code.code: code.label for code in _load(name, stamps)}


def labels_in(names: Iterable[str]) -> dict[str, str]:
    """French label of each code of several lists, as those of a column."""
    return {code: label for name in names for code, label in labels(name).items()}


def leaves(name: str) -> tuple[str, ...]:
    """Codes that are nobody's parent, in display order."""
    listed = load(name)
    parents = {code.parent for code in listed}
    return tuple(code.code for code in listed if code.code not in parents)


def tops(name: str) -> tuple[str, ...]:
    """Codes without a parent, in display order."""
    return tuple(code.code for code in load(name) if code.parent is None)


def triennials() -> tuple[Triennial, ...]:
    """Triennials in order of time: ours, and the team's."""
    return _triennials(own_lines.stamp(TRIENNIALS))


@lru_cache(maxsize=_REMEMBERED)
def _triennials(file: Stamp | None) -> tuple[Triennial, ...]:
    found = {each.code: each for each in (*our_lists.triennials(), *_own_triennials(file, []))}
    return tuple(sorted(found.values(), key=lambda each: each.starts_on))


def breaks() -> tuple[Break, ...]:
    """Declared breaks in series: ours, and the team's."""
    return _breaks(own_lines.stamp(BREAKS), codes("themes"))


@lru_cache(maxsize=_REMEMBERED)
def _breaks(file: Stamp | None, themes: tuple[str, ...]) -> tuple[Break, ...]:
    found = (*our_lists.breaks(), *_own_breaks(file, themes, []))
    return tuple({(each.what, each.from_date): each for each in found}.values())


def faults() -> list[str]:
    """What is wrong with the team's lines: a French sentence for each file that is left aside."""
    found: list[str] = []
    for name in own_lines.names():
        wrong = faults_of(name, own_lines.stamp(name))
        found += [f"Le fichier codelists/{name}.csv est laissé de côté : {each}" for each in wrong]
    return found


def faults_of(name: str, file: Stamp | None) -> list[str]:
    """What is wrong with a file of lines of a list, wherever it lies; nothing if it can be used."""
    found: list[str] = []
    if name == TRIENNIALS:
        _own_triennials(file, found)
    elif name == BREAKS:
        _own_breaks(file, codes("themes"), found)
    else:
        _own(name, file, found)
    return found


def steady() -> AbstractContextManager[None]:
    """While this lasts, the team's files are looked at once each. For an import, the run of a page, a question to the data."""
    return own_lines.steady()


def state() -> Stamps:
    """The same as long as no list changes: to be kept beside what is made from any of them."""
    return (*(own_lines.stamp(name) for name in own_lines.names()), *sum(_retired.values(), ()))


def _stamps(name: str) -> Stamps:
    """Of the files of the team that a list is made from, its own first."""
    first = _TOGETHER.get(name)
    files = (own_lines.stamp(name), own_lines.stamp(first)) if first else (own_lines.stamp(name),)
    return (*files, *retired_from(name))


def _own(name: str, file: Stamp | None, faults: list[str]) -> list[Code]:
    """The team's lines of a list; none where one of them is wrong, which `faults` is told."""
    if file is None:
        return []
    if name not in own_codes.EXTENDABLE:
        faults.append(own_codes.NO_SUCH_LIST if name not in names() else own_codes.NOT_EXTENDABLE)
        return []
    later = (each for each, first in _TOGETHER.items() if first == name)
    elsewhere = {code.code for each in later for code in our_lists.codes(each)}
    if name in _TOGETHER:
        elsewhere = set(codes(_TOGETHER[name]))
    return _unless_wrong(lambda: own_codes.codes(file, our_lists.codes(name), elsewhere), faults)


def _own_triennials(file: Stamp | None, faults: list[str]) -> list[Triennial]:
    ours = our_lists.triennials()
    return _unless_wrong(lambda: own_codes.triennials(file, ours), faults) if file else []


def _own_breaks(file: Stamp | None, themes: tuple[str, ...], faults: list[str]) -> list[Break]:
    return _unless_wrong(lambda: own_codes.breaks(file, themes), faults) if file else []


def _unless_wrong(read: Callable[[], list[Found]], faults: list[str]) -> list[Found]:
    try:
        return read()
    except WrongLines as wrong:
        faults.append(str(wrong))
        return []


@cache
def parameters(name: str) -> dict[str, tuple[str, ...]]:
    """The parameters that each code of a list takes; none where the list declares none."""
    return {code: tuple(each.rstrip("!") for each in told) for code, told in _parameters(name).items()}


@cache
def required_parameters(name: str) -> dict[str, tuple[str, ...]]:
    """Those that a code cannot do without: the list writes them with `!`."""
    return {
        code: tuple(each.rstrip("!") for each in told if each.endswith("!"))
        for code, told in _parameters(name).items()
    }


def _parameters(name: str) -> dict[str, list[str]]:
    return {line["code"]: (line.get("parameters") or "").split() for line in our_lists.lines(name)}

"""Codes of the lists as people type them: the code or its French label, with parameters where it takes some."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from dse.ingest.issues import CellIssue, quoted_list
from dse.ingest.spelling import canonical, nearest, unhyphenated
from schemas import codelists, our_lists, renamed, sources

ParseResult = tuple[Any, CellIssue | None]
Parser = Callable[[str], ParseResult]

MOST_NAMED = 9  # labels that a message lists in full
NEARLY = 0.85  # resemblance from which a text may be a misspelt label
_MEASURE = "Prenez une mesure de la liste, suivie au besoin de « ?theme= » et d’un code."


def code_parser(lists: Sequence[str], *, others: bool = False) -> Parser:
    """Parser of a code or of its French label, whatever the case, accents, apostrophes and hyphens.

    A label that, without its hyphens, is that of two codes is read only as it stands in the list.

    With `others`, a text that is neither is kept as typed.
    """
    labels = {code: label for name in lists for code, label in codelists.labels(name).items()}
    # A code that the team calls otherwise is still read under our label: files written before have it.
    known = {canonical(each.label): each.code for name in lists for each in our_lists.codes(name)}
    known |= {canonical(label): code for code, label in reversed(labels.items())}
    known |= {canonical(code): code for code in labels}
    loose = _told_apart((unhyphenated(label), code) for code, label in labels.items())

    def parser(text: str) -> ParseResult:
        code = known.get(canonical(text)) or loose.get(unhyphenated(text))
        if code is None and text.isdecimal():  # a mark that a spreadsheet shows with zeros before: 00001
            code = known.get(text.lstrip("0") or "0")
        if others and (code is None or text.isdigit()):
            return text, _nearly(text, labels)
        return (code, None) if code is not None else (None, _unknown_code(text, list(labels.values())))

    return parser


def _told_apart(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Spellings to their code; none that two codes have."""
    codes: dict[str, set[str]] = defaultdict(set)
    for spelling, code in pairs:
        codes[spelling].add(code)
    return {spelling: code for spelling, (code, *others) in codes.items() if not others}


def _wrong_parameter(name: str, value: str) -> CellIssue:
    labels = [label for each in sources.PARAMETERS[name] for label in codelists.labels(each).values()]
    near = nearest(value, labels, 1)
    shown = f"Écrivez « ?{name}={near[0]} » après la mesure." if near else _MEASURE
    return CellIssue("IMP-216", f"« {value} » n’est pas une valeur de « {name} ».", shown)


def _nearly(text: str, labels: dict[str, str]) -> CellIssue | None:
    """A doubt on a text that may stay as typed, where it is a bare code or nearly a label."""
    meant = labels.get(text) or next(iter(nearest(text, labels.values(), 1, NEARLY)), None)
    if meant is None:
        return None
    reason, advice = f"« {text} » est-il « {meant} » ?", f"Écrivez « {meant} » si c’est cela, ou confirmez."
    return CellIssue("IMP-219", reason, advice, True)


def measure_parser(lists: Sequence[str]) -> Parser:
    """Parser of a code or of its label, with the parameters after `?`, each a code or a label too."""
    head = code_parser(lists)
    readers = {name: code_parser(each) for name, each in sources.PARAMETERS.items()}

    def parser(text: str) -> ParseResult:
        typed, _, told = text.partition("?")
        code, fault = head(renamed.measure(typed))
        if fault:
            return None, fault
        found = []
        for name, value in sources.read(f"?{told}").parameters:
            plain = canonical(name)
            read, fault = readers.get(plain, lambda text: (text, None))(value.strip())
            if fault:
                return None, _wrong_parameter(plain, value.strip())
            found.append((plain, read))
        measured = str(sources.Measured(code, tuple(found)))
        wrong = sources.fault(measured, lists)
        return (None, CellIssue("IMP-216", wrong, _MEASURE)) if wrong else (measured, None)

    return parser


def _unknown_code(text: str, labels: list[str]) -> CellIssue:
    shown = labels if len(labels) <= MOST_NAMED else nearest(text, labels)
    advice = f"Choisissez {quoted_list(shown)}." if shown else "Prenez un libellé ou un code de la liste."
    return CellIssue("IMP-210", "Cette valeur n’est pas dans la liste.", advice)

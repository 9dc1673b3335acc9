"""Codes of the lists as people type them: the code or its French label, with parameters where it takes some."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from dse.ingest.issues import CellIssue, quoted_list
from dse.ingest.spelling import canonical, nearest, unhyphenated, words
from dse.ingest.values.list_checks import (
    describe_near_label,
    describe_unlisted_value,
    describe_wrong_parameter,
)
from schemas import codelists, our_lists, renamed, sources

ParseResult = tuple[Any, CellIssue | None]
Parser = Callable[[str], ParseResult]

USUAL = {
    "rdc": "Congo-Kinshasa",
    "rca": "République centrafricaine",
    "usa": "États-Unis",
    "uk": "Royaume-Uni",
    "gb": "Royaume-Uni",
}  # short names of countries that are not their initials
SMALL_WORDS = ("de", "du", "des", "la", "le", "les", "l", "d", "et")
LIKELY = 0.6  # resemblance from which a label is proposed in place of another text
MOST_NAMED = 9  # labels that a message lists in full
LONGEST_SHOWN_CODE = 2  # of a list whose codes people type: 0, 1, 2
MOST_LONGER = 5  # labels that hold the words of a text, of which one may be meant
NEARLY = 0.85  # resemblance from which a text may be a misspelt label
_MEASURE = "Prenez une mesure de la liste, suivie au besoin de « ?theme= » et d’un code."


def code_parser(lists: Sequence[str], *, others: bool = False) -> Parser:
    """Parser of a code or of its French label, whatever the case, accents, apostrophes and hyphens.

    A label that, without its hyphens, is that of two codes is read only as it stands in the list.

    With `others`, a text that is neither is kept as typed.
    """
    labels = codelists.labels_in(lists)
    # A code that the team has renamed is still read under our label: older files have it.
    codes = {canonical(entry.label): entry.code for name in lists for entry in our_lists.codes(name)}
    codes |= {canonical(label): code for code, label in reversed(labels.items())}
    codes |= {canonical(code): code for code in labels}
    codes_unhyphenated = _keep_unambiguous((unhyphenated(label), code) for code, label in labels.items())

    def parser(text: str) -> ParseResult:
        code = codes.get(canonical(text)) or codes_unhyphenated.get(unhyphenated(text))
        if code is None and text.isdecimal():  # a mark that a spreadsheet shows with zeros before: 00001
            code = codes.get(text.lstrip("0") or "0")
        if others and (code is None or text.isdigit()):
            return text, _check_near_label(text, labels)
        return (code, None) if code is not None else (None, _unlisted_value(text, labels))

    return parser


def _keep_unambiguous(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Spellings to their code, without the spellings that two codes have."""
    codes: dict[str, set[str]] = defaultdict(set)
    for spelling, code in pairs:
        codes[spelling].add(code)
    return {spelling: code for spelling, (code, *others) in codes.items() if not others}


def _wrong_parameter(name: str, value: str) -> CellIssue:
    labels = [label for codelist in sources.PARAMETERS[name] for label in codelists.labels(codelist).values()]
    near = nearest(value, labels, 1)
    advice = f"Écrivez « ?{name}={near[0]} » après la mesure." if near else _MEASURE
    return describe_wrong_parameter(f"« {value} » n’est pas une valeur de « {name} ».", advice)


def _check_near_label(text: str, labels: Mapping[str, str]) -> CellIssue | None:
    """A question about a text that may stay as typed, where it is a bare code or nearly a label."""
    label = labels.get(text) or next(iter(nearest(text, labels.values(), 1, NEARLY)), None)
    if label is None:
        return None
    reason, advice = f"« {text} » est-il « {label} » ?", f"Écrivez « {label} » si c’est cela, ou confirmez."
    return describe_near_label(reason, advice)


def measure_parser(lists: Sequence[str]) -> Parser:
    """Parser of a code or of its label, with the parameters after `?`, each a code or a label too."""
    parse_code = code_parser(lists)
    parsers = {name: code_parser(codelist) for name, codelist in sources.PARAMETERS.items()}

    def parser(text: str) -> ParseResult:
        measure, _, typed_parameters = text.partition("?")
        code, fault = parse_code(renamed.measure(measure))
        if fault:
            return None, fault
        parameters = []
        for name, value in sources.read(f"?{typed_parameters}").parameters:
            plain = canonical(name)
            parameter, fault = parsers.get(plain, lambda text: (text, None))(value.strip())
            if fault:
                return None, _wrong_parameter(plain, value.strip())
            parameters.append((plain, parameter))
        measured = str(sources.Measured(code, tuple(parameters)))
        wrong = sources.fault(measured, lists)
        return (None, describe_wrong_parameter(wrong, _MEASURE)) if wrong else (measured, None)

    return parser


def _unlisted_value(text: str, labels_by_code: Mapping[str, str]) -> CellIssue:
    return describe_unlisted_value("Cette valeur n’est pas dans la liste.", _advise(text, labels_by_code))


def _advise(text: str, labels_by_code: Mapping[str, str]) -> str:
    labels = list(labels_by_code.values())
    if len(labels) <= MOST_NAMED:
        codes = list(labels_by_code)
        has_short_codes = all(len(code) <= LONGEST_SHOWN_CODE for code in codes)
        or_code = f", ou le code : {', '.join(codes[:-1])} ou {codes[-1]}" if has_short_codes else ""
        return f"Choisissez {quoted_list(labels)}{or_code}."
    near = (
        find_abbreviated(text, labels)
        or find_longer_labels(text, labels)
        or nearest(text, labels, resemblance=LIKELY)
    )
    if near:
        return f"Voulez-vous dire {quoted_list(near)} ? Écrivez-le, ou choisissez dans la liste."
    return "Choisissez un libellé de la liste."


def find_abbreviated(text: str, labels: Iterable[str]) -> list[str]:
    """Labels of which a text is the initials, with or without small words: « IDF », « PACA »; or a usual short name."""
    plain = words(text).replace(" ", "")
    meant = USUAL.get(plain)
    return [label for label in labels if label == meant or plain in _initials(label)]


def find_longer_labels(text: str, labels: Iterable[str]) -> list[str]:
    """Labels that hold every word of a text, where they are few: « Congo », « Corée »."""
    parts = {part for part in words(text).split() if part not in SMALL_WORDS}
    longer = [label for label in labels if parts and parts <= set(words(label).split())]
    return longer if len(longer) <= MOST_LONGER else []


def _initials(label: str) -> set[str]:
    parts = words(label).split()
    return (
        {"".join(part[0] for part in parts if part not in small) for small in ((), SMALL_WORDS)}
        if len(parts) > 2
        else set()
    )

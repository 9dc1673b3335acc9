"""Codes of the lists as people type them: the code or its French label, with parameters where it takes some."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from dse.ingest.issues import CellIssue, quoted_list, shorten
from dse.ingest.spelling import canonical, nearest, unhyphenated
from dse.ingest.values import departments
from dse.ingest.values.list_checks import (
    ask_about_department,
    describe_near_label,
    describe_unlisted_value,
    describe_wrong_parameter,
)
from dse.ingest.values.suggestions import REGIONS, suggest_codes
from schemas import codelists, our_lists, renamed, sources

ParseResult = tuple[Any, CellIssue | None]
Parser = Callable[[str], ParseResult]

MOST_NAMED = 9  # labels that a message lists in full
LONGEST_SHOWN_CODE = 2  # of a list whose codes people type: 0, 1, 2
LONGEST_ADVICE = 180  # signs of a suggestion with the labels beside it
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
        return (code, None) if code is not None else (None, _unlisted_value(text, lists))

    return parser


def region_parser() -> Parser:
    """Parser of a region, which asks about a number that is that of a department too."""
    parse_code = code_parser((REGIONS,))

    def parser(text: str) -> ParseResult:
        code, fault = parse_code(text)
        return code, fault or _ask_about_department(text, codelists.labels(REGIONS).get(code, ""))

    return parser


def _ask_about_department(text: str, region: str) -> CellIssue | None:
    """A question about a number that French readers take for that of a department: 75 is Paris, and Nouvelle-Aquitaine."""
    department = departments.find_name(text)
    if department is None:
        return None
    meant = suggest_codes(department, (REGIONS,), codelists.labels(REGIONS))
    others = [codelists.labels(REGIONS)[code] for code in meant]
    return ask_about_department(
        f"« {text} » est-il la région {region}, ou le département {department} ?",
        f"Écrivez {quoted_list([region, *others])}, ou confirmez si ce sont des numéros de régions.",
    )


def _keep_unambiguous(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Spellings to their code, without the spellings that two codes have."""
    codes: dict[str, set[str]] = defaultdict(set)
    for spelling, code in pairs:
        codes[spelling].add(code)
    return {spelling: code for spelling, (code, *others) in codes.items() if not others}


def _wrong_parameter(name: str, value: str) -> CellIssue:
    meant = next(iter(find_meant(value, sources.PARAMETERS[name]).values()), None)
    advice = f"Écrivez « ?{name}={meant} » après la mesure." if meant else _MEASURE
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
        today = renamed.measure(measure)
        code, fault = (today, None) if sources.is_retired(today) else parse_code(today)
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


def _unlisted_value(text: str, lists: Sequence[str]) -> CellIssue:
    return describe_unlisted_value("Cette valeur n’est pas dans la liste.", _advise(text, lists))


def find_meant(text: str, lists: Sequence[str]) -> dict[str, str]:
    """Label of each code that may be written and that a text can mean, the likeliest first."""
    labels = list_allowed(lists)
    return {code: labels[code] for code in suggest_codes(text, lists, labels)}


def list_allowed(lists: Sequence[str]) -> dict[str, str]:
    """Label of each code of some lists that may be written anew."""
    allowed = {code for name in lists for code in codelists.allowed(name)}
    return {code: label for code, label in codelists.labels_in(lists).items() if code in allowed}


def _advise(text: str, lists: Sequence[str]) -> str:
    """What the text can mean, or else the list itself: whole if it is short, by its title if it is long."""
    labels, meant = list_allowed(lists), find_meant(text, lists)
    if not _are_told_apart(meant.values()):
        return f"Choisissez {_list_labels(labels)}." if 0 < len(labels) <= MOST_NAMED else _name_lists(lists)
    question = f"Voulez-vous dire {quoted_list(meant.values())} ?"
    others = quoted_list(label for code, label in labels.items() if code not in meant)
    with_others = f"{question} Sinon, choisissez {others}."
    is_short = others and len(labels) <= MOST_NAMED and len(with_others) <= LONGEST_ADVICE
    return with_others if is_short else f"{question} Écrivez-le, ou choisissez dans la liste."


def _are_told_apart(labels: Collection[str]) -> bool:
    """Whether there are labels to propose, which differ where a message cuts them, and fit into it."""
    return 0 < len(labels) == len({*map(shorten, labels)}) and len(quoted_list(labels)) <= LONGEST_ADVICE


def _list_labels(labels: Mapping[str, str]) -> str:
    codes = list(labels)
    has_short_codes = all(len(code) <= LONGEST_SHOWN_CODE for code in codes)
    or_code = f", ou le code : {', '.join(codes[:-1])} ou {codes[-1]}" if has_short_codes else ""
    return f"{quoted_list(labels.values())}{or_code}"


def _name_lists(lists: Sequence[str]) -> str:
    titles = quoted_list((our_lists.TITLES.get(name, name) for name in lists), "et")
    listed = f"dans {'la liste' if len(lists) == 1 else 'les listes'} {titles}"
    return f"Choisissez {listed}, que donnent le modèle et la page Dictionnaire."

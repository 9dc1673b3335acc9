"""Texts of a column to typed values: which parser a column takes, and each distinct text read once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from itertools import repeat
from typing import Any

import pyarrow as pa

from dse import formula
from dse.ingest.files.dictionary_column import DictionaryColumn, IssuesByLine
from dse.ingest.files.spreadsheet_errors import FORMULA_ERROR, is_error
from dse.ingest.issues import CellIssue, quoted_list
from dse.ingest.spelling import canonical, clean, words
from dse.ingest.values import dates, numbers, placeholders
from dse.ingest.values.business_numbers import check_lost_end
from dse.ingest.values.cell_format import CellFormat
from dse.ingest.values.codes import Parser, ParseResult, code_parser, measure_parser, region_parser
from dse.ingest.values.date_checks import describe_unreadable_date
from dse.ingest.values.encoding_damage import check_encoding, check_suspected_damage
from dse.ingest.values.list_checks import MATCHABLE, describe_unclear_flag, describe_untranslated_value
from dse.ingest.values.number_checks import describe_unreadable_number
from dse.ingest.values.suggestions import REGIONS, suggest_codes
from schemas.columns import Column

_YES = frozenset({"oui", "o", "vrai", "true", "yes", "y", "1", "x", "✓", "✔", "☑"})
_DIGITS = "0123456789 \u00a0\u202f"
# Names are no identifiers, even where they tell rows apart; that of an organisation may be any word.
_ORGANISATION_NAMES = {("organisations", "name"), ("organisation_aliases", "alias")}
_NAMES = {*_ORGANISATION_NAMES, ("contacts", "name")}
_MOST_CHOICES = 5  # texts of a form's table that a message lists
_NO = frozenset({"non", "n", "faux", "false", "no", "0"})

# What a spreadsheet makes of a code that it takes for a number: 1000.0, 1,2345E+13.
_ABBREVIATED = re.compile(r"[0-9]+[.,]0+|[0-9][.,][0-9]+[eE][+-]?[0-9]+|[0-9]+[eE]\+[0-9]+")
_LOST_DIGITS = describe_unreadable_number(
    "Les chiffres sont perdus : le tableur a pris cet identifiant pour un nombre.",
    "Mettez la colonne au format Texte, puis retapez l’identifiant.",
)


@dataclass(frozen=True)
class ParsedColumn:
    """Values of a column, line by line, and the issue of each line that has one."""

    values: Sequence[Any]
    faults: Mapping[int, CellIssue]


def parse_column(
    texts: Sequence[str],
    parser: Parser,
    find_plain: Callable[[Sequence[str]], Sequence[bool] | None] = lambda _: None,
) -> ParsedColumn:
    """Parse a column of cells. Each distinct text is parsed once: a long column mostly repeats itself.

    Those that `find_plain` finds are their own value, and are not parsed.
    """
    encoded = DictionaryColumn.encode(texts)
    is_plain = find_plain(encoded.dictionary) or repeat(False)
    results = [
        (text, None) if plain else parser(text)
        for text, plain in zip(encoded.dictionary, is_plain, strict=False)
    ]
    faults = {index: fault for index, (_, fault) in enumerate(results) if fault}
    values = [value for value, _ in results]
    return ParsedColumn(DictionaryColumn(values, encoded.indices), IssuesByLine(faults, encoded.indices))


def cell_parser(cell_format: CellFormat, inner: Parser) -> Parser:
    """Parser of a cell: clean it, take missing tokens for empty, apply declared replacements, then `inner`.

    A cell declared to hold several values gives a tuple, or their text where the form joins them.
    """
    missing = frozenset(canonical(token) for token in cell_format.missing)
    as_typed = _value_table_parser(cell_format, inner) if cell_format.values else inner
    one_value = _matched_parser(cell_format, as_typed)
    all_values = _split_parser(cell_format, one_value) if cell_format.split else one_value

    def parser(text: str) -> ParseResult:
        cleaned = _without_text_apostrophe(clean(formula.unescape(text)))
        if fault := check_encoding(text):
            return None, fault
        if not cleaned or (missing and canonical(cleaned) in missing):
            return None, None
        if is_error(cleaned):
            return None, FORMULA_ERROR
        for old, new in cell_format.replace:
            cleaned = cleaned.replace(old, new)
        value, fault = all_values(cleaned)
        return value, fault or check_suspected_damage(cleaned)

    return parser


def _matched_parser(cell_format: CellFormat, inner: Parser) -> Parser:
    """Where `inner` refuses a text, or asks about it, what a person matched it with is read instead; nothing, where that is blank.

    What `inner` would ask of a value that was chosen is not asked again."""
    targets = {canonical(text): target for text, target in cell_format.matched}

    def parser(text: str) -> ParseResult:
        value, fault = inner(text)
        if fault is None or fault.code not in MATCHABLE:
            return value, fault
        refused = value, replace(fault, unlisted=(text,))
        if (target := targets.get(canonical(text))) is None:
            return refused
        matched, other_fault = inner(target) if target else (None, None)
        is_read = other_fault is None or other_fault.is_question
        return (matched, None) if is_read else refused

    return parser


def _without_text_apostrophe(text: str) -> str:
    """The text without the apostrophe that makes a spreadsheet keep a number as typed: '0123."""
    return text[1:] if text.startswith("'") and not text[1:].strip(_DIGITS) else text


def _split_parser(cell_format: CellFormat, inner: Parser) -> Parser:
    separator = re.compile("|".join(map(re.escape, cell_format.split)))

    def parser(text: str) -> ParseResult:
        pieces = [piece.strip() for piece in separator.split(text) if piece.strip()]
        results = [inner(piece) for piece in pieces]
        fault = _merge_faults(
            [(piece, fault) for piece, (_, fault) in zip(pieces, results, strict=True) if fault]
        )
        values = tuple(dict.fromkeys(value for value, _ in results if value is not None))
        if cell_format.join is not None:
            return cell_format.join.join(values) or None, fault
        return values or None, fault

    return parser


def _merge_faults(faults: list[tuple[str, CellIssue]]) -> CellIssue | None:
    """One issue for a cell of several values, which names the values that it is about."""
    if not faults:
        return None
    first = faults[0][1]
    pieces = dict.fromkeys(piece for piece, fault in faults if fault.code == first.code)
    names = tuple(name for _, fault in faults for name in fault.names)
    unlisted = tuple(text for _, fault in faults for text in fault.unlisted)
    is_several = len(pieces) > 1 and first.of_several
    reason, advice = first.of_several if is_several else (first.reason, first.advice)
    return replace(
        first,
        reason=f"{quoted_list(pieces, 'et')} : {_uncapitalised(reason)}",
        advice=advice,
        names=names,
        unlisted=unlisted,
        mends=(),
    )


def _uncapitalised(sentence: str) -> str:
    """A sentence as it goes on after a colon; « SIREN » keeps its capitals."""
    return sentence if sentence[1:2].isupper() else f"{sentence[:1].lower()}{sentence[1:]}"


def column_parser(column: Column, cell_format: CellFormat, day_zero: date = dates.DAY_ZERO) -> Parser:
    """Parser of one value, by the type that the schema declares and the details that the form adds."""
    lists = (cell_format.codelist,) if cell_format.codelist else column.codelists
    number = _number_parser(column.type, cell_format)
    if column.parameters:
        return measure_parser(lists)
    if lists:
        code = region_parser() if lists == (REGIONS,) else code_parser(lists, others=column.open)
        return code if number is None else _chain(code, number)
    if number is not None:
        return number
    if pa.types.is_date(column.type):
        return lambda text: dates.parse_date(text, cell_format.dates, day_zero)
    if pa.types.is_boolean(column.type):
        return _parse_flag
    if pa.types.is_timestamp(column.type):
        return _parse_timestamp
    if is_identifier(column):
        return _parse_identifier
    is_name = (column.table, column.name) in _ORGANISATION_NAMES
    return lambda text: (text, placeholders.check_placeholder(text, is_name=is_name))


def is_key(column: Column) -> bool:
    """Whether a column tells rows apart or refers to others, so that a text which a spreadsheet converted is lost."""
    return column.role == "key" or column.references is not None


def is_identifier(column: Column) -> bool:
    """Whether a column holds identifiers, which are no words and no numbers."""
    return is_key(column) and (column.table, column.name) not in _NAMES


def _value_table_parser(cell_format: CellFormat, inner: Parser) -> Parser:
    """Through the form's own table of values first; the longest beginning wins where it says prefix."""
    table = {canonical(text): code for text, code in cell_format.values}
    prefixes = sorted(table, key=len, reverse=True)
    known_texts = [text for text, _ in cell_format.values]

    def parser(text: str) -> ParseResult:
        plain = canonical(text)
        if cell_format.match == "prefix":
            plain = next((prefix for prefix in prefixes if plain.startswith(prefix)), plain)
        code = table.get(plain)
        if code is None:
            return None, describe_untranslated_value(quoted_list(_choose_known(text, known_texts)))
        return inner(code) if code else (None, None)

    return parser


def _choose_known(text: str, known_texts: Sequence[str]) -> Sequence[str]:
    """Texts of a form's table that one can mean; all of them where it can mean none and they are few."""
    meant = suggest_codes(text, (), {known_text: known_text for known_text in known_texts})
    return meant or (known_texts if len(known_texts) <= _MOST_CHOICES else ())


def _number_parser(kind: pa.DataType, cell_format: CellFormat) -> Parser | None:
    if pa.types.is_integer(kind):
        return _as_parser(lambda text: numbers.parse_integer(text, scientific=cell_format.scientific))
    if pa.types.is_decimal(kind):
        return _as_parser(
            lambda text: numbers.parse_amount(
                text, scientific=cell_format.scientific, decimals=cell_format.round
            )
        )
    if pa.types.is_floating(kind):
        parse_number = _as_parser(
            lambda text: numbers.parse_real(
                text, scientific=cell_format.scientific, decimals=cell_format.round
            )
        )
        return lambda text: _question_thousands(parse_number(text), text)
    return None


def _as_parser(parse_text: Callable[[str], int | float | Decimal | CellIssue]) -> Parser:
    def parser(text: str) -> ParseResult:
        result = parse_text(text)
        return (None, result) if isinstance(result, CellIssue) else (result, None)

    return parser


def _question_thousands(result: ParseResult, text: str) -> ParseResult:
    """A parsed number, with a question where its three decimals may be thousands."""
    value, fault = result
    return value, fault or numbers.check_thousands(text)


def _chain(first: Parser, second: Parser) -> Parser:
    def parser(text: str) -> ParseResult:
        value, fault = first(text)
        return (value, fault) if fault else second(value)

    return parser


def _parse_flag(text: str) -> ParseResult:
    plain = canonical(text)
    if plain in _YES or plain in _NO:
        return plain in _YES, None
    meant = {"oui", "non"} & {*words(text).split()}
    return None, describe_unclear_flag("Il faut oui ou non.", meant.pop() if len(meant) == 1 else None)


def _parse_identifier(text: str) -> ParseResult:
    return (None, _LOST_DIGITS) if _ABBREVIATED.fullmatch(text) else (text, check_lost_end(text))


def _parse_timestamp(text: str) -> ParseResult:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None, microsecond=0), None
    except ValueError:
        return None, describe_unreadable_date("Ce n’est pas un instant.", "Écrivez-le aaaa-mm-jj hh:mm:ss.")

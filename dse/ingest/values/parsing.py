"""Texts of a column to typed values: which parser a column takes, and each distinct text read once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa

from dse import formula
from dse.ingest.files.dictionary_column import DictionaryColumn, IssuesByLine
from dse.ingest.files.spreadsheet_errors import FORMULA_ERROR, is_error
from dse.ingest.forms.definitions import Header
from dse.ingest.issues import CellIssue, quoted_list
from dse.ingest.spelling import canonical, clean
from dse.ingest.values import dates, numbers, placeholders
from dse.ingest.values.codes import Parser, ParseResult, code_parser, measure_parser
from dse.ingest.values.encoding_damage import check_encoding, check_suspected_damage
from schemas.columns import Column

_YES = frozenset({"oui", "o", "vrai", "true", "yes", "y", "1", "x", "✓", "✔", "☑"})
_DIGITS = "0123456789 \u00a0\u202f"
_OWN_NAME = ("organisations", "name")
_NO = frozenset({"non", "n", "faux", "false", "no", "0"})

# What a spreadsheet makes of a code that it takes for a number: 1000.0, 1,2345E+13.
_ABBREVIATED = re.compile(r"[0-9]+[.,]0+|[0-9][.,][0-9]+[eE][+-]?[0-9]+|[0-9]+[eE]\+[0-9]+")
_LOST = CellIssue(
    "IMP-202",
    "Les chiffres sont perdus : le tableur a pris cet identifiant pour un nombre.",
    "Mettez la colonne au format Texte, puis retapez l’identifiant.",
)


@dataclass(frozen=True)
class ParsedColumn:
    """Values of a column, line by line, with what is said of the lines that have a fault."""

    values: Sequence[Any]
    faults: Mapping[int, CellIssue]


def parse_column(texts: Sequence[str], parser: Parser) -> ParsedColumn:
    """Read a column of cells. Each distinct text is parsed once, so length costs little."""
    coded = DictionaryColumn.encode(texts)
    reads = [parser(text) for text in coded.dictionary]
    wrong = {code: fault for code, (_, fault) in enumerate(reads) if fault}
    return ParsedColumn(
        DictionaryColumn([value for value, _ in reads], coded.indices), IssuesByLine(wrong, coded.indices)
    )


def cell_parser(header: Header, inner: Parser) -> Parser:
    """Parser of a whole cell: cleaned, missing tokens empty, declared replacements, then `inner`.

    A cell declared to hold several values gives a tuple, or their text where the form joins them.
    """
    missing = frozenset(canonical(token) for token in header.missing)
    one = _mapped(header, inner) if header.values else inner
    whole = _several(header, one) if header.split else one

    def parser(text: str) -> ParseResult:
        kept = _as_typed(clean(formula.unescape(text)))
        if fault := check_encoding(text):
            return None, fault
        if not kept or (missing and canonical(kept) in missing):
            return None, None
        if is_error(kept):
            return None, FORMULA_ERROR
        for old, new in header.replace:
            kept = kept.replace(old, new)
        value, fault = whole(kept)
        return value, fault or check_suspected_damage(kept)

    return parser


def _as_typed(text: str) -> str:
    """The text without the apostrophe by which a spreadsheet is told to keep a number as typed: '0123."""
    return text[1:] if text.startswith("'") and not text[1:].strip(_DIGITS) else text


def _several(header: Header, inner: Parser) -> Parser:
    cut = re.compile("|".join(map(re.escape, header.split)))

    def parser(text: str) -> ParseResult:
        pieces = [piece.strip() for piece in cut.split(text) if piece.strip()]
        reads = [inner(piece) for piece in pieces]
        fault = _among([(piece, each) for piece, (_, each) in zip(pieces, reads, strict=True) if each])
        found = tuple(dict.fromkeys(value for value, _ in reads if value is not None))
        if header.join is not None:
            return header.join.join(found) or None, fault
        return found or None, fault

    return parser


def _among(faults: list[tuple[str, CellIssue]]) -> CellIssue | None:
    """One fault for a cell of several values, naming those it is about."""
    if not faults:
        return None
    first = faults[0][1]
    named = [piece for piece, each in faults if each.code == first.code]
    names = tuple(name for _, each in faults for name in each.names)
    return replace(first, reason=f"{quoted_list(named, 'et')} : {first.reason}", names=names)


def column_parser(column: Column, header: Header, day_zero: date = dates.DAY_ZERO) -> Parser:
    """Parser of one value, by the type the schema declares and the details the form adds."""
    lists = (header.codelist,) if header.codelist else column.codelists
    number = _number(column.type, header)
    if column.parameters:
        return measure_parser(lists)
    if lists:
        code = code_parser(lists, others=column.open)
        return code if number is None else _then(code, number)
    if number is not None:
        return number
    if pa.types.is_date(column.type):
        return lambda text: dates.parse_date(text, header.dates, day_zero)
    if pa.types.is_boolean(column.type):
        return _flag
    if pa.types.is_timestamp(column.type):
        return _instant
    if is_identifier(column):
        return _identifier
    is_name = (column.table, column.name) == _OWN_NAME
    return lambda text: (text, placeholders.check_placeholder(text, is_name=is_name))


def is_identifier(column: Column) -> bool:
    """Whether a column names something: what a spreadsheet makes of an identifier is none."""
    return column.role == "key" or column.references is not None


def _mapped(header: Header, inner: Parser) -> Parser:
    """Through the form's own table of values first; the longest beginning wins where it says prefix."""
    table = {canonical(text): code for text, code in header.values}
    starts = sorted(table, key=len, reverse=True)
    unknown = CellIssue(
        "IMP-211",
        "Le formulaire ne dit pas comment lire cette valeur.",
        "Corrigez-la, ou ajoutez-la aux valeurs du formulaire.",
    )

    def parser(text: str) -> ParseResult:
        plain = canonical(text)
        if header.match == "prefix":
            plain = next((start for start in starts if plain.startswith(start)), plain)
        code = table.get(plain)
        if code is None:
            return None, unknown
        return inner(code) if code else (None, None)

    return parser


def _number(kind: pa.DataType, header: Header) -> Parser | None:
    if pa.types.is_integer(kind):
        return _read(lambda text: numbers.parse_integer(text, scientific=header.scientific))
    if pa.types.is_decimal(kind):
        return _read(
            lambda text: numbers.parse_amount(text, scientific=header.scientific, places=header.round)
        )
    if pa.types.is_floating(kind):
        read = _read(lambda text: numbers.parse_real(text, scientific=header.scientific, places=header.round))
        return lambda text: _doubting(read(text), text)
    return None


def _read(parse_text: Callable[[str], int | float | Decimal | CellIssue]) -> Parser:
    def parser(text: str) -> ParseResult:
        read = parse_text(text)
        return (None, read) if isinstance(read, CellIssue) else (read, None)

    return parser


def _doubting(read: ParseResult, text: str) -> ParseResult:
    """A number as read, with what makes it doubtful."""
    value, fault = read
    return value, fault or numbers.check_thousands(text)


def _then(first: Parser, second: Parser) -> Parser:
    def parser(text: str) -> ParseResult:
        value, fault = first(text)
        return (value, fault) if fault else second(value)

    return parser


def _flag(text: str) -> ParseResult:
    plain = canonical(text)
    if plain in _YES or plain in _NO:
        return plain in _YES, None
    return None, CellIssue(
        "IMP-212", "Il faut oui ou non.", "Écrivez « oui » ou « non », ou videz la cellule."
    )


def _identifier(text: str) -> ParseResult:
    return (None, _LOST) if _ABBREVIATED.fullmatch(text) else (text, None)


def _instant(text: str) -> ParseResult:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None, microsecond=0), None
    except ValueError:
        return None, CellIssue("IMP-205", "Ce n’est pas un instant.", "Écrivez-le aaaa-mm-jj hh:mm:ss.")

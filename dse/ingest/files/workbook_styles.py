"""Read the styles of an .xlsx by which a cell shows something else than its value: percentages, partial dates, leading
zeros, currencies, text struck through.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from dse.ingest.files.archive import Archive
from dse.ingest.files.archive_xml import local_name, parse_member
from dse.ingest.files.workbook_display import is_foreign

_STYLES = "xl/styles.xml"
_BUILT_IN_FORMATS = {9: "0%", 10: "0.00%", 16: "d-mmm", 17: "mmm-yy"}  # a workbook need not declare them
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_NO = ("0", "false")
_ZEROS = re.compile("0{2,}")
_CURRENCY = re.compile(r'\[\$([^\]-]+)[^\]]*\]|"([^"]+)"')


@dataclass(frozen=True)
class Styles:
    """Indices of cell styles, as texts: those that show a percentage, or a date without its day or year.

    `zero_padded` show zeros before a whole number, in so many digits; `currencies` show another currency than ours, by
    its sign; the text of `struck` is struck through.
    """

    percentages: frozenset[str]
    partial_dates: frozenset[str]
    zero_padded: Mapping[str, int]
    currencies: Mapping[str, str]
    struck: frozenset[str]


def read_styles(archive: Archive) -> Styles:
    """Styles of a workbook."""
    formats, styles = dict(_BUILT_IN_FORMATS), []
    fonts, struck = [], set()
    inside, last = "", -1

    def start(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal inside, last
        tag = local_name(name)
        if tag == "numFmt":
            formats[int(attributes.get("numFmtId", 0))] = attributes.get("formatCode", "")
        elif tag in ("fonts", "cellXfs", "cellStyleXfs", "dxfs"):
            inside = tag
        elif tag == "xf" and inside == "cellXfs":
            styles.append(int(attributes.get("numFmtId", 0)))
            fonts.append(int(attributes.get("fontId", 0)))
        elif tag == "font" and inside == "fonts":
            last += 1
        elif tag == "strike" and inside == "fonts" and attributes.get("val", "1") not in _NO:
            struck.add(last)

    if _STYLES in archive:
        parse_member(archive, _STYLES, start)
    codes = {str(index): _LITERAL.sub("", formats.get(style, "")) for index, style in enumerate(styles)}
    return Styles(
        frozenset(index for index, code in codes.items() if "%" in code),
        frozenset(index for index, code in codes.items() if _is_partial(code)),
        {index: len(code) for index, code in codes.items() if _ZEROS.fullmatch(code)},
        {
            str(index): sign
            for index, style in enumerate(styles)
            if (sign := _find_currency(formats.get(style, "")))
        },
        frozenset(str(index) for index, font in enumerate(fonts) if font in struck),
    )


def _find_currency(code: str) -> str:
    """The sign of another currency that a format shows; empty where it shows none."""
    signs = (first or second for first, second in _CURRENCY.findall(code))
    return next((sign.strip() for sign in signs if is_foreign(sign)), "")


def _is_partial(code: str) -> bool:
    """Whether a format shows a date, and not its day or not its year."""
    signs = set(code.lower().partition(";")[0])
    is_date = signs <= set("dmy-/. ,") and bool(signs & {"d", "m", "y"})
    return is_date and not {"d", "y"} <= signs

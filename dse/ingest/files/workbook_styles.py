"""Styles of an .xlsx by which a cell shows something else than its value: percentages, days left out, leading zeros;
or says in which currency it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from dse.ingest.files.archive import Archive
from dse.ingest.files.archive_xml import local, parse
from dse.ingest.files.workbook_display import is_foreign

_STYLES = "xl/styles.xml"
_DECLARED_BY_NONE = {9: "0%", 10: "0.00%", 16: "d-mmm", 17: "mmm-yy"}  # a workbook need not declare them
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_NO = ("0", "false")
_ZEROS = re.compile("0{2,}")
_CURRENCY = re.compile(r'\[\$([^\]-]+)[^\]]*\]|"([^"]+)"')


@dataclass(frozen=True)
class Styles:
    """Places, among the styles of cells, of those that show a number as a percentage, or a date without its day or year.

    `padded` are those that show zeros before a whole number, with how many digits they show; `currencies` those that
    show another currency than ours, with its sign; `struck` those whose text is struck through.
    """

    percents: frozenset[str]
    partial: frozenset[str]
    padded: Mapping[str, int]
    currencies: Mapping[str, str]
    struck: frozenset[str]


def read(archive: Archive) -> Styles:
    """Styles of a workbook."""
    formats, styles = dict(_DECLARED_BY_NONE), []
    fonts, struck = [], set()
    inside, last = "", -1

    def start(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal inside, last
        tag = local(name)
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
        parse(archive, _STYLES, start)
    shown = {str(at): _LITERAL.sub("", formats.get(each, "")) for at, each in enumerate(styles)}
    return Styles(
        frozenset(at for at, code in shown.items() if "%" in code),
        frozenset(at for at, code in shown.items() if _is_partial(code)),
        {at: len(code) for at, code in shown.items() if _ZEROS.fullmatch(code)},
        {str(at): sign for at, each in enumerate(styles) if (sign := _currency(formats.get(each, "")))},
        frozenset(str(at) for at, font in enumerate(fonts) if font in struck),
    )


def _currency(code: str) -> str:
    """The sign of another currency that a format shows; empty where it shows none."""
    signs = (first or second for first, second in _CURRENCY.findall(code))
    return next((sign.strip() for sign in signs if is_foreign(sign)), "")


def _is_partial(code: str) -> bool:
    """Whether a format shows a date, and not its day or not its year."""
    signs = set(code.lower().partition(";")[0])
    is_date = signs <= set("dmy-/. ,") and bool(signs & {"d", "m", "y"})
    return is_date and not {"d", "y"} <= signs

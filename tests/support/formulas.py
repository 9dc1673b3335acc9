"""Texts that a spreadsheet would take for formulas."""

from __future__ import annotations

DANGEROUS = [
    "=1+1",
    "+33 6 00 00 00 00",
    "-5+cmd|'/c calc'!A1",
    "@nom",
    "\tonglet",
    "\rretour",
    "\nligne",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    "|dde",
    "%x",
    "%0A-3+3",
    "%\n1",
    "% =1",
    "%  1",
    "  =1",
    "\u00a0=1",
    "\u200b=1",
    "\ufeff=1",
    "'=1",
    "''=1",
]

"""Columns of an export that no table can hold honestly, or that would place a person: left aside, and named."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dse.ingest.files.cells import Sheet
from dse.ingest.issues import quoted_list
from dse.ingest.spelling import canonical

FILES = "fichiers joints"
LOCATIONS = "positions géographiques, qui désignent une personne"
IDENTITIES = "noms, adresses ou téléphones"
EMPTY = "colonnes vides : des notes à lire, sans doute"
NOT_COUNTABLE = "sortes de question sans réponse à compter"

_COORDINATE = re.compile(r"_?(?:.*[_ /])?(?:latitude|longitude|altitude|gps_precision|precision)")
_POINT = re.compile(r"\[?-?[0-9]{1,3}\.[0-9]{2,}[ ,;]+-?[0-9]{1,3}\.[0-9]{2,}(?:[ ,;]+-?[0-9.]+){0,2}\]?")
_FILE_COUNT = re.compile(r".*\[filecount\]|filecount - .*")
_UPLOADED = re.compile(r'\[\s*\{.*"(?:filename|name|ext)"\s*:.*', re.DOTALL)
_SIDES = ("latitude", "longitude")


def find_reason(sheet: Sheet, column_index: int) -> str | None:
    """Why a column is left aside whatever was asked; None where it may be a question."""
    title, texts = canonical(sheet.headers[column_index]), sheet.columns[column_index]
    titles = [canonical(header) for header in sheet.headers]
    if _FILE_COUNT.fullmatch(title) or _most_match(texts, _UPLOADED) or _is_linked(title, titles):
        return FILES
    if _most_match(texts, _POINT) or (_COORDINATE.fullmatch(title) and _are_sides(titles)):
        return LOCATIONS
    return None


def _is_linked(title: str, titles: Sequence[str]) -> bool:
    """Whether a column is a file that is linked in a column beside it, or this link."""
    return f"{title}_url" in titles or (title.endswith("_url") and title.removesuffix("_url") in titles)


def _are_sides(titles: Sequence[str]) -> bool:
    return all(any(title.endswith(side) for title in titles) for side in _SIDES)


def _most_match(texts: Sequence[str], pattern: re.Pattern[str]) -> bool:
    filled = [text.strip() for text in texts if text.strip()]
    return bool(filled) and 2 * sum(bool(pattern.fullmatch(text)) for text in filled) > len(filled)


def describe_exclusions(excluded: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """What is left aside, each title under its reason."""
    by_reason: dict[str, list[str]] = {}
    for title, why in excluded:
        by_reason.setdefault(why, []).append(title)
    return tuple(
        f"Laissé de côté ({why}) : {quoted_list(titles, 'et')}." for why, titles in by_reason.items()
    )

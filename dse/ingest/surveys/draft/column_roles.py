"""What the columns of an export tell: who answered, what is not to be kept, and the questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dse.ingest.files.cells import Sheet
from dse.ingest.spelling import canonical, words
from dse.ingest.surveys.draft import excluded_columns
from dse.ingest.surveys.reading import choices
from dse.ingest.surveys.tools import tool_columns
from dse.ingest.values import redaction
from schemas import codelists


@dataclass(frozen=True)
class Roles:
    """Columns of a respondent by field, those that are not kept, all the others, and why those left aside are."""

    fields: dict[str, int]
    dropped: list[int]
    others: list[int]
    excluded: list[tuple[int, str]]


def assign_roles(sheet: Sheet) -> Roles:
    """The role of each column that has a title."""
    fields: dict[str, int] = {}
    dropped, others, left = [], [], []
    keyed = [spelling for spelling in (*tool_columns.ADDRESSES, *tool_columns.RESPONSE_KEYS)]
    for name, spellings in (
        ("key", keyed),
        ("submitted_on", tool_columns.SUBMITTED),
        ("organisation", tool_columns.ORGANISATIONS),
    ):
        found = _find_column(sheet, spellings, is_key=name == "key")
        if found is not None and found not in fields.values():
            fields[name] = found
    if "key" not in fields and _are_all_distinct(sheet, fields.get("organisation")):
        fields["key"] = fields["organisation"]
    for place, header in enumerate(sheet.headers):
        texts = sheet.columns[place]
        if place in fields.values() or not header:
            continue
        if why := _find_exclusion(sheet, place):
            left.append((place, why))
        elif tool_columns.is_technical(header) or _is_key(header):
            dropped.append(place)
        elif "is_partner" not in fields and _is_partner(header, texts):
            fields["is_partner"] = place
        elif "family" not in fields and _is_family(texts):
            fields["family"] = place
        else:
            others.append(place)
    return Roles(fields, dropped, others, left)


def _find_exclusion(sheet: Sheet, place: int) -> str | None:
    """Why a column that may have been asked is not kept."""
    header, texts = sheet.headers[place], sheet.columns[place]
    if tool_columns.is_technical(header) or _is_key(header):
        return None
    if why := excluded_columns.find_reason(sheet, place):
        return why
    if tool_columns.is_identity(header) or _are_addresses(texts):
        return excluded_columns.IDENTITIES
    is_silent = tool_columns.tool(sheet.headers) == tool_columns.KOBO and not any(map(str.strip, texts))
    return excluded_columns.EMPTY if is_silent else None


def _find_column(sheet: Sheet, spellings: Sequence[str], *, is_key: bool) -> int | None:
    """The column with the first of these titles that is there and always filled, else with the first that is there.

    A key tells lines apart: « anonymous » on every line is none.
    """
    plain = [words(tool_columns.bare(each)) for each in sheet.headers]
    there = [plain.index(words(each)) for each in spellings if words(each) in plain]
    there = [place for place in there if not is_key or _are_mostly_distinct(sheet.columns[place])]
    filled = [place for place in there if all(text.strip() for text in sheet.columns[place])]
    return next(iter(filled or there), None)


def _are_mostly_distinct(texts: Sequence[str]) -> bool:
    told = [canonical(text) for text in texts if text.strip()]
    return len(set(told)) > len(told) / 2


def _is_key(header: str) -> bool:
    every = (*tool_columns.RESPONSE_KEYS, *tool_columns.SUBMITTED, *tool_columns.ADDRESSES)
    return tool_columns.is_one_of(header, every)


def _are_addresses(texts: Sequence[str]) -> bool:
    """Whether most cells are nothing but an address or a telephone."""
    filled = [text.strip() for text in texts if text.strip()]
    bare = [text for text in filled if redaction.redact_identifiers(text)[0].strip() == redaction.REMOVED]
    return bool(filled) and 2 * len(bare) > len(filled)


def _is_partner(header: str, texts: Sequence[str]) -> bool:
    told = {canonical(text) for text in texts} - {""}
    return (
        "partenaire" in words(header) and len(header) < 80 and bool(told) and told <= choices.YES | choices.NO
    )


def _is_family(texts: Sequence[str]) -> bool:
    known = {canonical(each) for pair in codelists.labels("actor_families").items() for each in pair}
    told = {canonical(text) for text in texts} - {""}
    return len(told) > 1 and told <= known


def _are_all_distinct(sheet: Sheet, place: int | None) -> bool:
    """Whether a column names another organisation on every line."""
    texts = [] if place is None else [canonical(text) for text in sheet.columns[place]]
    return bool(texts) and "" not in texts and len(set(texts)) == len(texts)

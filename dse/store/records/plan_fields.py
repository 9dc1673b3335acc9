"""The fields of the record of a review's plan: what they may be, whoever wrote the file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

MOST_LETTERS = 20_000  # of a comment
MOST_ITEMS = 1_000  # chapters, figures, comments or confirmations


def are_valid(fields: Mapping[str, Any]) -> bool:
    """Whether the fields of a record are those of a plan; one that was taken away has no chapters."""
    return (
        _is_number(fields.get("plan"))
        and all(isinstance(fields.get(name), str) for name in ("title", "triennial"))
        and (fields.get("chapters") is None or _is_list(fields["chapters"], _is_chapter))
        and _are_comments(fields.get("comments"))
        and _is_list(fields.get("confirmations", []), _is_confirmation)
    )


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_list(value: object, is_item: Any) -> bool:
    return isinstance(value, list) and len(value) <= MOST_ITEMS and all(map(is_item, value))


def _is_chapter(value: object) -> bool:
    return (
        isinstance(value, dict)
        and isinstance(value.get("key"), str)
        and _is_list(value.get("figures"), lambda figure_id: isinstance(figure_id, str))
    )


def _are_comments(value: object) -> bool:
    return isinstance(value, dict) and len(value) <= MOST_ITEMS and all(map(_is_comment, value.values()))


def _is_comment(value: object) -> bool:
    return (
        isinstance(value, dict)
        and isinstance(value.get("text"), str)
        and len(value["text"]) <= MOST_LETTERS
        and isinstance(value.get("author"), str)
        and _is_day(value.get("written_on"))
        and _is_number(value.get("version", 0))
        and _are_numbers(value.get("numbers", {}))
        and isinstance(value.get("hour", ""), str)
    )


def _is_confirmation(value: object) -> bool:
    return (
        isinstance(value, dict)
        and all(isinstance(value.get(name), str) for name in ("passage", "audience", "author"))
        and _is_number(value.get("version"))
        and _is_day(value.get("confirmed_on"))
    )


def _are_numbers(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(text, str) for text in value.values())


def _is_day(value: object) -> bool:
    try:
        date.fromisoformat(str(value))
    except ValueError:
        return False
    return True

"""Texts that mean no answer in a whole file, as « NA » where a statistics program has written it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dse.ingest.spelling import canonical
from dse.ingest.surveys.reading import missing_answers
from dse.ingest.surveys.tools.survey_tool import SurveyTool

_REASONS = {
    missing_answers.NO_ANSWER: ("NA", "<NA>", "NaN", "#N/A", "NULL", "-", "--", "—", "–", ".", "/", "n.d."),
    missing_answers.NOT_CONCERNED: ("s.o.", "s/o"),
}
_BY_SPELLING = {canonical(text): reason for reason, texts in _REASONS.items() for text in texts}
_COUNTRY_CODE = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True)
class AbsentText:
    """A text that means no answer: the reason that is supposed, and how many cells of how many columns hold it.

    `is_sure`: the tool says so itself.
    """

    text: str
    reason: str
    cells: int
    columns: int
    is_sure: bool = False


def find_absent_texts(
    counts_by_column: Sequence[Mapping[str, int]], tool: SurveyTool
) -> tuple[AbsentText, ...]:
    """Texts of a file that are no answer, the most frequent first."""
    reasons = dict(_BY_SPELLING)
    reasons[canonical(missing_answers.NOT_SHOWN)] = (
        missing_answers.NOT_ASKED if tool.not_applicable_is_not_asked else missing_answers.NOT_CONCERNED
    )
    cells: Counter[str] = Counter()
    columns: Counter[str] = Counter()
    texts: dict[str, str] = {}
    for counts in counts_by_column:
        for text, count in counts.items():
            plain = canonical(text)
            if plain in reasons and not _is_code(text, counts):
                texts.setdefault(plain, text)
                cells[plain] += count
                columns[plain] += 1
    return tuple(
        AbsentText(
            texts[plain],
            reasons[plain],
            count,
            columns[plain],
            is_sure=reasons[plain] == missing_answers.NOT_ASKED,
        )
        for plain, count in cells.most_common()
    )


def _is_code(text: str, counts: Mapping[str, int]) -> bool:
    """Whether a text stands among other codes of two letters: NA is Namibia there."""
    others = [other for other in counts if other != text]
    codes = [other for other in others if _COUNTRY_CODE.fullmatch(other)]
    return bool(_COUNTRY_CODE.fullmatch(text)) and len(codes) > 1 and 2 * len(codes) > len(others)

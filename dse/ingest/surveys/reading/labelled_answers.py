"""A number and the label beside it: they name the same answer, in a cell and from one cell to the next."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from dse.ingest.forms.survey_definitions import Option, Scale
from dse.ingest.issues import CellIssue, quoted_list
from dse.ingest.spelling import words
from dse.ingest.surveys.reading.answer_checks import confirm_label_of_rating, describe_answer_off_scale

_DIGITS = re.compile(r"[0-9]+$")


def numbers_of_option(option: Option) -> set[int]:
    """What numbers an option may have before its label: its rank, and the digits that end its code, A4 being the fourth."""
    digits = _DIGITS.search(option.code)
    return {*([int(digits[0])] if digits else []), *([] if option.rank is None else [option.rank])}


def is_number_of(number: str, option: Option, scale: Scale) -> bool:
    """Whether a number before the label of an option is one of its own; what says no answer has any that is no other’s."""
    if option.missing is None:
        return int(number) in numbers_of_option(option)
    return all(int(number) not in numbers_of_option(other) for other in scale.options if other is not option)


def describe_contradiction(number: str, option: Option) -> CellIssue:
    """A number before the label of another answer."""
    reason = f"Le nombre {number} n’est pas celui de {quoted_list([option.label])}."
    return describe_answer_off_scale(
        reason, "Corrigez le nombre ou le libellé : ils doivent dire la même réponse."
    )


@dataclass
class LabelsSeen:
    """Labels beside the ratings of a column whose form declares none, as they are met from cell to cell."""

    _labels_by_rating: dict[float, str] = field(default_factory=dict)
    _ratings_by_label: dict[str, float] = field(default_factory=dict)

    def find_mismatch(self, rating: float, label: str) -> CellIssue | None:
        """An issue where a rating has another label than before, or a label another rating."""
        plain = words(label)
        if not plain:
            return None
        first = self._labels_by_rating.setdefault(rating, plain)
        before = self._ratings_by_label.setdefault(plain, rating)
        if first == plain and before == rating:
            return None
        reason = f"Ailleurs dans la colonne, {rating:g} a un autre libellé."
        if before != rating:
            reason = f"Ailleurs dans la colonne, ce libellé va avec {before:g}."
        return confirm_label_of_rating(reason)

"""Numbers that stand for what is in a list: 12 for the band « 10 à 49 salarié·es », 75 for the region of the department Paris."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from dse.ingest.recognition.unlisted_values import UnlistedValue
from dse.ingest.spelling import canonical, words
from dse.ingest.values import departments
from dse.ingest.values.suggestions import REGIONS

_NUMBER = re.compile(r"([0-9]{1,7})(?: ?(?:salarie|employe|personne|etp|agent)[\w·.()-]*)?")
_BELOW = re.compile(r"moins de ([0-9]+)\b.*")
_BETWEEN = re.compile(r"(?:de )?([0-9]+) a ([0-9]+)\b.*")
_FROM = re.compile(r"([0-9]+)\b.* et plus|plus de ([0-9]+)\b.*")


@dataclass(frozen=True)
class NumberBands:
    """Numbers under some headers of a form, each with the code of the band or region that it is in."""

    form: str
    headers: tuple[str, ...]
    labels: Mapping[str, str]
    codes: Mapping[str, str]

    @property
    def texts_by_label(self) -> dict[str, list[str]]:
        """The numbers of each label, in the order of the list."""
        texts = {
            label: [text for text, own in self.codes.items() if own == code]
            for code, label in self.labels.items()
        }
        return {label: several for label, several in texts.items() if several}


def find_number_bands(values: Iterable[UnlistedValue]) -> tuple[NumberBands, ...]:
    """The numbers that lists of bands do not have, together for all headers of one list."""
    return _group(values, lambda value: find_band(value.text, value.choices.labels))


def find_departments(values: Iterable[UnlistedValue]) -> tuple[NumberBands, ...]:
    """The numbers of departments among regions, each with the code of its region, together for all headers of one list."""
    return _group(values, _find_region_of_department)


def _group(
    values: Iterable[UnlistedValue], find_code: Callable[[UnlistedValue], str | None]
) -> tuple[NumberBands, ...]:
    labels_by_column: dict[tuple[str, tuple[str, ...]], Mapping[str, str]] = {}
    codes_by_column: dict[tuple[str, tuple[str, ...]], dict[str, str]] = {}
    for value in values:
        if (code := find_code(value)) is not None:
            column = value.form, value.headers
            labels_by_column[column] = value.choices.labels
            codes_by_column.setdefault(column, {})[value.text] = code
    return tuple(
        NumberBands(*column, labels_by_column[column], codes) for column, codes in codes_by_column.items()
    )


def _find_region_of_department(value: UnlistedValue) -> str | None:
    is_department = REGIONS in value.choices.lists and departments.find_name(value.text)
    return value.meant[0] if is_department and value.meant else None


def find_band(text: str, labels: Mapping[str, str]) -> str | None:
    """The code of the only band that a number is in; None where a label is no band, or the text no number."""
    match = _NUMBER.fullmatch(canonical(text))
    bands = {code: _read_band(label) for code, label in labels.items()}
    if match is None or len(bands) < 2 or None in bands.values():
        return None
    codes = [code for code, band in bands.items() if band and band[0] <= int(match[1]) <= band[1]]
    return codes[0] if len(codes) == 1 else None


def _read_band(label: str) -> tuple[float, float] | None:
    """The first and the last number of a band."""
    plain = words(label)
    if match := _BELOW.fullmatch(plain):
        return 0, int(match[1]) - 1
    if match := _BETWEEN.fullmatch(plain):
        return int(match[1]), int(match[2])
    if match := _FROM.fullmatch(plain):
        return (int(match[1]) if match[1] else int(match[2]) + 1), math.inf
    return None

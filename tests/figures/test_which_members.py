"""88, 91, 99 and 130 members are those of four days or spans, and stand on one page: sentence or caption says which each is of."""

from __future__ import annotations

import re

import pytest

from dse import figures
from dse.figures import REGISTRY
from dse.query import Selection, open_versions_once
from dse.store import Store

# Of the demo: members of the last day known or of the day of the survey, of the year 2021, of 2019-2021 and of all years.
WORDS = {
    "88": r"aujourd’hui|jour de l’enquête|fin 2021|fin d’année|31 décembre",
    "91": r"l’année|par an|fin d’année",
    "99": r"la période",
    "130": r"la période",
}
NUMBER = re.compile(
    r"(?<![\d,])(88|91|99|130)(?! ?%|[\d,]| (productions|personnes|accompagn|demandes|réponses))"
)


@pytest.mark.parametrize("years", [(), (2019, 2021)])
@open_versions_once()
def test_a_number_of_members_says_which_members(demo_store: Store, years: tuple[int, ...]) -> None:
    silent, found = {}, set()
    for figure in REGISTRY.values():
        answer = figures.answer(demo_store, demo_store.current().number, figure, Selection(*years))
        text = f"{answer.finding.sentence} · {answer.size}".replace("\u00a0", " ").replace("\u202f", " ")
        for number in {match[1] for match in NUMBER.finditer(text)} if "membre" in text else ():
            found.add(number)
            if not re.search(WORDS[number], text):
                silent[figure.id, number] = text
    assert {"88", "91", "99" if years else "130"} <= found
    assert silent == {}

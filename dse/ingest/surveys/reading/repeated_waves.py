"""A file whose answers are those of another wave already: counted again, they would be twice in every figure of both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow.compute as pc

from dse.ingest.forms.survey_definitions import Survey, Wave
from dse.ingest.issues import CellIssue, count_noun, quoted_list
from dse.ingest.registry import QUESTION, built, check
from dse.ingest.rows.row_building import Current
from dse.ingest.surveys.reading.answers import SINGLE_OPTION, Item

_FEWEST = 10  # answers of a wave, from which the same ones are no coincidence
_MOST_SHARE = 0.9  # of the answers of a wave, from which a file that has them holds the wave

Line = frozenset[tuple[Any, ...]]


@check(
    "IMP-550",
    level=QUESTION,
    title="Réponses d’une autre enquête, ajoutées une seconde fois",
    explanation=(
        "Le même export, ajouté comme une autre enquête, compte deux fois les mêmes réponses : la seconde enquête dit ce que disait la "
        "première, et l’évolution est plate."
    ),
    advice="Choisissez le fichier de la nouvelle enquête ; ne confirmez que si d’autres personnes ont répondu de même.",
    trips=built("Le fichier d’une vague, ajouté comme une deuxième vague.", "second_wave_of_the_same_file"),
    passes=built("Une deuxième vague de la même enquête.", "second_wave"),
)
def check_repeated_waves(
    survey: Survey, wave: Wave, items: Sequence[Item], count: int, current: Current
) -> Iterator[CellIssue]:
    """Other waves of the series whose answers this file has, nearly all of them."""
    titles = {
        row["wave_id"]: row["title"]
        for row in current("survey_waves").to_pylist()
        if row["series"] == survey.series and row["wave_id"] != wave.wave_id
    }
    items_of_file = [item for item in items if not item.is_absent]
    lines = (
        Counter(filter(None, (_read_line(items_of_file, line) for line in range(count))))
        if titles
        else Counter()
    )
    for wave_id, title in titles.items():
        stored_lines = _read_stored_lines(
            current, wave_id, {item.question.question_id for item in items_of_file}
        )
        shared = (lines & stored_lines).total()
        if _is_same(lines, stored_lines, shared):
            reason = f"{quoted_list([title])} a déjà {shared} des {count_noun(count, 'réponse')} de ce fichier : les compter une seconde fois ?"
            yield CellIssue(
                reason,
                "Choisissez le fichier de la nouvelle enquête, ou confirmez que ce sont d’autres réponses.",
            )


def _is_same(lines: Counter[Line], stored_lines: Counter[Line], shared: int) -> bool:
    """Whether a file is another wave, or holds it: where few answers differ from one another, only if it is the same line for line."""
    total = stored_lines.total()
    is_varied = 2 * len(stored_lines) >= total
    return total >= _FEWEST and (lines == stored_lines or (is_varied and shared >= _MOST_SHARE * total))


def _read_line(items: Sequence[Item], line: int) -> Line:
    """What a line answers."""
    return frozenset(
        (
            item.question.question_id,
            answer.option if item.question.kind == "multiple" else SINGLE_OPTION,
            answer.value,
            answer.text,
        )
        for item in items
        for answer in item.answers[line]
        if answer.missing is None
    )


def _read_stored_lines(current: Current, wave_id: str, question_ids: set[str]) -> Counter[Line]:
    """What each respondent of a wave answered to some questions."""
    table = current("survey_answers")
    names = ("respondent_id", "question_id", "option", "value", "text", "missing")
    columns = table.filter(pc.equal(table["wave_id"], wave_id)).select(names).to_pydict()
    answers_by_respondent: dict[str, set[tuple[Any, ...]]] = {}
    for respondent_id, question_id, option, value, text, missing in zip(
        *(columns[name] for name in names), strict=True
    ):
        if missing is None and question_id in question_ids:
            answer = (question_id, option, value, text)
            answers_by_respondent.setdefault(respondent_id, set()).add(answer)
    return Counter(map(frozenset, answers_by_respondent.values()))

"""What becomes of numbers that would be told otherwise: told again as they were, or corrected with a date."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from dse import disclosure, french
from dse.disclosure import Hidden, how_many_masked, marks
from dse.figures import REGISTRY, Answer, Figure, columns
from dse.figures.figure import with_rows
from dse.publication import options
from dse.publication.difference import Difference, format_value
from dse.publication.published import Correction, Published
from dse.publication.rows import Row, by_wave, framed, keyed, tells_of_answers, written

REPEAT, CORRECT = CHOICES = ("repeat", "correct")
SAFER = "Qui garde les deux dossiers pourra soustraire l’un de l’autre : répéter est plus sûr."
# Which other wave, of the years chosen, a row is compared with, and whether what was asked is still the same.
# What lies between waves: that of the answer's years. An earlier release did not publish the last.
_ACROSS = (columns.WAVE_BEFORE.name, columns.WORDING_SEGMENT.name, columns.COMPARISONS.name)


@dataclass(frozen=True)
class Doubt:
    """A survey of which something would be told otherwise. All its waves are repeated or corrected together: numbers of two
    waves are compared, and all questions of a wave are put to the same people."""

    series: str
    differences: tuple[Difference, ...]

    @property
    def advised(self) -> str:
        """Repeat what could single somebody out, correct the rest."""
        return REPEAT if any(each.tells_of_few for each in self.differences) else CORRECT

    @property
    def by_question(self) -> dict[str, list[Difference]]:
        """The differences under the question that they are of, in the order found."""
        grouped: dict[str, list[Difference]] = {}
        for each in self.differences:
            grouped.setdefault(each.question, []).append(each)
        return grouped

    def describe_changes(self, titles: Mapping[str, str]) -> str:
        """How many numbers of which waves change, and whether that could tell of somebody, in one French sentence. `titles`: of each wave."""
        differences = self.differences
        few = sum(each.tells_of_few for each in differences)
        changed = french.count(len(differences), "chiffre change", "chiffres changent")
        waves = sorted({each.wave for each in differences})
        told = f"{french.listed([f'« {titles.get(wave, wave)} »' for wave in waves])} : {changed}"
        if not few:
            return f"{told}."
        whose = "l’écart" if few == len(differences) else f"{few} fois l’écart"
        return f"{told}, et {whose} pourrait désigner quelqu’un."


@dataclass(frozen=True)
class Settled:
    """Answers as they may leave, what they correct, and the surveys of which they say what was said before."""

    answers: tuple[Answer, ...]
    corrections: tuple[Correction, ...] = ()
    repeated: tuple[str, ...] = ()


def doubts(differences: Iterable[Difference], series: Mapping[str, str]) -> tuple[Doubt, ...]:
    """The differences of each survey, in the order found; `series` gives that of each wave."""
    found: dict[str, list[Difference]] = {}
    for each in differences:
        found.setdefault(series.get(each.wave, each.wave), []).append(each)
    return tuple(Doubt(name, tuple(own)) for name, own in found.items())


def code(doubted: Sequence[Doubt], about: str = "") -> str:
    """Eight signs that stand for exactly these differences, and what they are about."""
    return hashlib.sha256(repr((doubted, about)).encode("utf-8")).hexdigest()[:8]


def settled(
    answers: Sequence[Answer],
    published: Published,
    doubted: Sequence[Doubt],
    chosen: Mapping[str, str],
    series: Mapping[str, str],
    day: date,
) -> Settled:
    """The answers once each survey in doubt is repeated or corrected, as `chosen` says, else as advised."""
    decided = {each.series: chosen.get(each.series, each.advised) for each in doubted}
    again = tuple(sorted(name for name, deed in decided.items() if deed == REPEAT))
    waves = {each for each in published.waves if series.get(each, each) in again}
    corrections = [
        Correction(
            each.figure_id, each.wave, each.what, format_value(each.before), format_value(each.after), day
        )
        for doubt in doubted
        for each in doubt.differences
        if decided[doubt.series] == CORRECT or each.is_gone
    ]
    kept = tuple(_repeated(each, published, waves) for each in answers)
    return Settled(kept, tuple(dict.fromkeys(corrections)), again)


def _repeated(told: Answer, published: Published, waves: set[str]) -> Answer:
    """An answer whose rows of some waves are those that were published; rows that were not are left out."""
    figure = REGISTRY[told.figure_id]
    own = by_wave(figure, written(told)) if tells_of_answers(figure) else {}
    if not waves & own.keys():
        return told
    rows: list[Row] = []
    for wave, now in own.items():
        rows += _placed(figure, published.rows.get((figure.id, wave), []), now) if wave in waves else now
    table = framed(figure, rows)
    if _compares_waves(figure):
        table = _wave_after_wave(figure, table, told)
    table = options.derive(figure, table, disclosure.audience(told.selection.audience))
    if disclosure.audience(told.selection.audience).whole_percentages:
        table = _in_whole_percentages(figure, table)
    return with_rows(figure, told, table, _hidden(told, table, published.merged.get(figure.id, ())))


def _placed(figure: Figure, published: list[Row], now: list[Row]) -> list[Row]:
    """Rows that were published, compared with the waves of the answer's years and with no others."""
    known, all_names = keyed(figure, now), _compares_waves(figure)
    return [
        row | {name: known.get(key, {}).get(name) for name in _ACROSS if all_names or name in row}
        for key, row in keyed(figure, published).items()
    ]


def _compares_waves(figure: Figure) -> bool:
    return {*_ACROSS} <= {column.name for column in figure.columns}


def _wave_after_wave(figure: Figure, table: pd.DataFrame, told: Answer) -> pd.DataFrame:
    """The waves of each question in their order, each compared with what is told of the one before."""
    places = {question: place for place, question in enumerate(dict.fromkeys(told.table["question_id"]))}
    ordered = table.assign(_place=table["question_id"].map(places)).sort_values(
        ["_place", "closed_on", "wave_id"], kind="stable", ignore_index=True
    )
    audience = disclosure.audience(told.selection.audience)
    return disclosure.derived(ordered.drop(columns="_place"), figure.rule, audience)


def _in_whole_percentages(figure: Figure, table: pd.DataFrame) -> pd.DataFrame:
    """A table that may have been shown to a room, as it is published."""
    whole: dict[str, Any] = {
        each: french.round_as_shown(table[each].astype("Float64")).astype(table[each].dtype)
        for each in figure.rule.percentages
    }
    return table.assign(**whole)


def _hidden(told: Answer, table: pd.DataFrame, merged: Sequence[str]) -> tuple[Hidden, ...]:
    """What is not shown of the repeated rows: groups put together as they were, and the rows that are masked."""
    others = [each for each in told.hidden if each.kind not in ("merged", "masked", "amounts", "bounded")]
    return (
        *(Hidden("merged", each) for each in merged),
        *how_many_masked(table[[marks.MARK]].to_dict("records")),
        *others,
    )

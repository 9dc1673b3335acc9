"""What a public was told of an option by its choice, or by any figure, as rows of the other figures that tell it: there it is no news.

An option that comes to speak of a theme is a need from then on, in waves already published too: its count is the one that its choice told.
One that spoke already is new in a figure never told, as any question is, where nothing told of its question can be subtracted from it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from itertools import chain

import pandas as pd

from dse import disclosure
from dse.disclosure import marks
from dse.disclosure.audiences import Audience
from dse.errors import Refused, StoreError
from dse.figures import REGISTRY, Answer, Figure
from dse.figures.surveys.answers import HIGH, OTHER
from dse.figures.surveys.wording import MEMBER
from dse.publication.published import Published
from dse.publication.rows import Key, Row, by_wave, is_hidden, is_option, keyed, tells_of_answers, written
from dse.publication.rows import waves as list_waves
from dse.query import Query, Selection, open_version
from dse.store import Store

_OPTIONS = """
select wave_id, question_id, of_question, label from survey_need_questions where label is not null and not is_of_several
"""
_SPOKEN = "select wave_id, question_id from survey_need_questions"
Names = Mapping[
    tuple[str, str, str], str
]  # the question that an option is, by its wave, the question that it is of and its label
Told = dict[
    tuple[str, str], tuple[float | None, int | None, str | None]
]  # voices, base and mark, by population and question
Options = set[tuple[str, str]]  # the questions that options are, each after its wave
FindSpoken = Callable[[frozenset[int]], Options]


def read_options(query: Query) -> Names:
    """The options that are each a question of a need."""
    return {
        (row["wave_id"], row["of_question"], row["label"]): row["question_id"]
        for row in query.read(_OPTIONS).to_pylist()
    }


def read_spoken(store: Store, versions: Iterable[int]) -> Options:
    """The options that are each a question of a need in all of some versions; none where one cannot be opened any more."""
    try:
        queries = [Query(open_version(store, number), Selection()) for number in versions]
        return set.intersection(*(set(map(_name, query.read(_SPOKEN).to_pylist())) for query in queries))
    except (Refused, StoreError):
        return set()


def with_options(
    published: Published, answers: Sequence[Answer], names: Names, find_spoken: FindSpoken = lambda _: set()
) -> Published:
    """What was published, and in the figures of these answers what it told of their options elsewhere. `find_spoken`: `read_spoken` of
    their store, asked only where an option may be new."""
    rows, tellings = dict(published.rows), dict(published.tellings)
    of_options: dict[tuple[str, str], set[Key]] = defaultdict(set)
    again = {(each.figure_id, wave) for each in answers for wave in list_waves([each])}
    is_new = partial(_is_new, published, again, cache(find_spoken))
    for answer in answers:
        figure = REGISTRY[answer.figure_id]
        waves = by_wave(figure, written(answer)) if tells_of_answers(figure) else {}
        for wave in waves.keys() & published.waves:
            about, now = (figure.id, wave), list(filter(is_option, waves[wave]))
            if now:
                last, *others = (
                    list(_tell(figure, now, told)) for told in _list_told(published, wave, names)
                )
                if about not in published.rows:
                    told = keyed(figure, last)
                    of_options[about] |= {
                        key for key, row in keyed(figure, now).items() if key in told or not is_new(row)
                    }
                own = published.tellings.get(about, [[]])
                rows[about] = _add(figure, last, published.rows.get(about, []))
                tellings[about] = [_add(figure, last, each) for each in own]
                tellings[about] += [_add(figure, rows[about], each) for each in others]
    return replace(published, rows=rows, tellings=tellings, of_options=of_options)


def _is_new(published: Published, again: Options, find_spoken: FindSpoken, row: Row) -> bool:
    """Whether an option that was not told was a need whenever its wave was told of, and no figure told of its question but those that
    tell `again`: these show whether anybody came, left or changed."""
    wave, _ = name = _name(row)
    tellers = {
        about
        for about, tellings in published.tellings.items()
        if about[1] == wave and any(_find_question(each) == _find_question(row) for each in chain(*tellings))
    }
    return tellers <= again and name in find_spoken(published.versions[wave])


def _name(row: Row) -> tuple[str, str]:
    return row["wave_id"], row["question_id"]


def _find_question(row: Row) -> str:
    """The question that a row tells of, or of which it tells an option."""
    return (row.get("question_id") or "").partition(":")[0]


def _add(figure: Figure, rows: Sequence[Row], others: Sequence[Row]) -> list[Row]:
    """Rows and others, which take the place of those that tell of the same."""
    return list((keyed(figure, rows) | keyed(figure, others)).values())


def _list_told(published: Published, wave: str, names: Names) -> Iterator[Told]:
    """What was told of options, by all figures the last time, then by each of them each time."""
    figures = [REGISTRY[name] for name, of_wave in published.rows if of_wave == wave]
    figures = [figure for figure in figures if not figure.rule.group and figure.rule.counts]
    last = [_index(figure, published.rows[figure.id, wave], names) for figure in figures]
    yield {about: numbers for each in last for about, numbers in each.items()}
    for figure in figures:
        yield from (_index(figure, rows, names) for rows in published.tellings[figure.id, wave])


def _index(figure: Figure, rows: Iterable[Row], names: Names) -> Told:
    """What rows of a figure tell of options: those of a choice, or of an option by itself."""
    told: Told = {}
    for row in rows:
        question = row.get("question_id") or ""
        name = names.get((row["wave_id"], question, row.get("answer") or ""), question)
        if ":" in name and _counts_chosen(row):
            about = row.get("population") or MEMBER, name
            told[about] = row.get(figure.rule.counts[0]), row.get(figure.rule.base), row.get(marks.MARK)
    return told


def _counts_chosen(row: Row) -> bool:
    """Whether a row counts those who chose an option, and not the others, who stand lower on its scale."""
    return (row.get("place") or 1) > 0


def _tell(figure: Figure, rows: Sequence[Row], told: Told) -> Iterator[Row]:
    """Those of the rows of options that were told elsewhere, with the numbers that were."""
    groups = Counter(row["question_id"] for row in rows if figure.rule.group)
    for row in rows:
        numbers = told.get((row.get("population") or MEMBER, row["question_id"]))
        if numbers and groups[row["question_id"]] <= 1:
            tells_less = marks.is_silent(row[marks.MARK]) and marks.hides(numbers[-1])
            yield row if tells_less else _with_numbers(figure, row, *numbers)


def _with_numbers(figure: Figure, row: Row, voices: float | None, base: int | None, mark: str | None) -> Row:
    """A row with the counts that were told of its option, or what stood in their place; what follows from them is left empty."""
    parts = (None, None) if voices is None or base is None else (voices, base - voices)
    bound = marks.bound(mark)
    if not _counts_chosen(row):
        parts = parts[::-1]
        mark = mark if bound is None else _turn(bound)
    if not marks.hides(mark) and not is_hidden(row):
        mark = row[marks.MARK]
    counts = dict(zip(figure.rule.counts, parts, strict=False)) | {figure.rule.base: base, marks.MARK: mark}
    return row | {name: counts.get(name) for name in row.keys() & {*counts, *figure.rule.derived}}


def _turn(bound: marks.Bound) -> str:
    """The bound of those who did not choose what is so bounded."""
    return (marks.at_most if bound.is_least else marks.at_least)(100 - bound.percent)


def derive(figure: Figure, table: pd.DataFrame, audience: Audience) -> pd.DataFrame:
    """A table with what follows from the counts of its rows of options, which other figures may have told."""
    is_of_option = [is_option(row) for row in table.to_dict("records")]
    if not any(is_of_option):
        return table
    sides = {"side": [HIGH if _counts_chosen(row) else OTHER for row in table.to_dict("records")]}
    again = disclosure.derived(table.assign(**sides), figure.rule, audience)
    return table.assign(
        **{name: again[name].where(is_of_option, table[name]) for name in figure.rule.derived}
    )

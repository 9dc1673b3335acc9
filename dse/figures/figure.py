"""What a figure is: a question with one tidy table behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, partial

import pandas as pd

from dse import charts, disclosure
from dse.disclosure import Hidden, Protected, Replacements, Rule, marks
from dse.figures import columns as c
from dse.figures import paging as paging_rules
from dse.figures import records
from dse.figures.advice import advise
from dse.figures.annotations import find_annotations
from dse.figures.import_advice import leave_import_out
from dse.figures.most_marks import MOST_MARKS, draw_first_categories
from dse.figures.paging import MOST, Page, Paging, page_of
from dse.figures.readable import hide_intervals_of_few
from dse.figures.records import Unrecorded
from dse.figures.tracked_metric import TrackedMetric
from dse.query import Query, Selection
from schemas import Column

DETAIL = "Détail statistique"
MAY_COME_FIRST = "ce qui est masqué peut passer devant"
MOST_ANNOTATIONS = 3  # above a chart that a room reads
DrawPage = Callable[[int, int], tuple[charts.Chart, Page]]  # of how many categories at most, and which screen


@dataclass(frozen=True)
class Finding:
    """One French sentence; `weight` ranks it on its page, 0 where nothing clear can be said. `subject` is the code of the theme or the
    support that it names, where a decision may follow one of several; `named`: what tells, in the figure's table, the other categories
    that it names, which are shown first. `members`: how many are behind it, known to the team alone."""

    sentence: str
    weight: float = 0.0
    subject: str = ""
    named: tuple[str, ...] = ()
    members: int = 0


@dataclass(frozen=True)
class Figure:
    """A question, declared once, from which screen, projector, file and report are made.

    `rows` gives a frame with exactly `columns`; `finding`, `size`, `chart` and `scalars` read that frame and nothing else.
    `breakdowns` are the filters it accepts beside the years. `position`: its part of the page, and its rank there. `compares`: it
    compares, as others only describe, and its finding may be among those to remember.

    `method`: two sentences that anybody understands, what is counted and how to read it; `detail`: what a statistician asks for,
    definitions, intervals, tests, thresholds and sources, a paragraph each, its own first; shown under `DETAIL`.

    `rule` protects what comes from answers, persons or amounts; None for the directory and counts of accompaniments.
    With a rule, `rows` may give more columns (parts, sums) for groups to be added up, the last of `columns` is the
    mark, and the finding reads the rows that are not masked.

    `paging`: its categories, where they may be many. `report_columns`: those that a page of paper has room for, the most needed
    first and its base behind it; all of them if empty. `has_annotations`: its chart runs over the years, and shows when offers opened
    and closed. `tracked_metric`: what a decision taken in front of it follows. `freshness_sources`: tables and their days that say how far its
    data reach, beside the register. `as_of_today`: it speaks of the last day known, whatever the years chosen. `last_year_scalars`: scalars of the last year. `compares_waves`: each wave of the years
    chosen stands beside the one before. `names_largest`: its sentence names the row that has most of something, and says that it is
    that of the rows shown where some are masked. `order_for_public`: its rows as a public reads them, put in order by what they show.

    `when_empty`: what it says without rows, with the team's way out after « : » where other years or filters are none; or what finds why,
    which is given what is not recorded, and says before it what no record would mend.

    `find_left_out`: what was said beside what its rows tell, and where that is read.

    `requires`: what has to be recorded (`records`): years before the first of it are not asked, and where it is in none nothing is said.
    `reads`: what its rows leave empty where it is not recorded; the sentence says so. `looks_back`: it speaks of years before those chosen.
    `choose_years`: the years that it reads among or around those chosen, all of which have to be recorded. `find_first_start`: of
    accompaniments that it counts by another day than their start, the year in which the first of them started.
    """

    id: str
    page: str
    question: str
    rows: Callable[[Query], pd.DataFrame]
    columns: tuple[Column, ...]
    finding: Callable[[pd.DataFrame], Finding]
    method: str
    source: str
    breakdowns: tuple[str, ...]
    size: Callable[[pd.DataFrame], str]
    detail: tuple[str, ...] = ()
    position: tuple[str, int] = ("", 0)
    compares: bool = False
    chart: Callable[..., charts.Chart] | None = None
    when_empty: str | Callable[[Figure, Query, str], str] = (
        "Aucune donnée pour ce choix : importez les fichiers qui manquent."
    )
    freshness_sources: tuple[tuple[str, str], ...] = ()
    requires: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    looks_back: bool = False
    choose_years: Callable[[Query], Query] | None = None
    find_first_start: Callable[[Query], int | None] | None = None
    has_annotations: bool = False
    report_columns: tuple[str, ...] = ()
    as_of_today: bool = False
    compares_waves: bool = False
    names_largest: bool = False
    last_year_scalars: tuple[str, ...] = ()
    tracked_metric: TrackedMetric | None = None
    scalars: Mapping[str, Callable[[pd.DataFrame], float | None]] = field(default_factory=dict)
    rule: Rule | None = None
    paging: Paging | None = None
    order_for_public: Callable[[pd.DataFrame], pd.DataFrame] | None = None
    find_left_out: Callable[[Figure, Query, pd.DataFrame], str] | None = None

    def __post_init__(self) -> None:
        if (self.rule is not None) != (marks.MARK in [column.name for column in self.columns]):
            raise ValueError("a figure has a column of marks if it has a rule, and only then")
        if self.rule and self.rule.group and (left := self.rule.unnamed(self.columns)):
            raise ValueError(f"groups shown together would keep the first one’s {', '.join(left)}")

    @property
    def is_list(self) -> bool:
        """Whether the figure is a list to act on, without a chart."""
        return self.chart is None

    @property
    def names_members(self) -> bool:
        """Whether it names organisations, which is for the team to act on; partners that are no members are named to everybody."""
        return any(column.table == "organisations" and column != c.PARTNER for column in self.columns)

    def read_rows(self, query: Query) -> pd.DataFrame:
        """Its rows over the years in which all that it requires is recorded; none where some of it is in none of those chosen, or not over
        all that it reads, or counts together. Of a figure by year, without the years of a gap."""
        needed = self._find_years_needed(query)
        if needed and records.describe_lacking(needed, self.requires):
            return c.empty_frame(self.columns)
        if self.choose_years:
            return self.rows(query)
        then = records.narrow(query, self.requires)
        if then is None:
            return c.empty_frame(self.columns)
        rows = self._leave_trend_out(then, self.rows(then))
        gaps = records.find_gaps(then, self.requires)
        return rows[~rows["year"].isin(gaps)].reset_index(drop=True) if gaps and "year" in rows else rows

    def _find_years_needed(self, query: Query) -> Query | None:
        """The years that all have to be recorded: those that it chooses, else those that it counts together, as no figure by year does, nor
        one that lists whom it names."""
        if self.choose_years:
            return self.choose_years(query)
        is_of_each = c.YEAR in self.columns or self.names_members
        return None if is_of_each else records.narrow(query, self.requires)

    def _leave_trend_out(self, query: Query, rows: pd.DataFrame) -> pd.DataFrame:
        """The rows without the word for their trend where one of their years is one in which nothing is recorded, or some of what they
        count started in one."""
        if not self.requires or c.TENDENCY not in self.columns or rows.empty:
            return rows
        recorded, years = records.read_records(query), set(rows["year"])
        has_holes = any(recorded.find_holes(record, years) for record in self.requires)
        return rows.assign(tendency="NON_CALCULABLE") if has_holes or self._lacks_starts(query) else rows

    def _lacks_starts(self, query: Query) -> bool:
        """Whether something that it counts by another day started in a year in which accompaniments are not recorded."""
        first = self.find_first_start(query) if self.find_first_start else None
        if first is None:
            return False
        then = query.with_years(first, query.selection.last_year)
        return not records.is_recorded(then, records.ACCOMPANIMENTS)

    def find_unrecorded(self, query: Query) -> Unrecorded:
        """What is not recorded of what it counts, over the years chosen."""
        needed = self._find_years_needed(query)
        if needed and (missing := records.describe_missing(needed, self.requires)):
            return Unrecorded(missing=missing)
        return records.find_unrecorded(
            needed if needed and self.choose_years else query,
            self.requires,
            self.reads,
            looks_back=self.looks_back,
            as_of_today=self.as_of_today,
            first_start=self.find_first_start(query) if self.find_first_start else None,
        )

    def explain_empty(self, query: Query, unrecorded: Unrecorded) -> str:
        """Why it has no rows for this choice."""
        if not isinstance(self.when_empty, str):
            return self.when_empty(self, query, unrecorded.missing)
        if unrecorded.missing:
            return unrecorded.missing
        return _add_note(advise(self, query, self.when_empty), unrecorded)

    def list_details(self) -> tuple[str, ...]:
        """`detail` and, where a public may read a bound, what bounds are under the thresholds in use; nothing where `method` says it all."""
        has_bounds = self.rule is not None and self.rule.bounds
        return (*self.detail, disclosure.words.describe_bounds()) if has_bounds else self.detail

    def withheld(self, answer: Answer) -> tuple[str, ...]:
        """The columns of an answer that only the team sees; none where the team asks."""
        return (
            self.rule.withheld if any(suppression.kind == "withheld" for suppression in answer.hidden) else ()
        )

    def replacements(self, answer: Answer) -> Replacements:
        """What stands in the table of an answer for numbers that are not shown."""
        if self.rule is None:
            return Replacements()
        return Replacements(self.withheld(answer), self.rule.measures, self.rule.bounds)

    def accepts(self, audience: str) -> tuple[str, ...]:
        """The filters that an audience may use: before a public, none that chooses who answers."""
        if self.rule is None or not disclosure.audience(audience).is_public:
            return self.breakdowns
        return tuple(name for name in self.breakdowns if name in self.rule.filters)


@dataclass(frozen=True)
class Answer:
    """What a figure says of one version for one selection. `table` has the figure's columns, in order.

    `hidden` is what the selection's audience is not shown; `is_masked`: nothing of the table is left to speak of. `counts`: the scalars of
    a figure that is refused because it names members: how many they are is no secret. `unrecorded`: what the data lack of the years chosen.
    `left_out`: what was said beside what it tells.
    """

    figure_id: str
    selection: Selection
    version: int
    as_of: date | None
    table: pd.DataFrame
    finding: Finding
    size: str
    hidden: tuple[Hidden, ...] = ()
    is_masked: bool = False
    annotations: tuple[tuple[date, str], ...] = ()
    counts: Mapping[str, float] = field(default_factory=dict)
    unrecorded: Unrecorded = field(default_factory=Unrecorded)
    left_out: str = ""

    @property
    def is_refused(self) -> bool:
        """Whether the question is not put for this audience."""
        return any(suppression.kind == "refused" for suppression in self.hidden)


def draw(figure: Figure, answer: Answer, full_table: pd.DataFrame | None = None) -> charts.Chart:
    """The chart of an answer, with what changed in the offer over its years where it runs over them.

    `full_table` is the table of which the answer's is a part, and which gives the scale.
    """
    is_part = full_table is not None and figure.paging is not None and figure.paging.is_scaled
    draw = partial(figure.chart, full_table=full_table) if is_part else figure.chart
    paging = figure.paging or Paging((figure.columns[0].name,))
    table = hide_intervals_of_few(answer.table, figure.columns)
    chart = draw_first_categories(draw, table, paging, MOST_MARKS - 2 * len(answer.annotations))
    return charts.with_annotations(chart, answer.annotations)


def rows_per_screen(figure: Figure, answer: Answer, height: float) -> int:
    """How many categories a screen shows at most: as many as can be read, fewer where rows have a height of their own and those
    of some screen would not fit in `height` pixels. All screens share it, or a category would be shown twice and another never."""
    return _count_rows(figure, answer, height, cache(partial(draw_page, figure, answer)))


def draw_screens(
    figure: Figure, answer: Answer, height: float, *, is_first_only: bool
) -> Iterator[tuple[charts.Chart, Page]]:
    """The chart of each screen of `rows_per_screen` categories, which is made once though it is also measured."""
    draw_once = cache(partial(draw_page, figure, answer))
    most = _count_rows(figure, answer, height, draw_once)
    count = 1 if is_first_only else count_screens(figure, answer, most)
    yield from (draw_once(most, screen) for screen in range(1, count + 1))


def _count_rows(figure: Figure, answer: Answer, height: float, draw_once: DrawPage) -> int:
    most = figure.paging.most if figure.paging else MOST
    if figure.paging is None or not charts.has_rows_in_pixels(draw_once(most, 1)[0]):
        return most
    return next((rows for rows in range(most, 1, -1) if _fits(figure, answer, rows, height, draw_once)), 1)


def _fits(figure: Figure, answer: Answer, most: int, height: float, draw_once: DrawPage) -> bool:
    screens = range(1, count_screens(figure, answer, most) + 1)
    return all(draw_once(most, screen)[0].height <= height for screen in screens)


def count_screens(figure: Figure, answer: Answer, most: int) -> int:
    """On how many screens of at most `most` categories an answer is shown."""
    return paging_rules.count_screens(answer.table, figure.paging, most)


def draw_page(figure: Figure, answer: Answer, most: int, screen: int) -> tuple[charts.Chart, Page]:
    """The chart of a screen, from 1, of at most `most` categories: those that the finding names come first, whatever the weight of others.

    Annotations are not drawn where they are more than MOST_ANNOTATIONS.
    """
    named = {answer.finding.subject, *answer.finding.named} - {""}
    shown = page_of(answer.table, figure.paging, most, screen, named)
    happened = answer.annotations if len(answer.annotations) <= MOST_ANNOTATIONS else ()
    return draw(figure, replace(answer, table=shown.table, annotations=happened), answer.table), shown


def answer(figure: Figure, query: Query, version: int, as_of: date | None) -> Answer:
    """Ask a figure's question. The selection loses the filters that the figure does not accept.

    What its audience may not see is gone before the finding, the size and the chart are made.
    """
    narrowed = replace(query, selection=query.selection.keeping(figure.accepts(query.selection.audience)))
    if why := find_refusal(figure, narrowed.selection.audience):
        return replace(
            refused(figure, narrowed.selection, version, as_of, why), counts=_count(figure, narrowed)
        )
    shown = _protected(figure, narrowed)
    table = _order(figure, _declared(figure, shown.table), narrowed.selection)
    visible = Protected(table).visible
    unrecorded = figure.find_unrecorded(narrowed)
    why_empty = figure.explain_empty(narrowed, unrecorded) if table.empty else ""
    unrecorded = replace(unrecorded, missing=unrecorded.missing and why_empty)
    if disclosure.audience(narrowed.selection.audience).is_public:
        why_empty = leave_import_out(why_empty)
        unrecorded = replace(unrecorded, missing=leave_import_out(unrecorded.missing))
    finding, size = _describe(figure, table, visible, unrecorded, why_empty)
    return Answer(
        figure_id=figure.id,
        selection=narrowed.selection,
        version=version,
        as_of=as_of,
        table=table,
        finding=finding,
        size=size,
        hidden=shown.hidden,
        is_masked=visible.empty and not table.empty,
        annotations=find_annotations(narrowed) if figure.has_annotations and not table.empty else (),
        unrecorded=unrecorded,
        left_out=figure.find_left_out(figure, narrowed, table) if figure.find_left_out else "",
    )


def refused(figure: Figure, selection: Selection, version: int, as_of: date | None, why: str) -> Answer:
    """The answer to a question that is not put: an empty table and the reason."""
    narrowed = selection.keeping(figure.accepts(selection.audience))
    table = c.empty_frame(figure.columns)
    return Answer(figure.id, narrowed, version, as_of, table, Finding(why), "", (Hidden("refused", ""),))


def with_rows(figure: Figure, answer: Answer, table: pd.DataFrame, hidden: tuple[Hidden, ...]) -> Answer:
    """The same answer with other rows that its audience may see; its finding and its size are those of these rows."""
    table = _order(figure, table, answer.selection)
    visible = Protected(table).visible
    why_empty = answer.finding.sentence if answer.table.empty else disclosure.words.NOTHING_LEFT
    finding, size = _describe(figure, table, visible, answer.unrecorded, why_empty)
    is_masked = visible.empty and not table.empty
    return replace(answer, table=table, finding=finding, size=size, hidden=hidden, is_masked=is_masked)


def find_refusal(figure: Figure, audience_code: str) -> str | None:
    """Why an audience is not shown the figure at all; None where it may be."""
    audience = disclosure.audience(audience_code)
    if audience.is_public and figure.names_members:
        return disclosure.words.NAMES
    return None if figure.rule is None else disclosure.refusal(figure.rule, audience)


def _count(figure: Figure, query: Query) -> dict[str, float]:
    """The scalars that no rule protects, of a figure whose rows are not shown."""
    if figure.rule is not None or not figure.scalars or figure.find_unrecorded(query).is_cut:
        return {}
    table = figure.read_rows(query)
    scalars = {name: compute(table) for name, compute in figure.scalars.items()} if len(table) else {}
    return {name: value for name, value in scalars.items() if value is not None}


def _protected(figure: Figure, query: Query) -> Protected:
    if figure.rule is None:
        return Protected(figure.read_rows(query))
    table, audience = figure.read_rows(query), disclosure.audience(query.selection.audience)
    has_groups = figure.rule.breakdown and (audience.is_public or disclosure.has_parts(table, figure.rule))
    waves = disclosure.blocks(query, figure.rule.breakdown, audience.thresholds) if has_groups else None
    return disclosure.protect(table, figure.rule, audience, waves)


def _declared(figure: Figure, table: pd.DataFrame) -> pd.DataFrame:
    names = [column.name for column in figure.columns]
    return pd.DataFrame({name: table[name].array for name in names}, copy=False)


def _order(figure: Figure, table: pd.DataFrame, selection: Selection) -> pd.DataFrame:
    if figure.order_for_public is None or not disclosure.audience(selection.audience).is_public:
        return table
    return figure.order_for_public(table).reset_index(drop=True)


def _describe(
    figure: Figure, table: pd.DataFrame, visible: pd.DataFrame, unrecorded: Unrecorded, why_empty: str
) -> tuple[Finding, str]:
    if table.empty:
        return Finding(why_empty), ""
    if visible.empty:
        mark = str(table[marks.MARK].iloc[0])
        return Finding(disclosure.words.describe_nothing_left(mark)), marks.to_words(mark)
    finding = figure.finding(visible)
    if figure.names_largest and len(visible) < len(table):
        finding = replace(finding, sentence=f"{finding.sentence.removesuffix('.')} ; {MAY_COME_FIRST}.")
    return replace(finding, sentence=_add_note(finding.sentence, unrecorded)), figure.size(visible)


def _add_note(sentence: str, unrecorded: Unrecorded) -> str:
    return f"{sentence} {unrecorded.note}" if unrecorded.note else sentence

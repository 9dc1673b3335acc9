"""The contents of a dossier: pages as chapters, with each figure's answer on the triennial and on the one compared with."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from dse import figures, slides
from dse.demo.signature import is_fictional
from dse.export.comment_doubts import TextReader
from dse.export.dossier import coverage
from dse.export.dossier.choice import Choice
from dse.figures import Answer, Figure, Finding
from dse.query import Selection, open_versions_once
from dse.review import EMPTY, Plan, propose
from dse.store import Store, Version

# Called with the share done, from 0 to 1, and what is being done, in French.
Progress = Callable[[float, str], None]
# Gives the answer of a figure for a selection: computed, or from the caller's cache.
Answering = Callable[[Figure, Selection], Answer]
CHAPTERS = {**slides.PAGES, "donnees": "État des données"}
NOTHING_CLEAR = "Rien de net ne se détache dans ce qui est montré."


@dataclass(frozen=True)
class Entry:
    """A figure of the dossier. `before` is its answer on the triennial compared with, None where that adds nothing.

    Waves of two consecutive triennials are compared in one answer, over the years of both.
    """

    figure: Figure
    rank: int
    answer: Answer
    before: Answer | None = None

    @property
    def name(self) -> str:
        """The name of its files, without their ending: `03-uptake_by_family`."""
        return f"{self.rank:02d}-{self.figure.id}"

    def answers(self) -> list[Answer]:
        """Its answer on the triennial, then on the one compared with."""
        return [self.answer] if self.before is None else [self.answer, self.before]


@dataclass(frozen=True)
class LeftOut:
    """A figure that is not in the dossier, and its answer, which says why."""

    figure: Figure
    answer: Answer

    @property
    def why(self) -> str:
        """A French sentence."""
        return self.answer.finding.sentence

    @property
    def is_hidden(self) -> bool:
        """Whether another audience may see it."""
        return self.answer.is_refused


@dataclass(frozen=True)
class Chapter:
    """A page, its figures and what to remember of them."""

    page: str
    title: str
    entries: tuple[Entry, ...]
    left_out: tuple[LeftOut, ...]
    highlights: tuple[Finding, ...]


@dataclass(frozen=True)
class Contents:
    """Everything that is written. `plan`: what its review has; `notices` are sentences that come first; `corrections` describe each
    corrected number."""

    version: Version
    version_name: str | None
    choice: Choice
    chapters: tuple[Chapter, ...]
    is_fictional: bool
    plan: Plan = EMPTY
    notices: tuple[str, ...] = ()
    corrections: tuple[str, ...] = ()

    def entries(self) -> Iterator[Entry]:
        """Every figure, in order."""
        for chapter in self.chapters:
            yield from chapter.entries

    def left_out(self) -> Iterator[LeftOut]:
        """Every figure left out, in order."""
        for chapter in self.chapters:
            yield from chapter.left_out

    def highlights(self) -> dict[str, list[str]]:
        """Findings to remember, by title: the strongest of all under no title, then those that each chapter adds under its own."""
        overall = [
            finding.sentence for finding in figures.highlights([entry.answer for entry in self.entries()])
        ]
        added = {
            chapter.title: [
                finding.sentence for finding in chapter.highlights if finding.sentence not in overall
            ]
            for chapter in self.chapters
        }
        by_title = {title: sentences for title, sentences in {"": overall, **added}.items() if sentences}
        return by_title or {"": [NOTHING_CLEAR]}


@open_versions_once()
def gather(
    store: Store,
    number: int,
    choice: Choice,
    progress: Progress | None = None,
    answering: Answering | None = None,
    on_entry: Callable[[Contents, Entry], None] | None = None,
    plan: Plan | None = None,
    figure_ids: Iterable[str] | None = None,
) -> Contents:
    """Compute every figure over a version, or these only. StoreError if the version cannot be read.

    `plan`: what its review has, the one that is proposed where there is none; `on_entry` is called with each figure as soon as it is computed, and with the contents, which have no chapter yet.
    """
    version = store.version(number)
    contents = Contents(
        version=version,
        version_name=store.names().get(number),
        choice=choice,
        chapters=(),
        is_fictional=is_fictional(store, version),
        notices=tuple(coverage.describe_gaps(store, version, choice)),
    )
    must_read = TextReader(store, number).must_read
    answer = answering or partial(figures.answer, store, number, must_read=must_read)
    requested_ids = figures.REGISTRY.keys() if figure_ids is None else set(figure_ids)
    done, total = 0, len(requested_ids)

    def answer_figure(figure: Figure) -> Entry | LeftOut:
        nonlocal done
        result = _answer_figure(answer, figure, choice)
        done += 1
        if progress:
            progress(done / total, f"Calcul des figures : {done} sur {total}")
        if on_entry and isinstance(result, Entry):
            on_entry(contents, result)
        return result

    chapters = tuple(
        _build_chapter(page, title, answer_figure, requested_ids) for page, title in CHAPTERS.items()
    )
    answers = [entry.answer for chapter in chapters for entry in chapter.entries]
    review_plan = propose(answers) if plan is None else plan.as_of_today()
    return replace(contents, chapters=chapters, plan=review_plan)


def _build_chapter(
    page: str, title: str, answer_figure: Callable[[Figure], Entry | LeftOut], requested_ids: Collection[str]
) -> Chapter:
    results = [answer_figure(figure) for figure in slides.figures_of(page) if figure.id in requested_ids]
    unranked = [result for result in results if isinstance(result, Entry)]
    entries = tuple(replace(entry, rank=rank) for rank, entry in enumerate(unranked, 1))
    left_out = tuple(result for result in results if isinstance(result, LeftOut))
    return Chapter(
        page, title, entries, left_out, tuple(figures.highlights([entry.answer for entry in entries]))
    )


def _answer_figure(answer_alone: Answering, figure: Figure, choice: Choice) -> Entry | LeftOut:
    answer = answer_alone(figure, choice.selection)
    if answer.is_refused:
        return LeftOut(figure, answer)
    before = None
    if choice.selection_against is not None and not figure.as_of_today:
        before = answer_alone(figure, choice.selection_against)
        if (both := _answer_both(answer_alone, figure, choice, (before, answer))) is not None:
            return Entry(figure, 0, both)
    if before is not None and _adds_nothing(before, answer, choice.against):
        before = None
    if answer.table.empty and before is None:
        return LeftOut(figure, answer)
    return Entry(figure, 0, answer, before)


def _answer_both(
    answer_alone: Answering, figure: Figure, choice: Choice, alone: tuple[Answer, Answer]
) -> Answer | None:
    """One answer over both triennials, for a figure that compares waves; None if it lacks waves of either, or adds none."""
    if not figure.compares_waves or choice.selection_of_both is None:
        return None
    both = answer_alone(figure, choice.selection_of_both)
    is_of_one = any(both.table.equals(answer.table) for answer in alone)
    return None if is_of_one or any(_waves(answer) - _waves(both) for answer in alone) else both


def _waves(answer: Answer) -> set[str]:
    return set(answer.table["wave_id"]) if "wave_id" in answer.table else set()


def _adds_nothing(before: Answer, answer: Answer, against: str | None) -> bool:
    """Whether the answer on the other triennial is empty, or already in that of this one."""
    return before.table.empty or before.table.equals(answer.table) or _compares(answer, against)


def _compares(answer: Answer, against: str | None) -> bool:
    """Whether an answer has the other triennial beside its own."""
    return "period_before" in answer.table and set(answer.table["period_before"].dropna()) == {against}

"""What a dossier holds: the pages as chapters, with what each figure says of the triennial and of the one compared with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from dse import disclosure, figures, slides
from dse.demo.signature import is_fictional
from dse.export.dossier import coverage
from dse.export.dossier.choice import Choice
from dse.figures import Answer, Figure, Finding
from dse.query import Selection
from dse.store import Store, Version

# Told the share done, from 0 to 1, and what is being done, in French.
Progress = Callable[[float, str], None]
# What a figure says of a version for a selection: computed, or kept by who asks.
Answering = Callable[[Figure, Selection], Answer]
CHAPTERS = {**slides.PAGES, "donnees": "État des données"}
NAMES = (
    "Ce qui nomme une à une des organisations accompagnées, ou venues à une activité, est réservé à l’équipe."
)
NOTHING_CLEAR = "Rien de net ne se détache dans ce qui est montré."


@dataclass(frozen=True)
class Entry:
    """A figure of the dossier. `before` is what it says of the triennial compared with, None where that says nothing more.

    Waves are compared in one answer, over the years of both triennials.
    """

    figure: Figure
    rank: int
    said: Answer
    before: Answer | None = None

    @property
    def name(self) -> str:
        """The name of its files, without their ending: `03-uptake_by_family`."""
        return f"{self.rank:02d}-{self.figure.id}"

    def answers(self) -> list[Answer]:
        """What it says of the triennial, then of the one compared with."""
        return [self.said] if self.before is None else [self.said, self.before]


@dataclass(frozen=True)
class LeftOut:
    """A figure that is not in the dossier, and why, in French; `is_hidden` where others might see it."""

    figure: Figure
    why: str
    is_hidden: bool


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
    """All that is written. `notices` are sentences to be told before anything else; `corrections` tell one by one what was corrected."""

    version: Version
    version_name: str | None
    choice: Choice
    chapters: tuple[Chapter, ...]
    is_fictional: bool
    notices: tuple[str, ...] = ()
    corrections: tuple[str, ...] = ()

    def entries(self) -> Iterator[Entry]:
        """Every figure, in order."""
        for chapter in self.chapters:
            yield from chapter.entries

    def left_out(self) -> Iterator[LeftOut]:
        """Every figure that is not there, in order."""
        for chapter in self.chapters:
            yield from chapter.left_out

    def highlights(self) -> dict[str, list[str]]:
        """What is worth keeping: the strongest findings of the whole under no title, then what each chapter adds under its own."""
        whole = [each.sentence for each in figures.highlights([entry.said for entry in self.entries()])]
        added = {
            each.title: [found.sentence for found in each.highlights if found.sentence not in whole]
            for each in self.chapters
        }
        found = {title: sentences for title, sentences in {"": whole, **added}.items() if sentences}
        return found or {"": [NOTHING_CLEAR]}


def gather(
    store: Store,
    number: int,
    choice: Choice,
    progress: Progress | None = None,
    answering: Answering | None = None,
) -> Contents:
    """Ask every figure of a version. StoreError if the version cannot be read."""
    version = store.version(number)
    say = answering or partial(figures.answer, store, number)
    done, whole = 0, len(figures.REGISTRY)

    def ask(figure: Figure) -> Entry | LeftOut:
        nonlocal done
        found = _asked(say, figure, choice)
        done += 1
        if progress:
            progress(done / whole, f"Calcul des figures : {done} sur {whole}")
        return found

    return Contents(
        version=version,
        version_name=store.names().get(number),
        choice=choice,
        chapters=tuple(_chapter(page, title, ask) for page, title in CHAPTERS.items()),
        is_fictional=is_fictional(store, version),
        notices=tuple(coverage.not_covered(store, version, choice)),
    )


def _chapter(page: str, title: str, ask: Callable[[Figure], Entry | LeftOut]) -> Chapter:
    found = [ask(figure) for figure in slides.figures_of(page)]
    shown = [each for each in found if isinstance(each, Entry)]
    entries = tuple(Entry(each.figure, rank, each.said, each.before) for rank, each in enumerate(shown, 1))
    left_out = tuple(each for each in found if isinstance(each, LeftOut))
    return Chapter(
        page, title, entries, left_out, tuple(figures.highlights([entry.said for entry in entries]))
    )


def _asked(say: Answering, figure: Figure, choice: Choice) -> Entry | LeftOut:
    if disclosure.audience(choice.audience).lowered and names_organisations(figure):
        return LeftOut(figure, NAMES, is_hidden=True)
    said = say(figure, choice.selection)
    if any(each.deed == "refused" for each in said.hidden):
        return LeftOut(figure, said.finding.sentence, is_hidden=True)
    before = None
    if choice.selection_against is not None and not figure.tells_today:
        before = say(figure, choice.selection_against)
        if (both := _over_both(say, figure, choice, (before, said))) is not None:
            return Entry(figure, 0, both)
    if before is not None and _is_told(said, before, choice.against):
        before = None
    if said.table.empty and before is None:
        return LeftOut(figure, said.finding.sentence, is_hidden=False)
    return Entry(figure, 0, said, before)


def _over_both(say: Answering, figure: Figure, choice: Choice, alone: tuple[Answer, Answer]) -> Answer | None:
    """What a figure that compares waves says of those of both triennials; None where that is not all that it says of each."""
    if not figure.compares_waves or choice.selection_of_both is None:
        return None
    both = say(figure, choice.selection_of_both)
    is_of_one = any(both.table.equals(each.table) for each in alone)
    return None if is_of_one or any(_waves(each) - _waves(both) for each in alone) else both


def _waves(said: Answer) -> set[str]:
    return set(said.table["wave_id"]) if "wave_id" in said.table else set()


def _is_told(said: Answer, before: Answer, against: str | None) -> bool:
    """Whether an answer of the other triennial says nothing, or nothing more."""
    return before.table.empty or before.table.equals(said.table) or _compares(said, against)


def _compares(said: Answer, against: str | None) -> bool:
    """Whether an answer tells of the other triennial beside its own."""
    return "period_before" in said.table and set(said.table["period_before"].dropna()) == {against}


def names_organisations(figure: Figure) -> bool:
    """Whether a figure is a list of organisations, or has a row for each: for the team to act on, not for a report."""
    listed = figure.is_list and any(column.table == "organisations" for column in figure.columns)
    return figure.names_members or listed

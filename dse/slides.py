"""What is projected: the slides of a page, one question each, in the page's order."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from dse import disclosure, figures, french, selections
from dse.disclosure import marks
from dse.figures import REGISTRY, SECTIONS, Answer, Figure, Page
from dse.figures.basis import list_basis
from dse.filters import FILTERS
from dse.query import FIRST_YEAR, LAST_YEAR, Selection

HOME = "vue-ensemble"
NO_FIGURE = "Cette figure n’existe plus."
NOT_A_SLIDE = "Cette figure ne se projette pas : elle est une liste de noms, ou réservée à l’équipe."
# A slide of 16:9 on a canvas of 560 pixels: what is left of its height by a title and a finding of one line, and what each line
# more takes, at as many letters a line.
ROOM = 404
TITLE_LINE, TITLE_LETTERS = 38, 50
TEXT_LINE, TEXT_LETTERS = 25, 76
MOST_FILTER_LETTERS = 50  # of the names of what is chosen, in the line under a chart
PAGES = {HOME: "Vue d’ensemble", **figures.PAGES}


@dataclass(frozen=True)
class FigureSlide:
    """A figure, and the choice it is shown with as an address writes it; empty where it has none of its own.

    `is_first_only`: of a figure of many categories, the first screen and no other.
    """

    figure_id: str
    selection: str = ""
    is_first_only: bool = False


@dataclass(frozen=True)
class TitleSlide:
    """A large title, and what stands under it."""

    title: str
    subtitle: str = ""


Slide = FigureSlide | TitleSlide


@dataclass(frozen=True)
class Deck:
    """Slides in their order. `left_out`: how many figures of the page are none."""

    title: str
    slides: tuple[Slide, ...]
    left_out: int = 0


def of_page(page: str, audience: str) -> Deck:
    """The slides of a page before an audience, all its parts in order. KeyError if there is no such page."""
    listed = figures_of(page)
    shown = [figure for figure in listed if can_be_shown(figure, audience)]
    return Deck(
        PAGES[page], tuple(FigureSlide(figure.id) for figure in shown), left_out=len(listed) - len(shown)
    )


def figures_of(page: str) -> list[Figure]:
    """The figures of a page in the order of its parts."""
    return list(figures.of_page(page))


def can_be_shown(figure: Figure, audience: str) -> bool:
    """Whether a figure may be a slide: no list, no row a member, nothing that is the team's only."""
    if figure.is_list or figure.names_members:
        return False
    return figure.rule is None or disclosure.refusal(figure.rule, disclosure.audience(audience)) is None


def in_words(slide: Slide, audience: str) -> TitleSlide | None:
    """The title slide itself, or what stands in place of a figure that is no slide; None where it is one."""
    if isinstance(slide, TitleSlide):
        return slide
    figure = REGISTRY.get(slide.figure_id)
    if figure is None:
        return TitleSlide(figures.name_figure(slide.figure_id), NO_FIGURE)
    return None if can_be_shown(figure, audience) else TitleSlide(figure.question, NOT_A_SLIDE)


def partly(figure_id: str, shown: Page) -> str:
    """Which of the categories a screen shows; empty where it shows all."""
    if shown.is_all:
        return ""
    if REGISTRY[figure_id].paging.counts:
        first = "le premier" if shown.last == 1 else f"les {shown.last} premiers"
        return f"{first} sur {shown.total}"
    first = "" if shown.first == shown.last else f"{shown.first} à "
    return f"{first}{shown.last} sur {shown.total}"


def masked(spec: Mapping[str, Any]) -> str:
    """What the marks that a chart shows stand for; empty where it shows none."""
    return _told(json.dumps(spec, ensure_ascii=False, default=str))


def _told(text: str) -> str:
    found = french.listed(marks.fewer_in(text))
    hidden = (
        f"{found} : trop peu de réponses, ou de quoi en retrouver d’autres par différence" if found else ""
    )
    return " ; ".join(filter(None, (hidden, disclosure.words.explain_bounds(text))))


def describe_base(answer: Answer, version: int, fits: Callable[[str], bool], *, is_fictional: bool) -> str:
    """What a slide rests on, in one line: size, source, day, version and filters. Source and day are shortened until it `fits`."""
    sources = _shorten(REGISTRY[answer.figure_id].source)
    days = [f"{answer.as_of:%d/%m/%Y}", french.day(answer.as_of)] if answer.as_of else [""]
    choice = selections.told_in_short(answer.selection, MOST_FILTER_LETTERS)
    lines = [
        " · ".join(
            filter(
                None,
                _base_parts(
                    replace(answer, left_out=""), source, day, f"version {version}", choice, is_fictional
                ),
            )
        )
        for source in sources
        for day in reversed(days)
    ]
    return next(filter(fits, lines), lines[-1])


def _shorten(source: str) -> list[str]:
    """A source, then ever fewer of its clauses, then nothing."""
    clauses = re.split(r"(?<=[,;]) ", source)
    shorter = [f"{' '.join(clauses[:count]).rstrip(' ,;')}…" for count in range(len(clauses) - 1, 0, -1)]
    return [source, *shorter, ""]


def _base_parts(
    answer: Answer, source: str, day: str, version: str, choice: str, is_fictional: bool
) -> list[str]:
    return [*list_basis(answer, source, day, is_fictional=is_fictional), version, choice]


def explain(answer: Answer, version: str, masked_text: str, *, is_fictional: bool) -> list[str]:
    """What stands behind « i » and in the notes of a PowerPoint: the base in full, what is masked and why, the method."""
    figure = REGISTRY[answer.figure_id]
    audience = disclosure.audience(answer.selection.audience).label.lower()
    day = french.day(answer.as_of) if answer.as_of else ""
    base = _base_parts(answer, figure.source, day, version, selections.told(answer.selection), is_fictional)
    hidden = disclosure.words.told(answer.hidden)
    return [
        " · ".join(filter(None, (part(figure.id)[1], *base, f"public : {audience}"))),
        *([f"Pour ce public : {hidden}."] if hidden else []),
        *([f"{masked_text[:1].upper()}{masked_text[1:]}."] if masked_text else []),
        figure.method,
    ]


def measure_room(answer: Answer) -> float:
    """Pixels of a canvas that question and finding leave for a chart, at least: on a screen and in a PowerPoint."""
    title, finding = REGISTRY[answer.figure_id].question, answer.finding.sentence
    more_titles = math.ceil(len(title) / TITLE_LETTERS) - 1
    more_lines = math.ceil(len(finding) / TEXT_LETTERS) - 1
    return (ROOM - TITLE_LINE * more_titles - TEXT_LINE * more_lines) // 10 * 10


def part(figure_id: str) -> tuple[str, str]:
    """The word and the title of the part of its page that a figure stands in; empty where its page has no parts."""
    for word, section in SECTIONS.get(REGISTRY[figure_id].page, {}).items():
        if figure_id in (figure.id for figure in section.figures):
            return word, section.title
    return "", ""


def chosen(slide: FigureSlide, live: Selection, all_years: tuple[int, int]) -> Selection:
    """What a slide is shown for: its own choice, each part of which gives way to one made in front of the room."""
    if not slide.selection:
        return live
    own = selections.read(slide.selection)
    is_limited = (live.first_year, live.last_year) not in (all_years, (FIRST_YEAR, LAST_YEAR))
    years = live if is_limited or own.last_year == LAST_YEAR else own
    codes: dict[str, Any] = {
        each.field: getattr(live, each.field) or getattr(own, each.field) for each in FILTERS
    }
    return replace(live, first_year=years.first_year, last_year=years.last_year, **codes)

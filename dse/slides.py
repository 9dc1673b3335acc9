"""What is projected: the slides of a page, one question each, in the page's order."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from dse import disclosure, figures, french, selections
from dse.disclosure import marks
from dse.figures import REGISTRY, SECTIONS, Answer, Figure, Page
from dse.filters import FILTERS
from dse.query import LAST_YEAR, Selection

HOME = "vue-ensemble"
NO_FIGURE = "Cette figure n’existe plus."
NOT_A_SLIDE = "Cette figure ne se projette pas : elle est une liste de noms, ou réservée à l’équipe."
TIED = 34  # letters of a part of the foot that stays on one line
LONGEST_PART = "10 à 12 sur 100"
PAGES = {HOME: "Vue d’ensemble", **figures.PAGES}


@dataclass(frozen=True)
class FigureSlide:
    """A figure, and the choice it is shown with as an address writes it; empty where it has none of its own."""

    figure_id: str
    selection: str = ""


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
        return TitleSlide(slide.figure_id, NO_FIGURE)
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


def masked_at_most(said: Answer) -> str:
    """What the marks of all the screens of an answer stand for."""
    return _told(" ".join(map(str, said.table[marks.MARK]))) if marks.MARK in said.table else ""


def _told(text: str) -> str:
    found = french.listed(marks.fewer_in(text))
    hidden = (
        f"{found} : trop peu de réponses, ou de quoi en retrouver d’autres par différence" if found else ""
    )
    return " ; ".join(filter(None, (hidden, disclosure.words.explain_bounds(text))))


def foot(parts: Iterable[str]) -> str:
    """The parts of a foot one after the other: no line ends inside a short one, nor before a point between two."""
    return f"{french.NO_BREAK}· ".join(
        french.tied(each) if len(each) <= TIED else french.unbroken(each) for each in parts if each
    )


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
    years = live if (live.first_year, live.last_year) != all_years or own.last_year == LAST_YEAR else own
    codes: dict[str, Any] = {
        each.field: getattr(live, each.field) or getattr(own, each.field) for each in FILTERS
    }
    return replace(live, first_year=years.first_year, last_year=years.last_year, **codes)

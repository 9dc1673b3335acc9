"""Slides as a PowerPoint: what a room saw, or will see, with its words as words and its charts as pictures."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pptx import Presentation
from pptx.presentation import Presentation as Slideshow
from pptx.slide import Slide as Drawn
from pptx.util import Emu, Inches

from dse import disclosure, figures, french, running_orders, selections, slides
from dse.charts import canvas
from dse.demo.signature import FICTIONAL, is_fictional
from dse.errors import Damaged, Refused
from dse.export.dossier.contents import Progress
from dse.export.dossier.pictures import Picture, picture
from dse.export.dossier.reproducible_zip import packed_again
from dse.export.dossier.shared_sentences import finding as without_advice
from dse.export.files import chart_image
from dse.export.slides import deck_text
from dse.export.slides.deck_text import BODY, FOOT, HEAD, LEFT, Place
from dse.figures import REGISTRY, Answer, Screenful
from dse.query import FIRST_YEAR, LAST_YEAR, Selection
from dse.slides import Deck, FigureSlide, TitleSlide
from dse.store import Store

ALL_YEARS = (FIRST_YEAR, LAST_YEAR)
WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
# Pixels of a canvas in an inch of a slide: its smallest words are then a fortieth of the slide high, as on the screen.
PIXELS = canvas.LEAST * 40 / 7.5


@dataclass(frozen=True)
class Source:
    """What the slides are drawn from: a version, and the choice made in front of the room."""

    store: Store
    number: int
    live: Selection
    all_years: tuple[int, int] = ALL_YEARS

    @property
    def version_line(self) -> str:
        """`version 3, du 4 mai 2019`."""
        return f"version {self.number}, du {french.day(self.store.version(self.number).created.date())}"

    @property
    def is_fictional(self) -> bool:
        """Whether any of it is invented."""
        return is_fictional(self.store, self.store.version(self.number))


def of_running_order(store: Store, number: int) -> Deck:
    """The slides of a running order. Refused if there is none of that number, or it has no slide yet; Damaged if it cannot be read."""
    order = running_orders.find(store, number)
    if order is None:
        if lost := running_orders.loss_of(store, number):
            raise Damaged(lost)
        known = [f"{each} « {found.title} »" for each, found in running_orders.listed(store).items()]
        told = (
            f"Les déroulés sont : {', '.join(known)}." if known else "Composez-en un dans la page Déroulés."
        )
        raise Refused(f"Le déroulé {number} n’existe pas. {told}")
    if not order.slides:
        raise Refused(f"Le déroulé « {order.title} » n’a pas encore de diapositive.")
    return Deck(order.title, order.slides)


def powerpoint(source: Source, deck: Deck, progress: Progress | None = None) -> bytes:
    """The slides of a page or of a running order, before the audience of the choice. StoreError if the version cannot be read."""
    show = _blank(source, deck)
    if not (deck.slides and isinstance(deck.slides[0], TitleSlide)):
        _title(show, source, TitleSlide(deck.title, _cover(source, deck)))
    for done, slide in enumerate(deck.slides):
        if progress:
            progress(done / len(deck.slides), f"Diapositive {done + 1} sur {len(deck.slides)}")
        _add(show, source, slide)
    out = BytesIO()
    show.save(out)
    return packed_again(out.getvalue(), source.store.version(source.number).created)


def _blank(source: Source, deck: Deck) -> Slideshow:
    show, made = Presentation(), source.store.version(source.number).created
    show.slide_width, show.slide_height = WIDTH, HEIGHT
    known = show.core_properties
    known.title, known.language = told(deck.title), deck_text.LANGUAGE
    known.author = known.last_modified_by = known.comments = known.keywords = known.subject = ""
    known.created = known.modified = made.replace(tzinfo=None, microsecond=0)
    known.revision = 1
    return show


def _cover(source: Source, deck: Deck) -> str:
    parts = [source.version_line, f"public : {_audience(source).lower()}"]
    if deck.left_out:
        listed = "figure de la page n’y est pas", "figures de la page n’y sont pas"
        parts.append(f"{french.count(deck.left_out, *listed)} (listes, ou réservées à l’équipe)")
    return " · ".join(parts)


def _audience(source: Source) -> str:
    return disclosure.audience(source.live.audience).label


def _add(show: Slideshow, source: Source, slide: slides.Slide) -> None:
    written = slides.in_words(slide, source.live.audience)
    if written is None:
        _figure(show, source, slide)
    else:
        _title(show, source, written)


def _title(show: Slideshow, source: Source, slide: TitleSlide) -> None:
    drawn = deck_text.added(show)
    deck_text.write(drawn, told(slide.title), deck_text.COVER)
    if slide.subtitle:
        deck_text.write(drawn, told(slide.subtitle), deck_text.UNDER)
    if source.is_fictional:
        deck_text.write(drawn, FICTIONAL, FOOT.down_to(HEIGHT, FICTIONAL))


def _figure(show: Slideshow, source: Source, slide: FigureSlide) -> None:
    """A figure on a slide, or on several where it has more categories than a room can read at a time."""
    figure, choice = REGISTRY[slide.figure_id], slides.chosen(slide, source.live, source.all_years)
    said = figures.answer(source.store, source.number, figure, choice)
    if said.table.empty or said.is_masked:
        _words(deck_text.added(show), source, said)
        return
    head, finding = HEAD.holding(told(figure.question)), BODY.holding(told(said.finding.sentence))
    longest = _foot(source, said, slides.LONGEST_PART, slides.masked_at_most(said))
    foot = FOOT.down_to(HEIGHT, told(longest))
    top = Emu(HEAD.top + head.height + finding.height + deck_text.GAP)
    room = Place(LEFT, top, Emu(WIDTH - 2 * LEFT), Emu(foot.top - top - deck_text.GAP))
    for shown, spec in _screens(said, room):
        at = deck_text.added(show)
        _words(at, source, said, slides.partly(said.figure_id, shown), slides.masked(spec))
        _picture(at, picture(chart_image.drawn_svg(spec)), room, said)


def _words(drawn: Drawn, source: Source, said: Answer, part: str = "", masked: str = "") -> None:
    """The question, what is found, and what it rests on."""
    question, finding = told(REGISTRY[said.figure_id].question), told(without_advice(said))
    foot = told(_foot(source, said, part, masked))
    head = HEAD.holding(question)
    deck_text.write(drawn, question, head)
    deck_text.write(drawn, finding, BODY.holding(finding).under(head))
    deck_text.write(drawn, foot, FOOT.down_to(HEIGHT, foot))


def _screens(said: Answer, room: Place) -> Iterator[tuple[Screenful, dict[str, Any]]]:
    """The chart of an answer, as many categories at a time as can be read."""
    figure = REGISTRY[said.figure_id]
    width, height = (side / Inches(1) * PIXELS for side in (room.width, room.height))
    most = figures.most_in_a_room(figure, said, height)
    for screen in itertools.count(1):
        chart, shown = figures.drawn_for_a_room(figure, said, most, screen)
        yield shown, canvas.on_canvas(chart.to_dict(validate=False), width, height)
        if shown.last >= shown.whole or figure.crowd.counts:
            return


def _picture(drawn: Drawn, made: Picture, room: Place, said: Answer) -> None:
    """As large as the room allows, in its middle; told to who does not see it."""
    width = min(room.width, Emu(int(room.height / made.ratio)))
    left = room.left + (room.width - width) // 2
    shape = drawn.shapes.add_picture(BytesIO(made.png), Emu(left), room.top, width=Emu(width))
    shape.name = told(REGISTRY[said.figure_id].question)
    shape._element.nvPicPr.cNvPr.set("descr", told(said.finding.sentence))


def _foot(source: Source, said: Answer, part: str, masked: str) -> str:
    """What a slide rests on: size, source, date, version, choice, public."""
    figure = REGISTRY[said.figure_id]
    hidden = disclosure.words.told(said.hidden)
    parts = [
        part,
        slides.part(figure.id)[1],
        f"n = {said.size}" if said.size else "",
        figure.source,
        f"données au {french.day(said.as_of)}" if said.as_of else "",
        f"pour ce public : {hidden}" if hidden else "",
        source.version_line,
        selections.told(said.selection)
        if (said.selection.first_year, said.selection.last_year) != ALL_YEARS
        else "",
        f"public : {_audience(source).lower()}",
        FICTIONAL if source.is_fictional else "",
        masked,
    ]
    return slides.foot(parts)


def told(text: str) -> str:
    """A text as it stands on a slide."""
    return deck_text.legible(french.unbroken(french.typeset(text)))

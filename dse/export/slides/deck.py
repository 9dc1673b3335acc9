"""Slides of the projector as a PowerPoint: editable texts, charts as pictures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from io import BytesIO
from typing import Any

from pptx import Presentation
from pptx.presentation import Presentation as Slideshow
from pptx.slide import Slide as PowerPointSlide
from pptx.util import Emu, Inches

from dse import disclosure, figures, french, running_orders, slides
from dse.charts import canvas
from dse.demo.signature import FICTIONAL, is_fictional
from dse.errors import Damaged, Refused
from dse.export.comment_doubts import TextReader
from dse.export.dossier.contents import Progress
from dse.export.dossier.reproducible_zip import repack
from dse.export.dossier.shared_sentences import finding as without_advice
from dse.export.dossier.shared_sentences import remove_control_characters
from dse.export.files import svg_image
from dse.export.files.figure_drawing import Picture, render_picture
from dse.export.files.logo_picture import render_logo
from dse.export.slides import deck_text
from dse.export.slides.deck_comments import DeckComments, describe_other_years, open_comments
from dse.export.slides.deck_text import BODY, FOOT, HEAD, LEFT, NAMES, Note, TextBox
from dse.figures import REGISTRY, Answer, Figure, Page
from dse.figures.figure import DETAIL
from dse.identity import Identity, read_identity
from dse.query import FIRST_YEAR, LAST_YEAR, Selection, open_versions_once
from dse.review import Plan
from dse.slides import Deck, FigureSlide, TitleSlide
from dse.store import Store, describe_day

LOGO_WIDTH, LOGO_HEIGHT = Inches(3.5), Inches(0.7)
LONGEST_PART = "10 à 12 sur 100"
ALL_YEARS = (FIRST_YEAR, LAST_YEAR)
WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
# Pixels of a canvas in an inch of a slide: its smallest words are then a fortieth of the slide high, as on the screen.
PIXELS = canvas.LEAST * 40 / 7.5


@dataclass(frozen=True)
class Source:
    """What the slides show: a version, and the selection of the projector; and the plan of a review whose comments are in the notes."""

    store: Store
    number: int
    live: Selection
    all_years: tuple[int, int] = ALL_YEARS
    plan: Plan | None = None

    @property
    def version_line(self) -> str:
        """`version 3, du 4 mai 2019, données arrêtées au 31 décembre 2018`."""
        version = self.store.version(self.number)
        parts = [f"version {self.number}", f"du {french.day(version.created.date())}", describe_day(version)]
        return ", ".join(filter(None, parts))

    def answer(self, figure: Figure, selection: Selection) -> Answer:
        """What a figure says of the version."""
        must_read = TextReader(self.store, self.number).must_read
        return figures.answer(self.store, self.number, figure, selection, must_read)

    def open_comments(self) -> DeckComments | None:
        """The comments of its plan, where it has one."""
        if self.plan is None:
            return None

        @cache
        def compute(figure_id: str, selection: Selection) -> Answer:
            return self.answer(REGISTRY[figure_id], selection)

        version = self.store.version(self.number)
        return open_comments(self.store, version, self.plan, self.live.audience, compute)

    @property
    def is_fictional(self) -> bool:
        """Whether any data are fictional."""
        return is_fictional(self.store, self.store.version(self.number))


def load_deck(store: Store, number: int) -> Deck:
    """The slides of a running order. Refused if there is none of that number, or it has no slide yet; Damaged if it cannot be read."""
    order = running_orders.find(store, number)
    if order is None:
        if lost := running_orders.loss_of(store, number):
            raise Damaged(lost)
        titles = [
            f"{listed_number} « {listed_order.title} »"
            for listed_number, listed_order in running_orders.listed(store).items()
        ]
        advice = (
            f"Les diaporamas sont : {', '.join(titles)}."
            if titles
            else "Composez-en un dans la page Diaporamas."
        )
        raise Refused(f"Le diaporama {number} n’existe pas. {advice}")
    if not order.slides:
        raise Refused(f"Le diaporama « {order.title} » n’a pas encore de diapositive.")
    return Deck(order.title, order.slides)


@open_versions_once()
def describe_comments(source: Source, deck: Deck) -> list[str]:
    """What is to be known of the comments in the notes of a deck; nothing without a plan."""
    if source.plan is None or (comments := source.open_comments()) is None:
        return []
    sentences = [
        describe_other_years(source.plan, deck.slides, source.live, source.all_years),
        *comments.describe_doubts(deck.slides),
        comments.describe_without_slide(deck.slides),
    ]
    return list(filter(None, sentences))


@open_versions_once()
def render_powerpoint(source: Source, deck: Deck, progress: Progress | None = None) -> bytes:
    """A deck as a PPTX, for the audience of the selection. StoreError if the version cannot be read."""
    show = _create_presentation(source, deck)
    comments = source.open_comments()
    if not (deck.slides and isinstance(deck.slides[0], TitleSlide)):
        _add_title_slide(show, source, TitleSlide(deck.title, _describe_deck(source, deck)))
    for done, slide in enumerate(deck.slides):
        if progress:
            progress(done / len(deck.slides), f"Diapositive {done + 1} sur {len(deck.slides)}")
        _add_slide(show, source, slide, comments)
    _add_identity(show.slides[0], read_identity())
    out = BytesIO()
    show.save(out)
    return repack(out.getvalue(), source.store.version(source.number).created)


def _add_identity(page: PowerPointSlide, identity: Identity) -> None:
    """The team's logo, and the names of the tool and of the network, at the top of the first slide."""
    left = NAMES.left
    if identity.logo:
        picture = render_logo(identity.logo)
        height = min(LOGO_HEIGHT, Emu(int(LOGO_WIDTH * picture.ratio)))
        shape = page.shapes.add_picture(BytesIO(picture.png), LEFT, NAMES.top, height=height)
        properties: Any = shape._element.nvPicPr
        properties.cNvPr.set("descr", f"Logo : {format_text(identity.title)}")
        left = Emu(LEFT + shape.width + Inches(0.2))
    deck_text.add_text(
        page, format_text(identity.title), replace(NAMES, left=left, width=Emu(WIDTH - left - LEFT))
    )


def _create_presentation(source: Source, deck: Deck) -> Slideshow:
    show, created = Presentation(), source.store.version(source.number).created
    show.slide_width, show.slide_height = WIDTH, HEIGHT
    properties = show.core_properties
    properties.title, properties.language = format_text(deck.title), deck_text.LANGUAGE
    properties.author = properties.last_modified_by = properties.comments = properties.keywords = (
        properties.subject
    ) = ""
    properties.created = properties.modified = created.replace(tzinfo=None, microsecond=0)
    properties.revision = 1
    return show


def _describe_deck(source: Source, deck: Deck) -> str:
    parts = [source.version_line, f"public : {_audience_label(source).lower()}"]
    if deck.left_out:
        listed = "figure de la page n’y est pas", "figures de la page n’y sont pas"
        parts.append(f"{french.count(deck.left_out, *listed)} (listes, ou réservées à l’équipe)")
    return " · ".join(parts)


def _audience_label(source: Source) -> str:
    return disclosure.audience(source.live.audience).label


def _add_slide(show: Slideshow, source: Source, slide: slides.Slide, comments: DeckComments | None) -> None:
    title_slide = slides.in_words(slide, source.live.audience)
    if title_slide is not None:
        _add_title_slide(show, source, title_slide)
    elif isinstance(slide, FigureSlide):
        _add_figure_slides(show, source, slide, comments.write_notes(slide.figure_id) if comments else ())


def _add_title_slide(show: Slideshow, source: Source, slide: TitleSlide) -> None:
    page = deck_text.add_slide(show)
    deck_text.add_text(page, format_text(slide.title), deck_text.COVER)
    if slide.subtitle:
        deck_text.add_text(page, format_text(slide.subtitle), deck_text.UNDER)
    if source.is_fictional:
        deck_text.add_text(page, FICTIONAL, FOOT.above_bottom(HEIGHT, FICTIONAL))


def _add_figure_slides(show: Slideshow, source: Source, slide: FigureSlide, comment: Sequence[Note]) -> None:
    """A figure on one slide, or on several where it has more categories than fit legibly; its comment is under the first."""
    figure, choice = REGISTRY[slide.figure_id], slides.chosen(slide, source.live, source.all_years)
    answer = source.answer(figure, choice)
    if answer.table.empty or answer.is_masked:
        _write_texts(deck_text.add_slide(show), source, answer, comment)
        return
    head, finding = (
        HEAD.fit_height(format_text(figure.question)),
        BODY.fit_height(format_text(answer.finding.sentence)),
    )
    foot = FOOT.above_bottom(HEIGHT, format_text(_format_foot(source, answer, LONGEST_PART)))
    top = Emu(HEAD.top + head.height + finding.height + deck_text.GAP)
    room = TextBox(LEFT, top, Emu(WIDTH - 2 * LEFT), Emu(foot.top - top - deck_text.GAP))
    for shown, spec in _draw_screens(answer, room, is_first_only=slide.is_first_only):
        page = deck_text.add_slide(show)
        part, masked = slides.partly(answer.figure_id, shown), slides.masked(spec)
        _write_texts(page, source, answer, comment, part, masked)
        comment = ()
        _add_picture(page, render_picture(svg_image.render_spec_svg(spec)), room, answer)


def _write_texts(
    page: PowerPointSlide,
    source: Source,
    answer: Answer,
    comment: Sequence[Note],
    part: str = "",
    masked: str = "",
) -> None:
    """Question, finding, and the line on size, source and date; in the notes the comment, what is masked, and the method."""
    question, finding = format_text(REGISTRY[answer.figure_id].question), format_text(without_advice(answer))
    foot = format_text(_format_foot(source, answer, part))
    head = HEAD.fit_height(question)
    deck_text.add_text(page, question, head)
    deck_text.add_text(page, finding, BODY.fit_height(finding).under(head))
    deck_text.add_text(page, foot, FOOT.above_bottom(HEIGHT, foot))
    notes = slides.explain(answer, source.version_line, masked, is_fictional=source.is_fictional)
    if details := REGISTRY[answer.figure_id].list_details():
        notes += [f"{DETAIL} :", *details]
    lines = [*comment, *([(paragraph, False)] for paragraph in notes)]
    deck_text.add_notes(page, [[(format_text(text), is_bold) for text, is_bold in line] for line in lines])


def _draw_screens(
    answer: Answer, room: TextBox, *, is_first_only: bool
) -> Iterator[tuple[Page, dict[str, Any]]]:
    """The charts of an answer, one a screen of categories."""
    figure = REGISTRY[answer.figure_id]
    width, height = (side / Inches(1) * PIXELS for side in (room.width, room.height))
    room_height = min(height, slides.measure_room(answer))
    for chart, shown in figures.draw_screens(figure, answer, room_height, is_first_only=is_first_only):
        yield shown, canvas.on_canvas(chart.to_dict(), width, height)


def _add_picture(page: PowerPointSlide, picture: Picture, room: TextBox, answer: Answer) -> None:
    """As large as the free box allows, centred, with a text for screen readers."""
    width = min(room.width, Emu(int(room.height / picture.ratio)))
    left = room.left + (room.width - width) // 2
    shape = page.shapes.add_picture(BytesIO(picture.png), Emu(left), room.top, width=Emu(width))
    shape.name = format_text(REGISTRY[answer.figure_id].question)
    properties: Any = shape._element.nvPicPr
    properties.cNvPr.set("descr", format_text(answer.finding.sentence))


def _format_foot(source: Source, answer: Answer, part: str) -> str:
    """The line at the foot: which categories, then size, source, day, version, filters."""
    start = f"{part} · " if part else ""
    return start + slides.describe_base(
        answer,
        source.number,
        lambda line: FOOT.fits_line(format_text(start + line)),
        is_fictional=source.is_fictional,
    )


def format_text(text: str) -> str:
    """French typography, without line breaks in numbers nor characters that XML refuses."""
    return remove_control_characters(french.unbroken(french.typeset(text)))

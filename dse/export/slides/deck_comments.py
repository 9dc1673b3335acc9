"""The comments of a review's plan as notes of slides: the text alone, its numbers as the audience of the slides may read them.

The notes of slides for a public are not read again by anybody before they leave: a comment that would have to be is not in them, which
is told where they are made.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dse import disclosure, french, slides
from dse.export.comment_doubts import StoreNames, describe_doubts, is_protected, read_names
from dse.export.dossier import Choice
from dse.export.slides.deck_text import Note
from dse.figures import REGISTRY, Answer
from dse.query import FIRST_YEAR, LAST_YEAR, Selection
from dse.review import Plan, figure_anchor
from dse.review.commentary import insertion, numbers
from dse.review.commentary.grammar import Block, Bullets, Paragraph, Text
from dse.review.commentary.numbers import NamedNumber, Reading
from dse.slides import FigureSlide, Slide
from dse.store import Store, Version
from schemas import codelists

TYPED = "un nombre tapé ou un nom que ce public ne doit peut-être pas lire"
MASKED = "figure masquée pour ce public"
RESERVED = "figure qui ne se projette pas"
Years = tuple[int, int]


@dataclass(frozen=True)
class DeckComments:
    """The comments of a plan before an audience. `names`: what a public should not read, None for the team; `get_answer`: a figure
    over the years of a triennial, that of the plan or the one that a number is of."""

    plan: Plan
    audience: str
    names: StoreNames | None
    get_answer: Callable[[str, str], Answer]

    def write_notes(self, figure_id: str) -> list[Note]:
        """The notes under a figure; none where it has no comment."""
        comment = self.plan.comments.get(figure_anchor(figure_id))
        if comment is None:
            return []
        if reason := self._find_reason(figure_id, comment.text):
            return [[(f"Commentaire laissé de côté : {reason}. Il est dans la page Bilan.", False)]]
        lines = [
            _write_line(line, start)
            for block in insertion.fill(comment.text, self._read)
            for start, line in _list_lines(block)
        ]
        return [[(f"Commentaire du bilan {self.plan.triennial} :", True)], *lines]

    def describe_doubts(self, deck_slides: Sequence[Slide]) -> list[str]:
        """One sentence for each reason for which comments of figures that are slides are not in the notes, and for each number that
        is not there as it was meant."""
        texts = {
            figure_id: self.plan.comments[anchor].text
            for figure_id in _list_figures(deck_slides)
            if (anchor := figure_anchor(figure_id)) in self.plan.comments
        }
        reasons = {
            figure_id: self._find_reason(figure_id, text)
            if slides.can_be_shown(REGISTRY[figure_id], self.audience)
            else RESERVED
            for figure_id, text in texts.items()
        }
        left_out = [
            _describe_left_out([figure_id for figure_id, why in reasons.items() if why == reason], reason)
            for reason in (TYPED, MASKED, RESERVED)
            if reason in reasons.values()
        ]
        absent = [
            f"Sous « {REGISTRY[figure_id].question} » : {sentence}"
            for figure_id, text in texts.items()
            if not reasons[figure_id]
            for sentence in insertion.describe_absent(text, self._read)
        ]
        return [*left_out, *absent]

    def describe_without_slide(self, deck_slides: Sequence[Slide]) -> str:
        """How many comments of the plan have no slide; empty where all have one."""
        count = len(self.plan.comments.keys() - set(map(figure_anchor, _list_figures(deck_slides))))
        if not count:
            return ""
        has, are = ("n’a", "il n’est") if french.is_singular(count) else ("n’ont", "ils ne sont")
        return (
            f"{french.count(count, 'commentaire')} du plan « {self.plan.title} » {has} pas de diapositive ici : {are} pas "
            "dans les notes."
        )

    def _find_reason(self, figure_id: str, text: str) -> str:
        """Why the comment of a figure is not in the notes; empty where it is."""
        if self.names is None:
            return ""
        if self.get_answer(figure_id, self.plan.triennial).is_masked:
            return MASKED
        has_doubts = any(describe_doubts(text, self.names, tells_numbers=is_protected(figure_id)))
        return TYPED if has_doubts else ""

    def _read(self, inserted: NamedNumber) -> Reading:
        return numbers.read(
            inserted, self.get_answer(inserted.figure_id, inserted.triennial or self.plan.triennial)
        )


def open_comments(
    store: Store, version: Version, plan: Plan, audience: str, get_answer: Callable[[str, Selection], Answer]
) -> DeckComments:
    """The comments of a plan over a version, of which `get_answer` gives the figures."""
    names = read_names(store, version) if disclosure.audience(audience).is_public else None

    def answer_over(figure_id: str, triennial: str) -> Answer:
        return get_answer(figure_id, Choice(triennial, audience=audience).selection)

    return DeckComments(plan, audience, names, answer_over)


def get_years(plan: Plan) -> Years:
    """The years of the triennial of a plan."""
    triennial = next(period for period in codelists.triennials() if period.code == plan.triennial)
    return triennial.starts_on.year, triennial.ends_on.year


def describe_other_years(plan: Plan, deck_slides: Sequence[Slide], live: Selection, all_years: Years) -> str:
    """How many figures of a deck are not of the triennial of the comments, whose numbers would differ; empty where all are."""
    spans = [_find_years(slide, live, all_years) for slide in deck_slides if isinstance(slide, FigureSlide)]
    others = [span for span in spans if span != get_years(plan)]
    if not others:
        return ""
    verb = "porte" if french.is_singular(len(others)) else "portent"
    periods = french.listed([_describe_years(*span) for span in dict.fromkeys(others)])
    return (
        f"{french.count(len(others), 'figure')} du diaporama {verb} sur {periods} : leurs nombres ne sont pas ceux du bilan "
        f"{plan.triennial}."
    )


def _find_years(slide: FigureSlide, live: Selection, all_years: Years) -> Years:
    shown = slides.chosen(slide, live, all_years)
    return max(shown.first_year, all_years[0]), min(shown.last_year, all_years[1])


def _describe_years(first: int, last: int) -> str:
    return "toutes les années" if (first, last) == (FIRST_YEAR, LAST_YEAR) else french.years(first, last)


def _list_figures(deck_slides: Sequence[Slide]) -> list[str]:
    """The figures of today that a deck has, each once."""
    shown = dict.fromkeys(slide.figure_id for slide in deck_slides if isinstance(slide, FigureSlide))
    return [figure_id for figure_id in shown if figure_id in REGISTRY]


def _describe_left_out(figure_ids: Sequence[str], reason: str) -> str:
    questions = french.listed([f"« {REGISTRY[figure_id].question} »" for figure_id in figure_ids])
    what, verb = ("Le commentaire", "n’ira") if len(figure_ids) == 1 else ("Les commentaires", "n’iront")
    advice = " Corrigez dans la page Bilan." if reason == TYPED else ""
    return f"{what} sous {questions} {verb} pas dans les notes : {reason}.{advice}"


def _list_lines(block: Block) -> list[tuple[str, Paragraph]]:
    """The lines of a block, each after what begins it: notes have no lists."""
    if isinstance(block, Paragraph):
        return [("", block)]
    if isinstance(block, Bullets):
        return [("– " if block.is_within else "• ", item) for item in block.items]
    return [(f"{number}. ", item) for number, item in enumerate(block.items, block.first)]


def _write_line(line: Paragraph, start: str) -> Note:
    texts = [(run.text, run.is_bold) for run in line.runs if isinstance(run, Text)]
    return [(start, False), *texts] if start else texts

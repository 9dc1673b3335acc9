"""The comments that the review of a dossier prints, in their order, and how their numbers read in it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Set
from dataclasses import dataclass, replace

from dse.export.comment_doubts import UNREAD, Passage, StoreNames, describe_doubts, is_protected
from dse.export.dossier import printed_beside
from dse.export.dossier.contents import Contents
from dse.export.dossier.parts import REVIEW
from dse.export.dossier.printed_chapters import list_chapters
from dse.figures import REGISTRY, Answer, Figure
from dse.review import CHAPTERS, Chapter, Plan, figure_anchor
from dse.review.commentary import insertion, numbers
from dse.review.commentary.numbers import NamedNumber, Reader

# Why a comment is not printed.
_RESERVED = "figure réservée à l’équipe"
_WITHOUT_ANSWER = "figure sans donnée sur cette période"


@dataclass(frozen=True)
class PrintedComment:
    """A comment: its anchor, the title of what it stands under, its text, and whether a number typed in it may be one that a rule hides. Under a
    chapter or the summary any may be: of a figure that the document does not even show. `sentences`: what its figure says above it."""

    anchor: str
    title: str
    text: str
    tells_numbers: bool = True
    is_under_mask: bool = False  # its figure says nothing to this public
    sentences: tuple[str, ...] = ()


def index_answers(contents: Contents) -> dict[str, Answer]:
    """What the figures of a dossier say, after what was published is repeated, by what numbers find them by: those of the triennial
    compared with, and those left out, some of which tell how many they are, included."""
    answers = {entry.figure.id: entry.answer for entry in contents.entries()}
    answers |= {absent.figure.id: absent.answer for absent in contents.left_out()}
    return answers | dict(_list_compared(contents))


def _list_compared(contents: Contents) -> Iterator[tuple[str, Answer]]:
    """The answers on the triennial compared with: as they are printed, or beside those of the other triennial."""
    if triennial := contents.choice.against:
        for entry in contents.entries():
            before = entry.before or numbers.find_compared(entry.answer, triennial)
            if before is not None:
                yield numbers.get_answer_key(entry.figure.id, triennial), before


def make_reader(contents: Contents) -> Reader:
    """Reads numbers as the figures of a dossier say them."""
    return numbers.make_reader(index_answers(contents))


def list_printed(contents: Contents) -> Iterator[PrintedComment]:
    """The comments that a reader of the review finds: those of its summary, of its chapters and of the figures that they show; none
    in a dossier without review."""
    if REVIEW not in contents.choice.parts:
        return
    texts = {anchor: comment.text for anchor, comment in contents.plan.comments.items()}
    for printed in list_chapters(contents):
        if (anchor := printed.chapter.anchor) in texts:
            yield PrintedComment(anchor, printed.chapter.title, texts[anchor])
        for entry in printed.entries:
            figure, is_masked = entry.figure, entry.answer.is_masked
            if (anchor := figure_anchor(figure.id)) in texts:
                title = f"{printed.chapter.title} · {figure.question}"
                sentences = tuple(answer.finding.sentence for answer in entry.answers())
                yield PrintedComment(
                    anchor, title, texts[anchor], is_protected(figure.id), is_masked, sentences
                )


def list_inserted(contents: Contents) -> list[str]:
    """The figures of which the comments printed take numbers, each once."""
    return insertion.list_figures(*(printed.text for printed in list_printed(contents)))


def list_cited(contents: Contents, figure_ids: Set[str]) -> list[str]:
    """The figures of which they take numbers that none of some figures prints, each once."""
    cited = [
        number.figure_id
        for number in list_inserted_numbers(contents)
        if figure_ids.isdisjoint({number.figure_id, *number.also_in.split()})
    ]
    return list(dict.fromkeys(cited))


def read_inserted(contents: Contents) -> dict[str, str]:
    """The numbers that the comments printed take from figures, by code, as they are read: also those of a figure that its public does
    not see, which tells how many it has."""
    read = make_reader(contents)
    readings = {number.code: read(number) for number in list_inserted_numbers(contents)}
    return {code: reading.text for code, reading in readings.items() if not reading.why}


def list_inserted_numbers(contents: Contents) -> list[NamedNumber]:
    """The numbers that the comments printed take from figures, each once."""
    return insertion.list_numbers(*(printed.text for printed in list_printed(contents)))


def list_unprinted(contents: Contents) -> tuple[str, ...]:
    """The comments of the figures planned that the review does not print: one line each, with why."""
    if REVIEW not in contents.choice.parts:
        return ()
    printed = {comment.anchor for comment in list_printed(contents)}
    whys = {absent.figure.id: _RESERVED for absent in contents.left_out() if absent.is_hidden}
    return tuple(
        f"{figure.question} « {_quote(contents.plan.comments[anchor].text)} » ({whys.get(figure.id, _WITHOUT_ANSWER)})"
        for figure in _list_planned(contents.plan)
        if (anchor := figure_anchor(figure.id)) in contents.plan.comments and anchor not in printed
    )


def _list_planned(plan: Plan) -> Iterator[Figure]:
    for chapter in CHAPTERS:
        yield from map(REGISTRY.__getitem__, plan.find_chapter(chapter.key).figure_ids)


def list_to_read_again(
    contents: Contents, names: StoreNames, differing: Collection[str] = ()
) -> tuple[Passage, ...]:
    """What has to be read again in the comments before a public has them: one line each, with its place. `differing`: figures that say something
    else than was published, of which no number may be repeated, since the one that is written may be the other."""
    hidden = printed_beside.list_hidden(contents)
    anchors = set(map(figure_anchor, differing))
    doubts = (
        _write_place(printed, doubt)
        for printed in list_printed(contents)
        for doubt in _describe_doubts(
            replace(printed, sentences=()) if printed.anchor in anchors else printed, names, hidden
        )
    )
    return (*doubts, *list_absent_numbers(contents))


def _describe_doubts(printed: PrintedComment, names: StoreNames, hidden: frozenset[str]) -> Iterator[Passage]:
    if printed.is_under_mask:
        yield Passage(f"« {_quote(printed.text)} » (sous une figure masquée pour ce public)")
    else:
        excused = printed_beside.list_excused(printed.text, printed.sentences, hidden)
        yield from describe_doubts(printed.text, names, tells_numbers=printed.tells_numbers, excused=excused)


def _write_place(printed: PrintedComment, passage: Passage) -> Passage:
    return passage._replace(text=f"{printed.title} {passage.text}")


def _quote(text: str) -> str:
    """A comment as it was typed, on one line."""
    return " ".join(insertion.list_typed_lines(text))


def list_unknown_numbers(contents: Contents) -> tuple[str, ...]:
    """What stands for a number in the comments, and is the name of none: one line each, with its place."""
    return tuple(
        f"{printed.title} {sentence}"
        for printed in list_printed(contents)
        for sentence in insertion.describe_unknown(printed.text)
    )


def list_absent_numbers(contents: Contents) -> tuple[Passage, ...]:
    """The numbers of the comments that this document will not have: one line each, with its place."""
    read = make_reader(contents)
    return tuple(
        _write_place(printed, passage)
        for printed in list_printed(contents)
        for passage in (
            *map(Passage, insertion.describe_mistakes(printed.text)),
            *(Passage(sentence, UNREAD) for sentence in insertion.describe_unread(printed.text, read)),
        )
    )


def find_place(line: str, plan: Plan) -> tuple[Chapter, str] | None:
    """The chapter of which a line of these lists speaks and the anchor of the text, by the longest title that it begins with."""
    places: dict[str, tuple[Chapter, str]] = {}
    for chapter in CHAPTERS:
        places[chapter.title] = chapter, chapter.anchor
        for figure_id in plan.find_chapter(chapter.key).figure_ids:
            question, place = REGISTRY[figure_id].question, (chapter, figure_anchor(figure_id))
            places |= {question: place, f"{chapter.title} · {question}": place}
    return places.get(max(filter(line.startswith, places), key=len, default=""))

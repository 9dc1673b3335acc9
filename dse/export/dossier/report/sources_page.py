"""The last page of a review: where its numbers come from, how they are read, what its acronyms stand for and what each figure counts.
Nothing that stands under the figures is said again, and no word is explained that the document does not use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from docx.document import Document as Report
from docx.text.paragraph import Paragraph

from dse.export.dossier import outline, shared_sentences
from dse.export.dossier.acronyms import find_acronyms
from dse.export.dossier.contents import Contents
from dse.export.dossier.report import paragraphs
from dse.export.dossier.report.styles import CARD, CARD_TITLE, LIST_TITLE, METHOD
from dse.export.dossier.terms import explain_terms
from dse.figures import Answer, Figure

SOURCES = "Sources, méthodes et sigles"
ACRONYMS, COUNTS = "Sigles", "Ce que compte chaque figure"
FEWEST, LAST_CARDS = 3, 12  # paragraphs on the page of the title, and at least on the last one
CITED = "Nombres repris dans les commentaires"


def write_sources(
    document: Report,
    contents: Contents,
    chapters: Sequence[tuple[str, Sequence[Figure]]],
    cited: Iterable[Figure],
    answers: Sequence[Answer],
    printed: str,
) -> None:
    """Write it. `chapters`: the figures shown, after the title of their chapter, each of which says its source; `cited`: those of which comments take numbers
    alone, which stand nowhere else; `answers`: those of all of them; `printed`: the text of the document before this page, that
    of its charts included."""
    paragraphs.follow_on(paragraphs.write_heading(document, outline.unnumbered_heading(SOURCES)))
    origin = f"Données : {shared_sentences.version(contents)}. {shared_sentences.describe_tool()}".rstrip()
    lines = [paragraphs.write(document, origin, METHOD)]
    lines += [
        paragraphs.write_titled(document, f"{term} :", meaning, METHOD)
        for term, meaning in explain_terms(answers, printed)
    ]
    counts = [
        (title, [(figure.question, _describe_count(figure)) for figure in figures])
        for title, figures in chapters
    ]
    counts.append((CITED, [(figure.question, _describe_cited(figure)) for figure in cited]))
    counted = " ".join(text for _, figures in counts for _, text in figures)
    if acronyms := find_acronyms(f"{printed} {origin} {counted}"):
        meanings = " ; ".join(f"{word} : {meaning}" for word, meaning in acronyms.items())
        lines.append(paragraphs.write_titled(document, f"{ACRONYMS} :", f"{meanings}.", METHOD))
    for paragraph in lines[: FEWEST - 1]:
        paragraph.paragraph_format.keep_with_next = True
    for paragraph in lines[:FEWEST]:
        paragraph.paragraph_format.keep_together = True
    if counted:
        paragraphs.write(document, COUNTS, LIST_TITLE)
    cards = [card for title, figures in counts for card in _write_counts(document, title, figures)]
    for card in cards[-LAST_CARDS:-1]:
        card.paragraph_format.keep_with_next = True


def _write_counts(document: Report, title: str, figures: Sequence[tuple[str, str]]) -> list[Paragraph]:
    """What each figure of a chapter counts, a paragraph each, after its question; on one page."""
    cards = [paragraphs.write(document, title, CARD_TITLE)] if figures else []
    cards += [paragraphs.write_titled(document, question, count, CARD) for question, count in figures]
    for card in cards[:-1]:
        card.paragraph_format.keep_with_next = True
    return cards


def _describe_cited(figure: Figure) -> str:
    return f"{_describe_count(figure)} {shared_sentences.describe_sources(figure)}."


def _describe_count(figure: Figure) -> str:
    """What a figure counts: the first sentence of its method."""
    counted, _, _ = figure.method.partition(". ")
    return f"{counted.removesuffix('.')}."

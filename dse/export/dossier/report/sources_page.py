"""The last page of a review: where its numbers come from, how they are read, what each figure counts and what its acronyms stand for.
Nothing that stands under the figures is said again, and no word is explained that the document does not use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from docx.document import Document as Report

from dse.disclosure.answers import Hidden
from dse.export.dossier import outline, shared_sentences
from dse.export.dossier.acronyms import find_acronyms
from dse.export.dossier.contents import Contents
from dse.export.dossier.report import paragraphs
from dse.export.dossier.report.styles import METHOD
from dse.figures import Figure

SOURCES = "Sources et méthodes"
ACRONYMS = "Sigles"
CITED = "Cité dans un commentaire"


def write_sources(
    document: Report,
    contents: Contents,
    chapters: Sequence[Sequence[Figure]],
    cited: Iterable[Figure],
    hidden: Iterable[Hidden],
    printed: str,
) -> None:
    """Write it. `chapters`: the figures shown by chapter, each of which says its source; `cited`: those of which comments take numbers
    alone, which stand nowhere else; `hidden`: what is hidden of all of them; `printed`: the text of the document before this page, that
    of its charts included."""
    paragraphs.write_heading(document, outline.unnumbered_heading(SOURCES))
    paragraphs.write(document, f"Données : {shared_sentences.version(contents)}.", METHOD)
    for sentence in shared_sentences.explain_reading_of_review(hidden, printed):
        paragraphs.write(document, sentence, METHOD)
    of_chapters = [[(figure.question, _describe_count(figure)) for figure in figures] for figures in chapters]
    of_comments = [(figure.question, _describe_cited(figure)) for figure in cited]
    for counts in filter(None, [*of_chapters, of_comments]):
        paragraphs.write_titled(document, counts, METHOD)
    counted = " ".join(text for counts in [*of_chapters, of_comments] for _, text in counts)
    if acronyms := find_acronyms(f"{printed} {counted}"):
        meanings = " ; ".join(f"{word} : {meaning}" for word, meaning in acronyms.items())
        paragraphs.write_titled(document, [(f"{ACRONYMS}.", f"{meanings}.")], METHOD)


def _describe_cited(figure: Figure) -> str:
    return f"{_describe_count(figure)} Source : {shared_sentences.lower_first(figure.source)}. {CITED}."


def _describe_count(figure: Figure) -> str:
    """What a figure counts: the first sentence of its method."""
    counted, _, _ = figure.method.partition(". ")
    return f"{counted.removesuffix('.')}."

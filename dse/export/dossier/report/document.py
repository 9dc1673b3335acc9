"""The statistical annex of a dossier in Word: every figure with its chart, its table and its method."""

from __future__ import annotations

from collections.abc import Mapping

from docx.document import Document as Report
from docx.shared import Cm, Pt

from dse import french
from dse.export.dossier import outline, parts, shared_sentences
from dse.export.dossier.contents import Contents, Entry
from dse.export.dossier.files import FRENCH
from dse.export.dossier.outline import Heading
from dse.export.dossier.report import paragraphs, word_parts, word_tables
from dse.export.dossier.report.styles import ALERT, FINDING, FINE_PRINT, NOTE, create_report
from dse.export.dossier.report.word_tables import PrintedTable
from dse.export.files.figure_drawing import FigurePictures, Picture
from dse.figures.figure import DETAIL
from dse.identity import read_identity

AFTER_TABLE = Pt(4)
SUBTITLE = "Annexe statistique du bilan"


def render_report(contents: Contents, pictures: Mapping[str, FigurePictures | None]) -> bytes:
    """The report as DOCX. `pictures`: by figure id."""
    document = create_report()
    _write_title_page(document, contents)
    _write_table_of_contents(document, contents)
    _write_highlights(document, contents)
    chapters = outline.number_chapters(contents)
    first_headings = outline.first_headings_by_detail(chapters)
    for chapter in chapters:
        paragraphs.write_heading(document, chapter.heading).paragraph_format.page_break_before = (
            chapter is not chapters[0]
        )
        for entry, heading in zip(chapter.chapter.entries, chapter.figures, strict=True):
            detail = _describe_detail(entry, heading, first_headings)
            _write_figure(document, contents, entry, heading, pictures.get(entry.figure.id), detail)
    _write_left_out(document, contents)
    _write_corrections(document, contents)
    _write_reading_guide(document, contents)
    paragraphs.write_header(document, contents)
    paragraphs.write_footer(
        document,
        contents,
        f"{SUBTITLE} · {shared_sentences.title(contents)} · {shared_sentences.version(contents)}",
    )
    return paragraphs.save(document, contents, shared_sentences.title(contents), SUBTITLE)


def _write_title_page(document: Report, contents: Contents) -> None:
    paragraphs.write_identity(document, read_identity())
    paragraphs.write(document, shared_sentences.title(contents), "Title").paragraph_format.space_before = Cm(
        5
    )
    paragraphs.write(document, SUBTITLE, "Subtitle")
    if contents.choice.compared:
        paragraphs.write(
            document,
            f"Comparaison avec le {shared_sentences.lower_first(contents.choice.compared.label)}",
            "Subtitle",
        )
    if contents.is_fictional:
        paragraphs.write(document, shared_sentences.FICTIONAL, ALERT)
    paragraphs.write(document, f"Données : {shared_sentences.version(contents)}.")
    paragraphs.write(document, f"Public : {shared_sentences.audience(contents)}.")
    paragraphs.write_secrecy(document, contents)
    for notice in contents.notices:
        paragraphs.write(document, notice, ALERT)


def _write_table_of_contents(document: Report, contents: Contents) -> None:
    paragraphs.write(document, "Sommaire", "Subtitle").paragraph_format.page_break_before = True
    listed = [(heading.level, heading.text, heading.anchor) for heading in outline.list_headings(contents)]
    word_parts.contents(document, listed)


def _write_highlights(document: Report, contents: Contents) -> None:
    paragraphs.write_heading(document, outline.unnumbered_heading(outline.REMEMBER))
    for title, sentences in contents.highlights().items():
        if title:
            paragraphs.write(document, title, "Heading 3")
        paragraphs.write_list(document, sentences)


def _write_figure(
    document: Report,
    contents: Contents,
    entry: Entry,
    heading: Heading,
    pictures: FigurePictures | None,
    detail: str,
) -> None:
    paragraphs.write_heading(document, heading)
    paragraphs.write(document, shared_sentences.finding(entry.answer), FINDING)
    if entry.before is not None:
        paragraphs.write(
            document, paragraphs.describe_before(contents, entry.before)
        ).paragraph_format.keep_with_next = True
    if pictures is not None:
        _add_picture(document, entry, pictures.page, has_images=parts.IMAGES in contents.choice.parts)
    for note in paragraphs.write_notes(document, [shared_sentences.describe_annotations(entry.answer)]):
        note.paragraph_format.keep_with_next = True
    table = word_tables.choose_table(contents, entry)
    word_tables.write_table(document, entry, table)
    below = [
        " ".join(_describe_rest(contents, table, heading)),
        f"Méthode. {entry.figure.method}",
        shared_sentences.foot(contents, entry),
    ]
    notes = paragraphs.write_notes(document, below)
    if detail:
        notes.append(paragraphs.write(document, f"{DETAIL} : {detail}", FINE_PRINT))
    notes[0].paragraph_format.space_before = AFTER_TABLE
    for note in notes[:-1]:
        note.paragraph_format.keep_with_next = True


def _describe_rest(contents: Contents, table: PrintedTable, heading: Heading) -> list[str]:
    """The signs of a table, and what of it is in the workbook, if that is given."""
    if parts.WORKBOOK in contents.choice.parts:
        return word_tables.describe_rest(table, heading.number)
    if table.grid is None and not table.cards:
        return [f"Le tableau, de {french.count(table.rows, 'ligne')}, est trop long pour cette annexe."]
    signs = list(word_tables.describe_signs(table)) if table.grid else []
    return [*signs, "Les premières lignes seulement."] if table.rows_left else signs


def _add_picture(document: Report, entry: Entry, picture: Picture | None, *, has_images: bool) -> None:
    if picture is not None:
        paragraphs.add_picture(document.add_paragraph(), entry, picture)
        return
    where = f" : {FRENCH}/{entry.figure.page}/{entry.name}.png" if has_images else ""
    paragraphs.write(document, f"Graphique trop haut pour une page{where}.", NOTE)


def _describe_detail(entry: Entry, heading: Heading, first_headings: dict[str, Heading]) -> str:
    """The statistical detail of a figure: what no earlier figure told, and the numbers of those that told the rest."""
    details = entry.figure.list_details()
    new = [detail for detail in details if first_headings[detail] is heading]
    others = [first for detail, first in first_headings.items() if detail in details and first is not heading]
    numbers = dict.fromkeys(other.number for other in others)
    also = [f"{'Voir aussi' if new else 'voir'} {french.listed(list(numbers))}."] if numbers else []
    return " ".join([*new, *also])


def _write_left_out(document: Report, contents: Contents) -> None:
    reasons = shared_sentences.group_left_out(contents)
    if not reasons:
        return
    paragraphs.write_heading(document, outline.unnumbered_heading(outline.ABSENT))
    for why, items in reasons:
        paragraphs.write(document, why).paragraph_format.keep_with_next = True
        paragraphs.write_list(document, [item.figure.question for item in items])


def _write_corrections(document: Report, contents: Contents) -> None:
    if contents.corrections:
        paragraphs.write_heading(
            document, outline.unnumbered_heading(outline.CORRECTED)
        ).paragraph_format.page_break_before = False
        paragraphs.write_list(document, list(contents.corrections))


def _write_reading_guide(document: Report, contents: Contents) -> None:
    paragraphs.write_heading(
        document, outline.unnumbered_heading(outline.HOW)
    ).paragraph_format.page_break_before = False
    explained = (*shared_sentences.explain_figures(), *shared_sentences.explain_reading(contents))
    for sentence in filter(None, (*explained, shared_sentences.describe_tool())):
        paragraphs.write(document, sentence)

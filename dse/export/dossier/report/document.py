"""The report of a dossier in Word: it needs no retouching before it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO

from docx.document import Document as Report
from docx.shared import Cm, Emu, Pt
from docx.text.paragraph import Paragraph

from dse import french
from dse.demo import signature
from dse.export.dossier import outline, shared_sentences
from dse.export.dossier.contents import Contents, Entry
from dse.export.dossier.files import FRENCH
from dse.export.dossier.outline import Heading
from dse.export.dossier.report import word_parts, word_tables
from dse.export.dossier.report.styles import ALERT, FINDING, FINE_PRINT, LANGUAGE, NOTE, WIDTH, create_report
from dse.export.dossier.reproducible_zip import repack
from dse.export.files.figure_drawing import FigurePictures, Picture
from dse.export.files.logo_picture import render_logo
from dse.figures import Answer
from dse.figures.figure import DETAIL
from dse.identity import Identity, read_identity

LOGO_WIDTH, LOGO_HEIGHT = Cm(7), Cm(2)
HIGHEST_PICTURE = Cm(19)  # leaves room for question, finding and foot on the same page
AFTER_TABLE = Pt(4)
SUBTITLE = "Bilan des activités et de l’offre d’accompagnement"


def render_report(contents: Contents, pictures: Mapping[str, FigurePictures | None]) -> bytes:
    """The report as DOCX. `pictures`: by figure id."""
    document = create_report()
    _write_title_page(document, contents)
    _write_table_of_contents(document, contents)
    _write_highlights(document, contents)
    chapters = outline.number_chapters(contents)
    first_headings = outline.first_headings_by_detail(chapters)
    for chapter in chapters:
        _write_heading(document, chapter.heading).paragraph_format.page_break_before = (
            chapter is not chapters[0]
        )
        for entry, heading in zip(chapter.chapter.entries, chapter.figures, strict=True):
            detail = _describe_detail(entry, heading, first_headings)
            _write_figure(document, contents, entry, heading, pictures.get(entry.figure.id), detail)
    _write_left_out(document, contents)
    _write_corrections(document, contents)
    _write_reading_guide(document, contents)
    _write_footer(document, contents)
    return _save(document, contents)


def _write_title_page(document: Report, contents: Contents) -> None:
    _write_identity(document, read_identity())
    _write(document, shared_sentences.title(contents), "Title").paragraph_format.space_before = Cm(5)
    _write(document, SUBTITLE, "Subtitle")
    if contents.choice.compared:
        _write(
            document,
            f"Comparaison avec le {shared_sentences.lower_first(contents.choice.compared.label)}",
            "Subtitle",
        )
    if contents.is_fictional:
        _write(document, shared_sentences.FICTIONAL, ALERT)
    _write(document, f"Données : {shared_sentences.version(contents)}.")
    _write(document, f"Public : {shared_sentences.audience(contents)}.")
    for notice in contents.notices:
        _write(document, notice, ALERT)


def _write_table_of_contents(document: Report, contents: Contents) -> None:
    _write(document, "Sommaire", "Subtitle").paragraph_format.page_break_before = True
    listed = [(heading.level, heading.text, heading.anchor) for heading in outline.list_headings(contents)]
    word_parts.contents(document, listed)


def _write_highlights(document: Report, contents: Contents) -> None:
    _write_heading(document, outline.unnumbered_heading(outline.REMEMBER))
    for title, sentences in contents.highlights().items():
        if title:
            _write(document, title, "Heading 3")
        _write_list(document, sentences)


def _write_figure(
    document: Report,
    contents: Contents,
    entry: Entry,
    heading: Heading,
    pictures: FigurePictures | None,
    detail: str,
) -> None:
    _write_heading(document, heading)
    _write(document, shared_sentences.finding(entry.answer), FINDING)
    if entry.before is not None:
        _write(document, _describe_before(contents, entry.before)).paragraph_format.keep_with_next = True
    if pictures is not None:
        _add_picture(document, entry, pictures.page)
    for note in _write_notes(document, [shared_sentences.describe_annotations(entry.answer)]):
        note.paragraph_format.keep_with_next = True
    table = word_tables.choose_table(contents, entry)
    word_tables.write_table(document, entry, table)
    below = [
        " ".join(word_tables.describe_rest(table, heading.number)),
        f"Méthode. {entry.figure.method}",
        shared_sentences.foot(contents, entry),
    ]
    notes = _write_notes(document, below)
    if detail:
        notes.append(_write(document, f"{DETAIL} : {detail}", FINE_PRINT))
    notes[0].paragraph_format.space_before = AFTER_TABLE
    for note in notes[:-1]:
        note.paragraph_format.keep_with_next = True


def _describe_before(contents: Contents, before: Answer) -> str:
    """The finding on the triennial compared with, which is named unless the sentence already does."""
    sentence, code = before.finding.sentence, contents.choice.against
    return sentence if sentence.startswith(code) else f"Triennal {code}. {sentence}"


def _describe_detail(entry: Entry, heading: Heading, first_headings: dict[str, Heading]) -> str:
    """The statistical detail of a figure: what no earlier figure told, and the numbers of those that told the rest."""
    details = entry.figure.list_details()
    new = [detail for detail in details if first_headings[detail] is heading]
    others = [first for detail, first in first_headings.items() if detail in details and first is not heading]
    numbers = dict.fromkeys(other.number for other in others)
    also = [f"{'Voir aussi' if new else 'voir'} {french.listed(list(numbers))}."] if numbers else []
    return " ".join([*new, *also])


def _write_identity(document: Report, identity: Identity) -> None:
    """The team's logo, then the names of the tool and of the network."""
    if identity.logo:
        picture = render_logo(identity.logo)
        width = min(LOGO_WIDTH, Emu(int(LOGO_HEIGHT / picture.ratio)))
        shape = document.add_paragraph().add_run().add_picture(BytesIO(picture.png), width=width)
        word_parts.describe(shape._inline, "Logo", identity.title)
    _write(document, identity.title, NOTE)


def _add_picture(document: Report, entry: Entry, picture: Picture | None) -> None:
    if picture is None:
        folder = f"{FRENCH}/{entry.figure.page}"
        _write(document, f"Graphique trop haut pour une page : {folder}/{entry.name}.png.", NOTE)
        return
    width = min(WIDTH, Emu(int(HIGHEST_PICTURE / picture.ratio)))
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.line_spacing = 1
    paragraph.paragraph_format.keep_with_next = True
    shape = paragraph.add_run().add_picture(BytesIO(picture.png), width=width)
    word_parts.describe(shape._inline, entry.figure.question, shared_sentences.finding(entry.answer))


def _write_left_out(document: Report, contents: Contents) -> None:
    reasons = shared_sentences.group_left_out(contents)
    if not reasons:
        return
    _write_heading(document, outline.unnumbered_heading(outline.ABSENT))
    for why, items in reasons:
        _write(document, why).paragraph_format.keep_with_next = True
        _write_list(document, [item.figure.question for item in items])


def _write_corrections(document: Report, contents: Contents) -> None:
    if contents.corrections:
        _write_heading(
            document, outline.unnumbered_heading(outline.CORRECTED)
        ).paragraph_format.page_break_before = False
        _write_list(document, list(contents.corrections))


def _write_reading_guide(document: Report, contents: Contents) -> None:
    _write_heading(
        document, outline.unnumbered_heading(outline.HOW)
    ).paragraph_format.page_break_before = False
    for sentence in shared_sentences.explain_reading(contents):
        _write(document, sentence)


def _write_heading(document: Report, heading: Heading) -> Paragraph:
    paragraph = _write(document, heading.text, f"Heading {heading.level}")
    paragraph.paragraph_format.page_break_before = heading.level == 1
    word_parts.add_anchor(paragraph, heading.anchor)
    return paragraph


def _write_list(document: Report, sentences: list[str]) -> None:
    for sentence in sentences:
        _write(document, sentence, "List Bullet")


def _write_notes(document: Report, sentences: list[str]) -> list[Paragraph]:
    return [_write(document, sentence, NOTE) for sentence in sentences if sentence]


def _write(document: Report, text: str, style: str | None = None) -> Paragraph:
    return document.add_paragraph(
        shared_sentences.remove_control_characters(french.typeset(text)), style=style
    )


def _write_footer(document: Report, contents: Contents) -> None:
    paragraph = document.sections[0].footer.paragraphs[0]
    fictional = f" · {signature.FICTIONAL}" if contents.is_fictional else ""
    paragraph.style = document.styles[NOTE]
    paragraph.add_run(
        french.typeset(
            f"{shared_sentences.title(contents)} · {shared_sentences.version(contents)}{fictional} · page "
        )
    )
    word_parts.field(paragraph, "PAGE", "1")
    paragraph.add_run(" / ")
    word_parts.field(paragraph, "NUMPAGES", "1")


def _save(document: Report, contents: Contents) -> bytes:
    created, properties = (
        contents.version.created.replace(tzinfo=None, microsecond=0),
        document.core_properties,
    )
    properties.title, properties.subject, properties.language = (
        shared_sentences.title(contents),
        SUBTITLE,
        LANGUAGE,
    )
    properties.author = properties.last_modified_by = properties.comments = properties.keywords = ""
    properties.created = properties.modified = created
    properties.revision = 1
    out = BytesIO()
    document.save(out)
    return repack(out.getvalue(), contents.version.created)

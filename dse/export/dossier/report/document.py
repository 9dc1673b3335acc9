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
from dse.export.dossier.pictures import Drawn, Picture
from dse.export.dossier.report import word_parts, word_tables
from dse.export.dossier.report.styles import ALERT, FINDING, LANGUAGE, NOTE, WIDTH, blank
from dse.export.dossier.reproducible_zip import packed_again
from dse.figures import Answer

HIGHEST_PICTURE = Cm(19)  # a question, its finding and a foot stand on the same page
AFTER_TABLE = Pt(4)
SUBTITLE = "Bilan des activités et de l’offre d’accompagnement"


def report(contents: Contents, drawn: Mapping[str, Drawn | None]) -> bytes:
    """The whole report. `drawn` holds the pictures of each figure."""
    document = blank()
    _title_page(document, contents)
    _contents(document, contents)
    _remember(document, contents)
    chapters = outline.numbered(contents)
    methods = outline.methods(chapters)
    for each in chapters:
        _heading(document, each.heading).paragraph_format.page_break_before = each is not chapters[0]
        for entry, heading in zip(each.chapter.entries, each.figures, strict=True):
            method = _method(entry, heading, methods[entry.figure.method])
            _figure(document, contents, entry, heading, drawn.get(entry.figure.id), method)
    _absent(document, contents)
    _corrected(document, contents)
    _how_to_read(document, contents)
    _foot(document, contents)
    return _closed(document, contents)


def _title_page(document: Report, contents: Contents) -> None:
    _write(document, shared_sentences.title(contents), "Title").paragraph_format.space_before = Cm(7)
    _write(document, SUBTITLE, "Subtitle")
    if contents.choice.compared:
        _write(
            document,
            f"Comparaison avec le {shared_sentences.lowered(contents.choice.compared.label)}",
            "Subtitle",
        )
    if contents.is_fictional:
        _write(document, shared_sentences.FICTIONAL, ALERT)
    _write(document, f"Données : {shared_sentences.version(contents)}.")
    _write(document, f"Public : {shared_sentences.audience(contents)}.")
    for each in contents.notices:
        _write(document, each, ALERT)


def _contents(document: Report, contents: Contents) -> None:
    _write(document, "Sommaire", "Subtitle").paragraph_format.page_break_before = True
    listed = [(each.level, each.text, each.place) for each in outline.headings(contents)]
    word_parts.contents(document, listed)


def _remember(document: Report, contents: Contents) -> None:
    _heading(document, outline.first(outline.REMEMBER))
    for title, found in contents.highlights().items():
        if title:
            _write(document, title, "Heading 3")
        _points(document, found)


def _figure(
    document: Report, contents: Contents, entry: Entry, heading: Heading, drawn: Drawn | None, method: str
) -> None:
    _heading(document, heading)
    _write(document, shared_sentences.finding(entry.said), FINDING)
    if entry.before is not None:
        _write(document, _of_before(contents, entry.before)).paragraph_format.keep_with_next = True
    if drawn is not None:
        _picture(document, entry, drawn.page)
    for each in _notes(document, [shared_sentences.landmarks(entry.said)]):
        each.paragraph_format.keep_with_next = True
    shown = word_tables.choose(contents, entry)
    word_tables.write(document, entry, shown)
    below = [
        " ".join(word_tables.notes(shown, heading.number)),
        f"Méthode. {method}",
        shared_sentences.foot(contents, entry),
    ]
    notes = _notes(document, below)
    notes[0].paragraph_format.space_before = AFTER_TABLE
    for each in notes[:-1]:
        each.paragraph_format.keep_with_next = True


def _of_before(contents: Contents, before: Answer) -> str:
    """What was found of the triennial compared with, which some sentences begin by."""
    sentence, code = before.finding.sentence, contents.choice.against
    return sentence if sentence.startswith(code) else f"Triennal {code}. {sentence}"


def _method(entry: Entry, heading: Heading, first: Heading) -> str:
    """How a figure is made, or where that was told already."""
    return entry.figure.method if heading is first else f"La même que pour {first.number}."


def _picture(document: Report, entry: Entry, picture: Picture | None) -> None:
    if picture is None:
        folder = f"{FRENCH}/{entry.figure.page}"
        _write(document, f"Graphique trop haut pour une page : {folder}/{entry.name}.png.", NOTE)
        return
    width = min(WIDTH, Emu(int(HIGHEST_PICTURE / picture.ratio)))
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.line_spacing = 1
    paragraph.paragraph_format.keep_with_next = True
    shape = paragraph.add_run().add_picture(BytesIO(picture.png), width=width)
    word_parts.describe(shape._inline, entry.figure.question, shared_sentences.finding(entry.said))


def _absent(document: Report, contents: Contents) -> None:
    reasons = shared_sentences.left_out(contents)
    if not reasons:
        return
    _heading(document, outline.first(outline.ABSENT))
    for why, gone in reasons:
        _write(document, why).paragraph_format.keep_with_next = True
        _points(document, [each.figure.question for each in gone])


def _corrected(document: Report, contents: Contents) -> None:
    if contents.corrections:
        _heading(document, outline.first(outline.CORRECTED)).paragraph_format.page_break_before = False
        _points(document, list(contents.corrections))


def _how_to_read(document: Report, contents: Contents) -> None:
    _heading(document, outline.first(outline.HOW)).paragraph_format.page_break_before = False
    for each in shared_sentences.reading(contents):
        _write(document, each)


def _heading(document: Report, heading: Heading) -> Paragraph:
    paragraph = _write(document, heading.text, f"Heading {heading.level}")
    paragraph.paragraph_format.page_break_before = heading.level == 1
    word_parts.place(paragraph, heading.place)
    return paragraph


def _points(document: Report, sentences: list[str]) -> None:
    for each in sentences:
        _write(document, each, "List Bullet")


def _notes(document: Report, sentences: list[str]) -> list[Paragraph]:
    return [_write(document, each, NOTE) for each in sentences if each]


def _write(document: Report, text: str, style: str | None = None) -> Paragraph:
    return document.add_paragraph(shared_sentences.legible(french.typeset(text)), style=style)


def _foot(document: Report, contents: Contents) -> None:
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


def _closed(document: Report, contents: Contents) -> bytes:
    made, known = contents.version.created.replace(tzinfo=None, microsecond=0), document.core_properties
    known.title, known.subject, known.language = shared_sentences.title(contents), SUBTITLE, LANGUAGE
    known.author = known.last_modified_by = known.comments = known.keywords = ""
    known.created = known.modified = made
    known.revision = 1
    out = BytesIO()
    document.save(out)
    return packed_again(out.getvalue(), contents.version.created)

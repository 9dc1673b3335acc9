"""The report of a dossier in Word: it needs no retouching before it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO

from docx.document import Document as Report
from docx.shared import Cm, Emu
from docx.text.paragraph import Paragraph

from dse import french
from dse.demo import signed
from dse.export.dossier import outline, report_parts, report_tables, told
from dse.export.dossier.contents import Contents, Entry
from dse.export.dossier.files import FRENCH
from dse.export.dossier.outline import Heading
from dse.export.dossier.packed import packed_again
from dse.export.dossier.pictures import Drawn, Picture
from dse.export.dossier.report_styles import ALERT, FINDING, LANGUAGE, NOTE, WIDTH, blank

HIGHEST_PICTURE = Cm(19)  # a question, its finding and a foot stand on the same page
SUBTITLE = "Bilan des activités et de l’offre d’accompagnement"


def report(contents: Contents, drawn: Mapping[str, Drawn | None]) -> bytes:
    """The whole report. `drawn` holds the pictures of each figure."""
    document = blank()
    _title_page(document, contents)
    _contents(document, contents)
    _remember(document, contents)
    for each in outline.numbered(contents):
        _heading(document, each.heading)
        for entry, heading in zip(each.chapter.entries, each.figures, strict=True):
            _figure(document, contents, entry, heading, drawn.get(entry.figure.id))
    _absent(document, contents)
    _how_to_read(document, contents)
    _foot(document, contents)
    return _closed(document, contents)


def _title_page(document: Report, contents: Contents) -> None:
    _write(document, told.title(contents), "Title").paragraph_format.space_before = Cm(7)
    _write(document, SUBTITLE, "Subtitle")
    if contents.choice.compared:
        _write(document, f"Comparaison avec le {told.lowered(contents.choice.compared.label)}", "Subtitle")
    if contents.is_fictional:
        _write(document, told.FICTIONAL, ALERT)
    _write(document, f"Données : {told.version(contents)}.")
    _write(document, f"Public : {told.audience(contents)}.")
    for each in contents.notices:
        _write(document, each, ALERT)


def _contents(document: Report, contents: Contents) -> None:
    _write(document, "Sommaire", "Subtitle").paragraph_format.page_break_before = True
    listed = [(each.level, each.text, each.place) for each in outline.headings(contents)]
    report_parts.contents(document, listed)


def _remember(document: Report, contents: Contents) -> None:
    _heading(document, outline.first(outline.REMEMBER))
    for title, found in contents.highlights().items():
        if title:
            _write(document, title, "Heading 3")
        _points(document, found)


def _figure(
    document: Report, contents: Contents, entry: Entry, heading: Heading, drawn: Drawn | None
) -> None:
    _heading(document, heading)
    _write(document, entry.said.finding.sentence, FINDING)
    if entry.before is not None:
        _write(
            document, f"Triennal {contents.choice.against}. {entry.before.finding.sentence}"
        ).paragraph_format.keep_with_next = True
    if drawn is not None:
        _picture(document, entry, drawn.page)
    _notes(document, [told.landmarks(entry.said)])
    _table(document, contents, entry)
    _notes(document, [f"Méthode. {entry.figure.method}", told.foot(contents, entry)])


def _picture(document: Report, entry: Entry, picture: Picture | None) -> None:
    if picture is None:
        folder = f"{FRENCH}/{entry.figure.page}"
        _write(document, f"Graphique trop haut pour une page : {folder}/{entry.name}.png.", NOTE)
        return
    width = min(WIDTH, Emu(int(HIGHEST_PICTURE / picture.ratio)))
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.line_spacing = 1
    shape = paragraph.add_run().add_picture(BytesIO(picture.png), width=width)
    report_parts.describe(shape._inline, entry.figure.question, entry.said.finding.sentence)


def _table(document: Report, contents: Contents, entry: Entry) -> None:
    shown = report_tables.choose(contents, entry)
    if shown.places:
        report_tables.write(document, entry, shown)
        _write(document, "", NOTE)
    _notes(document, report_tables.notes(contents, entry, shown, f"{FRENCH}/{entry.figure.page}"))


def _absent(document: Report, contents: Contents) -> None:
    reasons = told.left_out(contents)
    if not reasons:
        return
    _heading(document, outline.first(outline.ABSENT))
    for why, gone in reasons:
        _write(document, why).paragraph_format.keep_with_next = True
        _points(document, [each.figure.question for each in gone])


def _how_to_read(document: Report, contents: Contents) -> None:
    _heading(document, outline.first(outline.HOW))
    for each in told.reading(contents):
        _write(document, each)


def _heading(document: Report, heading: Heading) -> None:
    paragraph = _write(document, heading.text, f"Heading {heading.level}")
    paragraph.paragraph_format.page_break_before = heading.level == 1
    report_parts.place(paragraph, heading.place)


def _points(document: Report, sentences: list[str]) -> None:
    for each in sentences:
        _write(document, each, "List Bullet")


def _notes(document: Report, sentences: list[str]) -> None:
    for each in sentences:
        if each:
            _write(document, each, NOTE)


def _write(document: Report, text: str, style: str | None = None) -> Paragraph:
    return document.add_paragraph(told.legible(french.typeset(text)), style=style)


def _foot(document: Report, contents: Contents) -> None:
    paragraph = document.sections[0].footer.paragraphs[0]
    fictional = f" · {signed.FICTIONAL}" if contents.is_fictional else ""
    paragraph.style = document.styles[NOTE]
    paragraph.add_run(french.typeset(f"{told.title(contents)} · {told.version(contents)}{fictional} · page "))
    report_parts.field(paragraph, "PAGE", "1")
    paragraph.add_run(" / ")
    report_parts.field(paragraph, "NUMPAGES", "1")


def _closed(document: Report, contents: Contents) -> bytes:
    made, known = contents.version.created.replace(tzinfo=None, microsecond=0), document.core_properties
    known.title, known.subject, known.language = told.title(contents), SUBTITLE, LANGUAGE
    known.author = known.last_modified_by = known.comments = known.keywords = ""
    known.created = known.modified = made
    known.revision = 1
    out = BytesIO()
    document.save(out)
    return packed_again(out.getvalue(), contents.version.created)

"""What the two documents of a dossier are written with: headings, lists, pictures, title and foot of a page, and the file itself."""

from __future__ import annotations

from io import BytesIO

from docx.document import Document as Report
from docx.shared import Cm, Emu, Pt
from docx.text.paragraph import Paragraph

from dse import disclosure, french
from dse.demo import signature
from dse.export.dossier import shared_sentences
from dse.export.dossier.contents import Contents, Entry
from dse.export.dossier.outline import Heading
from dse.export.dossier.report import word_parts
from dse.export.dossier.report.styles import ALERT, BULLETS, LANGUAGE, NOTE, OWNER, WIDTH
from dse.export.dossier.reproducible_zip import repack
from dse.export.files.figure_drawing import Picture
from dse.export.files.logo_picture import render_logo
from dse.figures import Answer
from dse.identity import Identity, read_identity

LOGO_WIDTH, LOGO_HEIGHT = Cm(7), Cm(2)
GAP = Pt(4)  # between a sentence and the chart under it
HIGHEST_PICTURE = Cm(19)  # leaves room for question, finding and foot on the same page


def write_identity(document: Report, identity: Identity) -> None:
    """The team's logo, then the name of the network."""
    if identity.logo:
        picture = render_logo(identity.logo)
        width = min(LOGO_WIDTH, Emu(int(LOGO_HEIGHT / picture.ratio)))
        shape = document.add_paragraph().add_run().add_picture(BytesIO(picture.png), width=width)
        word_parts.describe(shape._inline, "Logo", identity.title)
    write(document, identity.owner, OWNER)


def write_secrecy(document: Report, contents: Contents) -> None:
    """That a document is for the team, where it is."""
    if _is_for_team(contents):
        write(document, shared_sentences.FOR_TEAM, ALERT)


def add_picture(paragraph: Paragraph, entry: Entry, picture: Picture) -> None:
    """Add a chart, as wide or as high as it may be, to a paragraph: on a line of its own, on one page with the text before it.
    LibreOffice parts some paragraphs from the next one, whatever they say."""
    width = min(WIDTH, Emu(int(HIGHEST_PICTURE / picture.ratio)))
    if paragraph.text:
        gap = paragraph.add_run("\n\n")
        gap.font.size = GAP
    layout = paragraph.paragraph_format
    layout.line_spacing, layout.keep_together, layout.keep_with_next = 1, True, True
    shape = paragraph.add_run().add_picture(BytesIO(picture.png), width=width)
    word_parts.lay_flush(shape._inline)
    word_parts.describe(shape._inline, entry.figure.question, shared_sentences.finding(entry.answer))


def write_heading(document: Report, heading: Heading) -> Paragraph:
    """A heading with its bookmark; those of the first level begin a page."""
    paragraph = write(document, heading.text, f"Heading {heading.level}")
    paragraph.paragraph_format.page_break_before = heading.level == 1
    word_parts.add_anchor(paragraph, heading.anchor)
    return paragraph


def follow_on(heading: Paragraph) -> None:
    """Let a heading of the first level stand under what comes before it, at some distance, instead of beginning a page."""
    heading.paragraph_format.page_break_before = False
    heading.paragraph_format.space_before = Pt(22)


def write_list(document: Report, sentences: list[str]) -> None:
    """Sentences, each behind a bullet."""
    for sentence in sentences:
        write(document, sentence, BULLETS)


def write_notes(document: Report, sentences: list[str]) -> list[Paragraph]:
    """Small lines under a figure, without those that say nothing."""
    return [write(document, sentence, NOTE) for sentence in sentences if sentence]


def write(document: Report, text: str, style: str | None = None) -> Paragraph:
    """A paragraph in French typography; no line ends between a number and its word."""
    paragraph = document.add_paragraph(style=style)
    word_parts.add_text(paragraph, french.tie_numbers(shared_sentences.print_text(text)))
    return paragraph


def write_titled(document: Report, title: str, text: str, style: str) -> Paragraph:
    """A paragraph of a text after its title, bold."""
    paragraph = document.add_paragraph(style=style)
    word_parts.add_text(paragraph, shared_sentences.print_text(f"{title} "), is_bold=True)
    word_parts.add_text(paragraph, french.tie_numbers(shared_sentences.print_text(text)))
    return paragraph


def write_footer(document: Report, contents: Contents, title: str) -> None:
    """Whose the document is, what it is and the number of the page, at the foot of each but that of its title."""
    document.sections[0].different_first_page_header_footer = True
    paragraph = document.sections[0].footer.paragraphs[0]
    parts = [
        read_identity().network,
        title,
        signature.FICTIONAL if contents.is_fictional else "",
        shared_sentences.FOOT_FOR_TEAM if _is_for_team(contents) else "",
        "page ",
    ]
    paragraph.style = document.styles[NOTE]
    word_parts.add_text(paragraph, french.typeset(" · ".join(filter(None, parts))))
    word_parts.field(paragraph, "PAGE", "1")
    paragraph.add_run(" / ")
    word_parts.field(paragraph, "NUMPAGES", "1")


def _is_for_team(contents: Contents) -> bool:
    return not disclosure.audience(contents.choice.audience).is_public


def write_header(document: Report, contents: Contents) -> None:
    """At the top of each page of a draft, that it is one."""
    if contents.choice.is_draft:
        section = document.sections[0]
        for header in (section.first_page_header, section.header):
            header.paragraphs[0].style = document.styles[ALERT]
            header.paragraphs[0].add_run(french.typeset(shared_sentences.DRAFT))


def describe_before(contents: Contents, before: Answer) -> str:
    """The finding on the triennial compared with, which is named unless the sentence begins by it."""
    sentence, code = before.finding.sentence, contents.choice.against
    return sentence if code in sentence.partition(",")[0] else f"Triennal {code}. {sentence}"


def save(document: Report, contents: Contents, title: str, subject: str) -> bytes:
    """The file, dated by its version, without the name of anybody."""
    created, properties = (
        contents.version.created.replace(tzinfo=None, microsecond=0),
        document.core_properties,
    )
    properties.title, properties.subject, properties.language = title, subject, LANGUAGE
    properties.author = properties.last_modified_by = properties.comments = properties.keywords = ""
    properties.created = properties.modified = created
    properties.revision = 1
    out = BytesIO()
    document.save(out)
    return repack(out.getvalue(), contents.version.created)

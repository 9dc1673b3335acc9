"""Comments in every exit: words, bold and lists; whatever else was typed is letters, and leads nowhere."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

import docx
import pytest
from docx.oxml.ns import qn
from hostile_comments import HOSTILE
from pptx import Presentation

from dse.export.dossier.report.comments import write_comment
from dse.export.dossier.report.styles import COMMENT, create_report
from dse.export.slides import deck_text
from dse.review.commentary.grammar import Paragraph, Text, list_paragraphs, parse
from dse.ui.frame.prose import JOINER
from dse.ui.review.comment_text import format_comment

LISTS = "1. un\n2. **deux**\n4. quatre\nPuis :\n1. un encore"
TEXT = "Un **constat** net.\n- le premier\n- **le second**\nLa suite."
TAGS = ("r", "t", "p", "pPr", "pStyle", "pBdr", "left", "ind", "rPr", "b", "numPr", "numId")
RUNS = {qn(f"w:{name}") for name in TAGS}
SPECIAL = re.compile(r"[`*_{}\[\]()<>#+\-.!|~$:^=\\]")


def list_lines(text: str) -> list[str]:
    return [
        "".join(run.text for run in line.runs if isinstance(run, Text))
        for line in list_paragraphs(parse(text))
    ]


def write_word(*texts: str) -> bytes:
    document = create_report()
    for text in texts:
        write_comment(document, parse(text))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def write_notes(*texts: str) -> bytes:
    show = Presentation()
    for text in texts:
        lines = [
            [(run.text, run.is_bold) for run in line.runs if isinstance(run, Text)]
            for line in list_paragraphs(parse(text))
        ]
        deck_text.add_notes(deck_text.add_slide(show), lines)
    out = io.BytesIO()
    show.save(out)
    return out.getvalue()


def list_relations(content: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.endswith(".rels"):
                yield archive.read(name).decode("utf-8")


def test_word_has_paragraphs_bold_and_lists() -> None:
    lines = docx.Document(io.BytesIO(write_word(TEXT))).paragraphs
    assert [(line.style.name, line.text) for line in lines] == [
        (COMMENT, "Un constat net."),
        ("List Bullet", "le premier"),
        ("List Bullet", "le second"),
        (COMMENT, "La suite."),
    ]
    assert [run.text for line in lines for run in line.runs if run.bold] == ["constat", "le second"]


def test_a_list_within_another_is_further_in_and_never_code() -> None:
    lines = docx.Document(io.BytesIO(write_word("- un\no deux"))).paragraphs
    assert [(line.style.name, line.text) for line in lines] == [
        ("List Bullet", "un"),
        ("List Bullet 2", "deux"),
    ]
    assert format_comment(parse("- un\no deux")) == "- un\n\n  - deux"


def test_word_numbers_each_list_from_its_own_first_number_on() -> None:
    document = docx.Document(io.BytesIO(write_word(LISTS, "3. trois")))
    numbering = document.part.numbering_part.element
    shown, counts = [], dict[int, int]()
    for line in document.paragraphs:
        if line.style.name != "List Number":
            continue
        number = line._p.pPr.numPr.numId.val
        start = numbering.num_having_numId(number).find(f"{qn('w:lvlOverride')}/{qn('w:startOverride')}")
        counts[number] = counts.get(number, int(start.get(qn("w:val"))) - 1) + 1
        shown.append((counts[number], line.text))
    assert shown == [(1, "un"), (2, "deux"), (4, "quatre"), (1, "un encore"), (3, "trois")]
    assert len(counts) == 4, "each is a list of its own"


@pytest.mark.parametrize(
    ("typed", "raised"),
    [
        ("Le 1er mars, la 2e fois : « 3es », (4re) et l’1er.", ["er", "e", "es", "re", "er"]),
        ("**2e** trimestre, 10\u202f000e visiteur… 5e\u00a0!", ["e", "e", "e"]),
        ("https://www.f3e.asso.fr/2e/1er?p=2e contact@f3e.org 2e@f3e.org 1er.fr", []),
        ("CO2e, f3e, v2.1e, A3er, 123-4e, 1,5e, 2e-3e, 1er/2e, 2em, 12 mars", []),
    ],
)
def test_word_raises_the_ending_of_an_ordinal_and_of_nothing_else(typed: str, raised: list[str]) -> None:
    (line,) = docx.Document(io.BytesIO(write_word(typed))).paragraphs
    assert [run.text for run in line.runs if run.font.superscript] == raised
    assert line.text == list_lines(typed)[0]


def test_word_has_hostile_texts_as_letters_and_nothing_else() -> None:
    texts = [text for text in HOSTILE if "[[" not in text]
    content = write_word(*texts)
    document = docx.Document(io.BytesIO(content))
    assert [line.text for line in document.paragraphs] == [
        line for text in texts for line in list_lines(text)
    ]
    assert {element.tag for line in document.paragraphs for element in line._p.iter()} <= RUNS
    assert not any("External" in relations for relations in list_relations(content))


def test_notes_have_hostile_texts_as_letters_and_nothing_else() -> None:
    content = write_notes(TEXT, *HOSTILE)
    slides = list(Presentation(io.BytesIO(content)).slides)
    bold = [
        run.text
        for line in slides[0].notes_slide.notes_text_frame.paragraphs
        for run in line.runs
        if run.font.bold
    ]
    assert bold == ["constat", "le second"]
    assert not any("External" in relations for relations in list_relations(content))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        notes = [
            archive.read(name)
            for name in archive.namelist()
            if re.fullmatch(r"ppt/notesSlides/\w+\.xml", name)
        ]
    tags = {
        element.tag.rpartition("}")[2] for note in notes for element in ElementTree.fromstring(note).iter()
    }
    assert not tags & {"hlinkClick", "hlinkMouseOver", "fld", "pic", "oleObj"}
    for slide, text in zip(slides[1:], HOSTILE, strict=True):
        assert [line.text for line in slide.notes_slide.notes_text_frame.paragraphs] == (
            list_lines(text) or [""]
        )


def test_the_screen_has_bold_and_lists() -> None:
    bold = f"**{JOINER}constat{JOINER}**"
    assert format_comment(parse(TEXT)) == (
        f"Un {bold} net\\.\n\n- le premier\n- **{JOINER}le second{JOINER}**\n\nLa suite\\."
    )


def test_the_screen_has_numbered_lists_that_do_not_run_into_one_another() -> None:
    assert format_comment(parse(LISTS)) == (
        f"1. un\n2. **{JOINER}deux{JOINER}**\n\n4) quatre\n\nPuis \\:\n\n1) un encore".replace(
            "Puis ", "Puis\u00a0"
        )
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_the_screen_escapes_every_sign_that_markdown_would_read(text: str) -> None:
    blocks = parse(text)
    own_marks = re.compile(rf"\*\*{JOINER}|{JOINER}\*\*")
    for block in blocks:
        for line in format_comment((block,)).split("\n"):
            assert line == line.strip()
            mark = "" if isinstance(block, Paragraph) else r"- |\d+[.)] "
            line = own_marks.sub("", re.sub(f"^(?:{mark})", "", line))
            assert re.search(r":(?:material[/_]|streamlit:|//)", line.replace("\\", "")) is None, line
            assert SPECIAL.search(re.sub(r"\\.", "", line)) is None, line

"""The text of a comment: paragraphs, bold and lists, and every other sign as it was typed."""

from __future__ import annotations

import random
import unicodedata

import pytest
from hostile_comments import CANARY, HOSTILE

from dse import french
from dse.review.commentary.grammar import (
    Bullets,
    Number,
    Numbered,
    Paragraph,
    Text,
    clean,
    list_names,
    list_paragraphs,
    parse,
)

ALPHABET = [
    "a",
    "é",
    " ",
    "  ",
    "*",
    "**",
    "-",
    "- ",
    "\n",
    "\r",
    "\t",
    "[",
    "[[",
    "]]",
    "$",
    "<b>",
    "\\",
    "\u200b",
    "\x00",
    ":",
    "52 %",
]


def join(text: str) -> str:
    """All letters of a parsed text, without its marks."""
    runs = [run for paragraph in list_paragraphs(parse(text)) for run in paragraph.runs]
    return "".join(run.text if isinstance(run, Text) else run.name for run in runs)


@pytest.mark.parametrize("sign", ["- ", "•\t", "– ", "* ", "·\u00a0", "\uf0b7\t", "\uf0a7 ", "\uf02d\t"])
def test_lines_that_begin_with_the_sign_of_a_list_are_one(sign: str) -> None:
    (bullets,) = parse(f"{sign}un\n{sign}**deux**")
    assert bullets == Bullets((Paragraph((Text("un"),)), Paragraph((Text("deux", is_bold=True),))))


def test_numbered_lines_are_a_list_that_begins_by_its_own_number_and_none_prints_another() -> None:
    one, two = Paragraph((Text("un"),)), Paragraph((Text("deux"),))
    assert parse("Puis :\n1. un\n\n2) deux\nFin.")[1:] == (
        Numbered((one, two), 1),
        Paragraph((Text("Fin."),)),
    )
    assert parse("12.\u00a0un\n13. deux\n15. un\n1. un\n1. deux\n- un") == (
        Numbered((one, two), 12),
        Numbered((one,), 15),
        Numbered((one,), 1),
        Numbered((two,), 1),
        Bullets((one,)),
    )


def test_lines_pasted_from_word_keep_their_lists_and_the_cells_of_their_tables_apart() -> None:
    one, two = Paragraph((Text("un"),)), Paragraph((Text("deux"),))
    assert parse("•\tun\no\tdeux\n-\n- \n\uf0b7\n\u2022\tdeux\n1)\tun\n2)\tdeux") == (
        Bullets((one,)),
        Bullets((two,), is_within=True),
        Bullets((two,)),
        Numbered((one, two), 1),
    )
    assert clean("Année\tMembres \t Taux\n2021\t\t54 %\t") == "Année · Membres · Taux\n2021 · · 54 %"
    assert join("ou bien o\nopen") == "ou bien oopen"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("C'est l'**ouverture** d'aujourd'hui.", "C’est l’ouverture d’aujourd’hui."),
        ('une offre "collective", "à deux".', "une offre «\u00a0collective\u00a0», «\u00a0à deux\u00a0»."),
        ('**"Un mot"**', "«\u00a0Un mot\u00a0»"),
        ("un second point: voir plus bas!", "un second point\u00a0: voir plus bas\u202f!"),
        ("un **premier**; 52%: quoi?", "un premier\u202f; 52%\u00a0: quoi\u202f?"),
        ("à 12:30, sur http://exemple.org", "à 12:30, sur http://exemple.org"),
        ('=HYPERLINK("a","b")', '=HYPERLINK("a","b")'),
        ("un \" seul, 'entre deux'", "un \" seul, 'entre deux'"),
    ],
)
def test_signs_of_a_keyboard_are_printed_as_in_a_book(typed: str, printed: str) -> None:
    assert join(typed) == printed


def test_a_name_of_a_number_may_be_followed_by_any_sign() -> None:
    text = 'l\'an: [[taux de recours, sur la période]]: bien; "[[délai médian, dernière année]]"!'
    assert list_names(text) == ["taux de recours, sur la période", "délai médian, dernière année"]


def test_each_line_is_a_paragraph_and_lines_of_a_list_are_one_list() -> None:
    text = "Un constat.\n\n- le premier\n- **le second**\nSuite."
    assert parse(text) == (
        Paragraph((Text("Un constat."),)),
        Bullets((Paragraph((Text("le premier"),)), Paragraph((Text("le second", is_bold=True),)))),
        Paragraph((Text("Suite."),)),
    )


def test_a_number_has_a_name_and_may_be_bold() -> None:
    (paragraph,) = parse("Soit **[[ Taux de recours ]] des membres**")
    assert paragraph.runs == (
        Text("Soit "),
        Number("Taux de recours", is_bold=True),
        Text(" des membres", is_bold=True),
    )
    assert list_names("[[a]] [[b]] [[a]] [[c\nd]] [[]]") == ["a", "b"]


@pytest.mark.parametrize(
    "text",
    [
        "**gras",
        "a ** b",
        "** **",
        "****",
        "[[]]",
        "[[a",
        "-a",
        "*a*",
        "_a_",
        "# a",
        "1.a",
        "100. a",
        "0. a",
        "[a](b)",
    ],
)
def test_what_is_no_mark_stands_for_itself(text: str) -> None:
    (paragraph,) = parse(text)
    assert "".join(run.text for run in paragraph.runs) == text
    assert not any(run.is_bold for run in paragraph.runs)


def test_signs_are_not_cut_from_their_number() -> None:
    assert join("52 % : oui ?") == f"52{french.NARROW}%{french.NO_BREAK}: oui{french.NARROW}?"


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_words_and_nothing_that_hides(text: str) -> None:
    letters = join(text)
    assert not {unicodedata.category(letter) for letter in letters} & {"Cc", "Cf", "Cs", "Cn"}
    assert (CANARY in letters) == (CANARY in text)


def test_any_text_is_parsed_and_nothing_of_it_is_lost() -> None:
    draw = random.Random(27)
    for _ in range(3000):
        text = "".join(draw.choices(ALPHABET, k=draw.randrange(30)))
        kept = clean(text)
        assert clean(kept) == kept, text
        letters = [letter for letter in kept if letter not in " *-[]\n"]
        parsed = [
            letter
            for letter in join(text).replace(french.NARROW, "").replace(french.NO_BREAK, "")
            if letter not in " *-[]"
        ]
        assert parsed == letters, text

"""A comment with its numbers put in: blocks of letters, which any exit can write, and what is said of numbers that are not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile

from dse.review.commentary import numbers
from dse.review.commentary.grammar import (
    BOLD,
    Block,
    Number,
    Paragraph,
    Run,
    Text,
    list_lone_brackets,
    list_names,
    list_paragraphs,
    parse,
)
from dse.review.commentary.numbers import NamedNumber, Reader

_UNIT = re.compile(r"%$|jour(?=s?$)")
# A unit as it is typed again; « jour après jour » counts none.
_REPEATED = {
    "%": re.compile(r"\s*(?:%|pour cent\b)"),
    "jour": re.compile(r"\s*(?:jours\b|jour\b(?!\s(?:après|par|pour|et|j)\b))", re.IGNORECASE),
}


def fill(text: str, read: Reader) -> tuple[Block, ...]:
    """The blocks of a text, each number as `read` gives it. One that no name of today is stays as it was typed."""

    def fill_run(run: Run) -> Text:
        if isinstance(run, Text):
            return run
        number = numbers.find_number(run.name)
        return Text(f"[[{run.name}]]" if number is None else read(number).text, run.is_bold)

    def fill_paragraph(paragraph: Paragraph) -> Paragraph:
        filled = _drop_repeated_units(paragraph, list(map(fill_run, paragraph.runs)))
        return Paragraph(tuple(text for text in _capitalize_starts(paragraph, filled) if text.text))

    return tuple(
        fill_paragraph(block)
        if isinstance(block, Paragraph)
        else replace(block, items=tuple(map(fill_paragraph, block.items)))
        for block in parse(text)
    )


def _drop_repeated_units(paragraph: Paragraph, filled: list[Text]) -> list[Text]:
    """A unit comes with its number: one that was typed right after it, in bold or not, is not printed again."""
    for index, run in enumerate(paragraph.runs):
        unit = _UNIT.search(filled[index].text) if isinstance(run, Number) else None
        typed = list(
            takewhile(lambda rank: isinstance(paragraph.runs[rank], Text), range(index + 1, len(filled)))
        )
        repeated = unit and _REPEATED[unit[0]].match("".join(filled[rank].text for rank in typed))
        left = repeated.end() if repeated else 0
        for rank in typed:
            text = filled[rank]
            filled[rank] = replace(text, text=text.text[left:])
            left = max(0, left - len(text.text))
    return filled


def _capitalize_starts(paragraph: Paragraph, filled: list[Text]) -> Iterator[Text]:
    """What was put in at the beginning of a sentence begins with a capital: « Au moins 90 % »."""
    before = ""
    for run, text in zip(paragraph.runs, filled, strict=True):
        is_start = isinstance(run, Number) and before.rstrip()[-1:] in ("", ".", "!", "?", "…")
        yield Text(text.text[:1].upper() + text.text[1:], text.is_bold) if is_start else text
        before += text.text


def list_numbers(*texts: str) -> list[NamedNumber]:
    """The numbers that texts take from figures, each once."""
    inserted = [numbers.find_number(name) for text in texts for name in list_names(text)]
    return list(dict.fromkeys(number for number in inserted if number))


def list_figures(*texts: str) -> list[str]:
    """The figures of which texts take numbers, each once."""
    return list(dict.fromkeys(number.figure_id for number in list_numbers(*texts)))


def describe_absent(text: str, read: Reader) -> Iterator[str]:
    """One sentence on each thing that would be printed as it was typed, and on each number that the reader will not find."""
    yield from describe_mistakes(text)
    yield from describe_unread(text, read)


def describe_mistakes(text: str) -> Iterator[str]:
    """One sentence on each name, bracket or asterisk that would be printed as it was typed: to be corrected, whoever reads."""
    yield from describe_unknown(text)
    for line in list_typed_lines(text):
        if BOLD in line:
            yield f"« {line} » : ces astérisques seront imprimés, il en manque deux autres pour mettre en gras."


def describe_unread(text: str, read: Reader) -> Iterator[str]:
    """One sentence on each number of a text that is hidden from who reads it, or that its figure does not say."""
    for number in list_numbers(text):
        if why := read(number).why:
            yield f"{number.token} sera écrit {read(number).text} : {why}."


def describe_unknown(text: str) -> Iterator[str]:
    """One sentence on each name that stands in a text for a number, and is that of none; and on brackets around no name."""
    for name in list_names(text):
        if numbers.find_number(name) is None:
            yield f"« [[{name}]] » n’est le nom d’aucun nombre, ou ne l’est plus : choisissez-en un autre dans la liste, ou tapez le chiffre."
    for brackets in list_lone_brackets(text):
        yield f"« {brackets} » : ces crochets n’entourent pas le nom d’un nombre. Choisissez-en un dans la liste, mettez deux crochets de chaque côté de son nom, ou retirez-les."


def list_typed_lines(text: str) -> list[str]:
    """Each line as somebody typed it: a number that is taken from a figure leaves « … », and what is no name of one stays."""

    def write_run(run: Run) -> str:
        if isinstance(run, Text):
            return run.text
        return f"[[{run.name}]]" if numbers.find_number(run.name) is None else "…"

    return ["".join(map(write_run, paragraph.runs)) for paragraph in list_paragraphs(parse(text))]

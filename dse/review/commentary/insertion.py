"""A comment with its numbers put in: blocks of letters, which any exit can write, and what is said of numbers that are not there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

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


def fill(text: str, read: Reader) -> tuple[Block, ...]:
    """The blocks of a text, each number as `read` gives it. One that no name of today is stays as it was typed."""
    known = numbers.index_numbers()

    def fill_run(run: Run) -> Text:
        if isinstance(run, Text):
            return run
        number = known.get(numbers.normalize(run.name))
        return Text(f"[[{run.name}]]" if number is None else read(number).text, run.is_bold)

    def fill_paragraph(paragraph: Paragraph) -> Paragraph:
        return Paragraph(tuple(_capitalize_starts(paragraph, tuple(map(fill_run, paragraph.runs)))))

    return tuple(
        fill_paragraph(block)
        if isinstance(block, Paragraph)
        else replace(block, items=tuple(map(fill_paragraph, block.items)))
        for block in parse(text)
    )


def _capitalize_starts(paragraph: Paragraph, filled: tuple[Text, ...]) -> Iterator[Text]:
    """What was put in at the beginning of a sentence begins with a capital: « Au moins 90 % »."""
    before = ""
    for run, text in zip(paragraph.runs, filled, strict=True):
        is_start = isinstance(run, Number) and before.rstrip()[-1:] in ("", ".", "!", "?", "…")
        yield Text(text.text[:1].upper() + text.text[1:], text.is_bold) if is_start else text
        before += text.text


def list_numbers(*texts: str) -> list[NamedNumber]:
    """The numbers that texts take from figures, each once."""
    known = numbers.index_numbers()
    inserted = [known.get(numbers.normalize(name)) for text in texts for name in list_names(text)]
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
    known = numbers.index_numbers()
    for name in list_names(text):
        if numbers.normalize(name) not in known:
            yield f"[[{name}]] n’est le nom d’aucun nombre, ou ne l’est plus : choisissez-en un autre dans la liste, ou tapez le chiffre."
    for brackets in list_lone_brackets(text):
        yield f"« {brackets} » : ces crochets n’entourent pas le nom d’un nombre. Choisissez-en un dans la liste, mettez deux crochets de chaque côté de son nom, ou retirez-les."


def list_typed_lines(text: str) -> list[str]:
    """Each line as somebody typed it: a number that is taken from a figure leaves « … », and what is no name of one stays."""
    known = numbers.index_numbers()

    def write_run(run: Run) -> str:
        if isinstance(run, Text):
            return run.text
        return "…" if numbers.normalize(run.name) in known else f"[[{run.name}]]"

    return ["".join(map(write_run, paragraph.runs)) for paragraph in list_paragraphs(parse(text))]

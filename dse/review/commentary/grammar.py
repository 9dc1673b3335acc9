"""The text of a comment: paragraphs, `**bold**`, lines that begin with `- ` (or with the sign of a list pasted from elsewhere, which Word may write in a font of signs; `o ` is that of a list within one) or with `1. ` as a
list, and `[[the name of a number]]`. Cells of a table pasted are kept apart by `·`.

Nothing else means anything: every other sign stands for itself, in every exit, in French typography. Blocks are all that an exit is given, so that none
reads the text in its own way.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from dse import french

BOLD = "**"
_SIGNS = "-–•·*\uf020-\uf0ff"  # the last ones are those of Symbol and Wingdings
_SIGN = re.compile(f"[{_SIGNS}]")
_START = f"(?:(?P<point>[{_SIGNS}])|(?P<within>[o▪◦])|(?P<number>[1-9][0-9]?)[.)])"
_ITEM = re.compile(f"^{_START}[ \u00a0]")
_TAB_OF_ITEM = re.compile(rf"^({_START}) *\t")
_BETWEEN_CELLS = re.compile(r"[ \t]*\t[ \t]*")
LINE_ENDS = re.compile("\r\n|[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Control and format characters, surrogates and characters that are none: they hide, turn or break a text, and XML refuses some.
_REFUSED = {"Cc", "Cf", "Cs", "Cn"}
TOKEN = re.compile(r"\[\[([^\[\]]{1,200})\]\]")
# Two brackets, with the words after those that open and before those that close.
_LONE_BRACKETS = re.compile(r"\[\[(?:[^\[\]]{0,90}\b)?\]{0,2}|\[?\b[^\[\]]{0,90}\]\]|\]\]")
_REFERENCE_WITHIN = re.compile(r"(?<!\[)\[[^\[\]]{1,90}\[[\d\s,–-]{1,20}\][^\[\]]{0,90}\]")  # `[voir [2]]`
_BEFORE_SIGN = re.compile(r"(?<=\d) (?=[%€])")
# What a keyboard types for a French sign: within or at the end of a word, so that neither an hour nor an address is touched.
_APOSTROPHE = re.compile(r"(?<=[^\W\d])'(?=[\w*\[«])")
_QUOTED = re.compile(r"(?<![^\s*])\"(\w(?:[^\"]*[\w.!?…%])?)\"(?=[\s.,;:!?)*]|$)")
_HIGH_SIGN = re.compile(r"(?<=[\w»)\]*%])(?=[;:!?](?:\s|$))")


@dataclass(frozen=True)
class Text:
    """Letters that stand for themselves."""

    text: str
    is_bold: bool = False


@dataclass(frozen=True)
class Number:
    """A number to be taken from a figure, by its name."""

    name: str
    is_bold: bool = False


Run = Text | Number


@dataclass(frozen=True)
class Paragraph:
    """A line."""

    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Bullets:
    """Lines of a list, or of one within another."""

    items: tuple[Paragraph, ...]
    is_within: bool = False


@dataclass(frozen=True)
class Numbered:
    """Lines of a list that are numbered, from `first` on."""

    items: tuple[Paragraph, ...]
    first: int


Block = Paragraph | Bullets | Numbered


def clean(text: str) -> str:
    """What is kept of what was typed: no character that hides or turns a text, no blank line at either end."""
    lines = [_clean_line(line) for line in LINE_ENDS.split(text)]
    return "\n".join(lines).strip("\n")


def parse(text: str) -> tuple[Block, ...]:
    """The blocks of a text, whatever it is: each line is a paragraph, lines of a list that follow one another are one list. Where the
    numbers of its lines do not follow one another, another list begins. The sign of a list alone says nothing."""
    lines = [line for line in clean(text).split("\n") if line and not _SIGN.fullmatch(line)]
    blocks: list[Block] = []
    for (kind, start), group in groupby(enumerate(lines), lambda each: _find_list(*each)):
        ranks, texts = zip(*group, strict=True)
        paragraphs = tuple(_parse_line(_ITEM.sub("", line)) for line in texts)
        if kind == "number":
            blocks.append(Numbered(paragraphs, start + ranks[0]))
        else:
            blocks += [Bullets(paragraphs, is_within=kind == "within")] if kind else paragraphs
    return tuple(blocks)


def list_paragraphs(blocks: tuple[Block, ...]) -> Iterator[Paragraph]:
    """Every line of them, those of lists included."""
    for block in blocks:
        yield from (block,) if isinstance(block, Paragraph) else block.items


def separate_cells(line: str) -> str:
    """A line without tabs: after the sign of a list one is a space, any other the end of a cell; none at an end."""
    if "\t" not in line:
        return line
    return _BETWEEN_CELLS.sub(_write_separators, _TAB_OF_ITEM.sub(r"\1 ", line.strip("\t ")))


def _write_separators(blank: re.Match[str]) -> str:
    return " ·" * blank[0].count("\t") + " "


def list_names(text: str) -> list[str]:
    """The names of numbers that stand in a text, each once."""
    runs = [run for paragraph in list_paragraphs(parse(text)) for run in paragraph.runs]
    return list(dict.fromkeys(run.name for run in runs if isinstance(run, Number)))


def list_lone_brackets(text: str) -> list[str]:
    """Two brackets that are not those of a name, with the words beside them: each once."""
    lines = ("".join(map(_write_without_name, paragraph.runs)) for paragraph in list_paragraphs(parse(text)))
    searched = (_REFERENCE_WITHIN.sub("…", line) for line in lines)
    return list(dict.fromkeys(match[0] for line in searched for match in _LONE_BRACKETS.finditer(line)))


def _write_without_name(run: Run) -> str:
    return run.text if isinstance(run, Text) else "…"


def _find_list(rank: int, line: str) -> tuple[str, int]:
    """What begins a line of a list, empty outside one; where that is a number, the one that the first line of the text would then have:
    lines of one list share both."""
    if (item := _ITEM.match(line)) is None:
        return "", 0
    return str(item.lastgroup), int(item["number"]) - rank if item["number"] else 0


def _clean_line(line: str) -> str:
    """Spaces of any width are kept, as a no-break space is, but never two of them nor one at an end."""
    visible = "".join(
        char for char in line if char == "\t" or unicodedata.category(char) not in _REFUSED
    ).strip()
    return re.sub(r" {2,}", " ", separate_cells(visible))


def _parse_line(line: str) -> Paragraph:
    typeset = french.typeset(_BEFORE_SIGN.sub(french.NARROW, _write_french_signs(line)))
    return Paragraph(tuple(run for text in _split_bold(typeset) for run in _split_numbers(text)))


def _write_french_signs(line: str) -> str:
    """A line with the apostrophes, the quotation marks and the spaces of a book."""
    line = _QUOTED.sub(r"« \1 »", _APOSTROPHE.sub("’", line))
    return _HIGH_SIGN.sub(" ", line)


def _split_bold(line: str) -> Iterator[Text]:
    """What stands between two marks is bold; a mark without its other, or around nothing, stands for itself."""
    pieces = line.split(BOLD)
    for index, piece in enumerate(pieces):
        is_inside = index % 2 == 1
        if is_inside and (index == len(pieces) - 1 or not piece.strip()):
            is_last = index == len(pieces) - 1
            yield Text(f"{BOLD}{piece}" if is_last else f"{BOLD}{piece}{BOLD}")
        elif piece:
            yield Text(piece, is_bold=is_inside)


def _split_numbers(text: Text) -> Iterator[Run]:
    for index, piece in enumerate(TOKEN.split(text.text)):
        if index % 2 == 1:
            yield Number(piece.strip(), text.is_bold)
        elif piece:
            yield Text(piece, text.is_bold)

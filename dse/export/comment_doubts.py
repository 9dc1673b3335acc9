"""What has to be read again in a comment before a public has it: numbers typed where a rule might hide them, names of organisations
and of persons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from dse import french
from dse.figures import REGISTRY
from dse.ingest import spelling
from dse.ingest.values import personal_data
from dse.review.commentary.grammar import Text, list_paragraphs, parse
from dse.review.commentary.typed_numbers import find_typed_numbers

# Every name that an organisation has, as an engine is asked.
ORGANISATION_NAMES = (
    "select name from organisations union select alias as name from organisation_aliases order by name"
)


@dataclass(frozen=True)
class OrganisationNames:
    """Names and other spellings of organisations, to be found in a text."""

    names: tuple[str, ...]

    def find(self, text: str) -> list[str]:
        """Those that stand in a text as whole words, however they are typed; a name of one word where its capitals are the same,
        since it may be a word of the language."""
        words, exact = f" {spelling.words(text)} ", f" {_split_words(text)} "
        return [
            name
            for name, key in self._keys
            if f" {key} " in words and (" " in key or f" {_split_words(name)} " in exact)
        ]

    @cached_property
    def _keys(self) -> list[tuple[str, str]]:
        keys = ((name, spelling.words(name)) for name in dict.fromkeys(self.names))
        return [(name, key) for name, key in keys if key]


def is_protected(figure_id: str) -> bool:
    """Whether a rule hides or bounds numbers of a figure before a public."""
    return figure_id in REGISTRY and REGISTRY[figure_id].rule is not None


def describe_doubts(text: str, figure_ids: Iterable[str], organisations: OrganisationNames) -> Iterator[str]:
    """What stands in a comment that is about some figures, each with what was seen: `« … près de 52 % … » (nombre tapé)`."""
    if any(map(is_protected, figure_ids)):
        yield from (f"« {excerpt} » (nombre tapé)" for excerpt in find_typed_numbers(text))
    lines = _list_lines(text)
    for line in lines:
        for name in organisations.find(line):
            yield f"« {name} » (nom d’une organisation)"
    for line, kinds in zip(lines, personal_data.find_in_texts(lines, organisations.names), strict=True):
        if kinds:
            yield f"« {line} » ({french.listed(kinds)})"


def _list_lines(text: str) -> Sequence[str]:
    """The lines of a comment as a document writes them, without its numbers."""
    return [
        "".join(run.text for run in paragraph.runs if isinstance(run, Text))
        for paragraph in list_paragraphs(parse(text))
    ]


def _split_words(text: str) -> str:
    """A text whose words are parted by one space, as they were typed."""
    return " ".join("".join(letter if letter.isalnum() else " " for letter in spelling.clean(text)).split())

"""What has to be read again in a comment, or in another text of the team, before a public has it: numbers typed where a rule might hide
them, names of organisations and of persons."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from dse.contacts.contacts import read_contacts
from dse.figures import REGISTRY
from dse.ingest import spelling
from dse.ingest.values import personal_data
from dse.query import Query, Selection, open_version
from dse.review.commentary import insertion
from dse.review.commentary.typed_numbers import TypedNumbers, find_typed_numbers
from dse.store import Store, Version

TYPED = "Un nombre tapé n’est pas protégé comme ceux des figures."
NAMED = "Des noms ou des adresses seraient imprimés."
UNFILLED = "Ces crochets seraient lus tels quels."
UNREAD = "Un nombre inséré ne se lira pas pour ce public."
# Every name that an organisation has, as an engine is asked.
_ORGANISATION_NAMES = (
    "select name from organisations union select alias as name from organisation_aliases order by name"
)


class Passage(NamedTuple):
    """What has to be read again, as it is listed, and why; no reason where the text says it alone."""

    text: str
    reason: str = ""


@dataclass(frozen=True)
class KnownNames:
    """Names and other spellings of organisations, or of persons, to be found in a text."""

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


@dataclass(frozen=True)
class StoreNames:
    """The names that a store knows."""

    organisations: KnownNames
    contacts: KnownNames = KnownNames(())


def read_names(store: Store, version: Version) -> StoreNames:
    """Those of a version."""
    query = Query(open_version(store, version.number), Selection())
    contacts = dict.fromkeys(contact.name for contact in read_contacts(store, version))
    return StoreNames(KnownNames(tuple(query(_ORGANISATION_NAMES)["name"])), KnownNames(tuple(contacts)))


@dataclass(frozen=True)
class TextReader:
    """Reads what the team decided, over a version, as it reads comments. Nothing of a reading is kept: names and figures are those of
    the day on which a public has the text."""

    store: Store
    number: int

    @cached_property
    def _names(self) -> StoreNames:
        return read_names(self.store, self.store.version(self.number))

    def list_passages(self, text: str, figure_id: str) -> list[Passage]:
        """What would have to be confirmed in a text under a figure; under one that is no more, any number may be one that a rule hides."""
        tells_numbers = figure_id not in REGISTRY or is_protected(figure_id)
        unfilled = [Passage(f"« {text} » (crochets)", UNFILLED)] if "[[" in text else []
        return [*unfilled, *describe_doubts(text, self._names, tells_numbers=tells_numbers)]

    def must_read(self, text: str, figure_id: str) -> bool:
        """Whether something of it would have to be."""
        return bool(self.list_passages(text, figure_id))


def describe_doubts(
    text: str, names: StoreNames, *, tells_numbers: bool, excused: Collection[str] = ()
) -> Iterator[Passage]:
    """What stands in a comment, each with what was seen: `« … près de 52 % … » (nombre tapé : 52 %)`. `tells_numbers`: whether a number
    typed in it may be one that the rule of an audience hides; `excused`: the shares that it may repeat."""
    if tells_numbers:
        yield from map(_describe_typed, find_typed_numbers(text, excused))
    lines = insertion.list_typed_lines(text)
    for line, kinds in zip(lines, personal_data.find_in_texts(lines, names.organisations.names), strict=True):
        seen = (
            ", ".join(kinds),
            _describe_names("nom d’une organisation", "noms d’organisations", names.organisations.find(line)),
            _describe_names("nom d’un contact", "noms de contacts", names.contacts.find(line)),
        )
        if any(seen):
            yield Passage(f"« {line} » ({' ; '.join(filter(None, seen))})", NAMED)


def list_reasons(passages: Iterable[Passage]) -> list[str]:
    """Why passages are to be read again, each reason once."""
    return list(dict.fromkeys(passage.reason for passage in passages if passage.reason))


def list_texts(passages: Iterable[Passage]) -> list[str]:
    """Passages as they are listed."""
    return [passage.text for passage in passages]


def _describe_names(kind: str, several: str, names: Sequence[str]) -> str:
    return f"{kind if len(names) == 1 else several} : {', '.join(names)}" if names else ""


def _describe_typed(typed: TypedNumbers) -> Passage:
    what = "nombre tapé" if len(typed.numbers) == 1 else "nombres tapés"
    return Passage(f"« {typed.excerpt} » ({what} : {', '.join(typed.numbers)})", TYPED)


def _split_words(text: str) -> str:
    """A text whose words are parted by one space, as they were typed."""
    return " ".join("".join(letter if letter.isalnum() else " " for letter in spelling.clean(text)).split())

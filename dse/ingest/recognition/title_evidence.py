"""What makes it likely that a title stands for a header: both say the same, and the values under it are of the header's kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property

import pyarrow as pa

import schemas
from dse.ingest.files.dictionary_column import DictionaryColumn
from dse.ingest.forms.definitions import Form
from dse.ingest.forms.value_choices import Choices, fed_columns, find_choices
from dse.ingest.recognition.title_words import (
    IDENTIFIER_WORDS,
    LIST_WORDS,
    NAME_WORDS,
    ORGANISATION_WORDS,
    OTHERS,
    VALUE_WORDS,
    WORK_WORDS,
    are_same,
    list_words,
    stem,
)
from dse.ingest.spelling import canonical
from dse.ingest.values import dates, numbers, parsing
from dse.ingest.values.cell_format import CellFormat
from dse.ingest.values.suggestions import suggest_codes
from schemas.columns import Column

# From this resemblance, a header that takes a list is near a title.
PROPOSED = 0.55
LOOKED_AT = 40  # distinct texts of a column
MOST = 0.8  # share of them that is of the kind of a header
SOME = 0.4  # share that is labels written out, where the values alone say which header it is
MOSTLY_DISTINCT = 0.9  # share of the cells, where each line has its own value
SHORTEST_LABEL = 3  # letters of a label that proves its list by itself: « fr » is a language too
LONG_LIST = 12  # labels: one of a longer list, as a country or a region, may say many things of a line

_IDENTIFIER = re.compile(r"(?=.*[0-9])[A-Za-z0-9][A-Za-z0-9_./-]*")  # one without a number may be a word
_WORD = re.compile(r"[^\W\d_]{2}")
_SUBJECT = ""
_FLAG = ("organisation_profiles", "is_ess")

Test = Callable[[str], bool]


@dataclass(frozen=True)
class ListTests:
    """Of the texts of a list: is it read, is it a label written out, may it mean one."""

    is_label: Test
    may_be_meant: Test


@dataclass
class TitleEvidence:
    """Titles and values weighed against the headers of one form, whose tests are made once."""

    form: Form
    _lists: dict[str, ListTests] = field(default_factory=dict)
    _kinds: dict[str, Test] = field(default_factory=dict)

    def find_borne_out(self, title: str, cells: Sequence[str], scores: Mapping[str, float]) -> Iterator[str]:
        """Headers that a title may stand for: their words are the same, and the values agree.

        Where none has the same words, the one that takes a list and is near (`scores`), if no other is as near; or else
        the one whose short list has the values as labels, if no other has.
        """
        texts = _list_texts(cells)
        names = [name for name in self.form.headers if texts and not self._is_about_another(title, name)]
        same = [name for name in names if self._have_same_words(title, name)]
        if same:
            yield from (name for name in same if self._agrees(name, texts, cells))
            return
        lists = {name: choices for name in names if (choices := self._choices[name]).lists}
        near = [name for name in lists if scores.get(name, 0.0) >= PROPOSED]
        candidates = near or [
            name for name, choices in lists.items() if self._is_proved(name, choices, texts, cells)
        ]
        yield from (name for name in candidates if len(candidates) == 1 and self._agrees(name, texts, cells))

    def has_no_value(self, name: str, cells: Sequence[str]) -> bool:
        """Whether none of the values that there are could stand under a header."""
        texts, choices = _list_texts(cells), self._choices[name]
        test = self._list_tests(name, choices).may_be_meant if choices.lists else self._kind_test(name)
        return bool(texts) and not any(map(test, texts))

    def _agrees(self, name: str, texts: Sequence[str], cells: Sequence[str]) -> bool:
        """Whether most values are of the kind of a header, and each line has its own where they tell lines apart."""
        choices = self._choices[name]
        if choices.lists:
            return _share(texts, self._list_tests(name, choices).may_be_meant) >= MOST
        is_of_kind = _share(texts, self._kind_test(name)) >= MOST
        return is_of_kind and (not self._tells_lines_apart(name) or _are_distinct(cells))

    def _is_proved(self, name: str, choices: Choices, texts: Sequence[str], cells: Sequence[str]) -> bool:
        """Whether several values are labels of a short list."""
        if len(choices.labels) > LONG_LIST or len(texts) < min(
            2, sum(1 for cell in cells[:LOOKED_AT] if cell.strip())
        ):
            return False
        return _share(texts, self._list_tests(name, choices).is_label) >= SOME

    def _is_about_another(self, title: str, name: str) -> bool:
        """Whether a title names what a line leads to, and no spelling of the header does."""
        others = OTHERS | WORK_WORDS if self._is_of_organisations else OTHERS
        return bool(
            {stem(word) for word in list_words(title)} & set(map(stem, others)) - self._own_words[name]
        )

    @cached_property
    def _choices(self) -> Mapping[str, Choices]:
        return {name: find_choices(self.form, name) for name in self.form.headers}

    @cached_property
    def _telling(self) -> Mapping[str, frozenset[frozenset[str]]]:
        """The telling words of each spelling of each header."""
        return {
            name: frozenset(
                self._list_telling(text, self._kind_words(name)) for text in self._spellings(name)
            )
            for name in self.form.headers
        }

    @cached_property
    def _own_words(self) -> Mapping[str, frozenset[str]]:
        """The words of the spellings of each header."""
        return {
            name: frozenset(stem(word) for text in self._spellings(name) for word in list_words(text))
            for name in self.form.headers
        }

    def _have_same_words(self, title: str, name: str) -> bool:
        telling = self._list_telling(title, self._kind_words(name))
        return any(are_same(telling, other) for other in self._telling[name])

    def _kind_words(self, name: str) -> frozenset[str]:
        column = next(fed_columns(self.form, name), None)
        if self.form.headers[name].organisation == "find":
            return NAME_WORDS
        if column is None or _is_words(column):
            return frozenset()
        if self._choices[name].lists:
            return LIST_WORDS
        return IDENTIFIER_WORDS if parsing.is_identifier(column) else VALUE_WORDS

    def _spellings(self, name: str) -> tuple[str, ...]:
        return (name, *self.form.headers[name].aliases)

    def _list_telling(self, text: str, kind_words: frozenset[str]) -> frozenset[str]:
        """The words of a title without those of kind and of what a line is; one sign for the latter where no other is left."""
        all_words = list_words(text)
        telling = [stem(word) for word in all_words if word not in kind_words]
        own = [word for word in telling if word not in self._subject]
        return frozenset(own or ([_SUBJECT] if telling else map(stem, all_words)))

    @cached_property
    def _subject(self) -> frozenset[str]:
        """Words of what a line is: those of the title of the form."""
        own = ORGANISATION_WORDS if self._is_of_organisations else ()
        return frozenset(map(stem, [*list_words(self.form.title), *own]))

    @property
    def _is_of_organisations(self) -> bool:
        return self.form.rows[0].table == "organisations"

    def _tells_lines_apart(self, name: str) -> bool:
        """Whether each line has its own value there: the identifier of what it is, or its name."""
        columns = list(fed_columns(self.form, name))
        is_own_key = any(parsing.is_key(column) and column.references is None for column in columns)
        return (name in self.form.identity and is_own_key) or any(
            column.name in ("name", "title") for column in columns
        )

    def _list_tests(self, name: str, choices: Choices) -> ListTests:
        if name not in self._lists:
            self._lists[name] = self._make_list_tests(name, choices)
        return self._lists[name]

    def _make_list_tests(self, name: str, choices: Choices) -> ListTests:
        header = self.form.headers[name]
        parser = parsing.cell_parser(
            header, parsing.column_parser(next(fed_columns(self.form, name)), header)
        )
        spellings = frozenset(map(canonical, (*choices.labels, *choices.labels.values())))
        return ListTests(
            is_label=lambda text: (
                sum(map(str.isalpha, text)) >= SHORTEST_LABEL and canonical(text) in spellings
            ),
            may_be_meant=lambda text: (
                parser(text)[1] is None or bool(suggest_codes(text, choices.lists, choices.labels))
            ),
        )

    def _kind_test(self, name: str) -> Test:
        if name not in self._kinds:
            self._kinds[name] = self._make_kind_test(name)
        return self._kinds[name]

    def _make_kind_test(self, name: str) -> Test:
        """Whether a text may stand under a header that has no list."""
        header, column = self.form.headers[name], next(fed_columns(self.form, name), None)
        if column is None:
            return lambda _: False
        if header.organisation or _is_words(column):
            labels = self._list_labels()
            return lambda text: _are_words(text) and canonical(text) not in labels
        if parsing.is_identifier(column):
            return lambda text: bool(_IDENTIFIER.fullmatch(text.strip()))
        return _make_value_test(parsing.cell_parser(header, parsing.column_parser(column, header)), column)

    def _list_labels(self) -> frozenset[str]:
        """Labels that the lists of the form have, as they are compared: who writes one names no organisation."""
        choices = self._choices.values()
        return frozenset(canonical(label) for one in choices for label in one.labels.values())


def _make_value_test(parser: parsing.Parser, column: Column) -> Test:
    """Whether a text is read as a value of a column, and follows its pattern."""
    _, declaration = schemas.TABLES[column.table].list_declarations()[column.name]
    matches = re.compile(declaration.checks.get("str_matches", "")).search

    def is_value(text: str) -> bool:
        value, fault = parser(text)
        return fault is None and value is not None and bool(matches(str(value)))

    return is_value


def _is_words(column: Column) -> bool:
    is_text = pa.types.is_string(column.type) and not column.has_pattern
    return is_text and not (parsing.is_identifier(column) or (column.codelists and not column.open))


def _are_words(text: str) -> bool:
    """Whether a text is words, and no address, number, date, yes or no."""
    if "@" in text or not _WORD.search(text):
        return False
    return all(parser(text)[1] is not None for parser in _other_kinds())


@cache
def _other_kinds() -> tuple[parsing.Parser, ...]:
    def number(text: str) -> parsing.ParseResult:
        value = numbers.parse_real(text)
        return (value, None) if isinstance(value, float) else (None, value)

    return (
        number,
        lambda text: dates.parse_date(text, ()),
        parsing.column_parser(schemas.column(*_FLAG), CellFormat()),
    )


def _list_texts(cells: Sequence[str]) -> list[str]:
    dictionary = DictionaryColumn.encode(cells).dictionary
    return [cell.strip() for cell in dictionary[:LOOKED_AT] if cell.strip()]


def _are_distinct(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    return len(set(filled)) >= MOSTLY_DISTINCT * len(filled)


def _share(texts: Sequence[str], test: Test) -> float:
    return sum(map(test, texts)) / len(texts)

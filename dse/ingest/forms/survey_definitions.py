"""What a survey form says: its waves, who answered, what was asked and on which scales."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

ORGANISATION, PERSON = "ORGANISATION", "PERSONNE"
CLOSED = ("likert", "single", "multiple")  # kinds whose answers are options of a scale
# What a column may tell of a respondent.
FIELDS = ("key", "organisation", "is_partner", "submitted_on", "status", "family", "about", "about_id")

Spellings = tuple[str, ...]


@dataclass(frozen=True)
class Wave:
    """One run of the survey; both days are included."""

    wave_id: str
    title: str
    opened_on: date
    closed_on: date
    unit: str = PERSON
    is_anonymous: bool = False


@dataclass(frozen=True)
class Option:
    """One answer of a scale. `rank` is its value; an option that stands for no answer has the reason instead.

    `theme` and `kind_asked_about` are what it speaks of, where it names a theme or a form of support.
    """

    code: str
    label: str
    rank: int | None = None
    missing: str | None = None
    aliases: tuple[str, ...] = ()
    theme: str | None = None
    kind_asked_about: str | None = None

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every way to write it."""
        return (self.code, self.label, *self.aliases)


@dataclass(frozen=True)
class Scale:
    """Answers offered together, in order."""

    scale_id: str
    options: tuple[Option, ...]

    def option(self, code: str) -> Option:
        """One option. StopIteration if there is none of that code."""
        return next(option for option in self.options if option.code == code)

    def missing_ranks(self) -> list[int]:
        """Ranks between the lowest and the highest that no option has: an ordered scale has none."""
        ranks = {option.rank for option in self.options if option.rank is not None}
        return sorted(set(range(min(ranks), max(ranks))) - ranks) if ranks else []


@dataclass(frozen=True)
class Field:
    """Where something about a respondent stands: a column, or a constant for the whole file."""

    columns: Spellings = ()
    values: tuple[tuple[str, str], ...] = ()
    dates: tuple[str, ...] = ()
    constant: str | bool | None = None


@dataclass(frozen=True)
class Condition:
    """A question is asked only where a column holds one of these texts."""

    columns: Spellings
    values: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """A question, stable over waves. `waves` says what is otherwise in some of them; None: not asked there.

    `columns` are the spellings of its only column, `option_columns` those of each option of a multiple choice, `rank_columns` those
    of each place of a ranking, or of the one column that holds all its options in order.
    `other` is the option of answers written freely, `other_columns` the column beside a choice where they are written, which is left
    blank then; `lowest` and `highest` bound a scale of numbers.
    `unit` is that of a number, in the singular. A note is favourable from `favourable_from` on. `most_choices` may be chosen, or are the
    places of a ranking that count as choices. `horizon_years` are the years it speaks of, counted from the wave: 3 for the three to come,
    -3 for the three before, 0 for now; None where it does not say.
    """

    question_id: str
    kind: str
    dimension: str = "profile"
    wording: str = ""
    theme: str | None = None
    kind_asked_about: str | None = None
    scale: str | None = None
    columns: Spellings = ()
    option_columns: tuple[tuple[str, Spellings], ...] = ()
    rank_columns: tuple[Spellings, ...] = ()
    split: tuple[str, ...] = ()
    other: str | None = None
    other_columns: Spellings = ()
    lowest: float | None = None
    highest: float | None = None
    unit: str | None = None
    favourable_from: float | None = None
    most_choices: int | None = None
    horizon_years: int | None = None
    asked_when: Condition | None = None
    waves: Mapping[str, Mapping[str, Any] | None] = field(default_factory=dict)

    @property
    def own_columns(self) -> tuple[Spellings, ...]:
        """Spellings of each column that it is read from."""
        columns = (self.columns, *dict(self.option_columns).values(), *self.rank_columns, self.other_columns)
        return tuple(filter(None, columns))

    def in_wave(self, wave_id: str) -> Question | None:
        """The question as asked in a wave; None where it was not."""
        override = self.waves.get(wave_id, {})
        return None if override is None else replace(self, **override)

    def list_columns(self) -> Iterator[Spellings]:
        """Spellings of each of its columns, in whatever wave."""
        for version in (self, *(self.in_wave(wave) for wave in self.waves)):
            if version is None:
                continue
            yield from version.own_columns
            if version.asked_when:
                yield version.asked_when.columns


@dataclass(frozen=True)
class Survey:
    """A series of waves. `missing` are cells that mean no answer everywhere, with the reason of each.

    `dropped` are columns known and never kept. Respondents have one pseudonym in all waves where `pairs_waves`.
    `to_check` are questions about the form that nobody has answered: an import names them and asks to go on.
    `doubles`, first or last, says which of two lines of one respondent counts; without it they are a mistake. `refused`, left_out or
    counted, is what becomes of the lines that were refused in the survey tool; without it an import asks. It `names_subjects` where a
    person was asked what its needs speak of: forms of earlier releases had no words for it.
    """

    series: str
    waves: tuple[Wave, ...]
    questions: tuple[Question, ...]
    scales: Mapping[str, Scale] = field(default_factory=dict)
    respondents: Mapping[str, Field] = field(default_factory=dict)
    pairs_waves: bool = True
    doubles: str | None = None
    refused: str | None = None
    dropped: tuple[Spellings, ...] = ()
    missing: tuple[tuple[str, str], ...] = ()
    to_check: tuple[str, ...] = ()
    names_subjects: bool = False

    def wave(self, wave_id: str) -> Wave | None:
        """A wave by its identifier."""
        return next((wave for wave in self.waves if wave.wave_id == wave_id), None)

    def respondent_columns(self, name: str) -> Spellings:
        """Spellings of the column that tells something of a respondent; none where no column does."""
        field = self.respondents.get(name)
        return field.columns if field else ()

    def list_columns(self) -> list[Spellings]:
        """Spellings of every column it knows: of respondents, of questions, then those that are dropped."""
        question_columns = [spellings for question in self.questions for spellings in question.list_columns()]
        respondent_columns = [field.columns for field in self.respondents.values() if field.columns]
        return [*respondent_columns, *question_columns, *self.dropped]

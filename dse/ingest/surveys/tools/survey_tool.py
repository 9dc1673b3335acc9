"""What an adapter says of a survey tool, and what a questionnaire declares of its own questions where a tool has a file of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from dse.ingest.forms.survey_definitions import Option, Spellings

Texts = Mapping[str, str]  # by language


@dataclass(frozen=True)
class LineMark:
    """A column of a tool, and what it says of the lines that are meant."""

    titles: Spellings
    texts: Spellings


@dataclass(frozen=True, kw_only=True)
class SurveyTool:
    """The columns that a tool adds of itself, and how it writes what is asked. Titles are as the tool writes them.

    `signatures` are titles of which one is enough to know the tool; `pair`, titles of which two are; `codes`, a pattern of two titles that
    are. `response_keys` identify an answer within one wave only. `others` tell nothing that is kept; so do titles that match
    `other_patterns`, in canonical spelling. `file_name` is a pattern of what it writes by itself in the name of an export.
    `titles_are_paths`: a title may be group/question/option; `part_sign` is another sign between a question and its option or line, where
    two columns and more have the question. `notes_are_columns`: texts to be read are exported too, as empty columns.
    `not_applicable_is_not_asked`: « N/A » means that a question was not shown. `repeat_titles` are those of a sheet that holds what one
    respondent answered several times.
    `yes_no` are its codes of yes and of no, which stand for these words in every export.
    `joins` are the signs between several answers in one cell, none where each has its column; without it, any may be.
    `other_takes_its_place`: what somebody writes beside « Autre » stands among the options, as one of them.
    `blank_box_is_not_asked`: a box that is neither ticked nor not ticked was not in the version that was answered.
    `versions` are titles of the version of the questionnaire that was answered, `languages` those of the language.
    `undated` is written where no day is kept. `begun` marks the answers that were begun and never sent,
    `refused` those that somebody refused in the tool.
    `read_structure` reads the tool's own file of a questionnaire. Of one title in two tools, the tool of the lower `rank` says
    what it means: those whose titles mean one thing only come first.
    """

    name: str
    rank: int = 5
    signatures: Spellings = ()
    pair: Spellings = ()
    codes: str = ""
    response_keys: Spellings = ()
    submitted: Spellings = ()
    addresses: Spellings = ()
    organisations: Spellings = ()
    languages: Spellings = ()
    others: Spellings = ()
    other_patterns: Spellings = ()
    file_name: str = ""
    repeat_titles: Spellings = ()
    versions: Spellings = ()
    yes_no: Spellings = ()
    part_sign: str = ""
    joins: Spellings | None = None
    titles_are_paths: bool = False
    notes_are_columns: bool = False
    not_applicable_is_not_asked: bool = False
    blank_box_is_not_asked: bool = False
    other_takes_its_place: bool = False
    undated: date | None = None
    begun: LineMark | None = None
    refused: LineMark | None = None
    read_structure: Callable[[bytes], Structure] | None = None


def titles(text: str) -> Spellings:
    """Titles of a list in one text, « a | b | c »."""
    return tuple(text.split(" | "))


@dataclass(frozen=True)
class CodedText:
    """A line of a grid or an answer: its code, and its text by language. `axis` is 1 for a second scale."""

    code: str
    texts: Texts
    axis: str = "0"


@dataclass(frozen=True)
class DeclaredColumn:
    """A column of a question: its option or line, the text of it, and every title that an export may give it."""

    part: str
    label: str
    spellings: Spellings
    axis: str = "0"


@dataclass(frozen=True)
class DeclaredAnswer:
    """How a question is answered: a kind of ours, and what its scale has. `are_days`: a date, kept as a text."""

    kind: str
    options: tuple[Option, ...] = ()
    lowest: float | None = None
    highest: float | None = None
    are_days: bool = False


@dataclass(frozen=True)
class DeclaredQuestion(ABC):
    """A question of any tool. Its adapter answers what is asked of it here from its own `kind`."""

    code: str
    kind: str
    texts: Texts
    subquestions: tuple[CodedText, ...] = ()
    answers: tuple[CodedText, ...] = ()
    has_other: bool = False

    @property
    def ticks_options(self) -> bool:
        """Whether each column is an option that is ticked or not."""
        return False

    @property
    def is_ranking(self) -> bool:
        """Whether each column is a rank."""
        return False

    @property
    def is_ordered(self) -> bool:
        """Whether its answers are said to go from one end to the other."""
        return False

    @property
    def has_answers_to_count(self) -> bool:
        """Whether what is answered can be counted or read."""
        return True

    @property
    def offered(self) -> tuple[CodedText, ...]:
        """Answers among which one is chosen; none where the kind alone says what they are."""
        return ()

    @property
    def fixed_answer(self) -> DeclaredAnswer | None:
        """What the kind alone says of the answers."""
        return None

    @abstractmethod
    def list_columns(self, structure: Structure) -> Sequence[DeclaredColumn]:
        """Its columns, as the export titles them."""


@dataclass(frozen=True)
class Structure:
    """A survey as its tool has it."""

    languages: tuple[str, ...]
    titles: Texts
    questions: tuple[DeclaredQuestion, ...] = field(default=())

    def text(self, texts: Texts) -> str:
        """The French text if there is one, else that of the first language that has one."""
        order = [language for language in self.languages if language.startswith("fr")] + list(self.languages)
        return next((texts[language] for language in order if texts.get(language)), "")

"""What a questionnaire declares of its own questions, where a tool has a file of it: wordings, columns and answers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dse.ingest.forms.survey_definitions import Option, Spellings

Texts = Mapping[str, str]  # by language


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

"""What an adapter says of a survey tool."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from dse.ingest.forms.survey_definitions import Spellings
from dse.ingest.surveys.tools.declared_questions import Structure


@dataclass(frozen=True, kw_only=True)
class SurveyTool:
    """The columns that a tool adds of itself, and how it writes what is asked. Titles are as the tool writes them.

    `signatures` are titles of which one is enough to know the tool; `codes`, a pattern of two titles that are. `response_keys`
    identify an answer within one wave only. `others` tell nothing that is kept; so do titles that match `other_patterns`, in
    canonical spelling. `titles_are_paths`: a title may be group/question/option; `part_sign` is another sign
    between a question and its option or line, where two columns and more have the question. `notes_are_columns`: texts to be read are
    exported too, as empty columns. `not_applicable_is_not_asked`: « N/A » means that a question was not shown. `repeat_titles`
    are those of a sheet that holds what one respondent answered several times.
    `joins` are the signs between several answers in one cell, none where each has its column; without it, any may be.
    `blank_box_is_not_asked`: a box that is neither ticked nor not ticked was not in the version that was answered.
    `undated` is written where no day is kept.
    `read_structure` reads the tool's own file of a questionnaire. Of one title in two tools, the tool of the lower `rank` says
    what it means: those whose titles mean one thing only come first.
    """

    name: str
    rank: int = 5
    signatures: Spellings = ()
    codes: str = ""
    response_keys: Spellings = ()
    submitted: Spellings = ()
    addresses: Spellings = ()
    organisations: Spellings = ()
    others: Spellings = ()
    other_patterns: Spellings = ()
    repeat_titles: Spellings = ()
    part_sign: str = ""
    joins: Spellings | None = None
    titles_are_paths: bool = False
    notes_are_columns: bool = False
    not_applicable_is_not_asked: bool = False
    blank_box_is_not_asked: bool = False
    undated: date | None = None
    read_structure: Callable[[bytes], Structure] | None = None


def titles(text: str) -> Spellings:
    """Titles of a list in one text, « a | b | c »."""
    return tuple(text.split(" | "))

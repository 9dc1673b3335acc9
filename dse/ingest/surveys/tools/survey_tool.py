"""What an adapter says of a survey tool."""

from __future__ import annotations

from dataclasses import dataclass

from dse.ingest.forms.survey_definitions import Spellings


@dataclass(frozen=True, kw_only=True)
class SurveyTool:
    """The columns that a tool adds of itself, and how it writes what is asked. Titles are as the tool writes them.

    `signatures` are titles of which one is enough to know the tool; `codes`, a pattern of two titles that are. `response_keys`
    identify an answer within one wave only. `others` tell nothing that is kept; so do titles that match `other_patterns`, in
    canonical spelling. `titles_are_paths`: a title may be group/question/option. `notes_are_columns`: texts to be read are
    exported too, as empty columns. `not_applicable_is_not_asked`: « N/A » means that a question was not shown.
    """

    signatures: Spellings = ()
    codes: str = ""
    response_keys: Spellings = ()
    submitted: Spellings = ()
    addresses: Spellings = ()
    organisations: Spellings = ()
    others: Spellings = ()
    other_patterns: Spellings = ()
    titles_are_paths: bool = False
    notes_are_columns: bool = False
    not_applicable_is_not_asked: bool = False


def titles(text: str) -> Spellings:
    """Titles of a list in one text, « a | b | c »."""
    return tuple(text.split(" | "))

"""Titles of survey columns taken apart: the question, and the option or the line of a grid that a column is about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dse.ingest.forms.survey_definitions import Spellings
from dse.ingest.spelling import canonical
from dse.ingest.surveys.tools.declared_questions import DeclaredQuestion, Structure
from dse.ingest.surveys.tools.survey_tool import SurveyTool

OTHER, COMMENT = "autre", "commentaire"
_OTHERS = frozenset({"autre", "autre:", "other", "autre, precisez", "autre (precisez)", "autres", "-oth-"})
_COMMENTS = frozenset({"commentaire", "commentaires", "comment", "comments"})
_CODED = re.compile(r"([A-Za-z]\w*)((?:\[[^\]]+\]){0,2})(?:\.\s+(\S.*))?")
_BRACKETED = re.compile(r"(.*\S)\s*\[([^\[\]]+)\]")
_PARTS = re.compile(r"\[([^\]]+)\]")


@dataclass(frozen=True)
class Heading:
    """A column: `base` groups those of one question, `part` is its option or line, `extra` a text beside the answer.

    `axis` is the scale of a column of a grid that has several, `declared_axis` that of its questionnaire. `wording` and `label` are the texts of the question and of the part; `spellings` begin with the title in the file.
    """

    base: str
    part: str
    wording: str
    label: str
    extra: str
    spellings: Spellings
    question: DeclaredQuestion | None = None
    axis: str = ""
    declared_axis: str = "0"

    @property
    def title(self) -> str:
        """The title in the file."""
        return self.spellings[0]


def read_headings(
    headers: Sequence[str], tool: SurveyTool, structure: Structure | None, boxes: frozenset[str] = frozenset()
) -> list[Heading]:
    """One heading a title, in order. `boxes` are the titles over cells that are only ticked or not."""
    headings_of_structure = headings_by_title(structure) if structure else {}
    bases = _find_questions_of_options(headers, boxes) if tool.titles_are_paths else {}
    return [find_heading(header, headings_of_structure) or _read_heading(header, bases) for header in headers]


def find_heading(header: str, headings: Mapping[str, Heading]) -> Heading | None:
    """The heading of a title that the questionnaire declares, in any of its spellings and languages."""
    heading = headings.get(canonical(header))
    if heading is None:
        return None
    others = tuple(spelling for spelling in heading.spellings if canonical(spelling) != canonical(header))
    return replace(heading, spellings=(header, *others))


def _find_questions_of_options(headers: Sequence[str], boxes: frozenset[str]) -> dict[str, str]:
    """Titles that are paths and end in an option of a question, with that question; others are only in a group."""
    titles = set(headers)
    children: dict[str, list[str]] = {}
    for header in headers:
        if "/" in header:
            children.setdefault(header.rpartition("/")[0], []).append(header)
    return {
        option_title: parent
        for parent, several in children.items()
        for option_title in several
        if parent in titles or (len(several) > 1 and boxes.issuperset(several))
    }


def _read_heading(header: str, bases: Mapping[str, str]) -> Heading:
    if header in bases:
        label = header.rpartition("/")[2]
        return Heading(
            bases[header], label, bases[header].rpartition("/")[2], label, _extra_text(label), (header,)
        )
    coded = _CODED.fullmatch(header)
    if coded and (coded[2] or coded[3]):
        part = "_".join(_PARTS.findall(coded[2]))
        wording = coded[3] or coded[1]
        inside = _BRACKETED.fullmatch(wording) if part else None
        question, label = (inside[1], inside[2]) if inside else (wording, part)
        parts = _PARTS.findall(coded[2])
        axis = parts[1] if len(parts) == 2 else ""
        return Heading(coded[1], part, question, label, _extra_text(part), (header,), axis=axis)
    if (outer := _BRACKETED.fullmatch(header)) and (inner := _BRACKETED.fullmatch(outer[1])):
        part, label = f"{inner[2]}_{outer[2]}", f"{inner[2]}, {outer[2]}"
        return Heading(inner[1], part, inner[1], label, _extra_text(outer[2]), (header,), axis=outer[2])
    if bracketed := _BRACKETED.fullmatch(header):
        return Heading(
            bracketed[1], bracketed[2], bracketed[1], bracketed[2], _extra_text(bracketed[2]), (header,)
        )
    return Heading(header, "", header.rpartition("/")[2] or header, "", "", (header,))


def _extra_text(part: str) -> str:
    plain = canonical(part)
    if plain in _OTHERS:
        return OTHER
    return COMMENT if plain in _COMMENTS or re.fullmatch(r"[a-z]+\d+comment", plain) else ""


def headings_by_title(structure: Structure) -> dict[str, Heading]:
    """Every title that an export may give to a column, in canonical spelling; none that two columns share."""
    headings = [
        heading for question in structure.questions for heading in _list_headings(question, structure)
    ]
    shared = Counter(
        plain for heading in headings for plain in {canonical(text) for text in heading.spellings}
    )
    headings_found: dict[str, Heading] = {}
    for heading in headings:
        own = tuple(text for text in heading.spellings if shared[canonical(text)] == 1)
        unique_heading = replace(heading, spellings=own)
        headings_found |= {canonical(text): unique_heading for text in own}
    return headings_found


def _list_headings(question: DeclaredQuestion, structure: Structure) -> list[Heading]:
    wording = structure.text(question.texts)
    return [
        Heading(
            question.code,
            column.part,
            wording,
            column.label,
            _extra_text(column.part),
            column.spellings,
            question,
            declared_axis=column.axis,
        )
        for column in question.list_columns(structure)
    ]

"""Titles of survey columns taken apart: the question, and the option or the line of a grid that a column is about."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dse.ingest.forms.survey_definitions import Spellings
from dse.ingest.spelling import canonical, words
from dse.ingest.surveys.tools.survey_tool import DeclaredQuestion, Structure, SurveyTool

_FEWEST_BOXES = 3
_SIGNS = ("_", ".", "-", ":", " ")
OTHER, COMMENT = "autre", "commentaire"
_PRECISE = r"(?:veuillez |merci de |a )?precise[rz]"
_OTHERS = re.compile(
    rf"(?:autres?|autre s|other)(?: (?:{_PRECISE}|lesquel(?:le)?s|lequel|laquelle|please specify|specify))?|oth"
    rf"|(?:si (?:oui|non|autres?) )?{_PRECISE}|please specify"
)
_COMMENTS = re.compile(r"(?:autre )?commentaires?|(?:other )?comments?|\w+comment")
_CODED = re.compile(r"([A-Za-z]\w*)((?:\[[^\]]+\]){0,2})(?:\.\s+(\S.*))?")
_BRACKETED = re.compile(r"(.*\S)\s*\[([^\[\]]+)\]")
_NUMBERED = re.compile(r"(.*\S) \(([0-9]+)\)")
_LAST_SIGN = re.compile(r"\w*\Z")  # what stands behind the last sign
UNTITLED = "Cases cochées"  # a question that has no words of its own
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
    headers: Sequence[str],
    tool: SurveyTool,
    structure: Structure | None,
    boxes: frozenset[str] = frozenset(),
    ticked: frozenset[str] = frozenset(),
) -> list[Heading]:
    """One heading a title, in order. `boxes` are the titles over cells that are only ticked or not, `ticked` those over ticks or
    nothing, in a table that no tool wrote.

    Titles that come again, numbered, are of questions apart: what they share is sought among those of one number.
    """
    declared = headings_by_title(structure) if structure else {}
    headings: dict[str, Heading] = {}
    for number, titles in _list_titles_by_number(headers).items():
        names = [_clean_path(title) if tool.titles_are_paths else title for title in titles.values()]
        boxes_of_number = frozenset(
            name for header, name in zip(titles, names, strict=True) if header in boxes
        )
        ticked_of_number = frozenset(
            name for header, name in zip(titles, names, strict=True) if header in ticked
        )
        read = _HeadingReader(names, tool, boxes_of_number, ticked_of_number).read
        for header, name in zip(titles, names, strict=True):
            heading = find_heading(header, declared) or replace(read(name), spellings=(header,))
            headings[header] = _number_heading(heading, number)
    return [headings[header] for header in headers]


def _list_titles_by_number(headers: Sequence[str]) -> dict[int, dict[str, str]]:
    """Titles with what they are without their number, by this number: 1 where a title has none."""
    plain = {canonical(header) for header in headers}
    titles_by_number: dict[int, dict[str, str]] = {1: {}}
    for header in headers:
        numbered = _NUMBERED.fullmatch(header)
        is_again = numbered is not None and int(numbered[2]) > 1 and canonical(numbered[1]) in plain
        number, title = (int(numbered[2]), numbered[1]) if numbered and is_again else (1, header)
        titles_by_number.setdefault(number, {})[header] = title
    return titles_by_number


def _number_heading(heading: Heading, number: int) -> Heading:
    """The heading of a question asked in the words of another one before it."""
    if number == 1:
        return heading
    return replace(heading, base=f"{heading.base} ({number})", wording=f"{heading.wording} ({number})")


def _clean_path(title: str) -> str:
    """A path whose groups are set apart by the usual sign."""
    return title.replace("::", "/")


def find_heading(header: str, headings: Mapping[str, Heading]) -> Heading | None:
    """The heading of a title that the questionnaire declares, in any of its spellings and languages."""
    heading = headings.get(canonical(header))
    if heading is None:
        return None
    others = tuple(spelling for spelling in heading.spellings if canonical(spelling) != canonical(header))
    return replace(heading, spellings=(header, *others))


def _find_options(
    headers: Sequence[str], boxes: frozenset[str], *, are_paths: bool
) -> dict[str, tuple[str, str]]:
    """Titles that are an option of a question or its free text, with that question and what is left of the title."""
    options_found = _find_options_of_paths(headers, boxes) if are_paths else {}
    options_found = _find_options_after_names(headers, boxes) | options_found
    if are_paths:
        options_found = (
            _find_runs_of_boxes([header for header in headers if header not in options_found], boxes)
            | options_found
        )
    for question in {question for question, _ in options_found.values()}:
        for header in headers:
            rest = header[len(question) + 1 :]
            if header.startswith(question) and header not in boxes and _extra_text(rest):
                options_found.setdefault(header, (question, rest))
    return options_found


def _find_parts(headers: Sequence[str], sign: str, boxes: frozenset[str]) -> dict[str, tuple[str, str]]:
    """Titles « question: option » of which several have the same question; the option may hold the sign again."""
    starts = {header: _list_starts(header, sign) for header in headers}
    titles_by_start: dict[str, list[str]] = {}
    for header, starts_of_header in starts.items():
        for start in starts_of_header:
            titles_by_start.setdefault(start, []).append(header)
    shared = {start: titles for start, titles in titles_by_start.items() if len(titles) > 1}
    questions = {
        header: _choose_question(
            [start for start in starts_of_header if start in shared], sign, shared, boxes
        )
        for header, starts_of_header in starts.items()
    }
    counts = Counter(questions.values())
    return {
        header: (question, header[len(question) + len(sign) :])
        for header, question in questions.items()
        if question and counts[question] > 1
    }


def _choose_question(
    starts: Sequence[str], sign: str, shared: Mapping[str, Sequence[str]], boxes: frozenset[str]
) -> str:
    """Where the question of a title ends, of the starts that it shares with others: at the first whose titles are all boxes or none.

    It is a later one where all these titles are several questions, and one of a French text, with a space before the sign, comes
    last: the tool writes none.
    """
    for start in sorted(starts, key=lambda start: start.endswith(" ")):
        answers = [title for title in shared[start] if not _extra_text(title.removeprefix(start + sign))]
        are_alike = len({title in boxes for title in answers}) == 1
        longer = [titles for other, titles in shared.items() if other.startswith(start) and other != start]
        if are_alike and not set(shared[start]) <= {title for titles in longer for title in titles}:
            return start
    return starts[-1] if starts else ""


def _list_starts(header: str, sign: str) -> list[str]:
    """What stands before each sign in a title, the shortest first."""
    pieces = header.split(sign)
    return [sign.join(pieces[:count]) for count in range(1, len(pieces))]


def _find_options_of_paths(headers: Sequence[str], boxes: frozenset[str]) -> dict[str, tuple[str, str]]:
    """Paths that end in an option; others are only in a group. A box is an option of the longest title above it, whatever slashes its label holds."""
    titles = set(headers)
    children: dict[str, list[str]] = {}
    for header in headers:
        above = _list_starts(header, "/")
        titles_above = [start for start in above if start in titles]
        if above:
            parent = titles_above[-1] if titles_above and header in boxes else above[-1]
            children.setdefault(parent, []).append(header)
    return {
        option_title: (parent, option_title[len(parent) + 1 :])
        for parent, several in children.items()
        for option_title in several
        if parent in titles or (len(several) > 1 and boxes.issuperset(several))
    }


def _find_options_after_names(headers: Sequence[str], boxes: frozenset[str]) -> dict[str, tuple[str, str]]:
    """Boxes behind the name of their question and another sign than a slash, as « besoins_eau » behind « besoins »."""
    options_found: dict[str, tuple[str, str]] = {}
    for question in sorted(set(headers) - boxes, key=len):
        options = [
            header
            for header in headers
            if header in boxes and header.startswith(question) and header[len(question) :][:1] in _SIGNS
        ]
        if len(options) > 1 and _stand_behind(headers, question, options):
            options_found |= {header: (question, header[len(question) + 1 :]) for header in options}
    return options_found


def _find_runs_of_boxes(headers: Sequence[str], boxes: frozenset[str]) -> dict[str, tuple[str, str]]:
    """Three boxes and more, one after the other, whose titles begin alike: the question itself was not exported."""
    options_found: dict[str, tuple[str, str]] = {}
    for (is_box, start), run in itertools.groupby(
        headers, lambda header: (header in boxes, header.partition("_")[0])
    ):
        several = list(run)
        if is_box and len(several) >= _FEWEST_BOXES:
            options_found |= {header: (start, header[len(start) + 1 :]) for header in several}
    return options_found


def _find_runs_of_ticks(
    headers: Sequence[str], ticked: frozenset[str], boxes: frozenset[str]
) -> dict[str, tuple[str, str]]:
    """Three columns and more, one after the other, that are only ticked: options of the question that their titles begin with, if any."""
    options_found: dict[str, tuple[str, str]] = {}
    for is_ticked, run in itertools.groupby(headers, lambda header: header in ticked):
        for several in _split_run(list(run), boxes) if is_ticked else ():
            alike = itertools.takewhile(lambda letters: len(set(letters)) == 1, zip(*several, strict=False))
            start = _LAST_SIGN.sub("", "".join(letters[0] for letters in alike))
            question = start.rstrip(" :-–/") or UNTITLED
            options_found |= {header: (question, header[len(start) :]) for header in several}
    return options_found


def _split_run(headers: Sequence[str], boxes: frozenset[str]) -> list[list[str]]:
    """Columns whose titles have one first word, where enough of them do, be one of them empty; else all that are ticked."""
    by_word = [list(several) for _, several in itertools.groupby(headers, lambda header: header.split()[0])]
    groups = [
        several for several in by_word if len(several) >= _FEWEST_BOXES and not boxes.isdisjoint(several)
    ]
    groups = groups or [[header for header in headers if header in boxes]]
    return [several for several in groups if len(several) >= _FEWEST_BOXES]


def _stand_behind(headers: Sequence[str], parent: str, options: Sequence[str]) -> bool:
    """Whether boxes stand one after the other behind their question."""
    start = headers.index(parent) + 1
    return list(headers[start : start + len(options)]) == list(options)


class _HeadingReader:
    """Titles of one file taken apart, each beside the others."""

    def __init__(
        self, titles: Sequence[str], tool: SurveyTool, boxes: frozenset[str], ticked: frozenset[str]
    ) -> None:
        """Which titles are options, and which groups several are in."""
        self._bases = _find_options(titles, boxes, are_paths=tool.titles_are_paths)
        self._bases = _find_runs_of_ticks(titles, ticked - set(self._bases), boxes) | self._bases
        if tool.part_sign:
            self._bases |= _find_parts(titles, tool.part_sign, boxes)
        paths = (
            [title.rpartition("/")[0] for title in titles if "/" in title] if tool.titles_are_paths else []
        )
        self._groups = {path for path, count in Counter(paths).items() if count > 1 or " " not in path}

    def read(self, title: str) -> Heading:
        """The heading of a title."""
        if title not in self._bases:
            return _read_heading(title, self._strip_groups(title))
        base, label = self._bases[title]
        return Heading(base, label, self._strip_groups(base), label, _extra_text(label), (title,))

    def _strip_groups(self, title: str) -> str:
        """A wording without the groups that it is in; « et/ou » is no group."""
        group, _, wording = title.rpartition("/")
        return wording if wording and group in self._groups else title


def read_alone(title: str) -> Heading:
    """The heading of a title that has no part in a question with others."""
    return Heading(title, "", title, "", "", (title,))


def _read_heading(header: str, wording_alone: str) -> Heading:
    coded = _CODED.fullmatch(header)
    if coded and (coded[2] or coded[3]):
        part = "_".join(_PARTS.findall(coded[2]))
        wording = coded[3] or coded[1]
        inside = _BRACKETED.fullmatch(wording) if part else None
        question, label = (inside[1], inside[2]) if inside else (wording, part)
        parts = _PARTS.findall(coded[2])
        axis = parts[1] if len(parts) == 2 else ""
        extra = _extra_text(part) or _extra_text(label)
        return Heading(coded[1], part, question, label, extra, (header,), axis=axis)
    if (outer := _BRACKETED.fullmatch(header)) and (inner := _BRACKETED.fullmatch(outer[1])):
        part, label = f"{inner[2]}_{outer[2]}", f"{inner[2]}, {outer[2]}"
        return Heading(inner[1], part, inner[1], label, _extra_text(outer[2]), (header,), axis=outer[2])
    if bracketed := _BRACKETED.fullmatch(header):
        return Heading(
            bracketed[1], bracketed[2], bracketed[1], bracketed[2], _extra_text(bracketed[2]), (header,)
        )
    return Heading(header, "", wording_alone, "", "", (header,))


def _extra_text(part: str) -> str:
    if _OTHERS.fullmatch(words(part)):
        return OTHER
    return COMMENT if _COMMENTS.fullmatch(canonical(part)) else ""


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

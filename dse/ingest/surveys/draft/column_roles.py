"""What the columns of an export tell: who answered, what is not to be kept and why, and the questions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from dse.ingest.files.cells import Sheet
from dse.ingest.issues import quoted_list
from dse.ingest.spelling import canonical, words
from dse.ingest.surveys.draft.asked_bounds import asks_how_many
from dse.ingest.surveys.reading import choices, missing_answers, respondents, scale_answers
from dse.ingest.surveys.tools import headings, tool_columns
from dse.ingest.surveys.tools.survey_tool import Structure
from dse.ingest.values import personal_data, redaction
from schemas import codelists

FILES = "fichiers joints"
LOCATIONS = "positions géographiques, qui désignent une personne"
IDENTITIES = "noms, adresses ou téléphones"
EMPTY = "colonnes vides : des notes à lire, sans doute"
NOT_COUNTABLE = "sortes de question sans réponse à compter"

_COORDINATE = re.compile(r"_?(?:.*[_ /])?(?:latitude|longitude|altitude|gps_precision|precision)")
_POINT = re.compile(r"\[?-?[0-9]{1,3}\.[0-9]{2,}[ ,;]+-?[0-9]{1,3}\.[0-9]{2,}(?:[ ,;]+-?[0-9.]+){0,2}\]?")
_FILE_COUNT = re.compile(r".*\[filecount\]|filecount - .*")
_UPLOADED = re.compile(r'\[\s*\{.*"(?:filename|name|ext)"\s*:.*', re.DOTALL)
# « Travaillez-vous avec des partenaires ? » asks members something else.
_IS_PARTNER = re.compile(
    r"(?:(?:est ce que )?(?:vous etes|etes vous|repondez vous comme|repondez vous en tant que) )?(?:une? )?"
    r"(?:structure |organisation )?partenaire(?: (?:d|de|du|des)(?: (?:un|une|l|la|nos|ses))?(?: \w+)? (?:membres?|reseau|f3e)"
    r"| (?:du reseau|de f3e|du f3e|d un membre|de membres?))?"
)
_SIDES = ("latitude", "longitude")
_MOST_TWICE = 0.1  # of lines, that are somebody's second answer
_FEWEST_LINES, _MOST_REPEATED = 12, 4  # of a column that may be a choice: lines, and lines an answer
_FEWEST_MEMBERS = 3  # names of known organisations by which a column of them is known
NO_COLUMN = -1
_FEWEST_DISTINCT = 4  # a key has more than one value for so many lines: a file pasted twice still has one


# « Avec quel membre coopérez-vous ? » names another organisation than that of who answers.
_NAMES_OTHERS = re.compile(
    r"partenaire|\bavec quel|cooper|collabor|\bcit(?:ez|ee?s?)\b|connaissez|recommand|\bautres? "
)


@dataclass(frozen=True)
class KnownTitles:
    """Titles, in canonical spelling, that the form of a survey has: of the column of organisations, of questions, of those that are free texts; and the
    wordings of notes, without the labels of their ends."""

    organisation: Collection[str] = ()
    questions: Collection[str] = ()
    texts: Collection[str] = ()
    notes: Collection[str] = ()


NONE_KNOWN = KnownTitles()


@dataclass(frozen=True)
class Roles:
    """Columns of a respondent by field, those that are not kept, all the others, and why those left aside are.

    A person is asked about columns: one of `perhaps_names`, the likeliest first, may say for which organisation people answer, or each be a
    question; `perhaps_shared` holds addresses, some of which come twice; `perhaps_days` may say when people answered.
    """

    fields: dict[str, int]
    dropped: list[int]
    others: list[int]
    excluded: list[tuple[int, str]]
    perhaps_names: tuple[int, ...] = ()
    perhaps_shared: int | None = None
    perhaps_days: int | None = None


def assign_roles(
    sheet: Sheet,
    structure: Structure | None = None,
    *,
    names_place: int | None = None,
    is_shared: bool | None = None,
    has_answer_days: bool | None = None,
    known_titles: KnownTitles = NONE_KNOWN,
    is_member: Callable[[str], bool] = lambda _text: False,
) -> Roles:
    """The role of each column that has a title. `structure` tells the wording behind a code, `is_member` whether a text names a known organisation.

    `names_place` is the place that a person chose among `perhaps_names`, NO_COLUMN for none; `is_shared`, what she said of addresses that come
    twice: several persons have one, or each of them is one person; `has_answer_days`, of a column of days.
    """
    organisation, perhaps_names = _find_organisations(sheet, structure, is_member, known_titles)
    if perhaps_names:
        place = propose_names(sheet, perhaps_names) if names_place is None else names_place
        organisation = perhaps_names[place] if 0 <= place < len(perhaps_names) else None
    fields: dict[str, int] = {}
    dropped, others, excluded = [], [], []
    address = _find_address(sheet)
    perhaps_shared = address if address is not None and _has_doubles(sheet.columns[address]) else None
    if perhaps_shared is not None:
        shares = is_shared_by_several(sheet.columns[perhaps_shared])
        address = None if (shares if is_shared is None else is_shared) else address
    number = _find_column(sheet, tool_columns.RESPONSE_KEYS, is_key=True)
    submitted_on = _find_column(sheet, tool_columns.SUBMITTED, is_key=False)
    perhaps_days = None
    if submitted_on is None and tool_columns.identify_tool(sheet.headers) == tool_columns.PLAIN_TABLE:
        days = _find_days(sheet, tool_columns.ANSWER_DAYS, known_titles.texts)
        possible_days = _find_days(sheet, tool_columns.POSSIBLE_ANSWER_DAYS, known_titles.texts)
        perhaps_days = possible_days if days is None else None
        submitted_on = perhaps_days if days is None and has_answer_days is not False else days
    for name, column_index in (
        ("key", _choose_key(sheet, address, number)),
        ("submitted_on", submitted_on),
        ("organisation", organisation),
    ):
        if column_index is not None and column_index not in fields.values():
            fields[name] = column_index
    if "key" not in fields and _are_all_distinct(sheet, fields.get("organisation")):
        fields["key"] = fields["organisation"]
    for index, header in enumerate(sheet.headers):
        texts = sheet.columns[index]
        if index in fields.values() or not header:
            continue
        if why := _find_exclusion(sheet, index):
            excluded.append((index, why))
        elif tool_columns.is_technical(header) or _is_key(header):
            dropped.append(index)
        elif "is_partner" not in fields and _is_partner(header, texts):
            fields["is_partner"] = index
        elif "family" not in fields and _is_family(texts):
            fields["family"] = index
        else:
            others.append(index)
    return Roles(fields, dropped, others, excluded, perhaps_names, perhaps_shared, perhaps_days)


def _find_exclusion(sheet: Sheet, column_index: int) -> str | None:
    """Why a column that may have been asked is not kept."""
    header, texts = sheet.headers[column_index], sheet.columns[column_index]
    if tool_columns.is_technical(header) or _is_key(header):
        return None
    if why := find_reason(sheet, column_index):
        return why
    if tool_columns.is_identity(header) or _are_addresses(header, texts) or _are_persons(header, texts):
        return IDENTITIES
    is_empty = not any(map(str.strip, texts))
    is_note = is_empty and tool_columns.identify_tool(sheet.headers).notes_are_columns
    return EMPTY if is_note else None


def _find_column(
    sheet: Sheet, spellings: Sequence[str], *, is_key: bool, among: Sequence[int] | None = None
) -> int | None:
    """The column with the first of these titles that is there and always filled, else with the first that is there.

    `among` are the columns that it may be, any without. A key tells lines apart: « anonymous » on every line is none.
    """
    plain = [words(tool_columns.strip_groups(header)) for header in sheet.headers]
    columns = [plain.index(words(spelling)) for spelling in spellings if words(spelling) in plain]
    columns = [
        column_index
        for column_index in columns
        if (among is None or column_index in among)
        and (not is_key or _are_mostly_distinct(sheet.columns[column_index]))
    ]
    filled = [
        column_index for column_index in columns if all(text.strip() for text in sheet.columns[column_index])
    ]
    return next(iter(filled or columns), None)


def _find_days(sheet: Sheet, spellings: Sequence[str], known_texts: Collection[str]) -> int | None:
    """The column with one of these titles whose cells are days; none that a form has as a free text."""
    columns = [
        index
        for index, header in enumerate(sheet.headers)
        if canonical(header) not in known_texts and respondents.are_mostly_days(sheet, index)
    ]
    return _find_column(sheet, spellings, is_key=False, among=columns)


def _find_address(sheet: Sheet) -> int | None:
    """The column of e-mail addresses that tells most lines apart, the first that is always filled, else the first."""
    columns = [
        index
        for index, header in enumerate(sheet.headers)
        if tool_columns.is_address(header) and _are_mostly_distinct(sheet.columns[index])
    ]
    filled = [index for index in columns if all(text.strip() for text in sheet.columns[index])]
    return next(iter(filled or columns), None)


def _choose_key(sheet: Sheet, address: int | None, number: int | None) -> int | None:
    """The column that tells lines apart: addresses, unless only the number of the answer is always filled."""
    if address is None or number is None:
        return number if address is None else address
    is_filled = all(text.strip() for text in sheet.columns[address])
    return address if is_filled or not all(text.strip() for text in sheet.columns[number]) else number


def _has_doubles(texts: Sequence[str]) -> bool:
    filled = [canonical(text) for text in texts if text.strip()]
    return len(set(filled)) < len(filled)


def is_shared_by_several(texts: Sequence[str]) -> bool:
    """Whether so many lines have an address that comes again that it seems to be of several persons."""
    counts = Counter(canonical(text) for text in texts if text.strip())
    again = sum(count - 1 for count in counts.values())
    return again > _MOST_TWICE * sum(counts.values())


def _find_organisations(
    sheet: Sheet,
    structure: Structure | None,
    is_member: Callable[[str], bool],
    known_titles: KnownTitles,
) -> tuple[int | None, tuple[int, ...]]:
    """The column that says for which organisation somebody answers, where it is sure; else those that may say it, the likeliest first."""
    by_title = {canonical(header): index for index, header in enumerate(sheet.headers)}
    recalled = next((by_title[title] for title in known_titles.organisation if title in by_title), None)
    if recalled is not None:
        return recalled, ()
    free = [index for title, index in by_title.items() if title and title not in known_titles.questions]
    titled = _find_organisation(sheet, structure, free)
    if titled is not None and (structure is not None or not _may_be_kinds(sheet.columns[titled])):
        return titled, ()
    members = _list_members(sheet, free, is_member)
    if titled is None:
        return None, members
    return None, tuple(dict.fromkeys((*(index for index in members if index == titled), *members, titled)))


def propose_names(sheet: Sheet, perhaps_names: Sequence[int]) -> int:
    """The place of the first column that seems to hold the organisation of who answers, NO_COLUMN where each seems to be a question."""
    return next(
        (
            place
            for place, index in enumerate(perhaps_names)
            if not has_kinds(sheet.columns[index]) and not _NAMES_OTHERS.search(words(sheet.headers[index]))
        ),
        NO_COLUMN,
    )


def _find_organisation(sheet: Sheet, structure: Structure | None, among: Sequence[int]) -> int | None:
    """The column that says for which organisation somebody answers, by its title or by the wording behind its code."""
    declared = headings.headings_by_title(structure) if structure else {}
    columns = []
    for index in among:
        header = sheet.headers[index]
        heading = declared.get(canonical(header))
        wording = heading.wording if heading and not heading.part else header
        offered = heading.question.offered if heading and heading.question else ()
        names = [structure.text(answer.texts) for answer in offered] or sheet.columns[index]
        is_titled = tool_columns.is_one_of(header, tool_columns.ORGANISATIONS)
        if (is_titled or tool_columns.is_organisation(wording)) and not _are_kinds(names, bool(offered)):
            columns.append(index)
    titled = _find_column(sheet, tool_columns.ORGANISATIONS, is_key=False, among=columns)
    return next(iter(columns), None) if titled is None else titled


def _list_members(sheet: Sheet, among: Sequence[int], is_member: Callable[[str], bool]) -> tuple[int, ...]:
    """Columns most of whose answers are names of known organisations, whatever their titles; those that have most of them first."""
    shares = {}
    for index in among:
        answers = {text.strip() for text in sheet.columns[index]} - {""}
        # A bare number is a note or the number of an answer, though an organisation may have it for identifier.
        members = sum(is_member(text) for text in answers if not text.isdecimal())
        is_of_tool = _is_key(sheet.headers[index]) or tool_columns.is_technical(sheet.headers[index])
        if members >= _FEWEST_MEMBERS and 2 * members > len(answers) and not is_of_tool:
            shares[index] = members / len(answers)
    return tuple(sorted(shares, key=lambda index: -shares[index]))


def _are_kinds(labels: Sequence[str], is_list: bool) -> bool:
    """Whether labels are kinds of organisation, as « Association » or « ONG », and not organisations. In a list that is offered, one tells."""
    answers = _list_answers(labels)
    kinds = {text for text in answers if tool_columns.is_kind_of_organisation(text)}
    return _is_family(labels) or bool(kinds if is_list else len(answers) > 1 and kinds == answers)


def has_kinds(labels: Sequence[str]) -> bool:
    """Whether some answers in a column are kinds of organisation."""
    return any(map(tool_columns.is_kind_of_organisation, _list_answers(labels)))


def _list_answers(texts: Sequence[str]) -> set[str]:
    """Answers in a column, without what says that there is none."""
    return {words(text) for text in texts if text.strip() and not missing_answers.names_no_organisation(text)}


def _may_be_kinds(texts: Sequence[str]) -> bool:
    """Whether few answers come again and again in a column, some of them kinds of organisation or all of them common words."""
    filled, answers = [text.strip() for text in texts if text.strip()], _list_answers(texts)
    if len(filled) < _FEWEST_LINES or len(answers) * _MOST_REPEATED > len(filled):
        return False
    return has_kinds(texts) or not any(text.isupper() or " " in words(text) for text in filled)


def _are_mostly_distinct(texts: Sequence[str]) -> bool:
    filled = [canonical(text) for text in texts if text.strip()]
    return _FEWEST_DISTINCT * len(set(filled)) > len(filled)


def _is_key(header: str) -> bool:
    every = (*tool_columns.RESPONSE_KEYS, *tool_columns.SUBMITTED)
    return tool_columns.is_one_of(header, every) or tool_columns.is_address(header)


def _are_addresses(header: str, texts: Sequence[str]) -> bool:
    """Whether most cells are nothing but an address or a telephone. Long numbers are amounts where the title asks for one, or with decimals or a unit."""
    counts = Counter(text.strip() for text in texts if text.strip())
    is_count = asks_how_many(header)
    bare = [
        text
        for text in counts
        if redaction.redact_identifiers(text)[0].strip() == redaction.REMOVED
        and not _is_amount(text, is_count=is_count)
    ]
    return bool(counts) and 2 * sum(counts[text] for text in bare) > counts.total()


def _are_persons(header: str, texts: Sequence[str]) -> bool:
    """Whether a column whose title asks who somebody is holds names of persons."""
    named = {canonical(text) for text in set(texts)} - {""} if tool_columns.may_ask_who(header) else set()
    return 2 * sum(map(personal_data.is_person_name, named)) > len(named)


def _is_amount(text: str, *, is_count: bool) -> bool:
    """Whether a number can be no telephone: it has decimals or a unit, or is asked for and begins with neither 0 nor +."""
    measure = scale_answers.split_unit(text)
    if measure is None:
        return False
    return bool(measure[1]) or "," in text or "." in text or (is_count and text[0] not in "0+")


def _is_partner(header: str, texts: Sequence[str]) -> bool:
    answers = {canonical(text) for text in set(texts)} - {""}
    asks = _IS_PARTNER.fullmatch(" ".join(re.findall(r"[a-z0-9]+", words(header))))
    return bool(asks) and bool(answers) and answers <= choices.YES | choices.NO


def _is_family(texts: Sequence[str]) -> bool:
    family_spellings = {
        canonical(spelling) for pair in codelists.labels("actor_families").items() for spelling in pair
    }
    answers = {canonical(text) for text in set(texts)} - {""}
    return len(answers) > 1 and answers <= family_spellings


def _are_all_distinct(sheet: Sheet, column_index: int | None) -> bool:
    """Whether a column names another organisation on every line."""
    texts = [] if column_index is None else [canonical(text) for text in sheet.columns[column_index]]
    return bool(texts) and "" not in texts and len(set(texts)) == len(texts)


def find_reason(sheet: Sheet, column_index: int) -> str | None:
    """Why a column is left aside whatever was asked; None where it may be a question."""
    title, texts = canonical(sheet.headers[column_index]), sheet.columns[column_index]
    titles = [canonical(header) for header in sheet.headers]
    if _FILE_COUNT.fullmatch(title) or _most_match(texts, _UPLOADED) or _is_linked(title, titles):
        return FILES
    if _most_match(texts, _POINT) or (_COORDINATE.fullmatch(title) and _are_sides(titles)):
        return LOCATIONS
    return None


def _is_linked(title: str, titles: Sequence[str]) -> bool:
    """Whether a column is a file that is linked in a column beside it, or this link."""
    return f"{title}_url" in titles or (title.endswith("_url") and title.removesuffix("_url") in titles)


def _are_sides(titles: Sequence[str]) -> bool:
    return all(any(title.endswith(side) for title in titles) for side in _SIDES)


def _most_match(texts: Sequence[str], pattern: re.Pattern[str]) -> bool:
    filled = [text.strip() for text in texts if text.strip()]
    return bool(filled) and 2 * sum(bool(pattern.fullmatch(text)) for text in filled) > len(filled)


def describe_exclusions(excluded: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """What is left aside, each title under its reason."""
    by_reason: dict[str, list[str]] = {}
    for title, why in excluded:
        by_reason.setdefault(why, []).append(title)
    return tuple(
        f"Laissé de côté ({why}) : {quoted_list(titles, 'et')}." for why, titles in by_reason.items()
    )

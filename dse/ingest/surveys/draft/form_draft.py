"""A survey form proposed from an export: who answers, what is asked, on which scales. A person reviews it."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from dse.errors import Refused
from dse.ingest.files import reader
from dse.ingest.files.cells import Sheet, Upload, number_repeated_titles
from dse.ingest.files.file_checks import describe_repeated_title
from dse.ingest.files.web_markup import read_web_codes
from dse.ingest.forms import form_files
from dse.ingest.forms.survey_definitions import ORGANISATION, PERSON, Field, Survey, Wave
from dse.ingest.issues import count_noun, shorten
from dse.ingest.organisations.resolution import Organisations
from dse.ingest.recognition.identical_lines import remove_identical_lines
from dse.ingest.spelling import canonical, words
from dse.ingest.surveys.draft import (
    answer_days,
    answer_guessing,
    answer_languages,
    column_roles,
    label_counts,
    needs,
    points,
    rankings,
)
from dse.ingest.surveys.draft.answer_days import AnswerDays
from dse.ingest.surveys.draft.column_roles import NONE_KNOWN, KnownTitles, Roles, assign_roles
from dse.ingest.surveys.draft.points import Answers, Point
from dse.ingest.surveys.draft.question_drafting import OTHER_ANSWERS, Column, QuestionDrafter
from dse.ingest.surveys.reading import choices, missing_answers
from dse.ingest.surveys.reading.missing_answers import find_absent_texts
from dse.ingest.surveys.tools import headings, tool_columns
from dse.ingest.surveys.tools.headings import Heading
from dse.ingest.surveys.tools.survey_tool import Structure, SurveyTool

RESPONDENTS, WAVES, EXCLUDED = "respondents", "waves", "aside"  # what a note is about, beside a question
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_LONGEST_NAME = 40
_MOSTLY = 0.75  # of answers, that are each of another organisation: it may be asked to answer once
_FEWEST_ANSWERS, _FEW_TITLES = (
    2,
    0.25,
)  # titles that are answers, and their share of all, by which the titles were lost


@dataclass(frozen=True)
class Draft:
    """A survey to review. `notes` are remarks about respondents, waves, or a question under its identifier; `points` are what
    only a person can settle."""

    survey: Survey
    title: str
    notes: Mapping[str, tuple[str, ...]]
    points: tuple[Point, ...] = ()

    @property
    def open_points(self) -> tuple[Point, ...]:
        """Points that nobody has answered."""
        return tuple(point for point in self.points if point.is_open)


def draft_form(
    sheet: Sheet,
    *,
    series: str,
    title: str,
    wave_id: str | None = None,
    taken_waves: Collection[str] = (),
    structure: Structure | None = None,
    answers: Answers | None = None,
    known_titles: KnownTitles = NONE_KNOWN,
    known_survey: Survey | None = None,
    organisations: Organisations | None = None,
) -> Draft:
    """The likeliest form of an export. `series` is an identifier, `taken_waves` are those that the wave may not be named as; `answers` are those of a person to the points of an earlier draft.

    `known_titles` are those of a form of the survey; `known_survey` is that survey, if it says of what its needs speak; `organisations` are those whose names are recognised, whatever the title above them.
    """
    answers = answers or {}
    tool = tool_columns.identify_tool(sheet.headers)
    refused_points = _list_refused_points(sheet, tool, answers)
    refused = next((point.chosen or point.proposed for point in refused_points), None)
    if refused == points.LEFT_OUT:
        sheet = _leave_out_lines(sheet, tool_columns.find_marked_lines(sheet, tool.refused))
    doubles_answer = answers.get(points.DOUBLES)
    days_answer = answers.get(answer_days.COLUMN)
    roles = assign_roles(
        sheet,
        structure,
        names_place=points.read_place(answers.get(points.NAMES)),
        is_shared=None if doubles_answer is None else doubles_answer == points.SHARED,
        has_answer_days=None if days_answer is None else days_answer == answer_days.YES,
        known_titles=known_titles,
        is_member=(organisations or Organisations()).knows,
    )
    answered = answer_days.read_answer_days(sheet, roles.fields.get("submitted_on"), answers)
    counts = {index: answer_guessing.count_answers(sheet.columns[index]) for index in roles.others}
    absent_texts = find_absent_texts(list(counts.values()), tool)
    absence_points = points.absence_points(absent_texts, answers)
    asked_absences = [
        point for absent, point in zip(absent_texts, absence_points, strict=True) if not absent.is_sure
    ]
    absences = tuple(
        (absent.text, point.chosen or absent.reason)
        for absent, point in zip(absent_texts, absence_points, strict=True)
        if point.chosen != points.AN_ANSWER
    )
    drafting = QuestionDrafter(
        series, missing_answers.declared_reasons(absences), structure, tool, answers, known_titles
    )
    question_columns, unread = _group_columns(sheet, roles, tool, structure, counts, drafting.absences)
    positions = {sheet.headers[index]: index for index in roles.others}
    columns_by_question = [
        [
            Column(
                heading,
                sheet.columns[positions[heading.title]],
                sheet.numbers,
                counts[positions[heading.title]],
            )
            for heading in headings_of_question
        ]
        for headings_of_question in question_columns
    ]
    drafting.learn_notes(itertools.chain.from_iterable(columns_by_question))
    for columns in columns_by_question:
        drafting.add(columns)
    excluded = [(sheet.headers[index], why) for index, why in roles.excluded]
    excluded += [
        (heading.title, column_roles.NOT_COUNTABLE) for heading in unread if heading.question is not None
    ]
    titled = (sheet.headers[index] for index in roles.dropped)
    dropped_titles = [*titled, *(title for title, _ in excluded), *(heading.title for heading in unread)]
    dropped = tuple((title,) for title in dict.fromkeys(dropped_titles))
    fields, pairs = _draft_respondent_fields(sheet, roles, structure, answered)
    role_points = [
        *_list_days_points(sheet, roles, answers),
        *_list_names_points(sheet, roles, answers),
        *_list_doubles_points(sheet, roles, answers),
        *refused_points,
    ]
    language_points = (
        ()
        if structure
        else answer_languages.list_points(sheet, tool, drafting.questions, drafting.absences, answers)
    )
    wave, wave_notes, wave_points = _draft_wave(sheet, roles, wave_id, title, pairs, answers, answered)
    if wave_id is None and wave.wave_id in taken_waves:
        wave = replace(wave, wave_id=f"{series}-{wave.wave_id}")
    survey = Survey(
        series=series,
        waves=(wave,),
        questions=answer_languages.settle(drafting.questions, language_points),
        scales={scale.scale_id: scale for scale in drafting.scales.scales_by_options.values()},
        respondents=fields,
        pairs_waves=pairs,
        doubles=_choose_doubles(roles, answers),
        refused=refused,
        dropped=dropped,
        missing=absences,
        names_subjects=True,
    )
    totals = label_counts.count_labels(survey, sheet)
    survey, need_points = needs.settle_needs(survey, answers, totals, known_survey)
    notes = {
        **drafting.notes,
        RESPONDENTS: (*_respondent_notes(sheet, roles, pairs), *_list_begun_notes(sheet, tool)),
        WAVES: wave_notes,
        EXCLUDED: column_roles.describe_exclusions(excluded),
    }
    return Draft(
        survey,
        title,
        notes,
        (
            *wave_points,
            *role_points,
            *language_points,
            *asked_absences,
            *drafting.points.points(),
            *need_points,
        ),
    )


def _list_names_points(sheet: Sheet, roles: Roles, answers: Answers) -> list[Point]:
    """Which column says for which organisation people answer, where titles or answers leave a doubt."""
    if not (columns := roles.perhaps_names):
        return []
    titles = [sheet.headers[index] for index in columns]
    counts = sum(
        (Counter(answer_guessing.count_answers(sheet.columns[index])) for index in columns), Counter()
    )
    place = column_roles.propose_names(sheet, columns)
    return [points.names_point(titles, counts, answers, proposed_place=place)]


def _list_days_points(sheet: Sheet, roles: Roles, answers: Answers) -> list[Point]:
    """Whether a column of days says when people answered, where its title may mean something else."""
    if (index := roles.perhaps_days) is None:
        return []
    return [answer_days.ask_about_column(sheet.headers[index], answers)]


def _list_doubles_points(sheet: Sheet, roles: Roles, answers: Answers) -> list[Point]:
    """Who answered, where addresses come again."""
    if (index := roles.perhaps_shared) is None:
        return []
    counts = Counter(canonical(text) for text in sheet.columns[index] if text.strip())
    again = sum(count > 1 for count in counts.values())
    is_shared = column_roles.is_shared_by_several(sheet.columns[index])
    return [points.doubles_point(sheet.headers[index], again, answers, is_shared=is_shared)]


def _list_refused_points(sheet: Sheet, tool: SurveyTool, answers: Answers) -> list[Point]:
    """Whether lines that were refused in the tool count, where there are any."""
    texts = Counter(tool_columns.find_marked_lines(sheet, tool.refused).values())
    return [points.refused_point(texts, answers)] if texts else []


def _leave_out_lines(sheet: Sheet, lines: Collection[int]) -> Sheet:
    """The sheet without some lines, unless it has no others: what they hold tells nothing of how people answer."""
    other_lines = [line for line in range(len(sheet.numbers)) if line not in lines]
    if not other_lines:
        return sheet
    columns = tuple(tuple(column[line] for line in other_lines) for column in sheet.columns)
    return replace(sheet, columns=columns, numbers=tuple(sheet.numbers[line] for line in other_lines))


def _choose_doubles(roles: Roles, answers: Answers) -> str | None:
    """Which answer of one person counts; None where nobody answers twice."""
    if roles.perhaps_shared is None or roles.fields.get("key") != roles.perhaps_shared:
        return None
    return points.FIRST if answers.get(points.DOUBLES) == points.FIRST else points.LAST


def _group_columns(
    sheet: Sheet,
    roles: Roles,
    tool: SurveyTool,
    structure: Structure | None,
    counts: Mapping[int, Mapping[str, int]],
    absences: Mapping[str, str],
) -> tuple[list[list[Heading]], list[Heading]]:
    """Columns that make questions together, in order, and those that make none."""
    positions = {sheet.headers[index]: index for index in roles.others}
    boxes = frozenset(
        sheet.headers[index]
        for index in roles.others
        if choices.are_ticks(text for text in counts[index] if canonical(text) not in absences)
    )
    ticked = frozenset(
        title
        for title, index in positions.items()
        if tool == tool_columns.PLAIN_TABLE and choices.are_only_ticked(counts[index])
    )
    all_headings = headings.read_headings(
        [sheet.headers[index] for index in roles.others], tool, structure, boxes, ticked
    )
    texts = {title: sheet.columns[index] for title, index in positions.items()}
    all_headings = rankings.join_places(rankings.part_ticks(all_headings), texts)
    options = {heading.base for heading in all_headings if heading.part and heading.title in boxes}
    headings_by_question: dict[str, list[Heading]] = {}
    unread = []
    for heading in all_headings:
        is_summary = not heading.part and heading.base in options and heading.title not in boxes
        if is_summary or (heading.question is not None and not heading.question.has_answers_to_count):
            unread.append(heading)
        else:
            headings_by_question.setdefault(heading.base, []).append(heading)
    return list(headings_by_question.values()), unread


def _draft_respondent_fields(
    sheet: Sheet, roles: Roles, structure: Structure | None, answered: AnswerDays
) -> tuple[dict[str, Field], bool]:
    """What columns tell of respondents, and whether their key means something from wave to wave."""
    fields = {name: Field((sheet.headers[index],)) for name, index in roles.fields.items()}
    if answered.formats:
        fields["submitted_on"] = replace(fields["submitted_on"], dates=answered.formats)
    if structure and "organisation" in fields:
        names = _declared_names(fields["organisation"].columns[0], structure)
        fields["organisation"] = replace(fields["organisation"], values=names)
    key = fields.get("key")
    return fields, key is not None and not tool_columns.is_one_of(key.columns[0], tool_columns.RESPONSE_KEYS)


def _declared_names(title: str, structure: Structure) -> tuple[tuple[str, str], ...]:
    """The name that each code of a list of organisations stands for, and each name itself; « Autre » is none."""
    heading = headings.headings_by_title(structure).get(canonical(title))
    offered = heading.question.offered if heading and heading.question else ()
    labels = {answer.code: structure.text(answer.texts) or answer.code for answer in offered}
    names = labels | {label: label for label in labels.values()}
    other = dict.fromkeys(OTHER_ANSWERS, "") if names and heading.question.has_other else {}
    return tuple((names | other).items())


def _respondent_notes(sheet: Sheet, roles: Roles, pairs: bool) -> tuple[str, ...]:
    if "organisation" not in roles.fields:
        no_organisation = "Aucune colonne d’organisation n’est reconnue : indiquez-la s’il y en a une."
        return (
            (no_organisation,)
            if pairs
            else (no_organisation, "Rien ne dit qui répond : l’enquête est proposée comme anonyme.")
        )
    if "key" not in roles.fields:
        return (
            "Aucune colonne n’identifie les répondants : on ne pourra pas suivre une même personne d’une enquête à l’autre.",
        )
    return (
        ()
        if pairs
        else (
            "La colonne qui identifie la personne change d’une enquête à l’autre : on ne pourra pas suivre une même personne.",
        )
    )


def _list_begun_notes(sheet: Sheet, tool: SurveyTool) -> tuple[str, ...]:
    """How many answers the tool says were never sent."""
    begun = len(tool_columns.find_marked_lines(sheet, tool.begun))
    if not begun:
        return ()
    return (
        f"{count_noun(begun, 'réponse')} sans envoi, d’après l’outil : les questions d’après sont « non posées ».",
    )


def _draft_wave(
    sheet: Sheet,
    roles: Roles,
    wave_id: str | None,
    title: str,
    pairs: bool,
    answers: Answers,
    answered: AnswerDays,
) -> tuple[Wave, tuple[str, ...], tuple[Point, ...]]:
    """The wave of the file, its dates those of the answers; without a date where they have none, and nobody says it."""
    given_days = points.read_days(answers)
    days = given_days or answered.days
    year = next(iter(_YEAR.findall(f"{wave_id or ''} {sheet.file}")), None) or (
        str(days[0].year) if days else ""
    )
    opened, closed = (days[0], days[-1]) if days else (None, None)
    wave_points = [*answered.points, *([] if days and not given_days else [points.days_point(given_days)])]
    is_anonymous = not pairs and "organisation" not in roles.fields
    notes = [
        "Les dates de l’enquête ne sont pas dans le fichier : écrivez-les, le premier et le dernier jour."
    ]
    if given_days:
        notes = []
    elif days:
        notes = [
            f"Dates des réponses : {opened:%d/%m/%Y} – {closed:%d/%m/%Y}. Remplacez-les par celles de l’enquête."
        ]
    notes += answered.notes
    unit = PERSON
    if not is_anonymous and "organisation" in roles.fields:
        organisations = [
            canonical(text) for text in sheet.columns[roles.fields["organisation"]] if text.strip()
        ]
        unit = ORGANISATION if len(set(organisations)) == len(organisations) else PERSON
        if len(set(organisations)) >= _MOSTLY * len(organisations):
            unit_point = points.unit_point(unit, answers)
            wave_points.append(unit_point)
            unit = unit_point.chosen or unit
    wave = Wave(wave_id or year or "1", _title_of_wave(title, year), opened, closed, unit, is_anonymous)
    return wave, tuple(notes), tuple(wave_points)


def draft_from_file(
    upload: Upload,
    *,
    series: str | None = None,
    wave_id: str | None = None,
    structure: Structure | None = None,
    answers: Answers | None = None,
    known_titles: KnownTitles = NONE_KNOWN,
    known_survey: Survey | None = None,
    organisations: Organisations | None = None,
) -> Draft:
    """The draft of an export, after `answers` to the points of an earlier draft. Refused if the file cannot be read."""
    sheet, *others = _read_sheets(upload)
    stem = PurePosixPath(upload.display_name).stem
    name = make_identifier(series or stem)
    title = (structure and structure.text(structure.titles)) or series or _title_of_file(stem)
    draft = draft_form(
        sheet,
        series=name,
        title=title[:1].upper() + title[1:],
        wave_id=wave_id and make_identifier(wave_id),
        taken_waves=_list_waves_of_others(name),
        structure=structure,
        answers=answers,
        known_titles=known_titles,
        known_survey=known_survey,
        organisations=organisations,
    )
    unread = [other.name for other in others if other.numbers and not other.is_hidden]
    notes = tuple(f"La feuille « {shorten(name)} » n’est pas lue." for name in unread)
    return replace(draft, notes={**draft.notes, EXCLUDED: (*draft.notes[EXCLUDED], *notes)})


def _list_waves_of_others(series: str) -> set[str]:
    """The waves that forms of other surveys have: two of one year are two waves."""
    surveys = (form.survey for form in form_files.load_survey_forms())
    return {wave.wave_id for survey in surveys if survey.series != series for wave in survey.waves}


def _title_of_file(stem: str) -> str:
    """The name of a file as a title, without what tools write in it by themselves."""
    return tool_columns.strip_file_name(stem.replace("_", " ").replace("-", " ")) or "Enquête"


def _title_of_wave(title: str, year: str) -> str:
    """The title with its year, once, be it written with two digits."""
    if not year or _YEAR.search(title):
        return title
    name, _, last_word = title.rpartition(" ")
    return f"{name} {year}" if name and last_word == year[-2:] else f"{title} {year}"


def read_answer_sheet(upload: Upload) -> Sheet:
    """The sheet of answers of an export. Refused if it cannot be read."""
    return _read_sheets(upload)[0]


def _read_sheets(upload: Upload) -> list[Sheet]:
    """Every sheet of an export, that of answers first: the largest that does not repeat lines of another."""
    first, *others = sorted(reader.read_sheets(upload, lambda headers: 0.0), key=_sheet_size, reverse=True)
    _require_readable(first)
    answers = replace(read_web_codes(first), headers=number_repeated_titles(first.headers))
    has_numbers = any(tool_columns.is_one_of(title, tool_columns.RESPONSE_KEYS) for title in answers.headers)
    return [remove_identical_lines(answers)[0] if has_numbers else answers, *others]


def _sheet_size(sheet: Sheet) -> tuple[bool, int]:
    """Whether a sheet stands by itself, then how many cells it has. Others hold what is asked several times."""
    return not tool_columns.is_repeated_sheet(sheet.headers), len(sheet.headers) * len(sheet.numbers)


def _require_readable(sheet: Sheet) -> None:
    if _are_titles_answers(sheet):
        raise Refused(
            f"La première ligne de {sheet.file} contient des réponses, et non les questions. Ajoutez la ligne des titres."
        )
    issues_of_titles = [
        issue
        for issue in sheet.problems
        if issue.row in (None, sheet.header_row) and issue.code != describe_repeated_title.code
    ]
    if issues_of_titles or not sheet.numbers:
        explanation = (
            f"{issues_of_titles[0].reason} {issues_of_titles[0].advice}"
            if issues_of_titles
            else "Il n’a pas de réponses."
        )
        raise Refused(f"Le fichier {sheet.file} ne permet pas de proposer un formulaire. {explanation}")


def make_identifier(text: str) -> str:
    """A name made of the words of a text, fit for a series, a wave or a file."""
    return "-".join(re.findall(r"[a-z0-9]+", words(text)))[:_LONGEST_NAME].strip("-") or "enquete"


def _are_titles_answers(sheet: Sheet) -> bool:
    """Whether the row of titles was lost: a part of them stand among the cells below, and not all on one line as repeated titles do."""
    lines_by_title = [
        _find_lines(column, title)
        for title, column in zip(sheet.headers, sheet.columns, strict=True)
        if title
    ]
    seen = Counter(line for lines in lines_by_title for line in lines)
    repeated = {line for line, count in seen.items() if count > 1 and 2 * count >= len(lines_by_title)}
    count = sum(bool(lines - repeated) for lines in lines_by_title)
    return count >= _FEWEST_ANSWERS and count >= _FEW_TITLES * len(lines_by_title)


def _find_lines(column: Sequence[str], title: str) -> set[int]:
    """The lines of a column that hold its title."""
    wanted = canonical(title)
    spellings = {text for text in set(column) if canonical(text) == wanted}
    return {line for line, text in enumerate(column) if text in spellings} if spellings else set()


def rename_draft(draft: Draft, series: str, title: str) -> Draft:
    """The draft under another name of series; its questions and scales keep theirs."""
    return replace(draft, title=title, survey=replace(draft.survey, series=make_identifier(series)))

"""A recognised survey sheet to rows of the six tables, for one wave."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import schemas
from dse.ingest.checks.table_rules import WAVE_MISSING, find_missing_waves
from dse.ingest.files.web_markup import read_web_codes
from dse.ingest.forms.definitions import Rows
from dse.ingest.forms.survey_definitions import Survey, Wave
from dse.ingest.issues import CellIssue, Issue, letters, quoted_list
from dse.ingest.organisations.resolution import Organisations
from dse.ingest.recognition.form_matching import RecognisedSheet
from dse.ingest.recognition.title_checks import describe_unknown_titles
from dse.ingest.rows.batch import Batch
from dse.ingest.rows.row_building import Current
from dse.ingest.spelling import canonical
from dse.ingest.surveys.reading import answer_checks, answers, respondents, wave_checks
from dse.ingest.surveys.reading.answers import SINGLE_OPTION, Item
from dse.ingest.surveys.reading.respondents import EarlierFiles
from dse.ingest.surveys.reading.scale_answers import Answer
from dse.ingest.surveys.reading.survey_cells import SurveyCells
from dse.ingest.surveys.tools import tool_columns
from dse.ingest.values import personal_data

_TEXTS_OF_FORMS = ("survey_waves", "survey_items", "survey_options")
_OPTION_OF = re.compile(r"\s*\[[^\[\]]*\]$")

Columns = dict[str, list[Any]]


@dataclass
class SurveyReading:
    """A survey sheet being read. `earlier_files` is what other files of this import hold of the same wave."""

    recognised: RecognisedSheet
    organisations: Organisations
    current: Current
    wave_id: str | None = None
    earlier_files: EarlierFiles = field(default_factory=EarlierFiles)
    cells: SurveyCells = field(init=False)

    def __post_init__(self) -> None:
        """Cells without issues so far."""
        recognised = replace(self.recognised, sheet=read_web_codes(self.recognised.sheet))
        self.cells = SurveyCells(recognised, self.organisations.names.values())

    @property
    def survey(self) -> Survey:
        """What its form says."""
        return self.recognised.form.survey

    def wave(self) -> Wave | None:
        """The wave asked for, or the only one there is."""
        if self.wave_id is None and len(self.survey.waves) == 1:
            return self.survey.waves[0]
        return self.survey.wave(self.wave_id or "")

    def list_issues(self) -> list[Issue]:
        """Issues of the cells, once the batches are made."""
        return [*self.cells.problems, *self.cells.doubts, *self.cells.notices]

    def batches(self) -> list[Batch]:
        """Rows of the six tables; none where the wave is not known, or where the file has no question."""
        wave = self.wave()
        if wave is None:
            self.cells.add_column_issue(_describe_missing_wave(self.survey, self.wave_id), None)
            return []
        items = self._answers(wave)
        if all(item.is_absent for item in items):
            reason = f"Aucune question de « {self.recognised.form.title} » n’est dans ce fichier."
            self.cells.add_column_issue(
                describe_unknown_titles(reason, "Choisissez un autre formulaire."), None
            )
            return []
        self.cells.doubts += wave_checks.check_wave(self.cells, self.survey, wave, items, self.current)
        wave_checks.check_magnitudes(self.cells, items, self.current("survey_answers"))
        self.cells.notices += wave_checks.find_unused_columns(self.cells, self.survey, wave)
        return list(self._batches(wave, items))

    def _answers(self, wave: Wave) -> list[Item]:
        names = self._own_names()
        questions_of_wave = (question.in_wave(wave.wave_id) for question in self.survey.questions)
        return [
            answers.read_answers(self.cells, self.survey, question, names)
            for question in questions_of_wave
            if question
        ]

    def _own_names(self) -> list[list[str]]:
        """Names and addresses that stand beside the answers of each line."""
        sheet = self.cells.sheet
        names_by_line: list[list[str]] = [[] for _ in sheet.numbers]
        for column_index, header in enumerate(sheet.headers):
            if header and tool_columns.is_identity(header):
                for line, text in enumerate(sheet.columns[column_index]):
                    names_by_line[line] += re.split(r"[\s._@+-]+", text.partition("@")[0])
        return names_by_line

    def _batches(self, wave: Wave, items: Sequence[Item]) -> Iterator[Batch]:
        has_answers = [
            any(item.answers[line] and item.has_answer(line) for item in items)
            for line in range(self.cells.count)
        ]
        status = respondents.read_statuses(self.cells, self.survey, has_answers)
        by_line = _answers_by_line(items, self.cells.count)
        fullness = respondents.measure_fullness(status, has_answers)
        ids = respondents.identify_respondents(
            self.cells, self.survey, wave, by_line, fullness, self.earlier_files
        )
        lines = [line for line, identifier in enumerate(ids) if identifier]
        fields = respondents.read_respondent_fields(self.cells, self.survey, wave, self.organisations)
        if not self.earlier_files.has_wave_row:
            self.earlier_files.has_wave_row = True
            yield self._batch("survey_waves", [0], wave_columns(wave, self.survey))
        fields_of_lines = {name: [column[line] for line in lines] for name, column in fields.items()}
        identifiers = {"wave_id": [wave.wave_id] * len(lines), "respondent_id": [ids[line] for line in lines]}
        only = {"wave_id": [wave.wave_id]}
        places = {"organisation_id": "organisation", "about_id": "about_id"}
        yield self._batch(
            "survey_respondents",
            lines,
            {**identifiers, "status": [status[line] for line in lines], **fields_of_lines},
            {
                name: self.cells.column_index(self.survey.respondent_columns(field))
                for name, field in places.items()
            },
            only,
        )
        new_questions = self._new_questions(items)
        columns = question_columns(new_questions)
        yield self._batch("survey_questions", [0] * len(new_questions), columns)
        yield from self._question_batches(wave, self._new_items(items), _find_positions(items))
        answering = [line for line in lines if status[line] != respondents.INVITED]
        partial = frozenset(line for line in answering if status[line] == respondents.PARTIAL)
        lines_of_answers, columns = answer_columns(wave, items, answering, partial, ids)
        yield self._batch("survey_answers", lines_of_answers, columns, spoken_for=only)

    def _new_items(self, items: Sequence[Item]) -> list[Item]:
        """Items that this file has and no earlier file of the wave had; marks them as seen."""
        new = [
            item
            for item in items
            if not item.is_absent and item.question.question_id not in self.earlier_files.item_ids
        ]
        self.earlier_files.item_ids.update(item.question.question_id for item in new)
        return new

    def _new_questions(self, items: Sequence[Item]) -> list[Item]:
        """Questions of the wave not seen in an earlier file, asked in this one or not; marks them as seen."""
        new = [item for item in items if item.question.question_id not in self.earlier_files.question_ids]
        self.earlier_files.question_ids.update(item.question.question_id for item in new)
        return new

    def _question_batches(
        self, wave: Wave, every: Sequence[Item], positions: Mapping[str, int]
    ) -> Iterator[Batch]:
        """Items and scales of the wave, as far as the file has them."""
        lines = [0] * len(every)
        items = item_columns(wave, every, positions, self.cells)
        yield self._batch("survey_items", lines, items, spoken_for={"wave_id": [wave.wave_id]})
        unknown = [
            item for item in every if item.scale and item.scale.scale_id not in self.earlier_files.scale_ids
        ]
        self.earlier_files.scale_ids.update(item.scale.scale_id for item in unknown)
        options = option_columns(unknown)
        spoken = {"scale_id": list(dict.fromkeys(options["scale_id"]))}
        yield self._batch("survey_options", [0] * len(options["option"]), options, spoken_for=spoken)

    def _batch(
        self,
        table: str,
        lines: Sequence[int],
        columns: Mapping[str, Sequence[Any]],
        places: dict[str, int | None] | None = None,
        spoken_for: dict[str, list[Any]] | None = None,
    ) -> Batch:
        if table in _TEXTS_OF_FORMS:
            self._ask_about_persons(table, columns)
        form = self.recognised.form
        rows: Rows = next(form_rows for form_rows in form.rows if form_rows.table == table)
        return Batch(
            form,
            rows,
            self.cells.sheet,
            lines,
            columns,
            places or {},
            _lines_with_problems(self.cells, places or {}),
            spoken_for or {},
        )

    def _ask_about_persons(self, table: str, columns: Mapping[str, Sequence[Any]]) -> None:
        """Doubt the texts of the form that probably designate a person, without quoting them."""
        for column in schemas.columns(table):
            if not personal_data.must_name_nobody(column):
                continue
            texts = [text for text in dict.fromkeys(columns.get(column.name, ())) if text]
            for kinds in personal_data.find_in_texts(texts, self.cells.organisations):
                if kinds:
                    self.cells.add_column_issue(answer_checks.confirm_text_of_form(column.title, kinds), None)


def _describe_missing_wave(survey: Survey, wave_id: str | None) -> CellIssue:
    titles = quoted_list([wave.title for wave in survey.waves])
    if wave_id is None:
        issue = CellIssue(WAVE_MISSING, f"Choisissez l’enquête dont il contient les réponses : {titles}.")
    else:
        reason = f"« {wave_id} » n’est pas une enquête de ce formulaire."
        issue = CellIssue(reason, f"Choisissez {titles}, ou ajoutez-la au formulaire.")
    return find_missing_waves.stamp(issue)


def _answers_by_line(items: Sequence[Item], count: int) -> list[list[str]]:
    """What each line answers, as texts."""
    return [
        [f"{item.question.question_id}|{answer}" for item in items for answer in item.answers[line]]
        for line in range(count)
    ]


def _lines_with_problems(cells: SurveyCells, places: dict[str, int | None]) -> dict[str, frozenset[int]]:
    """Lines whose cell already has an issue, for the columns that are checked again later."""
    rows = {number: line for line, number in enumerate(cells.sheet.numbers)}
    return {
        name: frozenset(
            rows[issue.row]
            for issue in cells.problems
            if issue.column == letters(place) and issue.row in rows
        )
        for name, place in places.items()
        if place is not None
    }


def wave_columns(wave: Wave, survey: Survey) -> Columns:
    """The wave itself."""
    names = ("wave_id", "title", "opened_on", "closed_on", "unit", "is_anonymous")
    return {"series": [survey.series], **{name: [getattr(wave, name)] for name in names}}


def question_columns(items: Sequence[Item]) -> Columns:
    """What does not change from wave to wave."""
    names = ("question_id", "dimension", "theme", "kind_asked_about")
    return {name: [getattr(item.question, name) for item in items] for name in names}


def _find_positions(items: Sequence[Item]) -> dict[str, int]:
    """The rank of each question in the file, from 1."""
    there = sorted((item for item in items if not item.is_absent), key=lambda item: item.place)
    return {item.question.question_id: position for position, item in enumerate(there, 1)}


def item_columns(
    wave: Wave, items: Sequence[Item], positions: Mapping[str, int], cells: SurveyCells
) -> Columns:
    """Questions as they are asked in the wave, each at its position in the file."""
    questions = [item.question for item in items]
    return {
        "wave_id": [wave.wave_id for _ in questions],
        "question_id": [question.question_id for question in questions],
        "wording": [question.wording or _wording_from_title(question, cells) for question in questions],
        "kind": [question.kind for question in questions],
        "scale_id": [question.scale for question in questions],
        "position": [positions[question.question_id] for question in questions],
        **{
            name: [getattr(question, name) for question in questions]
            for name in ("favourable_from", "most_choices", "horizon_years")
        },
    }


def _wording_from_title(question: Any, cells: SurveyCells) -> str:
    """The title of a question's column, spelt as the form spells it; that of an option without its option."""
    first = next(spellings for spellings in question.own_columns if cells.column_index(spellings) is not None)
    title = cells.sheet.headers[cells.column_index(first)]
    title = next((spelling for spelling in first if canonical(spelling) == canonical(title)), title)
    return title if question.columns else _OPTION_OF.sub("", title)


def option_columns(items: Sequence[Item]) -> Columns:
    """Scales that the wave uses."""
    used = {item.scale.scale_id: item.scale for item in items if item.scale}
    offered = [(scale.scale_id, option) for scale in used.values() for option in scale.options]
    return {
        "scale_id": [scale for scale, _ in offered],
        "option": [option.code for _, option in offered],
        **{
            name: [getattr(offered_option, name) for _, offered_option in offered]
            for name in ("label", "rank", "missing", "theme", "kind_asked_about")
        },
    }


def answer_columns(
    wave: Wave,
    items: Sequence[Item],
    lines: Sequence[int],
    partial: frozenset[int],
    ids: Sequence[str | None],
) -> tuple[list[int], Columns]:
    """What each line answers to each question, with the line of each row."""
    rows = list(_list_answers(items, lines, partial))
    columns = {
        "wave_id": [wave.wave_id] * len(rows),
        "respondent_id": [ids[line] for line, _, _ in rows],
        "question_id": [item.question.question_id for _, item, _ in rows],
        "option": [
            answer.option if item.question.kind == "multiple" else SINGLE_OPTION for _, item, answer in rows
        ],
        **{name: [getattr(answer, name) for _, _, answer in rows] for name in ("value", "text", "missing")},
    }
    return [line for line, _, _ in rows], columns


def _list_answers(
    items: Sequence[Item], lines: Sequence[int], partial: frozenset[int]
) -> Iterator[tuple[int, Item, Answer]]:
    completed = answers.complete_answers(items, lines, partial)
    for item, column in zip(items, completed, strict=True):
        for line, answers_of_line in zip(lines, column, strict=True):
            for answer in answers_of_line:
                yield line, item, answer

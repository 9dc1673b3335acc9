"""A wave more of a survey that is known, from its export: what is asked as before, otherwise, no more, or newly."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from dse import paths
from dse.ingest.files.cells import Sheet, Upload
from dse.ingest.forms import form_files
from dse.ingest.forms.definitions import Form
from dse.ingest.forms.survey_definitions import Field, Question, Scale, Spellings, Survey, Wave
from dse.ingest.organisations.resolution import Organisations
from dse.ingest.spelling import canonical
from dse.ingest.surveys.draft import form_draft, needs, older_needs
from dse.ingest.surveys.draft.column_guess import PLACES
from dse.ingest.surveys.draft.column_roles import KnownTitles
from dse.ingest.surveys.draft.form_draft import Draft
from dse.ingest.surveys.draft.needs import YEARS
from dse.ingest.surveys.draft.points import DATES, Answers, Point
from dse.ingest.surveys.tools.survey_tool import Structure
from dse.ingest.surveys.waves import (
    question_comparison,
    question_matching,
    wave_days,
    wave_organisations,
    wave_points,
    wave_scales,
)
from dse.ingest.surveys.waves.question_comparison import NEW, OTHER_FORM, RESCALED, Comparison
from dse.ingest.surveys.waves.question_matching import Match, Pairs
from dse.ingest.surveys.waves.wave_answers import WaveAnswers

MIN_SHARE = 0.4  # of the questions of an export, from which it may be a wave of a known survey
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")


@dataclass(frozen=True)
class NewWave:
    """An export drafted beside the form that knows its survey. `is_declared`: its scales are those of the questionnaire.

    `path` and `content` are those of the form; `answers` are what a person said of the points.
    """

    form: Form
    path: Path
    content: str
    draft: Draft
    sheet: Sheet
    is_declared: bool = False
    answers: Answers = field(default_factory=dict)

    @property
    def known_survey(self) -> Survey:
        """The survey as its form tells it, and what its needs speak of where that form had no words for it."""
        return self._completed[0]

    @cached_property
    def _completed(self) -> tuple[Survey, Point | None]:
        return older_needs.complete_needs(self.form.survey, self.answers)

    @property
    def questions(self) -> list[Question]:
        """Questions of the export, without the columns that the form knows to be something else or, unless a person takes them back, left aside."""
        left_aside = () if wave_points.takes_back(self.answers) else self.left_aside
        return [question for question in self._drafted if question not in left_aside]

    @cached_property
    def left_aside(self) -> list[Question]:
        """What the export asks in columns that an earlier wave had and left aside: they may have been empty then."""
        questions = _list_questions_with(self._drafted, self.known_survey.dropped)
        return [question for question in questions if not self._sums_up_boxes(question)]

    def _sums_up_boxes(self, question: Question) -> bool:
        """Whether a cell holds the choices of a known question of which the export lacks the boxes."""
        headers = set(map(canonical, self.sheet.headers))
        return question.kind == "multiple" and any(
            other.kind == "multiple"
            and canonical(other.wording) == canonical(question.wording)
            and headers.isdisjoint(question_matching.question_titles(other))
            for other in self.known_survey.questions
        )

    @cached_property
    def _drafted(self) -> list[Question]:
        """Questions of the export, without what a form reads of respondents, or beside a choice."""
        fields = [field.columns for field in self.known_survey.respondents.values()]
        of_fields = _list_questions_with(self.draft.survey.questions, fields)
        written = [question.other_columns for question in self.known_survey.questions]
        of_choices = _list_questions_with(
            [question for question in self.draft.survey.questions if question.kind == "text"], written
        )
        return [
            question for question in self.draft.survey.questions if question not in (*of_fields, *of_choices)
        ]

    @cached_property
    def matches(self) -> dict[str, Match]:
        """What each question of the export is among the known ones, with what only a person can tell."""
        return question_matching.match_questions(self.questions, self.known_survey, self._read.fits)

    @property
    def _read(self) -> WaveAnswers:
        survey = replace(self.known_survey, missing=self.missing_texts)
        return WaveAnswers(survey, self.sheet, self.draft.survey.scales)

    @property
    def missing_texts(self) -> tuple[tuple[str, str], ...]:
        """Cells that mean no answer: those of the form, and those that only the export has."""
        texts = {canonical(text) for text, _ in self.known_survey.missing}
        added = (pair for pair in self.draft.survey.missing if canonical(pair[0]) not in texts)
        return (*self.known_survey.missing, *added)

    def pairs(self) -> dict[str, str | None]:
        """The known question that each question of the export is, as a person said it, else as it seems."""
        keys = wave_points.name_matches(self.matches, self.known_survey.series)
        return {
            name: wave_points.choose_known(match, self.answers.get(keys.get(name, "")))
            for name, match in self.matches.items()
        }

    def verdicts(self, pairs: Pairs) -> dict[str, Comparison]:
        """How each question of the export stands, paired so, after what a person said of the scales."""
        return wave_points.settle_scales(self.compare(pairs), self.answers)

    def compare(self, pairs: Pairs) -> dict[str, Comparison]:
        """How each question of the export seems to stand, paired so."""
        return {
            question.question_id: self._compare(question, pairs[question.question_id])
            for question in self.questions
        }

    @cached_property
    def _comparisons(self) -> dict[tuple[str, str | None], Comparison]:
        """Comparisons made so far: each reads a column again."""
        return {}

    def _compare(self, question: Question, known_id: str | None) -> Comparison:
        pair = (question.question_id, known_id)
        if pair not in self._comparisons:
            known_questions = {other.question_id: other for other in self.known_survey.questions}
            self._comparisons[pair] = question_comparison.compare_question(
                question,
                known_questions.get(known_id or ""),
                self._read,
                self.draft.survey.scales.get(question.scale),
                is_declared=self.is_declared,
            )
        return self._comparisons[pair]

    def points(self, pairs: Pairs) -> tuple[Point, ...]:
        """What only a person can tell: whom codes stand for, which question one is, whether a scale is another, and what is doubtful of
        what is new."""
        comparisons = self.compare(pairs)
        scales = self.draft.survey.scales
        fresh = {question.question_id for question in self.to_review(self.verdicts(pairs)).survey.questions}
        codes = self.count_old_codes(match_respondent_fields(self)["organisation"])
        older_point = self._completed[1]
        return (
            *([older_point] if older_point else []),
            *wave_organisations.organisation_points(codes, self.answers),
            *wave_points.match_points(
                self.matches, self.questions, self.known_survey, self.sheet, scales, self.answers
            ),
            *wave_points.scale_points(comparisons, self.questions, self.sheet, scales, self.answers),
            *wave_points.left_aside_points(self.left_aside, self.sheet, self.answers),
            *wave_points.select_points(
                self.draft.points, fresh, self.known_survey, self._list_settled_questions(pairs)
            ),
        )

    def _list_settled_questions(self, pairs: Pairs) -> dict[str, set[str]]:
        """Questions of the export of which the form says over which years they speak, or which places of a ranking count."""
        known_questions = {other.question_id: other for other in self.known_survey.questions}
        paired = {
            name: known_questions[known_id] for name, known_id in pairs.items() if known_id in known_questions
        }
        return {
            YEARS: {name for name, other in paired.items() if other.horizon_years is not None},
            PLACES: {name for name, other in paired.items() if other.rank_columns},
        }

    def count_old_codes(self, title: str | None) -> Counter[str]:
        """Codes of organisations of older waves in the column of a title, where the export does not say whom they stand for."""
        if title is None:
            return Counter()
        drafted = self.draft.survey.respondents.get("organisation", Field())
        return wave_organisations.count_old_codes(
            self.known_survey.respondents.get("organisation", Field()),
            drafted if title in drafted.columns else Field(),
            self.sheet.columns[self.sheet.headers.index(title)],
        )

    def open_points(self, pairs: Pairs) -> tuple[Point, ...]:
        """Points that nobody has answered, be it by pairing a question with another than the one supposed."""
        supposed = self.pairs()
        paired = {name for name, known_id in pairs.items() if known_id != supposed[name]}
        return tuple(
            point
            for point in self.points(pairs)
            if point.is_open
            and point.key != DATES
            and not (wave_points.is_match(point) and paired & set(point.question_ids))
        )

    def not_asked(self, pairs: Pairs) -> list[Question]:
        """Known questions of which the export has no column."""
        there = set(map(canonical, self.sheet.headers))
        return [
            question
            for question in self.known_survey.questions
            if question.question_id not in pairs.values()
            and not there & question_matching.question_titles(question)
        ]

    def describe_shared_subjects(self, pairs: Pairs, reviewed: Survey) -> tuple[str, ...]:
        """Which subjects several questions on needs of the wave speak of, with those that were reviewed as they are now."""
        fresh = {question.question_id for question in reviewed.questions}
        ids = {known_id for name, known_id in pairs.items() if name not in fresh}
        older = [question for question in self.known_survey.questions if question.question_id in ids]
        scales = {**self.known_survey.scales, **reviewed.scales}
        survey = replace(reviewed, questions=(*older, *reviewed.questions), scales=scales)
        return needs.describe_shared_subjects(survey)

    def to_review(self, verdicts: Mapping[str, Comparison]) -> Draft:
        """The draft of what the form does not know: new questions, and those whose scale has changed."""
        questions: list[Question] = []
        scales: dict[str, Scale] = {}
        for question in self.questions:
            verdict = verdicts[question.question_id]
            scale = self.draft.survey.scales.get(question.scale)
            if verdict.state == RESCALED:
                question, scale = wave_scales.separate_scale(
                    question, scale, verdict.doubt, self.known_survey.series
                )
            if verdict.state in (NEW, OTHER_FORM, RESCALED):
                questions.append(question)
                scales |= {scale.scale_id: scale} if scale else {}
        survey = replace(self.draft.survey, questions=tuple(questions), scales=scales, dropped=())
        return replace(self.draft, survey=survey)


def _list_questions_with(questions: Sequence[Question], columns: Iterable[Spellings]) -> list[Question]:
    """The questions that have one of several columns."""
    titles = {canonical(spelling) for spellings in columns for spelling in spellings}
    return [question for question in questions if titles & question_matching.question_titles(question)]


def draft_new_wave(
    upload: Upload,
    path: Path,
    *,
    wave_id: str | None = None,
    structure: Structure | None = None,
    answers: Answers | None = None,
    organisations: Organisations | None = None,
) -> NewWave:
    """An export beside the form in a file. FormError if it is none, Refused if the export cannot be read."""
    form = form_files.load_form(path)
    completed, _ = older_needs.complete_needs(form.survey, answers or {})
    draft = form_draft.draft_from_file(
        upload,
        series=form.survey.series,
        wave_id=wave_id,
        structure=structure,
        answers={**wave_days.recall_days(form.survey), **(answers or {})},
        known_titles=_list_known_titles(form.survey),
        known_survey=completed if completed.names_subjects else None,
        organisations=organisations,
    )
    content = path.read_text(encoding="utf-8")
    sheet = form_draft.read_answer_sheet(upload)
    return NewWave(form, path, content, draft, sheet, structure is not None, answers or {})


def _list_known_titles(survey: Survey) -> KnownTitles:
    """What the columns of a survey are, as its form has it: nobody is asked again."""
    questions = {
        title for question in survey.questions for title in question_matching.question_titles(question)
    }
    dropped = {canonical(spelling) for spellings in survey.dropped for spelling in spellings}
    return KnownTitles(
        organisation=tuple(map(canonical, survey.respondent_columns("organisation"))),
        questions=questions | dropped,
        texts=question_matching.list_text_titles(survey),
        notes=question_matching.list_notes(survey),
    )


def find_form_by_name(names: Sequence[str], directory: Path | None = None) -> Path | None:
    """The file of the first survey form among those named."""
    return next((path for path, form in _list_survey_forms(directory) if form.name in names), None)


def find_form_by_series(series: str, series_imported: Collection[str]) -> Path | None:
    """The file of the form of a series, where it is in use; None where no form is of it."""
    return next(
        (path for path, form in _list_forms_in_use(series_imported) if form.survey.series == series), None
    )


def find_likeliest_form(draft: Draft, series_imported: Collection[str]) -> Path | None:
    """The file of the form in use that knows most questions of an export; None where none knows enough of them."""
    shares = [
        (_share_of_known_questions(draft, form.survey), path)
        for path, form in _list_forms_in_use(series_imported)
    ]
    best = max(shares, default=(0.0, None))
    return best[1] if best[0] >= MIN_SHARE else None


def _list_survey_forms(directory: Path | None = None) -> list[tuple[Path, Form]]:
    return [(path, form) for path, form in form_files.load_all_forms(directory) if form.survey]


def _list_forms_in_use(series_imported: Collection[str]) -> list[tuple[Path, Form]]:
    """Forms of the team, and those of its store's answers; those of the demonstration are none of its surveys."""
    return [
        (path, form)
        for path, form in _list_survey_forms()
        if path.parent == paths.team_forms() or form.survey.series in series_imported
    ]


def _share_of_known_questions(draft: Draft, known_survey: Survey) -> float:
    matches = question_matching.match_questions(draft.survey.questions, known_survey, lambda *_: True)
    return sum(match.known_id is not None for match in matches.values()) / max(len(matches), 1)


def propose_wave(new: NewWave) -> Wave:
    """The wave of the export, named as the last one of its survey is, with its own year; anonymous too where nothing says who answers."""
    drafted = new.draft.survey.waves[0]
    last = max(new.known_survey.waves, key=lambda wave: wave.opened_on)
    year = str(drafted.opened_on.year) if drafted.opened_on else drafted.wave_id
    name = _YEAR.sub(year, last.wave_id) if _YEAR.search(last.wave_id) else drafted.wave_id
    surveys = (new.known_survey, *(form.survey for _, form in _list_survey_forms()))
    taken = {wave.wave_id for survey in surveys for wave in survey.waves}
    names = (name, *(f"{name}-{number}" for number in range(2, len(taken) + 3)))
    fields = match_respondent_fields(new)
    title = _YEAR.sub(year, last.title) if _YEAR.search(last.title) else drafted.title
    return replace(
        drafted,
        wave_id=next(candidate for candidate in names if candidate not in taken),
        title=title,
        unit=last.unit,
        is_anonymous=last.is_anonymous or not (fields["key"] or fields["organisation"]),
    )


def match_respondent_fields(new: NewWave) -> dict[str, str | None]:
    """The column of the export for what a form tells of respondents: one that the form knows, else the likeliest."""
    there = {canonical(header): header for header in new.sheet.headers if header}
    fields: dict[str, str | None] = {}
    for name in ("key", "organisation", "submitted_on"):
        titles = [
            there[canonical(spelling)]
            for spelling in new.known_survey.respondent_columns(name)
            if canonical(spelling) in there
        ]
        fields[name] = next(iter((*titles, *new.draft.survey.respondent_columns(name))), None)
    return fields

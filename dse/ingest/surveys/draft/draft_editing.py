"""A draft as two tables that a person edits, and the draft that they make."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from dse.ingest.forms.survey_definitions import (
    CLOSED,
    Field,
    Option,
    Question,
    Scale,
    Spellings,
    Survey,
    Wave,
)
from dse.ingest.spelling import canonical
from dse.ingest.surveys.draft.form_draft import Draft

Row = dict[str, Any]
_WITH_SCALE = (*CLOSED, "scale", "nps", "number")
READINGS = ("favourable_from", "most_choices", "horizon_years")  # how the answers of a question are read


def question_rows(draft: Draft) -> list[Row]:
    """One row a question, with what a person may change and what is doubtful."""
    return [
        {
            "keep": True,
            "question_id": question.question_id,
            "wording": question.wording,
            "kind": question.kind,
            "dimension": question.dimension,
            "theme": question.theme,
            "kind_asked_about": question.kind_asked_about,
            **{name: getattr(question, name) for name in READINGS},
            "scale": question.scale,
            "notes": " ".join(draft.notes.get(question.question_id, ())),
        }
        for question in draft.survey.questions
    ]


def option_rows(draft: Draft) -> list[Row]:
    """One row an option of each scale."""
    return [
        {
            "scale": scale.scale_id,
            "code": option.code,
            "label": option.label,
            "rank": option.rank,
            "missing": option.missing,
            "theme": option.theme,
            "kind_asked_about": option.kind_asked_about,
        }
        for scale in draft.survey.scales.values()
        for option in scale.options
    ]


def apply_edits(
    draft: Draft,
    questions: Iterable[Mapping[str, Any]],
    options: Iterable[Mapping[str, Any]],
    wave: Wave,
    fields: Mapping[str, str | None],
) -> Draft:
    """The draft with its tables, its wave, and the column of each field of respondents, as they were changed.

    The columns of questions that are not kept join those that are known and dropped.
    """
    rows = {row["question_id"]: row for row in questions}
    survey = draft.survey
    respondent_fields = {
        **survey.respondents,
        **{name: _edit_field(survey, name, title) for name, title in fields.items() if title},
    }
    respondent_fields = {
        name: field for name, field in respondent_fields.items() if fields.get(name, "") is not None
    }
    used = {spelling for field in respondent_fields.values() for spelling in field.columns}
    questions_kept = [
        _edit_question(question, rows[question.question_id])
        for question in survey.questions
        if rows[question.question_id]["keep"]
    ]
    questions_kept = [
        question
        for question in questions_kept
        if not used & {spelling for columns in question.list_columns() for spelling in columns}
    ]
    ids_kept = {question.question_id for question in questions_kept}
    return replace(
        draft,
        points=tuple(
            point
            for point in draft.points
            if not point.question_ids or not ids_kept.isdisjoint(point.question_ids)
        ),
        survey=replace(
            survey,
            waves=(wave,),
            questions=tuple(questions_kept),
            scales=_edit_scales(survey, questions_kept, options),
            respondents=respondent_fields,
            dropped=_list_dropped_columns(survey, questions_kept, used),
        ),
    )


def correct_subjects(
    survey: Survey, questions: Iterable[Mapping[str, Any]], options: Iterable[Mapping[str, Any]]
) -> Survey:
    """A survey that was imported, whose questions and options ask and speak of what a person corrected; its answers are read as before."""
    question_rows = {row["question_id"]: row for row in questions}
    option_rows = {(row["scale"], row["code"]): row for row in options}
    return replace(
        survey,
        questions=tuple(
            _edit_question(question, question_rows[question.question_id]) for question in survey.questions
        ),
        scales={
            name: Scale(
                name,
                tuple(_correct_option(option, option_rows[name, option.code]) for option in scale.options),
            )
            for name, scale in survey.scales.items()
        },
        names_subjects=True,
    )


def _correct_option(option: Option, row: Mapping[str, Any]) -> Option:
    if option.missing:
        return option
    return replace(option, theme=row["theme"] or None, kind_asked_about=row["kind_asked_about"] or None)


def _edit_field(survey: Survey, name: str, title: str) -> Field:
    """The column of a field; with how its dates and values are read, where it stays the same."""
    return survey.respondents[name] if title in survey.respondent_columns(name) else Field((title,))


def _edit_question(question: Question, row: Mapping[str, Any]) -> Question:
    kind = row["kind"]
    return replace(
        question,
        kind=kind,
        wording=row["wording"] or question.wording,
        dimension=row["dimension"],
        theme=row["theme"] or None,
        kind_asked_about=row["kind_asked_about"] or None,
        favourable_from=row["favourable_from"] if kind in ("scale", "nps", "number") else None,
        most_choices=row["most_choices"] if kind == "multiple" else None,
        horizon_years=row["horizon_years"],
        scale=(row["scale"] or None) if kind in _WITH_SCALE else None,
        split=question.split if kind == "multiple" else (),
        other=question.other if kind in CLOSED else None,
        other_columns=question.other_columns if kind == "single" else (),
        lowest=question.lowest if kind in ("scale", "number") else None,
        highest=question.highest if kind in ("scale", "number") else None,
        unit=question.unit if kind == "number" else None,
    )


def _edit_scales(
    survey: Survey, questions: Iterable[Question], options: Iterable[Mapping[str, Any]]
) -> dict[str, Scale]:
    """Scales that questions still use, in order of rank; a label of the file that was changed stays a spelling of its option."""
    used = {question.scale for question in questions}
    drafted_options = {
        (scale.scale_id, option.code): option for scale in survey.scales.values() for option in scale.options
    }
    rows = list(options)
    labels = {(row["scale"], canonical(row["label"])) for row in rows}
    options_by_scale: dict[str, list[Option]] = {}
    for row in rows:
        if row["scale"] in used:
            rank = None if row["missing"] else row["rank"]
            rank_number = None if rank is None else int(rank)
            drafted = drafted_options.get((row["scale"], row["code"]))
            edited_option = Option(
                row["code"],
                row["label"],
                rank_number,
                row["missing"] or None,
                _list_aliases(drafted, labels, row["scale"]) if drafted else (),
                None if row["missing"] else row["theme"] or None,
                None if row["missing"] else row["kind_asked_about"] or None,
            )
            options_by_scale.setdefault(row["scale"], []).append(edited_option)
    return {
        name: Scale(name, tuple(sorted(several, key=_by_rank))) for name, several in options_by_scale.items()
    }


def _list_aliases(option: Option, labels: Collection[tuple[str, str]], scale_id: str) -> tuple[str, ...]:
    """The spellings of an option beside its label; that of the file too, where no option of its scale has it as its label any more."""
    is_label = (scale_id, canonical(option.label)) in labels or canonical(option.label) == canonical(
        option.code
    )
    return option.aliases if is_label else (*option.aliases, option.label)


def _by_rank(option: Option) -> tuple[bool, int]:
    return option.rank is None, option.rank or 0


def _list_dropped_columns(
    survey: Survey, questions: Iterable[Question], used: set[str]
) -> tuple[Spellings, ...]:
    """Every column that nothing uses any more; a filter still counts as a use."""
    read = {columns[0] for question in questions for columns in question.list_columns()} | used
    respondent_columns = {field.columns for field in survey.respondents.values() if field.columns}
    columns = [
        *survey.dropped,
        *respondent_columns,
        *(spellings for question in survey.questions for spellings in question.list_columns()),
    ]
    return tuple(dict.fromkeys(spellings for spellings in columns if spellings[0] not in read))

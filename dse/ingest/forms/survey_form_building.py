"""A survey form read from the values of its TOML."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dse.ingest.files.web_markup import strip_markup
from dse.ingest.forms.definitions import Form, Header, Rows, Source
from dse.ingest.forms.survey_definitions import (
    FIELDS,
    Condition,
    Field,
    Option,
    Question,
    Scale,
    Spellings,
    Survey,
    Wave,
)
from dse.ingest.forms.survey_form_validation import (
    CONDITION,
    FIELD,
    IN_WAVE,
    OPTION,
    QUESTION,
    TOP,
    WAVE,
    require_consistent,
    require_options,
)

TABLES = (
    "survey_waves",
    "survey_respondents",
    "survey_questions",
    "survey_items",
    "survey_options",
    "survey_answers",
)
KEYED = {
    "survey_waves": ("wave_id",),
    "survey_respondents": ("wave_id", "respondent_id"),
    "survey_questions": ("question_id",),
    "survey_items": ("wave_id", "question_id"),
    "survey_options": ("scale_id", "option"),
    "survey_answers": ("wave_id", "respondent_id", "question_id", "option"),
}
# What a file speaks for: its wave, and the scales it uses.
REPLACED = {
    "survey_respondents": ("wave_id",),
    "survey_items": ("wave_id",),
    "survey_options": ("scale_id",),
    "survey_answers": ("wave_id",),
}


def is_survey_form(values: Mapping[str, Any]) -> bool:
    """Whether a TOML is a survey form."""
    return "series" in values


def build_from_toml(name: str, values: Mapping[str, Any]) -> Form:
    """A form of a survey. ValueError if the values do not make one."""
    require_options(values, TOP, "l’en-tête", ("series", "waves", "questions"))
    survey = _build_survey(values)
    require_consistent(survey)
    return build_survey_form(
        survey, values.get("name", name), values.get("title", name), values.get("help", "")
    )


def build_survey_form(survey: Survey, name: str, title: str, help_: str = "") -> Form:
    """The form of a survey: a header for each column it knows, and the six tables it makes."""
    required = {
        key_columns[0]
        for key_columns in (survey.respondent_columns("key"),)
        if key_columns and not _may_be_anonymous(survey)
    }
    headers: dict[str, Header] = {}
    for spellings in survey.list_columns():
        header = headers.get(spellings[0])
        aliases = dict.fromkeys([*(header.aliases if header else ()), *spellings[1:]])
        headers[spellings[0]] = Header(spellings[0], tuple(aliases), required=spellings[0] in required)
    rows = tuple(
        Rows(table, {column: Source() for column in KEYED[table]}, replaces=REPLACED.get(table, ()))
        for table in TABLES
    )
    return Form(name, title, headers, rows, semantics="vague", help=help_, survey=survey)


def _may_be_anonymous(survey: Survey) -> bool:
    return any(wave.is_anonymous for wave in survey.waves)


def _build_survey(values: Mapping[str, Any]) -> Survey:
    for name, wave in values["waves"].items():
        require_options(wave, WAVE, f"la vague « {name} »", ("title",))
        _require_days(name, wave)
    respondents = values.get("respondents", {})
    require_options(respondents, dict.fromkeys(FIELDS, (lambda value: True, "")), "[respondents]")
    return Survey(
        series=values["series"],
        waves=tuple(Wave(name, **wave) for name, wave in values["waves"].items()),
        questions=tuple(_build_question(name, question) for name, question in values["questions"].items()),
        scales={name: _build_scale(name, scale) for name, scale in values.get("scales", {}).items()},
        respondents={name: _build_field(name, field) for name, field in respondents.items()},
        pairs_waves=values.get("pairs_waves", True),
        doubles=values.get("doubles"),
        refused=values.get("refused"),
        dropped=tuple(map(_as_titles, values.get("dropped", ()))),
        missing=tuple(values.get("missing", {}).items()),
        to_check=_as_spellings(values.get("to_check", [])),
        names_subjects=values.get("names_subjects", False),
    )


def _require_days(name: str, wave: Mapping[str, Any]) -> None:
    if missing_days := [option for option in ("opened_on", "closed_on") if option not in wave]:
        raise ValueError(
            f"la vague « {name} » n’a pas ses dates : écrivez {' et '.join(missing_days)}, "
            "le premier et le dernier jour de l’enquête"
        )


def _as_spellings(value: str | list[str]) -> Spellings:
    return (value,) if isinstance(value, str) else tuple(value)


def _as_titles(value: str | list[str]) -> Spellings:
    """Titles without their markup, as files are read: forms drafted before kept it."""
    return tuple(map(strip_markup, _as_spellings(value)))


def _build_field(name: str, value: Any) -> Field:
    if isinstance(value, str | list):
        value = {"columns": value}
    elif isinstance(value, bool):
        value = {"constant": value}
    require_options(value, FIELD, f"respondents.{name}")
    return Field(
        columns=_as_titles(value.get("columns", [])),
        values=tuple(value.get("values", {}).items()),
        dates=_as_spellings(value.get("dates", [])),
        constant=value.get("constant"),
    )


def _build_scale(name: str, values: Any) -> Scale:
    several = {"options": (lambda value: isinstance(value, list), "une liste d’options")}
    require_options(values, several, f"l’échelle « {name} »", ("options",))
    for option in values["options"]:
        require_options(option, OPTION, f"l’échelle « {name} »", ("code", "label"))
    return Scale(name, tuple(_build_option(option) for option in values["options"]))


def _build_option(values: Mapping[str, Any]) -> Option:
    return Option(**{**values, "aliases": _as_spellings(values.get("aliases", []))})


def _build_question(name: str, values: Any) -> Question:
    what = f"la question « {name} »"
    require_options(values, QUESTION, what, ("kind", "dimension"))
    waves: dict[str, Mapping[str, Any] | None] = {}
    for wave, override in values.get("waves", {}).items():
        require_options(override, IN_WAVE, f"{what} à la vague « {wave} »")
        others = {option: value for option, value in override.items() if option != "asked"}
        waves[wave] = _question_fields(others) if override.get("asked", True) else None
    return Question(name, **{**_question_fields(values), "waves": waves})


def _question_fields(values: Mapping[str, Any]) -> dict[str, Any]:
    """Options of a question as they are kept."""
    fields = dict(values)
    for option, read in (("columns", _as_titles), ("other_columns", _as_titles), ("split", _as_spellings)):
        if option in fields:
            fields[option] = read(fields[option])
    if "option_columns" in fields:
        fields["option_columns"] = tuple(
            (code, _as_titles(value)) for code, value in fields["option_columns"].items()
        )
    if "rank_columns" in fields:
        fields["rank_columns"] = tuple(map(_as_titles, fields["rank_columns"]))
    if "asked_when" in fields:
        require_options(fields["asked_when"], CONDITION, "asked_when", ("columns", "values"))
        fields["asked_when"] = Condition(
            columns=_as_titles(fields["asked_when"]["columns"]),
            values=_as_spellings(fields["asked_when"]["values"]),
        )
    return fields

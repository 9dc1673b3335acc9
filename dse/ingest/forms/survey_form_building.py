"""A survey form read from the values of its TOML."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

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


def is_survey_form(written: Mapping[str, Any]) -> bool:
    """Whether a TOML is a survey form."""
    return "series" in written


def build_from_toml(name: str, written: Mapping[str, Any]) -> Form:
    """A form of a survey. ValueError if the values do not make one."""
    require_options(written, TOP, "l’en-tête", ("series", "waves", "questions"))
    survey = _build_survey(written)
    require_consistent(survey)
    return build_survey_form(
        survey, written.get("name", name), written.get("title", name), written.get("help", "")
    )


def build_survey_form(survey: Survey, name: str, title: str, help_: str = "") -> Form:
    """The form of a survey: a header for each column it knows, and the six tables it makes."""
    required = {
        each[0] for each in (survey.respondent_columns("key"),) if each and not _may_be_anonymous(survey)
    }
    headers: dict[str, Header] = {}
    for spellings in survey.list_columns():
        known = headers.get(spellings[0])
        aliases = dict.fromkeys([*(known.aliases if known else ()), *spellings[1:]])
        headers[spellings[0]] = Header(spellings[0], tuple(aliases), required=spellings[0] in required)
    rows = tuple(
        Rows(table, {each: Source() for each in KEYED[table]}, replaces=REPLACED.get(table, ()))
        for table in TABLES
    )
    return Form(name, title, headers, rows, semantics="vague", help=help_, survey=survey)


def _may_be_anonymous(survey: Survey) -> bool:
    return any(wave.is_anonymous for wave in survey.waves)


def _build_survey(written: Mapping[str, Any]) -> Survey:
    for name, each in written["waves"].items():
        require_options(each, WAVE, f"la vague « {name} »", ("title", "opened_on", "closed_on"))
    told = written.get("respondents", {})
    require_options(told, dict.fromkeys(FIELDS, (lambda value: True, "")), "[respondents]")
    return Survey(
        series=written["series"],
        waves=tuple(Wave(name, **each) for name, each in written["waves"].items()),
        questions=tuple(_build_question(name, each) for name, each in written["questions"].items()),
        scales={name: _build_scale(name, each) for name, each in written.get("scales", {}).items()},
        respondents={name: _build_field(name, each) for name, each in told.items()},
        pairs_waves=written.get("pairs_waves", True),
        doubles=written.get("doubles"),
        dropped=tuple(map(_as_spellings, written.get("dropped", ()))),
        missing=tuple(written.get("missing", {}).items()),
    )


def _as_spellings(written: str | list[str]) -> Spellings:
    return (written,) if isinstance(written, str) else tuple(written)


def _build_field(name: str, written: Any) -> Field:
    if isinstance(written, str | list):
        written = {"columns": written}
    elif isinstance(written, bool):
        written = {"constant": written}
    require_options(written, FIELD, f"respondents.{name}")
    return Field(
        columns=_as_spellings(written.get("columns", [])),
        values=tuple(written.get("values", {}).items()),
        dates=_as_spellings(written.get("dates", [])),
        constant=written.get("constant"),
    )


def _build_scale(name: str, written: Any) -> Scale:
    several = {"options": (lambda value: isinstance(value, list), "une liste d’options")}
    require_options(written, several, f"l’échelle « {name} »", ("options",))
    for each in written["options"]:
        require_options(each, OPTION, f"l’échelle « {name} »", ("code", "label"))
    return Scale(name, tuple(_build_option(each) for each in written["options"]))


def _build_option(written: Mapping[str, Any]) -> Option:
    return Option(**{**written, "aliases": _as_spellings(written.get("aliases", []))})


def _build_question(name: str, written: Any) -> Question:
    what = f"la question « {name} »"
    require_options(written, QUESTION, what, ("kind", "dimension"))
    waves: dict[str, Mapping[str, Any] | None] = {}
    for wave, told in written.get("waves", {}).items():
        require_options(told, IN_WAVE, f"{what} à la vague « {wave} »")
        others = {option: value for option, value in told.items() if option != "asked"}
        waves[wave] = _question_fields(others) if told.get("asked", True) else None
    return Question(name, **{**_question_fields(written), "waves": waves})


def _question_fields(written: Mapping[str, Any]) -> dict[str, Any]:
    """Options of a question as they are kept."""
    found = dict(written)
    for each in ("columns", "split"):
        if each in found:
            found[each] = _as_spellings(found[each])
    if "option_columns" in found:
        found["option_columns"] = tuple(
            (code, _as_spellings(each)) for code, each in found["option_columns"].items()
        )
    if "asked_when" in found:
        require_options(found["asked_when"], CONDITION, "asked_when", ("columns", "values"))
        found["asked_when"] = Condition(
            **{name: _as_spellings(each) for name, each in found["asked_when"].items()}
        )
    return found

"""A draft that was reviewed as the TOML of a form among the others, with a comment where a choice is doubtful."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from dse import paths
from dse.errors import Refused
from dse.ingest.forms import form_files, survey_form_building
from dse.ingest.forms.survey_definitions import Condition, Field, Option, Question, Spellings, Survey, Wave
from dse.ingest.forms.toml_writing import to_toml, to_toml_key
from dse.ingest.issues import shorten
from dse.ingest.surveys.draft import answer_days, points
from dse.ingest.surveys.draft.form_draft import EXCLUDED, RESPONDENTS, WAVES, Draft
from dse.team_files import leftovers

_OPENING = (
    "Formulaire d’enquête proposé à partir d’un export : relisez-le avant de vous en servir.",
    "Ce qui est à vérifier est en commentaire, au-dessus de ce qu’il concerne.",
)
_COMMENTS = {
    "missing": (
        "Cellules qui ne sont pas des réponses : SR sans réponse, NSP, NC non concerné, NP non posée.",
    ),
    "to_check": (
        "Questions auxquelles personne n’a encore répondu : ôtez la ligne de celles dont la réponse est juste ci-dessous.",
    ),
    "dropped": ("Colonnes connues et jamais gardées.",),
}
_ANY_DAY = date(2000, 1, 1)  # of a wave whose days are not known yet: its form is not imported without them


def render_draft(draft: Draft) -> str:
    """The form as text; reading it gives the survey of the draft."""
    survey = draft.survey
    parts = [
        [*_comment_lines((*_OPENING, *draft.notes.get(EXCLUDED, ()))), *_top_lines(draft)],
        *([*_comment_lines(draft.notes.get(WAVES, ())), *wave_lines(wave)] for wave in survey.waves),
        [*_comment_lines(draft.notes.get(RESPONDENTS, ())), *_respondent_lines(survey)],
        *(scale_lines(name, scale.options) for name, scale in survey.scales.items()),
        *(
            [*_comment_lines(draft.notes.get(question.question_id, ())), *question_lines(question)]
            for question in survey.questions
        ),
    ]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _comment_lines(texts: Iterable[str]) -> list[str]:
    return [f"# {' '.join(text.split())}" for text in texts]


def _top_lines(draft: Draft) -> list[str]:
    lines = [f"title = {to_toml(draft.title)}", f"series = {to_toml(draft.survey.series)}"]
    for name, value in top_values(draft.survey).items():
        lines += [*_comment_lines(_COMMENTS.get(name, ())), f"{name} = {value}"]
    return lines


def top_values(survey: Survey) -> dict[str, str]:
    """What the head of a form says of its survey, each value as TOML has it."""
    values = {}
    if survey.respondent_columns("key"):
        values["pairs_waves"] = to_toml(survey.pairs_waves)
    if survey.names_subjects:
        values["names_subjects"] = to_toml(survey.names_subjects)
    if survey.doubles:
        values["doubles"] = to_toml(survey.doubles)
    if survey.refused:
        values["refused"] = to_toml(survey.refused)
    if survey.missing:
        values["missing"] = to_toml(dict(survey.missing))
    if survey.to_check:
        values["to_check"] = _format_list(map(to_toml, survey.to_check))
    if survey.dropped:
        values["dropped"] = _format_list(to_toml(_single_or_list(spellings)) for spellings in survey.dropped)
    return values


def wave_lines(wave: Wave) -> list[str]:
    """The section of a wave."""
    names = ("title", "opened_on", "closed_on", "unit", "is_anonymous")
    values = {name: getattr(wave, name) for name in names}
    return [
        f"[waves.{to_toml_key(wave.wave_id)}]",
        *(f"{name} = {to_toml(value)}" for name, value in values.items() if value is not None),
    ]


def _respondent_lines(survey: Survey) -> list[str]:
    lines = [f"{name} = {to_toml(field_value(field))}" for name, field in survey.respondents.items()]
    return ["[respondents]", *lines] if lines else []


def field_value(field: Field) -> Any:
    """Where something of a respondent stands, as TOML has it."""
    values = {
        "columns": _single_or_list(field.columns),
        "values": dict(field.values),
        "dates": list(field.dates),
    }
    filled: dict[str, Any] = {name: value for name, value in values.items() if value}
    if field.constant is not None:
        filled["constant"] = field.constant
    return filled["columns"] if list(filled) == ["columns"] else filled


def scale_lines(name: str, options: Iterable[Option]) -> list[str]:
    """The section of a scale."""
    rows = (to_toml(_option_values(option)) for option in options)
    return [f"[scales.{to_toml_key(name)}]", f"options = {_format_list(rows)}"]


def _option_values(option: Option) -> dict[str, Any]:
    names = ("code", "label", "rank", "missing", "theme", "kind_asked_about")
    values = {name: getattr(option, name) for name in names}
    filled: dict[str, Any] = {name: value for name, value in values.items() if value is not None}
    return filled | ({"aliases": list(option.aliases)} if option.aliases else {})


def question_lines(question: Question) -> list[str]:
    """The sections of a question."""
    head = f"questions.{to_toml_key(question.question_id)}"
    names = (
        "wording",
        "dimension",
        "theme",
        "kind_asked_about",
        "kind",
        "scale",
        "lowest",
        "highest",
        "unit",
        "favourable_from",
        "most_choices",
        "horizon_years",
        "split",
        "other",
    )
    lines = [f"[{head}]", *_value_lines({name: getattr(question, name) for name in names})]
    if question.columns:
        lines.append(f"columns = {to_toml(_single_or_list(question.columns))}")
    if question.rank_columns:
        lines.append(f"rank_columns = {to_toml(_list_titles(question.rank_columns))}")
    if question.other_columns:
        lines.append(f"other_columns = {to_toml(_single_or_list(question.other_columns))}")
    if question.asked_when:
        lines.append(f"asked_when = {to_toml(_condition_values(question.asked_when))}")
    lines += [
        f"waves.{to_toml_key(wave)} = {to_toml(override_values(override))}"
        for wave, override in question.waves.items()
    ]
    if question.option_columns:
        lines.append(f"[{head}.option_columns]")
        lines += [
            f"{to_toml_key(code)} = {to_toml(_single_or_list(spellings))}"
            for code, spellings in question.option_columns
        ]
    return lines


def override_values(override: Mapping[str, Any] | None) -> dict[str, Any]:
    """What a wave tells otherwise of a question, as TOML has it."""
    if override is None:
        return {"asked": False}
    values = {name: value for name, value in override.items() if value is not None}
    for name in ("columns", "other_columns"):
        if name in values:
            values[name] = _single_or_list(values[name])
    if "rank_columns" in values:
        values["rank_columns"] = _list_titles(values["rank_columns"])
    if "option_columns" in values:
        values["option_columns"] = {
            code: _single_or_list(spellings) for code, spellings in values["option_columns"]
        }
    if "asked_when" in values:
        values["asked_when"] = _condition_values(values["asked_when"])
    return values


def _condition_values(condition: Condition) -> dict[str, Any]:
    return {"columns": _single_or_list(condition.columns), "values": list(condition.values)}


def _value_lines(values: Mapping[str, Any]) -> list[str]:
    return [f"{name} = {to_toml(value)}" for name, value in values.items() if value not in (None, "", ())]


def _list_titles(columns: Iterable[Spellings]) -> list[str | list[str]]:
    return list(map(_single_or_list, columns))


def _single_or_list(spellings: Spellings) -> str | list[str]:
    return spellings[0] if len(spellings) == 1 else list(spellings)


def _format_list(values: Iterable[str]) -> str:
    return "".join(["[\n", *(f"  {value},\n" for value in values), "]"])


def render_form(draft: Draft) -> str:
    """The TOML of a form. Refused if the draft, as it was changed, makes none."""
    is_dated = all(wave.opened_on and wave.closed_on for wave in draft.survey.waves)
    open_points = [
        point
        for point in draft.open_points
        if not (is_dated and point.key == points.DATES)
        and not answer_days.is_asked_at_import(point, draft.survey)
    ]
    survey = replace(
        draft.survey, to_check=(*draft.survey.to_check, *points.describe_open_points(open_points))
    )
    written = render_draft(replace(draft, survey=survey))
    try:
        values = tomllib.loads(written)
        for wave in values["waves"].values():
            wave.setdefault("opened_on", _ANY_DAY)
            wave.setdefault("closed_on", wave["opened_on"])
        survey_form_building.build_from_toml(draft.survey.series, values)
    except tomllib.TOMLDecodeError:
        raise Refused(
            "Le formulaire ne s’écrit pas : deux questions, deux choix ou deux enquêtes ont le même nom court. Renommez l’un des deux."
        ) from None
    except ValueError as error:
        raise Refused(f"Le formulaire n’est pas complet : {shorten(str(error), 200)}. Corrigez-le.") from None
    return written


def save_form(draft: Draft, directory: Path | None = None, *, series_imported: Collection[str] = ()) -> Path:
    """The form written among the team's, under the name of its series. Refused if that name is in use.

    It takes the place of a survey of the demonstration, unless answers under its name were imported (`series_imported`).
    """
    name = f"{draft.survey.series}.toml"
    if directory is None and _is_in_use(draft.survey.series, name, series_imported):
        raise _name_in_use(name)
    return write_form(draft, (directory or paths.team_forms()) / name)


def _is_in_use(series: str, name: str, series_imported: Collection[str]) -> bool:
    files = [path for path in leftovers.list_form_files() if path.name == name]
    if not files or series in series_imported:
        return bool(files)
    return not leftovers.is_shipped(files[0]) or form_files.load_form(files[0]).survey is None


def write_form(draft: Draft, path: Path) -> Path:
    """The form written in a new file. Refused if there is one."""
    return write_new_file(render_form(draft), path)


def write_new_file(content: str, path: Path) -> Path:
    """The text of a form in a new file. Refused if there is one."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(content)
    except FileExistsError:
        raise _name_in_use(path.name) from None
    except OSError:
        raise Refused(f"Le formulaire {path} ne s’écrit pas. Vérifiez le dossier et vos droits.") from None
    return path


def _name_in_use(name: str) -> Refused:
    advice = "Donnez un autre nom à l’enquête, ou ajoutez la vague à ce formulaire."
    return Refused(f"Le formulaire {name} existe déjà. {advice}")

"""A draft written as the TOML of a form, with a comment where a choice is doubtful."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from dse.ingest.surveys.draft import RESPONDENTS, WAVES, Draft
from dse.ingest.surveys.survey import Field, Option, Question, Spellings, Survey, Wave

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_OPENING = (
    "Formulaire d’enquête proposé à partir d’un export : relisez-le avant de vous en servir.",
    "Ce qui est à vérifier est en commentaire, au-dessus de ce qu’il concerne.",
)


def toml(draft: Draft) -> str:
    """The form as text; reading it gives the survey of the draft."""
    survey = draft.survey
    parts = [
        [*_comments(_OPENING), *_top(draft)],
        *([*_comments(draft.notes.get(WAVES, ())), *_wave(wave)] for wave in survey.waves),
        [*_comments(draft.notes.get(RESPONDENTS, ())), *_respondents(survey)],
        *(_scale(name, scale.options) for name, scale in survey.scales.items()),
        *([*_comments(draft.notes.get(each.question_id, ())), *_question(each)] for each in survey.questions),
    ]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _comments(texts: Iterable[str]) -> list[str]:
    return [f"# {' '.join(text.split())}" for text in texts]


def _top(draft: Draft) -> list[str]:
    survey = draft.survey
    lines = [f"title = {_value(draft.title)}", f"series = {_value(survey.series)}"]
    if survey.columns_of("key"):
        lines.append(f"pairs_waves = {_value(survey.pairs_waves)}")
    if survey.doubles:
        lines.append(f"doubles = {_value(survey.doubles)}")
    if survey.missing:
        lines += [
            "# Cellules qui ne sont pas des réponses : SR sans réponse, NSP, NC non concerné, NP non posée."
        ]
        lines.append(f"missing = {_value(dict(survey.missing))}")
    if survey.dropped:
        lines += [
            "# Colonnes connues et jamais gardées.",
            f"dropped = {_rows(_value(_one(each)) for each in survey.dropped)}",
        ]
    return lines


def _wave(wave: Wave) -> list[str]:
    names = ("title", "opened_on", "closed_on", "unit", "is_anonymous")
    return [f"[waves.{_key(wave.wave_id)}]", *(f"{name} = {_value(getattr(wave, name))}" for name in names)]


def _respondents(survey: Survey) -> list[str]:
    told = [f"{name} = {_value(_field(each))}" for name, each in survey.respondents.items()]
    return ["[respondents]", *told] if told else []


def _field(field: Field) -> Any:
    told = {"columns": _one(field.columns), "values": dict(field.values), "dates": list(field.dates)}
    kept = {name: value for name, value in told.items() if value}
    if field.constant is not None:
        kept["constant"] = field.constant
    return kept["columns"] if list(kept) == ["columns"] else kept


def _scale(name: str, options: Iterable[Option]) -> list[str]:
    rows = (_value(_option(each)) for each in options)
    return [f"[scales.{_key(name)}]", f"options = {_rows(rows)}"]


def _option(option: Option) -> dict[str, Any]:
    told = {"code": option.code, "label": option.label, "rank": option.rank, "missing": option.missing}
    kept = {name: value for name, value in told.items() if value is not None}
    return kept | ({"aliases": list(option.aliases)} if option.aliases else {})


def _question(question: Question) -> list[str]:
    head = f"questions.{_key(question.question_id)}"
    names = (
        "wording",
        "dimension",
        "theme",
        "kind_asked_about",
        "kind",
        "scale",
        "lowest",
        "highest",
        "split",
        "other",
    )
    lines = [f"[{head}]", *_pairs({name: getattr(question, name) for name in names})]
    if question.columns:
        lines.append(f"columns = {_value(_one(question.columns))}")
    if question.asked_when:
        condition = {"columns": _one(question.asked_when.columns), "values": list(question.asked_when.values)}
        lines.append(f"asked_when = {_value(condition)}")
    if question.option_columns:
        lines.append(f"[{head}.option_columns]")
        lines += [f"{_key(code)} = {_value(_one(each))}" for code, each in question.option_columns]
    return lines


def _pairs(told: Mapping[str, Any]) -> list[str]:
    return [f"{name} = {_value(value)}" for name, value in told.items() if value not in (None, "", ())]


def _one(spellings: Spellings) -> str | list[str]:
    return spellings[0] if len(spellings) == 1 else list(spellings)


def _rows(values: Iterable[str]) -> str:
    return "".join(["[\n", *(f"  {each},\n" for each in values), "]"])


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _value(name)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return f"{value:g}"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(name)} = {_value(each)}" for name, each in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")

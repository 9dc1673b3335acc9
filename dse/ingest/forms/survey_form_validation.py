"""What a survey form must respect: its TOML in kind, then what it says against codelists and itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from dse.ingest.forms.survey_definitions import CLOSED, Option, Question, Survey
from dse.ingest.issues import quoted_list
from dse.ingest.spelling import canonical
from schemas import codelists
from schemas.columns import IDENTIFIER

DOUBLES = ("first", "last")
REFUSED = ("left_out", "counted")


def _is_texts(value: Any) -> bool:
    several = [value] if isinstance(value, str) else value
    return isinstance(several, list) and all(isinstance(text, str) and text for text in several)


def _is_day(value: Any) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _is_text_table(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(text, str) for text in value.values())


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_one_of(*types: type) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, types)


Kinds = Mapping[str, tuple[Callable[[Any], bool], str]]
_TEXT, _FLAG, _TABLE = (
    (_is_one_of(str), "un texte"),
    (_is_one_of(bool), "true ou false"),
    (_is_one_of(dict), "une table"),
)
_TEXTS, _DAY = (_is_texts, "un texte ou une liste de textes"), (_is_day, "une date aaaa-mm-jj")
TOP: Kinds = {
    **dict.fromkeys(("name", "title", "help", "series", "doubles", "refused"), _TEXT),
    **dict.fromkeys(("pairs_waves", "names_subjects"), _FLAG),
    "dropped": (lambda value: isinstance(value, list) and all(map(_is_texts, value)), "une liste de titres"),
    **dict.fromkeys(("waves", "respondents", "scales", "questions"), _TABLE),
    "missing": (_is_text_table, "une table de textes"),
    "to_check": (_is_texts, "un texte ou une liste de textes"),
}
WAVE: Kinds = {
    **dict.fromkeys(("title", "unit"), _TEXT),
    **dict.fromkeys(("opened_on", "closed_on"), _DAY),
    "is_anonymous": _FLAG,
}
FIELD: Kinds = {
    **dict.fromkeys(("columns", "dates"), _TEXTS),
    "values": (_is_text_table, "une table de textes"),
    "constant": (_is_one_of(str, bool), "un texte, true ou false"),
}
_WHOLE = (lambda value: _is_number(value) and isinstance(value, int), "un entier")
OPTION: Kinds = {
    **dict.fromkeys(("code", "label", "missing", "theme", "kind_asked_about"), _TEXT),
    "rank": _WHOLE,
    "aliases": _TEXTS,
}
_QUESTION: Kinds = {
    **dict.fromkeys(
        ("kind", "dimension", "wording", "theme", "kind_asked_about", "scale", "other", "unit"), _TEXT
    ),
    **dict.fromkeys(("columns", "other_columns", "split"), _TEXTS),
    **dict.fromkeys(("lowest", "highest", "favourable_from"), (_is_number, "un nombre")),
    **dict.fromkeys(("most_choices", "horizon_years"), _WHOLE),
    "option_columns": (
        lambda value: isinstance(value, dict) and all(map(_is_texts, value.values())),
        "une table de titres",
    ),
    "rank_columns": (
        lambda value: isinstance(value, list) and all(map(_is_texts, value)),
        "une liste de titres",
    ),
    "asked_when": _TABLE,
}
QUESTION: Kinds = {**_QUESTION, "waves": _TABLE}
IN_WAVE: Kinds = {**{name: kind for name, kind in _QUESTION.items() if name != "dimension"}, "asked": _FLAG}
CONDITION: Kinds = {"columns": _TEXTS, "values": _TEXTS}


def require_options(value_read: Any, kinds: Kinds, where: str, needed: Collection[str] = ()) -> None:
    """Each option is known and of its kind, and those needed are there. ValueError naming the first that is wrong."""
    if not isinstance(value_read, dict):
        raise ValueError(f"{where} doit être une table")
    for option, value in value_read.items():
        if option not in kinds:
            raise ValueError(f"l’option « {option} » de {where} n’existe pas")
        is_so, expected = kinds[option]
        if not is_so(value):
            raise ValueError(f"« {option} » de {where} doit être {expected}")
    for option in needed:
        if option not in value_read:
            raise ValueError(f"{where} demande « {option} »")


def require_consistent(survey: Survey) -> None:
    """What the survey says holds together. ValueError naming the first thing that does not."""
    _require_identifiers([survey.series, *(wave.wave_id for wave in survey.waves), *survey.scales])
    if not survey.waves or not survey.questions:
        raise ValueError("il faut au moins une vague [waves.…] et une question [questions.…]")
    for wave in survey.waves:
        _require_code(wave.unit, "survey_units", f"unit de la vague « {wave.wave_id} »")
        if wave.closed_on < wave.opened_on:
            raise ValueError(f"la vague « {wave.wave_id} » se clôt avant de s’ouvrir")
    if survey.doubles not in (None, *DOUBLES):
        raise ValueError(f"doubles vaut « {survey.doubles} », au lieu de first ou last")
    if survey.refused not in (None, *REFUSED):
        raise ValueError(f"refused vaut « {survey.refused} », au lieu de left_out ou counted")
    _require_reasons(reason for _, reason in survey.missing)
    _require_scales(survey)
    _require_unique_titles(survey)
    for question in survey.questions:
        for wave in (None, *survey.waves):
            question_of_wave = question if wave is None else question.in_wave(wave.wave_id)
            if question_of_wave is not None:
                _require_question(survey, question_of_wave)
        _require_waves(survey, question)


def _require_identifiers(names: Iterable[str]) -> None:
    for name in names:
        if not re.fullmatch(IDENTIFIER, name):
            raise ValueError(
                f"« {name} » n’est pas un identifiant (lettres sans accent, chiffres et _ . / -)"
            )


def _require_code(code: str, lists: str | tuple[str, ...], what: str) -> None:
    names = (lists,) if isinstance(lists, str) else lists
    codes = [known_code for name in names for known_code in codelists.codes(name)]
    if code not in codes:
        raise ValueError(f"{what} vaut « {code} », au lieu de {quoted_list(codes[:9])}")


def _require_subject(speaking: Question | Option, what: str) -> None:
    """What a question or an option speaks of is of the lists of themes and of forms of support."""
    if speaking.theme is not None:
        _require_code(speaking.theme, "themes", f"theme de {what}")
    if speaking.kind_asked_about is not None:
        lists = ("accompaniment_kinds", "activity_kinds")
        _require_code(speaking.kind_asked_about, lists, f"kind_asked_about de {what}")


def _require_reasons(reasons: Iterable[str]) -> None:
    for reason in reasons:
        _require_code(reason, "missing_reasons", "une absence")


def _require_scales(survey: Survey) -> None:
    for scale in survey.scales.values():
        what = f"l’échelle « {scale.scale_id} »"
        codes = [option.code for option in scale.options]
        ranks = [option.rank for option in scale.options if option.rank is not None]
        if not codes or len(set(codes)) < len(codes) or len(set(ranks)) < len(ranks):
            raise ValueError(f"{what} demande des options, de codes et de rangs différents")
        _require_reasons(option.missing for option in scale.options if option.missing)
        for option in scale.options:
            _require_subject(option, f"« {option.label} » de {what}")
        if any(option.rank is None and option.missing is None for option in scale.options):
            raise ValueError(f"{what} a une option sans rang ni absence")


def _require_unique_titles(survey: Survey) -> None:
    """A spelling leads to one column."""
    first: dict[str, str] = {}
    for spellings in survey.list_columns():
        for spelling in spellings:
            if first.setdefault(canonical(spelling), spellings[0]) != spellings[0]:
                raise ValueError(f"le titre « {spelling} » est celui de deux colonnes")


def _require_question(survey: Survey, question: Question) -> None:
    what = f"la question « {question.question_id} »"
    _require_identifiers([question.question_id])
    _require_code(question.kind, "item_kinds", f"kind de {what}")
    _require_code(question.dimension, "dimensions", f"dimension de {what}")
    _require_subject(question, what)
    if question.scale is not None and question.scale not in survey.scales:
        raise ValueError(f"{what} nomme l’échelle « {question.scale} », qui n’est pas dans [scales]")
    if question.kind in CLOSED and question.scale is None:
        raise ValueError(f"{what} demande scale, l’échelle de ses réponses")
    if question.kind == "likert" and (holes := survey.scales[question.scale].missing_ranks()):
        advice = "ajoutez l’option qui manque, ou numérotez sans trou"
        raise ValueError(f"l’échelle « {question.scale} » de {what} saute le rang {holes[0]} : {advice}")
    if sum(map(bool, (question.columns, question.option_columns, question.rank_columns))) != 1:
        raise ValueError(f"{what} demande columns, option_columns, ou rank_columns")
    if (question.option_columns or question.rank_columns) and question.kind != "multiple":
        raise ValueError(f"{what} a des option_columns ou des rank_columns sans être multiple")
    if question.rank_columns and question.most_choices is None:
        raise ValueError(f"{what} demande most_choices, le nombre de rangs qui comptent")
    if question.other_columns and (question.other is None or question.kind != "single"):
        raise ValueError(f"{what} a other_columns sans être single, ou sans other")
    codes = {option.code for option in survey.scales[question.scale].options} if question.scale else set()
    named = [code for code, _ in question.option_columns] + ([question.other] if question.other else [])
    for code in named:
        if code not in codes:
            raise ValueError(f"{what} nomme l’option « {code} », qui n’est pas sur son échelle")


def _require_waves(survey: Survey, question: Question) -> None:
    for wave_id in question.waves:
        if survey.wave(wave_id) is None:
            raise ValueError(
                f"la question « {question.question_id} » nomme la vague « {wave_id} », qui n’existe pas"
            )

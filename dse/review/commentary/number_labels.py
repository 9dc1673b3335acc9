"""How a number is named to who writes: what it is, with the year or the period that it is of."""

from __future__ import annotations

from collections.abc import Callable

from dse import french
from dse.figures import Answer
from dse.figures.surveys.wording import find_told, main, quoted, wave_title
from dse.review.commentary.numbers import NamedNumber, choose_last_year

FAVOURABLE = "réponses favorables"  # what the number of a question counts


def name_with_date(number: NamedNumber, answer: Answer) -> str:
    """`Membres fin 2021`, of a number that `answer` has; `Partenaires (2016-2018)`, which says no other date."""
    words = _find_words(number)
    date = _write_period(number) if words is None else _DATES[words](answer)
    return french.typeset(f"{name_without_date(number)}{date}")


def name_without_date(number: NamedNumber) -> str:
    """`Membres`, of a number whose date is said apart."""
    name = number.name.removesuffix(_write_period(number)).removesuffix(_find_words(number) or "")
    return french.typeset(f"{name[:1].upper()}{name[1:]}")


def name_in_full(number: NamedNumber, answer: Answer | None) -> str:
    """Within a sentence, for who knows no short name: `effet, réponses favorables à « … ? » à la dernière enquête`. No year: a number may
    have been of another one when it was published. Its name alone where no `answer` has its question any more."""
    wordings = [] if answer is None else list_wordings(number, answer)
    if not wordings:
        return number.name
    dimension = number.name.partition("«")[0]
    wording, *_ = wordings
    return f"{dimension}{FAVOURABLE} à {quoted(wording)}{_OF_SURVEY}{_write_period(number)}"


def list_wordings(number: NamedNumber, answer: Answer) -> list[str]:
    """The question that it is of, in all its words, as `answer` has it; none of a number of no question."""
    return find_told(main(answer.table)["wording"], number.question) if number.question else []


def _write_period(number: NamedNumber) -> str:
    return f" ({number.triennial})" if number.triennial else ""


def describe_date(number: NamedNumber, answer: Answer) -> str:
    """`fin 2018`, where the same number of another triennial stands before it and is named; `2016-2018` of one of the whole."""
    words = _find_words(number)
    if words is None or words == _OVER_PERIOD:
        return number.triennial
    return _DATES[words](answer).strip()


def is_of_one_year(number: NamedNumber) -> bool:
    """Whether a number tells of one year, or of one survey, where others tell of a triennial."""
    return _find_words(number) not in (None, _OVER_PERIOD, _UP_TO_SURVEY)


def _find_words(number: NamedNumber) -> str | None:
    """What its name says of a date, to be replaced by it; that of a question has no room for it."""
    found = next((words for words in _DATES if words in number.name), None)
    return found or (_OF_SURVEY if number.question else None)


def _find_year(answer: Answer) -> int:
    table = answer.table
    if "year" not in table:
        return int(_find_period(answer)[-4:])
    return int(choose_last_year(table)["year"].max())


def _find_period(answer: Answer) -> str:
    """The years of an answer, or those that its rows say they are of."""
    if "period_after" in answer.table:
        return str(answer.table["period_after"].iloc[0])
    return french.years(answer.selection.first_year, answer.selection.last_year)


def _find_survey(answer: Answer) -> str:
    if "closed_on" in answer.table:
        return f"l’enquête de {answer.table['closed_on'].max().year}"
    return wave_title(answer.table["wave"].iloc[-1])


_OVER_PERIOD, _OF_SURVEY, _UP_TO_SURVEY = ", sur la période", " à la dernière enquête", ", en trois ans"
# What a name says of a date, and how it is said once that is known; the longer one first.
_DATES: dict[str, Callable[[Answer], str]] = {
    ", fin de la dernière année": lambda answer: f" fin {_find_year(answer)}",
    ", dernière année": lambda answer: f" en {_find_year(answer)}",
    _OVER_PERIOD: lambda answer: f" sur {_find_period(answer)}",
    _UP_TO_SURVEY: lambda answer: f" en trois ans, jusqu’à {_find_survey(answer)}",
    _OF_SURVEY: lambda answer: f" à {_find_survey(answer)}",
}

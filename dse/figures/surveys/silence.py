"""Why a figure of surveys has nothing to say: the one place that tells it, and an advice only where it helps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from dse import disclosure, french, sentences
from dse.figures.advice import advise_years, find_filters, join
from dse.figures.figure import Figure, find_refusal
from dse.figures.registry import REGISTRY
from dse.figures.rows import Row
from dse.figures.surveys.wording import wave_title
from dse.page_titles import FIGURE_PAGES
from dse.query import Query

_SAY = sentences.read(__file__)

# The figure that shows the questions of a form, whatever they are about; those on a scale have one a dimension.
_READERS = {
    "ECHELLE": "answers_{dimension}",
    "CHOIX_MULTIPLE": "choices",
    "CHOIX_UNIQUE": "single_choices",
    "NOMBRE": "numbers",
    "RECOMMANDATION": "recommendation",
    "TEXTE": "verbatims",
}
# What is left to say where the questions are asked and no filter is in the way.
Otherwise = Literal[
    "unanswered",
    "no_member",
    "nobody_served",
    "no_offer_used",
    "no_text",
    "none_eligible",
    "not_twice",
    "no_need",
    "few_points",
    "no_wish",
]
Subject = Literal["theme", "kind_asked_about"]
_WAVES = "select wave_id, title as wave, year from chosen_waves order by closed_on, wave_id"
_EVERY_WAVE = "select count(*) as waves, (select count(*) from survey_known_waves) as known from survey_waves"
_QUESTIONS = "select * from chosen_asked order by closed_on, wave_id, position, question_id"


@dataclass(frozen=True)
class Reading:
    """The questions that a figure reads: of a form, of some dimensions or of any, and about one of some subjects where `subjects` names
    the columns that have them. `about` says what they ask, after « questions »; `to_ask`: what to put into the next survey."""

    about: str
    dimensions: tuple[str, ...] = ()
    form: str = "ECHELLE"
    subjects: tuple[str, ...] = ()
    to_ask: str = ""
    choices_hidden_from: Literal["nobody", "public", "all"] = "nobody"

    def leaves_out(self, row: Row, *, is_public: bool) -> bool:
        """Whether a question is an option of a choice of one or of so many, which the figure does not tell apart from the others."""
        hides = self.choices_hidden_from == "all" or (self.choices_hidden_from == "public" and is_public)
        return hides and row["is_of_choice"]

    def is_about(self, row: Row) -> bool:
        """Whether a question asks the same, in any form."""
        return row["dimension"] in self.dimensions

    def has(self, row: Row) -> bool:
        """Whether a question is one of those that it reads."""
        has_subject = not self.subjects or any(row[subject] is not None for subject in self.subjects)
        return row["form"] == self.form and has_subject and (not self.dimensions or self.is_about(row))

    def find_alike(self, questions: list[Row]) -> Row | None:
        """The last question that asks the same and that it does not read; rather one of its form, and rather none to write about."""
        alike = [row for row in reversed(questions) if self.is_about(row)]
        return max(alike, key=lambda row: (row["form"] == self.form, row["form"] != "TEXTE"), default=None)

    def could_read(self, row: Row) -> bool:
        """Whether a question on needs is a choice or a note, which says needs where its form says of what."""
        return self.dimensions == ("need",) and row["form"] not in (self.form, "TEXTE")

    def describe_form(self, row: Row) -> str:
        """How such a question is asked: `par des cases à cocher`."""
        if row["is_of_choice"]:
            return _SAY("form.choice")
        if self.could_read(row):
            return _SAY(f"form_of_needs.{row['form']}")
        if row["form"] != self.form:
            return _SAY(f"form.{row['form']}")
        subject = self.subjects[0] if len(self.subjects) == 1 else "both"
        return _SAY(f"form.{subject}")


def find_reader(row: Row) -> Figure | None:
    """The figure that shows the answers to a question, whatever it is about."""
    return REGISTRY.get(_READERS[row["form"]].format(**row))


def read_dimension(dimension: str, subject: str = "") -> Reading:
    """The questions on a scale of a dimension, each about a subject where one is named."""
    to_ask = _SAY(f"to_ask_{dimension}.{subject}") if subject else ""
    return Reading(
        _SAY(f"about.{dimension}"), (dimension,), subjects=(subject,) if subject else (), to_ask=to_ask
    )


def explain_silence(
    *readings: Reading,
    find_cause: Callable[[Query], str] | None = None,
    otherwise: Otherwise = "unanswered",
) -> Callable[[Figure, Query, str], str]:
    """What a figure says where it has no rows: of its readings, the wave that asks the first one has to ask the next.

    `find_cause` gives a cause of its own, empty where it is none; `otherwise` names the sentence where its questions are asked and no
    filter is in the way.
    """
    return partial(_explain, readings=readings, find_cause=find_cause, otherwise=otherwise)


def _explain(
    figure: Figure,
    query: Query,
    missing: str,
    readings: tuple[Reading, ...],
    find_cause: Callable[[Query], str] | None,
    otherwise: Otherwise,
) -> str:
    waves, questions = query.read(_WAVES).to_pylist(), query.read(_QUESTIONS).to_pylist()
    if not waves:
        return join(*_explain_no_wave(figure, query))
    is_public = disclosure.audience(query.selection.audience).is_public
    for reading in readings:
        own_questions = [
            row for row in questions if reading.has(row) and not reading.leaves_out(row, is_public=is_public)
        ]
        if not own_questions:
            return join(*_explain_unasked(figure, query, reading, questions or waves))
        questions = [row for row in questions if row["wave_id"] == own_questions[-1]["wave_id"]]
    if missing:
        return missing
    if cause := find_cause(query) if find_cause else "":
        return join(cause)
    if filters := find_filters(figure, query):
        reason = _SAY("silence.filtered", n=len(filters), filters=filters)
        return join(reason, _SAY("advice.remove", n=len(filters)))
    wave, about = wave_title((questions or waves)[-1]["wave"]), readings[-1].about if readings else ""
    to_ask = _advise_team(query, readings[-1].to_ask) if len(readings) > 1 else ""
    return join(_SAY(f"otherwise.{otherwise}", wave=wave, about=about), advise_years(figure, query) or to_ask)


def _explain_no_wave(figure: Figure, query: Query) -> tuple[str, str]:
    of_store = query.read(_EVERY_WAVE).to_pylist()[0]
    if of_store["known"]:
        years = french.years(query.selection.first_year, query.selection.last_year)
        return _SAY("silence.not_then", years=years), advise_years(figure, query)
    name = "silence.to_come" if of_store["waves"] else "silence.none"
    return _SAY(name), "" if of_store["waves"] else _advise_team(query, _SAY("advice.import"))


def _explain_unasked(figure: Figure, query: Query, reading: Reading, questions: list[Row]) -> tuple[str, str]:
    """That the surveys do not ask it, or not in a form that the figure reads, and then where that is read."""
    row = reading.find_alike(questions) if "form" in questions[0] else None
    if row is None:
        years = [str(year) for year in sorted({row["year"] for row in questions})]
        waves = len({row["wave_id"] for row in questions})
        reason = _SAY("silence.unasked", n=waves, years=years, about=reading.about)
        to_ask = reading.to_ask or _SAY("advice.ask")
        return reason, advise_years(figure, query) or _advise_team(query, to_ask)
    how = reading.describe_form(row)
    reason = _SAY("silence.other_form", wave=wave_title(row["wave"]), about=reading.about, how=how)
    is_told_there = row["form"] != reading.form or row["is_of_choice"]
    advices = [name_reader(row, query)] if is_told_there else []
    advices += [_advise_team(query, _SAY("form_of_needs.subjects"))] if reading.could_read(row) else []
    return reason, ", ou ".join(filter(None, advices)) or advise_years(figure, query) or _advise_team(
        query, reading.to_ask
    )


def name_reader(row: Row, query: Query) -> str:
    """`voyez « … », page …`: in which figure a question is read, where it shows something of it to this audience."""
    figure = find_reader(row)
    if figure is None or find_refusal(figure, query.selection.audience):
        return ""
    table = figure.read_rows(replace(query, selection=query.selection.keeping(())))
    if table.empty or ("question_id" in table and row["question_id"] not in set(table["question_id"])):
        return ""
    return _SAY("advice.read", question=figure.question, page=FIGURE_PAGES[figure.page])


def _advise_team(query: Query, advice: str) -> str:
    """What only the team can do is not said before a public."""
    return "" if disclosure.audience(query.selection.audience).is_public else advice

"""Numbers that a comment may take from a figure: their names, declared in `numbers.csv`, and how each reads for an audience.

A number is a named scalar of a figure, of one theme, form of support, family or question of a survey where its name holds one; of the years of the document, or of a triennial that its
name ends with, where the document compares with that one. It is read of an answer that the rule of the audience has passed, and says
nothing more: a bound where the row has one, « masqué » where it is hidden.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path

import pandas as pd

from dse import disclosure, french
from dse.disclosure import marks
from dse.figures import REGISTRY, Answer
from dse.figures.surveys.answers_told import choose_question
from dse.figures.surveys.wording import (
    cut_told,
    find_told,
    identify_wording,
    main,
    shorten_questions,
)
from schemas import codelists, sources
from schemas.sources import Measured

# What the name of a number may hold, which is the column that tells its row, and the codelists of it.
ROWS = {
    "theme": ("themes",),
    "support": ("accompaniment_kinds", "activity_kinds"),
    "actor_family": ("actor_families",),
}
_UNWRITABLE = re.compile(r"[\[\]]|\*\*")
QUESTION = "{question}"  # as the name of a number may hold one: a store has its own questions, so that no list has them
# What these shares are of, which are no column of their figure.
_BASES = {("headlines", "theme_pct"): ("base",), ("gaps_by_support", "served_pct"): ("members",)}
# Of each of these columns, its codes with their labels.
Lists = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
HIDDEN = "« masqué »"
NOT_COMPUTED = "« non calculable »"
_ROW = re.compile("|".join(f"{{{name}}}" for name in ROWS))
_FILE = Path(__file__).with_name("numbers.csv")


@dataclass(frozen=True)
class NamedNumber:
    """A number that a comment may take: its name, the scalar of a figure, the code of a theme, of a form of support or of a family where it is of one,
    the words of a question, and the code of the triennial compared with, where it is of that and not of the years of the document.
    `also_in`: other figures that show the same number, parted by spaces. `formerly`: the name that it had, by which older texts have it."""

    name: str
    figure_id: str
    scalar: str
    theme: str = ""
    triennial: str = ""
    support: str = ""
    actor_family: str = ""
    also_in: str = ""
    question: str = ""
    formerly: str = ""

    @property
    def row(self) -> tuple[str, str] | None:
        """The column and the code that tell the row that it is of, None where it is of all."""
        return next(((name, code) for name in ROWS if (code := getattr(self, name))), None)

    @property
    def code(self) -> str:
        """`themes_by_year:share_pct?theme=GENRE&triennial=2016-2018`, which stays where the name changes, or how a question is typed."""
        question = {"question": identify_wording(self.question)} if self.question else {}
        parameters = {**dict([self.row] if self.row else []), **question, "triennial": self.triennial}
        given = tuple((name, value) for name, value in parameters.items() if value)
        return str(Measured(f"{self.figure_id}:{self.scalar}", given))

    @property
    def answer_key(self) -> str:
        """What the answer that has it is found by."""
        return get_answer_key(self.figure_id, self.triennial)

    @property
    def token(self) -> str:
        """What stands in the text of a comment."""
        return f"[[{self.name}]]"


@dataclass(frozen=True)
class Reading:
    """How a number reads in a document; `why` it is not there, the end of a French sentence, where it is none."""

    text: str
    why: str = ""


# Gives how a number reads: of the answers of one document, for its audience.
Reader = Callable[[NamedNumber], Reading]

RESERVED = Reading(HIDDEN, "cette figure est réservée à l’équipe")
MASKED = Reading(HIDDEN, f"les réponses sont {disclosure.words.FEW_OR_ALIKE} pour être montrées à ce public")
ABSENT = Reading(NOT_COMPUTED, "sa figure ne le dit pas de cette période")
OF_FEW = Reading(NOT_COMPUTED, "trop peu ont répondu pour une part ou un score")
SHARE_OF_FEW = Reading(
    NOT_COMPUTED,
    f"c’est une part de moins de {french.FEWEST}, que sa figure compte sans en faire un pourcentage",
)
NOT_ASKED = Reading(
    NOT_COMPUTED,
    "aucune enquête de ces années ne pose cette question, ou plusieurs questions finissent par ces mots",
)
TOO_EARLY = Reading(
    NOT_COMPUTED, "ce nombre ne se connaît qu’au dernier jour des données, après cette période"
)


def get_answer_key(figure_id: str, triennial: str = "") -> str:
    """What answers are found by: the figure alone over the years of a document, with the triennial that is compared with over that."""
    return f"{figure_id}?triennial={triennial}" if triennial else figure_id


def list_numbers(triennial: str = "", answers: Mapping[str, Answer] | None = None) -> list[NamedNumber]:
    """Every number of the years of a document, or of the triennial that it compares with: in the order of the file, those of a theme,
    of a form of support or of a family once for each, those of a question once for each that `answers` have and a comment can name."""
    lists, found = _read_lists(), answers or {}
    return [
        number
        for declared in list_declared()
        for number in (
            _list_questions(declared, found, triennial)
            if QUESTION in declared.name
            else _list_rows(declared, lists, triennial)
        )
    ]


def _list_questions(
    declared: NamedNumber, answers: Mapping[str, Answer], triennial: str
) -> Iterator[NamedNumber]:
    shortened = _shorten_questions(declared, answers)
    for words in dict.fromkeys(map(identify_wording, _list_wordings(declared, answers, triennial))):
        question = shortened[words]
        if not _UNWRITABLE.search(question):
            yield _name_question(declared, question, question, triennial)


def _list_wordings(declared: NamedNumber, answers: Mapping[str, Answer], triennial: str) -> list[str]:
    answer = answers.get(get_answer_key(declared.figure_id, triennial))
    return [] if answer is None else list(dict.fromkeys(main(answer.table)["wording"]))


def _shorten_questions(declared: NamedNumber, answers: Mapping[str, Answer]) -> dict[str, str]:
    """How each question is called for short, of the years of a document or of those that it compares with: the same of both."""
    keys = [get_answer_key(declared.figure_id, triennial) for triennial in ("", *_list_triennials())]
    return shorten_questions(
        wording for key in keys if key in answers for wording in main(answers[key].table)["wording"]
    )


def find_number(name: str) -> NamedNumber | None:
    """The number of a name; the code of a theme, of a form of support or of a family is as good as its label. That of a question may be of
    one that no survey has asked."""
    known = _index_names(_read_lists(), _list_triennials())
    return known.get(normalize(name)) or _find_of_question(name)


def write_former_name(number: NamedNumber) -> str:
    """The name that it had, without the words of a question; empty where it had no other."""
    _, label = _get_row_texts(number, _read_lists())
    return _write_name(number.formerly.replace(QUESTION, ""), label, number.triennial)


def find_code(code: str, answers: Mapping[str, Answer] | None = None) -> NamedNumber | None:
    """The number of a code; one of a question in the words of `answers`, where they have it."""
    known = _index_codes(_read_lists(), _list_triennials())
    return known.get(code) or _find_code_of_question(code, answers or {})


def _find_of_question(name: str) -> NamedNumber | None:
    """By the words before and after its question, today or formerly."""
    words, triennials = " ".join(name.split()), _list_triennials()
    triennial = next((code for code in triennials if words.endswith(f" ({code})")), "")
    words = words.removesuffix(f" ({triennial})")
    for declared in list_declared():
        for written in (declared.name, declared.formerly):
            start, is_of_question, end = written.partition(QUESTION)
            if (
                is_of_question
                and normalize(words).startswith(normalize(start))
                and normalize(words).endswith(normalize(end))
                and (question := words[len(start) : len(words) - len(end)].strip())
            ):
                return _name_question(declared, question, question, triennial)
    return None


def _find_code_of_question(code: str, answers: Mapping[str, Answer]) -> NamedNumber | None:
    found = sources.read(code)
    parameters = dict(found.parameters)
    question, triennial = parameters.get("question"), parameters.get("triennial", "")
    for declared in list_declared():
        if question and QUESTION in declared.name and f"{declared.figure_id}:{declared.scalar}" == found.code:
            asked = find_told(_list_wordings(declared, answers, triennial), question)
            names = _shorten_questions(declared, answers)
            shown = [names[words] for words in dict.fromkeys(map(identify_wording, asked))]
            told = next(filter(None, (cut_told(words, question) for words in (*shown, *asked))), question)
            return _name_question(declared, shown[0] if len(shown) == 1 else told, told, triennial)
    return None


def _name_question(declared: NamedNumber, shown: str, question: str, triennial: str) -> NamedNumber:
    """`shown` stands in its name, and `question` tells it."""
    name = " ".join(declared.name.replace(QUESTION, shown).split())
    period = f" ({triennial})" if triennial else ""
    return replace(declared, name=f"{name}{period}", question=question, triennial=triennial)


@lru_cache(maxsize=1)
def _index_names(lists: Lists, triennials: tuple[str, ...]) -> Mapping[str, NamedNumber]:
    """By its name of today, by that name with a code for a label, and by the names that it had."""
    listed = _list_all(lists, triennials)
    declared = {(each.figure_id, each.scalar, bool(_ROW.search(each.name))): each for each in list_declared()}
    names: dict[str, NamedNumber] = {}
    for number in listed:
        written = declared[number.figure_id, number.scalar, number.row is not None]
        code, label = _get_row_texts(number, lists)
        for name, row in ((written.formerly, code), (written.formerly, label), (written.name, code)):
            names[_write_name(name, row, number.triennial)] = number
    return {
        normalize(name): number
        for name, number in (names | {number.name: number for number in listed}).items()
        if name
    }


def _get_row_texts(number: NamedNumber, lists: Lists) -> tuple[str, str]:
    """The code and the label of its row, empty where it has none."""
    if number.row is None:
        return "", ""
    column, code = number.row
    return code, dict(dict(lists)[column])[code]


@lru_cache(maxsize=1)
def _index_codes(lists: Lists, triennials: tuple[str, ...]) -> Mapping[str, NamedNumber]:
    return {number.code: number for number in _list_all(lists, triennials)}


@lru_cache(maxsize=1)
def _list_all(lists: Lists, triennials: tuple[str, ...]) -> tuple[NamedNumber, ...]:
    return tuple(
        number
        for triennial in ("", *triennials)
        for declared in list_declared()
        if QUESTION not in declared.name
        for number in _list_rows(declared, lists, triennial)
    )


def _list_rows(declared: NamedNumber, lists: Lists, triennial: str) -> Iterator[NamedNumber]:
    """A number for each row that its name may hold, or alone."""
    labels = next((labels for column, labels in lists if f"{{{column}}}" in declared.name), (("", ""),))
    column = next((column for column, _ in lists if f"{{{column}}}" in declared.name), "")
    for code, label in labels:
        row = {column: code} if column else {}
        name = _write_name(declared.name, label, triennial)
        yield replace(declared, name=name, triennial=triennial, **row)


def _read_lists() -> Lists:
    return tuple((column, tuple(codelists.labels_in(names).items())) for column, names in ROWS.items())


def _list_triennials() -> tuple[str, ...]:
    return tuple(triennial.code for triennial in codelists.triennials())


def _write_name(name: str, row: str, triennial: str) -> str:
    """The years compared with are in the name, so that no text tells others as theirs; empty where there is none."""
    name = _ROW.sub(lambda _: row, name)
    return f"{name} ({triennial})" if name and triennial else name


def normalize(name: str) -> str:
    """A name without what typing changes: capitals, kinds of spaces and of apostrophes."""
    return " ".join(name.casefold().replace("’", "'").split())


def read(number: NamedNumber, answer: Answer | None) -> Reading:
    """How a number reads in an answer, whoever that is for; None: the document has no answer of its figure."""
    if answer is None:
        return describe_uncompared(number.triennial) if number.triennial else ABSENT
    if _is_of_a_later_day(answer):
        return TOO_EARLY
    if answer.is_refused and disclosure.audience(answer.selection.audience).is_public:
        return _read_refused(number, answer)
    table = _choose_row(answer.table, number).reset_index(drop=True)
    if number.question and table.empty:
        return NOT_ASKED
    figure, unrecorded = REGISTRY[number.figure_id], answer.unrecorded
    is_of_answers = figure.rule is not None and number.scalar in figure.rule.derived
    if is_of_answers and _is_of_few(table):
        return OF_FEW
    is_of_last = number.scalar in figure.last_year_scalars
    is_unknown = unrecorded.lacks_last if is_of_last else unrecorded.is_cut
    is_masked = number.row is not None and any(map(marks.is_silent, _list_marks(table)))
    is_told = len(table) > 0 and not is_unknown and not is_masked
    value = figure.scalars[number.scalar](table) if is_told else None
    if value is not None and not math.isnan(value):
        if _is_share_of_few(number, table):
            return SHARE_OF_FEW
        return Reading(_format(number.scalar, value))
    why = unrecorded.missing or (unrecorded.note if is_unknown else "")
    reading = _read_mark(table, has_bound=is_of_answers)
    return _describe_unrecorded(why) if why and reading == ABSENT else reading


def _is_of_few(table: pd.DataFrame) -> bool:
    """Whether so few answered that their figure says how many, and no share."""
    bases = table["base"].dropna().tolist() if "base" in table else []
    return bool(bases) and bases[-1] < french.FEWEST


def _is_share_of_few(number: NamedNumber, table: pd.DataFrame) -> bool:
    """Whether it is a share of so few, in all or in its last year, that its figure counts them."""
    figure = REGISTRY[number.figure_id]
    bases = _BASES.get((number.figure_id, number.scalar)) or next(
        (column.share_of for column in figure.columns if column.name == number.scalar), ()
    )
    base = next((name for name in bases if name in table), None)
    if base is None:
        return False
    is_of_last = number.scalar in figure.last_year_scalars
    rows = choose_last_year(table) if is_of_last else table
    return bool(rows[base].sum(min_count=1) < french.FEWEST)


def _describe_unrecorded(sentence: str) -> Reading:
    """How a number reads of which the figure says what is not recorded."""
    why, *_ = re.split(r"\u00a0:|\.(?: |$)", sentence)  # what to do stands on the figure
    return Reading(NOT_COMPUTED, f"{why[0].lower()}{why[1:]}")


def describe_uncompared(triennial: str) -> Reading:
    """How a number of a triennial reads where its figure is not compared with that."""
    return Reading(NOT_COMPUTED, f"ce document ne compare pas cette figure avec {triennial}")


def describe_own(triennial: str) -> Reading:
    """How a number of a triennial reads in the document of that one, whose own numbers name no years."""
    return Reading(NOT_COMPUTED, f"ce sont les années du document lui-même : ôtez « ({triennial}) »")


def make_reader(answers: Mapping[str, Answer]) -> Reader:
    """Reads numbers of answers by `answer_key`; each number once."""

    @cache
    def read_number(number: NamedNumber) -> Reading:
        answer, own = answers.get(number.answer_key), answers.get(number.figure_id)
        if answer is None and own is not None and _is_of_triennial(own, number.triennial):
            return describe_own(number.triennial)
        return read(number, answer)

    return read_number


def find_compared(answer: Answer, triennial: str) -> Answer | None:
    """What an answer that has the triennial before beside its own says of it, as if of that alone; None where it has not."""
    table = answer.table
    if "period_before" not in table or set(table["period_before"].dropna()) != {triennial}:
        return None
    befores = {name: table[f"{name}_before"] for name in table if f"{name}_before" in table}
    return replace(answer, table=table.assign(**befores, period_after=table["period_before"]))


def _is_of_triennial(answer: Answer, triennial: str) -> bool:
    """Whether an answer is over the years of a triennial."""
    years = answer.selection.first_year, answer.selection.last_year
    return any(
        each.code == triennial and (each.starts_on.year, each.ends_on.year) == years
        for each in codelists.triennials()
    )


def _is_of_a_later_day(answer: Answer) -> bool:
    """Whether a figure that speaks of the last day known is asked of years that end before it."""
    is_as_of_today = REGISTRY[answer.figure_id].as_of_today
    return is_as_of_today and answer.as_of is not None and answer.as_of.year > answer.selection.last_year


def _choose_row(table: pd.DataFrame, number: NamedNumber) -> pd.DataFrame:
    if number.question:
        return choose_question(table, number.question)
    if number.row is None:
        return table
    column, code = number.row
    return table[table[column] == code]


def choose_last_year(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of the last year that had ended, which scalars of the last year are of."""
    ended = table[~table["is_partial"]] if "is_partial" in table else table
    return ended[ended["year"] == ended["year"].max()]


def _read_refused(number: NamedNumber, answer: Answer) -> Reading:
    if REGISTRY[number.figure_id].rule is not None:
        return RESERVED
    count = answer.counts.get(number.scalar)
    return ABSENT if count is None else Reading(_format(number.scalar, count))


def _read_mark(table: pd.DataFrame, *, has_bound: bool) -> Reading:
    """Of a number that is not told: what a mark says in its place. A bound is that of a row alone, and of what was answered: of nothing
    else that the row tells."""
    row_marks = _list_marks(table)
    bound = marks.bound(row_marks[0]) if has_bound and len(table) == 1 and row_marks else None
    if bound is not None:
        return Reading(f"{'au moins' if bound.is_least else 'au plus'} {french.percent(bound.percent)}")
    hides = marks.hides if has_bound else marks.is_silent
    return MASKED if any(map(hides, row_marks)) else ABSENT


def _list_marks(table: pd.DataFrame) -> list[str]:
    return table[marks.MARK].dropna().tolist() if marks.MARK in table else []


def _format(scalar: str, value: float) -> str:
    """As the page writes it, by the unit in the scalar's name: `52 %`, `98 jours`, `−4`, `1 234`."""
    if scalar.endswith("_pct"):
        return french.percent(value)
    if scalar.endswith("_days"):
        return french.count(value, "jour")
    return french.number(value).replace("-", "−")


@cache
def list_declared() -> tuple[NamedNumber, ...]:
    """Those of the file, whose names hold no theme, form of support, family or question yet."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        return tuple(NamedNumber(**row) for row in csv.DictReader(file))

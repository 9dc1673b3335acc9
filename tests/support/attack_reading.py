"""How the attacker reads the survey figures of the registry: the cells behind each column, declared figure by figure."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import pandas as pd
from attack import NOTHING, SILENT, SKIPPED, Fact, Secret
from attack_figures import hinted, together
from attack_register import facts_of_members
from attack_surveys import HIGHEST, ITEMS, NEEDS, SCALES, Item, scale_of

from dse.disclosure import marks, words
from dse.export.files import delimited_text
from dse.figures import Answer, Figure
from dse.figures.surveys.answers import HIGH, LOW, MIDDLE, OTHER
from dse.query.engine.duckdb_engine import DuckDBEngine

# What a number counts: those who answered the wave, the question, with the row's answer, favourably, or otherwise.
ANSWERED, ANSWERS, ROW, FAVOURABLE, OTHERS = "answered", "answers", "row", "favourable", "others"
PUBLIC = {"segment", "place"}  # of the questionnaire
PUBLIC |= {"members"}  # of the register, as is verified row by row
# Of the accompaniments and activities.
PUBLIC |= {"asked_by", "asked_pct", "accompanied", "accompanied_pct", "met", "met_pct"}
PUBLIC |= {"examined_requests", "requested_pct", "examined_delivered", "delivered_pct"}
PUBLIC |= {
    f"{what}_{when}" for what in ("asked", "accompanied", "came", "met") for when in ("before", "after")
}
PUBLIC |= {"met_before_pct", "met_after_pct", "horizon_years"}


@dataclass(frozen=True)
class Read:
    """What each column of a figure counts: organisations, or a share in percent of the column `base`."""

    counts: Mapping[str, str]
    shares: Mapping[str, str] = field(default_factory=dict)
    base: str = "base"


_FAVOURABLE = Read({"favourable": FAVOURABLE, "others": OTHERS, "base": ANSWERS}, {"share_pct": FAVOURABLE})
_NEEDED = Read({"favourable": FAVOURABLE, "base": ANSWERS}, {"need_pct": FAVOURABLE})
_CHOICES = Read({"voices": ROW, "base": ANSWERS}, {"share_pct": ROW})
_SCALE = Read(_CHOICES.counts, {"share_pct": ROW, "top_two_pct": FAVOURABLE})
_RATE = Read({"answered": ANSWERED}, {"rate_pct": ANSWERED}, base="members")
_SCORE = Read({"promoters": "promoters", "passives": "passives", "detractors": "detractors", "base": ANSWERS})
_QUARTILES = {"lower_quartile": Fraction(1, 4), "median": Fraction(1, 2), "upper_quartile": Fraction(3, 4)}
_DIMENSIONS = ("need", "satisfaction", "effect", "expertise", "expectation")
READ = {
    **{f"answers_{each}": _SCALE for each in _DIMENSIONS},
    **{f"waves_{each}": _FAVOURABLE for each in _DIMENSIONS},
    "need_by_family": _FAVOURABLE,
    "satisfaction_by_family": _FAVOURABLE,
    "answers_weighted": _FAVOURABLE,
    "themes_wanted": Read(_FAVOURABLE.counts, {"wanted_pct": FAVOURABLE}),
    "gaps_by_theme": _NEEDED,
    "gaps_by_support": _NEEDED,
    "needs_after_theme": _NEEDED,
    "needs_after_support": _NEEDED,
    "satisfaction": _FAVOURABLE,
    "choices": _CHOICES,
    "single_choices": _CHOICES,
    "recommendation": _SCORE,
    "numbers": Read({"base": ANSWERS}),
    "response_rate": _RATE,
    "response_by_family": _RATE,
}

MEMBER = "MEMBRE"
CHOSEN, YES = "_chosen", "Choisi"  # of a row about an option, and what such an answer is called
ITEM = {each.question: each for each in ITEMS}
NOTES = tuple(cell for note in range(HIGHEST + 1) for cell in (str(note), f"{note}+"))[
    :-1
]  # 3+ is between 3 and 4
# Who could answer, by family: the register, those who were sent an anonymous wave; of others, only how many answered.
_WHO = {
    MEMBER: "select coalesce(actor_family, '?'), count(*) from survey_registers where is_eligible and wave_id = $wave group by all",
    "SANS_ORGANISATION": "select coalesce(actor_family, '?'), count(*) from survey_respondents where organisation_id is null "
    "and not coalesce(is_partner, false) and status <> 'ineligible' and wave_id = $wave group by all",
}
_OTHERS = "select '*', count(distinct unit_id) from survey_replies where wave_id = $wave and population = $population"
# What one organisation said to both questions on satisfaction; `-` where it skipped one.
BOTH, ASKED_OF_BOTH = "both", ("avis_a", "avis_b")
PAIRS = tuple(f"{first}|{second}" for first in "fo-" for second in "fo-" if (first, second) != ("-", "-"))


@dataclass(frozen=True)
class Reading:
    """What is known beforehand of a random survey: its register and its questionnaire."""

    engine: DuckDBEngine
    items: tuple[Item, ...]
    known: dict[tuple, dict[str, int]] = field(default_factory=dict, compare=False)

    def cells(self, question: str, wave: str) -> tuple[str, ...]:
        return (*_answers(question, wave), SKIPPED, SILENT)

    def members(self, question: str, wave: str) -> dict[str, int]:
        """By family; what is never broken down is not told by family."""
        code, population = wave.split()
        found = self._counted(
            _WHO.get(population, _OTHERS), *(code, population)[: 1 + (population not in _WHO)]
        )
        return {"*": sum(found.values())} if _is_of_all(question) else found

    def _counted(self, sql: str, *values: str) -> dict[str, int]:
        if (sql, values) not in self.known:
            parameters = dict(zip(("wave", "population"), values, strict=False))
            codes, counts = (column.to_pylist() for column in self.engine.run(sql, parameters).columns)
            self.known[sql, values] = dict(zip(codes, counts, strict=True))
        return self.known[sql, values]

    def _families_of_question(self, question: str, wave: str, families: frozenset[str]) -> frozenset[str]:
        """Some families as a question knows them: where it is never broken down, all of them or none."""
        if not _is_of_all(question):
            return families
        return frozenset("*") if families == frozenset(self.members("", wave)) else NOTHING

    def secrets(self, question: str, wave: str, families: Sequence[frozenset[str]]) -> Iterator[Secret]:
        """Each family, each group and the whole: every answer, the favourable ones, having answered; skipping one of two."""
        if question == BOTH:
            for said, other in (("f|-", "o|-"), ("-|f", "-|o")):
                yield Secret(frozenset("*"), frozenset([said]), within=frozenset([said, other]))
            return
        answers = {frozenset([each]) for each in _answers(question, wave)}
        answers |= {_cells_counted(FAVOURABLE, question, wave)} if _item(question).kind == "likert" else set()
        everyone = frozenset(self.members(question, wave))
        for each in families:
            yield from (Secret(each, cells) for cells in sorted(answers, key=sorted))
            if each < everyone:
                yield Secret(each, _cells_counted(ANSWERED, question, wave))

    def facts(self, figure: Figure, answer: Answer) -> Iterator[Fact]:
        """What the rows of a figure's file say of cells."""
        if figure.id not in READ or answer.table.empty:
            return
        content = delimited_text.render_figure_csv(answer, delimited_text.MACHINE).decode()
        rows = _name_options(list(csv.DictReader(io.StringIO(content, newline=""))))
        blocks = together(answer)
        for row in rows:
            wave = f"{row['wave_id']} {row.get('population') or MEMBER}"
            families = self._families(row.get("actor_family"), blocks, wave)
            for what, low, high in _sums(READ[figure.id], row, blocks):
                yield from self._facts_of_column(what, row, rows, wave, families, low, high)
            if _is_of_families(row) and (total := _number(row["members"])) is not None:
                question = row["question_id"]
                answers = _cells_counted(ANSWERS, question, wave)
                known = self.members(question, wave)
                yield from facts_of_members(question, wave, answers, known, families, int(total))

    def _families(self, name: str | None, blocks: Mapping[str, str], wave: str) -> frozenset[str]:
        if name is None or name == marks.WHOLE:
            return frozenset(self.members("", wave))
        return frozenset(blocks[name].split(", ") if name in blocks else [name or "?"])

    def _facts_of_column(
        self,
        what: str,
        row: dict[str, str],
        rows: list[dict[str, str]],
        wave: str,
        families: frozenset[str],
        low: float,
        high: float,
    ) -> Iterator[Fact]:
        if what == ANSWERED:
            for question in self._questions(wave):
                if of := self._families_of_question(question, wave, families):
                    yield Fact(question, wave, of, _cells_counted(ANSWERED, question, wave), low, high)
            return
        question = self._question(row)
        is_rank = what.removeprefix("below_") in _QUARTILES
        cells = _quartile(what, row) if is_rank else _cells_counted(what, question, wave, row, rows)
        halved, rounded = (_halved(what), _rounded(what)) if question == BOTH else (NOTHING, 0.0)
        of = self._families_of_question(question, wave, families)
        yield Fact(question, wave, of, cells, low - rounded, high + rounded, halved)
        of, rounded = self._families_of_question(BOTH, wave, families), _rounded(what)
        if of and self._is_one_of_both(question) and what in (FAVOURABLE, OTHERS, ANSWERS):
            yield Fact(BOTH, wave, of, _of_one(what, question), low - rounded, high + rounded)

    def _is_one_of_both(self, question: str) -> bool:
        return question in ASKED_OF_BOTH and {*ASKED_OF_BOTH} <= {each.question for each in self.items}

    def _question(self, row: dict[str, str]) -> str:
        """The question of a row, being satisfaction as a whole where it names none."""
        asked = row.get("question_id")
        if asked is None:
            return BOTH if self._is_one_of_both("avis_a") else "avis_a"
        return f"{asked}:{row['answer']}" if ITEM[asked].kind == "multiple" else asked

    def _questions(self, wave: str) -> Iterator[str]:
        for item in self.items:
            if item.kind == "multiple":
                yield from (f"{item.question}:{label}" for label in SCALES[item.scale])
            elif item.kind != "text":
                yield item.question

    def beyond(self, figure: Figure, answer: Answer) -> Iterator[str]:
        """What an answer says that is not in the counts of its rows: those give its sentence, its size and what is derived."""
        if answer.table.empty:
            return
        if figure.id not in READ:
            yield f"{figure.id} is not read"
            return
        row_marks = answer.table[marks.MARK]
        said_of = answer.table[~row_marks.map(marks.is_silent).astype(bool)].reset_index(drop=True)
        shown = answer.table[~row_marks.map(marks.hides).astype(bool)].reset_index(drop=True)
        yield from _unread(figure, answer.table)
        yield from _fractions(figure, answer.table)
        yield from self._uncounted(figure, answer.table)
        yield from self._unlike_the_register(figure, answer)
        if (answer.finding.sentence, answer.size) != _said_of(figure, said_of, answer.table):
            yield f"{figure.id} says more than its table: {answer.finding.sentence} {answer.size}"
        if answer.selection.audience == "projection" and figure.rule.derived and len(shown):
            again = figure.rule.derive(shown.assign(side=_sides(shown)) if "answer" in shown else shown)
            for each in figure.rule.derived:
                if not again[each].astype("str").equals(shown[each].astype("str")):
                    yield f"{figure.id} has {each} that does not follow from its counts"

    def _uncounted(self, figure: Figure, table: pd.DataFrame) -> Iterator[str]:
        """Numbers of comparisons of families beyond what the questionnaire and the names shown make: they would count hidden answers."""
        if not figure.id.endswith("_by_family") or "comparisons" not in table:
            return
        dimension = figure.id.removesuffix("_by_family")
        questions = sum(
            (item.kind == "likert")
            + (item.kind == "multiple") * sum(scale == item.scale for scale, _ in NEEDS)
            for item in self.items
            if item.dimension == dimension
        )
        names = [name for name in table["actor_family"].dropna().unique() if not marks.is_name(name)]
        for count in set(table["comparisons"].dropna()) - {questions * math.comb(len(names), 2)}:
            yield f"{figure.id} has {count} comparisons: a number that does not follow from its names"

    def _unlike_the_register(self, figure: Figure, answer: Answer) -> Iterator[str]:
        """Members of all families, or of some whatever they answered, that are not those of the register."""
        blocks = together(answer)
        for row in answer.table.to_dict("records"):
            if _is_of_families(row) or pd.isna(total := row.get("members")):
                continue
            wave = f"{row['wave_id']} {row.get('population') or MEMBER}"
            families, known = self._families(row.get("actor_family"), blocks, wave), self.members("", wave)
            if total != sum(known.get(family, 0) for family in families):
                yield f"{figure.id} has {total} members: not those of the register"


def _name_options(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """The rows, those of an option that is a question of its own named as an option: what chose it, its base, and not what did not."""
    named = []
    for row in rows:
        question, colon, option = (row.get("question_id") or "").partition(":")
        if colon:
            label = SCALES[ITEM[question].scale][int(option) - 1]
            chosen = {"question_id": question, "answer": label, CHOSEN: "1"}
            named += [row | chosen] if row.get("answer", YES) in (YES, HIGH) else []
        else:
            named.append(row)
    return named


def _is_of_families(row: Mapping[str, object]) -> bool:
    """Whether a row says what some families answered to a question."""
    return {"actor_family", "question_id", "members"} <= row.keys()


def _unread(figure: Figure, table: pd.DataFrame) -> Iterator[str]:
    """Columns of numbers that are neither counted, derived from what is counted, public, nor empty."""
    read = {*READ[figure.id].counts, *READ[figure.id].shares, *figure.rule.derived, *PUBLIC}
    for column in figure.columns:
        is_empty = table[column.name].isna().all()
        if column.name in figure.rule.withheld and not is_empty:
            yield f"{figure.id} shows {column.name}"
        if column.role == "measure" and column.name not in read and not is_empty:
            yield f"{figure.id} has {column.name}, which is not read"


def _fractions(figure: Figure, table: pd.DataFrame) -> Iterator[str]:
    """Counts of parts of an organisation: they tell what one of several respondents of a member said."""
    for column in READ[figure.id].counts.keys() & set(table.columns):
        for count in table[column].dropna():
            if not float(count).is_integer():
                yield f"{figure.id} has {count} as {column}: a fraction"


def _said_of(figure: Figure, shown_table: pd.DataFrame, table: pd.DataFrame) -> tuple[str, str]:
    if shown_table.empty:
        return words.NOTHING_LEFT, marks.to_words(str(table[marks.MARK].iloc[0]))
    sentence = figure.finding(shown_table).sentence
    if figure.names_largest and len(shown_table) < len(table):
        sentence = f"{sentence.removesuffix('.')} ; ce qui est masqué peut passer devant."
    return sentence, figure.size(shown_table)


def _sides(shown_table: pd.DataFrame) -> pd.Series:
    favourable = {label for scale in ("accord4", "accord5") for label in SCALES[scale][-2:]} | {HIGH, YES}
    return shown_table["answer"].map(lambda label: HIGH if label in favourable else OTHER)


def _sums(read: Read, row: dict[str, str], blocks: Mapping[str, str]) -> Iterator[tuple[str, float, float]]:
    """What the numbers of a row say: what is counted, and the least and the most that it can be."""
    base, counted_columns = _number(row.get(read.base)), set(read.counts.values())
    counted = set()
    for column, what in read.counts.items():
        if (count := _number(row.get(column))) is not None:
            counted.add(what)
            yield what, count, count
    for column, what in read.shares.items():
        share = _number(row.get(column))
        if share is not None and base is not None and what not in counted:
            yield what, max(0.0, (share - 0.5) * base / 100), (share + 0.5) * base / 100
    if marks.hides(row["mark"]) and base is not None:
        yield from (
            (what, *hinted(row["mark"], int(base))) for what in (ROW, FAVOURABLE) if what in counted_columns
        )
    if row.get("actor_family") in blocks:
        answered = _number(row["actor_family"].partition("=")[2].rstrip(")"))
        yield ANSWERED, answered, answered
    yield from _ranks(row, base)


def _number(text: str | None) -> float | None:
    try:
        return float(text)
    except (TypeError, ValueError):
        return None


def _ranks(row: dict[str, str], base: float | None) -> Iterator[tuple[str, float, float]]:
    """A quartile has so many answers at most below it, and so many at least that do not pass it (Hyndman and Fan 1996, 7)."""
    if base is None or not row.get("median"):
        return
    for name, part in _QUARTILES.items():
        place = (int(base) - 1) * part
        yield name, math.floor(place) + 1, base
        yield f"below_{name}", 0, math.ceil(place)


def _quartile(what: str, row: dict[str, str]) -> frozenset[str]:
    """The notes up to a quartile, or below it."""
    value = float(row[what.removeprefix("below_")])
    whole, is_note = math.floor(value), value.is_integer()
    last = NOTES.index(str(whole))
    if what.startswith("below_"):
        return frozenset(NOTES[: last if is_note else last + 1])
    return frozenset(NOTES[: last + 1 if is_note else last + 2])


def _is_of_all(question: str) -> bool:
    """Whether nothing but having answered is told of families."""
    return question == BOTH or (question in ITEM and ITEM[question].kind == "scale")


def _item(question: str) -> Item:
    return ITEM[question.partition(":")[0]]


def _answers(question: str, wave: str) -> tuple[str, ...]:
    """The exclusive answers to a question, or to an option of a multiple choice."""
    if question == BOTH:
        return PAIRS
    item = _item(question)
    if item.kind == "nps":
        return ("promoters", "passives", "detractors")
    if item.kind == "multiple":
        return ("yes", "no")
    scale = scale_of(item, wave.split()[0])
    return SCALES[scale] if scale else NOTES


def _cells_counted(
    what: str, question: str, wave: str, row: Mapping[str, str] = {}, rows: Sequence[Mapping[str, str]] = ()
) -> frozenset[str]:
    """The answers that a number counts."""
    answers = _answers(question, wave)
    if row.get(CHOSEN) and what in (ROW, FAVOURABLE, OTHERS):
        chosen = frozenset(["yes" if answers == ("yes", "no") else row["answer"]])
        return frozenset(answers) - chosen if what == OTHERS else chosen
    if what in (ANSWERED, ANSWERS):
        return frozenset((*answers, SKIPPED) if what == ANSWERED else answers)
    if question == BOTH:
        sign = what[0]  # f or o
        return frozenset(each for each in answers if set(each) <= {sign, "-", "|"})
    if what in answers:
        return frozenset([what])
    if what in (FAVOURABLE, OTHERS):
        return _cells_of_label({FAVOURABLE: HIGH, OTHERS: OTHER}[what], answers)
    if answers == ("yes", "no"):
        return frozenset(["yes"])
    about = ("wave_id", "population", "question_id")
    listed = {each["answer"] for each in rows if all(each[name] == row[name] for name in about)}
    return _cells_of_label(row["answer"], answers, listed)


def _cells_of_label(
    name: str, answers: tuple[str, ...], listed: frozenset[str] | set[str] = NOTHING
) -> frozenset[str]:
    """The answers under a name: one of them, a side of the scale, or those shown under no name of their own."""
    low = 2 if len(answers) > 3 else 1
    sides = {
        LOW: answers[:low],
        MIDDLE: answers[low : len(answers) - 2],
        HIGH: answers[-2:],
        OTHER: answers[:-2],
    }
    if name in answers:
        return frozenset([name])
    return frozenset(sides[name]) if name in sides else frozenset(answers) - listed


def _halved(what: str) -> frozenset[str]:
    return NOTHING if what == ANSWERS else frozenset(["f|o", "o|f"])


def _rounded(what: str) -> float:
    """How far a count of organisations is from the sum of their parts: a base is whole."""
    return 0.0 if what == ANSWERS else 0.5


def _of_one(what: str, question: str) -> frozenset[str]:
    """What one of the two questions says of both."""
    at = ASKED_OF_BOTH.index(question)
    signs = "fo" if what == ANSWERS else what[0]
    return frozenset(each for each in PAIRS if each.split("|")[at] in signs)

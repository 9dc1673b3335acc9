"""What is imported of an export of a survey, beside what pandas counts in it: right, refused, asked about, or wrong in silence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from surveys import registered

from dse.errors import Refused
from dse.ingest import Proposal, Upload, propose
from dse.ingest.forms import form_files
from dse.ingest.forms.form_building import FormError
from dse.ingest.forms.survey_definitions import Question, Survey
from dse.ingest.issues import letters
from dse.ingest.spelling import canonical, words
from dse.ingest.surveys.draft import form_draft, form_writing
from dse.ingest.surveys.draft.form_draft import Draft
from dse.store import Store
from mutants import messy_exports, survey_exports
from mutants.survey_exports import Counts, Export, Truth

RIGHT, REFUSED, ASKED, WRONG = "right", "refused", "truth", "wrong in silence"
EVERY = {**survey_exports.EVERY, **messy_exports.EVERY}
Difference = tuple[tuple[str, ...], str]  # columns that are not counted as pandas counts them, and how
_ANSWERS = {"dates": "2022-03-01 2022-03-31"}  # where a file does not say it


@dataclass(frozen=True)
class Mutant:
    """A file, and what it says: `export` has its cells as they stand in it, `outcomes` are what may become of it."""

    export: Export
    content: bytes
    outcomes: tuple[str, ...] = (RIGHT,)
    suffix: str = "csv"

    @property
    def upload(self) -> Upload:
        """The file."""
        return Upload(f"{self.export.name}.{self.suffix}", self.content)


@dataclass(frozen=True)
class Outcome:
    """What became of a file, with what is wrong of it or why it is refused."""

    kind: str
    reasons: tuple[str, ...] = ()
    questions: frozenset[str] = frozenset()  # what it asks, by code or by the name of a point


@cache
def store() -> Store:
    """A register and no survey yet."""
    return registered(Path(mkdtemp(prefix="dse-surveys-")) / "store")


@cache
def base_form(name: str) -> Path:
    """The form of a clean export, as its own draft proposes it."""
    export = EVERY[name]()
    return _write_form(_draft(Mutant(export, _content(export)).upload), name)


def _content(export: Export) -> bytes:
    return survey_exports.csv_bytes(export.rows(), export.delimiter)


def clean(name: str) -> Mutant:
    """An export as it is."""
    export = EVERY[name]()
    return Mutant(export, _content(export))


def _draft(upload: Upload) -> Draft:
    return form_draft.draft_from_file(upload, series="e", answers=_ANSWERS)


def _write_form(draft: Draft, name: str) -> Path:
    return form_writing.write_form(draft, Path(mkdtemp(prefix="dse-forms-")) / f"{name}.toml")


def judge_draft(mutant: Mutant) -> Outcome:
    """What becomes of a file that is read by the form drafted from it."""
    try:
        draft = _draft(mutant.upload)
        form = _write_form(draft, mutant.export.name)
    except Refused as refusal:
        return Outcome(REFUSED, (str(refusal),))
    points = frozenset(point.key for point in draft.open_points)
    return _judge(mutant, form, points, _clean_questions(mutant.export.name))


def judge_form(mutant: Mutant) -> Outcome:
    """What becomes of a file that is read by the form of the clean export."""
    form = base_form(mutant.export.name)
    return _judge(mutant, form, frozenset(), _clean_questions(mutant.export.name))


@cache
def _clean_questions(name: str) -> frozenset[str]:
    """What the clean export itself asks."""
    draft = _draft(clean(name).upload)
    form = _write_form(draft, name)
    codes = {issue.code for issue in propose([clean(name).upload], store(), form=form).doubts}
    return frozenset({*codes, *(point.key for point in draft.open_points)})


def _judge(mutant: Mutant, form: Path, points: frozenset[str], usual: frozenset[str]) -> Outcome:
    try:
        proposal = propose([mutant.upload], store(), form=form)
    except FormError as error:
        return Outcome(REFUSED, (str(error),))
    if proposal.problems:
        return Outcome(REFUSED, tuple(issue.sentence for issue in proposal.problems[:3]))
    questions = frozenset({issue.code for issue in proposal.doubts} | points) - usual
    differences = tuple(list_differences(mutant, proposal, form_files.load_form(form).survey))
    if not differences:
        return Outcome(ASKED if questions else RIGHT, questions=questions)
    unasked = _find_unasked(mutant, proposal, questions, differences)
    return Outcome(WRONG if unasked else ASKED, tuple(text for _, text in unasked or differences), questions)


def _find_unasked(
    mutant: Mutant, proposal: Proposal, questions: frozenset[str], differences: Sequence[Difference]
) -> list[Difference]:
    """Differences about which nothing is asked: no doubt of their columns, nor a question about the whole file."""
    new_doubts = [issue for issue in proposal.doubts if issue.code in questions]
    is_asked_of_all = any(issue.column is None for issue in new_doubts) or bool(
        questions - {issue.code for issue in new_doubts}
    )
    asked = {issue.column for issue in new_doubts}
    places = {name: letters(place) for place, name in enumerate(mutant.export.columns)}
    return [
        difference
        for difference in differences
        if not is_asked_of_all and not asked & {places[name] for name in difference[0] or places}
    ]


def count_reasons(mutant: Mutant) -> dict[tuple[str, str], Counter[str | None]]:
    """How many give no answer, by reason, and how many one, by wording and option, « - » where one answers a question."""
    draft = _draft(mutant.upload)
    proposal = propose([mutant.upload], store(), form=_write_form(draft, mutant.export.name))
    questions = {question.question_id: question for question in draft.survey.questions}
    labels = {
        (scale.scale_id, option.code): option.label
        for scale in draft.survey.scales.values()
        for option in scale.options
    }
    counts: dict[tuple[str, str], Counter[str | None]] = {}
    for row in proposal.changes["survey_answers"].to_pylist():
        question = questions[row["question_id"]]
        label = labels.get((question.scale or "", row["option"]), row["option"])
        counts.setdefault((question.wording, label), Counter())[row["missing"]] += 1
    return counts


def list_differences(mutant: Mutant, proposal: Proposal, survey: Survey) -> Iterator[Difference]:
    """What is not counted as pandas counts it, with its columns; none for the whole file."""
    export = mutant.export
    if not proposal.changes:
        yield (), "rien n’est importé"
        return
    headers = form_draft.read_answer_sheet(mutant.upload).headers
    titles = dict(zip(export.columns, headers, strict=False))
    respondents = proposal.changes["survey_respondents"].to_pylist()
    if len(respondents) != len(export.table):
        yield (), f"{len(respondents)} répondants au lieu de {len(export.table)}"
    if export.day and survey.respondent_columns("submitted_on"):
        days = Counter(row["submitted_on"] for row in respondents if row["submitted_on"])
        expected = Counter(date(2022, 3, 1 + int(line) % 28) for line in export.table.index)
        if days and days != expected:
            yield (), f"jours : {_difference(expected, days)}"
    for truth in export.truths:
        for text in _differences_of(truth, export, titles, proposal, survey):
            yield truth.columns, text


def _differences_of(
    truth: Truth, export: Export, titles: Mapping[str, str], proposal: Proposal, survey: Survey
) -> Iterator[str]:
    first = titles.get(truth.columns[0], "?")
    question = next((one for one in survey.questions if _has(one, first)), None)
    if question is None:
        yield f"« {first} » n’est d’aucune question"
        return
    if question.kind not in truth.kinds:
        yield f"« {first} » : {question.kind} au lieu de {truth.kinds}"
    expected = survey_exports.count(export, truth)
    counts_imported = _count_imported(truth, question, titles, proposal, survey)
    for option in expected.keys() | counts_imported.keys():
        if expected.get(option) != counts_imported.get(option):
            difference = _difference(expected.get(option, Counter()), counts_imported.get(option, Counter()))
            yield f"« {first} », {option} : {difference}"


def _has(question: Question, title: str) -> bool:
    return any(canonical(title) in map(canonical, spellings) for spellings in question.list_columns())


def _count_imported(
    truth: Truth, question: Question, titles: Mapping[str, str], proposal: Proposal, survey: Survey
) -> Counts:
    scale = survey.scales.get(question.scale or "")
    labels = {option.code: words(option.label) for option in scale.options} if scale else {}
    if question.option_columns:
        by_title = {canonical(spellings[0]): code for code, spellings in question.option_columns}
        labels |= {
            by_title[canonical(titles[column])]: words(box)
            for column, box in zip(truth.columns, truth.boxes, strict=True)
            if canonical(titles.get(column, "")) in by_title
        }
    ranks = (
        {option.rank: words(option.label) for option in scale.options if option.missing is None}
        if scale
        else {}
    )
    counts: Counts = {}
    for row in proposal.changes["survey_answers"].to_pylist():
        if row["question_id"] == question.question_id:
            option = labels.get(row["option"], row["option"])
            counts.setdefault(option, Counter())[_say(row, question, ranks)] += 1
    return counts


def _say(row: Mapping[str, Any], question: Question, ranks: Mapping[int | None, str]) -> str:
    if row["missing"] is not None:
        return row["missing"]
    if question.kind == "text":
        return "text"
    if question.kind in ("likert", "single"):
        return ranks[int(row["value"])]
    return words(f"{row['value']:g}")


def _difference(expected: Counter[Any], counts_imported: Counter[Any]) -> str:
    return f"{dict(expected - counts_imported)} devient {dict(counts_imported - expected)}"

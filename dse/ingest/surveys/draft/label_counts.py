"""How many lines of an export choose each option of a drafted question, or fill a line of a grid."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from dse.ingest.files.cells import Sheet
from dse.ingest.forms.survey_definitions import Question, Scale, Survey
from dse.ingest.surveys.draft import answer_guessing
from dse.ingest.surveys.reading import choices

LabelCounts = Mapping[str, Mapping[str, int]]  # by question, the lines that have each label


def count_labels(survey: Survey, sheet: Sheet) -> LabelCounts:
    """The counts of each question; answers of a question that is no choice are counted as they are written."""
    columns = dict(zip(sheet.headers, sheet.columns, strict=True))
    return {
        question.question_id: _count(question, survey.scales.get(question.scale or ""), columns)
        for question in survey.questions
    }


def add_up(counts: LabelCounts, question_ids: Iterable[str]) -> Counter[str]:
    """The lines that have each label in any of some questions."""
    return sum((Counter(counts.get(name, {})) for name in question_ids), Counter())


def _count(
    question: Question, scale: Scale | None, columns: Mapping[str, Sequence[str]]
) -> Mapping[str, int]:
    if scale and question.kind == "multiple":
        labels = {option.code: option.label for option in scale.options}
        return _count_boxes(question, scale, columns) or _count_in_cells(question, scale, labels, columns)
    read = [columns[spellings[0]] for spellings in question.own_columns if spellings[0] in columns]
    return answer_guessing.merge_counts([answer_guessing.count_answers(texts) for texts in read])


def _count_boxes(question: Question, scale: Scale, columns: Mapping[str, Sequence[str]]) -> Mapping[str, int]:
    counts: Counter[str] = Counter()
    for code, spellings in question.option_columns:
        read = choices.tick_reader(scale.option(code), {}, question.most_choices)
        answers = [read(text)[0] for text in columns.get(spellings[0], ())]
        counts[scale.option(code).label] = sum(bool(answer and answer.value) for answer in answers)
    return counts


def _count_in_cells(
    question: Question, scale: Scale, labels: Mapping[str, str], columns: Mapping[str, Sequence[str]]
) -> Mapping[str, int]:
    read = choices.choices_reader(scale, question.split, {}, question.other)
    texts = [text for spellings in question.own_columns for text in columns.get(spellings[0], ())]
    chosen = [choice for text in texts if isinstance(choice := read(text)[0], tuple)]
    return Counter(labels[code] for ticked in chosen for code, _ in ticked if code in labels)

"""A need over two periods: the change between two waves that the figure of waves tells."""

from __future__ import annotations

from dse.figures.offer.needs import NEED, choose_subjects, find_questions
from dse.figures.offer.subjects import Subject
from dse.figures.period_differences import Difference, Pair, Span, Value
from dse.figures.rows import Row
from dse.figures.surveys.waves import compare_waves
from dse.query import Query

EVERYBODY = "tous les répondants"  # the arrow of `waves_need` may be that of those who answered both times


def compare_needs(query: Query, pair: Pair, subject: Subject) -> Difference:
    """The need of the subject chosen, in the latest wave of each period: the change and its interval are those of `waves_need`."""
    before, after = (_find_question(query, span, subject) for span in (pair.before, pair.after))
    if before is None or after is None or before["question_id"] != after["question_id"]:
        return Difference(Value(), Value())
    wide = pair.over(query)
    rows = compare_waves(wide, NEED, after["question_id"], before["wave_id"], after["wave_id"])
    if rows is None:
        return Difference(Value(), Value())
    low, high = rows[1]["change_low_points"], rows[1]["change_high_points"]
    interval = None if low is None or high is None else (low, high)
    first, second = (Value(row["share_pct"], row["favourable"], row["base"]) for row in rows)
    return Difference(first, second, members=rows[1]["base"], interval=interval)


def _find_question(query: Query, span: Span, subject: Subject) -> Row | None:
    """The only question on the subject in the latest wave of a period; None where there are several, or none."""
    within = query.with_years(span.first, span.last)
    questions = find_questions(within, NEED, subject.question)
    chosen = questions[questions["subject"].isin(choose_subjects(within, subject))]
    return chosen.iloc[0].to_dict() if len(chosen) == 1 else None

"""What an export says of needs: of what they speak, over which years, from which note on; proposed, and asked where it is not sure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from dse import french
from dse.ingest.forms.survey_definitions import Option, Question, Survey
from dse.ingest.surveys.draft import asked_bounds, asked_years, label_counts, points, subjects, unread_needs
from dse.ingest.surveys.draft.label_counts import LabelCounts
from dse.ingest.surveys.draft.points import Answers, Point
from dse.ingest.surveys.draft.subject_matching import Subject

YEARS, FAVOURABLE = "annees", "favorable"
_UNKNOWN = "inconnu"
_NOTES = ("scale", "nps", "number")
_MOST_STEPS = 20
_YEARS_CHOICES = {
    "3": "Des trois années à venir",
    "1": "De l’année à venir",
    "0": "De maintenant",
    "-3": "Des trois années d’avant",
    _UNKNOWN: "On ne sait pas",
}


def settle_needs(
    survey: Survey, answers: Answers, counts: LabelCounts, known_survey: Survey | None = None
) -> tuple[Survey, tuple[Point, ...]]:
    """A survey whose needs are read as it seems and as it was answered, and what a person is asked about them.

    `known_survey` is the survey as its form has it: what it says is not asked again.
    """
    survey, subject_points, asked_labels = subjects.settle_subjects(survey, answers, counts, known_survey)
    survey, reading_points = _settle_readings(survey, answers, counts, known_survey)
    return survey, (
        *subject_points,
        *reading_points,
        *unread_needs.list_points(survey, asked_labels, answers, counts),
    )


def list_needs(survey: Survey) -> list[Question]:
    """Questions on needs of which it is known what they, or their options, speak of."""
    return [
        question
        for question in survey.questions
        if question.dimension == subjects.NEED
        and question.kind != "text"
        and (subjects.speaks(question) or any(map(subjects.speaks, subjects.list_options(survey, question))))
    ]


def describe_shared_subjects(survey: Survey) -> tuple[str, ...]:
    """Which subjects several questions on needs speak of, where there are any: figures that count a member once read the first of them."""
    counts = Counter(
        subject
        for question in list_needs(survey)
        for subject in dict.fromkeys(_list_subjects((question, *subjects.list_options(survey, question))))
    )
    labels = [f"« {subject.label} »" for subject, count in counts.items() if count > 1]
    if not labels:
        return ()
    return (
        f"Plusieurs questions sur les besoins parlent de {french.listed(labels)} : celle qui vient d’abord dans le questionnaire compte dans "
        "Réinterroger l’offre et sur les fiches des membres, l’autre seulement dans Enquêtes membres.",
    )


def describe_readings(survey: Survey) -> tuple[str, ...]:
    """What a person should know of how the needs of a survey are read."""
    return (*describe_steps(survey), *describe_shared_subjects(survey))


def describe_steps(survey: Survey) -> tuple[str, ...]:
    """Which answers in words say a need: as in every figure, the last two of four steps or more, the last of three."""
    scales = dict.fromkeys(
        question.scale for question in list_needs(survey) if question.kind in ("likert", "scale")
    )
    sentences = []
    for scale in filter(None, map(survey.scales.get, scales)):
        steps = sorted(
            (option for option in scale.options if option.rank is not None and not option.missing),
            key=lambda option: option.rank,
        )
        ranks = [option.rank for option in steps]
        if len(steps) >= unread_needs.FEWEST_STEPS and ranks == list(range(ranks[0], ranks[0] + len(ranks))):
            labels = [f"« {option.label} »" for option in steps]
            last = 2 if len(steps) > unread_needs.FEWEST_STEPS else 1
            sentences.append(
                f"Disent un besoin : {french.listed(labels[-last:])}. N’en disent pas : {french.listed(labels[:-last])}."
            )
    return tuple(dict.fromkeys(sentences))


def _list_subjects(speakers: Iterable[Question | Option]) -> Iterator[Subject]:
    for speaking in speakers:
        if speaking.theme:
            yield Subject(theme=speaking.theme)
        if speaking.kind_asked_about:
            yield Subject(kind_asked_about=speaking.kind_asked_about)


def _settle_readings(
    survey: Survey, answers: Answers, counts: LabelCounts, known_survey: Survey | None
) -> tuple[Survey, list[Point]]:
    """How needs are read: over which years, how many at most, from which note on; a line added to a known grid as its others."""
    grids = (
        {
            subjects.find_grid(question): question
            for question in list_needs(known_survey)
            if subjects.find_line(question)
        }
        if known_survey
        else {}
    )
    questions = (_recall_readings(_read_wording(question), grids) for question in survey.questions)
    survey = replace(survey, questions=tuple(questions))
    years_point = _ask_years(list_needs(survey), answers)
    if years_point:
        years = _choose(years_point)
        survey = subjects.replace_questions(
            survey, years_point.question_ids, horizon_years=None if years == _UNKNOWN else int(years)
        )
    notes_points = _ask_notes(list_needs(survey), answers, counts)
    for point in notes_points:
        survey = subjects.replace_questions(survey, point.question_ids, favourable_from=int(_choose(point)))
    return survey, [*([years_point] if years_point else []), *notes_points]


def _read_wording(question: Question) -> Question:
    """A question with the years and the number of choices that its words say."""
    years, most = question.horizon_years, question.most_choices
    if years is None and question.dimension != subjects.PROFILE:
        years = asked_years.find_years(question.wording)
    if most is None and question.kind == "multiple":
        most = asked_bounds.find_most_choices(question.wording)
    return replace(question, horizon_years=years, most_choices=most)


def _recall_readings(question: Question, grids: Mapping[str, Question]) -> Question:
    """A line of a known grid, read as another one of it whose notes have the same bounds."""
    line = grids.get(subjects.find_grid(question))
    if line is None or _find_bounds(line) != _find_bounds(question):
        return question
    return replace(question, horizon_years=line.horizon_years, favourable_from=line.favourable_from)


def _choose(point: Point) -> str:
    return point.chosen or point.proposed or ""


def _ask_years(needs: Sequence[Question], answers: Answers) -> Point | None:
    """Of which years questions on needs speak that do not say it."""
    silent = [question for question in needs if question.horizon_years is None]
    if not silent:
        return None
    subject = "cette question" if len(silent) == 1 else f"ces {french.number(len(silent))} questions"
    text = f"De quelles années {subject} sur les besoins parle{'nt' * (len(silent) > 1)}-{'elles' if len(silent) > 1 else 't-elle'} ?"
    ids = [question.question_id for question in silent]
    return points.make_point(YEARS, text, _YEARS_CHOICES, str(asked_years.USUAL), answers, ids)


def _ask_notes(needs: Iterable[Question], answers: Answers, counts: LabelCounts) -> list[Point]:
    """From which note on a need is said, once for all notes of the same bounds; the upper third is proposed."""
    silent: dict[tuple[int, int], list[Question]] = {}
    for question in needs:
        bounds = _find_bounds(question)
        if bounds and question.favourable_from is None:
            silent.setdefault(bounds, []).append(question)
    return [_ask_note(bounds, questions, answers, counts) for bounds, questions in silent.items()]


def _find_bounds(question: Question) -> tuple[int, int] | None:
    """The bounds of a note; none of a number without limit, nor of a scale whose steps have labels."""
    lowest, highest = (0, 10) if question.kind == "nps" else (question.lowest, question.highest)
    is_note = question.kind in _NOTES and lowest is not None and highest is not None
    return (int(lowest), int(highest)) if is_note and lowest < highest else None


def _ask_note(
    bounds: tuple[int, int], questions: Sequence[Question], answers: Answers, counts: LabelCounts
) -> Point:
    low, high = bounds
    proposed = propose_favourable(low, high)
    steps = range(low + 1, high + 1) if high - low <= _MOST_STEPS else [proposed]
    labels = {str(step): f"À partir de {step}" for step in steps}
    text = f"De {low} à {high}, à partir de quelle note un besoin est-il dit ?"
    ids = [question.question_id for question in questions]
    point = points.make_point(f"{FAVOURABLE}-{low}-{high}", text, labels, str(proposed), answers, ids)
    return replace(point, counts=points.list_counts(label_counts.add_up(counts, ids)))


def propose_favourable(low: int, high: int) -> int:
    """The first note of the upper third: 7 of 0 to 10, 4 of 1 to 5."""
    return -(-(low + 2 * high) // 3)

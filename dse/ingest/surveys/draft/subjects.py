"""What the questions of a survey speak of: which themes and forms of support, over which years, from which note on. Proposed, and asked where it is not sure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from dse import french
from dse.ingest.forms.survey_definitions import Option, Question, Scale, Survey
from dse.ingest.issues import quoted_list, shorten
from dse.ingest.surveys.draft import asked_bounds, asked_years, points, subject_matching
from dse.ingest.surveys.draft.label_counts import LabelCounts
from dse.ingest.surveys.draft.points import Answers, Point
from dse.ingest.surveys.draft.subject_matching import SUPPORTS, THEMES, Subject
from schemas import codelists

NEAR, MEASURED, YEARS, FAVOURABLE = "sujets", "dimension", "annees", "favorable"
OLDER = "besoins"
NEED, PROFILE = "need", "profile"
_YES, _NO, _UNKNOWN = "oui", "non", "inconnu"
_CHOSEN = ("single", "multiple")  # kinds whose options may each speak of something
_NOTES = ("scale", "nps", "number")
_FEWEST_NAMED = 2  # options that name a theme, by which a list of them is known
_LONGEST_LABEL = 60
_MOST_STEPS = 20
_LINE = re.compile(r".*\S \[([^\[\]]+)\]")
_YEARS_CHOICES = {
    "3": "Des trois années à venir",
    "1": "De l’année à venir",
    "0": "De maintenant",
    "-3": "Des trois années d’avant",
    _UNKNOWN: "On ne sait pas",
}

Speaking = TypeVar("Speaking", Question, Option)
KnownSubjects = Mapping[str, Subject | None]


@dataclass(frozen=True)
class Matches:
    """What texts speak of: as the lists and the team say it, else as the form of the survey has it, where there is one, else as they seem."""

    of_team: subject_matching.Matched
    of_form: KnownSubjects

    def find(self, text: str) -> Subject | None:
        """What a text speaks of; None where it names nothing of the lists."""
        subject = subject_matching.match_label(text, self.of_team)
        if subject is None or subject.is_sure:
            return subject
        return self.of_form.get(subject_matching.spell(text), subject)


@dataclass(frozen=True)
class Subjects:
    """Subjects by label, those of which a person agreed or nobody said otherwise."""

    by_label: Mapping[str, Subject]

    def of_option(self, option: Option) -> Option:
        """An option with what it speaks of, unless it says so already."""
        subject = None if option.missing or speaks(option) else self.by_label.get(option.label)
        return option if subject is None else _speak_of(option, subject)

    def of_question(self, question: Question, options: Collection[Option]) -> Question:
        """A question with what it speaks of: its line of a grid, else what its words name where its options name none."""
        line = find_line(question)
        if speaks(question) or (line and line in self.by_label):
            return question if speaks(question) else _speak_of(question, self.by_label[line])
        if any(option.theme for option in options):
            return question
        theme = subject_matching.find_in_wording(question.wording, THEMES)
        is_of_support = question.dimension != PROFILE and not any(map(speaks, options))
        kind = subject_matching.find_in_wording(question.wording, SUPPORTS) if is_of_support else None
        return replace(question, theme=theme, kind_asked_about=kind)


def speaks(speaking: Question | Option) -> bool:
    """Whether a question or an option says what it speaks of."""
    return bool(speaking.theme or speaking.kind_asked_about)


def find_line(question: Question) -> str:
    """The line of a grid that a question is, by its wording; empty where it is none."""
    match = _LINE.fullmatch(question.wording)
    return match[1] if match and question.kind != "text" else ""


def settle_subjects(
    survey: Survey, answers: Answers, known_subjects: KnownSubjects, counts: LabelCounts
) -> tuple[Survey, tuple[Point, ...]]:
    """A survey whose questions say what they speak of, as it seems and as it was answered, and what a person is asked about it."""
    matched = Matches(subject_matching.load_matched(), known_subjects)
    sure = _find_subjects(survey, matched, survey.questions, is_sure=True)
    measured_point = _ask_what_is_measured(survey, sure, answers)
    survey = _set_measured(survey, measured_point)
    telling = [question for question in survey.questions if question.dimension != PROFILE]
    near = _find_subjects(survey, matched, telling, is_sure=False)
    near_point = _ask_about_near(near, _list_ids(survey, telling, near), counts, answers)
    agreed = {} if near_point and near_point.chosen == _NO else near
    survey = _set_subjects(survey, Subjects({**sure, **agreed}))
    survey, others = _settle_needs(survey, answers, counts)
    return survey, tuple(point for point in (measured_point, near_point, *others) if point)


def list_known_subjects(survey: Survey) -> dict[str, Subject | None]:
    """What the options and the lines of grids of a form speak of, by the spelling of their labels; None of those that speak of nothing."""
    if not survey.names_subjects:
        return {}
    options = [option for scale in survey.scales.values() for option in scale.options]
    labelled: list[tuple[str, Question | Option]] = [(option.label, option) for option in options]
    labelled += [(line, question) for question in survey.questions if (line := find_line(question))]
    return {
        subject_matching.spell(label): Subject(speaking.theme, speaking.kind_asked_about)
        if speaks(speaking)
        else None
        for label, speaking in sorted(labelled, key=lambda pair: speaks(pair[1]))
    }


def _find_subjects(
    survey: Survey, matched: Matches, questions: Iterable[Question], *, is_sure: bool
) -> dict[str, Subject]:
    """What options and lines of grids of some questions speak of, by label: those that are sure, or those that are not."""
    subjects: dict[str, Subject] = {}
    for question in questions:
        for label in _list_labels(survey, question):
            subject = matched.find(label)
            if subject and not subject.is_sure and question.dimension != NEED:
                subject = replace(subject, kind_asked_about=None) if subject.theme else None
            if subject and subject.is_sure == is_sure:
                subjects[label] = subject
    return subjects


def _list_ids(survey: Survey, questions: Iterable[Question], labels: Collection[str]) -> tuple[str, ...]:
    """Questions that have one of some labels."""
    return tuple(
        question.question_id
        for question in questions
        if not set(labels).isdisjoint(_list_labels(survey, question))
    )


def _list_labels(survey: Survey, question: Question) -> list[str]:
    options = list_options(survey, question)
    return [*filter(None, [find_line(question)]), *(option.label for option in options if not option.missing)]


def list_options(survey: Survey, question: Question) -> tuple[Option, ...]:
    """The options of a question that may each speak of something."""
    return survey.scales[question.scale].options if question.scale and question.kind in _CHOSEN else ()


def _set_subjects(survey: Survey, subjects: Subjects) -> Survey:
    chosen = {question.scale for question in survey.questions if question.kind in _CHOSEN}
    scales = {
        name: Scale(name, tuple(map(subjects.of_option, scale.options))) if name in chosen else scale
        for name, scale in survey.scales.items()
    }
    survey = replace(survey, scales=scales)
    questions = tuple(
        subjects.of_question(question, list_options(survey, question)) for question in survey.questions
    )
    return replace(survey, questions=questions)


def _speak_of(speaking: Speaking, subject: Subject) -> Speaking:
    return replace(speaking, theme=subject.theme, kind_asked_about=subject.kind_asked_about)


def _ask_about_near(
    near: Mapping[str, Subject], question_ids: tuple[str, ...], counts: LabelCounts, answers: Answers
) -> Point | None:
    """Whether labels that are none of the lists speak of what they seem to: one question for all."""
    if not near:
        return None
    lines = _add_up(counts, question_ids)
    pairs = french.listed(
        [
            f"« {shorten(label, _LONGEST_LABEL)} » ({subject.label}{_describe_lines(lines[label])})"
            for label, subject in near.items()
        ]
    )
    each_apart = " Chacun se corrige aussi dans la liste des choix." if len(near) > 1 else ""
    question = f"{pairs} : est-ce bien de cela que {'parle ce libellé' if len(near) == 1 else 'parlent ces libellés'} ?{each_apart}"
    labels = {
        _YES: "Oui",
        _NO: "Non : d’aucun thème ni forme d’appui de vos listes",
    }
    return replace(points.make_point(NEAR, question, labels, _YES, answers), question_ids=question_ids)


def _describe_lines(lines: int) -> str:
    """How many lines have a label; nothing of a line of a grid, whose answers are others."""
    return f", {french.count(lines, 'réponse')}" if lines else ""


def _ask_what_is_measured(survey: Survey, sure: Mapping[str, Subject], answers: Answers) -> Point | None:
    """What questions ask whose answers name themes, and whose words do not say it."""
    silent = [
        question
        for question in survey.questions
        if question.dimension == PROFILE
        and question.kind in _CHOSEN
        and sum(_names_theme(sure, label) for label in _list_labels(survey, question)) >= _FEWEST_NAMED
    ]
    if not silent:
        return None
    ask = "Que demande-t-elle" if len(silent) == 1 else "Que demandent-elles"
    wordings = quoted_list([shorten(question.wording, _LONGEST_LABEL) for question in silent[:3]], "et")
    text = f"{wordings} : les réponses nomment des thèmes. {ask} ?"
    point = points.make_point(MEASURED, text, codelists.labels("dimensions"), PROFILE, answers)
    return replace(point, question_ids=tuple(question.question_id for question in silent))


def _names_theme(subjects: Mapping[str, Subject], label: str) -> bool:
    return label in subjects and subjects[label].theme is not None


def _set_measured(survey: Survey, point: Point | None) -> Survey:
    if point is None or point.chosen is None:
        return survey
    return _replace_questions(survey, point.question_ids, dimension=point.chosen)


def _replace_questions(survey: Survey, question_ids: Collection[str], **values: Any) -> Survey:
    questions = (
        replace(question, **values) if question.question_id in question_ids else question
        for question in survey.questions
    )
    return replace(survey, questions=tuple(questions))


def list_needs(survey: Survey) -> list[Question]:
    """Questions on needs of which it is known what they, or their options, speak of."""
    return [
        question
        for question in survey.questions
        if question.dimension == NEED
        and question.kind != "text"
        and (speaks(question) or any(map(speaks, list_options(survey, question))))
    ]


def _settle_needs(survey: Survey, answers: Answers, counts: LabelCounts) -> tuple[Survey, list[Point]]:
    """How needs are read: over which years, how many at most, from which note on."""
    survey = replace(survey, questions=tuple(map(_read_wording, survey.questions)))
    years_point = _ask_years(list_needs(survey), answers)
    if years_point:
        years = _choose(years_point)
        survey = _replace_questions(
            survey, years_point.question_ids, horizon_years=None if years == _UNKNOWN else int(years)
        )
    notes_points = _ask_notes(list_needs(survey), answers, counts)
    for point in notes_points:
        survey = _replace_questions(survey, point.question_ids, favourable_from=int(_choose(point)))
    return survey, [*([years_point] if years_point else []), *notes_points]


def _read_wording(question: Question) -> Question:
    """A question with the years and the number of choices that its words say."""
    years, most = question.horizon_years, question.most_choices
    if years is None and question.dimension != PROFILE:
        years = asked_years.find_years(question.wording)
    if most is None and question.kind == "multiple":
        most = asked_bounds.find_most_choices(question.wording)
    return replace(question, horizon_years=years, most_choices=most)


def _choose(point: Point) -> str:
    return point.chosen or point.proposed or ""


def _ask_years(needs: Sequence[Question], answers: Answers) -> Point | None:
    """Of which years questions on needs speak that do not say it."""
    silent = [question for question in needs if question.horizon_years is None]
    if not silent:
        return None
    subject = "cette question" if len(silent) == 1 else f"ces {french.number(len(silent))} questions"
    text = f"De quelles années {subject} sur les besoins parle{'nt' * (len(silent) > 1)}-{'elles' if len(silent) > 1 else 't-elle'} ?"
    point = points.make_point(YEARS, text, _YEARS_CHOICES, str(asked_years.USUAL), answers)
    return replace(point, question_ids=tuple(question.question_id for question in silent))


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
    point = points.make_point(f"{FAVOURABLE}-{low}-{high}", text, labels, str(proposed), answers)
    ids = tuple(question.question_id for question in questions)
    return replace(point, question_ids=ids, counts=points.list_counts(_add_up(counts, ids)))


def _add_up(counts: LabelCounts, question_ids: Iterable[str]) -> Counter[str]:
    return sum((Counter(counts.get(name, {})) for name in question_ids), Counter())


def propose_favourable(low: int, high: int) -> int:
    """The first note of the upper third: 7 of 0 to 10, 4 of 1 to 5."""
    return -(-(low + 2 * high) // 3)


def list_unmatched(survey: Survey) -> Iterator[tuple[Question, list[str]]]:
    """Questions on needs with the options, or their line of a grid, that speak of nothing of the lists."""
    for question in survey.questions:
        options = list_options(survey, question)
        if question.dimension == NEED and not speaks(question):
            labels = [option.label for option in options if not option.missing and not speaks(option)]
            labels = labels if options else [*filter(None, [find_line(question)])]
            if labels := [label for label in labels if not subject_matching.is_no_subject(label)]:
                yield question, labels


def describe_shared_subjects(survey: Survey) -> tuple[str, ...]:
    """Which subjects several questions on needs speak of, where there are any: figures that count a member once read the first of them."""
    counts = Counter(
        subject
        for question in list_needs(survey)
        for subject in dict.fromkeys(_list_subjects((question, *list_options(survey, question))))
    )
    labels = [f"« {subject.label} »" for subject, count in counts.items() if count > 1]
    if not labels:
        return ()
    return (
        f"Plusieurs questions sur les besoins parlent de {french.listed(labels)} : celle qui vient d’abord dans le questionnaire compte dans "
        "Réinterroger l’offre et sur les fiches des membres, l’autre seulement dans Enquêtes membres.",
    )


def _list_subjects(speakers: Iterable[Question | Option]) -> Iterator[Subject]:
    for speaking in speakers:
        if speaking.theme:
            yield Subject(theme=speaking.theme)
        if speaking.kind_asked_about:
            yield Subject(kind_asked_about=speaking.kind_asked_about)


def complete_needs(survey: Survey, answers: Answers) -> tuple[Survey, Point | None]:
    """A survey whose form had no words for what its needs speak of, with what they seem to, and the one question about it."""
    versions = [] if survey.names_subjects else list(_list_silent_needs(survey))
    if not versions:
        return survey, None
    scales = {name: survey.scales[name] for question in versions if (name := question.scale)}
    part, _ = settle_subjects(replace(survey, questions=tuple(versions), scales=scales), {}, {}, {})
    ids = {question.question_id for question in list_needs(part)}
    if not ids:
        return survey, None
    point = _ask_about_older(part, ids, answers)
    if point.chosen == _NO:
        return replace(survey, names_subjects=True), point
    needs = {question.question_id: question for question in reversed(part.questions)}
    completed = tuple(
        replace(question, **_read_subjects(needs[question.question_id]))
        if question.question_id in ids
        else question
        for question in survey.questions
    )
    return replace(
        survey, questions=completed, scales={**survey.scales, **part.scales}, names_subjects=True
    ), point


def _list_silent_needs(survey: Survey) -> Iterator[Question]:
    """Questions on needs that speak of nothing, nor their options, each as the form and as its waves have it."""
    for question in survey.questions:
        waves = (question.in_wave(wave.wave_id) for wave in survey.waves)
        versions = [question, *filter(None, waves)]
        if (
            question.dimension == NEED
            and question.kind != "text"
            and not any(
                speaks(version) or any(map(speaks, list_options(survey, version))) for version in versions
            )
        ):
            yield from versions


def _read_subjects(question: Question) -> dict[str, Any]:
    """What a question says of its subject and of how its answers are read."""
    names = ("theme", "kind_asked_about", "favourable_from", "most_choices", "horizon_years")
    return {name: getattr(question, name) for name in names}


def _ask_about_older(survey: Survey, ids: Collection[str], answers: Answers) -> Point:
    """Whether needs of a form of before speak of what they seem to."""
    labels = dict.fromkeys(
        label
        for question in survey.questions
        if question.question_id in ids
        for label in _describe_subjects(survey, question)
    )
    text = f"Ce formulaire ne disait pas de quoi parlent ses besoins : {french.listed(list(labels))}. Est-ce juste ?"
    point = points.make_point(OLDER, text, {_YES: "Oui", _NO: "Non : de rien de vos listes"}, _YES, answers)
    return replace(point, question_ids=tuple(ids))


def _describe_subjects(survey: Survey, question: Question) -> Iterator[str]:
    """What a question, or each of its options, speaks of, with the note from which it is a need."""
    speakers: list[tuple[Question | Option, str]] = [(question, find_line(question) or question.wording)]
    speakers += [(option, option.label) for option in list_options(survey, question)]
    for speaking, label in speakers:
        if speaks(speaking):
            named = Subject(speaking.theme, speaking.kind_asked_about).label
            note = question.favourable_from
            suffix = f", à partir de {note:g}" if note is not None else ""
            yield f"« {shorten(label, _LONGEST_LABEL)} » ({named}{suffix})"

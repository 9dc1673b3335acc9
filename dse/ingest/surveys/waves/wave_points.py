"""What only a person can tell of a new wave: which question one is, and whether a scale is another. Asked on the page as by the command."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from dse import french
from dse.ingest.files.cells import Sheet
from dse.ingest.forms.survey_definitions import Field, Question, Scale, Survey
from dse.ingest.issues import quoted_list, shorten
from dse.ingest.spelling import canonical
from dse.ingest.surveys.draft import answer_days, answer_guessing, naming, points
from dse.ingest.surveys.draft.points import ABSENCE, DOUBLES, REFUSED, UNIT, Answers, Point
from dse.ingest.surveys.reading import scale_answers
from dse.ingest.surveys.waves import question_matching
from dse.ingest.surveys.waves.question_comparison import OTHER_FORM, RESCALED, SAME, Comparison
from dse.ingest.surveys.waves.question_matching import Match
from dse.ingest.surveys.waves.scale_doubts import (
    CODES,
    ENDS,
    LABELS,
    LAYOUT,
    MEASURE,
    ODD,
    REACH,
    RENAMED,
    TURNED,
    UNUSED,
    WRITTEN,
    ScaleDoubt,
)

_WHICH, _SCALE, _LEFT_ASIDE = "question", "echelle", "laisse-de-cote"
NEW_QUESTION = "nouvelle question"  # no identifier: it has a space
SAME_SCALE, OTHER_SCALE = "meme", "autre"
_LONGEST_WORDING = 90
_CHOICES = ("single", "multiple")


def name_matches(matches: Mapping[str, Match], series: str) -> dict[str, str]:
    """The key of the point about each question of the export that may be a known one."""
    doubtful = [name for name, match in matches.items() if match.candidates]
    keys = [points.make_key(_WHICH, name.removeprefix(f"{series}-")) for name in doubtful]
    return dict(zip(doubtful, naming.make_unique(keys), strict=True))


def choose_known(match: Match, answer: str | None) -> str | None:
    """The known question that one of the export is, as it was answered, else as it is supposed."""
    if answer in match.candidates:
        return answer
    return None if answer == NEW_QUESTION and match.candidates else match.known_id


def takes_back(answers: Answers) -> bool:
    """Whether a person said that columns left aside before are questions of the new wave."""
    return answers.get(_LEFT_ASIDE) == answer_days.YES


def left_aside_points(questions: Sequence[Question], sheet: Sheet, answers: Answers) -> list[Point]:
    """Whether columns that an earlier wave had and left aside are read from now on, with how many cells they fill."""
    if not questions:
        return []
    labels = {
        answer_days.NO: "Non, rien : comme avant",
        answer_days.YES: "Oui : ce sont de nouvelles questions",
    }
    count = french.count(len(questions), "question")
    sentence = (
        f"{count} dans des colonnes qu’une vague d’avant a laissées de côté : faut-il lire ces réponses ?"
    )
    point = points.make_point(_LEFT_ASIDE, sentence, labels, answer_days.NO, answers)
    return [
        replace(
            point,
            counts=tuple((_describe(question), _count_filled(question, sheet)) for question in questions),
        )
    ]


def _count_filled(question: Question, sheet: Sheet) -> int:
    """How many lines of the export have something in a column of a question."""
    titles = question_matching.question_titles(question)
    columns = [
        column
        for header, column in zip(sheet.headers, sheet.columns, strict=True)
        if canonical(header) in titles
    ]
    return sum(any(text.strip() for text in cells) for cells in zip(*columns, strict=True))


def is_match(point: Point) -> bool:
    """Whether a point asks which known question one is."""
    return NEW_QUESTION in dict(point.choices)


def match_points(
    matches: Mapping[str, Match],
    questions: Sequence[Question],
    known_survey: Survey,
    sheet: Sheet,
    scales: Mapping[str, Scale],
    answers: Answers,
) -> list[Point]:
    """A point for each question of which nothing proves which known one it is."""
    known_questions = {question.question_id: question for question in known_survey.questions}
    keys = name_matches(matches, known_survey.series)
    drafted = {question.question_id: question for question in questions}
    match_points = []
    for name, key in keys.items():
        match = matches[name]
        labels = {other: f"« {_describe(known_questions[other])} »" for other in match.candidates}
        labels[NEW_QUESTION] = "Aucune : c’est une nouvelle question"
        proposed = match.known_id or NEW_QUESTION
        choices = tuple((value, labels[value]) for value in dict.fromkeys((proposed, *labels)))
        chosen = answers.get(key)
        sentence = f"« {_describe(drafted[name])} » : laquelle des questions déjà posées est-ce ?"
        may_be_text = any(known_questions[other].kind == "text" for other in match.candidates)
        counts = () if may_be_text else _count([drafted[name]], sheet, scales)
        match_points.append(
            Point(key, sentence, choices, proposed, chosen if chosen in labels else None, (name,), counts)
        )
    return match_points


def _describe(question: Question) -> str:
    """Its wording, or its title where that is the wording with a number that tells it from another of the same title."""
    title = next(iter(question.columns), question.question_id)
    is_twin = canonical(question.wording) == question_matching.strip_number_of_twin(canonical(title))
    return shorten(title if is_twin else question.wording or title, _LONGEST_WORDING)


def _count(
    questions: Iterable[Question],
    sheet: Sheet,
    scales: Mapping[str, Scale],
    left_out: Iterable[str] = (),
) -> tuple[tuple[str, int], ...]:
    """How often each answer of questions comes, without some; nothing of what was written freely."""
    counted = [
        _count_regular(question, sheet.columns[sheet.headers.index(question.columns[0])], scales)
        for question in questions
        if question.columns and question.kind != "text"
    ]
    hidden = set(map(canonical, left_out))
    merged = answer_guessing.merge_counts(counted)
    return points.list_counts(
        Counter({text: count for text, count in merged.items() if canonical(text) not in hidden})
    )


def _count_regular(question: Question, texts: Sequence[str], scales: Mapping[str, Scale]) -> Counter[str]:
    """Answers of a question with their counts: of choices, those that come again; of others, numbers and the steps of the scale."""
    counts = answer_guessing.count_answers(texts)
    if question.kind in _CHOICES:
        return Counter({text: count for text, count in counts.items() if count > 1})
    find_step = scale_answers.option_finder(scales[question.scale]) if question.scale else lambda _text: None
    regular = {text for text in counts if scale_answers.split_unit(text) or find_step(text)}
    return Counter({text: counts[text] for text in regular})


def _name_codes(
    counts: tuple[tuple[str, int], ...], meanings: Iterable[tuple[str, str]]
) -> tuple[tuple[str, int], ...]:
    """Counts of answers, of which codes have the label that they had beside them."""
    labels = {canonical(code): label for code, label in meanings}
    return tuple(
        (f"{text} : {labels[canonical(text)]}" if canonical(text) in labels else text, count)
        for text, count in counts
    )


def _group_scales(comparisons: Mapping[str, Comparison]) -> dict[str, tuple[ScaleDoubt, list[str]]]:
    """Doubts about scales that are the same, by key, with the questions that they are about."""
    groups: dict[tuple[object, ...], tuple[ScaleDoubt, list[str]]] = {}
    for name, comparison in comparisons.items():
        if doubt := comparison.doubt:
            group = doubt.kind, doubt.before, doubt.after, doubt.meanings, doubt.unused
            groups.setdefault(group, (doubt, []))[1].append(name)
    keys = [
        points.make_key(_SCALE, f"{doubt.kind} {doubt.before} {doubt.after}") for doubt, _ in groups.values()
    ]
    return dict(zip(naming.make_unique(keys), groups.values(), strict=True))


def scale_points(
    comparisons: Mapping[str, Comparison],
    questions: Sequence[Question],
    sheet: Sheet,
    scales: Mapping[str, Scale],
    answers: Answers,
) -> list[Point]:
    """A point for each change that may be one of scale, for all its questions."""
    return [
        Point(
            key,
            _SENTENCES[doubt.kind](doubt, len(names)),
            _scale_choices(doubt),
            OTHER_SCALE if doubt.is_likely else SAME_SCALE,
            _scale_answer(answers, key),
            tuple(names),
            _name_codes(
                _count(
                    [question for question in questions if question.question_id in names],
                    sheet,
                    scales,
                    doubt.odd_texts,
                ),
                doubt.meanings,
            ),
        )
        for key, (doubt, names) in _group_scales(comparisons).items()
    ]


def _scale_answer(answers: Answers, key: str) -> str | None:
    return answer if (answer := answers.get(key)) in (SAME_SCALE, OTHER_SCALE) else None


def _scale_choices(doubt: ScaleDoubt) -> tuple[tuple[str, str], ...]:
    labels = {
        REACH: ("Elle va toujours de {0.before}", "Elle va maintenant de {0.after}"),
        LABELS: ("La même, autrement écrite", "Une autre échelle"),
        UNUSED: ("Oui, c’est la même", "Non, c’est une autre"),
        TURNED: ("Oui, comme avant", "Non : une autre échelle"),
        ENDS: ("Oui, seuls les libellés ont changé", "Non : la note va dans l’autre sens"),
        CODES: ("Oui, la liste n’a pas changé", "Non, ou je ne sais pas : une autre échelle"),
        ODD: ("Oui, à corriger dans le fichier", "Non, la question a changé"),
        MEASURE: ("Oui, comme avant", "Non : c’est une nouvelle question"),
        RENAMED: ("Oui, autrement écrite", "Non, un autre choix : une autre échelle"),
        LAYOUT: ("Oui, la même question", "Non : c’est une nouvelle question"),
        WRITTEN: ("Écrites à « Autre », comme avant", "Des choix ajoutés : une autre échelle"),
    }
    same, other = (label.format(doubt) for label in labels[doubt.kind])
    choices = ((SAME_SCALE, same), (OTHER_SCALE, other))
    return choices[::-1] if doubt.is_likely else choices


def _name_count(count: int, verb: str, verbs: str) -> str:
    return f"Cette question {verb}" if count == 1 else f"Ces {french.number(count)} questions {verbs}"


def _ask_measure(doubt: ScaleDoubt, count: int) -> str:
    where = f"dans {french.count(count, 'question')}"
    if not doubt.after:
        return f"Les réponses étaient en {doubt.before}, et ce fichier n’en dit pas l’unité, {where} : est-ce la même ?"
    before = f"étaient en {doubt.before}" if doubt.before else "n’avaient pas d’unité"
    return f"Les réponses {before}, et sont en {doubt.after}, {where} : se comparent-elles ?"


def _ask_direction(doubt: ScaleDoubt, count: int) -> str:
    where = f"dans {french.count(count, 'question')}"
    if not doubt.before:
        return f"Ce fichier écrit {doubt.after}, {where} : le plus petit numéro était-il déjà le plus haut ?"
    if not doubt.after:
        return f"Ce fichier n’a que des numéros, et l’on écrivait {doubt.before}, {where} : vont-ils toujours dans ce sens ?"
    return f"Les numéros vont dans l’autre sens, {doubt.after} et non {doubt.before}, {where} : les libellés disent-ils la même chose ?"


def _ask_codes(doubt: ScaleDoubt, count: int) -> str:
    where = f"dans {french.count(count, 'question')}"
    if doubt.after:
        return f"Ce fichier répond par des numéros sans en dire le sens, {where} : {doubt.after} est-il « {doubt.before} », et les autres comme ci-dessous ?"
    return f"Ce fichier répond par des codes sans en dire le sens, {where} : désignent-ils les mêmes réponses que la fois d’avant ?"


def _ask_renamed(doubt: ScaleDoubt, count: int) -> str:
    where = f"dans {french.count(count, 'question')}"
    if doubt.unused:
        unused = quoted_list(doubt.unused[:3], "ni")
        return f"On ne répond plus {doubt.before}, mais {doubt.after}, et personne n’a répondu {unused}, {where} : est-ce la même échelle, autrement écrite ?"
    return f"On ne choisit plus {doubt.before}, mais {doubt.after}, {where} : est-ce la même réponse, autrement écrite ?"


_SENTENCES = {
    TURNED: _ask_direction,
    MEASURE: _ask_measure,
    ODD: lambda doubt, count: (
        f"Inattendu dans {french.count(count, 'question')}, {doubt.after} ({doubt.before}). Est-ce une erreur dans le fichier ?"
    ),
    ENDS: lambda doubt, count: (
        f"Les bouts de la note ont échangé leurs libellés, {doubt.after} et non {doubt.before}, dans {french.count(count, 'question')} : les numéros disent-ils la même chose qu’avant ?"
    ),
    CODES: _ask_codes,
    REACH: lambda doubt, count: (
        f"{_name_count(count, 'allait', 'allaient')} de {doubt.before}, et les réponses vont de {doubt.after} : l’échelle a-t-elle changé ?"
    ),
    LABELS: lambda doubt, count: (
        f"On ne répond plus {doubt.before}, mais {doubt.after}, dans {french.count(count, 'question')} : est-ce la même échelle ?"
    ),
    RENAMED: _ask_renamed,
    LAYOUT: lambda doubt, count: (
        f"Ce fichier a {doubt.after}, et non {doubt.before}, dans {french.count(count, 'question')} : est-ce ce qui était demandé avant ?"
    ),
    UNUSED: lambda doubt, count: (
        f"Personne n’a répondu {doubt.before}, dans {french.count(count, 'question')} : l’échelle est-elle la même ?"
    ),
    WRITTEN: lambda doubt, count: (
        f"{doubt.after} revient souvent parmi ce qui serait lu « Autre », dans {french.count(count, 'question')} : est-ce un choix ajouté ?"
    ),
}


def settle_scales(comparisons: Mapping[str, Comparison], answers: Answers) -> dict[str, Comparison]:
    """Comparisons after what a person said of scales that may be others, else as it is supposed."""
    settled = dict(comparisons)
    for key, (doubt, names) in _group_scales(comparisons).items():
        answer = _scale_answer(answers, key)
        is_other = doubt.is_likely if answer is None else answer == OTHER_SCALE
        settled |= {name: _settle(comparisons[name], doubt, is_other=is_other) for name in names}
    return settled


def _settle(comparison: Comparison, doubt: ScaleDoubt, *, is_other: bool) -> Comparison:
    if not is_other:
        settled = comparison if doubt.relabelled else replace(comparison, doubt=None)
        return replace(settled, state=SAME) if comparison.state == RESCALED else settled
    note = {
        REACH: f"Allait de {doubt.before}, va de {doubt.after}.",
        TURNED: "Les numéros vont dans l’autre sens.",
        ENDS: f"Les bouts de la note ont échangé leurs libellés : {doubt.after}, et non {doubt.before}.",
        CODES: "Codes sans libellé : ajoutez la structure de l’enquête, ou écrivez les libellés.",
        ODD: f"Hors de la forme connue : {doubt.after}.",
        UNUSED: f"L’échelle n’a plus {doubt.before}.",
        LAYOUT: f"Avant, {doubt.before} ; maintenant, {doubt.after}.",
        MEASURE: f"L’unité a changé : {doubt.after or 'sans unité'}, et non {doubt.before or 'sans unité'}.",
        WRITTEN: f"Choix ajouté : {doubt.after}.",
    }
    state = OTHER_FORM if doubt.is_of_new_question else RESCALED
    return replace(comparison, state=state, note=note.get(doubt.kind, comparison.note))


def select_points(
    drafted: Iterable[Point],
    fresh: set[str],
    known_survey: Survey,
    settled_questions: Mapping[str, Collection[str]],
) -> list[Point]:
    """Points of the draft of the export that matter beside the form: those about what it does not know.

    `settled_questions` are the questions of which it says something already, by what points about it are named after.
    """
    known_texts = {canonical(text) for text, _ in known_survey.missing}
    selected = []
    for point in drafted:
        left_out = settled_questions.get(point.key.partition("-")[0], ())
        about = tuple(name for name in point.question_ids if name in fresh and name not in left_out)
        is_known_absence = point.key.startswith(ABSENCE) and any(
            canonical(text) in known_texts for text, _ in point.counts
        )
        days = known_survey.respondents.get("submitted_on", Field())
        settled_values = {
            DOUBLES: known_survey.doubles,
            REFUSED: known_survey.refused,
            answer_days.COLUMN: days.columns,
            answer_days.DAY_ORDER: days.dates,
        }
        is_known = point.key == UNIT or settled_values.get(point.key)
        if not is_known and (about or not point.question_ids) and not is_known_absence:
            selected.append(replace(point, question_ids=about))
    return selected

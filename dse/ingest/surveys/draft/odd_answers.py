"""Answers that are not as the others of their column, a few or texts among numbers: what the others make, and these asked about by their lines."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from dse import french
from dse.ingest.forms.survey_definitions import Option, Scale
from dse.ingest.issues import CellIssue, shorten
from dse.ingest.spelling import canonical
from dse.ingest.surveys.draft import choice_guessing, label_order, naming, numbered_answers
from dse.ingest.surveys.draft.asked_bounds import asks_how_many
from dse.ingest.surveys.draft.column_guess import AN_ANSWER, HALF, MEASURED, ODD, Doubt, Guess
from dse.ingest.surveys.reading import missing_answers, scale_answers
from dse.ingest.values import numbers
from schemas import codelists

TO_CORRECT = "corriger"
UPWARDS, DOWNWARDS = "croissant", "decroissant"
SAME_UNIT, NO_UNIT = "oui", "non"
_OFTEN = 3  # times, from which an answer is no mistake
_MOST_SHARE = 0.1  # of the answers of a column, up to which they may be the ones that are wrong
# Of the answers, more than which are numbers where the others are texts: less will do where the question asks how many.
_LEAST_NUMBERS, _LEAST_NUMBERS_OF_COUNT, _FEWEST_NUMBERS = 0.5, 0.25, 3
_FEWEST_LABELS = 2
_SURE = ("scale", "nps", "likert")
_LONGEST_TITLE, _MOST_LINES = 60, 5
_REASONS = (
    missing_answers.NO_ANSWER,
    missing_answers.UNKNOWN,
    missing_answers.NOT_CONCERNED,
    missing_answers.NOT_ASKED,
)
_FORMS = {
    "number": "un nombre, sans limite",
    "text": "un texte libre",
    "multiple": "un choix multiple",
}

Shape = Callable[[Mapping[str, int]], Collection[str]]


def are_few(odd_counts: Mapping[str, int], total: int) -> bool:
    """Whether some answers of a column, of `total`, may be mistakes: they are few, and none comes often."""
    count = sum(odd_counts.values())
    return 0 < count <= _MOST_SHARE * total and max(odd_counts.values()) < _OFTEN


def set_apart(
    counts: Counter[str], guess: Guess, wording: str, guess_form: Callable[[Counter[str]], Guess]
) -> Guess:
    """The form of all answers but a few, where these alone keep them from being a scale, a note or numbers; else `guess`, that of all."""
    if guess.kind in _SURE or guess.unit:
        return guess
    if numbered := _set_numbers_apart(counts, guess, guess_form):
        return numbered
    for find_regular in _list_shapes(counts):
        regular_texts = find_regular(counts)
        others = {
            text: count for text, count in counts.items() if text not in regular_texts and count < _OFTEN
        }
        if not are_few(others, counts.total()) or _may_be_counts(find_regular, others, wording):
            continue
        regular = guess_form(Counter({text: count for text, count in counts.items() if text not in others}))
        may_be_a_choice = regular.kind == "likert" and max(others.values()) > 1
        if regular.kind in (*_SURE, "number") and not may_be_a_choice:
            return _compare(regular, guess, list(others))
    return _set_texts_apart(counts, guess, wording, guess_form)


def _set_numbers_apart(
    counts: Counter[str], guess: Guess, guess_form: Callable[[Counter[str]], Guess]
) -> Guess | None:
    """The scale of labels in their usual order beside a few bare numbers, however often these come, as « 5 » beside « Très satisfait »."""
    numbers_alone = set(_find_notes(counts))
    labels = Counter({text: count for text, count in counts.items() if text not in numbers_alone})
    if not numbers_alone or len(labels) < _FEWEST_LABELS or 2 * labels.total() <= counts.total():
        return None
    regular = guess_form(labels)
    if regular.kind != "likert" and not choice_guessing.are_yes_no(labels):
        return None
    # A number that is the code of a step would be read as this step.
    renamed = [
        option if option.missing else replace(option, code=naming.make_code(option.label, position))
        for position, option in enumerate(regular.options, 1)
    ]
    return replace(
        regular, options=naming.make_codes_unique(renamed), odd=tuple(sorted(numbers_alone)), with_odd=guess
    )


def _set_texts_apart(
    counts: Counter[str], guess: Guess, wording: str, guess_form: Callable[[Counter[str]], Guess]
) -> Guess:
    """The form of numbers beside texts, however often these come, as « une dizaine »; `guess` where all of them may be a list or free texts."""
    measures = Counter({text: counts[text] for text in _find_measures(counts)})
    others = [text for text in counts if text not in measures]
    is_count = asks_how_many(wording)
    least = _LEAST_NUMBERS_OF_COUNT if is_count else _LEAST_NUMBERS
    if (
        guess.kind == "multiple"
        or not others
        or len(measures) < _FEWEST_NUMBERS
        or measures.total() <= least * counts.total()
        or choice_guessing.invites_to_write(wording)
        or _may_be_list(measures, others, is_count=is_count)
    ):
        return guess
    regular = guess_form(measures)
    return _compare(regular, guess, others) if regular.kind in ("number", "scale", "nps") else guess


def _may_be_list(measures: Collection[str], others: Iterable[str], *, is_count: bool) -> bool:
    """Whether numbers and spans are what a list offers, as 1, 2 and « 3 et plus »: no number is in a span, and a count leaves none out."""
    spans = [text for text in others if label_order.is_span(text)]
    values = sorted({split[0] for split in map(scale_answers.split_unit, measures) if split})
    are_next = all(after - before == 1 for before, after in itertools.pairwise(values))
    if not spans or any(label_order.is_in_span(value, text) for value in values for text in spans):
        return False
    return are_next or not is_count


def _compare(regular: Guess, guess: Guess, others: Sequence[str]) -> Guess:
    """The form of the regular answers, with the others that it cannot read and those that fall between two of its steps."""
    read = _make_reader(regular)
    values = {text: read(text)[0] for text in others}
    odd = tuple(text for text, answer in values.items() if answer is None)
    halves = tuple(
        text
        for text, answer in values.items()
        if regular.kind == "scale" and answer and answer.value is not None and answer.value % 1
    )
    return replace(regular, odd=odd, halves=halves, with_odd=guess if odd else None)


def _make_reader(guess: Guess) -> scale_answers.AnswerReader:
    scale = Scale("", guess.options)
    if guess.kind == "likert":
        return scale_answers.option_reader(scale, {})
    is_nps = guess.kind == "nps"
    lowest, highest = (0.0, 10.0) if is_nps else (guess.lowest, guess.highest)
    return scale_answers.number_reader(lowest, highest, {}, scale, is_whole=is_nps, unit=guess.unit or "")


def _may_be_counts(shape: Shape, others: Mapping[str, int], wording: str) -> bool:
    """Whether answers that go beyond a note are numbers as the others, of a question that asks for a number."""
    if shape not in (_find_notes, _find_notes_and_ends) or not asks_how_many(wording):
        return False
    return any(map(is_number, others))


def is_number(text: str) -> bool:
    """Whether an answer is a number."""
    return not isinstance(numbers.parse_real(text), CellIssue)


def _find_notes(counts: Mapping[str, int]) -> Collection[str]:
    return set(filter(numbered_answers.is_note, counts))


def _find_notes_and_ends(counts: Mapping[str, int]) -> Collection[str]:
    return set(filter(numbered_answers.is_note_or_end, counts))


def _find_notes_out_of(counts: Mapping[str, int]) -> Collection[str]:
    return set(filter(numbered_answers.is_note_out_of, counts))


def _find_numbered_labels(counts: Mapping[str, int]) -> Collection[str]:
    return set(filter(numbered_answers.has_code_and_label, counts))


def _find_frequencies(counts: Mapping[str, int]) -> Collection[str]:
    return set(filter(label_order.is_frequency, counts))


def _find_numbers(counts: Mapping[str, int]) -> Collection[str]:
    return set(filter(is_number, counts))


def _find_measures(counts: Mapping[str, int]) -> Collection[str]:
    """Numbers, and numbers with the unit that comes most."""
    measures = {text: measure for text in counts if (measure := scale_answers.split_unit(text))}
    how_often: Counter[str] = Counter()
    for text, (_, unit) in measures.items():
        how_often[unit] += counts[text] * bool(unit)
    most = max(how_often, key=how_often.__getitem__, default="")
    return {text for text, (_, unit) in measures.items() if unit in ("", most)}


_OF_LABELS: tuple[Shape, ...] = (
    _find_notes_out_of,
    _find_numbered_labels,
    _find_notes_and_ends,
    _find_notes,
    label_order.find_main_labels,
    _find_frequencies,
)
_OF_NUMBERS: tuple[Shape, ...] = (_find_numbers, _find_measures)


def _list_shapes(counts: Counter[str]) -> tuple[Shape, ...]:
    """The shapes that nearly all answers may have: labels are few, and numbers begin with a digit; most free texts are neither."""
    total = counts.total()
    are_labels = len(counts) <= choice_guessing.MOST_OPTIONS + _MOST_SHARE * total
    digits = sum(count for text, count in counts.items() if text.lstrip("+- ")[:1].isdigit())
    are_numbers = digits >= (1 - _MOST_SHARE) * total
    return (*(_OF_LABELS if are_labels else ()), *(_OF_NUMBERS if are_numbers else ()))


def list_doubts(
    guess: Guess, title: str, lines_by_text: Mapping[str, Sequence[int]], total: int
) -> tuple[Doubt, ...]:
    """What a person is asked of the odd answers of a column, of `total`. `lines_by_text` are those of each, in canonical spelling."""
    doubts = []
    for kind, texts in ((HALF, guess.halves), (ODD, guess.odd)):
        lines = sorted(line for text in texts for line in lines_by_text.get(canonical(text), ()))
        if lines:
            question = _ASK[kind](shorten(title, _LONGEST_TITLE), lines, total)
            doubts.append(Doubt(kind, question, choices=_list_choices(kind, texts, guess)))
    return tuple(doubts)


def describe_lines(lines: Sequence[int]) -> str:
    """Lines by their numbers, the first few."""
    shown = [str(line) for line in lines[:_MOST_LINES]]
    if others := len(lines) - len(shown):
        shown.append(french.count(others, "autre"))
    return f"{'ligne' if len(lines) == 1 else 'lignes'} {french.listed(shown)}"


def _ask_odd(title: str, lines: Sequence[int], total: int) -> str:
    count = french.count(len(lines), "réponse")
    verb = "n’est pas comme" if len(lines) == 1 else "ne sont pas comme"
    what = "Qu’en faire ?"
    return (
        f"« {title} », {describe_lines(lines)} : {count} sur {french.number(total)} {verb} les autres. {what}"
    )


def _ask_half(title: str, lines: Sequence[int], total: int) -> str:
    count = french.count(len(lines), "note")
    verb = "a une virgule" if len(lines) == 1 else "ont une virgule"
    return f"« {title} », {describe_lines(lines)} : {count} sur {french.number(total)} {verb}. Qu’en faire ?"


_ASK = {ODD: _ask_odd, HALF: _ask_half}


def _list_choices(kind: str, texts: Sequence[str], guess: Guess) -> tuple[tuple[str, str], ...]:
    """Corrected, steps of the scale by their numbers, apart, or as the others. What may name a person is not written in a form."""
    labels = codelists.labels("missing_reasons")
    apart = [(reason, f"Comptée à part : {labels[reason].lower()}") for reason in _REASONS]
    if len(texts) > choice_guessing.MOST_OPTIONS or not all(map(choice_guessing.names_nobody, texts)):
        apart = []
    if kind == HALF:
        return ((AN_ANSWER, "Une note comme les autres, entre deux degrés"), *apart)
    form = _FORMS.get(guess.with_odd.kind if guess.with_odd else "", "un choix dans une liste")
    return (
        (TO_CORRECT, "Une erreur, à corriger dans le fichier : l’import la refuse"),
        *_list_step_choices(texts, guess),
        *apart,
        (AN_ANSWER, f"Une réponse comme les autres : la question devient {form}"),
    )


def _list_step_choices(texts: Sequence[str], guess: Guess) -> list[tuple[str, str]]:
    """The two ways of reading numbers as steps of a scale of labels, where each is one."""
    steps = _list_steps(guess)
    if guess.kind != "likert" or not set(texts) <= {str(rank) for rank in range(1, len(steps) + 1)}:
        return []
    ends = (steps[0].label, steps[-1].label)
    return [
        (way, f"Un numéro de l’échelle, de 1 « {first} » à {len(steps)} « {last} »")
        for way, (first, last) in zip((UPWARDS, DOWNWARDS), (ends, ends[::-1]), strict=True)
    ]


def _list_steps(guess: Guess) -> list[Option]:
    steps = [option for option in guess.options if option.missing is None]
    return sorted(steps, key=lambda option: option.rank or 0)


def doubt_unit(title: str, unit: str, with_unit: int, total: int) -> Doubt:
    """Whether numbers of which only some have a unit, `with_unit` of `total`, are all in this unit."""
    name = scale_answers.name_unit(unit)
    verb = "l’écrit" if with_unit == 1 else "l’écrivent"
    question = (
        f"« {shorten(title, _LONGEST_TITLE)} » en {name} : {french.count(with_unit, 'réponse')} sur {french.number(total)} {verb}, "
        "les autres sont sans unité. Est-ce la même ?"
    )
    choices = (
        (SAME_UNIT, f"Oui, toutes sont en {name}"),
        (NO_UNIT, "Non : celles qui ont une unité sont à corriger dans le fichier"),
    )
    return Doubt(MEASURED, question, choices=choices)


def settle_unit(guess: Guess, chosen: str, _counts: Counter[str], _about: str) -> Guess:
    """Numbers all in one unit, or without any: those that have one then are refused at the import."""
    return guess if chosen == SAME_UNIT else replace(guess, unit=None)


def settle_odd(guess: Guess, chosen: str, _counts: Counter[str], _about: str) -> Guess:
    """Odd answers refused at the import, counted apart, or as the others: the question then is what all of them make."""
    if chosen == TO_CORRECT:
        return guess
    if chosen in (UPWARDS, DOWNWARDS):
        return _read_as_steps(guess, is_upwards=chosen == UPWARDS)
    if chosen == AN_ANSWER and guess.with_odd:
        doubts = [doubt for doubt in guess.doubts if doubt.kind == ODD]
        return replace(guess.with_odd, doubts=(*guess.with_odd.doubts, *doubts))
    return _count_apart(guess, chosen, guess.odd)


def _read_as_steps(guess: Guess, *, is_upwards: bool) -> Guess:
    """A scale of labels of which each step that came by its number is read by it too."""
    steps = _list_steps(guess) if is_upwards else _list_steps(guess)[::-1]
    numbers_by_label = {option.label: str(number) for number, option in enumerate(steps, 1)}
    options = tuple(
        replace(option, aliases=(*option.aliases, number))
        if (number := numbers_by_label.get(option.label)) in guess.odd and option.missing is None
        else option
        for option in guess.options
    )
    return replace(guess, options=options)


def settle_halves(guess: Guess, chosen: str, _counts: Counter[str], _about: str) -> Guess:
    """Notes between two steps, as the others or counted apart."""
    return guess if chosen == AN_ANSWER else _count_apart(guess, chosen, guess.halves)


def _count_apart(guess: Guess, reason: str, texts: Sequence[str]) -> Guess:
    apart = [
        Option(f"{reason}-{naming.make_code(text, position)}", text, None, reason)
        for position, text in enumerate(texts, 1)
    ]
    return replace(guess, options=naming.make_codes_unique([*guess.options, *apart]))


def read_as_numbers(guess: Guess) -> Guess:
    """Notes read as numbers without a limit, among which a larger one is not odd any more."""
    numbers_read = all(map(is_number, guess.odd))
    doubts = [
        doubt for doubt in guess.doubts if doubt.kind != HALF and not (doubt.kind == ODD and numbers_read)
    ]
    return replace(guess, kind="number", lowest=None, highest=None, doubts=tuple(doubts), halves=())

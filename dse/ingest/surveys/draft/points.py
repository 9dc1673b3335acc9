"""Points of a draft that only a person can settle: one question a group of columns, and what its answer makes of each of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from dse import french
from dse.ingest.forms.survey_definitions import ORGANISATION, PERSON, Option
from dse.ingest.issues import quoted_list, shorten
from dse.ingest.spelling import words
from dse.ingest.surveys.draft import choice_guessing, naming, odd_answers
from dse.ingest.surveys.draft.column_guess import (
    AN_ANSWER,
    BESIDE,
    BOUNDS,
    ENDS,
    HALF,
    HOW_MANY,
    JOINED,
    MEASURED,
    MIXED,
    ODD,
    ORDER,
    OTHERS,
    PLACES,
    ZERO_ONE,
    Doubt,
    Guess,
    guess_rating,
)
from dse.ingest.surveys.draft.rankings import USUAL_PLACES
from dse.ingest.surveys.reading import missing_answers
from dse.ingest.surveys.reading.missing_answers import AbsentText
from dse.ingest.values import dates, redaction
from schemas import codelists

DATES, UNIT = "dates", "repondants"
DOUBLES, FIRST, LAST, SHARED = "doubles", "first", "last", "partagee"
REFUSED, LEFT_OUT, COUNTED = "refusees", "left_out", "counted"
NAMES, NAMES_OF_ORGANISATIONS, KINDS = "organisation", "noms", "sortes"
ABSENCE = "absence"
ONE_SIGN = "un-seul-signe"
CAME_ONCE = "venues une seule fois"
_LONGEST_KEY = 48
_MOST_COUNTED, _LONGEST_COUNTED = 12, 60
_REASONS = ("SR", "NP", "NC", "NSP")

Answers = Mapping[str, str]  # the value chosen, by the key of a point


@dataclass(frozen=True)
class Point:
    """A question, the answers it may have with the label of each, and the columns that it is about with what they hold.

    `proposed` is what the draft has until it is answered; None where the draft supposes nothing. `chosen` is the answer.
    """

    key: str
    question: str
    choices: tuple[tuple[str, str], ...]
    proposed: str | None = None
    chosen: str | None = None
    question_ids: tuple[str, ...] = ()
    counts: tuple[tuple[str, int], ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether nobody has answered it."""
        return self.chosen is None


@dataclass
class DraftedPoints:
    """Doubts met while columns are read, those about the same thing together. `answers` are what a person said."""

    answers: Answers
    questions: dict[Doubt, list[str]] = field(default_factory=dict)
    counts: dict[Doubt, Counter[str]] = field(default_factory=dict)
    keys: dict[Doubt, str] = field(default_factory=dict)

    def key_of(self, doubt: Doubt) -> str:
        """The name of the point of a doubt, which no other has."""
        group = replace(doubt, note="")
        if group not in self.keys:
            about = doubt.about.rpartition(" : ")[0] if doubt.choices else doubt.about
            self.keys[group] = naming.free_name(make_key(doubt.kind, about), set(self.keys.values()))
        return self.keys[group]

    def answer_to(self, doubt: Doubt) -> str | None:
        """What a person said of a doubt, if it is one of its answers."""
        chosen = self.answers.get(self.key_of(doubt))
        return chosen if chosen in dict(_list_choices(doubt)) else None

    def add(self, doubt: Doubt, question_id: str, counts: Mapping[str, int]) -> None:
        """One more question that a doubt is about."""
        group = replace(doubt, note="")
        self.questions.setdefault(group, []).append(question_id)
        self.counts.setdefault(group, Counter()).update(_hide_texts(doubt.kind, counts))

    def points(self) -> tuple[Point, ...]:
        """A point a group, in the order in which they were met."""
        return tuple(
            Point(
                self.key_of(doubt),
                _SENTENCES[doubt.kind](doubt.about, len(question_ids)),
                tuple(_list_choices(doubt)),
                _list_choices(doubt)[0][0],
                self.answer_to(doubt),
                tuple(question_ids),
                list_counts(self.counts[doubt]),
            )
            for doubt, question_ids in self.questions.items()
        )


def make_key(kind: str, about: str) -> str:
    """The name of a point in a file of answers."""
    plain = "-".join(re.findall(r"[a-z0-9]+", words(about)))
    return f"{kind}-{plain}"[:_LONGEST_KEY].strip("-")


def read_days(answers: Answers) -> tuple[date, ...]:
    """The first and the last day that a person said; none where nobody did, or where they are no two days in order."""
    days = [
        dates.parse_date(text)[0] for text in re.split(r"[\s;,]+", answers.get(DATES, "").strip()) if text
    ]
    return (days[0], days[1]) if len(days) == 2 and None not in days and days[0] <= days[1] else ()


def days_point(days: Sequence[date]) -> Point:
    """On which days the survey was open, where the file does not say."""
    chosen = " ".join(day.isoformat() for day in days) or None
    return Point(DATES, "Quand l’enquête a-t-elle été ouverte, et close ?", (), None, chosen)


def unit_point(proposed: str, answers: Answers) -> Point:
    """Whether an organisation answers once, or several persons for it."""
    labels = {
        PERSON: "Plusieurs personnes peuvent répondre pour la même organisation",
        ORGANISATION: "Une réponse par organisation",
    }
    return make_point(UNIT, "Qui répond ?", labels, proposed, answers)


def make_point(
    key: str,
    question: str,
    labels: Mapping[str, str],
    proposed: str,
    answers: Answers,
    question_ids: Iterable[str] = (),
) -> Point:
    """A point about some questions, whose proposed answer stands first."""
    order = (proposed, *(value for value in labels if value != proposed))
    chosen = answers.get(key)
    return Point(
        key,
        question,
        tuple((value, labels[value]) for value in order),
        proposed,
        chosen if chosen in labels else None,
        tuple(question_ids),
    )


def names_point(
    titles: Sequence[str], counts: Counter[str], answers: Answers, *, proposed_place: int
) -> Point:
    """Which of some columns that ask for the organisation, or hold names of some, says for which of them people answer; perhaps none."""
    quoted = [f"« {shorten(title, _LONGEST_COUNTED)} »" for title in titles]
    if len(titles) == 1:
        question = f"{quoted[0]} : que sont les réponses ?"
        labels = {NAMES_OF_ORGANISATIONS: "L’organisation de qui répond : chaque réponse lui est rattachée"}
        other = "Autre chose, comme une sorte d’organisation ou un partenaire : c’est une question comme les autres"
    else:
        question = f"{french.listed(quoted)} nomment des organisations : laquelle de ces colonnes est celle de qui répond ?"
        labels = {
            name_place(place): f"{title} : chaque réponse lui est rattachée"
            for place, title in enumerate(quoted)
        }
        other = "Aucune, comme des sortes d’organisations ou des partenaires : ce sont des questions comme les autres"
    proposed = KINDS if proposed_place < 0 else name_place(proposed_place)
    repeated = Counter({text: count for text, count in counts.items() if count > 1})
    point = make_point(NAMES, question, labels | {KINDS: other}, proposed, answers)
    return replace(point, counts=list_counts(repeated))


def name_place(position: int) -> str:
    """The answer that chooses a column by its place among those asked about."""
    return f"{NAMES_OF_ORGANISATIONS}-{position + 1}" if position else NAMES_OF_ORGANISATIONS


def read_place(answer: str | None) -> int | None:
    """The place that an answer chooses, -1 for no column; None where nobody answered."""
    if answer is None or answer == KINDS:
        return None if answer is None else -1
    number = answer.removeprefix(NAMES_OF_ORGANISATIONS).removeprefix("-")
    return int(number) - 1 if number.isdecimal() else 0


def doubles_point(title: str, again: int, answers: Answers, *, is_shared: bool) -> Point:
    """Whether addresses that come again are of one person, and which of her answers counts."""
    labels = {
        LAST: "La même personne : sa dernière réponse compte",
        FIRST: "La même personne : sa première réponse compte",
        SHARED: "Plusieurs personnes qui partagent une adresse : toutes comptent",
    }
    proposed = SHARED if is_shared else LAST
    verb = "vient" if again == 1 else "viennent"
    question = f"« {shorten(title, _LONGEST_COUNTED)} » : {french.count(again, 'adresse')} {verb} plusieurs fois. Qui a répondu ?"
    return make_point(DOUBLES, question, labels, proposed, answers)


def refused_point(texts: Mapping[str, int], answers: Answers) -> Point:
    """Whether answers that somebody refused in the survey tool count."""
    labels = {LEFT_OUT: "Non : elles sont laissées de côté", COUNTED: "Oui : elles comptent comme les autres"}
    count, chosen = sum(texts.values()), answers.get(REFUSED)
    refused = "est refusée" if count == 1 else "sont refusées"
    return Point(
        REFUSED,
        f"{french.count(count, 'réponse')} {refused} dans l’outil d’enquête ({quoted_list(list(texts))}) : faut-il les compter ?",
        tuple(labels.items()),
        LEFT_OUT,
        chosen if chosen in labels else None,
        counts=list_counts(Counter(texts)),
    )


def absence_points(absent_texts: Sequence[AbsentText], answers: Answers) -> tuple[Point, ...]:
    """Of each text that stands in many columns, whether it means no answer, and why there is none."""
    keys = naming.make_unique([make_key(ABSENCE, absent.text) for absent in absent_texts])
    return tuple(_absence_point(key, absent, answers) for key, absent in zip(keys, absent_texts, strict=True))


def _absence_point(key: str, absent: AbsentText, answers: Answers) -> Point:
    labels = codelists.labels("missing_reasons")
    order = (absent.reason, *(reason for reason in _REASONS if reason != absent.reason))
    choices = (*((reason, labels[reason]) for reason in order), (AN_ANSWER, "Une réponse comme les autres"))
    chosen = answers.get(key)
    where = french.count(absent.columns, "colonne")
    return Point(
        key,
        f"Que veut dire « {absent.text} », dans {french.count(absent.cells, 'cellule')} de {where} ?",
        choices,
        absent.reason,
        chosen if chosen in dict(choices) else None,
        counts=((absent.text, absent.cells),),
    )


def _hide_texts(kind: str, counts: Mapping[str, int]) -> Counter[str]:
    """Counts to show: where people may have written freely, what came once is a number and not a text."""
    if kind not in (OTHERS, JOINED, MIXED):
        return Counter(counts)
    shown = Counter({text: count for text, count in counts.items() if count > 1})
    once = len(counts) - len(shown)
    return shown + Counter({CAME_ONCE: once})


def list_counts(counts: Counter[str]) -> tuple[tuple[str, int], ...]:
    """Answers to show with their counts, the most frequent ones in the order of their labels; none that may name a person."""
    ordered = sorted(
        counts.items(), key=lambda pair: (not pair[0][:1].isdigit(), _leading_number(pair[0]), pair[0])
    )
    shown = [
        pair for pair in ordered if len(pair[0]) <= _LONGEST_COUNTED and not redaction.may_designate(pair[0])
    ]
    most = sorted((pair for pair in shown if pair[0] != CAME_ONCE), key=lambda pair: pair[1], reverse=True)[
        :_MOST_COUNTED
    ]
    return tuple(pair for pair in shown if pair in most or pair[0] == CAME_ONCE)


def _leading_number(text: str) -> float:
    match = re.match(r"[0-9]+", text)
    return float(match[0]) if match else 0.0


def _questions(count: int, verb: str, verbs: str) -> str:
    return f"Cette question {verb}" if count == 1 else f"Ces {french.number(count)} questions {verbs}"


def _bounds_choices(doubt: Doubt) -> Sequence[tuple[str, str]]:
    proposed = doubt.about
    low, high = (int(bound) for bound in proposed.split("-"))
    usual = ["0-10", "1-10", "0-5", "1-5", "1-7", "1-4", "1-3"]
    fitting = [text for text in usual if int(text.split("-")[0]) <= low and int(text.split("-")[1]) >= high]
    bounds = dict.fromkeys((proposed, *fitting))
    labelled = [(text, f"De {text.replace('-', ' à ')}") for text in bounds]
    return (*labelled, ("nombre", "Un nombre, sans limite"), ("choix", "Des codes, sans ordre"))


def _how_many_choices(doubt: Doubt) -> Sequence[tuple[str, str]]:
    """The same, a number first."""
    return sorted(_bounds_choices(doubt), key=lambda choice: choice[0] != "nombre")


def _zero_one_choices(_: Doubt) -> Sequence[tuple[str, str]]:
    return (("oui-non", "1 veut dire oui, et 0 non"), ("nombre", "Des nombres, sans limite"))


def _order_choices(_: Doubt) -> Sequence[tuple[str, str]]:
    return (
        ("croissant", "Le plus grand numéro est le mieux, ou le plus fort"),
        ("decroissant", "Le plus petit numéro est le mieux, ou le plus fort"),
    )


def _ends_choices(doubt: Doubt) -> Sequence[tuple[str, str]]:
    (low, first), (high, last) = _read_ends(doubt.about)
    labels = codelists.labels("missing_reasons")
    return (
        ("bouts", f"« {first} » vaut {low}, « {last} » vaut {high}"),
        ("inverse", f"« {last} » vaut {low}, « {first} » vaut {high}"),
        *((reason, f"Comptées à part : {labels[reason].lower()}") for reason in reversed(_REASONS)),
        ("choix", "Des réponses comme les autres : la question devient un choix dans une liste"),
    )


def _read_ends(about: str) -> list[tuple[str, str]]:
    """The number and the label of each end."""
    return [(code, label) for code, _, label in (end.partition(" ") for end in about.split("\n"))]


def _ends_question(about: str, count: int) -> str:
    labels = quoted_list([label for _, label in _read_ends(about)], "et")
    return f"{labels} sont-ils les deux bouts de la note, dans {french.count(count, 'question')} ?"


def _joined_choices(_: Doubt) -> Sequence[tuple[str, str]]:
    return (
        ("plusieurs", "Plusieurs réponses par cellule"),
        ("une", "Une seule réponse par cellule"),
        ("texte", "Un texte libre"),
    )


def _mixed_choices(doubt: Doubt) -> Sequence[tuple[str, str]]:
    several, *others = _joined_choices(doubt)
    first = doubt.about.split(" ou ")[0]
    return (several, (ONE_SIGN, f"Plusieurs réponses par cellule, séparées par {first} seulement"), *others)


def _beside_choices(doubt: Doubt) -> Sequence[tuple[str, str]]:
    labels = codelists.labels("missing_reasons")
    proposed = missing_answers.find_possible_reason(doubt.about) or missing_answers.UNKNOWN
    form = "un nombre, sans limite" if doubt.about.isdigit() else "un choix dans une liste"
    order = (proposed, *(reason for reason in _REASONS if reason != proposed))
    return (
        *((reason, f"Comptée à part : {labels[reason].lower()}") for reason in order),
        (AN_ANSWER, f"Une réponse comme les autres : la question devient {form}"),
    )


def _others_choices(_: Doubt) -> Sequence[tuple[str, str]]:
    return (
        ("autre", "Des textes écrits à « Autre » : comptés ensemble, et gardés"),
        ("choix", "Des choix comme les autres"),
    )


def _places_choices(doubt: Doubt) -> Sequence[tuple[str, str]]:
    """The first three places are supposed, then more or fewer of them."""
    usual = min(USUAL_PLACES, int(doubt.about))
    order = dict.fromkeys((usual, *range(1, int(doubt.about) + 1)))
    return tuple(
        (str(place), "Le premier seul" if place == 1 else f"Les {place} premiers") for place in order
    )


def _list_choices(doubt: Doubt) -> Sequence[tuple[str, str]]:
    """The answers that a doubt may have, the supposed one first."""
    return doubt.choices or _CHOICES[doubt.kind](doubt)


_CHOICES = {
    BESIDE: _beside_choices,
    BOUNDS: _bounds_choices,
    HOW_MANY: _how_many_choices,
    ZERO_ONE: _zero_one_choices,
    ENDS: _ends_choices,
    ORDER: _order_choices,
    JOINED: _joined_choices,
    MIXED: _mixed_choices,
    OTHERS: _others_choices,
    PLACES: _places_choices,
}
_SENTENCES = {
    ODD: lambda about, _count: about,
    HALF: lambda about, _count: about,
    MEASURED: lambda about, _count: about,
    BESIDE: lambda about, count: (
        f"« {about} » est-elle une réponse, dans {french.count(count, 'question')} ?"
    ),
    BOUNDS: lambda about, count: (
        f"{_questions(count, 'va-t-elle', 'vont-elles')} de {about.replace('-', ' à ')} ?"
    ),
    HOW_MANY: lambda about, count: (
        f"{_questions(count, 'demande-t-elle', 'demandent-elles')} un nombre, ou une note de {about.replace('-', ' à ')} ?"
    ),
    ZERO_ONE: lambda _about, count: (
        f"{_questions(count, 'n’a', 'n’ont')} que des 0 et des 1 : oui et non, ou des nombres ?"
    ),
    ENDS: _ends_question,
    ORDER: lambda about, count: f"{_questions(count, 'a', 'ont')} des réponses numérotées : dans quel sens ?",
    JOINED: lambda about, count: (
        f"{_questions(count, 'a-t-elle', 'ont-elles')} plusieurs réponses par cellule, séparées par {about} ?"
    ),
    MIXED: lambda about, count: (
        f"{_questions(count, 'a-t-elle', 'ont-elles')} plusieurs réponses par cellule, séparées tantôt par {about.replace(' ou ', ', tantôt par ')} ?"
    ),
    OTHERS: lambda about, count: (
        f"{_questions(count, 'a', 'ont')} des réponses venues une seule fois : que sont-elles ?"
    ),
    PLACES: lambda _about, count: (
        f"{_questions(count, 'est un classement', 'sont des classements')} : jusqu’à quel rang un choix compte-t-il ?"
    ),
}


def describe_open_points(points: Sequence[Point]) -> tuple[str, ...]:
    """The questions that nobody has answered yet, each in a sentence with what the draft supposes."""
    return tuple(
        f"{point.question} Proposé : {dict(point.choices)[point.proposed]}."
        if point.proposed
        else point.question
        for point in points
        if point.is_open
    )


def unknown_answers(points: Sequence[Point], answers: Answers) -> tuple[str, ...]:
    """What of a file of answers is of no point, or is no answer of its point."""
    by_key = {point.key: point for point in points}
    wrong = [key for key in answers if key not in by_key]
    sentences = [f"Aucune question de ce fichier ne se nomme {quoted_list(wrong, 'et')}."] if wrong else []
    sentences += [
        f"« {answers[point.key]} » n’est pas une réponse de « {point.key} » : écrivez {quoted_list([value for value, _ in point.choices])}."
        for point in points
        if point.key in answers and point.choices and answers[point.key] not in dict(point.choices)
    ]
    sentences += [
        f"« {DATES} » s’écrit avec le premier et le dernier jour : 2021-03-01 2021-04-30."
        for point in points
        if point.key == DATES and point.is_open and DATES in answers
    ]
    return tuple(sentences)


def settle(guess: Guess, drafted: DraftedPoints, counts: Counter[str]) -> Guess:
    """A guess after the answers to its doubts, and to those that an answer leaves; what was answered is no note any more."""
    doubts = list(guess.doubts)
    while doubts:
        doubt = doubts.pop(0)
        chosen = drafted.answer_to(doubt)
        if chosen is not None:
            settled = _SETTLE[doubt.kind](guess, chosen, counts, doubt.about)
            doubts += [added for added in settled.doubts if added not in guess.doubts]
            guess = replace(settled, notes=tuple(note for note in settled.notes if note != doubt.note))
    return guess


def _settle_bounds(guess: Guess, chosen: str, counts: Counter[str], _about: str) -> Guess:
    if chosen == "nombre":
        return odd_answers.read_as_numbers(guess)
    if chosen == "choix":
        single = choice_guessing.guess_single_choice(_answers_only(guess, counts))
        absent = tuple(option for option in guess.options if option.missing)
        return replace(guess, kind="single", options=(*single.options, *absent), lowest=None, highest=None)
    lowest, highest = map(float, chosen.split("-"))
    return replace(guess, lowest=lowest, highest=highest)


def _settle_how_many(guess: Guess, chosen: str, counts: Counter[str], about: str) -> Guess:
    """A number, or a note after all."""
    return (
        guess if chosen == "nombre" else _settle_bounds(replace(guess, kind="scale"), chosen, counts, about)
    )


def _settle_zero_one(guess: Guess, chosen: str, _counts: Counter[str], _about: str) -> Guess:
    """Yes and no, or numbers."""
    if chosen != "nombre":
        return guess
    absent = tuple(option for option in guess.options if option.missing)
    return replace(guess, kind="number", options=absent, lowest=0)


def _settle_ends(guess: Guess, chosen: str, counts: Counter[str], _about: str) -> Guess:
    """Two labels among numbers: the ends of the note, in one order or the other, counted apart, or choices as the others."""
    if chosen == "bouts":
        return guess
    if chosen == "choix":
        return _settle_bounds(guess, chosen, counts, "")
    first, last = (option for option in guess.options if option.missing is None)
    absent = tuple(option for option in guess.options if option.missing)
    if chosen == "inverse":
        exchanged = (
            replace(last, code=first.code, rank=first.rank),
            replace(first, code=last.code, rank=last.rank),
        )
        return replace(guess, options=(*exchanged, *absent))
    apart = tuple(
        Option(f"{chosen}-{naming.make_code(end.label, 1)}", end.label, None, chosen) for end in (first, last)
    )
    options = naming.make_codes_unique([*apart, *absent])
    if guess.kind == "nps":
        return replace(guess, options=options)
    note = guess_rating(guess.lowest + 1, guess.highest - 1, options)
    return replace(
        note,
        doubts=(*guess.doubts, *note.doubts),
        odd=guess.odd,
        halves=guess.halves,
        with_odd=guess.with_odd,
    )


def _settle_order(guess: Guess, chosen: str, _counts: Counter[str], _about: str) -> Guess:
    if chosen == "croissant":
        return guess
    return replace(_as_list(guess), kind="likert", lowest=None, highest=None)


def _as_list(guess: Guess) -> Guess:
    """A scale whose smallest number is the top, with an option a step."""
    absent = tuple(option for option in guess.options if option.missing)
    steps = {int(option.code): option for option in guess.options if option.missing is None}
    codes = range(int(guess.lowest), int(guess.highest) + 1) if guess.highest is not None else sorted(steps)
    options = tuple(
        naming.with_code_of_file(replace(steps.get(code, Option(str(code), str(code))), rank=rank))
        for rank, code in enumerate(sorted(codes, reverse=True), 1)
    )
    return replace(guess, options=(*options, *absent))


def _settle_joined(guess: Guess, chosen: str, counts: Counter[str], _about: str) -> Guess:
    if chosen == "plusieurs":
        return guess
    plain = replace(guess, split=(), options=(), family=None, other=None, other_texts=())
    if chosen == "texte":
        return replace(plain, kind="text")
    return replace(plain, kind="single", options=choice_guessing.guess_single_choice(counts).options)


def _settle_mixed(guess: Guess, chosen: str, counts: Counter[str], about: str) -> Guess:
    """Cells cut by all signs, by the first of them alone, or not at all."""
    if chosen != ONE_SIGN:
        return _settle_joined(guess, chosen, counts, about)
    sign = guess.split[0]
    options = choice_guessing.cut_answers(_answers_only(guess, counts), sign)
    return replace(guess, options=options, split=(sign,), other=None, other_texts=())


def _settle_beside(guess: Guess, chosen: str, counts: Counter[str], about: str) -> Guess:
    """A text that may be no answer: counted apart for the reason chosen, or one more choice of a list."""
    plain = words(about)
    others = tuple(
        replace(option, aliases=tuple(text for text in option.aliases if words(text) != plain))
        for option in guess.options
        if words(option.label) != plain
    )
    if chosen != AN_ANSWER:
        apart = Option(f"{chosen}-{naming.make_code(about, 1)}", about, None, chosen)
        return replace(guess, options=(*others, apart))
    if about.isdigit():
        return replace(guess, kind="number", options=others, lowest=None, highest=None)
    steps = tuple(option for option in others if option.missing is None)
    if guess.kind not in ("single", "likert"):
        other_counts = Counter({text: count for text, count in counts.items() if words(text) != plain})
        steps = choice_guessing.guess_single_choice(_answers_only(guess, other_counts)).options
    added = Option(
        naming.make_code(about, 1), about, max((option.rank or 0 for option in steps), default=0) + 1
    )
    absent = tuple(option for option in others if option.missing)
    options = naming.make_codes_unique((*steps, added, *absent))
    return replace(guess, kind="single", options=options, family=None, lowest=None, highest=None)


def _answers_only(guess: Guess, counts: Counter[str]) -> Counter[str]:
    absent = {spelling for option in guess.options if option.missing for spelling in option.spellings}
    left_out = {*absent, *guess.odd}
    return Counter({text: count for text, count in counts.items() if text not in left_out})


def _settle_others(guess: Guess, chosen: str, _counts: Counter[str], _about: str) -> Guess:
    """Answers that came once: written beside « Autre », or choices as the others."""
    if chosen == "autre" or guess.other is None:
        return guess
    steps = [option for option in guess.options if option.missing is None and option.code != guess.other]
    added = [
        Option(naming.make_code(text, rank), text, rank)
        for rank, text in enumerate(guess.other_texts, len(steps) + 1)
    ]
    absent = [option for option in guess.options if option.missing]
    options = naming.make_codes_unique([*steps, *added, *absent])
    return replace(guess, options=options, other=None, other_texts=())


_SETTLE = {
    ODD: odd_answers.settle_odd,
    HALF: odd_answers.settle_halves,
    MEASURED: odd_answers.settle_unit,
    BESIDE: _settle_beside,
    BOUNDS: _settle_bounds,
    HOW_MANY: _settle_how_many,
    ZERO_ONE: _settle_zero_one,
    ENDS: _settle_ends,
    ORDER: _settle_order,
    JOINED: _settle_joined,
    MIXED: _settle_mixed,
    OTHERS: _settle_others,
}

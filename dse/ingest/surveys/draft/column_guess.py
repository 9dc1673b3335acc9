"""What a column of an export seems to be, before a person reviews it; what its questionnaire declares; scales that columns share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from dse.ingest.forms.survey_definitions import Option, Scale
from dse.ingest.spelling import canonical
from dse.ingest.surveys.draft import label_order, naming
from dse.ingest.surveys.reading import missing_answers
from dse.ingest.surveys.tools.survey_tool import DeclaredQuestion, Structure

LARGEST_RATING = 10
DAYS = "Des dates : gardées comme un texte, qu’aucune figure ne compte."
BOUNDS, ORDER, JOINED, BESIDE, OTHERS, ENDS = "bornes", "ordre", "separateur", "a-part", "autre", "bouts"
ODD, HALF, MEASURED, HOW_MANY, MIXED = "inattendu", "virgule", "unite", "nombre", "signes"
AN_ANSWER = "reponse"
ZERO_ONE = "zero-un"
PLACES = "rangs"
FIRST_PLACES = "Classement : les premiers rangs comptent comme des choix, les autres non."
RANKED = "Classement : une question par rang, le choix mis à ce rang."


@dataclass(frozen=True)
class Doubt:
    """What only a person can settle of a column: of which kind, about what. `note` is what the draft says of it meanwhile.

    `choices` are its answers with their labels, where they are not those of its kind.
    """

    kind: str
    about: str
    note: str = ""
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Guess:
    """A form of answer, with its scale or bounds, and what made it doubtful. `absent` are texts supposed to be no answer.

    `other` is the option of what was written freely, `other_texts` the answers that are supposed to have been. `odd` are the few answers
    that the form cannot read, `with_odd` that of all of them, and `halves` those between two steps of a note.
    """

    kind: str
    options: tuple[Option, ...] = ()
    family: str | None = None
    lowest: float | None = None
    highest: float | None = None
    split: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    other: str | None = None
    other_texts: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    unit: str | None = None
    odd: tuple[str, ...] = ()
    halves: tuple[str, ...] = ()
    with_odd: Guess | None = None


def guess_rating(
    lowest: float,
    highest: float,
    missing_options: tuple[Option, ...],
    bounds: tuple[float, float] | None = None,
) -> Guess:
    """A note between two bounds, the usual ones around those that were seen unless others are likelier."""
    usual = (0.0 if lowest == 0 else 1.0, next(bound for bound in (4.0, 5.0, 7.0, 10.0) if bound >= highest))
    low, high = bounds or usual
    seen = f"Valeurs vues : de {lowest:g} à {highest:g}. L’échelle va-t-elle bien de {low:g} à {high:g} ?"
    doubt = Doubt(BOUNDS, f"{low:g}-{high:g}", seen)
    return Guess("scale", missing_options, lowest=low, highest=high, notes=(seen,), doubts=(doubt,))


@dataclass
class DraftedScales:
    """Scales met so far, by their options; the same options are one scale."""

    series: str
    scales_by_options: dict[tuple[Option, ...], Scale] = field(default_factory=dict)

    def name(self, options: Sequence[Option], kind: str) -> str:
        """The identifier of a scale, made if it is new."""
        key = self._largest(tuple(options))
        if key not in self.scales_by_options:
            base = f"{self.series}-{kind}"
            taken = {scale.scale_id for scale in self.scales_by_options.values()}
            names = [base, *(f"{base}-{number}" for number in range(2, len(taken) + 3))]
            free = next(name for name in names if name not in taken)
            self.scales_by_options[key] = Scale(free, key)
        return self.scales_by_options[key].scale_id

    def _largest(self, options: tuple[Option, ...]) -> tuple[Option, ...]:
        """A scale met before that has all of these ends of a note and more: nobody has given the others here."""
        if not options or not all(_is_end(option) for option in options):
            return options
        larger = (
            larger_options
            for larger_options in self.scales_by_options
            if set(larger_options) >= set(options) and all(map(_is_end, larger_options))
        )
        return max(larger, key=len, default=options)


def _is_end(option: Option) -> bool:
    """Whether an option is the label of a number, or no answer."""
    return bool(option.missing) or option.code == str(option.rank)


def guess_from_structure(question: DeclaredQuestion, structure: Structure, axis: str = "0") -> Guess | None:
    """The form of an answer as the questionnaire declares it; None where it only ticks options."""
    if question.offered or question.is_ranking:
        return _guess_from_answers(question, structure, axis)
    fixed = question.fixed_answer
    if fixed is None:
        return None
    notes = (DAYS,) if fixed.are_days else ()
    return Guess(fixed.kind, fixed.options, lowest=fixed.lowest, highest=fixed.highest, notes=notes)


def _guess_from_answers(question: DeclaredQuestion, structure: Structure, axis: str) -> Guess:
    answers = [answer for answer in question.offered if answer.axis == axis] or list(question.offered)
    labelled_answers = [
        (answer.code, structure.text(answer.texts) or answer.code, tuple(answer.texts.values()))
        for answer in answers
    ]
    reasons = {code: missing_answers.find_reason(label) for code, label, _ in labelled_answers}
    labels = [label for code, label, _ in labelled_answers if reasons[code] is None]
    family = label_order.find_family(labels) if not question.is_ranking else None
    order = label_order.sort_labels(family, labels) if family else labels
    options = [
        naming.with_code_of_file(
            Option(
                code,
                label,
                None if reasons[code] else order.index(label) + 1,
                reasons[code],
                _other_texts(label, texts),
            )
        )
        for code, label, texts in labelled_answers
    ]
    options.sort(key=lambda option: (option.rank is None, option.rank))
    if question.has_other:
        options.append(Option("-oth-", "Autre", len(labels) + 1, None, ("Other",)))
    is_ordered = family is not None or question.is_ordered
    notes = () if family or not is_ordered else ("Ordre de l’échelle repris du questionnaire : à vérifier.",)
    notes = (RANKED,) if question.is_ranking else notes
    return Guess("likert" if is_ordered else "single", tuple(options), family, notes=notes)


def _other_texts(label: str, texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text and canonical(text) != canonical(label)))


def without_absences(guess: Guess, absences: Sequence[str]) -> Guess:
    """A form without the options that the survey declares to mean no answer everywhere."""
    missing_texts = set(map(canonical, absences))
    return replace(
        guess,
        options=tuple(option for option in guess.options if canonical(option.label) not in missing_texts),
    )

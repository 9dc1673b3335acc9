"""Scales of a draft: one for each set of options, under a name that says what it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from dse.ingest.forms.survey_definitions import Option, Scale
from dse.ingest.spelling import canonical
from dse.ingest.surveys.draft import answer_guessing, likert
from dse.ingest.surveys.draft.column_guess import Guess
from dse.ingest.surveys.reading import missing_answers
from dse.ingest.surveys.tools.limesurvey_structure import RANKING, LssQuestion, Structure

RANKED = "Classement : une question par rang, le choix mis à ce rang."
_YES_NO = (Option("Y", "Oui", 1, aliases=("Yes",)), Option("N", "Non", 0, aliases=("No",)))
_UNCERTAIN = Option("U", "Incertain", 2, aliases=("Indécis", "Uncertain"))
# What LimeSurvey's letters stand for, where the structure has no answers of its own.
_FIXED = {
    "Y": Guess("single", _YES_NO),
    "C": Guess("single", (Option("N", "Non", 1), _UNCERTAIN, Option("Y", "Oui", 3))),
    "E": Guess(
        "likert", (Option("D", "Diminuer", 1), Option("S", "Sans changement", 2), Option("I", "Augmenter", 3))
    ),
    "G": Guess(
        "single",
        (Option("F", "Féminin", 1, aliases=("Female",)), Option("M", "Masculin", 2, aliases=("Male",))),
    ),
    "5": Guess("scale", lowest=1, highest=5),
    "A": Guess("scale", lowest=1, highest=5),
    "B": Guess("scale", lowest=1, highest=10),
    **dict.fromkeys(("N", "K", ":"), Guess("number")),
    **dict.fromkeys(("S", "T", "U", "Q", ";", "*"), Guess("text")),
    "D": Guess("text", notes=(answer_guessing.DAYS,)),
}
LISTED = ("L", "!", "O", "F", "H", "1", RANKING)
TICKED = ("M", "P")
NOT_KEPT = ("|", "X", "I")


@dataclass
class DraftedScales:
    """Scales met so far, by their options; the same options are one scale."""

    series: str
    scales_by_options: dict[tuple[Option, ...], Scale] = field(default_factory=dict)

    def name(self, options: Sequence[Option], kind: str) -> str:
        """The identifier of a scale, made if it is new."""
        key = tuple(options)
        if key not in self.scales_by_options:
            base = f"{self.series}-{kind}"
            taken = {each.scale_id for each in self.scales_by_options.values()}
            names = [base, *(f"{base}-{number}" for number in range(2, len(taken) + 3))]
            free = next(each for each in names if each not in taken)
            self.scales_by_options[key] = Scale(free, key)
        return self.scales_by_options[key].scale_id


def guess_from_structure(question: LssQuestion, structure: Structure, axis: str = "0") -> Guess | None:
    """The form of an answer as LimeSurvey declares it; None where it only ticks options."""
    if question.kind in LISTED and (question.answers or question.kind == RANKING):
        return _guess_from_answers(question, structure, axis)
    return _FIXED.get(question.kind)


def _guess_from_answers(question: LssQuestion, structure: Structure, axis: str) -> Guess:
    among = question.answers or question.subquestions
    answers = [each for each in among if each.axis == axis] or list(among)
    told = [
        (each.code, structure.text(each.texts) or each.code, tuple(each.texts.values())) for each in answers
    ]
    reasons = {code: missing_answers.find_reason(label) for code, label, _ in told}
    labels = [label for code, label, _ in told if reasons[code] is None]
    family = likert.find_family(labels) if question.kind != RANKING else None
    order = likert.sort_labels(family, labels) if family else labels
    options = [
        Option(
            code,
            label,
            None if reasons[code] else order.index(label) + 1,
            reasons[code],
            _other_texts(label, texts),
        )
        for code, label, texts in told
    ]
    options.sort(key=lambda each: (each.rank is None, each.rank))
    if question.has_other:
        options.append(Option("-oth-", "Autre", len(labels) + 1, None, ("Other",)))
    is_ordered = family is not None or (question.kind in ("F", "H", "1") and not question.has_other)
    notes = () if family or not is_ordered else ("Ordre de l’échelle repris de LimeSurvey : à vérifier.",)
    notes = (RANKED,) if question.kind == RANKING else notes
    return Guess("likert" if is_ordered else "single", tuple(options), family, notes=notes)


def _other_texts(label: str, texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for each in texts if each and canonical(each) != canonical(label)))


def without_absences(guess: Guess, absences: Sequence[str]) -> Guess:
    """A form without the options that the survey declares to mean no answer everywhere."""
    known = set(map(canonical, absences))
    return replace(guess, options=tuple(each for each in guess.options if canonical(each.label) not in known))

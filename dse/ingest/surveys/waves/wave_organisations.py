"""Organisations that a new wave gives by codes: whom they stand for is told by its questionnaire, or by a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from dse.errors import Refused
from dse.ingest.forms.survey_definitions import Field
from dse.ingest.issues import quoted_list
from dse.ingest.spelling import canonical, words
from dse.ingest.surveys.draft import points
from dse.ingest.surveys.draft.points import Answers, Point

SAME_LIST, OTHER_LIST = "meme", "autre"
_KEY = "organisations-par-codes"
_CHOICES = ((OTHER_LIST, "Non, ou je ne sais pas"), (SAME_LIST, "Oui, la liste n’a pas changé"))


def count_old_codes(known_field: Field, drafted_field: Field, texts: Sequence[str]) -> Counter[str]:
    """How often each code that older waves declared comes, beside its name of then, where the new wave declares none."""
    if drafted_field.values:
        return Counter()
    names = {canonical(code): f"{code} : {name}" for code, name in known_field.values if _is_code(code, name)}
    return Counter(names[cell] for cell in map(canonical, texts) if cell in names)


def _is_code(code: str, name: str) -> bool:
    """Whether a text says nothing of the organisation that it stands for."""
    return bool(name) and " " not in code and not set(words(code).split()) & set(words(name).split())


def organisation_points(counts: Counter[str], answers: Answers) -> list[Point]:
    """Whether codes that no questionnaire declares stand for the organisations that they stood for."""
    question = "Ces codes désignent-ils les mêmes organisations que la fois d’avant ?"
    shown = points.list_counts(counts)
    return (
        [Point(_KEY, question, _CHOICES, OTHER_LIST, _find_answer(answers), counts=shown)] if counts else []
    )


def _find_answer(answers: Answers) -> str | None:
    return answer if (answer := answers.get(_KEY)) in dict(_CHOICES) else None


def require_known_codes(counts: Mapping[str, int], answers: Answers) -> None:
    """Refused where codes came, and nobody says that they stand for what they did."""
    if counts and _find_answer(answers) != SAME_LIST:
        raise Refused(
            f"Les organisations sont données par des codes ({quoted_list(list(counts)[:1])} la fois d’avant), et leur liste a pu changer. "
            "Joignez la structure de cette enquête, ou exportez les réponses en toutes lettres, puis recommencez."
        )

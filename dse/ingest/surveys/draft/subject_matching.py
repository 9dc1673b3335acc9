"""Of which theme or form of support a text speaks: by the labels and codes of the lists, by what the team has matched, else by what it can mean."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from dse.ingest.forms import form_files, matched_titles, value_choices
from dse.ingest.forms.form_files import FormError
from dse.ingest.spelling import words
from dse.ingest.surveys.reading import choices
from dse.ingest.values import suggestions
from dse.ingest.values.suggestions import SMALL_WORDS
from schemas import codelists

THEMES = ("themes",)
SUPPORTS = ("accompaniment_kinds", "activity_kinds")
_OTHERS = frozenset({"autre", "autres", "other", "others", "aucun", "aucune", "aucuns", "aucunes", "none"})

Matched = Mapping[str, tuple[str, ...]]  # by spelling, the codes that it stands for


@dataclass(frozen=True)
class Subject:
    """What a text speaks of. It is sure where a label, a code or a match of the team says it, and no usual word."""

    theme: str | None = None
    kind_asked_about: str | None = None
    is_sure: bool = True

    @property
    def label(self) -> str:
        """Its theme and its form of support, as the lists have them."""
        labels = codelists.labels_in((*THEMES, *SUPPORTS))
        return " et ".join(labels.get(code, code) for code in (self.theme, self.kind_asked_about) if code)


def spell(text: str) -> str:
    """A text for comparison: its words without the small ones, in the singular."""
    return " ".join(word.rstrip("s") or word for word in words(text).split() if word not in SMALL_WORDS)


def load_matched() -> dict[str, tuple[str, ...]]:
    """What the team has matched with a theme or a form of support in its other files, titles and values."""
    matched: dict[str, tuple[str, ...]] = {}
    for text, code in _list_matched():
        matched[spell(text)] = (*matched.get(spell(text), ()), code)
    return matched


def _list_matched() -> Iterator[tuple[str, str]]:
    codes_by_label = {label: code for code, label in codelists.labels("themes").items()}
    for _, form in form_files.load_all_forms():
        try:
            titles = matched_titles.load_titles(form.name)
        except FormError:
            continue
        yield from (
            (title, codes_by_label[header])
            for title, header in titles.headers.items()
            if header in codes_by_label
        )
        for header, targets in titles.values.items():
            if {*value_choices.find_choices(form, header).lists} & {*THEMES, *SUPPORTS}:
                yield from ((text, code) for text, code in targets.items() if code)


def match_label(text: str, matched: Matched) -> Subject | None:
    """What an answer or a line of a grid speaks of; None where it names nothing of the lists."""
    spelling = spell(text)
    if not spelling or is_no_subject(text):
        return None
    theme, kind = (_find_exact(spelling, lists, matched) for lists in (THEMES, SUPPORTS))
    if theme or kind:
        return Subject(theme, kind, is_sure=not (theme and kind))
    if len(_list_themes(text)) > 1:
        return None
    theme, kind = _suggest(text, THEMES, THEMES), _find_usual(spelling) or _suggest(text, SUPPORTS, ())
    return Subject(theme, kind, is_sure=False) if theme or kind else None


def is_named(label: str) -> bool:
    """Whether a label is surely a theme or a form of support of the lists, or was matched with one."""
    subject = match_label(label, load_matched())
    return subject is not None and subject.is_sure


def match_wording(wording: str) -> Subject | None:
    """What the words of a question speak of; none where they mean several themes. It is sure where they mean what they bear as labels of the lists."""
    stated, meant = list_in_wording(wording, THEMES), _list_themes(wording)
    kind = next(iter(list_in_wording(wording, SUPPORTS)), None)
    themes = _leave_wholes_out(dict.fromkeys([*stated, *meant]))
    if len(themes) > 1 or not (themes or kind):
        return None
    return Subject(next(iter(themes), None), kind, is_sure=set(stated) == set(meant))


def list_meanings(text: str) -> list[str]:
    """The labels of the themes that a text can mean."""
    labels = codelists.labels("themes")
    return [labels[code] for code in _list_themes(text)]


def _list_themes(text: str) -> list[str]:
    """The themes of which a label or a usual word stands in a text."""
    return _leave_wholes_out(suggestions.list_held_codes(text, THEMES, codelists.labels_in(THEMES)))


def _leave_wholes_out(codes: Collection[str]) -> list[str]:
    """Some themes without those of which a part is among them."""
    wholes = {code.parent for code in codelists.load("themes") if code.code in codes}
    return [code for code in codes if code not in wholes]


def is_no_subject(text: str) -> bool:
    """Whether an answer is « Autre », or none of those that are offered."""
    first, _, others = words(text).partition(" ")
    return (first in _OTHERS and not _list_themes(others)) or choices.says_no_choice(text)


def _find_exact(spelling: str, lists: tuple[str, ...], matched: Matched) -> str | None:
    """The code of which a text is the label, or the code itself, or with which the team has matched it."""
    allowed = [code for name in lists for code in codelists.allowed(name)]
    labels = codelists.labels_in(lists)
    own = (code for code in allowed if spelling in (spell(labels[code]), spell(code)))
    return next(iter((*own, *(code for code in matched.get(spelling, ()) if code in allowed))), None)


def _find_usual(spelling: str) -> str | None:
    """The form of support of which a text is a usual word; one that only stands in a text says too little: « suivi », « outil »."""
    usual = suggestions.load_synonyms().items()
    return next(
        (code for (name, code), texts in usual if name in SUPPORTS and spelling in map(spell, texts)), None
    )


def _suggest(text: str, lists: tuple[str, ...], usual_lists: tuple[str, ...]) -> str | None:
    """The code of some lists that a text can mean; none where it can mean several."""
    codes = suggestions.suggest_codes(text, usual_lists, codelists.labels_in(lists))
    return codes[0] if len(codes) == 1 else None


def list_in_wording(wording: str, lists: tuple[str, ...]) -> list[str]:
    """The codes of some lists whose labels stand in a wording, the longest first, none within another."""
    plain = f" {spell(wording)} "
    labels = sorted(codelists.labels_in(lists).items(), key=lambda pair: -len(pair[1]))
    stated = [(code, f" {spell(label)} ") for code, label in labels if f" {spell(label)} " in plain]
    return [
        code
        for code, label in stated
        if not any(label in other for _, other in stated if len(other) > len(label))
    ]

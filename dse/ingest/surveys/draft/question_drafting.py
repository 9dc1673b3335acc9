"""Questions of a draft, from the columns that belong together."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from dse.ingest.forms.survey_definitions import Condition, Option, Question
from dse.ingest.spelling import canonical
from dse.ingest.surveys.draft import answer_guessing, option_codes, question_topics, scale_drafting
from dse.ingest.surveys.draft.column_guess import Guess
from dse.ingest.surveys.draft.scale_drafting import DraftedScales
from dse.ingest.surveys.reading import choices
from dse.ingest.surveys.tools.declared_questions import Structure
from dse.ingest.surveys.tools.headings import COMMENT, OTHER, Heading

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,23}")
_RANK = re.compile(r"(?:rang|rank|clasificacion|rang n°)? ?([0-9]{1,2})")
_TICKS = choices.YES | choices.NO | {""}
_OTHER_LABELS = ("Autre", "Other", "-oth-")


@dataclass
class QuestionDrafter:
    """Questions made so far of a file, with what a person has to look at."""

    series: str
    absences: Mapping[str, str]
    structure: Structure | None = None
    questions: list[Question] = field(default_factory=list)
    notes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    scales: DraftedScales = field(init=False)
    count: int = 0

    def __post_init__(self) -> None:
        """No scale yet."""
        self.scales = DraftedScales(self.series)

    def add(self, columns: Sequence[tuple[Heading, Sequence[str]]]) -> None:
        """The questions that some columns make together."""
        self.count += 1
        name = self._name(columns[0][0].base)
        answers = [(heading, texts) for heading, texts in columns if not self._is_free(heading, texts)]
        free = [(heading, texts) for heading, texts in columns if self._is_free(heading, texts)]
        if len(answers) > 1 and self._is_ticked(answers):
            self._multiple(name, answers)
        elif answers:
            shared = self._shared(answers)
            for heading, texts in answers:
                part = f"{name}_{self._part(heading, answers)}" if heading.part else name
                self._one(part, heading, texts, shared.get(heading.axis))
        for position, (heading, _) in enumerate(free):
            self._free(name, heading, answers[0][0] if answers else None, position)

    def _name(self, base: str) -> str:
        code = base.rpartition("/")[2]
        return f"{self.series}-{code if _CODE.fullmatch(code) else f'q{self.count:02d}'}"

    def _part(self, heading: Heading, answers: Sequence[tuple[Heading, Sequence[str]]]) -> str:
        position = next(position for position, (other, _) in enumerate(answers, 1) if other is heading)
        return heading.part if _CODE.fullmatch(heading.part) else str(position)

    def _is_free(self, heading: Heading, texts: Sequence[str]) -> bool:
        """Whether a column is the text beside an answer, and not a box to tick called « Autre »."""
        return bool(heading.extra) and not (
            heading.extra == OTHER and any(texts) and self._ticks(heading, texts)
        )

    def _ticks(self, heading: Heading, texts: Sequence[str]) -> bool:
        allowed = {*_TICKS, *self.absences, canonical(heading.label), canonical(heading.part)}
        return all(canonical(text) in allowed for text in set(texts))

    def _is_ticked(self, answers: Sequence[tuple[Heading, Sequence[str]]]) -> bool:
        if answers[0][0].question is not None:
            return answers[0][0].question.ticks_options
        return all(heading.part and self._ticks(heading, texts) for heading, texts in answers)

    def _multiple(self, name: str, answers: Sequence[tuple[Heading, Sequence[str]]]) -> None:
        offered = option_codes.make_codes_unique(
            [
                Option(
                    heading.part
                    if _CODE.fullmatch(heading.part)
                    else option_codes.make_code(heading.label, position),
                    heading.label,
                    position,
                )
                for position, (heading, _) in enumerate(answers, 1)
            ]
        )
        columns = tuple(
            (option.code, heading.spellings) for option, (heading, _) in zip(offered, answers, strict=True)
        )
        notes = () if answers[0][0].question else ("Cases à cocher, une colonne par choix.",)
        scale = self.scales.name(offered, f"{name.removeprefix(f'{self.series}-')}-choix")
        self._keep(
            Question(name, "multiple", wording=answers[0][0].wording, scale=scale, option_columns=columns),
            notes,
        )

    def _shared(self, answers: Sequence[tuple[Heading, Sequence[str]]]) -> dict[str, Guess]:
        """The form of the lines of a grid, by scale, guessed from all of them: each line may lack some of the answers."""
        if len(answers) < 2 or answers[0][0].question is not None:
            return {}
        if _is_ranking(answers):
            return {
                "": replace(
                    answer_guessing.guess_single_choice(_all_texts(answers)), notes=(scale_drafting.RANKED,)
                )
            }
        guesses_by_axis = {}
        for axis in {heading.axis for heading, _ in answers}:
            lines = [(heading, texts) for heading, texts in answers if heading.axis == axis]
            guess = answer_guessing.guess_answers(_all_texts(lines), lines[0][0].wording, self.absences)
            if len(lines) > 1 and guess.kind not in ("text", "number"):
                guesses_by_axis[axis] = guess
        return guesses_by_axis

    def _one(self, name: str, heading: Heading, texts: Sequence[str], shared: Guess | None) -> None:
        wording = f"{heading.wording} [{heading.label}]" if heading.part else heading.wording
        declared = (
            scale_drafting.guess_from_structure(heading.question, self.structure, heading.declared_axis)
            if heading.question
            else None
        )
        seen = answer_guessing.guess_answers(texts, wording, self.absences)
        guess = declared or shared or seen
        if seen.kind == "nps" and guess.kind in ("number", "scale"):
            guess = seen
        guess = scale_drafting.without_absences(guess, list(self.absences))
        scale = (
            self.scales.name(
                guess.options, guess.family or _scale_name(guess, name.removeprefix(f"{self.series}-"))
            )
            if guess.options
            else None
        )
        question = Question(
            name,
            guess.kind,
            wording=wording,
            scale=scale,
            columns=heading.spellings,
            split=guess.split,
            lowest=guess.lowest,
            highest=guess.highest,
        )
        self._keep(question, guess.notes)

    def _free(self, name: str, heading: Heading, beside: Heading | None, position: int) -> None:
        """A text beside an answer; one about « Autre » is asked of those who picked it."""
        suffix_base = COMMENT if heading.extra == COMMENT else OTHER
        suffix = suffix_base if not position else f"{suffix_base}-{position + 1}"
        is_choice = heading.extra == OTHER and beside is not None and not beside.part
        condition = Condition(beside.spellings[:1], _OTHER_LABELS) if is_choice else None
        wording = f"{heading.wording} [{heading.label or suffix_base}]"
        question = Question(
            f"{name}-{suffix}", "text", wording=wording, columns=heading.spellings, asked_when=condition
        )
        self._keep(question, ())

    def _keep(self, question: Question, notes: Sequence[str]) -> None:
        measured = question_topics.guess_dimension(question.wording)
        self.questions.append(
            replace(question, dimension=measured, theme=question_topics.find_theme(question.wording))
        )
        uncertain = () if measured != "profile" else ("Dimension non reconnue : profil par défaut.",)
        self.notes[question.question_id] = (*notes, *uncertain)


def _all_texts(answers: Sequence[tuple[Heading, Sequence[str]]]) -> list[str]:
    return [text for _, texts in answers for text in texts]


def _is_ranking(answers: Sequence[tuple[Heading, Sequence[str]]]) -> bool:
    """Whether columns are ranks from the first on, no line of which has the same choice twice."""
    ranks = [
        match and match[1] for match in (_RANK.fullmatch(canonical(heading.part)) for heading, _ in answers)
    ]
    if ranks != [str(place) for place in range(1, len(answers) + 1)]:
        return False
    lines = [
        [text for text in map(canonical, line) if text] for line in zip(*(t for _, t in answers), strict=True)
    ]
    among = {text for line in lines for text in line}
    full = any(len(line) == len(answers) for line in lines)
    return full and len(among) >= len(answers) and all(len(set(line)) == len(line) for line in lines)


def _scale_name(guess: Guess, question: str) -> str:
    """What a scale without a family is called: by what it holds, or by the first question that has it."""
    labels = {canonical(option.label) for option in guess.options if option.missing is None}
    if labels == {"oui", "non"}:
        return "oui-non"
    return "note" if guess.kind in ("nps", "scale") else f"{question}-choix"

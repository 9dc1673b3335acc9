"""Questions of a draft, from the columns that belong together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dse.ingest.forms.survey_definitions import Condition, Option, Question
from dse.ingest.spelling import canonical, words
from dse.ingest.surveys.draft import (
    answer_guessing,
    asked_bounds,
    choice_guessing,
    column_guess,
    naming,
    odd_answers,
    points,
    rankings,
    subject_matching,
    subjects,
)
from dse.ingest.surveys.draft.column_guess import PLACES, Doubt, DraftedScales, Guess
from dse.ingest.surveys.draft.column_roles import NONE_KNOWN, KnownTitles
from dse.ingest.surveys.draft.numbered_answers import (
    KnownNotes,
    collect_notes,
    may_have_labelled_ends,
    turn_downwards,
)
from dse.ingest.surveys.draft.points import Answers, DraftedPoints
from dse.ingest.surveys.draft.rankings import Ranking
from dse.ingest.surveys.reading import choices, scale_answers
from dse.ingest.surveys.tools.headings import COMMENT, OTHER, Heading
from dse.ingest.surveys.tools.survey_tool import Structure, SurveyTool
from dse.ingest.surveys.tools.tool_columns import PLAIN_TABLE
from schemas import codelists

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,23}")
_TICKS = choices.YES | choices.NO | {""}
_OTHER_WORDS = ("autre", "other")
CODES_ALONE = "Des codes sans libellé : ajoutez la structure de l’enquête, ou écrivez les libellés."
OTHER_ANSWERS = ("Autre", "Other", "-oth-")


@dataclass(frozen=True)
class Column:
    """A column of an export: what its title says, its cells with the numbers of their lines, and how often each answer comes."""

    heading: Heading
    texts: Sequence[str]
    line_numbers: Sequence[int]
    counts: Counter[str]

    def called(self, extra: str) -> Column:
        """The column as one of a text beside the answer, or as an answer."""
        return replace(self, heading=replace(self.heading, extra=extra))

    def find_lines(self, texts: Collection[str]) -> dict[str, list[int]]:
        """The lines of each of some texts, in canonical spelling."""
        lines: dict[str, list[int]] = {canonical(text): [] for text in texts}
        if lines:
            for number, text in zip(self.line_numbers, self.texts, strict=True):
                if (plain := canonical(text)) in lines:
                    lines[plain].append(number)
        return lines


@dataclass
class QuestionDrafter:
    """Questions made so far of a file, with what a person has to look at and what only a person can settle.

    `known_titles` are those of a form of the survey.
    """

    series: str
    absences: Mapping[str, str]
    structure: Structure | None = None
    tool: SurveyTool = PLAIN_TABLE
    answers: Answers = field(default_factory=dict)
    known_titles: KnownTitles = NONE_KNOWN
    questions: list[Question] = field(default_factory=list)
    notes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    file_notes: KnownNotes = field(default_factory=KnownNotes)
    scales: DraftedScales = field(init=False)
    points: DraftedPoints = field(init=False)
    count: int = 0

    def __post_init__(self) -> None:
        """No scale and no doubt yet."""
        self.scales = DraftedScales(self.series)
        self.points = DraftedPoints(self.answers)

    def learn_notes(self, columns: Iterable[Column]) -> None:
        """The notes of the file of which a column holds both ends."""
        guesses = (
            self._guess(column.counts, "")
            for column in columns
            if not column.heading.question and may_have_labelled_ends(column.counts)
        )
        self.file_notes = collect_notes(guesses)

    def add(self, columns: Sequence[Column]) -> None:
        """The questions that some columns make together."""
        self.count += 1
        name = self._name(columns[0].heading)
        columns = self._tell_texts(columns)
        not_free = [column for column in columns if not column.heading.extra]
        free = [column for column in columns if column.heading.extra]
        alone = self._find_alone(not_free)
        answers = [column for column in not_free if column not in alone]
        others = self._find_others(answers, free) if answers and self._is_ticked(answers) else []
        if answers and (ranking := self._find_ranking(answers)):
            self._rank(name, answers[0].heading, ranking)
        elif len(answers) + len(others) > 1 and self._is_ticked(answers):
            self._multiple(name, answers, others)
            free = [column for column in free if column not in others]
        elif answers:
            shared = self._shared(answers)
            beside = self._find_written_instead(answers, free)
            for column in answers:
                part = f"{name}_{self._part(column, answers)}" if column.heading.part else name
                question = self._one(part, column, shared.get(column.heading.axis), beside)
                free = [column for column in free if column.heading.spellings != question.other_columns]
        for column in alone:
            self._one(f"{name}_{self._part(column, not_free)}", column, None)
        for position, column in enumerate(free):
            self._free(name, column.heading, answers[0].heading if answers else None, position)

    def _name(self, heading: Heading) -> str:
        """The words of a question, else its code where the file has no more."""
        name = _name_by_text(heading.base.rpartition("/")[2], heading.wording)
        return f"{self.series}-{name or f'question-{self.count}'}"

    def _part(self, column: Column, answers: Sequence[Column]) -> str:
        heading = column.heading
        position = next(position for position, other in enumerate(answers, 1) if other is column)
        return _name_by_text(heading.part, heading.label) or str(position)

    def _tell_texts(self, columns: Sequence[Column]) -> list[Column]:
        """Columns of a question, of which only those of a text beside the answer are said to be so, among boxes by how their title begins."""
        free = [column for column in columns if self._is_free(column, columns)]
        answers = [column for column in columns if column not in free]
        others = [column for column in self._find_alone(answers) if _is_other(column)]
        extras = {column.heading.title: column.heading.extra for column in free}
        extras |= {column.heading.title: OTHER for column in others}
        return [column.called(extras.get(column.heading.title, "")) for column in columns]

    def _find_alone(self, answers: Sequence[Column]) -> list[Column]:
        """Columns beside boxes to tick that hold no tick: questions of their own, or texts."""
        boxes = [column for column in answers if column.heading.part and self._ticks(column)]
        others = [column for column in answers if column not in boxes]
        is_declared = any(column.heading.question for column in answers)
        if is_declared or sum(bool(box.counts) for box in boxes) < 2 or any(map(_has_tick, others)):
            return []
        return others

    def _is_free(self, column: Column, columns: Sequence[Column]) -> bool:
        """Whether a column that its title calls a text beside the answer is one, and no box to tick and no line called « Autre »."""
        heading = column.heading
        if heading.extra != OTHER or not column.counts:
            return bool(heading.extra)
        answers = [other for other in columns if not other.heading.extra and other.heading.part]
        return not (self._ticks(column) or (heading.question is None and _is_answered_alike(column, answers)))

    def _ticks(self, column: Column) -> bool:
        heading = column.heading
        allowed = {*_TICKS, *self.absences, canonical(heading.label), canonical(heading.part)}
        return all(canonical(text) in allowed for text in column.counts)

    def _is_ticked(self, answers: Sequence[Column]) -> bool:
        if answers[0].heading.question is not None:
            return answers[0].heading.question.ticks_options
        return all(column.heading.part and self._ticks(column) for column in answers)

    def _find_others(self, answers: Sequence[Column], free: Sequence[Column]) -> list[Column]:
        """The column of what was written beside « Autre », where « Autre » has no box of its own and the text is no known question."""
        if any(words(column.heading.label).startswith(_OTHER_WORDS) for column in answers):
            return []
        texts = (column for column in free if column.heading.extra == OTHER)
        return [column for column in texts if canonical(column.heading.title) not in self.known_titles.texts][
            :1
        ]

    def _find_written_instead(self, answers: Sequence[Column], free: Sequence[Column]) -> Column | None:
        """The column where « Autre » is written beside a choice, which is blank on these lines, unless it is a known question."""
        texts = [
            column
            for column in free
            if column.heading.extra == OTHER
            and canonical(column.heading.title) not in self.known_titles.texts
        ]
        if len(answers) != 1 or len(texts) != 1 or answers[0].heading.question is not None:
            return None
        (answer,), (text,) = answers, texts
        lines = zip(answer.texts, text.texts, strict=True)
        return text if not any(chosen.strip() and beside.strip() for chosen, beside in lines) else None

    def _find_ranking(self, answers: Sequence[Column]) -> Ranking | None:
        """The ranking of themes or forms of support that some columns are, if any."""
        question = answers[0].heading.question
        if question is not None and not question.is_ranking:
            return None
        declared = column_guess.guess_from_structure(question, self.structure) if question else None
        return rankings.find_ranking(*_take_apart(answers), declared.options if declared else ())

    def _rank(self, name: str, heading: Heading, ranking: Ranking) -> None:
        """A ranking as a multiple choice of its first places: of how many is asked, unless the words say it."""
        count = ranking.places
        doubt = Doubt(PLACES, str(count))
        most = asked_bounds.find_most_choices(heading.wording) or count
        is_open = most >= count
        answer = self.points.answer_to(doubt) if is_open else None
        question = Question(
            name,
            "multiple",
            wording=heading.wording,
            scale=self.scales.name(ranking.options, name.removeprefix(f"{self.series}-")),
            rank_columns=ranking.rank_columns,
            option_columns=ranking.option_columns,
            split=ranking.split,
            most_choices=int(answer or min(rankings.USUAL_PLACES, count)) if is_open else most,
        )
        question_id = self._keep(question, (column_guess.FIRST_PLACES,))
        if is_open:
            self.points.add(doubt, question_id, {})

    def _multiple(self, name: str, answers: Sequence[Column], others: Sequence[Column]) -> None:
        headings = [column.heading for column in answers]
        headings += [replace(column.heading, part=OTHER, label=OTHER_ANSWERS[0]) for column in others]
        offered = naming.make_codes_unique(
            [
                Option(
                    heading.part
                    if _CODE.fullmatch(heading.part)
                    else naming.make_code(heading.label, position),
                    heading.label,
                    position,
                )
                for position, heading in enumerate(headings, 1)
            ]
        )
        columns = tuple(
            (option.code, heading.spellings) for option, heading in zip(offered, headings, strict=True)
        )
        notes = () if headings[0].question else ("Cases à cocher, une colonne par choix.",)
        if all(naming.is_answer_code(option.label) for option in offered):
            notes = (*notes, CODES_ALONE)
        scale = self.scales.name(offered, name.removeprefix(f"{self.series}-"))
        self._keep(
            Question(
                name,
                "multiple",
                wording=headings[0].wording,
                scale=scale,
                option_columns=columns,
                other=offered[-1].code if others else None,
            ),
            notes,
        )

    def _shared(self, answers: Sequence[Column]) -> dict[str, Guess]:
        """The form of the lines of a grid, by scale, guessed from all of them: each line may lack some of the answers."""
        are_lines = all(column.heading.part for column in answers)
        if len(answers) < 2 or not are_lines or answers[0].heading.question is not None:
            return {}
        if rankings.are_places(*_take_apart(answers)):
            return {
                "": replace(
                    choice_guessing.guess_single_choice(_add_counts(answers)), notes=(column_guess.RANKED,)
                )
            }
        guesses_by_axis = {}
        for axis in {column.heading.axis for column in answers}:
            lines = [column for column in answers if column.heading.axis == axis]
            guess = self._guess(_add_counts(lines), lines[0].heading.wording)
            if len(lines) > 1 and guess.kind not in ("text", "number"):
                guesses_by_axis[axis] = guess
        return guesses_by_axis

    def _guess(self, counts: Counter[str], wording: str) -> Guess:
        guess = answer_guessing.guess_counted(counts, wording, self.absences, self.tool, self.file_notes)
        is_known_note = canonical(asked_bounds.strip_asked_ends(wording)) in self.known_titles.notes
        return guess if is_known_note else turn_downwards(guess, wording)

    def _without_absences(self, counts: Counter[str]) -> Counter[str]:
        return Counter(
            {text: count for text, count in counts.items() if canonical(text) not in self.absences}
        )

    def _one(self, name: str, column: Column, shared: Guess | None, beside: Column | None = None) -> Question:
        """The question of a column, as it is kept. `beside`: the column where « Autre » is written, if it is a choice."""
        heading = column.heading
        wording = f"{heading.wording} [{heading.label}]" if heading.part else heading.wording
        declared = (
            column_guess.guess_from_structure(heading.question, self.structure, heading.declared_axis)
            if heading.question
            else None
        )
        seen = self._guess(column.counts, wording)
        guess = declared or shared or seen
        if seen.kind == "nps" and guess.kind in ("number", "scale"):
            guess = seen
        guess = self._ask_about_odd_answers(guess, column, wording)
        counts, written = self._count_shown(guess, column), Counter(guess.other_texts)
        guess = points.settle(guess, self.points, column.counts)
        guess = column_guess.without_absences(guess, list(self.absences))
        is_written_beside = beside is not None and guess.kind == "single"
        guess = choice_guessing.add_other_option(guess) if is_written_beside else guess
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
            other=guess.other,
            other_columns=beside.heading.spellings if is_written_beside else (),
            lowest=guess.lowest,
            highest=guess.highest,
            unit=(guess.unit or scale_answers.find_unit(column.texts) or None)
            if guess.kind == "number"
            else None,
        )
        labels = [option.label for option in guess.options if option.missing is None]
        are_codes = bool(labels) and all(map(naming.is_answer_code, labels))
        question_id = self._keep(question, (*guess.notes, *((CODES_ALONE,) if are_codes else ())))
        for doubt in dict.fromkeys(guess.doubts):
            is_of_written = doubt.kind == column_guess.OTHERS and bool(guess.split)
            self.points.add(doubt, question_id, written if is_of_written else counts)
        return question

    def _ask_about_odd_answers(self, guess: Guess, column: Column, wording: str) -> Guess:
        """A guess with what a person is asked of the answers of the column that are not as the others."""
        total = self._without_absences(column.counts).total()
        lines = column.find_lines((*guess.odd, *guess.halves))
        doubts = odd_answers.list_doubts(guess, wording, lines, total)
        return replace(guess, doubts=(*guess.doubts, *doubts))

    def _count_shown(self, guess: Guess, column: Column) -> Counter[str]:
        """Answers of a column with their counts, without the odd ones, which are told by their lines."""
        hidden = set(map(canonical, guess.odd))
        counts = self._without_absences(column.counts)
        return Counter({text: count for text, count in counts.items() if canonical(text) not in hidden})

    def _free(self, name: str, heading: Heading, beside: Heading | None, position: int) -> None:
        """A text beside an answer; one about « Autre » is asked of those who picked it."""
        suffix_base = COMMENT if heading.extra == COMMENT else OTHER
        suffix = suffix_base if not position else f"{suffix_base}-{position + 1}"
        is_choice = heading.extra == OTHER and beside is not None and not beside.part
        condition = Condition(beside.spellings[:1], OTHER_ANSWERS) if is_choice else None
        label = (
            heading.label if words(heading.label) not in ("", "other", "oth") else suffix_base.capitalize()
        )
        wording = f"{heading.wording} [{label}]"
        question = Question(
            f"{name}-{suffix}", "text", wording=wording, columns=heading.spellings, asked_when=condition
        )
        self._keep(question, ())

    def _keep(self, question: Question, notes: Sequence[str]) -> str:
        """A question under a name that no other has, and this name."""
        question_id = naming.free_name(question.question_id, self.names)
        self.names.add(question_id.casefold())
        dimension, evidence = _find_dimension(question)
        self.questions.append(replace(question, question_id=question_id, dimension=dimension))
        reason = f"{codelists.labels('dimensions')[dimension]}, d’après « {evidence} »."
        self.notes[question_id] = (
            *notes,
            reason if evidence else "Dimension non reconnue : profil par défaut.",
        )
        return question_id


def _find_dimension(question: Question) -> tuple[str, str]:
    """What a question seems to measure, of a line that names a theme by the words of its grid first, and the words that say so."""
    subject = subject_matching.match_label(subjects.find_line(question), {})
    dimension_of_grid = (
        naming.find_dimension(subjects.find_grid(question)) if subject and subject.theme else ("", "")
    )
    return dimension_of_grid if dimension_of_grid[1] else naming.find_dimension(question.wording)


def _is_answered_alike(column: Column, others: Sequence[Column]) -> bool:
    """Whether every answer of a column is one of others, or all of both are numbers."""
    answers_of_others = {canonical(text) for other in others for text in other.counts}
    texts = [*column.counts, *(text for other in others for text in other.counts)]
    return bool(answers_of_others) and (
        answers_of_others.issuperset(map(canonical, column.counts)) or all(map(odd_answers.is_number, texts))
    )


def _is_other(column: Column) -> bool:
    """Whether the title of a column begins as that of a text written at « Autre » does."""
    return words(column.heading.label).startswith((*_OTHER_WORDS, "precis"))


def _has_tick(column: Column) -> bool:
    return any(canonical(text) in choices.YES | choices.NO for text in column.counts)


def _take_apart(columns: Sequence[Column]) -> tuple[list[Heading], list[Sequence[str]]]:
    """The headings of columns, and their cells."""
    return [column.heading for column in columns], [column.texts for column in columns]


def _add_counts(columns: Sequence[Column]) -> Counter[str]:
    return answer_guessing.merge_counts([column.counts for column in columns])


def _scale_name(guess: Guess, question: str) -> str:
    """What a scale without a family is called: by what it holds, or by the first question that has it."""
    labels = {canonical(option.label) for option in guess.options if option.missing is None}
    if labels == {"oui", "non"}:
        return "oui-non"
    return "note" if guess.kind in ("nps", "scale") else question


def _name_by_text(code: str, text: str) -> str:
    """The words of a text; the code that it has, where that is all there is. Empty where neither makes a name."""
    is_coded = bool(_CODE.fullmatch(code))
    return (
        code
        if is_coded and canonical(text) == canonical(code)
        else naming.name_by_words(text) or code * is_coded
    )

"""Which known question each question of a new export is: surely, likely, or none. What is only likely is asked."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from dse.ingest.forms.survey_definitions import Question, Survey
from dse.ingest.spelling import canonical
from dse.ingest.surveys.draft.asked_bounds import strip_asked_ends
from dse.ingest.surveys.draft.subjects import find_grid
from dse.ingest.surveys.waves import wording_comparison

MIN_RESEMBLANCE = 0.7  # between two wordings, from which they are probably of one question
_LEAST_RESEMBLANCE = 0.55  # from which they may be
_MARGIN = 0.05  # by which the nearest wording is nearer than the next
_MOST_CANDIDATES = 3
_CLOSED, _NUMBERS = ("likert", "single"), ("scale", "nps", "number")
_TITLE, _WORDING, _CONTENT, _STEMS, _CODE = range(5)  # what proves that two questions are one, the best first
_NUMBER_OF_TWIN = re.compile(r"\s*\([2-9]\)$")

Pairs = Mapping[str, str | None]  # a question of the export to the known one that it is, if any
Fits = Callable[
    [Question, Question], bool
]  # whether a known question can read what one of the export was answered


@dataclass(frozen=True)
class Match:
    """The known question that one of an export is supposed to be, None for a new one.

    `candidates` are those it may be where only a person can tell: without any there is no doubt.
    """

    known_id: str | None
    candidates: tuple[str, ...] = ()


def question_versions(question: Question) -> Iterator[Question]:
    """A question as it is by default, then as each wave that tells it otherwise has it."""
    yield question
    yield from (version for version in map(question.in_wave, question.waves) if version is not None)


def question_titles(question: Question) -> set[str]:
    """Every title of its columns, in whatever wave, in canonical spelling."""
    return {canonical(spelling) for spelling in _list_titles(question)}


def list_text_titles(survey: Survey) -> set[str]:
    """Every title of a free text of a survey, in canonical spelling."""
    texts = (question for question in survey.questions if question.kind == "text")
    return {title for question in texts for title in question_titles(question)}


def list_notes(survey: Survey) -> set[str]:
    """Every wording of a note of a survey, and of a grid of notes, in canonical spelling and without the labels of its ends."""
    notes = [
        version
        for question in survey.questions
        for version in question_versions(question)
        if version.kind in _NUMBERS
    ]
    wordings = [
        *itertools.chain.from_iterable(map(wording_comparison.list_wordings, notes)),
        *map(find_grid, notes),
    ]
    return {canonical(strip_asked_ends(wording)) for wording in wordings if wording}


def _list_titles(question: Question) -> Iterator[str]:
    for version in question_versions(question):
        for spellings in version.own_columns:
            yield from spellings


def are_comparable(drafted: Question, known_question: Question) -> bool:
    """Whether answers to both may be compared: both chosen, both in figures, both several, or both free."""
    return _answer_form(drafted) == _answer_form(known_question)


def is_in_another_layout(drafted: Question, known_question: Question) -> bool:
    """Whether of two questions of several choices, one has a column a choice, and the other all of them in a cell."""
    forms = {_answer_form(drafted), _answer_form(known_question)}
    return forms == {"columns", "cell"}


def _answer_form(question: Question) -> str:
    kind = question.kind
    if kind == "multiple":
        return "ranks" if question.rank_columns else "columns" if question.option_columns else "cell"
    return "closed" if kind in _CLOSED else "figures" if kind in _NUMBERS else kind


@dataclass(frozen=True)
class Wordings:
    """What a question is called: titles of its columns, wordings, and codes that titles begin with."""

    question: Question

    @property
    def name(self) -> str:
        """Its identifier."""
        return self.question.question_id

    @cached_property
    def titles(self) -> set[str]:
        """Titles in canonical spelling."""
        return question_titles(self.question)

    @cached_property
    def headers(self) -> set[str]:
        """Titles in the file, where it is of an export: the first spelling of each column."""
        columns = replace(self.question, other_columns=()).own_columns
        return {canonical(spellings[0]) for spellings in columns if spellings}

    @cached_property
    def texts(self) -> dict[str, str]:
        """Wordings by their plain form."""
        texts = [
            text
            for version in question_versions(self.question)
            for text in wording_comparison.list_wordings(version)
        ]
        return {wording_comparison.normalise_wording(text): text for text in texts}

    @cached_property
    def contents(self) -> set[tuple[tuple[str, ...], ...]]:
        """What its wordings ask."""
        return {wording_comparison.list_contents(text) for text in self.texts.values()}

    @cached_property
    def stems(self) -> set[tuple[tuple[str, ...], ...]]:
        """What its wordings seem to ask."""
        return {wording_comparison.list_stems(text) for text in self.texts.values()}

    @cached_property
    def codes(self) -> set[str]:
        """Codes of its titles, of a multiple choice without its options."""
        codes = filter(None, map(wording_comparison.title_code, _list_titles(self.question)))
        return {code.partition("[")[0] if self.question.option_columns else code for code in codes}

    @property
    def is_worded(self) -> bool:
        """Whether its own wording says more than its code."""
        return bool(self.question.wording) and canonical(self.question.wording) not in self.codes

    def resemblance(self, other: Wordings) -> float:
        """How near its own wording is to the nearest of another question."""
        return max(
            (
                max(
                    wording_comparison.measure_resemblance(self.question.wording, text),
                    wording_comparison.measure_resemblance(
                        strip_asked_ends(self.question.wording), strip_asked_ends(text)
                    ),
                )
                for text in other.texts.values()
            ),
            default=0.0,
        )


@dataclass(frozen=True)
class _Proof:
    """The known questions that a question of an export may be, the likeliest first, by what kind of proof; `others` speak against it.

    `is_weak`: it is more likely a new one. `is_reworded`: only a code says that it is one, before a wording that is near.
    """

    rank: int
    names: Sequence[str]
    others: Sequence[str] = ()
    is_weak: bool = False
    is_reworded: bool = False

    @property
    def strength(self) -> tuple[int, bool]:
        """What orders proofs, the best first."""
        return self.rank, self.is_weak

    @property
    def is_sure(self) -> bool:
        """Whether it leads to one question, and nothing leads to another."""
        return len(self.names) == 1 and not self.others and not self.is_weak and not self.is_reworded


def match_questions(drafted: Sequence[Question], known_survey: Survey, fits: Fits) -> dict[str, Match]:
    """What each question of an export is among those of a known survey, each of which only one may be."""
    mine = [Wordings(question) for question in drafted]
    known_wordings = [Wordings(question) for question in known_survey.questions]
    proofs = {wordings.name: proof for wordings in mine if (proof := _find_proof(wordings, known_wordings))}
    claims = _rank_claims(proofs)
    matches: dict[str, Match] = {}
    for name, proof in proofs.items():
        claimants = claims[proof.names[0]]
        if name in claimants:
            doubts = () if proof.is_sure and len(claimants) == 1 else (*proof.names, *proof.others)
            is_supposed = name == claimants[0] and not proof.is_weak
            matches[name] = Match(proof.names[0] if is_supposed else None, doubts[:_MOST_CANDIDATES])
    for add in (_add_nearest, _add_neighbours):
        add(matches, mine, known_wordings, fits)
    last_asked = _last_asked(known_survey)
    _add_successors(matches, mine, last_asked, fits)
    new = {wordings.name: Match(None) for wordings in mine}
    every = new | _doubt_answers(matches, mine, known_wordings, fits)
    return every | _doubt_twins(every, mine, last_asked)


def _rank_claims(proofs: Mapping[str, _Proof]) -> dict[str, list[str]]:
    """Questions of the export that have the best proof of being each known question."""
    claims: dict[str, list[str]] = {}
    for name, proof in sorted(proofs.items(), key=lambda item: item[1].strength):
        claimants = claims.setdefault(proof.names[0], [])
        if not claimants or proofs[claimants[0]].strength == proof.strength:
            claimants.append(name)
    return claims


def _find_proof(drafted: Wordings, known_wordings: Sequence[Wordings]) -> _Proof | None:
    """What leads from a question to known ones: a title, else a wording, else a code before another wording."""
    wording = wording_comparison.normalise_wording(drafted.question.wording)
    content = wording_comparison.list_contents(drafted.question.wording)
    stems = wording_comparison.list_stems(drafted.question.wording)
    titled = [other for other in known_wordings if drafted.headers & other.titles]
    worded = [other for other in known_wordings if drafted.is_worded and wording in other.texts]
    coded = [other for other in known_wordings if drafted.codes & other.codes]
    comparable = [
        other
        for other in known_wordings
        if are_comparable(drafted.question, other.question)
        or is_in_another_layout(drafted.question, other.question)
    ]
    alike = [other for other in comparable if any(content) and content in other.contents]
    near = [other for other in comparable if any(stems) and stems in other.stems]
    if titled:
        both = [other for other in titled if other in worded]
        is_reworded = not worded and _is_worded_otherwise(drafted, titled[0])
        is_weak = is_reworded and _may_ask_something_else(drafted, titled[0])
        return _Proof(_TITLE, *_names(both or worded or titled, [] if both else titled), is_weak, is_reworded)
    for rank, others in ((_WORDING, worded), (_CONTENT, alike)):
        if others:
            return _Proof(rank, *_names(others, coded))
    if near:
        return _Proof(_STEMS, *_names(near, coded), is_weak=True)
    if coded:
        is_weak = drafted.resemblance(coded[0]) < MIN_RESEMBLANCE or not are_comparable(
            drafted.question, coded[0].question
        )
        return _Proof(_CODE, *_names(coded, []), is_weak, _is_worded_otherwise(drafted, coded[0]))
    return None


def _names(chosen: Sequence[Wordings], others: Sequence[Wordings]) -> tuple[list[str], list[str]]:
    return [one.name for one in chosen], [other.name for other in others if other not in chosen]


def _is_worded_otherwise(drafted: Wordings, other: Wordings) -> bool:
    """Whether two wordings do not say the same, however somebody is addressed."""
    content = wording_comparison.list_contents(drafted.question.wording)
    return drafted.is_worded and other.is_worded and content not in other.contents


def _may_ask_something_else(drafted: Wordings, other: Wordings) -> bool:
    """Whether a wording is far from another, or differs by what joins its words and by their endings alone."""
    is_far = drafted.resemblance(other) < MIN_RESEMBLANCE
    return is_far or wording_comparison.list_stems(drafted.question.wording) in other.stems


def _free(matches: Mapping[str, Match], known_wordings: Sequence[Wordings]) -> list[Wordings]:
    """Known questions that none of the export surely is or is supposed to be."""
    taken = {match.known_id for match in matches.values()}
    return [other for other in known_wordings if other.name not in taken]


def _add_nearest(
    matches: dict[str, Match], mine: Sequence[Wordings], known_wordings: Sequence[Wordings], _fits: Fits
) -> None:
    """Questions whose wording is near to that of known ones; the nearest is supposed, where it is near enough and alone."""
    near = {
        drafted.name: sorted(
            (
                (resemblance, other.name)
                for other in _free(matches, known_wordings)
                if are_comparable(drafted.question, other.question)
                and (resemblance := drafted.resemblance(other)) >= _LEAST_RESEMBLANCE
            ),
            reverse=True,
        )
        for drafted in mine
        if drafted.name not in matches
    }
    supposed: set[str] = set()
    for name, several in sorted(near.items(), key=lambda item: -max(item[1], default=(0.0, ""))[0]):
        left = [pair for pair in several if pair[1] not in supposed]
        if not left:
            continue
        best, first = left[0]
        rival = left[1][0] if len(left) > 1 else 0.0
        known_name = first if best >= MIN_RESEMBLANCE and best - rival >= _MARGIN else None
        supposed |= {known_name} - {None}
        matches[name] = Match(known_name, tuple(other for _, other in several[:_MOST_CANDIDATES]))


def _add_neighbours(
    matches: dict[str, Match], mine: Sequence[Wordings], known_wordings: Sequence[Wordings], fits: Fits
) -> None:
    """Questions that stand where a known one stood, between the same two, and are answered as it was."""
    positions = {other.name: position for position, other in enumerate(known_wordings)}
    free = {other.name for other in _free(matches, known_wordings)}
    for before, drafted, after in zip([None, *mine], mine, [*mine[1:], None], strict=False):
        if drafted.name in matches:
            continue
        sides = [
            positions[match.known_id] + step
            for wordings, step in ((before, 1), (after, -1))
            if wordings and (match := matches.get(wordings.name)) and match.known_id
        ]
        place = sides[0] if sides and len(set(sides)) == 1 else -1
        other = known_wordings[place] if 0 <= place < len(known_wordings) else None
        if (
            other
            and other.name in free
            and are_comparable(drafted.question, other.question)
            and fits(drafted.question, other.question)
        ):
            matches[drafted.name] = Match(None, (other.name,))


def _add_successors(
    matches: dict[str, Match], mine: Sequence[Wordings], last_asked: Sequence[Wordings], fits: Fits
) -> None:
    """Where most series would stop, as in another language or by names, each question may be one that is answered as it is, the nearest by its place."""
    linked = {name for match in matches.values() for name in (match.known_id, *match.candidates)}
    free = [
        (place / len(last_asked), other) for place, other in enumerate(last_asked) if other.name not in linked
    ]
    if 2 * len(free) <= len(last_asked):
        return
    for place, drafted in enumerate(mine):
        if drafted.name in matches:
            continue
        alike = [
            (abs(place / len(mine) - other_place), other.name)
            for other_place, other in free
            if are_comparable(drafted.question, other.question) and fits(drafted.question, other.question)
        ]
        if alike:
            matches[drafted.name] = Match(None, tuple(name for _, name in sorted(alike)[:_MOST_CANDIDATES]))


def _doubt_answers(
    matches: Mapping[str, Match], mine: Sequence[Wordings], known_wordings: Sequence[Wordings], fits: Fits
) -> dict[str, Match]:
    """Matches, with a doubt where answers are not those of the known question and are those of another that lost its own."""
    questions = {other.name: other.question for other in known_wordings}
    drafted = {wordings.name: wordings.question for wordings in mine}
    odd = [
        name
        for name, match in matches.items()
        if match.known_id
        and not match.candidates
        and not _is_answered_alike(drafted[name], questions[match.known_id], fits)
    ]
    doubted = {}
    for name in odd:
        own = matches[name].known_id
        others = [
            matches[other].known_id
            for other in odd
            if other != name
            and are_comparable(drafted[name], questions[matches[other].known_id])
            and fits(drafted[name], questions[matches[other].known_id])
        ]
        if others:
            doubted[name] = Match(None, (*others, own)[:_MOST_CANDIDATES])
    return dict(matches) | doubted


def _last_asked(known_survey: Survey) -> list[Wordings]:
    """Known questions that the last wave asked."""
    last = max(known_survey.waves, key=lambda wave: wave.opened_on)
    return [Wordings(question) for question in known_survey.questions if question.in_wave(last.wave_id)]


def _doubt_twins(
    matches: Mapping[str, Match], mine: Sequence[Wordings], known_wordings: Sequence[Wordings]
) -> dict[str, Match]:
    """A doubt for questions of one title, told apart by their order alone, where there are fewer or more of them than there were."""
    theirs = _group_twins(known_wordings)
    doubted = {}
    for title, names in _group_twins(mine).items():
        candidates = theirs.get(title, [])
        if candidates and len(candidates) != len(names):
            for name in names:
                own = [known_id for known_id in (matches[name].known_id,) if known_id]
                both = tuple(dict.fromkeys((*own, *candidates)))
                doubted[name] = Match(matches[name].known_id, both[:_MOST_CANDIDATES])
    return doubted


def _group_twins(every: Sequence[Wordings]) -> dict[str, list[str]]:
    """Names of questions by the title that they share, but for the number after it."""
    twins: dict[str, list[str]] = {}
    for wordings in every:
        for title in set(map(strip_number_of_twin, wordings.headers)):
            twins.setdefault(title, []).append(wordings.name)
    return twins


def strip_number_of_twin(title: str) -> str:
    """A title without the number that tells it from others of the same title."""
    return _NUMBER_OF_TWIN.sub("", title)


def _is_answered_alike(drafted: Question, known_question: Question, fits: Fits) -> bool:
    """Whether a known question can read the answers, in the form that they seem to have."""
    return not _was_text(drafted, known_question) and fits(drafted, known_question)


def _was_text(drafted: Question, known_question: Question) -> bool:
    """Whether what was written freely now seems to be chosen or counted: a text reads anything."""
    return known_question.kind == "text" != drafted.kind

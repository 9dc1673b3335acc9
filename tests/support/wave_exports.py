"""A survey asked twice with eight tools, the second time changed in one way: exports in the layout of each, everybody invented.

Layouts: LimeSurvey « code. text » (manual, « Export responses »); KoboToolbox with labels, boxes after a slash (formpack); Google Forms in
a sheet, boxes joined by a comma and a space; Framaforms (Drupal Webform), « question: option » and « X »; Sphinx, CLE and DATE_ENREG, boxes
joined by a semicolon; SurveyMonkey, question and option over two rows; Microsoft Forms, « Heure de fin », boxes ended by a semicolon each.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from dse.ingest import Upload

LINES = 60
AGREE = ("Pas du tout d’accord", "Plutôt pas d’accord", "Plutôt d’accord", "Tout à fait d’accord")
AGREE_OTHERWISE = ("Totalement en désaccord", "En désaccord", "D’accord", "Totalement d’accord")
TRUE = ("Absolument pas", "Guère", "Assez souvent", "Entièrement")
OFTEN = ("Jamais", "Rarement", "Parfois", "Souvent", "Toujours")
ROLES = ("Direction", "Chargée de projet", "Bénévole")
NEEDS = ("Eau", "Santé", "Climat")
NOTES = tuple(map(str, range(11)))
SHORT_NOTES = tuple(map(str, range(1, 6)))


@dataclass(frozen=True)
class SurveyQuestion:
    """A question: what tells it in both waves, its wording, what may be answered, and its code where a tool has one."""

    key: str
    wording: str
    among: tuple[str, ...]
    several: bool = False
    code: str = ""


FIRST = (
    SurveyQuestion("conseil", "Quelle note donnez-vous au conseil reçu ?", NOTES),
    SurveyQuestion("suivi", "Quelle note donnez-vous au suivi proposé ?", NOTES),
    SurveyQuestion("defense", "Le réseau défend-il bien ses membres ?", AGREE),
    SurveyQuestion("lettre", "À quelle fréquence lisez-vous la lettre du réseau ?", OFTEN),
    SurveyQuestion("role", "Quel est votre rôle dans la structure ?", ROLES),
    SurveyQuestion("besoins", "Quels besoins avez-vous cette année ?", NEEDS, several=True),
    SurveyQuestion(
        "age", "Combien d’années avez-vous passées dans le réseau ?", tuple(map(str, range(12, 60)))
    ),
    SurveyQuestion("avis", "Que souhaitez-vous ajouter pour finir ?", ()),
)


def _change(key: str, **changes: object) -> tuple[SurveyQuestion, ...]:
    return tuple(replace(question, **changes) if question.key == key else question for question in FIRST)


def _reword(wordings: Mapping[str, str]) -> tuple[SurveyQuestion, ...]:
    return tuple(
        replace(question, wording=wordings.get(question.key, question.wording)) for question in FIRST
    )


def _swap(questions: Sequence[SurveyQuestion], one: str, other: str, what: str) -> tuple[SurveyQuestion, ...]:
    by_key = {question.key: question for question in questions}
    values = {one: getattr(by_key[other], what), other: getattr(by_key[one], what)}
    return tuple(
        replace(question, **{what: values[question.key]}) if question.key in values else question
        for question in questions
    )


JURIDICAL = SurveyQuestion("juridique", "Quelle note donnez-vous au conseil juridique reçu ?", NOTES)
TRAVEL = SurveyQuestion("voyage", "Dans quel pays êtes-vous allée en mission ?", ("Mali", "Togo", "Bénin"))
# How the second wave differs from the first.
CHANGES: dict[str, tuple[SurveyQuestion, ...]] = {
    "reworded slightly": _reword(
        {
            "conseil": "1. Quelles notes donnez-vous aux conseils reçus ?",
            "defense": "Le réseau défend-il bien ses membres",
            "role": "Quel est ton rôle dans la structure ?",
            "besoins": "Quels besoins avez-vous cette année",
        }
    ),
    "reworded": _reword(
        {
            "conseil": "Quelle note, de 0 à 10, donneriez-vous au conseil que vous avez reçu ?",
            "defense": "Diriez-vous que le réseau défend bien ses membres ?",
            "lettre": "Quand lisez-vous la lettre ?",
            "avis": "Autre chose à nous dire ?",
        }
    ),
    "reordered": tuple(reversed(FIRST)),
    "added": (FIRST[0], JURIDICAL, *FIRST[1:5], TRAVEL, *FIRST[5:]),
    "dropped": FIRST[1:4] + FIRST[5:],
    "replaced": (JURIDICAL, *FIRST[1:]),
    "rescaled": tuple(
        replace(question, among=SHORT_NOTES) if question.among == NOTES else question for question in FIRST
    ),
    "relabelled": _change("defense", among=AGREE_OTHERWISE),
    "other labels": _change("defense", among=TRUE),
    "more options": _change("role", among=(*ROLES, "Élue", "Salariée")),
    "swapped titles of numbers and words": _swap(FIRST, "conseil", "defense", "wording"),
    "swapped titles of words": _swap(FIRST, "defense", "lettre", "wording"),
    "recoded": tuple(replace(question, code=f"X{position}") for position, question in enumerate(FIRST)),
    "swapped codes": tuple(
        replace(question, code={0: "Q1", 1: "Q0"}.get(position, f"Q{position}"))
        for position, question in enumerate(FIRST)
    ),
}
Row = dict[str, str]


def answer(questions: Sequence[SurveyQuestion], seed: str) -> list[dict[str, tuple[str, ...]]]:
    """What each respondent answers to each question, by its key: nothing, one answer or several."""
    rng = random.Random(seed)
    lines = []
    for line in range(LINES):
        given: dict[str, tuple[str, ...]] = {}
        for question in questions:
            if question.several:
                given[question.key] = tuple(option for option in question.among if rng.random() < 0.5)
            elif question.among:
                given[question.key] = (rng.choice(question.among),) if rng.random() > 0.1 else ()
            else:
                given[question.key] = (f"Une remarque, la {line + 1}e de {seed}, sur ce qui va ou non.",)
        lines.append(given)
    return lines


Lines = Sequence[Mapping[str, tuple[str, ...]]]
Writer = Callable[[Sequence[SurveyQuestion], Lines, int], list[list[str]]]


def _dates(year: int, form: str) -> list[str]:
    return [form.format(day=1 + line % 28, year=year) for line in range(LINES)]


def _rows(columns: Sequence[tuple[str, Sequence[str]]], above: Sequence[str] = ()) -> list[list[str]]:
    rows = [[title for title, _ in columns], *map(list, zip(*(cells for _, cells in columns), strict=True))]
    return [list(above), *rows] if above else rows


def _single(question: SurveyQuestion, lines: Lines) -> list[str]:
    return ["".join(line[question.key]) for line in lines]


def _boxes(question: SurveyQuestion, lines: Lines, yes: str, no: str) -> list[tuple[str, list[str]]]:
    """A column an option; all are blank where nobody answered."""
    return [
        (option, [yes if option in line[question.key] else no for line in lines]) for option in question.among
    ]


def _ids(year: int) -> list[str]:
    return [f"{year}-{line}" for line in range(LINES)]


def code_of(question: SurveyQuestion, questions: Sequence[SurveyQuestion]) -> str:
    """The code of a question in LimeSurvey: its own, else by its place in the first wave."""
    first = [other.key for other in FIRST]
    return question.code or (
        f"Q{first.index(question.key)}" if question.key in first else f"N{questions.index(question)}"
    )


def limesurvey(questions: Sequence[SurveyQuestion], lines: Lines, year: int) -> list[list[str]]:
    columns = [
        ("id. ID de la réponse", _ids(year)),
        ("submitdate. Date de soumission", _dates(year, "{year}-03-{day:02d} 10:00:00")),
        ("startlanguage. Langue de départ", ["fr"] * LINES),
    ]
    for question in questions:
        code = code_of(question, questions)
        if question.several:
            columns += [
                (f"{code}[S{position}]. {question.wording} [{option}]", cells)
                for position, (option, cells) in enumerate(_boxes(question, lines, "Oui", "Non"))
            ]
        else:
            columns.append((f"{code}. {question.wording}", _single(question, lines)))
    return _rows(columns)


def kobo(questions: Sequence[SurveyQuestion], lines: Lines, year: int) -> list[list[str]]:
    columns = [("start", _dates(year, "{year}-03-{day:02d}T09:00:00.000+01:00"))]
    for question in questions:
        if question.several:
            columns.append((question.wording, [" ".join(line[question.key]) for line in lines]))
            columns += [
                (f"{question.wording}/{option}", cells) for option, cells in _boxes(question, lines, "1", "0")
            ]
        else:
            columns.append((question.wording, _single(question, lines)))
    columns += [("_uuid", _ids(year)), ("_submission_time", _dates(year, "{year}-03-{day:02d}T10:00:00"))]
    return _rows(columns)


def _in_one_cell(
    before: Sequence[tuple[str, Sequence[str]]],
    sign: str,
    questions: Sequence[SurveyQuestion],
    lines: Lines,
    end: str = "",
) -> list[list[str]]:
    columns = list(before)
    for question in questions:
        cells = [
            sign.join(line[question.key]) + (end if line[question.key] and question.several else "")
            for line in lines
        ]
        columns.append((question.wording, cells))
    return _rows(columns)


def google(questions: Sequence[SurveyQuestion], lines: Lines, year: int) -> list[list[str]]:
    return _in_one_cell(
        [("Horodateur", _dates(year, "{day:02d}/03/{year} 10:00:00"))], ", ", questions, lines
    )


def framaforms(questions: Sequence[SurveyQuestion], lines: Lines, year: int) -> list[list[str]]:
    columns = [
        ("Numéro de soumission", _ids(year)),
        ("Soumis le", _dates(year, "{day:02d}/03/{year} - 10:00")),
    ]
    for question in questions:
        if question.several:
            columns += [
                (f"{question.wording}: {option}", cells) for option, cells in _boxes(question, lines, "X", "")
            ]
        else:
            columns.append((question.wording, _single(question, lines)))
    return _rows(columns)


def sphinx(questions: Sequence[SurveyQuestion], lines: Lines, year: int) -> list[list[str]]:
    before = [("CLE", _ids(year)), ("DATE_ENREG", _dates(year, "{day:02d}/03/{year}"))]
    return _in_one_cell(before, " ; ", questions, lines)


def surveymonkey(questions: Sequence[SurveyQuestion], lines: Lines, year: int) -> list[list[str]]:
    above, columns = (
        ["Respondent ID", "End Date"],
        [("", _ids(year)), ("", _dates(year, "{day:02d}/03/{year}"))],
    )
    for question in questions:
        if question.several:
            above += [question.wording, *[""] * (len(question.among) - 1)]
            columns += [
                (option, [option if option in line[question.key] else "" for line in lines])
                for option in question.among
            ]
        else:
            above.append(question.wording)
            columns.append(
                ("Response" if question.among else "Open-Ended Response", _single(question, lines))
            )
    return _rows(columns, above)


def microsoft(questions: Sequence[SurveyQuestion], lines: Lines, year: int) -> list[list[str]]:
    before = [
        ("ID", [str(line + 1) for line in range(LINES)]),
        ("Heure de début", _dates(year, "{day:02d}/03/{year} 09:50:00")),
        ("Heure de fin", _dates(year, "{day:02d}/03/{year} 10:00:00")),
    ]
    return _in_one_cell(before, ";", questions, lines, end=";")


def plain(questions: Sequence[SurveyQuestion], lines: Lines, year: int) -> list[list[str]]:
    return _in_one_cell([("Date", _dates(year, "{day:02d}/03/{year}"))], "; ", questions, lines)


TOOLS: dict[str, Writer] = {
    "LimeSurvey": limesurvey,
    "KoboToolbox": kobo,
    "Google Forms": google,
    "Framaforms": framaforms,
    "Sphinx": sphinx,
    "SurveyMonkey": surveymonkey,
    "Microsoft Forms": microsoft,
    "plain table": plain,
}


def export(tool: str, questions: Sequence[SurveyQuestion], year: int) -> tuple[Upload, Lines]:
    """An export of a wave, and what each respondent answered."""
    lines = answer(questions, f"{tool}-{year}")
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(TOOLS[tool](questions, lines, year))
    return Upload(f"avis-{year}.csv", out.getvalue().encode("utf-8")), lines

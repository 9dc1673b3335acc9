"""Lines that are perhaps no answer of their own: the same answer twice, lines pasted twice, somebody who tried the questionnaire."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dse.ingest.forms.survey_definitions import Survey
from dse.ingest.issues import CellIssue, Issue, count_noun
from dse.ingest.recognition.sheet_checks import describe_left_out_double, describe_left_out_refusal
from dse.ingest.registry import QUESTION, answers, built, check
from dse.ingest.spelling import words
from dse.ingest.surveys.reading.answers import Item
from dse.ingest.surveys.reading.survey_cells import SurveyCells
from dse.ingest.surveys.tools import tool_columns

LEFT_OUT = "left_out"  # what a form says of lines that were refused in the tool
_FEWEST_TOGETHER, _FEWEST_FILLED, _MOST = 5, 3, 5
_TRIALS = frozenset(
    words(text)
    for text in [
        "test",
        "tests",
        "test test",
        "ceci est un test",
        "réponse test",
        "essai",
        "essais",
        "ceci est un essai",
        "azerty",
        "qwerty",
        "asdf",
        "aaa",
        "aaaa",
        "xxx",
        "xxxx",
        "lorem ipsum",
        "test@test",
        "test test.fr",
        "test@test.fr",
        "test@test.com",
        "test@example.com",
    ]
)


def leave_out_repeats(cells: SurveyCells) -> frozenset[int]:
    """Lines that are another one again, under the number that their tool gave it; asks where the two say otherwise."""
    columns = [
        column
        for header, column in zip(cells.sheet.headers, cells.sheet.columns, strict=True)
        if header
        and tool_columns.is_one_of(header, tool_columns.RESPONSE_KEYS)
        and all(map(str.strip, column))
    ]
    if not columns:
        cells.doubts += _find_pasted_lines(cells)
        return frozenset()
    first_lines: dict[tuple[str, ...], int] = {}
    left_out: list[int] = []
    otherwise: list[int] = []
    for line, key in enumerate(zip(*columns, strict=True)):
        first = first_lines.setdefault(key, line)
        if first == line:
            continue
        is_same = all(column[first] == column[line] for column in cells.sheet.columns)
        (left_out if is_same else otherwise).append(line)
    for line in left_out:
        cells.notices.append(
            _describe_left_out(cells, line, first_lines[tuple(column[line] for column in columns)])
        )
    if otherwise:
        cells.doubts.append(
            cells.sheet.problem_at(_ask_about_numbers([cells.sheet.numbers[line] for line in otherwise]))
        )
    return frozenset(left_out)


@check(
    "IMP-548",
    level=QUESTION,
    title="Réponses refusées dans l’outil d’enquête",
    explanation=(
        "Dans certains outils, une réponse peut être refusée après sa relecture (« Not approved », par exemple). L’export la garde, et "
        "elle est comptée tant que le formulaire ne dit pas de la laisser de côté."
    ),
    advice="Confirmez qu’elles comptent, ou retirez leurs lignes du fichier avant de l’importer.",
    trips=built("Une réponse refusée, sous un formulaire qui n’en dit rien.", "refused_answer"),
    passes=built(
        "Une réponse refusée, sous un formulaire qui les laisse de côté.", "refused_answer_left_out"
    ),
)
def confirm_refused_answers(count: int, status: str) -> CellIssue:
    """Lines that were refused in the survey tool and count."""
    refused = "est refusée" if count == 1 else "sont refusées"
    reason = f"{count_noun(count, 'réponse')} {refused} dans l’outil d’enquête (« {status} »), et comptées."
    return CellIssue(
        reason, "Confirmez qu’elles comptent, ou retirez leurs lignes du fichier avant de l’importer."
    )


def leave_out_refused(cells: SurveyCells, survey: Survey) -> frozenset[int]:
    """Lines that were refused in the survey tool, where the form leaves them out; asks where it says nothing."""
    status_by_line = tool_columns.find_marked_lines(cells.sheet, cells.tool.refused)
    if status_by_line and survey.refused is None:
        status = next(iter(status_by_line.values()))
        cells.add_column_issue(confirm_refused_answers(len(status_by_line), status), None)
    if survey.refused != LEFT_OUT:
        return frozenset()
    for line, status in status_by_line.items():
        cells.notices.append(
            cells.sheet.problem_at(describe_left_out_refusal(status), cells.sheet.numbers[line])
        )
    return frozenset(status_by_line)


def _describe_left_out(cells: SurveyCells, line: int, first: int) -> Issue:
    reason = f"Cette réponse est la même que celle de la ligne {cells.sheet.numbers[first]} : elle ne compte qu’une fois."
    return cells.sheet.problem_at(describe_left_out_double(reason), cells.sheet.numbers[line])


@check(
    "IMP-545",
    level=QUESTION,
    title="Réponses qui figurent peut-être deux fois",
    explanation=(
        "L’outil d’enquête donne un numéro à chaque réponse : deux lignes du même numéro sont le plus souvent la même réponse. Dans un "
        "tableau sans numéro, plusieurs lignes de suite qui en répètent d’autres ont sans doute été collées deux fois. Comptées deux "
        "fois, elles fausseraient toutes les parts."
    ),
    advice="Retirez du fichier les lignes en trop, ou confirmez que ce sont des réponses différentes.",
    trips=built("Un tableau dont les lignes sont collées deux fois.", "answers_pasted_twice"),
    passes=answers("camille@exemple.org;Ville Fictive;Plutôt d’accord;3;;"),
)
def confirm_repeated_answers(reason: str) -> CellIssue:
    """Lines that repeat others."""
    return CellIssue(reason, "Retirez les lignes en trop, ou confirmez que ce sont d’autres réponses.")


def _ask_about_numbers(rows: Sequence[int]) -> CellIssue:
    if len(rows) == 1:
        return confirm_repeated_answers(
            f"La réponse de la ligne {rows[0]} a le numéro d’une autre, plus haut, et ne dit pas la même chose."
        )
    reason = f"{count_noun(len(rows), 'réponse')} ont le numéro d’une autre, plus haut, et ne disent pas la même chose : {_list_rows(rows)}."
    return confirm_repeated_answers(reason)


def _list_rows(rows: Sequence[int]) -> str:
    shown = ", ".join(map(str, rows[:_MOST]))
    return f"lignes {shown}…" if len(rows) > _MOST else f"lignes {shown}"


def _find_pasted_lines(cells: SurveyCells) -> Iterator[Issue]:
    """Lines one after the other that are the same as others one after the other, in the same order."""
    first_lines: dict[tuple[str, ...], int] = {}
    length = longest = end = previous = 0
    for line, texts in enumerate(zip(*cells.sheet.columns, strict=True)):
        first = first_lines.setdefault(texts, line)
        is_again = first < line and sum(map(bool, texts)) >= _FEWEST_FILLED
        length = 0 if not is_again else length + 1 if length and first == previous + 1 else 1
        previous = first
        if length > longest:
            longest, end = length, line
    if longest >= _FEWEST_TOGETHER:
        rows = f"lignes {cells.sheet.numbers[end - longest + 1]} à {cells.sheet.numbers[end]}"
        reason = f"{longest} réponses de suite ({rows}) répètent, dans le même ordre, celles de lignes plus haut : collées deux fois ?"
        yield cells.sheet.problem_at(confirm_repeated_answers(reason))


@check(
    "IMP-546",
    level=QUESTION,
    title="Réponses d’essai",
    explanation=(
        "Qui fait un questionnaire l’essaie, en écrivant « test » ou « essai » dans ses cases. Ces lignes restent dans l’export et sont "
        "comptées comme les autres."
    ),
    advice="Retirez ces lignes du fichier, ou confirmez qu’elles sont de vraies réponses.",
    trips=answers("camille@exemple.org;Ville Fictive;Plutôt d’accord;3;;Test !"),
    passes=answers("camille@exemple.org;Ville Fictive;Plutôt d’accord;3;;"),
)
def confirm_trials(rows: Sequence[int]) -> CellIssue:
    """Lines in which somebody wrote that they are a trial."""
    reason = f"{_list_rows(rows).capitalize()} : des réponses d’essai (« test », « essai »…), semble-t-il. Elles sont comptées."
    if len(rows) == 1:
        reason = f"La ligne {rows[0]} semble une réponse d’essai (« test », « essai »…). Elle est comptée."
    return CellIssue(
        reason,
        "Retirez-les du fichier, ou confirmez que ce sont de vraies réponses."
        if len(rows) > 1
        else "Retirez-la du fichier, ou confirmez que c’est une vraie réponse.",
    )


def find_trials(cells: SurveyCells, survey: Survey, items: Sequence[Item]) -> Iterator[CellIssue]:
    """Ask about lines whose text, name, address or organisation says that they are a trial."""
    indexes = {cells.column_index(item.question.columns) for item in items if item.question.kind == "text"}
    indexes |= {cells.column_index(survey.respondent_columns(name)) for name in ("key", "organisation")}
    indexes |= {
        index
        for index, header in enumerate(cells.sheet.headers)
        if header and tool_columns.is_identity(header)
    }
    lines = {
        line
        for index in indexes - {None}
        for line, text in enumerate(cells.sheet.columns[index])
        if text and words(text) in _TRIALS
    }
    if lines:
        yield confirm_trials([cells.sheet.numbers[line] for line in sorted(lines)])

"""Twenty ways and more in which an export of a survey comes damaged, respelled or rearranged, and what may then become of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

import pandas as pd

from mutants.survey_exports import AGREED, NAMES, Export, Truth, csv_bytes, xlsx_bytes
from mutants.survey_judging import ASKED, REFUSED, RIGHT, Mutant

Operator = Callable[[Export, Random], Mutant | None]
EVERY: dict[str, Operator] = {}
_CAREFUL = (RIGHT, REFUSED, ASKED)


def _operator(make: Operator) -> Operator:
    EVERY[make.__name__] = make
    return make


def _mutant(export: Export, *outcomes: str, rows: Sequence[Sequence[str]] | None = None) -> Mutant:
    content = csv_bytes(export.rows() if rows is None else rows, export.delimiter)
    return Mutant(export, content, outcomes or (RIGHT,))


def _blocks(export: Export) -> list[list[str]]:
    """Columns that belong together, in order."""
    together = {column: truth for truth in export.truths for column in truth.columns}
    grids: list[list[str]] = []
    for column, title in zip(export.columns, export.titles[-1], strict=True):
        truth = together.get(column)
        base = title.rpartition("[")[0] or title.rpartition("/")[0]
        is_next = bool(grids) and (
            (truth is not None and grids[-1][0] in truth.columns)
            or (len(export.titles) == 1 and bool(base) and base == _base_of(export, grids[-1][-1]))
        )
        if is_next or (len(export.titles) > 1 and not _is_named_alone(export, column)):
            grids[-1].append(column)
        else:
            grids.append([column])
    return grids


def _base_of(export: Export, column: str) -> str:
    title = export.titles[-1][export.columns.index(column)]
    return title.rpartition("[")[0] or title.rpartition("/")[0]


def _is_named_alone(export: Export, column: str) -> bool:
    """Whether a column of a file of several rows of titles is no option and no line of a grid but the first."""
    place = export.columns.index(column)
    inside = False
    for title, name in zip(export.titles[-2][: place + 1], export.columns, strict=False):
        inside = bool(title) or (inside and name[1:].isdigit() and _is_part(export, name))
    return not inside or bool(export.titles[-2][place])


def _is_part(export: Export, column: str) -> bool:
    truth = next((one for one in export.truths if column in one.columns), None)
    return (
        truth is None
        or bool(truth.boxes)
        or export.titles[-1][export.columns.index(column)].startswith("Le ")
    )


@_operator
def shuffled_columns(export: Export, rng: Random) -> Mutant:
    """Questions in another order."""
    blocks = _blocks(export)
    first, rest = (blocks[:1], blocks[1:]) if len(export.titles) > 1 else ([], blocks)
    rng.shuffle(rest)
    return _mutant(export.with_order([column for block in (*first, *rest) for column in block]), RIGHT)


@_operator
def doubled_column(export: Export, rng: Random) -> Mutant:
    """A column that stands twice, at the end the second time, which who never sent the form did not reach."""
    place = rng.randrange(len(export.columns))
    copied = export.table[export.columns[place]]
    if sent := export.column_titled("Date de soumission"):
        copied = copied.where(export.table[sent] != "", "")
    copies = [*(row[place] for row in export.titles), *copied]
    return _mutant(
        export, *_CAREFUL, rows=[[*row, copy] for row, copy in zip(export.rows(), copies, strict=True)]
    )


@_operator
def same_titles(export: Export, rng: Random) -> Mutant | None:
    """Two questions under one title."""
    single = export.of_kind("likert", "scale", "number", "text", "nps")
    single = [
        truth for truth in single if "[" not in _title(export, truth) and "/" not in _title(export, truth)
    ]
    if len(export.titles) > 1 or len(single) < 2:
        return None
    one, other = rng.sample(single, 2)
    titles = list(export.titles[-1])
    titles[export.columns.index(other.columns[0])] = _title(export, one)
    mutant = replace(export, titles=(tuple(titles),))
    return _mutant(mutant, *_CAREFUL)


def _title(export: Export, truth: Truth) -> str:
    return export.titles[-1][export.columns.index(truth.columns[0])]


@_operator
def no_titles(export: Export, rng: Random) -> Mutant:
    """The row of titles is lost."""
    rows = export.rows()[len(export.titles) :]
    return _mutant(export, REFUSED, ASKED, rows=rows)


@_operator
def blank_rows(export: Export, rng: Random) -> Mutant:
    """Rows without a cell among the others and at the end."""
    head, lines = export.rows()[: len(export.titles)], export.rows()[len(export.titles) :]
    for _ in range(4):
        lines.insert(rng.randrange(len(lines) + 1), [""] * len(export.columns))
    return _mutant(export, rows=[*head, *lines, [""] * len(export.columns)])


@_operator
def total_below(export: Export, rng: Random) -> Mutant:
    """A last line of totals."""
    place = rng.randrange(2)
    total = ["Total" if at == place else "" for at in range(len(export.columns))]
    total[-1 if place else -2] = str(len(export.table))
    return _mutant(export, REFUSED, ASKED, rows=[*export.rows(), total])


@_operator
def read_as_latin(export: Export, rng: Random) -> Mutant | None:
    """Accents read in the wrong encoding and saved so."""
    if csv_bytes(export.rows()).isascii():
        return None
    content = csv_bytes(export.rows(), export.delimiter).decode("cp1252", errors="replace").encode("utf-8")
    return Mutant(export, content, (REFUSED, ASKED))


@_operator
def lost_accents(export: Export, rng: Random) -> Mutant | None:
    """Accents replaced by question marks, in one column."""
    truth = [
        one
        for one in export.truths
        if any("é" in text or "à" in text for text in export.table[one.columns[0]])
    ]
    if not truth:
        return None
    (column, *_) = rng.choice(truth).columns
    damaged = [text.replace("é", "\ufffd").replace("à", "\ufffd") for text in export.table[column]]
    return _mutant(export.with_cells(**{column: damaged}), REFUSED, ASKED)


@_operator
def other_encoding(export: Export, rng: Random) -> Mutant:
    """As spreadsheets of Windows write it."""
    content = csv_bytes(export.rows(), export.delimiter, rng.choice(["cp1252", "utf-8-sig", "utf-16"]))
    return Mutant(export, content, (RIGHT,))


@_operator
def hard_spaces(export: Export, rng: Random) -> Mutant:
    """Spaces that do not break, in titles and cells, and spaces around."""

    def harden(text: str) -> str:
        return text.replace(" ", "\u00a0") if rng.random() < 0.5 else f" {text}  " if text else text

    truth = {column for one in export.truths for column in one.columns}
    columns = {name: [harden(text) for text in export.table[name]] for name in truth}
    titles = tuple(tuple(title.replace(" ", "\u00a0") for title in row) for row in export.titles)
    rows = [*titles, *export.with_cells(**columns).table.to_numpy().tolist()]
    return _mutant(export, rows=rows)


@_operator
def codes_for_labels(export: Export, rng: Random) -> Mutant | None:
    """One list answered in codes, as another setting of the export gives."""
    lists = [
        truth for truth in export.of_kind("likert", "single") if len(set(export.table[truth.columns[0]])) > 3
    ]
    if not lists:
        return None
    (column,) = (truth := rng.choice(lists)).columns
    labels = [text for text in dict.fromkeys(export.table[column]) if text]
    codes = {label: f"A{number}" for number, label in enumerate(labels, 1)}
    mutant = export.with_cells(**{column: [codes.get(text, text) for text in export.table[column]]})
    loose = tuple(replace(one, kinds=("likert", "single")) if one == truth else one for one in mutant.truths)
    return _mutant(replace(mutant, truths=loose), *_CAREFUL)


@_operator
def words_for_blanks(export: Export, rng: Random) -> Mutant:
    """What a spreadsheet or a statistics program writes of a blank."""
    word = rng.choice(["NA", "N/A", "s.o.", "-", "NULL", "#N/A"])
    truth = [one for one in export.truths if not one.boxes]
    columns = {one.columns[0]: [text or word for text in export.table[one.columns[0]]] for one in truth}
    says = tuple(replace(one, says={**one.says, word: ""}) if one in truth else one for one in export.truths)
    return _mutant(replace(export.with_cells(**columns), truths=says), *_CAREFUL)


@_operator
def other_decimals(export: Export, rng: Random) -> Mutant | None:
    """Decimals after a comma or a point, thousands after a space."""
    numbers = export.of_kind("number")
    if not numbers:
        return None
    (column,) = rng.choice(numbers).columns
    cells = [
        text
        if not text or "ans" in text
        else f"{1 + line % 3} {line % 10}00,5"
        if rng.random() < 0.3
        else text.replace(".", ",")
        for line, text in enumerate(export.table[column])
    ]
    says = {text: text.replace(" ", "").replace(",", ".") for text in cells if "ans" not in text}
    truth = tuple(
        replace(one, says={**one.says, **says}) if one.columns == (column,) else one for one in export.truths
    )
    return _mutant(replace(export.with_cells(**{column: cells}), truths=truth), RIGHT, ASKED)


@_operator
def month_first(export: Export, rng: Random) -> Mutant | None:
    """Days as in the United States."""
    if export.day is None:
        return None
    days = [f"3/{1 + int(line) % 28}/2022 {8 + line % 10}:05:00" for line in export.table.index]
    return _mutant(export.with_cells(**{export.day: days}), *_CAREFUL)


@_operator
def stacked_twice(export: Export, rng: Random) -> Mutant:
    """Two exports one below the other, each with its titles."""
    cut = rng.randrange(20, 40)
    head, lines = export.rows()[: len(export.titles)], export.rows()[len(export.titles) :]
    return _mutant(export, *_CAREFUL, rows=[*head, *lines[:cut], *head, *lines[cut:]])


@_operator
def repeated_respondent(export: Export, rng: Random) -> Mutant | None:
    """Somebody who answered twice, otherwise."""
    if export.key is None:
        return None
    lines = export.rows()[len(export.titles) :]
    again = list(rng.choice(lines))
    column = rng.choice(export.of_kind("text")).columns[0]
    again[export.columns.index(column)] = "tout autre chose"
    table = pd.concat([export.table, pd.DataFrame([again], columns=export.columns, index=[len(lines)])])
    return _mutant(replace(export, table=table), REFUSED, ASKED)


@_operator
def twice_the_file(export: Export, rng: Random) -> Mutant:
    """All lines twice, as after a second paste."""
    rows = export.rows()
    return _mutant(export, *_CAREFUL, rows=[*rows, *rows[len(export.titles) :]])


@_operator
def cut_file(export: Export, rng: Random) -> Mutant:
    """A file that ends in the middle of a line."""
    content = csv_bytes(export.rows(), export.delimiter)
    last = content.rstrip().rfind(b"\r\n") + 2
    cut = rng.randrange(last + 4, len(content) - len(export.columns) - 4)
    whole = export.table.iloc[:-1]
    return Mutant(replace(export, table=whole), content[:cut], (REFUSED, ASKED))


@_operator
def renamed_option(export: Export, rng: Random) -> Mutant | None:
    """An answer that has another wording in the second half of the file."""
    lists = [
        truth
        for truth in export.of_kind("likert", "single")
        if set(AGREED) & set(export.table[truth.columns[0]])
    ]
    if not lists:
        return None
    (column,) = (truth := rng.choice(lists)).columns
    cells = [
        "Assez favorable" if text == AGREED[2] and line > 30 else text
        for line, text in enumerate(export.table[column])
    ]
    loose = tuple(replace(one, kinds=("likert", "single")) if one == truth else one for one in export.truths)
    return _mutant(replace(export.with_cells(**{column: cells}), truths=loose), *_CAREFUL)


@_operator
def end_without_words(export: Export, rng: Random) -> Mutant | None:
    """A note whose end has its words on some lines only."""
    notes = [truth for truth in export.of_kind("scale") if truth.says]
    if not notes:
        return None
    truth = rng.choice(notes)
    (column,) = truth.columns
    cells = [truth.says.get(text, text) if rng.random() < 0.5 else text for text in export.table[column]]
    return _mutant(export.with_cells(**{column: cells}), RIGHT, ASKED)


@_operator
def nobody_chose_it(export: Export, rng: Random) -> Mutant | None:
    """An option that is offered and that nobody takes."""
    several = [truth for truth in export.truths if truth.boxes]
    if not several:
        return None
    # Who took nothing else would be left with nothing, which of a need is no answer.
    boxes = {
        name: [text not in ("", "0", "Non") for text in export.table[name]] for name in several[0].columns
    }
    taken = [sum(line) for line in zip(*boxes.values(), strict=True)]
    columns = [
        name
        for name in several[0].columns[1:]
        if not any(is_taken and count == 1 for is_taken, count in zip(boxes[name], taken, strict=True))
    ]
    if not columns:
        return None
    column = rng.choice(columns)
    no = "Non" if "Non" in set(export.table[column]) else "0" if "0" in set(export.table[column]) else ""
    return _mutant(
        export.with_cells(**{column: [no if text else "" for text in export.table[column]]}), RIGHT, ASKED
    )


@_operator
def merged_titles(export: Export, rng: Random) -> Mutant | None:
    """A workbook with the name of a group over its columns."""
    if len(export.titles) > 1:
        return None
    width = len(export.columns)
    last = rng.randrange(3, width - 1)
    merged = [(0, last, "Partie 1 : votre expérience"), (last + 1, width - 1, "Partie 2")]
    merged = [one for one in merged if one[0] < one[1]]
    content = xlsx_bytes([[""] * width, *export.rows()], merged)
    return Mutant(export, content, (RIGHT, ASKED), "xlsx")


@_operator
def trial_answer(export: Export, rng: Random) -> Mutant | None:
    """A line that whoever made the form filled to try it."""
    again = list(export.rows()[len(export.titles)])
    for column in export.columns:
        place = export.columns.index(column)
        if column == export.key:
            again[place] = "test@test.invalid" if "@" in again[place] else "99999"
        if any(column in truth.columns for truth in export.of_kind("text")):
            again[place] = rng.choice(["test", "Test", "TEST !", "essai"])
    lines = len(export.table)
    table = pd.concat([export.table, pd.DataFrame([again], columns=export.columns, index=[0])])
    table.index = [*range(lines), 0]
    return _mutant(replace(export, table=table), REFUSED, ASKED)


@_operator
def other_case(export: Export, rng: Random) -> Mutant:
    """Answers in capitals here and there, apostrophes of both sorts."""
    lists = export.of_kind("likert", "single")
    (column,) = rng.choice(lists).columns
    cells = [text.upper() if rng.random() < 0.3 else text.replace("’", "'") for text in export.table[column]]
    return _mutant(export.with_cells(**{column: cells}))


@_operator
def unknown_structure(export: Export, rng: Random) -> Mutant | None:
    """An organisation that the register does not know."""
    places = [column for column in export.columns if set(export.table[column]) == set(NAMES)]
    if not places:
        return None
    cells = list(export.table[places[0]])
    cells[rng.randrange(len(cells))] = "Association Inconnue Deux"
    return _mutant(export.with_cells(**{places[0]: cells}), *_CAREFUL)

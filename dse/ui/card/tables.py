"""A figure's table on screen: French headers, labels, numbers and dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd
import pyarrow as pa
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from dse import charts, french, indicator_status
from dse.disclosure import Replacements, marks
from dse.figures.readable import make_readable
from dse.figures.surveys.wording import short
from dse.ui.card.column_widths import compute_widths, measure_text, takes_two_lines
from dse.ui.frame import member_links, menu, sheet_links, shell, titled_links
from dse.ui.frame.prose import format_sentence
from schemas import Column

ROWS_SHOWN = 12
ROW_HEIGHT, TWO_LINES = 36, 66  # pixels; text is wrapped in rows above 64
LINES_READ, READING_HEIGHT = 8, 420
# What is read of a table on screen: a longer one would reach the browser after seconds, and nobody reads on.
MAX_ROWS = 500
WORDING, ANSWER = "wording", "answer"
BUTTON_ROOM = 20  # pixels around a name
# What opens a sheet: the name of an organisation, in the tables of the store and of figures; the title of what was done.
NAME, TITLE, ACCOMPANIMENT_ID = "name", "title", "accompaniment_id"
WIDEST_NAME, WIDEST_OF_SEVERAL = (
    320,
    {NAME: 215, TITLE: 270},
)  # pixels of a column of names, alone or beside another
OPENS = {
    ("organisations", NAME): ("organisation", "Un clic sur un nom ouvre sa fiche."),
    ("accompaniments", TITLE): ("accompaniment", "Un clic sur un intitulé ouvre sa fiche."),
    ("activities", TITLE): ("activity", "Un clic sur un intitulé ouvre sa fiche."),
}
NO_REPLACEMENTS = Replacements()


@dataclass(frozen=True)
class Table:
    """A table as it is drawn: its first rows, and how many there are in all."""

    frame: pd.DataFrame
    row_count: int
    column_config: dict[str, ColumnConfig]
    row_height: int
    height: int
    opening: tuple[Column, ...] = ()  # the columns whose cells open a sheet
    accompaniment_ids: tuple[str, ...] = ()  # of the rows, where they are of accompaniments


def show(frame: pd.DataFrame, columns: Sequence[Column], key: str) -> None:
    """Draw a table with its declared columns; at most twelve rows high, six where texts take two lines."""
    draw(prepare(frame, columns), key)


def draw(table: Table, key: str) -> None:
    """Draw a prepared table; to the team, what has a sheet is a button that opens it in the same tab."""
    opening = table.opening if sheet_links.are_shown() else ()
    links = {column.name: _make_links(table, column, f"{column.name}_{key}") for column in opening}
    st.dataframe(
        table.frame,
        hide_index=True,
        column_config=table.column_config | links,
        key=key,
        row_height=table.row_height,
        height=table.height,
        placeholder="",
    )
    for column in opening:
        if click := st.session_state.get(f"{column.name}_{key}"):
            _open(table, column, click)
    if table.row_count > len(table.frame):
        st.caption(
            format_sentence(
                f"{_describe_rows(len(table.frame), table.row_count)} Un clic sur un titre ne trie qu’elles."
            )
        )


def prepare(
    frame: pd.DataFrame,
    columns: Sequence[Column],
    replacements: Replacements = NO_REPLACEMENTS,
    order: Sequence[str] = (),
) -> Table:
    """Label and format the first rows, with `replacements` for hidden numbers, and measure their texts.

    `order`: the columns as they stand on screen, where not as they are declared, which is how bases and intervals are found.
    """
    readable = make_readable(frame.head(MAX_ROWS), columns)
    labelled = _label(readable.numbers, columns)
    for column in columns:
        if column.decimals is not None:
            numbers = labelled[column.name].astype("float64")
            labelled[column.name] = french.round_as_shown(numbers, column.decimals)
    formatted_columns = _format_hidden_columns(labelled, columns, replacements, readable.numbers)
    formatted_columns |= _format_far_progress(labelled, columns)
    formatted_columns |= _format_counts(labelled, columns, formatted_columns, readable.counts)
    titles = {column.name: column.label for column in columns}
    shown_names = list(order or titles)
    text_widths = compute_widths(labelled, {name: titles[name] for name in shown_names})
    has_two_lines = takes_two_lines(labelled, text_widths or {})
    row_height, max_rows = (TWO_LINES, ROWS_SHOWN // 2) if has_two_lines else (ROW_HEIGHT, ROWS_SHOWN)
    column_config = {
        column.name: st.column_config.Column(column.label, help=column.description)
        if column.name in formatted_columns
        else _configure_column(column, (text_widths or {}).get(column.name))
        for column in columns
    }
    height = ROW_HEIGHT + row_height * min(len(labelled), max_rows) + 3
    shown = labelled.assign(**formatted_columns)[shown_names]
    opening = tuple(column for column in columns if (column.table, column.name) in OPENS)
    ids = tuple(frame[ACCOMPANIMENT_ID].head(MAX_ROWS)) if ACCOMPANIMENT_ID in frame else ()
    return Table(shown, len(frame), column_config, row_height, height, opening, ids)


def _open(table: Table, column: Column, click: Any) -> None:
    """Open the sheet of what a cell names: an accompaniment by the identifier of its row."""
    if column.name == NAME:
        member_links.open_named(shell.get_source(), click["label"])
        return
    if table.accompaniment_ids and table.frame[column.name].iloc[click["row"]] == click["label"]:
        sheet_links.open_sheet(menu.ACCOMPANIMENT, table.accompaniment_ids[click["row"]])
    else:
        titled_links.open_titled(shell.get_source(), OPENS[column.table, column.name][0], click["label"])


def _make_links(table: Table, column: Column, key: str) -> Any:
    """A column of names as buttons, which Streamlit does not wrap; a click on one stands in the session under the key."""
    plain = table.column_config[column.name]
    most = WIDEST_NAME if len(table.opening) == 1 else WIDEST_OF_SEVERAL[column.name]
    widest = max(map(measure_text, table.frame[column.name].dropna().astype(str)), default=0)
    return st.column_config.ButtonColumn(
        plain["label"],
        help=f"{plain['help']} {OPENS[column.table, column.name][1]}",
        width=min(widest + BUTTON_ROOM, most),
        type="secondary",
        alignment="left",
        key=key,
    )


def shorten_questions(questions: pd.Series) -> pd.Series:
    """Questions of a grid by what tells them apart; whole where two would be called the same."""
    shortened = questions.map(short, na_action="ignore")
    return shortened if shortened.nunique() == questions.nunique() else questions


def _label(frame: pd.DataFrame, columns: Sequence[Column]) -> pd.DataFrame:
    """Labels in place of codes, and questions of a grid by their own part, as in charts.

    Of a code that is hidden no label, which would say that it is not known.
    """
    labelled = charts.labelled(frame, tuple(columns))
    if WORDING in labelled:
        labelled[WORDING] = shorten_questions(labelled[WORDING])
    if marks.MARK in frame:
        for name in {marks.MARK, ANSWER} & set(labelled):
            labelled[name] = labelled[name].map(marks.to_words, na_action="ignore")
        for column in columns:
            if column.codelists:
                is_hidden = frame[column.name].isna() & frame[marks.MARK].notna()
                labelled[column.name] = labelled[column.name].mask(is_hidden.to_numpy(bool))
    return labelled


def show_text(frame: pd.DataFrame, key: str, row_count: int = 0, lines_read: int = LINES_READ) -> None:
    """Draw a table of sentences, its lines as high as their text; cells are Markdown. It scrolls past eight lines, or `lines_read`.

    `row_count`: how many rows there are, where these are only the first.
    """
    height: int | Literal["content"] = READING_HEIGHT if len(frame) > lines_read else "content"
    with st.container(key=key):
        st.table(frame, hide_index=True, border="horizontal", height=height)
        if row_count > len(frame):
            st.caption(format_sentence(_describe_rows(len(frame), row_count)))


def _describe_rows(count: int, total: int) -> str:
    return f"Les {count} premières lignes sur {french.number(total)}."


def _format_hidden_columns(
    frame: pd.DataFrame, columns: Sequence[Column], replacements: Replacements, marked: pd.DataFrame
) -> dict[str, list[str]]:
    """The columns where a cell is hidden, as text: numbers as French readers write them, marks in place of the others.

    `marked` has the marks as they are, which the labels of `frame` are not.
    """
    if marks.MARK not in marked:
        return {}
    row_marks = [None if pd.isna(mark) else mark for mark in marked[marks.MARK]]
    formatted_columns = {}
    for column in columns:
        texts = replacements.find(row_marks, column.name, frame.__getitem__)
        cells = list(zip(frame[column.name], texts, strict=True))
        if any(mark and pd.isna(value) for value, mark in cells):
            formatted_columns[column.name] = [_format_cell(value, column, mark) for value, mark in cells]
    return formatted_columns


def _format_far_progress(frame: pd.DataFrame, columns: Sequence[Column]) -> dict[str, list[str]]:
    """The progress of indicators as text, where words say some of it."""
    formatted_columns = {}
    for column in columns:
        if column.name == indicator_status.PROGRESS:
            words = list(map(indicator_status.describe_progress, frame[column.name]))
            if any(words):
                formatted_columns[column.name] = [
                    word or _format_cell(value, column, None)
                    for value, word in zip(frame[column.name], words, strict=True)
                ]
    return formatted_columns


def _format_counts(
    frame: pd.DataFrame,
    columns: Sequence[Column],
    formatted_columns: dict[str, list[str]],
    counts: dict[str, pd.Series],
) -> dict[str, list[str]]:
    """The columns with a count in place of a percentage, as text."""
    formatted = {}
    for column in columns:
        if column.name in counts:
            numbers = _align([_format_number(value, column) for value in frame[column.name]])
            others = formatted_columns.get(column.name, numbers)  # with the marks of hidden cells
            formatted[column.name] = [
                (number or other) if pd.isna(count) else count
                for number, other, count in zip(numbers, others, counts[column.name], strict=True)
            ]
    return formatted


def _format_number(value: Any, column: Column) -> str:
    text = _format_cell(value, column, None)
    return text if column.unit else text.removesuffix(",0")  # 16 members and 11,1 % stand in one column


def _align(numbers: list[str]) -> list[str]:
    """Numbers in front of which spaces stand: a click on the title sorts texts letter by letter, these before all counts."""
    width = 1 + max(len(number.partition(",")[0]) for number in numbers)
    return [number and " " * (width - len(number.partition(",")[0])) + number for number in numbers]


def _format_cell(value: Any, column: Column, mark: str | None) -> str:
    if pd.isna(value):
        return mark or ""
    if isinstance(value, str):
        return value
    return french.number(value, column.decimals or 0)


def _configure_column(column: Column, width: int | None) -> ColumnConfig:
    kind = column.type
    if pa.types.is_date(kind):
        return st.column_config.DateColumn(column.label, help=column.description, format="DD/MM/YYYY")
    if pa.types.is_boolean(kind):
        return st.column_config.CheckboxColumn(column.label, help=column.description)
    if column.name == "year" or pa.types.is_string(kind):
        return st.column_config.Column(column.label, help=column.description, width=width)
    return st.column_config.NumberColumn(column.label, help=column.description, format="localized")

"""The choice of a number for a comment: those of its figure first, then those of its chapter, then the others, each as it will read and
beside the same one of the triennial compared with; of each, those of one year come after those of the triennial. The first are shown, and
the others found by their words: a browser takes long over many buttons."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

import streamlit as st

from dse import french
from dse.export.dossier import Choice
from dse.export.dossier.printed_comments import index_answers
from dse.figures import Answer
from dse.figures.surveys import wording
from dse.ingest import spelling
from dse.query.cache import Cache
from dse.review import EMPTY, Chapter, Plan
from dse.review.anchors import find_figure
from dse.review.commentary import number_labels, numbers
from dse.review.commentary.numbers import NamedNumber, Reader
from dse.ui.frame import screen
from dse.ui.frame.data import DataSource
from dse.ui.frame.prose import escape_markdown, format_sentence
from dse.ui.review import page_contents

OF_FIGURE, OF_CHAPTER, OTHERS = "Cette figure", "Ce chapitre", "Le reste du Bilan"
OF_ONE_YEAR = "{}, une seule année"
MOST_ROWS = 24
MORE = "La recherche trouve aussi {}."
NONE = "La liste ne l’a pas : tapez-le dans votre texte. Là où la règle de public peut cacher des nombres, il sera à relire avant l’envoi."
OPEN = "_bilan_liste"  # the anchor of the text under which the list is
_PANEL = "bilan_liste_nombres"
CLOSE = "Fermer la liste"  # `curseur` of `screen.py` has Échap click on it
_DECIMAL = re.compile(r"(?<=\d),(?=\d)")
_THOUSANDS = re.compile(r"(?<!\d)\d{1,3}(?:\s\d{3})+(?!\d)")
Insert = Callable[[str], None]


@dataclass(frozen=True)
class _Offered:
    """A number that can be put in: what it is; its date as `short_name`, and its `undated_name`, beside the same one of another
    triennial; how it reads, and `other_names` by which it is found too."""

    number: NamedNumber
    name: str
    short_name: str
    undated_name: str
    text: str
    other_names: tuple[str, ...]


_Row = tuple[_Offered, ...]  # a number and the same one of the triennial compared with, or one of them alone
_rows = Cache(24)  # for all sessions: to read every number takes longer than the rest of the page


def draw_button(anchor: str) -> bool:
    """Draw the button that opens the list of numbers under a text, which stays open, or closes it; whether it is open."""
    key = f"bilan_nombre_{anchor}"
    is_open: bool = st.session_state.get(OPEN) == anchor
    st.button(
        CLOSE if is_open else "Insérer un nombre",
        icon=":material/remove:" if is_open else ":material/add:",
        type="tertiary",
        key=key,
        on_click=_close if is_open else _open,
        args=() if is_open else (anchor, key),
    )
    return is_open


def draw(
    source: DataSource, choice: Choice, plan: Plan, chapter: Chapter, anchor: str, insert: Insert
) -> None:
    """Draw the numbers that can be read, found by their words or as they read; `insert` is called by a click, with what stands for
    them in a text."""
    key = f"bilan_nombre_{anchor}"  # the same where the text just typed has begun the plan
    with st.container(border=True, gap="xsmall", key=_PANEL):
        rows = _rows.get((source.key, choice), lambda: _list_rows(source, choice))
        text = st.text_input(
            "Chercher un nombre",
            key=f"{key}_mots",
            placeholder="Chercher : membres, délai, 38 %…",
            label_visibility="collapsed",
            autocomplete="off",
            live=True,
        )
        matches = _find(text, rows)
        if not matches:
            st.caption(format_sentence(NONE))
        with st.container(gap=None, key="bilan_nombres"):
            ranked = _rank(matches, plan, chapter, anchor)
            for title, of_group in groupby(ranked[:MOST_ROWS], itemgetter(0)):
                st.caption(format_sentence(title))
                for _, row in of_group:
                    _draw_row(row, key, insert)
        if (more := len(matches) - MOST_ROWS) > 0:
            st.caption(format_sentence(MORE.format(french.count(more, "autre nombre", "autres nombres"))))


def _open(anchor: str, key: str) -> None:
    st.session_state[OPEN] = anchor
    screen.move_cursor(f"{key}_mots", "")
    screen.bring(_PANEL)


def _close() -> None:
    st.session_state[OPEN] = None


def _draw_row(row: _Row, key: str, insert: Insert) -> None:
    """A number and the same one of the triennial compared with, each put in by a click, or both by one where they differ. What is in
    italics is heard and not seen: « les deux » alone does not say of what."""
    own, other = row[0], row[-1]
    with st.container(horizontal=True, gap="small"):
        for offered in row:
            is_first = offered is own
            name = offered.name if is_first else offered.short_name
            st.button(
                ("" if is_first else f"*{format_sentence(own.undated_name)},* ")
                + f"{format_sentence(f'{name} : ')}**{escape_markdown(offered.text)}**",
                key=f"{key}_{offered.number.code}",
                type="tertiary",
                wrap=True,
                width="stretch" if is_first else "content",
                on_click=_insert,
                args=(key, insert, offered.number.token),
            )
        if own.text != other.text:
            st.button(
                f"*{format_sentence(own.name)},* les deux",
                key=f"{key}_deux_{own.number.code}",
                type="tertiary",
                help=format_sentence(_compare(own.text, other.text, other)),
                on_click=_insert,
                args=(key, insert, _compare(own.number.token, other.number.token, other)),
            )


def _compare(own: str, compared: str, other: _Offered) -> str:
    """`38 %, contre 43 % en 2016-2018`, of two numbers or of what stands for them in a text."""
    date = other.short_name
    return f"{own}, contre {compared} {f'en {date}' if date == other.number.triennial else date}"


def _insert(key: str, insert: Insert, text: str) -> None:
    """Put in what was chosen, with nothing looked for any more; the list stays where it is."""
    st.session_state[f"{key}_mots"] = ""
    insert(text)


def _list_rows(source: DataSource, choice: Choice) -> list[_Row]:
    """What is offered: each number that the document can tell its public, and that of the triennial compared with; apart where a figure
    says that the two are not to be compared."""
    triennials = ["", choice.against] if choice.against else [""]
    figure_ids = dict.fromkeys(
        figure_id for number in numbers.list_declared() for figure_id in _list_figures(number)
    )
    answers = index_answers(page_contents.gather_figures(source, choice, EMPTY, figure_ids))
    read = numbers.make_reader(answers)
    rows: dict[str, list[NamedNumber]] = {}
    for triennial in triennials:
        for number in numbers.list_numbers(triennial, answers):
            own_name = number.name.removesuffix(f" ({triennial})")
            name = own_name if _is_comparable(number, answers) else number.name
            rows.setdefault(name, []).append(number)
    offered = (
        tuple(_offer(number, answers, read) for number in row if not read(number).why)
        for row in rows.values()
    )
    return list(filter(None, offered))


def _list_figures(number: NamedNumber) -> list[str]:
    return [number.figure_id, *number.also_in.split()]


def _is_comparable(number: NamedNumber, answers: Mapping[str, Answer]) -> bool:
    """Whether no figure that shows the number of a question says that its scale was changed from one survey to the next."""
    if not number.question:
        return True
    tables = [answers[figure_id].table for figure_id in _list_figures(number) if figure_id in answers]
    return all(
        table.loc[
            table["wording"].isin(wording.find_told(table["wording"], number.question)), "segment"
        ].nunique()
        <= 1
        for table in tables
        if "segment" in table
    )


def _offer(number: NamedNumber, answers: Mapping[str, Answer], read: Reader) -> _Offered:
    answer = answers[number.answer_key]
    counted = f", {number_labels.FAVOURABLE}" if number.question else ""
    return _Offered(
        number,
        number_labels.name_with_date(number, answer) + counted,
        number_labels.describe_date(number, answer),
        number_labels.name_without_date(number) + counted,
        read(number).text,
        (numbers.write_former_name(number), *number_labels.list_wordings(number, answer)),
    )


def _find(text: str, rows: list[_Row]) -> list[_Row]:
    return [row for row in rows if has_words(" · ".join(_list_texts(row)), text)]


def _list_texts(row: _Row) -> Iterator[str]:
    for offered in row:
        yield from (offered.name, offered.text, *offered.other_names)


def has_words(text: str, query: str) -> bool:
    """Whether a text has each word looked for, whole or begun, with its accents or without; a number is looked for whole."""
    words = f" {_spell(text)} "
    return all(f" {word}{' ' if word[0].isdigit() else ''}" in words for word in _spell(query).split())


def _spell(text: str) -> str:
    """Words for comparison; the digits of a number, `1 829` or `181,5`, are one."""
    unparted = _THOUSANDS.sub(lambda number: "".join(number[0].split()), text)
    return spelling.words(_DECIMAL.sub("v", unparted))


def _rank(rows: Iterable[_Row], plan: Plan, chapter: Chapter, anchor: str) -> list[tuple[str, _Row]]:
    """Rows, each under where its numbers are from, the nearest first."""
    titles = [
        title for origin in (OF_FIGURE, OF_CHAPTER, OTHERS) for title in (origin, OF_ONE_YEAR.format(origin))
    ]
    of_chapter = plan.find_chapter(chapter.key).figure_ids

    def measure_distance(row: _Row) -> int:
        number = row[0].number
        figure_ids = set(_list_figures(number))
        is_near = find_figure(anchor) in figure_ids, not figure_ids.isdisjoint(of_chapter), True
        return 2 * is_near.index(True) + number_labels.is_of_one_year(number)

    return [(titles[measure_distance(row)], row) for row in sorted(rows, key=measure_distance)]

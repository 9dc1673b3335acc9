"""The choice of a number for a comment: those of its figure first, then those of its chapter, then the others, each as it will read and
followed by the same one of the triennial compared with; of each, those of one year come after those of the triennial."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import streamlit as st

from dse.export.dossier import Choice
from dse.export.dossier.printed_comments import index_answers
from dse.ingest import spelling
from dse.review import Chapter, Plan
from dse.review.anchors import find_figure
from dse.review.commentary import number_labels, numbers
from dse.review.commentary.numbers import NamedNumber
from dse.ui.frame.data import DataSource
from dse.ui.frame.prose import escape_markdown, format_sentence
from dse.ui.review import page_contents

OF_FIGURE, OF_CHAPTER, OTHERS = "Cette figure", "Ce chapitre", "Le reste du Bilan"
OF_ONE_YEAR = "{}, une seule année"
HEIGHT = 260
Insert = Callable[[NamedNumber], None]


def draw(
    source: DataSource, choice: Choice, plan: Plan, chapter: Chapter, anchor: str, insert: Insert
) -> None:
    """Draw the button, and under it, once it is open, the numbers that can be read, found by their words; `insert` is called by a click
    on one."""
    key = f"bilan_nombre_{anchor}"  # the same where the text just typed has begun the plan
    popover = st.popover(
        "Insérer un nombre",
        icon=":material/add:",
        type="tertiary",
        key=key,
        on_change="rerun",
        width="content",
    )
    with popover:  # as high while it is closed: by its height it opens under the button or over it
        inside = st.container(height=HEIGHT + 80, border=False, key=f"{key}_liste")
    if not popover.open:
        return
    with inside:
        labels = _list_labels(source, choice, plan)
        text = st.text_input(
            "Chercher un nombre",
            key=f"{key}_mots",
            placeholder="Chercher : membres, délai, agroécologie…",
            label_visibility="collapsed",
            autocomplete="off",
            live=True,
        )
        matches = _find(text, labels)
        if not matches:
            st.caption(format_sentence("Aucun nombre de ce nom : tapez-le dans votre texte."))
        with st.container(height=HEIGHT, border=False, gap=None, key="bilan_nombres"):
            for title, of_group in _group(matches, choice, plan, chapter, anchor).items():
                st.caption(format_sentence(title))
                for number in of_group:
                    st.button(
                        escape_markdown(labels[number]),
                        key=f"{key}_{number.code}",
                        type="tertiary",
                        on_click=_insert,
                        args=(key, insert, number),
                    )


def _insert(key: str, insert: Insert, number: NamedNumber) -> None:
    """Close the list, with nothing looked for, and put the number in."""
    st.session_state[key] = False
    st.session_state[f"{key}_mots"] = ""
    insert(number)


def _list_labels(source: DataSource, choice: Choice, plan: Plan) -> dict[NamedNumber, str]:
    """What is offered for each number that the document can tell its public, followed by that of the triennial compared with."""
    triennials = ["", choice.against] if choice.against else [""]
    offered = [number for same in zip(*map(numbers.list_numbers, triennials), strict=True) for number in same]
    figure_ids = dict.fromkeys(number.figure_id for number in offered)
    answers = index_answers(page_contents.gather_figures(source, choice, plan, figure_ids))
    read = numbers.make_reader(answers)
    return {
        number: number_labels.describe(number, answers[number.answer_key], read(number))
        for number in offered
        if not read(number).why
    }


def _find(text: str, labels: dict[NamedNumber, str]) -> list[NamedNumber]:
    """The numbers of which the label has each word looked for, whole or begun, with its accents or without."""
    sought = [f" {word}" for word in spelling.words(text).split()]
    return [
        number
        for number, label in labels.items()
        if all(word in f" {spelling.words(label)}" for word in sought)
    ]


def _group(
    matches: Iterable[NamedNumber], choice: Choice, plan: Plan, chapter: Chapter, anchor: str
) -> dict[str, list[NamedNumber]]:
    """Numbers by where they are from, the nearest first."""
    years = f" : {choice.triennial}, puis {choice.against}" if choice.against else ""
    titles = [
        (OF_ONE_YEAR if is_of_one_year else f"{{}}{years}").format(origin)
        for origin in (OF_FIGURE, OF_CHAPTER, OTHERS)
        for is_of_one_year in (False, True)
    ]
    groups: dict[str, list[NamedNumber]] = {title: [] for title in titles}
    of_chapter = plan.find_chapter(chapter.key).figure_ids
    for number in matches:
        figure_ids = {number.figure_id, *number.also_in.split()}
        is_near = find_figure(anchor) in figure_ids, not figure_ids.isdisjoint(of_chapter), True
        rank = 2 * is_near.index(True) + number_labels.is_of_one_year(number)
        groups[titles[rank]].append(number)
    return {title: of_group for title, of_group in groups.items() if of_group}

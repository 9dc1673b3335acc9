"""The chapters of a plan, one of which is shown, with what each has; last, its documents."""

from __future__ import annotations

import streamlit as st

from dse import french
from dse.review import CHAPTERS, Chapter, Plan, figure_anchor
from dse.review.chapters import SUMMARY
from dse.review.commentary import insertion
from dse.ui.frame import screen
from dse.ui.frame.prose import format_sentence

CHOSEN, DOCUMENTS = "bilan_partie", "documents"
PLACE = "bilan_plan"  # of the list and of what is chosen in it
VIEW = "bilan_vue"
COMPOSE, PREVIEW = "Composer", "Aperçu"
PARTS = [*(chapter.key for chapter in CHAPTERS), DOCUMENTS]


def choose(plan: Plan) -> Chapter | None:
    """Draw the choice of a chapter; None for the documents."""
    chapters = {chapter.key: chapter for chapter in CHAPTERS}

    # Labels do not change: a browser sends back the one it was shown.
    key = st.radio(
        "Parties du Bilan",
        PARTS,
        format_func=lambda key: _label_chapter(chapters[key]) if key in chapters else "Documents",
        captions=[*(_mark_comments(plan, chapter) for chapter in CHAPTERS), ""],
        key=CHOSEN,
        on_change=screen.bring_part,
        args=(PLACE,),
        label_visibility="collapsed",
        width="stretch",
        persist_state="session",
    )
    if plan.comments:
        st.caption(format_sentence("✓ : textes écrits"))
    return chapters.get(key)


def draw_next(chapter: Chapter) -> None:
    """Draw the button to the chapter after this one, or to the documents after the last."""
    key = PARTS[PARTS.index(chapter.key) + 1]
    following = next((other for other in CHAPTERS if other.key == key), None)
    st.button(
        format_sentence(f"Suite : {number_title(following)}" if following else "Préparer les documents"),
        key=f"bilan_suite_{chapter.key}",
        icon=":material/arrow_forward:",
        icon_position="right",
        on_click=open_part,
        args=(key,),
    )


def open_part(key: str) -> None:
    """Choose a chapter, or the documents, from the top."""
    st.session_state[CHOSEN] = key
    screen.bring_part(PLACE)


def open_to_correct(key: str) -> None:
    """Choose a chapter where its texts are written, whichever way it was looked at last."""
    open_part(key)
    st.session_state[VIEW] = COMPOSE


def number_title(chapter: Chapter) -> str:
    """`2. Ce qui a été proposé et utilisé`; the summary has no number."""
    rank = [other.key for other in CHAPTERS].index(chapter.key)
    return f"{rank}. {chapter.title}" if chapter.key != SUMMARY else chapter.title


def list_seen(plan: Plan, chapter: Chapter) -> list[str]:
    """The figures of a chapter and those of which its comments take numbers; for the summary, all of the plan."""
    figure_ids = plan.list_figures() if chapter.key == SUMMARY else plan.find_chapter(chapter.key).figure_ids
    anchors = [chapter.anchor, *map(figure_anchor, figure_ids)]
    texts = [plan.comments[anchor].text for anchor in anchors if anchor in plan.comments]
    return list(dict.fromkeys([*figure_ids, *insertion.list_figures(*texts)]))


def count_chapter(plan: Plan, chapter: Chapter) -> str:
    """`3 figures, 1 commentaire`."""
    figures = french.count(len(plan.find_chapter(chapter.key).figure_ids), "figure")
    comments = _count_comments(plan, chapter)
    return f"{figures}, {french.count(comments, 'commentaire')}" if comments else figures


def _label_chapter(chapter: Chapter) -> str:
    return french.typeset(number_title(chapter)).replace(". ", "\\. ", 1)


def _mark_comments(plan: Plan, chapter: Chapter) -> str:
    comments = _count_comments(plan, chapter)
    return f"✓ {comments}" if comments else ""


def _count_comments(plan: Plan, chapter: Chapter) -> int:
    figure_ids = plan.find_chapter(chapter.key).figure_ids
    anchors = [chapter.anchor, *map(figure_anchor, figure_ids)]
    return sum(anchor in plan.comments for anchor in anchors)

"""The text of a comment: saved when its box is left, with who wrote it and when; numbers of figures put into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

import streamlit as st

from dse import french, review_plans
from dse.disclosure.audiences import TEAM
from dse.export.dossier import Choice
from dse.figures import Answer
from dse.query import Selection
from dse.review import Chapter, Comment, Plan
from dse.review.anchors import find_figure
from dse.review.commentary import insertion, since
from dse.review.commentary.grammar import TOKEN
from dse.review.commentary.numbers import Reader
from dse.review.plan_changes import write_comment
from dse.titled_documents import MOST_LETTERS
from dse.ui.frame import actions, screen
from dse.ui.frame.data import DataSource, find_answer
from dse.ui.frame.prose import format_sentence
from dse.ui.review import number_choice, plan_state
from dse.ui.review.comment_text import format_comment

AUTHOR, KEPT_AUTHOR = "_bilan_auteur", "dse-bilan-auteur"  # nobody signs in
MACHINE = "root"
SIGNATURE, NAME = "bilan_signature", "bilan_nom"
_WRITTEN, _DRAFTS, _SHOWN = "_bilan_ecrits", "_bilan_brouillons", "_bilan_textes"
_SAVED = "_bilan_enregistres"  # what this session wrote last in each box, whose buttons may still have the plan of the run before
_REPLACED = (
    "_bilan_remplaces"  # what stood in each box before numbers were put in, which the browser may still send
)
MINE, THEIRS, BOTH = "mien", "autre", "deux"
HELP = (
    "Le texte s’enregistre quand vous quittez la zone. Deux astérisques mettent en gras : \\*\\*ainsi\\*\\* ; des lignes qui commencent "
    "par « - » font une liste, par « 1. », « 2. » une liste numérotée. « Insérer un nombre » le met là où était le curseur, ou là où vous "
    "avez écrit \\[\\[\\]\\]."
)
PLACE = "[[]]"  # typed where the next number goes


@dataclass(frozen=True)
class _Draft:
    """A text that is not saved, and the comment over which it was typed."""

    text: str
    over: Comment | None


def draw(
    source: DataSource,
    choice: Choice,
    plan: Plan,
    chapter: Chapter,
    anchor: str,
    label: str,
    read: Reader,
) -> None:
    """Draw the box of what is written under an anchor of a chapter; `read`: numbers as the public of the review has them."""
    key = _get_key(plan.number, anchor)
    selection = replace(choice.selection, audience=TEAM)
    comment = plan.comments.get(anchor)
    saved: dict[str, Comment | None] = st.session_state.setdefault(_SAVED, {})
    if saved.get(key) != comment:
        saved.pop(key, None)
    _fill_box(key, comment.text if comment else "")
    st.text_area(
        label,
        key=key,
        height="content",
        help=HELP,
        on_change=_save,
        args=(source, plan, anchor, key, selection),
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        is_open = number_choice.draw_button(anchor)
        if not is_open:
            _say_whether_saved(key, comment)
    if is_open:  # nothing that comes while somebody types may move what is clicked
        insert = partial(_insert, source, plan, anchor, key, selection)
        number_choice.draw(source, choice, plan, chapter, anchor, insert)
        _say_whether_saved(key, comment)
    if insertion.list_numbers(st.session_state[key]):
        filled = format_comment(insertion.fill(st.session_state[key], read))
        st.caption(f":material/visibility: Se lira{french.NO_BREAK}: {filled}")
    if excess := review_plans.describe_excess(st.session_state[key]):
        st.warning(format_sentence(excess), icon=":material/content_cut:")
    if _is_overtaken(key, comment):
        _draw_choice(source, plan, anchor, key, selection)
    elif comment:
        _describe_doubts(source, anchor, comment, selection, read)


def _say_whether_saved(key: str, comment: Comment | None) -> None:
    if key in st.session_state[_DRAFTS]:
        st.caption("Non enregistré", width="content")
    elif comment:
        st.caption(format_sentence(_describe(comment)), width="content")


def recall_author() -> None:
    """Have the browser keep the name under which this session signs for another day, or learn the one that it keeps."""
    if AUTHOR in st.session_state:
        screen.keep_text(KEPT_AUTHOR, st.session_state[AUTHOR])
    elif name := screen.find_text(KEPT_AUTHOR):
        st.session_state[AUTHOR] = name


def draw_author(source: DataSource, plan: Plan) -> None:
    """Say under which name comments are signed, and let it be changed."""
    author = get_author()
    with st.popover(
        f"Vous signez : {author}" if author else "Indiquer votre nom",
        icon=":material/edit:",
        type="tertiary",
        key=SIGNATURE,
        on_change=screen.focus,
        args=(SIGNATURE, NAME),
    ):
        st.text_input(
            "Votre nom",
            author,
            key=NAME,
            max_chars=MOST_LETTERS,
            on_change=_change_author,
            args=(source, plan),
        )
        st.caption("Votre nom reste avec vos commentaires, pour l’équipe. Il n’est dans aucun document.")


def draw_unsaved(plan: Plan) -> None:
    """Say what texts of a plan are not saved; while that is there, `unsent.js` has the browser ask who leaves."""
    start = _get_key(plan.number, "")
    anchors = [key.removeprefix(start) for key in st.session_state.get(_DRAFTS, {}) if key.startswith(start)]
    if anchors:
        places = french.listed([f"« {plan_state.describe_anchor(anchor)} »" for anchor in anchors])
        with st.container(key="texte_non_enregistre"):
            st.caption(f":material/edit_off: {format_sentence(f'Texte non enregistré sous {places}.')}")


def _fill_box(key: str, text: str) -> None:
    """Put the saved text into a box that has none, or that still has the one saved before; a text that was refused stays."""
    shown: dict[str, str] = st.session_state.setdefault(_SHOWN, {})
    drafts: dict[str, _Draft] = st.session_state.setdefault(_DRAFTS, {})
    if key not in st.session_state:
        st.session_state[key] = drafts[key].text if key in drafts else text
    elif st.session_state[key] == shown.get(key):
        st.session_state[key] = text
    shown[key] = text


def _save(source: DataSource, plan: Plan, anchor: str, key: str, selection: Selection) -> None:
    """Save what was typed. What is refused stays a draft over the comment that it was typed over, so that nothing but a choice lays it
    over another one. A click into the list of numbers saves twice before the page is drawn again."""
    if (text := _read_box(plan, anchor, key)) != st.session_state.get(key):
        st.session_state[key] = text
    drafts, saved = (st.session_state[name] for name in (_DRAFTS, _SAVED))
    over = drafts[key].over if key in drafts else saved.get(key, plan.comments.get(anchor))
    is_unchanged = text == (over.text if over else "")
    if is_unchanged and key not in drafts:  # Streamlit calls when a box goes with its plan, too
        return
    drafts[key] = _Draft(text, over)
    if review_plans.describe_excess(text):
        return
    comment = _make_comment(source, anchor, text, selection)
    if _write(source, write_comment(plan, anchor, over), anchor, comment):
        del drafts[key]
        st.session_state[_SHOWN][key], saved[key] = text, comment
    elif (number := plan_state.get_shown(plan)) != plan.number:
        shown_key = _get_key(number, anchor)
        drafts[shown_key] = drafts.pop(key)
        st.session_state[shown_key] = text


def _read_box(plan: Plan, anchor: str, key: str) -> str:
    """What stands in a box: what was saved last, where the browser sends what stood there before a number was put in, or nothing yet."""
    text: str | None = st.session_state.get(key)
    replaced = st.session_state.get(_REPLACED, {}).get(key, ()) if plan_state.may_be_old() else ()
    if text is not None and text not in replaced:
        return text
    comment = st.session_state[_SAVED].get(key, plan.comments.get(anchor))
    return comment.text if comment else ""


def _write(source: DataSource, plan: Plan, anchor: str, comment: Comment | None) -> bool:
    """Write a comment over the one of a plan, and remember that this session wrote it; whether it was written."""
    is_written = plan_state.change_comment(source, plan, anchor, comment)
    if is_written and comment:
        st.session_state.setdefault(_WRITTEN, []).append(comment)
    return is_written


def bring(plan: Plan, anchor: str) -> None:
    """Have the next run bring the box of a text into the window, with the cursor in it."""
    screen.bring(_get_key(plan.number, anchor))


def _get_key(number: int, anchor: str) -> str:
    return f"bilan_texte_{number}_{anchor}"


def _is_overtaken(key: str, comment: Comment | None) -> bool:
    """Whether a draft was typed over another comment than the one that stands there now."""
    draft: _Draft | None = st.session_state[_DRAFTS].get(key)
    return draft is not None and draft.over != comment


def _draw_choice(source: DataSource, plan: Plan, anchor: str, key: str, selection: Selection) -> None:
    """Both texts, of which one is chosen, or both."""
    comment = plan.comments.get(anchor)
    st.warning(format_sentence(review_plans.describe_overtaken(comment)), icon=":material/group:")
    labels = {MINE: "Garder mon texte", THEIRS: "Garder l’autre", BOTH: "Garder les deux"}
    with st.container(horizontal=True, gap="small"):
        for choice in (MINE, THEIRS, BOTH) if comment else (MINE, THEIRS):
            st.button(
                labels[choice] if comment else {**labels, THEIRS: "Le laisser retiré"}[choice],
                key=f"bilan_choix_{choice}_{anchor}",
                on_click=_choose,
                args=(source, plan, anchor, key, selection, choice),
            )


def _choose(source: DataSource, plan: Plan, anchor: str, key: str, selection: Selection, choice: str) -> None:
    """Put the text chosen into the box; save it over the comment that was shown beside the choice."""
    comment = plan.comments.get(anchor)
    del st.session_state[_DRAFTS][key]
    theirs = comment.text if comment else ""
    if choice == THEIRS:
        st.session_state[key] = st.session_state[_SHOWN][key] = theirs
        return
    if choice == BOTH:
        st.session_state[key] = f"{theirs}\n\n{st.session_state[key]}"
    _save(source, plan, anchor, key, selection)


def _make_comment(source: DataSource, anchor: str, text: str, selection: Selection) -> Comment | None:
    answers = _find_answers(source, anchor, text, selection)
    return review_plans.clean_comment(
        Comment(
            text,
            get_author(),
            actions.today(),
            source.version.number,
            since.record(text, find_figure(anchor), answers),
            f"{datetime.now().astimezone():%H:%M}",
        )
    )


def _find_answers(source: DataSource, anchor: str, text: str, selection: Selection) -> Mapping[str, Answer]:
    """What the team reads in the figure under which a text stands, and in those of which it takes numbers: over the years of the
    review, or of the triennial that a number is of."""
    figure_id = find_figure(anchor)
    selections = {figure_id: (figure_id, selection)} if figure_id else {}
    for number in insertion.list_numbers(text):
        years = Choice(number.triennial, audience=TEAM).selection if number.triennial else selection
        selections[number.answer_key] = number.figure_id, years
    answers = {key: find_answer(source, *arguments) for key, arguments in selections.items()}
    return {key: answer for key, answer in answers.items() if answer is not None}


def get_author() -> str:
    """The name given here, or that of the session on this computer, where it is a person’s."""
    user_name = actions.get_user_name()
    author: str = st.session_state.get(AUTHOR, "" if user_name == MACHINE else user_name)
    return author


def _change_author(source: DataSource, plan: Plan) -> None:
    """Close the choice, and sign what this session writes with another name, and what it wrote in this plan."""
    st.session_state[SIGNATURE] = False
    st.session_state[AUTHOR] = author = st.session_state[NAME].strip()
    for anchor, comment in plan.comments.items():
        if comment in st.session_state.get(_WRITTEN, []):
            _write(source, plan, anchor, replace(comment, author=author))


def _describe(comment: Comment) -> str:
    """Who wrote a comment and when."""
    return " · ".join(filter(None, ("Enregistré", comment.author, review_plans.describe_moment(comment))))


def _insert(source: DataSource, plan: Plan, anchor: str, key: str, selection: Selection, put: str) -> None:
    """Put in a number, or two; a second click puts nothing more."""
    if (begun := plan_state.find_begun(source, plan)) is not None:
        plan, key = begun, _get_key(begun.number, anchor)
    text = _read_box(plan, anchor, key)
    position = _find_cursor(plan, anchor, text)
    position = len(text) if position is None else position
    if PLACE not in text and text[:position].endswith(put):
        return
    st.session_state[key], end = _put_in(text, put, position)
    if not plan_state.may_be_old():
        st.session_state[_REPLACED] = {}
    st.session_state.setdefault(_REPLACED, {}).setdefault(key, set()).add(text)
    plan_state.mark_changed()
    start = st.session_state[key][:end]
    _save(source, plan, anchor, key, selection)
    screen.move_cursor(_get_key(plan_state.get_shown(plan), anchor), start)


def _find_cursor(plan: Plan, anchor: str, text: str) -> int | None:
    """Where the cursor was left in a box, which had another key until its text began the plan."""
    position = screen.find_cursor(_get_key(plan.number, anchor), text)
    return screen.find_cursor(_get_key(plan_state.PROPOSAL, anchor), text) if position is None else position


def _put_in(text: str, token: str, position: int) -> tuple[str, int]:
    """A text with what stands for a number in the first place kept for one, or at a position that is not within another; where it ends."""
    if PLACE in text:
        before, _, after = text.partition(PLACE)
        return f"{before}{token}{after}", len(before) + len(token)
    for name in TOKEN.finditer(text):
        position = name.end() if name.start() < position < name.end() else position
    before, after = text[:position], text[position:]
    before += "" if not before or before[-1].isspace() or before[-1] in "(«’'" else " "
    gap = " " if after[:1].isalnum() else ""
    return f"{before}{token}{gap}{after}", len(before) + len(token)


def _describe_doubts(
    source: DataSource, anchor: str, comment: Comment, selection: Selection, read: Reader
) -> None:
    """What has to be corrected; what changed since it was written, and the numbers that its readers will not have."""
    for sentence in insertion.describe_mistakes(comment.text.replace(PLACE, "")):  # one is to be filled yet
        st.warning(format_sentence(sentence), icon=":material/warning:")
    answers = _find_answers(source, anchor, comment.text, selection)
    for sentence in since.describe_changes(comment.numbers, answers, comment.version):
        st.caption(f":material/history: {format_sentence(sentence)}")
    for sentence in insertion.describe_unread(comment.text, read):
        st.caption(f":material/visibility_off: {format_sentence(sentence)}")

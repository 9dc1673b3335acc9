"""A chapter of the plan: its figures in order, with what each finds; what is written; the figures that were left."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dse import french
from dse.export.dossier import Choice, Contents, Entry
from dse.export.dossier.printed_chapters import list_findings
from dse.export.dossier.printed_comments import make_reader
from dse.export.dossier.report.review_document import FINDINGS
from dse.figures import REGISTRY
from dse.review import Chapter, Plan, figure_anchor
from dse.review.chapters import SUMMARY
from dse.review.plan import CLEAR
from dse.review.plan_changes import keep_figure, leave_figure, move_figure, put_figure, reset_chapter
from dse.ui.frame import screen
from dse.ui.frame.data import DataSource
from dse.ui.frame.prose import format_sentence
from dse.ui.review import comment_box, page_contents, plan_state, printed_figure
from dse.ui.review.chapter_list import count_chapter, list_seen, number_title

_RESET, _REMOVED = "_bilan_remettre", "_bilan_retirees"
COLUMN_WIDTH = 460
STAR = ":material/star:"
COMMENT_LABELS = {SUMMARY: "Ce que l’équipe retient du triennal"}


def show(source: DataSource, choice: Choice, plan: Plan, chapter: Chapter) -> None:
    """Draw a chapter, and what changes it."""
    figure_ids = plan.find_chapter(chapter.key).figure_ids
    contents = page_contents.gather_figures(source, choice, plan, list_seen(plan, chapter))
    read = make_reader(contents)
    st.subheader(format_sentence(number_title(chapter)), anchor=False)
    st.caption(format_sentence(count_chapter(plan, chapter)))
    label = COMMENT_LABELS.get(chapter.key, "Commentaire du chapitre")
    draw_comment = partial(comment_box.draw, source, choice, plan, chapter, read=read)
    with st.container():  # what opens under this text moves no figure to another place, where its box would come anew and lose its text
        draw_comment(anchor=chapter.anchor, label=label)
    if chapter.key == SUMMARY:
        _draw_findings(contents)
    shown = _list_shown(plan, chapter)
    for place, figure_id in enumerate(shown):
        if figure_id not in figure_ids:
            _draw_removed(source, plan, chapter, figure_id, shown[:place])
        elif figure_id in REGISTRY:
            with st.container(border=True, key=_get_card_key(figure_id), gap="xsmall"):
                _draw_head(source, plan, chapter, figure_id, shown[:place])
                _draw_finding(contents, figure_id)
                entry = _find_entry(contents, figure_id)
                with _place_side_by_side(entry):
                    _draw_print(source, contents, entry)
                    with st.container(gap="xsmall"):
                        draw_comment(anchor=figure_anchor(figure_id), label="Commentaire")
    if not figure_ids and chapter.key != SUMMARY and chapter.anchor not in plan.comments:
        st.info("Ce chapitre n’a ni figure ni texte : il ne sera pas dans le Bilan.", icon=":material/info:")
    _draw_others(source, choice, plan, chapter)


def _draw_findings(contents: Contents) -> None:
    """The findings that the document repeats in its summary."""
    if not (findings := list_findings(contents)):
        return
    with st.container(border=True, key="bilan_constats", gap="xsmall"):
        st.markdown(f"**{format_sentence(FINDINGS)}**")
        st.markdown("\n".join(f"- {format_sentence(sentence)}" for sentence in findings))
        st.caption("Le Bilan les écrit sous votre texte ; ils suivent les figures que vous gardez.")


def _draw_head(
    source: DataSource, plan: Plan, chapter: Chapter, figure_id: str, before: Sequence[str]
) -> None:
    """The question of a figure that is kept, and the buttons that move it. `before`: the figures shown before it."""
    figure_ids = plan.find_chapter(chapter.key).figure_ids
    move = partial(plan_state.change_figures, source, plan)
    with st.container(horizontal=True, vertical_alignment="top", gap="small", key=f"bilan_tete_{figure_id}"):
        st.markdown(f"**{format_sentence(REGISTRY[figure_id].question)}**", width="stretch")
        with st.container(horizontal=True, gap="xsmall", width="content"):
            for name, icon, label, step, is_end in (
                ("monter", "arrow_upward", "Monter", -1, figure_id == figure_ids[0]),
                ("descendre", "arrow_downward", "Descendre", 1, figure_id == figure_ids[-1]),
            ):
                st.button(
                    label,
                    key=f"icone_{name}_{figure_id}",
                    icon=f":material/{icon}:",
                    type="tertiary",
                    help=label,
                    disabled=is_end,
                    on_click=move,
                    args=(partial(move_figure, key=chapter.key, figure_id=figure_id, step=step),),
                )
            st.button(
                "Retirer",
                key=f"bilan_laisser_{figure_id}",
                type="tertiary",
                icon=":material/close:",
                help="Retirer du Bilan ; le commentaire reste, et revient avec la figure.",
                on_click=_remove,
                args=(source, plan, chapter, figure_id, before),
            )


def _remove(source: DataSource, plan: Plan, chapter: Chapter, figure_id: str, before: Sequence[str]) -> None:
    """Take a figure out. Its place is kept while the chapter is shown: a second click must not fall on the next figure."""
    removed = st.session_state[_REMOVED].get((plan.number, chapter.key), {})
    others = {other: stood_before for other, stood_before in removed.items() if other != figure_id}
    plan_state.change_figures(source, plan, partial(leave_figure, figure_id=figure_id))
    st.session_state[_REMOVED] = {(plan_state.get_shown(plan), chapter.key): {**others, figure_id: before}}


def _list_shown(plan: Plan, chapter: Chapter) -> list[str]:
    """The figures of a chapter, and those taken out of it since it is shown, each behind what stood before it."""
    key = plan.number, chapter.key
    removed: dict[str, Sequence[str]] = st.session_state.get(_REMOVED, {}).get(key, {})
    st.session_state[_REMOVED] = {key: removed}
    shown, planned = list(plan.find_chapter(chapter.key).figure_ids), plan.list_figures()
    for figure_id, before in removed.items():
        if figure_id not in planned:
            shown.insert(
                max((place for place, other in enumerate(shown, 1) if other in before), default=0), figure_id
            )
    return shown


def _draw_removed(
    source: DataSource, plan: Plan, chapter: Chapter, figure_id: str, before: Sequence[str]
) -> None:
    """Say what was taken out here, with the way back on the other side than what took it out."""
    rank = len(set(before) & set(plan.find_chapter(chapter.key).figure_ids))
    with st.container(
        border=True, horizontal=True, vertical_alignment="center", key=f"bilan_retiree_{figure_id}"
    ):
        st.button(
            "Reprendre",
            key=f"bilan_reprendre_{figure_id}",
            type="tertiary",
            icon=":material/undo:",
            on_click=plan_state.change_figures,
            args=(source, plan, partial(put_figure, key=chapter.key, figure_id=figure_id, rank=rank)),
        )
        st.caption(format_sentence(f"« {REGISTRY[figure_id].question} » est retirée."), width="content")


def _draw_finding(contents: Contents, figure_id: str) -> None:
    """What a figure finds for the public chosen, or why it is not in the document."""
    if (entry := _find_entry(contents, figure_id)) is not None:
        st.markdown(format_sentence(entry.answer.finding.sentence))
        return
    whys = [absent.why for absent in contents.left_out() if absent.figure.id == figure_id]
    st.caption(f":material/visibility_off: {format_sentence(' '.join(['Pas dans ce document :', *whys]))}")


def _find_entry(contents: Contents, figure_id: str) -> Entry | None:
    return next((entry for entry in contents.entries() if entry.figure.id == figure_id), None)


def _place_side_by_side(entry: Entry | None) -> DeltaGenerator:
    """Where a figure and its text are drawn: a chart beside the text in a wide window, a table over it."""
    if entry is not None and printed_figure.has_chart(entry):
        return st.grid(2, min_column_width=COLUMN_WIDTH, gap="small")
    return st.container()


def _draw_print(source: DataSource, contents: Contents, entry: Entry | None) -> None:
    """What is commented, as the document prints it."""
    if entry is None:
        return
    with st.container(gap="xsmall"):
        with st.container(key=f"bilan_imprime_{entry.figure.id}"):
            printed_figure.draw(source, contents, entry)
        printed_figure.describe_before(contents, entry)


def _draw_others(source: DataSource, choice: Choice, plan: Plan, chapter: Chapter) -> None:
    """The figures that were left, once they are asked for; any other; and the way back to the proposal."""
    others = st.expander(
        "Ajouter une figure", icon=":material/add:", key=_get_others_key(chapter), on_change="rerun"
    )
    if others.open:
        with others:
            _draw_left(source, choice, plan, chapter)
            _draw_any_other(source, plan, chapter)
    st.button(
        "Revenir aux figures proposées",
        key=f"bilan_remettre_{chapter.key}",
        icon=":material/restart_alt:",
        type="tertiary",
        help="Les commentaires restent.",
        on_click=_request_reset,
        args=(plan, chapter),
    )
    if st.session_state.pop(_RESET, None) == (plan.number, chapter.key):
        proposal = page_contents.gather_all(source, choice, None).plan
        change = partial(reset_chapter, proposal=proposal, key=chapter.key)
        plan_state.change_figures(source, plan, change)
        st.rerun()


def _request_reset(plan: Plan, chapter: Chapter) -> None:
    """Remember the click: the work is done in the run, where its progress bar is drawn."""
    st.session_state[_RESET] = (plan.number, chapter.key)


def _draw_left(source: DataSource, choice: Choice, plan: Plan, chapter: Chapter) -> None:
    """The figures of the chapter that no chapter has, the clearest findings first."""
    figure_ids = [figure_id for figure_id in chapter.list_figures() if figure_id not in plan.list_figures()]
    contents = page_contents.gather_figures(source, choice, plan, figure_ids)
    entries = sorted(contents.entries(), key=lambda entry: -entry.answer.finding.weight)
    shown = [entry for entry in entries if not entry.answer.table.empty]
    for entry in shown:
        star = f"{STAR} " if _is_clear(entry) else ""
        written = " *(commentaire gardé)*" if figure_anchor(entry.figure.id) in plan.comments else ""
        text, button = st.columns([5, 1], gap="small")
        with text.container(gap=None):
            st.markdown(f"{star}**{format_sentence(entry.figure.question)}**{written}")
            st.caption(format_sentence(entry.answer.finding.sentence))
        with button:
            _draw_keep(source, plan, chapter, entry.figure.id)
    if not entries:
        st.caption("Toutes les figures de ce chapitre sont déjà dans le Bilan.")
    elif any(map(_is_clear, shown)):
        st.caption(f"{STAR} constat net")


def _is_clear(entry: Entry) -> bool:
    return entry.answer.finding.weight >= CLEAR


def _draw_keep(source: DataSource, plan: Plan, chapter: Chapter, figure_id: str) -> None:
    st.button(
        "Ajouter",
        key=f"bilan_garder_{figure_id}",
        on_click=_keep,
        args=(source, plan, chapter, figure_id),
    )


def _get_others_key(chapter: Chapter) -> str:
    return f"bilan_autres_{chapter.key}"


def _keep(source: DataSource, plan: Plan, chapter: Chapter, figure_id: str) -> None:
    """Put a figure last in the chapter and show it there. The list is closed: a second click must not fall on another figure."""
    plan_state.change_figures(source, plan, partial(keep_figure, key=chapter.key, figure_id=figure_id))
    st.session_state[_get_others_key(chapter)] = False
    screen.bring(_get_card_key(figure_id))


def _get_card_key(figure_id: str) -> str:
    return f"bilan_figure_{figure_id}"


def _draw_any_other(source: DataSource, plan: Plan, chapter: Chapter) -> None:
    """The choice of a figure that is read elsewhere, or of another chapter, which it then leaves."""
    own = {*chapter.list_figures(), *plan.find_chapter(chapter.key).figure_ids}
    key = f"bilan_ailleurs_{chapter.key}"
    st.selectbox(
        "Une figure d’un autre chapitre ou d’une autre page",
        [figure_id for figure_id in REGISTRY if figure_id not in own],
        index=None,
        format_func=lambda figure_id: french.typeset(REGISTRY[figure_id].question),
        key=key,
        placeholder="Choisir une figure",
        on_change=_keep_chosen,
        args=(source, plan, chapter, key),
    )


def _keep_chosen(source: DataSource, plan: Plan, chapter: Chapter, key: str) -> None:
    if figure_id := st.session_state[key]:
        st.session_state[key] = None
        _keep(source, plan, chapter, figure_id)

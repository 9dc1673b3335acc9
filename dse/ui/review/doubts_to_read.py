"""What somebody has to read again before a dossier is written: once, and a way to each text where it is written."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dse.export import publish_dossier
from dse.export.dossier.printed_comments import find_place
from dse.export.publish_dossier import PreparedDossier
from dse.review import Chapter, Plan
from dse.ui.frame.prose import format_sentence
from dse.ui.review import chapter_list, comment_box

_READ = "_bilan_deja_lus"  # by public, triennial and version: another number may be hidden in each
ALL_READ = "Vous avez déjà relu et confirmé tout ce qui était à relire."
NOTHING_TO_READ = "Il n’y a rien à relire."
NOTHING_YET = "Le dossier n’est pas encore fait ; vos textes sont enregistrés."


def must_be_confirmed(prepared: PreparedDossier) -> bool:
    """Whether something of a dossier was not read in this session."""
    return bool(prepared.doubts or _list_unread(prepared, _list_lines(prepared)))


def remember(prepared: PreparedDossier) -> None:
    """Keep for the session that all was read: the same texts are not asked about at the next file."""
    st.session_state.setdefault(_READ, set()).update(_sign(prepared, _list_lines(prepared)))


def show(prepared: PreparedDossier) -> None:
    """Draw what was not read yet: the texts that may name somebody, then comments, chapter by chapter; or that all was."""
    if not must_be_confirmed(prepared):
        st.success(ALL_READ if prepared.must_be_confirmed else NOTHING_TO_READ, icon=":material/task_alt:")
    if persons := _list_unread(prepared, _list_persons(prepared)):
        st.warning(f"{NOTHING_YET} {publish_dossier.PERSONS}", icon=":material/person_alert:")
        st.markdown(_format_points(persons))
    plan = prepared.contents.plan
    if comments := _list_unread(prepared, prepared.comments):
        st.warning(f"{NOTHING_YET} {publish_dossier.COMMENTS}", icon=":material/edit_note:")
        _draw_by_text(comments, plan, "a_relire")
    if unprinted := _list_unread(prepared, prepared.unprinted):
        st.warning(f"{NOTHING_YET} {publish_dossier.UNPRINTED}", icon=":material/comments_disabled:")
        _draw_by_text(unprinted, plan, "non_imprime")


def show_unknown(lines: Sequence[str], plan: Plan) -> None:
    """Draw what keeps a dossier from being prepared, and the way to each text."""
    st.error(publish_dossier.UNKNOWN, icon=":material/error:")
    _draw_by_text(lines, plan, "inconnu")


def _draw_by_text(lines: Sequence[str], plan: Plan, kind: str) -> None:
    by_place: dict[tuple[Chapter, str] | None, list[str]] = {}
    for line in lines:
        by_place.setdefault(find_place(line, plan), []).append(line)
    for place, own in by_place.items():
        st.markdown(_format_points(own))
        if place:
            chapter, anchor = place
            st.button(
                format_sentence(f"Corriger dans « {chapter_list.number_title(chapter)} »"),
                key=f"bilan_corriger_{kind}_{anchor}",
                icon=":material/edit:",
                type="tertiary",
                on_click=_open_text,
                args=(plan, chapter, anchor),
            )


def _open_text(plan: Plan, chapter: Chapter, anchor: str) -> None:
    chapter_list.open_to_correct(chapter.key)
    comment_box.bring(plan, anchor)


def _format_points(lines: Sequence[str]) -> str:
    return "\n".join(f"- {format_sentence(line)}" for line in lines)


def _list_lines(prepared: PreparedDossier) -> list[str]:
    return [*_list_persons(prepared), *prepared.comments, *prepared.unprinted]


def _list_persons(prepared: PreparedDossier) -> list[str]:
    return [person.sentence for person in prepared.persons]


def _list_unread(prepared: PreparedDossier, lines: Sequence[str]) -> list[str]:
    read = st.session_state.get(_READ, set())
    signed = zip(lines, _sign(prepared, lines), strict=True)
    return [line for line, signature in signed if signature not in read]


def _sign(prepared: PreparedDossier, lines: Sequence[str]) -> list[tuple[str, str, int, str]]:
    choice, version = prepared.contents.choice, prepared.contents.version
    return [(choice.audience, choice.triennial, version.number, line) for line in lines]

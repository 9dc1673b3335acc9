"""What somebody has to read again before a dossier is written: once, and a way to each text where it is written."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from functools import partial

import streamlit as st

from dse import disclosure, french, review_plans
from dse.export import publish_dossier
from dse.export.comment_doubts import Passage, list_texts
from dse.export.dossier.printed_comments import find_place, list_printed
from dse.export.publish_dossier import PreparedDossier
from dse.review import Chapter, Confirmation, Plan
from dse.review.plan_changes import confirm_passages, get_text
from dse.store import Store
from dse.ui.frame.prose import format_sentence
from dse.ui.review import chapter_list, comment_box

ALL_READ = "Tout ce qui était à relire est déjà relu et confirmé{}."
REST_READ = "Le reste est déjà relu et confirmé{}."
NOTHING_TO_READ = "Il n’y a rien à relire."
LIMITS = (
    "Sous une figure qu’un public voit en entier, les nombres tapés ne sont pas relus ; leur valeur n’est vérifiée nulle part. Un nom "
    "absent de vos fichiers peut passer inaperçu."
)
UNNAMED = "quelqu’un sans nom"
NOTHING_YET = "Le dossier n’est pas encore fait ; vos textes sont enregistrés."


def must_be_confirmed(prepared: PreparedDossier) -> bool:
    """Whether something of a dossier was not read again when it was prepared."""
    return bool(prepared.doubts or _list_unread(prepared, _list_lines(prepared)))


def keep_reading(store: Store, prepared: PreparedDossier, *, is_read: bool, day: date) -> None:
    """Keep with the plan what was read again, and by whom, or that it was not: the same passages are asked about once. A proposal, which
    nobody has written in, keeps nothing."""
    plan, lines = prepared.contents.plan, _list_unread(prepared, _list_lines(prepared))
    if not plan.number:
        return
    author = comment_box.get_author()
    confirmations = [Confirmation(*_identify(prepared, line), author, day) for line in lines]
    review_plans.change_plan(store, plan, partial(confirm_passages, passages=confirmations, is_read=is_read))


def show(prepared: PreparedDossier) -> None:
    """Draw what was not read yet: the texts that may name somebody, then comments, chapter by chapter; or that all was."""
    if not must_be_confirmed(prepared):
        sentence = (
            ALL_READ.format(_describe_readers(prepared)) if prepared.must_be_confirmed else NOTHING_TO_READ
        )
        st.success(format_sentence(sentence), icon=":material/task_alt:")
    if persons := _list_unread(prepared, _list_persons(prepared)):
        st.warning(f"{NOTHING_YET} {publish_dossier.PERSONS}", icon=":material/person_alert:")
        st.markdown(_format_points(persons))
    plan = prepared.contents.plan
    if comments := _list_unread_comments(prepared):
        st.warning(
            f"{NOTHING_YET} {publish_dossier.describe_comments(comments)}", icon=":material/edit_note:"
        )
        _draw_by_text(list_texts(comments), plan, "a_relire")
    if unprinted := _list_unread(prepared, prepared.unprinted):
        st.warning(f"{NOTHING_YET} {publish_dossier.UNPRINTED}", icon=":material/comments_disabled:")
        _draw_by_text(unprinted, plan, "non_imprime")
    if _is_read_for_public(prepared):
        st.caption(format_sentence(LIMITS))
    if must_be_confirmed(prepared) and (readers := _describe_readers(prepared)):
        st.caption(format_sentence(REST_READ.format(readers)))


def _is_read_for_public(prepared: PreparedDossier) -> bool:
    """Whether comments were read for what a public should not have."""
    audience = disclosure.audience(prepared.contents.choice.audience)
    return audience.is_public and any(list_printed(prepared.contents))


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
    return [*_list_persons(prepared), *list_texts(prepared.comments), *prepared.unprinted]


def _list_persons(prepared: PreparedDossier) -> list[str]:
    return [person.sentence for person in prepared.persons]


def _list_unread(prepared: PreparedDossier, lines: Sequence[str]) -> list[str]:
    """Those that nobody had read when the dossier was prepared: they stay in sight while they are confirmed."""
    read = {
        (reading.passage, reading.audience, reading.version)
        for reading in prepared.contents.plan.confirmations
    }
    return [line for line in lines if _identify(prepared, line) not in read]


def _list_unread_comments(prepared: PreparedDossier) -> list[Passage]:
    unread = _list_unread(prepared, list_texts(prepared.comments))
    return [passage for passage in prepared.comments if passage.text in unread]


def _identify(prepared: PreparedDossier, line: str) -> tuple[str, str, int]:
    """A passage, for a public and over a version: of a comment the whole text, since what stands around an excerpt says what it tells of; and
    what is hidden from the public, since other thresholds hide other numbers."""
    contents = prepared.contents
    place = find_place(line, contents.plan)
    comment = contents.plan.comments.get(place[1]) if place else None
    audience = disclosure.audience(contents.choice.audience)
    passage = repr((contents.choice.triennial, audience, line, get_text(comment)))
    digest = hashlib.sha256(passage.encode()).hexdigest()
    return digest, audience.code, contents.version.number


def _describe_readers(prepared: PreparedDossier) -> str:
    """Who has read what is asked about here, and when, each once a day: ` (Camille et Léa, 30 novembre 2026)`."""
    passages = {_identify(prepared, line) for line in _list_lines(prepared)}
    readers: dict[date, set[str]] = {}
    for reading in prepared.contents.plan.confirmations:
        if (reading.passage, reading.audience, reading.version) in passages:
            readers.setdefault(reading.confirmed_on, set()).add(reading.author)
    days = [
        ", ".join(filter(None, (_list_readers(authors), french.day(day)))) for day, authors in readers.items()
    ]
    return f" ({' ; '.join(days)})" if days else ""


def _list_readers(authors: set[str]) -> str:
    named = sorted(authors - {""})
    return french.listed([*named, UNNAMED] if named and "" in authors else named)

"""Whom to call, on the sheet of an organisation: read, typed, corrected, forgotten. For the team alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from textwrap import shorten
from urllib.parse import quote

import streamlit as st

from dse import french
from dse.contacts import contacts, forgetting, next_steps, notes, rows, texts
from dse.contacts.contacts import Contact
from dse.errors import ReaderError, Refused
from dse.ui.frame import actions, entry, sheet_links
from dse.ui.frame.data import DataSource
from dse.ui.frame.prose import escape_markdown, format_sentence

_JOINER = "\u2060"  # put before @ for no address to become a link by itself; copied, it would be part of the address
_ERASES_NOTES, _IS_UNDERSTOOD = "contact_oublier_notes", "contact_oublier_compris"
QUOTED_LENGTH = 160  # characters of a note that stand in a question
_UNDO = "Cela s’annule sur la page Données, partie Versions, tant qu’aucun autre contact n’a changé."
_KEY_MISSING = (
    "Des contacts ont été oubliés par une clé qui n’est pas sur ce poste : si cette personne en fait partie, elle ne sera pas reconnue. "
    "Vérifiez auprès de qui s’occupe des oublis avant de l’enregistrer."
)
_BACKUPS = (
    "Les versions gardent leurs numéros et perdent cette personne. Les sauvegardes faites avant la contiennent encore : faites-en une "
    "nouvelle, puis détruisez les anciennes."
)


def show(source: DataSource, names: Mapping[str, str]) -> None:
    """Draw the contacts of an organisation and of those that it took over, and what can be done with them.

    `names` by identifier; the first is the organisation's own.
    """
    if not sheet_links.are_shown():
        return
    st.subheader("Contacts", anchor="contacts")
    organisation_id = next(iter(names))
    listed = contacts.find_contacts(source.store, source.version, *names, today=actions.today())
    actions.show_outcome(contacts.TABLE)
    obstacle = entry.find_obstacle(source, contacts.TABLE)
    with st.container(key="contacts", gap="small"):
        if obstacle is None:
            if entry.draw_button(
                "Ajouter un contact", "contact_ajouter", ":material/person_add:", is_small=False
            ):
                _show_form(source, Contact(organisation_id, ""), is_new=True)
        else:
            st.caption(format_sentence(obstacle))
        if not listed:
            st.caption("Aucun contact n’est encore noté pour cette organisation.")
        for index, contact in enumerate(listed):
            _show_contact(source, contact, names, index, is_open=obstacle is None)


def _show_contact(
    source: DataSource, contact: Contact, names: Mapping[str, str], index: int, *, is_open: bool
) -> None:
    with st.container(border=True, key=f"contact_{index}", gap="xsmall"):
        st.markdown(_describe(contact))
        means = [
            text for text in (_link_address(contact.email), escape_markdown(contact.telephone or "")) if text
        ]
        if means:
            st.markdown(" · ".join(means))
        if details := _describe_time(contact, names):
            st.caption(format_sentence(details))
        if is_open:
            _show_buttons(source, contact, index)


def _describe(contact: Contact) -> str:
    name = f"**{escape_markdown(contact.name)}**"
    return f"{name}, {escape_markdown(contact.role)}" if contact.role else name


def _link_address(email: str | None) -> str:
    """A link that opens a message, and whose text is the address alone, to be copied."""
    if not email:
        return ""
    return f"[{escape_markdown(email).replace(_JOINER, '')}](mailto:{quote(email, safe='@')})"


def _describe_time(contact: Contact, names: Mapping[str, str]) -> str:
    period = _describe_period(contact)
    if period:
        period = (
            f"n’est plus en fonction ({period})"
            if contact.has_left(actions.today())
            else f"en fonction {period}"
        )
    is_own = contact.organisation_id == next(iter(names))
    former = "" if is_own else f"chez « {names[contact.organisation_id]} », reprise depuis"
    text = ", ".join(part for part in (period, former) if part)
    return text[:1].upper() + text[1:]


def _describe_period(contact: Contact) -> str:
    if contact.since and contact.until:
        return f"du {french.day(contact.since)} au {french.day(contact.until)}"
    if contact.since:
        return f"depuis le {french.day(contact.since)}"
    return f"jusqu’au {french.day(contact.until)}" if contact.until else ""


def _show_buttons(source: DataSource, contact: Contact, index: int) -> None:
    with st.container(horizontal=True, gap="small"):
        if entry.draw_button("Corriger", f"contact_corriger_{index}", ":material/edit:"):
            _show_form(source, contact, is_new=False)
        if contact.until is None and entry.draw_button(
            "N’est plus en fonction…", f"contact_fin_{index}", ":material/event_busy:"
        ):
            _show_end(source, contact)
        if entry.draw_button("Oublier…", f"contact_oublier_{index}", ":material/person_remove:"):
            _show_forgetting(source, contact)


@st.dialog("Contact", width="medium")
def _show_form(source: DataSource, contact: Contact, *, is_new: bool) -> None:
    entry.close_once_written()
    st.caption(
        "Pour l’équipe seule : rien de ce qui suit n’est projeté, ni dans un dossier ou un export de figures."
    )
    if contacts.may_miss_forgotten(source.store):
        st.warning(format_sentence(_KEY_MISSING), icon=":material/key_off:")
    with st.form("contact", border=False):
        _draw_fields(contact)
        actions.show_outcome(contacts.TABLE)
        st.form_submit_button(
            "Enregistrer",
            icon=":material/save:",
            type="primary",
            on_click=_add if is_new else _correct,
            args=(source, contact),
        )


def _draw_fields(contact: Contact) -> None:
    st.text_input("Prénom et nom", value=contact.name, key="contact_nom")
    st.text_input("Fonction", value=contact.role or "", key="contact_fonction")
    left, right = st.columns(2)
    left.text_input("Adresse électronique", value=contact.email or "", key="contact_adresse")
    right.text_input("Téléphone", value=contact.telephone or "", key="contact_telephone")
    left, right = st.columns(2)
    for column, label, day, key in (
        (left, "En fonction depuis", contact.since, "contact_depuis"),
        (right, "Jusqu’au", contact.until, "contact_jusqu"),
    ):
        column.text_input(label, entry.format_day(day), key=key, placeholder="jj/mm/aaaa")


def _read_form(contact: Contact) -> Contact:
    name = entry.get_text("contact_nom")
    if name is None:
        raise Refused("Écrivez le prénom et le nom de la personne.")
    return replace(
        contact,
        name=name,
        role=entry.get_text("contact_fonction"),
        email=entry.get_text("contact_adresse"),
        telephone=entry.get_text("contact_telephone"),
        since=entry.get_day("contact_depuis", "En fonction depuis"),
        until=entry.get_day("contact_jusqu", "Jusqu’au"),
    )


def _add(source: DataSource, contact: Contact) -> None:
    entry.write(
        lambda: contacts.add(source.store, _read_form(contact), actions.get_user_name()),
        f"Le contact est enregistré. {_UNDO}",
        contacts.TABLE,
    )


def _correct(source: DataSource, contact: Contact) -> None:
    entry.write(
        lambda: contacts.correct(source.store, contact, _read_form(contact), actions.get_user_name()),
        f"Le contact est corrigé. {_UNDO}",
        contacts.TABLE,
    )


@st.dialog("N’est plus en fonction", width="small")
def _show_end(source: DataSource, contact: Contact) -> None:
    entry.close_once_written()
    with st.form("fin_contact", border=False):
        st.text_input(
            "Dernier jour dans cette fonction",
            entry.format_day(actions.today()),
            key="contact_dernier_jour",
            placeholder="jj/mm/aaaa",
        )
        actions.show_outcome(contacts.TABLE)
        st.form_submit_button(
            "Enregistrer", icon=":material/save:", type="primary", on_click=_end, args=(source, contact)
        )


def _end(source: DataSource, contact: Contact) -> None:
    def end() -> str:
        until = entry.get_day("contact_dernier_jour", "Dernier jour") or actions.today()
        contacts.correct(source.store, contact, replace(contact, until=until), actions.get_user_name())
        return f"Le dernier jour du contact est noté : le {french.day(until)}. {_UNDO}"

    entry.write(end, "", contacts.TABLE)


@st.dialog("Oublier ce contact", width="medium")
def _show_forgetting(source: DataSource, contact: Contact) -> None:
    entry.close_once_written()
    try:
        foreseen = forgetting.preview(source.store, contact)
    except ReaderError as error:
        st.error(format_sentence(str(error)), icon=":material/error:")
        return
    st.markdown(format_sentence(_describe_erasure(foreseen)))
    st.markdown(format_sentence(_describe_copies()))
    if foreseen.comments:
        st.markdown(format_sentence(forgetting.describe_comments(foreseen.comments)))
    for sentence in _describe_rest(source, foreseen):
        st.warning(format_sentence(sentence), icon=":material/edit_note:")
    if foreseen.makes_key:
        st.warning(format_sentence(forgetting.describe_other_key()), icon=":material/key_off:")
    with st.form("oublier_contact", border=False):
        if foreseen.notes or foreseen.steps:
            texts = french.listed(_list_texts(foreseen))
            st.checkbox(f"Effacer aussi {texts} de toutes les versions", key=_ERASES_NOTES)
        st.checkbox("J’ai compris que cela ne s’annule pas", key=_IS_UNDERSTOOD)
        actions.show_outcome(contacts.TABLE)
        st.form_submit_button(
            "Oublier pour toujours",
            icon=":material/person_remove:",
            on_click=_forget,
            args=(source, contact, foreseen),
        )


def _list_texts(foreseen: forgetting.Forgetting) -> list[str]:
    """What may be erased with a contact: a note or a step counts once, however many versions have it."""
    notes_count = len({note.note_id for note in foreseen.notes})
    steps_count = len({step.step_id for step in foreseen.steps})
    texts = [
        ("cette note" if notes_count == 1 else "ces notes") if notes_count else "",
        ("cette étape" if steps_count == 1 else "ces étapes") if steps_count else "",
    ]
    return [text for text in texts if text]


def _describe_erasure(foreseen: forgetting.Forgetting) -> str:
    versions = french.count(len(foreseen.erasure.versions), "version")
    names = french.listed([f"« {name} »" for name in foreseen.spellings])
    verbs = ("disparaît", "reviendra") if len(foreseen.spellings) == 1 else ("disparaissent", "reviendront")
    return (
        f"{names} {verbs[0]} de {versions} et ne {verbs[1]} plus, ni par un import ni à la main. "
        "Cela ne s’annule pas."
    )


def _describe_rest(source: DataSource, foreseen: forgetting.Forgetting) -> list[str]:
    """What forgetting does not do by itself: notes that name the person, the same person at other organisations."""
    ids = [note.organisation_id for note in foreseen.notes]
    ids += [contact.organisation_id for contact in foreseen.elsewhere]
    names = rows.name_organisations(source.store, source.store.current(), ids)
    quoted = [
        f"« {shorten(note.text, QUOTED_LENGTH, placeholder='…')} » ({names.get(note.organisation_id, '')}, {french.day(note.written_on)})"
        for note in foreseen.notes
    ]
    elsewhere = [
        names.get(contact.organisation_id, contact.organisation_id) for contact in foreseen.elsewhere
    ]
    sentences = []
    if quoted:
        which = "Une note peut nommer" if len(quoted) == 1 else "Des notes peuvent nommer"
        sentences.append(
            f"{which} cette personne, aujourd’hui ou dans une version passée : {french.listed(quoted)}."
        )
    if foreseen.steps:
        steps = [f"« {shorten(step.text, QUOTED_LENGTH, placeholder='…')} »" for step in foreseen.steps]
        which = (
            "Une prochaine étape peut nommer" if len(steps) == 1 else "Des prochaines étapes peuvent nommer"
        )
        sentences.append(
            f"{which} cette personne, aujourd’hui ou dans une version passée : {french.listed(steps)}."
        )
    if elsewhere:
        sentences.append(
            f"La même personne semble aussi être un contact de : {french.listed(elsewhere)}. Oubliez-la là aussi."
        )
    return sentences


def _forget(source: DataSource, contact: Contact, foreseen: forgetting.Forgetting) -> None:
    is_erased = bool(st.session_state.get(_ERASES_NOTES))
    left = _describe_rest(source, replace(foreseen, notes=(), steps=()) if is_erased else foreseen)

    def forget() -> None:
        if not st.session_state[_IS_UNDERSTOOD]:
            raise Refused("Cochez d’abord « J’ai compris que cela ne s’annule pas ».")
        forgetting.forget(source.store, contact, actions.get_user_name())
        if is_erased:
            _erase_texts(source, foreseen)

    entry.erase(
        source.store,
        forget,
        f"Le contact est oublié, dans toutes les versions. {' '.join(left)} {_describe_copies()}",
        contacts.TABLE,
    )


def _describe_copies() -> str:
    """Where the person stays, out of our reach."""
    return " ".join(filter(None, (_BACKUPS, forgetting.describe_earlier_data())))


def _erase_texts(source: DataSource, foreseen: forgetting.Forgetting) -> None:
    """Take out of every version the notes and the steps that may name the person."""
    for note_id in sorted({note.note_id for note in foreseen.notes}):
        texts.erase(source.store, notes.TABLE, note_id, actions.get_user_name())
    for step_id in sorted({step.step_id for step in foreseen.steps}):
        texts.erase(source.store, next_steps.TABLE, step_id, actions.get_user_name())

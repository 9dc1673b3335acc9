"""Templates on the page: each form empty, or filled with the current data to be corrected."""

from __future__ import annotations

import streamlit as st

import schemas
from dse.errors import ReaderError
from dse.ingest.forms import form_files
from dse.ingest.forms.definitions import INSTEAD_OF_OURS, OF_TEAM, Form
from dse.store import Store, Version
from dse.ui.frame.prose import escape_markdown, format_sentence

COLUMN_WIDTH = 380
_REQUESTED, _FILE = "_form_asked", "_form_made"
_ORIGINS = {
    OF_TEAM: "Formulaire de l’équipe, gardé dans {folder}.",
    INSTEAD_OF_OURS: "Formulaire de l’équipe, à la place de celui du logiciel ; gardé dans {folder}.",
}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show(store: Store) -> None:
    """Every form: what it is for, its empty template, and the current data in it."""
    version = store.current()
    store.register_retired_codes()  # before the forms, which have a column for each
    st.markdown("**Modèles à remplir**")
    with st.grid(2, min_column_width=COLUMN_WIDTH, gap="small"):
        for form in list_forms():
            _show_form(store, version, form)


def list_forms() -> list[Form]:
    """Every form, in the order in which a new team would fill them: a table before those that refer to it."""
    order = list(schemas.TABLES)
    return sorted(form_files.load_line_forms(), key=lambda form: order.index(form.rows[0].table))


def describe_form(form: Form) -> str:
    """What a form is for, and what a line of it is where the form says so: the template says the rest."""
    line = form.help.split(". ")[0].rstrip(".")
    return schemas.description(form.rows[0].table) + (f" {line}." if line else "")


def _show_form(store: Store, version: Version | None, form: Form) -> None:
    with st.container(border=True, key=f"modele_{form.name}", gap="xsmall", height="stretch"):
        st.markdown(f"**{escape_markdown(form.title)}**")
        st.caption(format_sentence(describe_form(form)))
        if form.origin in _ORIGINS:
            st.caption(format_sentence(_ORIGINS[form.origin].format(folder=form_files.forms_folder())))
        with st.container(horizontal=True):
            offer_blank(form, "modele_vide")
            if has_rows(store, version, form):
                st.button(
                    "Télécharger pour corriger",
                    key=f"corriger_{form.name}",
                    icon=":material/edit_document:",
                    on_click=_request_filled,
                    args=(form, version),
                )
        if version is not None and st.session_state.get(_REQUESTED) == (form.name, version.number):
            _offer_filled(store, version, form)


def offer_blank(form: Form, key: str) -> None:
    """The empty template of a form."""
    st.download_button(
        "Modèle vide",
        lambda: _render_blank(form),
        file_name=f"modele-{form.name}.xlsx",
        mime=XLSX,
        key=f"{key}_{form.name}",
        on_click="ignore",
        icon=":material/draft:",
    )


def _request_filled(form: Form, version: Version) -> None:
    st.session_state[_REQUESTED] = (form.name, version.number)
    st.session_state.pop(_FILE, None)


def _offer_filled(store: Store, version: Version, form: Form) -> None:
    """Make the file before offering it: an error inside a download would be shown in English."""
    try:
        if _FILE not in st.session_state:
            with st.spinner("Préparation du fichier…"):
                st.session_state[_FILE] = _render_filled(form, store, version)
    except ReaderError as error:
        st.warning(format_sentence(str(error)), icon=":material/warning:")
        return
    name = f"{form.name}-version-{version.number}.xlsx"
    st.download_button(
        format_sentence(f"Enregistrer {name}"),
        st.session_state[_FILE],
        file_name=name,
        mime=XLSX,
        key=f"corrige_{form.name}",
        type="primary",
        on_click="ignore",
        icon=":material/download:",
    )


def has_rows(store: Store, version: Version | None, form: Form) -> bool:
    """Whether a version has rows that the form would show."""
    return version is not None and store.row_count(version, form.rows[0].table) > 0


# The writer of spreadsheets is slow to load, and needed on a click only.
def _render_blank(form: Form) -> bytes:
    from dse.export.templates import template

    return template.render_template(form)


def _render_filled(form: Form, store: Store, version: Version) -> bytes:
    from dse.export.templates import corrections

    return corrections.render_corrections(form, store, version)

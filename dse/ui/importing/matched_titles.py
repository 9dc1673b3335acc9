"""The titles of columns matched before, form by form, each with the way to forget it."""

from __future__ import annotations

import streamlit as st

from dse.ingest.forms import matched_titles
from dse.ingest.forms.definitions import Form
from dse.ingest.forms.form_files import FormError
from dse.ingest.forms.matched_titles import MatchedTitles
from dse.ui.frame import actions
from dse.ui.frame.prose import literal, sentence
from dse.ui.importing import title_matching


def show() -> None:
    """The titles matched before, each with the way to forget it; a file of them that is wrong, with the way to remove it."""
    every = [(form, _titles(form)) for form in title_matching.forms()]
    kept = [
        (form, titles) for form, titles in every if form.matches_error or titles.headers or titles.ignored
    ]
    if not kept:
        return
    wrong = any(form.matches_error for form, _ in kept)
    with st.expander("Titres de colonnes que vous avez associés", expanded=wrong):
        st.caption(sentence(f"Gardés avec vos données, dans {matched_titles.titles_folder()}."))
        for form, titles in kept:
            st.markdown(f"**{literal(form.title)}**")
            if form.matches_error:
                _wrong(form)
            for title, name in [
                *titles.headers.items(),
                *((each, title_matching.LEFT) for each in titles.ignored),
            ]:
                _kept(form, title, name)


def _titles(form: Form) -> MatchedTitles:
    try:
        return matched_titles.load_titles(form.name)
    except FormError:
        return MatchedTitles()


def _wrong(form: Form) -> None:
    st.warning(sentence(form.matches_error), icon=":material/rule:")
    st.button(
        f"Oublier {matched_titles.titles_file_name(form.name)}",
        key=f"oublier_titres_{form.name}",
        icon=":material/delete:",
        on_click=_forget_all,
        args=(form,),
    )


def _forget_all(form: Form) -> None:
    actions.do(lambda: matched_titles.forget_all_titles(form), "Correspondances oubliées.")
    title_matching.changed()


def _kept(form: Form, title: str, name: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(sentence(f"« {title} » : {name or 'ne pas importer'}"), width=480)
        st.button(
            "Oublier",
            key=f"oublier_titre_{form.name}_{title}",
            icon=":material/delete:",
            on_click=_forget,
            args=(form, title),
        )


def _forget(form: Form, title: str) -> None:
    actions.do(lambda: matched_titles.forget_title(form, title), "Correspondance oubliée.")
    title_matching.changed()

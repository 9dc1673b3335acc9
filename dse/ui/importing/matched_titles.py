"""Titles and values matched earlier, by form, each with a button that forgets it."""

from __future__ import annotations

from collections.abc import Callable, Container
from functools import partial

import streamlit as st

from dse.ingest.forms import matched_titles
from dse.ingest.forms.definitions import Form
from dse.ingest.forms.form_files import FormError
from dse.ingest.forms.matched_titles import MatchedTitles
from dse.ingest.forms.value_choices import find_choices
from dse.ui.frame import actions
from dse.ui.frame.prose import escape_markdown, format_sentence
from dse.ui.importing import title_matching, value_matching


def show(names: Container[str] | None = None) -> None:
    """Titles and values matched earlier with some forms, each with a button that forgets it; a file of them with an error can be removed."""
    forms = [form for form in title_matching.load_forms() if names is None or form.name in names]
    titles_by_form = [(form, _load_titles(form)) for form in forms]
    shown_forms = [
        (form, titles) for form, titles in titles_by_form if form.matches_error or titles != MatchedTitles()
    ]
    if not shown_forms:
        return
    has_error = any(form.matches_error for form, _ in shown_forms)
    with st.expander("Titres de colonnes et valeurs que vous avez associés", expanded=has_error):
        st.caption(format_sentence(f"Gardés avec vos données, dans {matched_titles.titles_folder()}."))
        for form, titles in shown_forms:
            st.markdown(f"**{escape_markdown(form.title)}**")
            if form.matches_error:
                _show_error(form)
            for title, name in [
                *titles.headers.items(),
                *((title, title_matching.NOT_IMPORTED) for title in titles.ignored),
            ]:
                _show_title(form, title, name)
            for header, targets in titles.values.items():
                choices = find_choices(form, header)
                for text, target in targets.items():
                    _show_value(form, header, text, value_matching.describe_target(choices, target))


def _load_titles(form: Form) -> MatchedTitles:
    try:
        return matched_titles.load_titles(form.name)
    except FormError:
        return MatchedTitles()


def _show_error(form: Form) -> None:
    st.warning(format_sentence(form.matches_error), icon=":material/rule:")
    st.button(
        f"Oublier {matched_titles.titles_file_name(form.name)}",
        key=f"oublier_titres_{form.name}",
        icon=":material/delete:",
        on_click=_forget_all,
        args=(form,),
    )


def _forget_all(form: Form) -> None:
    actions.run(lambda: matched_titles.forget_all_titles(form), "Correspondances oubliées.")
    title_matching.mark_changed()


def _show_title(form: Form, title: str, name: str) -> None:
    _show_match(
        f"« {title} » : {name or 'ne pas importer'}",
        f"oublier_titre_{form.name}_{title}",
        partial(matched_titles.forget_title, form, title),
    )


def _show_value(form: Form, header: str, text: str, meaning: str) -> None:
    _show_match(
        f"« {text} », sous « {header} » : {meaning}",
        f"oublier_valeur_{form.name}_{header}_{text}",
        partial(matched_titles.forget_value, form, header, text),
    )


def _show_match(sentence: str, key: str, forget: Callable[[], None]) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(format_sentence(sentence), width=480)
        st.button("Oublier", key=key, icon=":material/delete:", on_click=_forget, args=(forget,))


def _forget(forget: Callable[[], None]) -> None:
    actions.run(forget, "Correspondance oubliée.")
    title_matching.mark_changed()

"""Titles and values matched earlier, by form or by file, each with a button that forgets it, and one for all of a file."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dse import french
from dse.ingest.forms import matched_titles
from dse.ingest.forms.definitions import Form
from dse.ingest.forms.form_files import FormError
from dse.ingest.forms.matched_titles import MatchedTitles
from dse.ingest.forms.value_choices import find_choices
from dse.ingest.recognition.reading_report import SheetReading
from dse.ui.frame import actions
from dse.ui.frame.prose import escape_markdown, format_sentence
from dse.ui.importing import recognised_files, title_matching, value_matching

_WIDTHS = [8, 3]


def show() -> None:
    """All that was matched, form by form; a file of them with an error can be removed."""
    forms = [
        form
        for form in title_matching.load_forms()
        if form.matches_error or _load_titles(form) != MatchedTitles()
    ]
    if not forms:
        return
    has_error = any(form.matches_error for form in forms)
    with st.expander("Titres de colonnes et valeurs que vous avez associés", expanded=has_error):
        st.caption(format_sentence(f"Gardés avec vos données, dans {matched_titles.titles_folder()}."))
        for form in forms:
            st.markdown(f"**{escape_markdown(form.title)}**")
            _show_error(form)
            _show_matches(form, _load_titles(form), form.name)


def show_of_files(readings: Sequence[SheetReading]) -> None:
    """What was matched of the titles and values of these files."""
    forms = {form.name: form for form in title_matching.load_forms()}
    for form in {reading.form: forms[reading.form] for reading in readings if reading.form in forms}.values():
        _show_error(form)
    matches = [
        (number, reading, forms[reading.form], titles)
        for number, reading in enumerate(readings)
        if reading.form in forms and (titles := _select(forms[reading.form], reading)) != MatchedTitles()
    ]
    if not matches:
        return
    label = _describe_count([titles for *_, titles in matches])
    with st.expander(format_sentence(label), key="associes", icon=":material/link:"):
        for number, reading, form, titles in matches:
            _show_file(reading, form, titles, f"{form.name}_{number}")


def _select(form: Form, reading: SheetReading) -> MatchedTitles:
    return _load_titles(form).select(reading.titles, reading.matched_texts)


def _describe_count(matches: Sequence[MatchedTitles]) -> str:
    titles = sum(len(one.headers) + len(one.ignored) for one in matches)
    values = sum(len(targets) for one in matches for targets in one.values.values())
    parts = [
        french.count(titles, "titre") if titles else "",
        french.count(values, "valeur") if values else "",
    ]
    return f"Ce que vous avez associé : {french.listed(list(filter(None, parts)))}"


def _show_file(reading: SheetReading, form: Form, titles: MatchedTitles, key: str) -> None:
    left, right = st.columns(_WIDTHS, vertical_alignment="center")
    left.markdown(f"**{escape_markdown(recognised_files.describe_location(reading))}**")
    right.button(
        "Tout oublier de ce fichier",
        key=f"oublier_fichier_{key}",
        icon=":material/delete:",
        on_click=_forget,
        args=(form, titles),
        help=french.typeset("Ces titres et ces valeurs vous seront demandés de nouveau."),
    )
    _show_matches(form, titles, key)


def _load_titles(form: Form) -> MatchedTitles:
    try:
        return matched_titles.load_titles(form.name)
    except FormError:
        return MatchedTitles()


def _show_error(form: Form) -> None:
    if not form.matches_error:
        return
    st.warning(format_sentence(form.matches_error), icon=":material/rule:")
    st.button(
        f"Oublier {matched_titles.titles_file_name(form.name)}",
        key=f"oublier_titres_{form.name}",
        icon=":material/delete:",
        on_click=_forget_all,
        args=(form,),
    )


def _show_matches(form: Form, titles: MatchedTitles, key: str) -> None:
    """A line each, with its button."""
    for title, name in titles.headers.items():
        _show_match(
            form, f"« {title} » : {name}", MatchedTitles(headers={title: name}), f"titre_{key}_{title}"
        )
    for title in titles.ignored:
        _show_match(
            form, f"« {title} » : ne pas importer", MatchedTitles(ignored=(title,)), f"titre_{key}_{title}"
        )
    for header, targets in titles.values.items():
        choices = find_choices(form, header)
        for text, target in targets.items():
            meaning = value_matching.describe_target(choices, target)
            forgotten = MatchedTitles(values={header: {text: target}})
            _show_match(
                form, f"« {text} », sous « {header} » : {meaning}", forgotten, f"valeur_{key}_{header}_{text}"
            )


def _show_match(form: Form, sentence: str, forgotten: MatchedTitles, key: str) -> None:
    left, right = st.columns(_WIDTHS, vertical_alignment="center")
    left.markdown(format_sentence(sentence))
    right.button("Oublier", key=f"oublier_{key}", type="tertiary", on_click=_forget, args=(form, forgotten))


def _forget(form: Form, forgotten: MatchedTitles) -> None:
    actions.run(lambda: matched_titles.forget_titles(form, forgotten), "Correspondances oubliées.")
    title_matching.mark_changed()


def _forget_all(form: Form) -> None:
    actions.run(lambda: matched_titles.forget_all_titles(form), "Correspondances oubliées.")
    title_matching.mark_changed()

"""Match values that a list does not have: the user says once what each means; it is kept with the form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import streamlit as st

from dse import french
from dse.ingest import Issue, Proposal
from dse.ingest.forms import form_files, matched_titles
from dse.ingest.forms.matched_titles import MatchedTitles
from dse.ingest.forms.value_choices import NO_VALUE, Choices
from dse.ingest.recognition import number_bands
from dse.ingest.recognition.number_bands import NumberBands
from dse.ingest.recognition.unlisted_values import UnlistedValue
from dse.ui.frame import actions
from dse.ui.frame.prose import escape_markdown, format_sentence
from dse.ui.importing import question_row, title_matching

MAX_VALUES = 40


def list_values(proposal: Proposal) -> list[UnlistedValue]:
    """Values to match, of the forms with which titles and values are kept."""
    names = {form.name for form in title_matching.load_forms()}
    return [value for value in proposal.unlisted_values if value.form in names]


def list_issues(proposal: Proposal) -> set[Issue]:
    """The issues that are settled by matching values."""
    return {issue for value in list_values(proposal) for issue in value.issues}


def show(proposal: Proposal, round_number: int) -> None:
    """Ask what each value means, and save all answers at once."""
    bands = number_bands.find_number_bands(list_values(proposal))
    departments = number_bands.find_departments(list_values(proposal))
    for number, one in enumerate(bands):
        _offer_bands(one, f"tranches_{round_number}_{title_matching.count_changes()}_{number}")
    for number, one in enumerate(departments):
        _offer_departments(one, f"numeros_{round_number}_{title_matching.count_changes()}_{number}")
    in_bands = {(one.form, text) for one in (*bands, *departments) for text in one.codes}
    values = [value for value in list_values(proposal) if (value.form, value.text) not in in_bands]
    if not values:
        return
    count = french.count(len(values), "valeur à associer", "valeurs à associer")
    round_key = f"{round_number}_{title_matching.count_changes()}"
    with st.form(f"valeurs_{round_key}"):
        st.markdown(f"**{format_sentence(count)}**")
        st.caption(
            format_sentence(
                "Ces textes ne sont pas dans la liste de leur colonne. Dites ce que chacun veut dire : ce qu’il peut vouloir dire "
                "est en tête, et l’on peut taper un mot pour chercher. Vos réponses sont retenues pour les prochains fichiers ; "
                "ce que vous laissez sans réponse reste à corriger."
            )
        )
        if len(values) > MAX_VALUES:
            st.caption(f"Les {MAX_VALUES} premières ; les suivantes viendront après celles-ci.")
        shown = values[:MAX_VALUES]
        keys = [_ask(value, f"valeur_{round_key}_{number}") for number, value in enumerate(shown)]
        st.form_submit_button(
            "Enregistrer ces valeurs et continuer",
            key=f"valeurs_enregistrer_{round_key}",
            type="primary",
            icon=":material/save:",
            on_click=_save,
            args=(shown, keys),
        )


def _offer_bands(bands: NumberBands, key: str) -> None:
    """Whether numbers are put each in its band: one question for all."""
    columns = french.listed([f"« {header} »" for header in bands.headers])
    count = french.count(len(bands.codes), "valeur de", "valeurs de")
    verb = "est un nombre" if len(bands.codes) == 1 else "sont des nombres"
    st.markdown(f"**{format_sentence(f'{count} {columns} {verb} : les ranger dans les tranches ?')}**")
    st.caption(format_sentence(f"{_describe_codes(bands)}."))
    _offer_codes("Ranger dans les tranches et continuer", bands, ":material/stacks:", key)


def _offer_departments(numbers: NumberBands, key: str) -> None:
    """Whether numbers are those of departments, or of regions where all may be: one question for a column."""
    columns = french.listed([f"« {header} »" for header in numbers.headers])
    count = french.count(len(numbers.codes), "valeur de", "valeurs de")
    verb = "est un numéro" if len(numbers.codes) == 1 else "sont des numéros"
    st.markdown(f"**{format_sentence(f'{count} {columns} {verb} : de départements, ou de régions ?')}**")
    st.caption(format_sentence(f"Départements : {_describe_codes(numbers)}."))
    _offer_codes("Ce sont des départements", numbers, ":material/pin_drop:", key)
    if set(numbers.codes) <= set(numbers.labels):
        regions = replace(numbers, codes={text: text for text in numbers.codes})
        st.caption(format_sentence(f"Régions, par leur code de l’INSEE : {_describe_codes(regions)}."))
        _offer_codes("Ce sont des régions", regions, ":material/map:", f"{key}_regions")


def _describe_codes(numbers: NumberBands) -> str:
    return " · ".join(f"{label} : {french.listed(texts)}" for label, texts in numbers.texts_by_label.items())


def _offer_codes(label: str, numbers: NumberBands, icon: str, key: str) -> None:
    st.button(
        label,
        key=key,
        icon=icon,
        on_click=_save_matches,
        args=({numbers.form: {header: dict(numbers.codes) for header in numbers.headers}},),
    )


def describe_target(choices: Choices, target: str) -> str:
    """What a value is matched with, in words."""
    return choices.labels.get(target, target) if target != NO_VALUE else "Rien (cellule vide)"


def _ask(value: UnlistedValue, key: str) -> str:
    """Ask what a value means; the session key of the answer."""
    columns = french.listed([f"« {header} »" for header in value.headers])
    others = [target for target in value.choices.labels if target not in value.meant]
    nothing = [NO_VALUE] if value.choices.optional else []
    return question_row.ask(
        f"**{escape_markdown(value.text)}**",
        f"{format_sentence(columns)} : {_describe_cells(value)}",
        f"« {value.text} », sous {columns}, veut dire",
        [*value.meant, *nothing, *others],
        describe=lambda target: describe_target(value.choices, target),
        placeholder=_describe_nearest(value),
        key=key,
    )


def _describe_cells(value: UnlistedValue) -> str:
    since = "ligne" if value.cells == 1 else "dès la ligne"
    return f"{french.count(value.cells, 'case')}, {since} {value.first_row}"


def _describe_nearest(value: UnlistedValue) -> str:
    if not value.meant:
        return "Choisissez"
    return f"Choisissez (peut-être : {value.choices.labels[value.meant[0]]})"


def _save(values: Sequence[UnlistedValue], keys: Sequence[str]) -> None:
    matches: dict[str, dict[str, dict[str, str]]] = {}
    for value, key in zip(values, keys, strict=True):
        target = st.session_state.get(key)
        if target is not None:
            for header in value.headers:
                matches.setdefault(value.form, {}).setdefault(header, {})[value.text] = target
    if matches:
        _save_matches(matches)


def _save_matches(matches: Mapping[str, Mapping[str, Mapping[str, str]]]) -> None:
    """Keep what values of the headers of forms mean."""

    def save() -> None:
        for form, by_header in matches.items():
            matched_titles.save_titles(form_files.find_form(form), MatchedTitles(values=by_header))
        title_matching.mark_changed()

    actions.run(save, "Valeurs enregistrées : elles seront comprises dans les prochains fichiers.")

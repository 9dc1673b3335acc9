"""Required columns that a file does not have, and a file to go on with: with identifiers found by name, or the template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

import streamlit as st

from dse import french, paths
from dse.ingest.forms.definitions import Form
from dse.ingest.organisations import identifier_lists
from dse.ingest.organisations.identifier_lists import FilledList
from dse.ingest.proposal import load_organisations
from dse.ingest.recognition.title_matching import UnmatchedSheet
from dse.store import Store
from dse.ui.frame.prose import format_sentence
from dse.ui.importing import templates


def show(
    sheet: UnmatchedSheet, form: Form, chosen: Mapping[str, str], missing: Sequence[str], key: str
) -> None:
    """Name the missing columns, and offer a file to go on with."""
    st.warning(
        format_sentence(f"Il manque encore, pour « {form.title} » : {french.listed(list(missing))}."),
        icon=":material/rule:",
    )
    names = identifier_lists.find_names_column(sheet, form, chosen, missing)
    if names is None:
        _offer_template(form, key)
    else:
        organisations = load_organisations(Store(paths.store_path()))
        _offer_identified(
            sheet, identifier_lists.fill_identifiers(sheet, form, chosen, names, organisations), key
        )


def _offer_template(form: Form, key: str) -> None:
    st.caption(
        "Si aucune de vos colonnes ne le dit, ajoutez-la au fichier et déposez-le de nouveau, ou copiez vos lignes "
        "dans le modèle."
    )
    templates.offer_blank(form, f"manque_{key}")


def _offer_identified(sheet: UnmatchedSheet, filled_list: FilledList, key: str) -> None:
    st.caption(format_sentence(_describe_next_step(filled_list)))
    st.download_button(
        "Votre fichier avec ses identifiants",
        lambda: _render_csv(filled_list),
        file_name=f"avec-identifiants-{PurePosixPath(sheet.file).stem}.csv",
        mime="text/csv",
        key=f"identifiants_{key}",
        on_click="ignore",
        icon=":material/badge:",
    )


def _describe_next_step(filled_list: FilledList) -> str:
    state = (
        f"remplie pour {french.count(filled_list.resolved_names, 'nom connu', 'noms connus')} sur {french.number(filled_list.names)}"
        if filled_list.resolved_names
        else "vide, car aucun de ses noms n’est connu"
    )
    return (
        f"Voici votre fichier avec une première colonne « {filled_list.titles[0]} », {state}. Relisez-la, donnez un code de votre "
        "choix à chaque organisation nouvelle, puis déposez ce fichier à la place du vôtre. Une organisation connue sous un "
        "autre nom garde son code : il est dans le fichier des membres, « Télécharger pour corriger »."
    )


def _render_csv(filled_list: FilledList) -> bytes:
    from dse.export.files import delimited_text

    return delimited_text.render_texts_csv(filled_list.titles, filled_list.lines)

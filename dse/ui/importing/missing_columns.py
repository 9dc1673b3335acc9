"""What a file lacks to be of a form, and the way on: identifiers that names tell, or the template."""

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
from dse.ui.frame.prose import sentence
from dse.ui.importing import templates


def show(
    sheet: UnmatchedSheet, form: Form, chosen: Mapping[str, str], lacks: Sequence[str], key: str
) -> None:
    """Name what lacks, and offer a file with which to go on."""
    st.warning(
        sentence(f"Il manque encore, pour « {form.title} » : {french.listed(list(lacks))}."),
        icon=":material/rule:",
    )
    names = identifier_lists.find_names_column(sheet, form, chosen, lacks)
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


def _offer_identified(sheet: UnmatchedSheet, made: FilledList, key: str) -> None:
    st.caption(sentence(_way_on(made)))
    st.download_button(
        "Votre fichier avec ses identifiants",
        lambda: _csv(made),
        file_name=f"avec-identifiants-{PurePosixPath(sheet.file).stem}.csv",
        mime="text/csv",
        key=f"identifiants_{key}",
        on_click="ignore",
        icon=":material/badge:",
    )


def _way_on(made: FilledList) -> str:
    known = (
        f"remplie pour {french.count(made.known, 'nom connu', 'noms connus')} sur {french.number(made.names)}"
        if made.known
        else "vide, car aucun de ses noms n’est connu"
    )
    return (
        f"Voici votre fichier avec une première colonne « {made.titles[0]} », {known}. Relisez-la, donnez un code de votre "
        "choix à chaque organisation nouvelle, puis déposez ce fichier à la place du vôtre. Une organisation connue sous un "
        "autre nom garde son code : il est dans le fichier des membres, « Télécharger pour corriger »."
    )


def _csv(made: FilledList) -> bytes:
    from dse.export.files import delimited_text

    return delimited_text.texts(made.titles, made.lines)

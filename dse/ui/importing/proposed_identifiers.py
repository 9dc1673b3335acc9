"""The identifiers of lines that have none: which row each is taken for, and which are new."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from dse import french
from dse.ingest import Proposal
from dse.ingest.rows.identifier_columns import ProposedIdentifier
from dse.ui.card import tables
from dse.ui.frame.prose import format_sentence

COLUMNS = ["Fichier", "Ligne", "De quoi parle la ligne", "Identifiant", "Nouveau ?"]
KNOWN = "déjà connu"
NEW = "nouveau"


def show(proposal: Proposal) -> None:
    """How many, and on demand one line each, the new ones first; nothing where all lines have theirs."""
    identifiers = sorted(proposal.identifiers, key=lambda one: not one.is_new)
    if not identifiers:
        return
    with st.expander(format_sentence(_describe_count(identifiers)), icon=":material/badge:"):
        st.caption(
            format_sentence(
                "Ces lignes n’ont pas d’identifiant dans votre fichier. Au prochain import, les mêmes lignes retrouveront celui-ci. "
                "Pour en choisir un autre, ajoutez-le au fichier."
            )
        )
        lines = [[format_sentence(cell) for cell in _list_cells(one)] for one in identifiers]
        tables.show_text(pd.DataFrame(lines, columns=COLUMNS), key="identifiants_proposes")


def _describe_count(identifiers: Sequence[ProposedIdentifier]) -> str:
    count = len({one.identifier for one in identifiers if one.is_new})
    new = french.count(count, "identifiant nouveau", "identifiants nouveaux") if count else ""
    recognised_count = sum(not one.is_new for one in identifiers)
    recognised = (
        french.count(recognised_count, "ligne reconnue", "lignes reconnues") if recognised_count else ""
    )
    return f"Lignes sans identifiant : {french.listed(list(filter(None, (new, recognised))))}"


def _list_cells(one: ProposedIdentifier) -> tuple[str, ...]:
    file = f"{one.file}, feuille « {one.sheet} »" if one.sheet else one.file
    return file, french.number(one.row), one.label, one.identifier, NEW if one.is_new else KNOWN

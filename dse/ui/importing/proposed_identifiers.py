"""The identifiers of lines that have none: which row each is taken for, which are new, and a person's word on the doubtful ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd
import streamlit as st

from dse import french
from dse.ingest import Proposal
from dse.ingest.rows.identifier_columns import NEW, Answers, Line, ProposedIdentifier
from dse.ui.card import tables
from dse.ui.frame.prose import escape_markdown, format_sentence
from dse.ui.importing import question_row

COLUMNS = ["Fichier", "Ligne", "De quoi parle la ligne", "Identifiant", "Nouveau ?"]
KNOWN_TEXT, NEW_TEXT = "déjà connu", "nouveau"
MAX_LINES = 40

HashedLine = tuple[str, str | None, int]  # hash of the file, name of the sheet, spreadsheet row


@dataclass
class State:
    """Of one round of import: the hash of each file there is, and what was answered of its lines."""

    hashes: dict[str, str] = field(default_factory=dict)
    answers: dict[HashedLine, str] = field(default_factory=dict)


def _state(round_number: int) -> State:
    return st.session_state.setdefault(f"_identities_{round_number}", State())


def get_answers(round_number: int, hashes: Mapping[str, str]) -> Answers:
    """What was answered for lines of these files, given by name with the hash of their content, which counts too."""
    state = _state(round_number)
    state.hashes = dict(hashes)
    return {
        (file, sheet, row): answer
        for file, file_hash in state.hashes.items()
        for (answered_hash, sheet, row), answer in state.answers.items()
        if answered_hash == file_hash
    }


def show(proposal: Proposal, round_number: int) -> None:
    """What is to be said of doubtful lines; then how many got one, and on demand each, the new ones first."""
    if doubtful := [one for one in proposal.identifiers if one.candidates]:
        _ask(doubtful, round_number)
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
        if _state(round_number).answers:
            st.button(
                "Revenir sur ces choix",
                key=f"identites_revenir_{round_number}",
                icon=":material/undo:",
                on_click=_forget,
                args=(round_number,),
            )


def _forget(round_number: int) -> None:
    _state(round_number).answers.clear()


def _ask(doubtful: Sequence[ProposedIdentifier], round_number: int) -> None:
    """Ask which row each doubtful line is about, all at once."""
    answered_count = len(_state(round_number).answers)
    with st.form(f"identites_{round_number}_{answered_count}"):
        st.markdown(
            f"**{format_sentence(french.count(len(doubtful), 'ligne peut-être déjà connue', 'lignes peut-être déjà connues'))}**"
        )
        st.caption(
            format_sentence(
                "Ces lignes n’ont pas d’identifiant, et ressemblent à ce qui est enregistré. Sans réponse, elles restent à vérifier."
            )
        )
        keys = {
            one.line: _ask_line(one, f"identite_{round_number}_{answered_count}_{number}")
            for number, one in enumerate(doubtful[:MAX_LINES])
        }
        st.form_submit_button(
            "Prendre ces choix",
            key=f"identites_prendre_{round_number}_{answered_count}",
            type="primary",
            icon=":material/done:",
            on_click=_save,
            args=(keys, round_number),
        )


def _ask_line(one: ProposedIdentifier, key: str) -> str:
    """Ask which row a line is about; the session key of the answer."""
    location = f"{one.file}, ligne {french.number(one.row)}"
    return question_row.ask(
        escape_markdown(one.label),
        escape_markdown(location),
        f"« {one.label} » est",
        [*one.candidates, NEW],
        describe=lambda identifier: one.candidates.get(identifier, "Une ligne nouvelle"),
        placeholder=f"Choisissez (peut-être : {next(iter(one.candidates.values()))})",
        key=key,
    )


def _save(keys: Mapping[Line, str], round_number: int) -> None:
    state = _state(round_number)
    for (file, sheet, row), key in keys.items():
        if (answer := st.session_state.get(key)) is not None:
            state.answers[state.hashes[file], sheet, row] = answer


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
    return file, french.number(one.row), one.label, one.identifier, NEW_TEXT if one.is_new else KNOWN_TEXT

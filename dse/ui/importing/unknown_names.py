"""Names that lead to no organisation: a person says whose each is, among the nearest or all of them; nothing is guessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from dse import french
from dse.ingest import Proposal
from dse.ingest.organisations.unknown_names import UnknownName
from dse.ui.frame.prose import literal, sentence

NEW = "nouvelle organisation"
SHOWN = 40
_WIDTHS = [5, 6]


def chosen(turn: int) -> dict[str, str]:
    """The organisation, by identifier, of each name that a person chose for the files of this turn."""
    return st.session_state.get(f"_names_{turn}", {})


def forget(turn: int) -> None:
    """Nothing chosen any more for the files of this turn."""
    st.session_state.pop(f"_names_{turn}", None)


def show(proposal: Proposal, turn: int) -> None:
    """The names already chosen, then those to choose."""
    if known := chosen(turn):
        _show_chosen(known, proposal.organisations, turn)
    if proposal.unknown_names:
        _ask(proposal.unknown_names, proposal.organisations, turn)


def _show_chosen(known: Mapping[str, str], organisations: Mapping[str, str], turn: int) -> None:
    told = [f"« {name} » est {organisations.get(each, each)}" for name, each in known.items()]
    count = french.count(len(known), "nom choisi", "noms choisis")
    with st.expander(sentence(f"{count}, à enregistrer avec cet import"), icon=":material/done_all:"):
        st.markdown("\n".join(f"- {sentence(each)}" for each in told))
        st.button(
            "Revenir sur ces choix",
            key=f"noms_revenir_{turn}",
            icon=":material/undo:",
            on_click=forget,
            args=(turn,),
        )


def _ask(unknown: Sequence[UnknownName], organisations: Mapping[str, str], turn: int) -> None:
    count = french.count(
        len(unknown), "nom d’organisation n’est pas connu", "noms d’organisation ne sont pas connus"
    )
    ranked = sorted(organisations, key=lambda each: organisations[each].casefold())
    with st.form(f"noms_{turn}_{len(chosen(turn))}"):
        st.markdown(f"**{sentence(count)}**")
        st.caption(
            "Dites de quelle organisation il s’agit : les plus proches sont en tête de liste, et l’on peut taper un nom "
            "pour chercher. Votre réponse est gardée comme « autre nom » de l’organisation, avec cet import."
        )
        if len(unknown) > SHOWN:
            st.caption(f"Les {SHOWN} premiers ; les suivants viendront après ceux-ci.")
        answers = {
            each.name: _choice(each, ranked, organisations, f"nom_{turn}_{each.name}")
            for each in unknown[:SHOWN]
        }
        st.form_submit_button(
            "Prendre ces choix",
            type="primary",
            icon=":material/done:",
            on_click=_take,
            args=(answers, turn),
        )
    new = [name for name, key in answers.items() if st.session_state.get(key) == NEW]
    if new:
        told = french.listed([f"« {name} »" for name in new])
        st.info(
            sentence(
                f"{told} : ajoutez-la au fichier des organisations (modèle « Membres », adhésion vide pour qui n’est pas membre), puis déposez les deux fichiers ensemble."
                if len(new) == 1
                else f"{told} : ajoutez-les au fichier des organisations (modèle « Membres », adhésion vide pour qui n’est pas membre), puis déposez les deux fichiers ensemble."
            ),
            icon=":material/add_business:",
        )


def _choice(unknown: UnknownName, ranked: Sequence[str], organisations: Mapping[str, str], key: str) -> str:
    """Ask whose a name is; the key under which the answer stands."""
    left, right = st.columns(_WIDTHS, vertical_alignment="center")
    where = french.count(unknown.cells, "case")
    left.markdown(f"{literal(unknown.name)}  \n:small[:gray[{where}]]")
    near = list(unknown.candidates)
    others = [each for each in ranked if each not in unknown.candidates]
    right.selectbox(
        f"« {unknown.name} » est",
        [*near, NEW, *others],
        index=None,
        format_func=lambda each: _shown(each, organisations),
        placeholder=f"Choisissez (proche : {organisations[near[0]]})" if near else "Choisissez",
        key=key,
        label_visibility="collapsed",
    )
    return key


def _shown(each: str, organisations: Mapping[str, str]) -> str:
    return "C’est une nouvelle organisation" if each == NEW else f"{organisations[each]} ({each})"


def _take(answers: Mapping[str, str], turn: int) -> None:
    """Keep what was answered; a new organisation is left for the register to tell."""
    found = {name: st.session_state.get(key) for name, key in answers.items()}
    told = {name: each for name, each in found.items() if each not in (None, NEW)}
    st.session_state[f"_names_{turn}"] = {**chosen(turn), **told}

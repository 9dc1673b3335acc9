"""Names that no organisation has: the user says which organisation each means; nothing is guessed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import streamlit as st

from dse import french
from dse.ingest import Proposal
from dse.ingest.organisations.name_comparison import plain
from dse.ingest.organisations.unknown_names import UnknownName
from dse.ui.frame.prose import escape_markdown, format_sentence
from dse.ui.importing import question_row
from dse.ui.importing.named_organisations import link_name
from schemas import WITHOUT_ORGANISATION

MAX_NAMES = 40
_NO_ORGANISATION = "Ce n’est aucune organisation : réponses gardées, sans organisation"


def get_choices(round_number: int) -> dict[str, str]:
    """Identifier of the organisation by name, as chosen for the files of this round of import."""
    return st.session_state.get(f"_names_{round_number}", {})


def forget_choices(round_number: int) -> None:
    """Drop the choices for the files of this round of import."""
    st.session_state.pop(f"_names_{round_number}", None)


def drop_choices(round_number: int, names: Collection[str]) -> None:
    """Drop the choices for some names."""
    choices = get_choices(round_number)
    st.session_state[f"_names_{round_number}"] = {
        name: organisation_id for name, organisation_id in choices.items() if name not in names
    }


def keep_choices(round_number: int, names: Collection[str]) -> None:
    """Drop the choices for other names than these, whatever their case and accents."""
    spellings = {*map(plain, names)}
    others = [name for name in get_choices(round_number) if plain(name) not in spellings]
    drop_choices(round_number, others)


def show(proposal: Proposal, round_number: int, called: Mapping[str, str]) -> None:
    """The names already chosen, then those to choose; names of `called` lead to the sheets of the organisations."""
    if choices := get_choices(round_number):
        _show_choices(choices, proposal.organisations, round_number, called)
    if proposal.unknown_names:
        _ask_names(proposal.unknown_names, proposal.organisations, round_number, called)


def _show_choices(
    choices: Mapping[str, str],
    organisations: Mapping[str, str],
    round_number: int,
    called: Mapping[str, str],
) -> None:
    count = french.count(len(choices), "nom choisi", "noms choisis")
    with st.expander(format_sentence(f"{count}, à enregistrer avec cet import"), icon=":material/done_all:"):
        for name, organisation_id in choices.items():
            if organisation_id == WITHOUT_ORGANISATION:
                st.markdown(format_sentence(f"« {escape_markdown(name)} » n’est aucune organisation"))
                continue
            organisation = organisations.get(organisation_id, organisation_id)
            st.markdown(f"{format_sentence(f'« {name} » est')} {link_name(organisation, called)}")
        st.button(
            "Revenir sur ces choix",
            key=f"noms_revenir_{round_number}",
            icon=":material/undo:",
            on_click=forget_choices,
            args=(round_number,),
        )


def _ask_names(
    unknown: Sequence[UnknownName],
    organisations: Mapping[str, str],
    round_number: int,
    called: Mapping[str, str],
) -> None:
    count = french.count(
        len(unknown), "nom d’organisation n’est pas connu", "noms d’organisation ne sont pas connus"
    )
    ranked = sorted(organisations, key=lambda organisation_id: organisations[organisation_id].casefold())
    with st.form(f"noms_{round_number}_{len(get_choices(round_number))}"):
        st.markdown(f"**{format_sentence(count)}**")
        st.caption(
            format_sentence(
                "Dites de quelle organisation il s’agit : les plus proches sont en tête de liste, et l’on peut taper un nom "
                "pour chercher. Votre réponse est gardée comme « autre nom » de l’organisation, avec cet import. Une organisation "
                "nouvelle n’est pas dans la liste : ajoutez-la d’abord (page Membres, « Ajouter un membre », adhésion vide pour qui "
                "n’est pas membre), ou déposez avec ce fichier celui qui la donne (modèle « Membres »)."
            )
        )
        if len(unknown) > MAX_NAMES:
            st.caption(f"Les {MAX_NAMES} premiers ; les suivants viendront après ceux-ci.")
        answers = {
            unknown_name.name: _ask_name(
                unknown_name, ranked, organisations, f"nom_{round_number}_{unknown_name.name}", called
            )
            for unknown_name in unknown[:MAX_NAMES]
        }
        st.form_submit_button(
            "Prendre ces choix",
            type="primary",
            icon=":material/done:",
            on_click=_save_choices,
            args=(answers, round_number),
        )


def _ask_name(
    unknown_name: UnknownName,
    ranked: Sequence[str],
    organisations: Mapping[str, str],
    key: str,
    called: Mapping[str, str],
) -> str:
    """Ask which organisation a name means; the session key of the answer."""
    cell_count = french.count(unknown_name.cells, "case")
    candidates = list(unknown_name.candidates)
    near = "".join(f" · proche : {link_name(organisations[nearest], called)}" for nearest in candidates[:1])
    others = [organisation_id for organisation_id in ranked if organisation_id not in unknown_name.candidates]
    return question_row.ask(
        escape_markdown(unknown_name.name),
        f"{cell_count}{near}",
        f"« {unknown_name.name} » est",
        [
            *candidates,
            *([WITHOUT_ORGANISATION] if unknown_name.may_be_none else []),
            *others,
        ],
        describe=lambda organisation_id: _format_option(organisation_id, organisations),
        placeholder=f"Choisissez (proche : {organisations[candidates[0]]})" if candidates else "Choisissez",
        key=key,
    )


def _format_option(option: str, organisations: Mapping[str, str]) -> str:
    return _NO_ORGANISATION if option == WITHOUT_ORGANISATION else f"{organisations[option]} ({option})"


def _save_choices(answers: Mapping[str, str], round_number: int) -> None:
    """Keep the answers; a name without one is asked about again."""
    choices = {name: st.session_state.get(key) for name, key in answers.items()}
    answered = {
        name: organisation_id for name, organisation_id in choices.items() if organisation_id is not None
    }
    st.session_state[f"_names_{round_number}"] = {**get_choices(round_number), **answered}

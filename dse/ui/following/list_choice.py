"""What the list of Suivi is narrowed to: widgets, and the words of the address that keep it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import streamlit as st

from dse.following import follow_up_list, stages
from dse.following.follow_up_list import Choice
from dse.ui.frame import address, menu, narrowed_list
from schemas import codelists

TEXT, SUBJECT, STAGE, KIND, OFFER, REASON, ORDER = address.OWN_KEYS[menu.FOLLOWING]
SUBJECTS = {
    stages.ACCOMPANIMENT: "Accompagnements",
    stages.ACTIVITY: "Activités",
    stages.EXPERIMENT: "Expérimentations",
    stages.PARTNERSHIP: "Partenariats",
}
ORDERS = {
    follow_up_list.RECENT: "Plus récent",
    follow_up_list.OLDEST: "Plus ancien",
    follow_up_list.TITLE: "Intitulé",
    follow_up_list.WAITING: "Attend le plus",
}
ALL_LABELS = {KIND: "Tous les types", OFFER: "Toutes les offres", REASON: "Tout"}
_PARAMS_KEY = "_following_params"


def draw(offers: Mapping[str, str], kinds: Collection[str]) -> Choice:
    """Draw the widgets, as the address has them where it was changed, and keep in it what they have. `offers`: titles by identifier;
    `kinds`: those that the filters leave, so that these and the box never exclude one another."""
    _apply_address(address.get_own_params(menu.FOLLOWING), offers)
    labels = {
        code: label for code, label in codelists.labels_in(follow_up_list.KINDS).items() if code in kinds
    }
    if st.session_state[KIND] not in labels:
        st.session_state[KIND] = ""
    with st.container(horizontal=True, vertical_alignment="bottom", key="choix_suivi"):
        text = st.text_input(
            "Chercher", key=TEXT, placeholder="Intitulé, organisation, référence", width="stretch"
        )
        kind = _draw_box("Type", labels, KIND)
        offer = _draw_box("Offre", offers, OFFER)
        reason = _draw_box("À relancer", stages.REASON_LABELS, REASON)
        order = st.selectbox("Trier par", list(ORDERS), format_func=ORDERS.get, key=ORDER, width=170)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="etapes_suivi"):
        subjects = narrowed_list.draw_pills("Quoi", SUBJECTS, SUBJECT)
        chosen_stages = narrowed_list.draw_pills("Où cela en est", stages.STAGE_LABELS, STAGE)
    choice = Choice(text, tuple(subjects), tuple(chosen_stages), offer, kind, reason, order)
    params = encode(choice)
    address.write_own_params(menu.FOLLOWING, params)
    st.session_state[_PARAMS_KEY] = params
    return choice


def _draw_box(label: str, options: Mapping[str, str], key: str) -> str:
    return st.selectbox(
        label, ["", *options], format_func=lambda code: options.get(code, ALL_LABELS[key]), key=key, width=165
    )


def describe(choice: Choice, offers: Mapping[str, str]) -> list[str]:
    """What a choice keeps, each in a few words."""
    kinds = codelists.labels_in(follow_up_list.KINDS)
    return [
        *([f"« {choice.text.strip()} »"] if choice.text.strip() else []),
        *([", ".join(SUBJECTS[code] for code in choice.subjects)] if choice.subjects else []),
        *([", ".join(stages.STAGE_LABELS[code] for code in choice.stages)] if choice.stages else []),
        *([kinds[choice.kind]] if choice.kind else []),
        *([offers[choice.offer]] if choice.offer else []),
        *([stages.REASON_LABELS[choice.reason]] if choice.reason else []),
    ]


def encode(choice: Choice) -> dict[str, str]:
    """A choice as the address has it: nothing of what is as it is at first."""
    values = {
        TEXT: choice.text.strip(),
        SUBJECT: narrowed_list.write_codes(choice.subjects),
        STAGE: narrowed_list.write_codes(choice.stages),
        KIND: choice.kind,
        OFFER: choice.offer,
        REASON: choice.reason,
        ORDER: "" if choice.order == follow_up_list.RECENT else choice.order,
    }
    return narrowed_list.keep_chosen(values)


def decode(params: Mapping[str, str], offers: Mapping[str, str]) -> Choice:
    """The choice of an address; what it does not know is left out."""

    def read_one(key: str, options: Mapping[str, str]) -> str:
        return params[key] if params.get(key) in options else ""

    return Choice(
        params.get(TEXT, ""),
        narrowed_list.read_codes(params.get(SUBJECT, ""), SUBJECTS),
        narrowed_list.read_codes(params.get(STAGE, ""), stages.STAGE_LABELS),
        read_one(OFFER, offers),
        read_one(KIND, codelists.labels_in(follow_up_list.KINDS)),
        read_one(REASON, stages.REASON_LABELS),
        read_one(ORDER, ORDERS) or follow_up_list.RECENT,
    )


def _apply_address(params: Mapping[str, str], offers: Mapping[str, str]) -> None:
    """Set the widgets where the address has other words than they gave it, and where Streamlit forgot them on another page."""
    if st.session_state.get(_PARAMS_KEY) == params and ORDER in st.session_state:
        return
    choice = decode(params, offers)
    st.session_state[TEXT], st.session_state[ORDER] = choice.text, choice.order
    st.session_state[SUBJECT], st.session_state[STAGE] = list(choice.subjects), list(choice.stages)
    st.session_state[KIND], st.session_state[OFFER] = choice.kind, choice.offer
    st.session_state[REASON] = choice.reason

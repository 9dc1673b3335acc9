"""What the list of members is narrowed to: widgets, and the words of the address that keep it."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from dse import french
from dse.members import everyone
from dse.members.everyone import Choice
from dse.members.recorded import Recorded
from dse.ui.frame import address, menu, narrowed_list

TEXT, STANDING, SITUATION, YEARS, ORDER = address.OWN_KEYS[menu.MEMBERS]
_READ = "_list_params"


def name_standings(recorded: Recorded) -> dict[str, str]:
    """The label of each standing: where nobody is recorded as a member, nobody is said to be none."""
    outsiders = "Non membres" if recorded.has_memberships else recorded.name_outsider()
    return {everyone.MEMBER: "Membres", everyone.FORMER: "Anciens membres", everyone.NEVER_MEMBER: outsiders}


def name_situations(recorded: Recorded) -> dict[str, str]:
    """The label of each situation: who was not reached by what is recorded is not said never to have been where more may have happened."""
    has_all = recorded.is_complete
    return {
        everyone.NEVER_REACHED: "Jamais touchées" if has_all else "Sans service enregistré",
        everyone.QUIET: "Sans service depuis…" if has_all else "Sans service enregistré depuis…",
        everyone.UNSERVED: "Besoin jamais servi" if has_all else "Besoin sans service enregistré",
        everyone.DISPLEASED: "Insatisfaites",
        everyone.WISHING: "Souhaitent participer",
    }


def name_orders(recorded: Recorded) -> dict[str, str]:
    """The label of each order."""
    needs = "Besoins jamais servis" if recorded.is_complete else "Besoins sans service enregistré"
    return {
        everyone.NAME: "Nom",
        everyone.JOINED: "Adhésion, la plus ancienne d’abord",
        everyone.SERVED_LAST: "Dernier service, le plus ancien d’abord",
        everyone.NEEDS: f"{needs}, les plus nombreux d’abord",
        everyone.PLEASED: "Satisfaction, la plus faible d’abord",
    }


def draw(recorded: Recorded) -> Choice:
    """Draw the widgets, as the address has them where it was changed, and keep in it what they have."""
    _apply_address(address.get_own_params(menu.MEMBERS))
    with st.container(horizontal=True, vertical_alignment="bottom", key="choix_membres"):
        text = st.text_input(
            "Chercher une organisation", key=TEXT, placeholder="Nom, sigle, SIREN", width="stretch"
        )
        orders = name_orders(recorded)
        order = st.selectbox("Trier par", list(orders), format_func=orders.get, key=ORDER, width=340)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="situations_membres"):
        standings = narrowed_list.draw_pills("Qui", name_standings(recorded), STANDING)
        situations = narrowed_list.draw_pills("Ce que l’on cherche", name_situations(recorded), SITUATION)
        years = st.session_state.get(YEARS, Choice().quiet_years)
        if everyone.QUIET in situations:
            years = st.selectbox("Années sans service", everyone.QUIET_YEARS, key=YEARS, width=160)
    choice = Choice(text, tuple(standings), tuple(situations), years, order)
    address.write_own_params(menu.MEMBERS, encode(choice))
    return choice


def describe(choice: Choice, recorded: Recorded) -> list[str]:
    """What a choice keeps, each in a few words."""
    situations = name_situations(recorded)
    quiet = situations[everyone.QUIET].removesuffix("…")
    situations[everyone.QUIET] = f"{quiet} {french.count(choice.quiet_years, 'an')}"
    standings = name_standings(recorded)
    return [
        *([f"« {choice.text.strip()} »"] if choice.text.strip() else []),
        *([french.listed([standings[code] for code in choice.standings])] if choice.standings else []),
        *(situations[code] for code in choice.situations),
    ]


def encode(choice: Choice) -> dict[str, str]:
    """A choice as the address has it: nothing of what is as it is at first."""
    values = {
        TEXT: choice.text.strip(),
        STANDING: narrowed_list.write_codes(choice.standings),
        SITUATION: narrowed_list.write_codes(choice.situations),
        YEARS: str(choice.quiet_years) if everyone.QUIET in choice.situations else "",
        ORDER: "" if choice.order == everyone.NAME else choice.order,
    }
    return narrowed_list.keep_chosen(values)


def decode(params: Mapping[str, str]) -> Choice:
    """The choice of an address; what it does not know is left out."""
    years = params.get(YEARS, "")
    return Choice(
        params.get(TEXT, ""),
        narrowed_list.read_codes(params.get(STANDING, ""), dict.fromkeys(everyone.STANDING_CODES, "")),
        narrowed_list.read_codes(params.get(SITUATION, ""), dict.fromkeys(everyone.SITUATIONS, "")),
        int(years) if years in map(str, everyone.QUIET_YEARS) else Choice().quiet_years,
        params[ORDER] if params.get(ORDER) in everyone.ORDERS else everyone.NAME,
    )


def _apply_address(params: Mapping[str, str]) -> None:
    """Set the widgets where the address has other words than they gave it, and where Streamlit forgot them on another page."""
    if st.session_state.get(_READ) == params and ORDER in st.session_state:
        return
    choice = decode(params)
    st.session_state[TEXT], st.session_state[ORDER] = choice.text, choice.order
    st.session_state[STANDING], st.session_state[SITUATION] = list(choice.standings), list(choice.situations)
    st.session_state[YEARS] = choice.quiet_years


def note(choice: Choice) -> None:
    """Remember what the address was given, so that another address is told from it."""
    st.session_state[_READ] = encode(choice)

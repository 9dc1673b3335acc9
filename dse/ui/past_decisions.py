"""Past decisions on screen: what was seen and decided, where it stands, what the same figure says since."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from dse import decisions, french
from dse.figures import Answer
from dse.figures.offer.decided import CLOSED
from dse.store import changed_tables
from dse.ui.card import record_decision
from dse.ui.frame import actions, shell
from dse.ui.frame.prose import sentence
from dse.ui.versions import undo_and_restore
from schemas import codelists

INKS = {"A_FAIRE": "orange", "EN_COURS": "blue", "FAITE": "green", "ABANDONNEE": "grey"}
WORDS = {"HAUSSE": "nettement plus", "BAISSE": "nettement moins", "AUCUNE": "sans écart net"}
_DONE = "_amended"


def show(said: Answer) -> None:
    """Draw every decision, those still open first; closed ones are folded."""
    undo_last()
    rows = said.table
    closed = rows["status"].isin(CLOSED)
    for _, row in rows[~closed].iterrows():
        _card(row)
    if closed.any():
        with st.expander(
            f"Décisions closes ({french.number(int(closed.sum()))})", expanded=not (~closed).any()
        ):
            for _, row in rows[closed].iterrows():
                _card(row)


def undo_last() -> None:
    """Offer to undo the newest version where it only wrote decisions down."""
    store = shell.current().store
    version = store.current()
    before = store.version(version.parent) if version.parent else None
    if version.action == "import" and changed_tables(before, version) == [decisions.TABLE]:
        with st.popover("Annuler le dernier enregistrement", icon=":material/undo:"):
            st.markdown(sentence(f"« {version.message} »"))
            undo_and_restore.undo(store, version, key="annuler_piste")


def _card(row: pd.Series) -> None:
    with st.container(border=True, key=f"decision_{row['decision_id']}"):
        left, right = st.columns([3, 2], gap="medium")
        with left:
            st.markdown(f"**{sentence(row['decision'])}**")
            st.caption(sentence(_when(row)))
            st.markdown(f"Constat : {sentence(row['finding'])}")
            if not pd.isna(row["title"]):
                st.markdown(f"Offre : {sentence(_offer(row))}")
            if not pd.isna(row["outcome"]):
                st.markdown(f"Résultat : {sentence(row['outcome'])}")
        with right:
            st.badge(codelists.labels("decision_statuses")[row["status"]], color=INKS[row["status"]])
            if not pd.isna(row["days_late"]):
                st.badge(f"Échue depuis le {french.day(row['due_on'])}", color="red")
            _then_and_since(row)
            if st.button("Mettre à jour", key=f"modifier_{row['decision_id']}", icon=":material/edit:"):
                _form(row)


def _when(row: pd.Series) -> str:
    parts = [f"{row['occasion']}, {french.day(row['decided_on'])}"]
    parts += [f"par {row['owner']}"] if not pd.isna(row["owner"]) else []
    parts += [f"pour le {french.day(row['due_on'])}"] if not pd.isna(row["due_on"]) else []
    parts += [f"close le {french.day(row['closed_on'])}"] if not pd.isna(row["closed_on"]) else []
    return " · ".join(parts)


def _offer(row: pd.Series) -> str:
    change = f" ; prévu : {row['offer_change']}" if not pd.isna(row["offer_change"]) else ""
    return f"{row['title']} ; depuis : {row['offer_moved']}{change}"


def _then_and_since(row: pd.Series) -> None:
    """The value then, and the same figure since, with whether the difference is more than chance."""
    st.caption(
        sentence(f"{row['question']} ({row['choice']})" if not pd.isna(row["question"]) else row["why_not"])
    )
    value = row["value_again"] if pd.isna(row["value_then"]) else row["value_then"]
    if pd.isna(value):
        return
    then = _value(value, row["value_unit"])
    if pd.isna(row["value_since"]):
        st.metric("Alors", then)
        if not pd.isna(row["why_not"]) and not pd.isna(row["question"]):  # else it has just been said
            st.caption(sentence(row["why_not"]))
        return
    again = _value(row["value_again"], row["value_unit"])
    if again != then:
        st.caption(sentence(f"Avec les données d’aujourd’hui, ce chiffre d’alors serait {again}."))
    word = WORDS.get(row["tendency"], "écart non calculable")
    with st.container(horizontal=True):
        st.metric("Alors", then)
        st.metric(
            f"Depuis ({row['since_years']})",
            _value(row["value_since"], row["value_unit"]),
            word,
            delta_color="off",
            delta_arrow={"HAUSSE": "up", "BAISSE": "down"}.get(row["tendency"], "off"),
            help=sentence(f"{french.count(int(row['since_members']), 'membre')} derrière cette valeur."),
        )


def _value(value: float, unit: str | None) -> str:
    return french.percent(value) if unit == "%" else f"{french.number(value)} {unit or ''}".strip()


@st.dialog("Mettre à jour la décision", width="large")
def _form(row: pd.Series) -> None:
    if st.session_state.pop(_DONE, False):
        st.rerun()
    decision_id = row["decision_id"]
    labels = codelists.labels("decision_statuses")
    st.markdown(f"**{sentence(row['decision'])}**")
    with st.form("suivi", border=False):
        st.segmented_control(
            "Où en est-elle ?",
            list(labels),
            format_func=labels.get,
            default=row["status"],
            key=f"suivi_statut_{decision_id}",
            required=True,
        )
        st.text_input(
            "Échéance",
            value=_written(row["due_on"]),
            placeholder="jj/mm/aaaa",
            key=f"suivi_echeance_{decision_id}",
        )
        st.text_area(
            "Ce que cela a donné",
            value=_written(row["outcome"]),
            height=90,
            key=f"suivi_resultat_{decision_id}",
        )
        actions.tell()
        st.form_submit_button(
            "Enregistrer",
            icon=":material/save:",
            type="primary",
            on_click=_amend,
            args=(decision_id, row["closed_on"]),
        )


def _written(value: object) -> str:
    if pd.isna(value):
        return ""
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)


def _amend(decision_id: str, closed_on: date | None) -> None:
    told = st.session_state
    status = told[f"suivi_statut_{decision_id}"]
    already = None if pd.isna(closed_on) else closed_on

    def write() -> None:
        decisions.amend(
            shell.current().store,
            decision_id,
            actions.user(),
            status=status,
            due_on=record_decision.day(told[f"suivi_echeance_{decision_id}"]),
            outcome=told[f"suivi_resultat_{decision_id}"].strip() or None,
            closed_on=(already or actions.today()) if status in CLOSED else None,
        )

    told[_DONE] = actions.do(write, "La décision est à jour.")

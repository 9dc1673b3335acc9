"""Consigner une piste: from the card of a figure, what is decided in front of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import streamlit as st

from dse import decisions, french, selections
from dse.errors import Refused
from dse.figures import REGISTRY, Answer, Figure
from dse.ingest.values import dates
from dse.ui.frame import actions
from dse.ui.frame.data import Reading, answer
from dse.ui.frame.prose import sentence
from schemas import codelists

NONE_IN_PARTICULAR = "–"
_OPENED, _DONE, _OCCASION = "_lead_to_write", "_consigned", "_occasion"


def button(source: Reading, said: Answer) -> None:
    """Draw the button that opens the form, where nothing but decisions came since: what is decided is decided on what is known."""
    if decisions.only_decided_since(source.store, source.version) and st.button(
        "Consigner une piste", key=f"consigner_{said.figure_id}", icon=":material/push_pin:"
    ):
        _open(source, said)


def open_form(source: Reading, said: Answer) -> None:
    """Open the form over a slide, or say why nothing can be written down in front of it."""
    if not said.table.empty and decisions.only_decided_since(source.store, source.version):
        _open(source, said)
    else:
        _cannot(source, said)


def _open(source: Reading, said: Answer) -> None:
    st.session_state[_OPENED] = True
    _form(source, said)


@st.dialog("Consigner une piste", width="large", on_dismiss="rerun")
def _cannot(source: Reading, said: Answer) -> None:
    if said.table.empty:
        st.info("Cette diapositive ne dit rien pour ce choix : il n’y a pas de constat à garder.")
        return
    st.info(
        f"Une piste se consigne devant les données actuelles (version {source.store.current().number}), et cette diapositive "
        f"montre la version {source.version.number}. Quittez la projection, revenez à la version actuelle, projetez à nouveau."
    )


@st.dialog("Consigner une piste", width="large", on_dismiss="rerun")
def _form(source: Reading, said: Answer) -> None:
    if st.session_state.pop(_DONE, False):
        st.rerun()
    figure = REGISTRY[said.figure_id]
    said = _followed(source, figure, said)
    st.markdown(f"**{sentence(figure.question)}**  \n{sentence(said.finding.sentence)}")
    st.caption(sentence(_kept(source, figure, said)))
    with st.form("piste", border=False):
        st.text_area("Ce qui est décidé", key="piste_decision", height=70)
        left, middle, right = st.columns(3)
        left.text_input("Occasion", key="piste_occasion", value=st.session_state.get(_OCCASION, ""))
        middle.text_input("Responsable (un rôle)", key="piste_responsable")
        right.text_input("Échéance", key="piste_echeance", placeholder="jj/mm/aaaa")
        offers = _offers(source)
        left, right = st.columns([1, 2])
        left.selectbox("Offre concernée", list(offers), format_func=offers.get, key="piste_offre")
        right.text_input("Ce qui change dans cette offre", key="piste_changement")
        actions.tell()
        st.form_submit_button(
            "Consigner", icon=":material/push_pin:", type="primary", on_click=_record, args=(source, said)
        )


def _followed(source: Reading, figure: Figure, said: Answer) -> Answer:
    """The answer about the one theme, or kind, that the decision will follow, where the figure shows several."""
    field = figure.followed.of_one if figure.followed else ""
    if not field or len(getattr(said.selection, field)) == 1:
        return said
    column = next(each for each in figure.columns if each.name in ("theme", "support"))
    codes = [NONE_IN_PARTICULAR, *dict.fromkeys(said.table[column.name].dropna())]
    labels = {code: label for name in column.codelists for code, label in codelists.labels(name).items()}
    code = st.selectbox(
        "De quoi s’agit-il ?",
        codes,
        format_func=lambda each: labels.get(each, "Rien en particulier"),
        key=f"piste_sujet_{figure.id}",
        help="La piste suivra ce chiffre-là.",
    )
    if code == NONE_IN_PARTICULAR:
        return said
    return answer(source, figure.id, replace(said.selection, **{field: (code,)}))


def _kept(source: Reading, figure: Figure, said: Answer) -> str:
    """What the decision keeps of this moment."""
    value = decisions.value(source.store, said)
    parts = [selections.told(said.selection), f"version {said.version}"]
    if value is None:
        parts.append(_without_value(figure, said))
    else:
        unit = french.NARROW + "%" if figure.followed.unit == "%" else f" {figure.followed.unit}"
        what = figure.followed.what[0].lower() + figure.followed.what[1:]
        parts.append(f"chiffre suivi : {french.number(value, 1)}{unit} ({what})")
    return f"La piste gardera : {' ; '.join(each for each in parts if each)}."


def _without_value(figure: Figure, said: Answer) -> str:
    if figure.followed is None:
        return "le constat, sans chiffre à suivre"
    return (
        "le constat ; le chiffre suivi, réservé à l’équipe, se lira dans les Décisions"
        if decisions.is_withheld(said)
        else "aucun chiffre pour ce choix"
    )


def _offers(source: Reading) -> dict[str | None, str]:
    return {None: "Aucune"} | decisions.offers(source.store, source.version.number)


def _record(source: Reading, said: Answer) -> None:
    """Write down what the form says, once however often it is sent."""
    told = st.session_state
    if not told[_OPENED]:
        return

    def write() -> None:
        taken = decisions.before(
            source.store,
            said,
            decided_on=actions.today(),
            occasion=told.piste_occasion,
            decision=told.piste_decision,
            owner=told.piste_responsable.strip() or None,
            due_on=day(told.piste_echeance),
            offer_id=told.piste_offre,
            offer_change=told.piste_changement.strip() or None,
        )
        decisions.record(source.store, taken, actions.user())

    done = "La piste est consignée. Elle se suit et s’annule dans Réinterroger l’offre, partie Décisions."
    told[_DONE] = actions.do(write, done)
    told[_OPENED] = not told[_DONE]
    if told[_DONE]:
        told[_OCCASION] = told.piste_occasion


def day(written: str) -> date | None:
    """The day that was typed; None for nothing. Refused says how to write one."""
    if not written.strip():
        return None
    found, fault = dates.parse_date(written.strip())
    if found is None:
        raise Refused(f"Échéance : {fault.reason} {fault.advice}")
    return found

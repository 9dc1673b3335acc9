"""Consigner une piste: record a decision from the card or the slide of a figure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st

from dse import decisions, figures, french, selections
from dse.errors import Refused
from dse.figures import REGISTRY, Answer, Figure
from dse.ingest.values import dates
from dse.ui.frame import actions
from dse.ui.frame.data import DataSource, get_answer
from dse.ui.frame.prose import format_sentence
from schemas import codelists

NO_SUBJECT = "–"
_IS_OPEN, _IS_RECORDED, _OCCASION = "_lead_to_write", "_consigned", "_occasion"


def draw_button(source: DataSource, answer: Answer) -> None:
    """Draw the button that opens the form; not on an older version, unless only decisions were recorded since."""
    if decisions.only_decided_since(source.store, source.version) and st.button(
        "Consigner une piste",
        key=f"consigner_{answer.figure_id}",
        icon=":material/push_pin:",
        type="tertiary",
    ):
        _open_dialog(source, answer)


def open_form(source: DataSource, answer: Answer) -> None:
    """Open the form over a slide, or say why no decision can be recorded there."""
    if not answer.table.empty and decisions.only_decided_since(source.store, source.version):
        _open_dialog(source, answer)
    else:
        _show_why_not(source, answer)


def _open_dialog(source: DataSource, answer: Answer) -> None:
    st.session_state[_IS_OPEN] = True
    _show_form(source, answer)


@st.dialog("Consigner une piste", width="large", on_dismiss="rerun")
def _show_why_not(source: DataSource, answer: Answer) -> None:
    if answer.table.empty:
        st.info("Cette diapositive ne dit rien pour ce choix : il n’y a pas de constat à garder.")
        return
    st.info(
        f"Une piste se consigne devant les données actuelles (version {source.store.current().number}), et cette diapositive "
        f"montre la version {source.version.number}. Quittez la projection, revenez à la version actuelle, projetez à nouveau."
    )


@st.dialog("Consigner une piste", width="large", on_dismiss="rerun")
def _show_form(source: DataSource, answer: Answer) -> None:
    if st.session_state.pop(_IS_RECORDED, False):
        st.rerun()
    figure = REGISTRY[answer.figure_id]
    answer = _choose_subject(source, figure, answer)
    st.markdown(f"**{format_sentence(figure.question)}**  \n{format_sentence(answer.finding.sentence)}")
    st.caption(format_sentence(_describe_record(source, figure, answer)))
    with st.form("piste", border=False):
        st.text_area("Ce qui est décidé", key="piste_decision", height=70)
        left, middle, right = st.columns(3)
        left.text_input("Occasion", key="piste_occasion", value=st.session_state.get(_OCCASION, ""))
        middle.text_input("Responsable (un rôle)", key="piste_responsable")
        right.text_input("Échéance", key="piste_echeance", placeholder="jj/mm/aaaa")
        offers = _list_offers(source)
        left, right = st.columns([1, 2])
        left.selectbox("Offre concernée", list(offers), format_func=offers.get, key="piste_offre")
        right.text_input("Ce qui change dans cette offre", key="piste_changement")
        actions.show_outcome()
        st.form_submit_button(
            "Consigner", icon=":material/push_pin:", type="primary", on_click=_record, args=(source, answer)
        )


def _choose_subject(source: DataSource, figure: Figure, answer: Answer) -> Answer:
    """Ask which theme or kind of accompaniment the decision is about, where the figure shows several; the answer for it alone."""
    field = figure.tracked_metric.of_one if figure.tracked_metric else ""
    if not field or len(getattr(answer.selection, field)) == 1:
        return answer
    column = next(column for column in figure.columns if column.name in ("theme", "support"))
    codes = [NO_SUBJECT, *dict.fromkeys(answer.table[column.name].dropna())]
    labels = codelists.labels_in(column.codelists)
    named = answer.finding.subject
    code = st.selectbox(
        "De quoi s’agit-il ?",
        codes,
        index=codes.index(named) if named in codes else 0,
        format_func=lambda code: labels.get(code, "Rien en particulier"),
        key=f"piste_sujet_{figure.id}",
        help="La piste suivra ce chiffre-là.",
    )
    if code == NO_SUBJECT:
        return answer
    subject: dict[str, Any] = {field: (code,)}
    answer_of_one = get_answer(source, figure.id, replace(answer.selection, **subject))
    return replace(answer_of_one, finding=answer.finding) if code == named else answer_of_one


def _describe_record(source: DataSource, figure: Figure, answer: Answer) -> str:
    """What is recorded with the decision: selection, version and the tracked value."""
    value = decisions.value(source.store, answer)
    parts = [selections.told(answer.selection), f"version {answer.version}"]
    if value is None:
        parts.append(_describe_missing_value(figure, answer))
    else:
        unit = french.NARROW + "%" if figure.tracked_metric.unit == "%" else f" {figure.tracked_metric.unit}"
        what = figure.tracked_metric.what[0].lower() + figure.tracked_metric.what[1:]
        parts.append(f"chiffre suivi : {french.number(value, 1)}{unit} ({what})")
    record = f"La piste gardera : {' ; '.join(part for part in parts if part)}."
    return f"{record} {_describe_years(source, answer) or _advise(figure)}".rstrip()


def _describe_years(source: DataSource, answer: Answer) -> str:
    """That the value is of several years, where the finding may tell a single one of them."""
    first, last = decisions.years_followed(source.store, answer) or (0, 0)
    if first == last:
        return ""
    return f"Ce chiffre réunit toutes les années choisies ({french.years(first, last)}), même si la phrase ci-dessus n’en dit qu’une."


def _advise(figure: Figure) -> str:
    """Where a number can be followed instead, on the same page; empty where this figure has one, or none of its page has."""
    if figure.tracked_metric is not None:
        return ""
    followed = next((other for other in figures.of_page(figure.page) if other.tracked_metric), None)
    return f"Pour suivre un chiffre, consignez devant « {followed.question} »" if followed else ""


def _describe_missing_value(figure: Figure, answer: Answer) -> str:
    if figure.tracked_metric is None:
        return "le constat, sans chiffre à suivre, car cette figure n’a pas de chiffre unique qui se compare d’une période à l’autre"
    return (
        "le constat ; le chiffre suivi, réservé à l’équipe, se lira dans les Décisions"
        if decisions.is_withheld(answer)
        else "aucun chiffre pour ce choix"
    )


def _list_offers(source: DataSource) -> dict[str | None, str]:
    return {None: "Aucune"} | decisions.offers(source.store, source.version.number)


def _record(source: DataSource, answer: Answer) -> None:
    """Record the decision of the form; once, however often the form is sent."""
    state = st.session_state
    if not state[_IS_OPEN]:
        return

    def write() -> None:
        decision = decisions.before(
            source.store,
            answer,
            decided_on=actions.today(),
            occasion=state.piste_occasion,
            decision=state.piste_decision,
            owner=state.piste_responsable.strip() or None,
            due_on=parse_day(state.piste_echeance),
            offer_id=state.piste_offre,
            offer_change=state.piste_changement.strip() or None,
        )
        decisions.record(source.store, decision, actions.get_user_name())

    success = "La piste est consignée. Elle se suit et s’annule dans Réinterroger l’offre, partie Décisions."
    state[_IS_RECORDED] = actions.run(write, success)
    state[_IS_OPEN] = not state[_IS_RECORDED]
    if state[_IS_RECORDED]:
        state[_OCCASION] = state.piste_occasion


def parse_day(text: str) -> date | None:
    """The day that was typed; None for nothing. Refused says how to write one."""
    if not text.strip():
        return None
    day, error = dates.parse_date(text.strip())
    if day is None:
        raise Refused(f"Échéance : {error.reason} {error.advice}")
    return day

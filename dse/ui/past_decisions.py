"""Past decisions on screen: finding and decision, status, and the value of the same figure since."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from dse import decisions, french
from dse.contacts import next_steps
from dse.decisions import Decision
from dse.errors import Refused
from dse.export.comment_doubts import TextReader, list_texts
from dse.figures import REGISTRY, Answer, describe_retired, find_successor
from dse.figures.columns import DIFFERENCE_WORD
from dse.figures.offer.decided import CLOSED
from dse.store import changed_tables
from dse.ui.card import card_links, drawing, record_decision
from dse.ui.frame import actions, entry, filters, shell
from dse.ui.frame.arrows import Arrow
from dse.ui.frame.data import find_answer, get_chart
from dse.ui.frame.prose import format_sentence
from dse.ui.next_steps import box
from dse.ui.next_steps.subjects import About
from dse.ui.versions import undo_and_restore
from schemas import codelists, renamed

STATUS_COLOURS: dict[str, Any] = {
    "A_FAIRE": "orange",
    "EN_COURS": "blue",
    "FAITE": "green",
    "ABANDONNEE": "grey",
}
TENDENCY_ARROWS: dict[str, Arrow] = {"HAUSSE": "up", "BAISSE": "down"}
_IS_SAVED = "_amended"
TEXTS = ("decision", "outcome")
GONE = "Cette décision n’existe plus. Rechargez la page."
UPDATED = "La décision est à jour."
ASKED_AGAIN = "Un texte a changé : rouvrez-la et cochez-le de nouveau pour qu’un public le lise."
PUBLIC_HELP = (
    "En projection, sur les diapositives et dans les documents, un public lit ce texte, son jour, son statut et son offre. Un texte changé "
    "n’est plus coché."
)


def show(answer: Answer) -> None:
    """Draw every decision, those still open first; closed ones are folded; then what is to be done about them."""
    offer_undo()
    rows = answer.table
    figure_ids = decisions.find_figures(shell.get_source().store, answer.version)
    closed = rows["status"].isin(CLOSED)
    for _, row in rows[~closed].iterrows():
        _draw_card(row, figure_ids.get(row["decision_id"]))
    if closed.any():
        with st.expander(
            f"Décisions closes ({french.number(int(closed.sum()))})", expanded=not (~closed).any()
        ):
            for _, row in rows[closed].iterrows():
                _draw_card(row, figure_ids.get(row["decision_id"]))
    about = [
        About(next_steps.DECISION, decision_id, decision, is_offered=not is_closed)
        for decision_id, decision, is_closed in zip(
            rows["decision_id"], rows["decision"], closed, strict=True
        )
    ]
    box.show(shell.get_source(), about)


def show_public(answer: Answer) -> None:
    """Draw what a public reads, then each figure that a decision was taken in front of: what it says today to who looks."""
    source = shell.get_source()
    drawing.draw(
        get_chart(source, answer),
        key=f"graphique_{answer.figure_id}",
        alt=REGISTRY[answer.figure_id].question,
    )
    questions = set(answer.table["question"].dropna())
    for figure in REGISTRY.values():
        today = (
            find_answer(source, figure.id, filters.get_selection()) if figure.question in questions else None
        )
        if today is not None:
            card_links.draw(figure.id, format_sentence(figure.question))
            st.caption(format_sentence(f"Aujourd’hui : {today.finding.sentence}"))


def offer_undo() -> None:
    """Offer to undo the newest version where it only recorded decisions."""
    store = shell.get_source().store
    version = store.current()
    before = store.version(version.parent) if version.parent else None
    if version.action == "import" and changed_tables(before, version) == [decisions.TABLE]:
        with st.popover("Annuler le dernier enregistrement", icon=":material/undo:"):
            st.markdown(format_sentence(f"« {version.message} »"))
            undo_and_restore.show_undo(store, version, key="annuler_piste")


def _draw_card(row: pd.Series, figure_id: str | None) -> None:
    with st.container(border=True, key=f"decision_{row['decision_id']}"):
        left, right = st.columns([3, 2], gap="medium")
        with left:
            st.markdown(f"**{format_sentence(row['decision'])}**")
            st.caption(format_sentence(_describe_dates(row)))
            st.markdown(f"Constat : {format_sentence(row['finding'])}")
            if figure_id in REGISTRY:
                card_links.draw(figure_id, "Voir la figure aujourd’hui")
            elif successor := find_successor(figure_id or ""):
                card_links.draw(successor, format_sentence(describe_retired(figure_id)))
            if not pd.isna(row["title"]):
                st.markdown(f"Offre : {format_sentence(_describe_offer(row))}")
            if not pd.isna(row["outcome"]):
                st.markdown(f"Résultat : {format_sentence(row['outcome'])}")
        with right:
            st.badge(
                codelists.labels("decision_statuses")[row["status"]], color=STATUS_COLOURS[row["status"]]
            )
            if not pd.isna(row["days_late"]):
                st.badge(f"Échue depuis le {french.day(row['due_on'])}", color="red")
            _draw_values(row)
            key = f"modifier_{row['decision_id']}"
            if entry.draw_button("Mettre à jour", key, ":material/edit:", is_small=False):
                _show_form(row)


def _describe_dates(row: pd.Series) -> str:
    parts = [f"{row['occasion']}, {french.day(row['decided_on'])}"]
    parts += [f"par {row['owner']}"] if not pd.isna(row["owner"]) else []
    parts += [f"pour le {french.day(row['due_on'])}"] if not pd.isna(row["due_on"]) else []
    parts += [f"close le {french.day(row['closed_on'])}"] if not pd.isna(row["closed_on"]) else []
    return " · ".join(parts)


def _describe_offer(row: pd.Series) -> str:
    change = f" ; prévu : {row['offer_change']}" if not pd.isna(row["offer_change"]) else ""
    return f"{row['title']} ; depuis : {row['offer_moved']}{change}"


def _draw_values(row: pd.Series) -> None:
    """The tracked value then and since, and whether the difference is more than chance."""
    st.caption(
        format_sentence(
            f"{row['question']} ({row['choice']})" if not pd.isna(row["question"]) else row["why_not"]
        )
    )
    value = row["value_again"] if pd.isna(row["value_then"]) else row["value_then"]
    if pd.isna(value):
        return
    st.caption(format_sentence(f"Chiffre suivi : {row['tracked_name']}."))
    value_then = _format_value(value, row["value_unit"])
    if pd.isna(row["value_since"]):
        st.metric("Au moment de la décision", value_then)
        if not pd.isna(row["why_not"]) and not pd.isna(row["question"]):  # else it has just been said
            st.caption(format_sentence(row["why_not"]))
        return
    value_again = _format_value(row["value_again"], row["value_unit"])
    if value_again != value_then:
        st.caption(format_sentence(f"Recalculé aujourd’hui, ce chiffre d’alors serait {value_again}."))
    st.caption(format_sentence(f"Depuis la décision : {row['since_years']} après {row['before_years']}."))
    label = codelists.labels_in(DIFFERENCE_WORD.codelists)[row["tendency"]]
    with st.container(horizontal=True):
        st.metric("Au moment de la décision", value_then)
        st.metric(
            f"Depuis ({row['since_years']})",
            _format_value(row["value_since"], row["value_unit"]),
            label,
            delta_color="off",
            delta_arrow=TENDENCY_ARROWS.get(row["tendency"], "off"),
            help=format_sentence(
                f"{french.count(int(row['since_members']), 'membre')} derrière cette valeur."
            ),
        )


def _format_value(value: float, unit: str | None) -> str:
    return french.percent(value) if unit == "%" else f"{french.number(value)} {unit or ''}".strip()


@st.dialog("Mettre à jour la décision", width="large")
def _show_form(row: pd.Series) -> None:
    if st.session_state.pop(_IS_SAVED, False):
        st.rerun()
    decision_id = row["decision_id"]
    recorded = _find(decision_id)
    if recorded is None:
        st.info(GONE)
        return
    labels = codelists.labels("decision_statuses")
    with st.form("suivi", border=False):
        _draw_text(recorded, "decision", "Ce qui est décidé")
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
            value=_format_field(row["due_on"]),
            placeholder="jj/mm/aaaa",
            key=f"suivi_echeance_{decision_id}",
        )
        _draw_text(recorded, "outcome", "Ce que cela a donné")
        actions.show_outcome()
        st.form_submit_button(
            "Enregistrer", icon=":material/save:", type="primary", on_click=_save, args=(decision_id,)
        )


def _draw_text(recorded: Decision, name: str, label: str) -> None:
    """A text of a decision, whether a public may read it, and what of it would have to be changed first."""
    text = getattr(recorded, name) or ""
    st.text_area(label, value=text, height=90, key=_get_key(name, recorded))
    st.checkbox(
        "Un public peut lire ce texte",
        value=decisions.is_marked(recorded, name),
        key=f"{_get_key(name, recorded)}_public",
        help=PUBLIC_HELP,
    )
    if obstacles := _list_obstacles(text, recorded):
        st.caption(format_sentence(_describe_obstacles(obstacles)))


def _get_key(name: str, recorded: Decision) -> str:
    return f"suivi_{'resultat' if name == 'outcome' else 'decision'}_{recorded.decision_id}"


def _find(decision_id: str) -> Decision | None:
    rows = decisions.recorded(shell.get_source().store)
    return next((recorded for recorded in rows if recorded.decision_id == decision_id), None)


def _list_obstacles(text: str, recorded: Decision) -> list[str]:
    """What a public may not read in a text as it is."""
    store = shell.get_source().store
    reader = TextReader(store, store.require_current().number)
    return list_texts(reader.list_passages(text, renamed.figure(recorded.figure_id)))


def _describe_obstacles(obstacles: list[str]) -> str:
    return f"À changer avant qu’un public lise ce texte : {' ; '.join(obstacles)}."


def _format_field(value: object) -> str:
    if pd.isna(value):
        return ""
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)


def _save(decision_id: str) -> None:
    state = st.session_state
    status = state[f"suivi_statut_{decision_id}"]

    def write() -> str:
        if (recorded := _find(decision_id)) is None:
            raise Refused(GONE)
        texts = _read_texts(recorded)
        decisions.amend(
            shell.get_source().store,
            decision_id,
            actions.get_user_name(),
            status=status,
            due_on=record_decision.parse_day(state[f"suivi_echeance_{decision_id}"]),
            closed_on=(recorded.closed_on or actions.today()) if status in CLOSED else None,
            **texts,
        )
        is_unmarked = any(
            state[f"{_get_key(name, recorded)}_public"] and texts[name] and not texts[f"{name}_seal"]
            for name in TEXTS
        )
        return f"{UPDATED} {ASKED_AGAIN}" if is_unmarked else UPDATED

    state[_IS_SAVED] = actions.run(write, "")


def _read_texts(recorded: Decision) -> dict[str, str | None]:
    """The texts of the form and their marks. Refused where a public may not read one that is ticked, or nothing is decided any more."""
    changes: dict[str, str | None] = {}
    for name in TEXTS:
        key = _get_key(name, recorded)
        text = st.session_state[key].strip() or None
        seal = decisions.mark(recorded, name, text, is_asked=st.session_state[f"{key}_public"])
        if seal and (obstacles := _list_obstacles(text or "", recorded)):
            raise Refused(f"Rien n’est enregistré. {_describe_obstacles(obstacles)}")
        changes |= {name: text, f"{name}_seal": seal}
    if not changes["decision"]:
        raise Refused("Écrivez ce qui est décidé.")
    return changes

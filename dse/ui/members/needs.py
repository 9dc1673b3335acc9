"""The needs that an organisation said, and what was done about each."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dse import french
from dse.members.needs import Need
from dse.members.sheet import Sheet
from dse.ui.card import tables
from dse.ui.frame.prose import escape_markdown, format_sentence
from dse.ui.members import missing
from schemas import codelists

LINES_READ = 30
TITLE = "Ses besoins, et ce qui en est advenu"
EMPTY = (
    "Aucune réponse sur ses besoins : le fichier d’une enquête auprès des membres remplirait cette partie."
)


def show(sheet: Sheet) -> None:
    """Draw a row a need, those that were not met first."""
    st.subheader(TITLE, anchor="besoins")
    if sheet.said is None:
        missing.say(EMPTY)
        return
    if not sheet.said.needs:
        st.markdown(f"À l’enquête de {sheet.said.year}, elle ne dit aucun besoin.")
        return
    st.caption(
        format_sentence(
            f"Dits à l’enquête de {sheet.said.year}, la dernière où elle a répondu sur ses besoins ; suivis dans les trois années "
            "jusqu’à cette enquête, comme sur la page Réinterroger l’offre."
        )
    )
    tables.show_text(
        pd.DataFrame(list_rows(sheet.said.needs)).map(escape_markdown),
        key="besoins_dits",
        lines_read=LINES_READ,
    )


def list_rows(needs: tuple[Need, ...]) -> list[dict[str, str]]:
    """The needs as rows of a table, those that were not met first."""
    outcomes = codelists.labels("need_outcomes")
    places = list(outcomes)
    ordered = sorted(needs, key=lambda need: places.index(need.outcome))
    return [
        {
            "Besoin": need.name,
            "Dit aux enquêtes de": french.listed([str(year) for year in need.years]),
            "Ce qui en est advenu": outcomes[need.outcome],
            "Dernière demande": _tell_request(need),
            "Dernier service": str(need.served_in) if need.served_in else "jamais",
        }
        for need in ordered
    ]


def _tell_request(need: Need) -> str:
    if need.requested_on is None or need.status is None:
        return "jamais"
    status = codelists.labels("accompaniment_statuses")[need.status].lower()
    return f"{french.day(need.requested_on)} ({status})"

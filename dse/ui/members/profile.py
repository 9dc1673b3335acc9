"""Who an organisation is, in a few lines at the top of its sheet, and how that changed at its end."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from dse import french
from dse.members.profile import Row
from dse.members.sheet import Sheet
from dse.members.standing import FORMER, MEMBER
from dse.ui.card import tables
from dse.ui.frame.prose import escape_markdown, format_sentence
from schemas import codelists

_LISTS = {
    "actor_family": ("Famille", "actor_families"),
    "field": ("Champ", "fields"),
    "region": ("Région", "regions"),
    "size_band": ("Taille", "size_bands"),
    "legal_category": ("Forme juridique", "legal_categories"),
}


def show(sheet: Sheet) -> None:
    """Draw where it stands, what it is, and what else it is called."""
    standing = sheet.standing
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="qui"):
        if standing.standing == MEMBER and standing.joined_on:
            st.badge(_describe_membership(sheet, standing.joined_on), color="green")
        elif standing.standing == FORMER and standing.left_on:
            st.badge(f"Ancien membre, jusqu’en {french.month(standing.left_on)}", color="orange")
        else:
            st.badge("Non membre", color="grey")
        st.markdown(format_sentence(" · ".join(list_facts(sheet))), width="stretch")
    for row in sheet.profile.predecessors:
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            st.caption("A repris", width="content")
            st.markdown(format_sentence(f"« {row['name']} »"))


def _describe_membership(sheet: Sheet, joined_on: date) -> str:
    """Since when, and its return where it had left."""
    first = f"Membre depuis {french.month(joined_on)}"
    stays = sheet.profile.stays
    return f"{first}, de retour en {french.month(stays[-1]['joined_on'])}" if len(stays) > 1 else first


def list_facts(sheet: Sheet) -> list[str]:
    """What an organisation is today, each in a few words."""
    profile = sheet.profile
    facts = list(_name_codes(profile.profiles[-1]).values()) if profile.profiles else []
    facts += [codelists.labels("countries").get(profile.country, profile.country)] if profile.country else []
    facts += [f"SIREN {profile.siren}"] if profile.siren else []
    names = french.listed([f"« {alias} »" for alias in profile.aliases])
    return [*facts, f"dite aussi {names}"] if names else facts


def show_changes(sheet: Sheet) -> None:
    """Draw what it was at each time; nothing where it was always the same."""
    rows = [{"Depuis le": french.day(row["valid_from"])} | _name_codes(row) for row in sheet.profile.profiles]
    changed_rows = [row for place, row in enumerate(rows) if place == 0 or _differs(row, rows[place - 1])]
    if len(changed_rows) < 2:
        return
    st.subheader("Ce qu’elle était", anchor="profils")
    frame = pd.DataFrame(changed_rows).fillna("")
    tables.show_text(frame.map(escape_markdown), key="profils")


def _differs(row: dict[str, str], before: dict[str, str]) -> bool:
    return list(row.values())[1:] != list(before.values())[1:]


def _name_codes(row: Row) -> dict[str, str]:
    return {
        title: codelists.labels(codelist).get(row[name], row[name])
        for name, (title, codelist) in _LISTS.items()
        if row[name]
    }

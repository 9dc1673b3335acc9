"""Who an organisation is, in a few lines at the top of its sheet."""

from __future__ import annotations

import streamlit as st

from dse import french
from dse.members.profile import Profile, Row
from dse.ui.frame.prose import format_sentence
from schemas import codelists

_LISTS = {"actor_family": "actor_families", "field": "fields", "region": "regions", "size_band": "size_bands"}


def show(profile: Profile) -> None:
    """Draw names, profile and stays."""
    st.markdown(" · ".join(format_sentence(text) for text in list_facts(profile)))


def list_facts(profile: Profile) -> list[str]:
    """What an organisation is today, each in a few words."""
    facts = [label for label in _name_codes(profile.profiles[-1])] if profile.profiles else []
    facts += [f"SIREN {profile.siren}"] if profile.siren else []
    facts += (
        [f"aussi appelée {french.listed([f'« {alias} »' for alias in profile.aliases])}"]
        if profile.aliases
        else []
    )
    return facts


def _name_codes(row: Row) -> list[str]:
    return [
        codelists.labels(codelist).get(row[name], row[name]) for name, codelist in _LISTS.items() if row[name]
    ]

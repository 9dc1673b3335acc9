"""Import files, see what changed, go back, know what the data mean and what they lack."""

import streamlit as st

from dse.ui import card, deeds, dictionary, history, intake, shell

shell.require_frame()

st.title("Données")
deeds.tell()
imports, versions, completeness, meaning = st.tabs(["Importer", "Versions", "Complétude", "Dictionnaire"])
with imports:
    intake.show()
with versions:
    history.show(shell.team_store())
with completeness:
    card.show(shell.current(), "completeness")
with meaning:
    dictionary.show()

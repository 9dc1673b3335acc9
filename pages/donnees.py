"""Import files, see what changed, go back, know what the data mean and what they lack."""

import streamlit as st

from dse.ui import backups, completeness, dictionary, history, intake, own, shell

shell.require_frame()

own.show()
history.warn(shell.team_store())
PARTS = ["Importer", "Versions", "Complétude", "Dictionnaire"]
imports, versions, gaps, meaning = st.tabs(PARTS, key="partie", on_change="rerun")
with imports:  # always drawn: files that were dropped are forgotten as soon as their frame is not
    intake.show()
with versions:
    if versions.open:
        history.show(shell.team_store())
        backups.show(shell.team_store())
with gaps:
    if gaps.open:
        completeness.show(shell.current())
with meaning:
    if meaning.open:
        dictionary.show()

"""Import files, see what changed, go back, know what the data mean and what they lack."""

from dse.ui.frame import menu

menu.require_frame()

import streamlit as st

from dse.ui.frame import filters, shell, team_files
from dse.ui.importing import import_section
from dse.ui.reference import completeness, dictionary
from dse.ui.versions import backups, version_list

team_files.show()
version_list.warn_of_damage(shell.get_team_store())
PARTS = ["Importer", "Versions", "Complétude", "Dictionnaire"]
imports, versions, gaps, meaning = st.tabs(
    PARTS, key="partie", default=PARTS[2] if filters.get_opened_figure() else None, on_change="rerun"
)
with imports:  # always drawn: files that were dropped are forgotten as soon as their frame is not
    import_section.show()
with versions:
    if versions.open:
        version_list.show(shell.get_team_store())
        backups.show(shell.get_team_store())
with gaps:
    if gaps.open:
        completeness.show(shell.get_source())
with meaning:
    if meaning.open:
        dictionary.show()

"""Import files, see what changed, go back, know what the data mean and what they lack."""

from dse.ui.frame import menu

menu.require_frame()

import streamlit as st

from dse import page_titles
from dse.ui.frame import address, filters, shell, team_files
from dse.ui.importing import import_section
from dse.ui.reference import completeness, dictionary
from dse.ui.versions import backups, version_list

team_files.show()
version_list.warn_of_damage(shell.get_team_store())
address.take_data_part(menu.DATA, part_key="partie", word_key=dictionary.WORD)
imports, versions, gaps, meaning = st.tabs(
    page_titles.DATA_PARTS,
    key="partie",
    default=page_titles.GAPS if filters.get_opened_figure() else None,
    on_change="rerun",
)
with imports:  # always drawn: files that were dropped are forgotten as soon as their frame is not
    import_section.show()
with versions:
    if versions.open:
        bar_of_check = version_list.show(shell.get_team_store())
        backups.show(shell.get_team_store())
        if bar_of_check:
            with bar_of_check:
                version_list.wait_for_check(shell.get_team_store())
with gaps:
    if gaps.open:
        completeness.show(shell.get_source())
with meaning:
    if meaning.open:
        dictionary.show()

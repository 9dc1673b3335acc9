"""The team's own files (codelists, forms, settings): take-over from the software's folder, and warnings about files with errors.

In the frame because the take-over comes before anything is read; page Données shows the messages above its tabs.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from dse import identity, paths
from dse.disclosure import audiences
from dse.team_files import takeover, takeover_records
from dse.team_files.takeover import NotTakenOver
from dse.ui.frame import actions
from dse.ui.frame.prose import format_sentence
from schemas import codelists


def take_over() -> None:
    """Take over what an earlier release left in the application's folder, once a process."""
    _find_take_over_error(paths.team_folder())


@st.cache_resource(show_spinner=False)
def _find_take_over_error(folder: Path) -> str | None:
    """Take over into this folder: why it could not be done, None where it was."""
    try:
        takeover.take_over()
    except NotTakenOver as error:
        return str(error)
    return None


def show() -> None:
    """Show what was taken over, until somebody has read it, and which files are ignored because of errors or bear names of before."""
    from dse.ingest.forms import form_files  # reading files is slow to load, and page Données alone needs it

    folder = paths.team_folder()
    if notes := takeover_records.describe_unread(folder):
        st.info(format_sentence(" ".join(notes)), icon=":material/drive_file_move:")
        st.button("J’ai lu", key="reprise_lue", on_click=_mark_read, args=(folder,))
    warnings = [
        _find_take_over_error(folder),
        *codelists.faults(),
        *form_files.describe_forms_to_correct(),
        *audiences.faults(),
        *identity.faults(),
    ]
    for text in filter(None, warnings):
        st.warning(format_sentence(text), icon=":material/warning:")


def _mark_read(folder: Path) -> None:
    actions.run(lambda: takeover_records.mark_read(folder), "C’est noté.")

"""The team's own files on the page: what was taken over from the application's folder, and what is left aside."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from dse import paths
from dse.disclosure import audiences
from dse.ingest.forms import form_files
from dse.team_files import takeover, takeover_records
from dse.team_files.takeover import NotTakenOver
from dse.ui.frame import actions
from dse.ui.frame.prose import sentence
from schemas import codelists


def take_over() -> None:
    """Take over what an earlier release left in the application's folder, once a process."""
    _why_not(paths.team_folder())


@st.cache_resource(show_spinner=False)
def _why_not(folder: Path) -> str | None:
    """Take over into this folder: why it could not be done, None where it was."""
    try:
        takeover.take_over()
    except NotTakenOver as error:
        return str(error)
    return None


def show() -> None:
    """Say what was taken over until somebody has read it, and which files of the team are left aside."""
    folder = paths.team_folder()
    if said := takeover_records.describe_unread(folder):
        st.info(sentence(" ".join(said)), icon=":material/drive_file_move:")
        st.button("J’ai lu", key="reprise_lue", on_click=_mark_read, args=(folder,))
    wrong = [_why_not(folder), *codelists.faults(), *form_files.describe_faulty_forms(), *audiences.faults()]
    for each in filter(None, wrong):
        st.warning(sentence(each), icon=":material/warning:")


def _mark_read(folder: Path) -> None:
    actions.do(lambda: takeover_records.mark_read(folder), "C’est noté.")

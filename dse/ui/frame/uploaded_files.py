"""Files dropped on a page: given back as soon as the page no longer holds them. Streamlit alone keeps them until the session ends."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

PROPOSAL = "_proposal"  # what an import would do, with the rows of its files
_FILE_IDS = "_uploaded_files"


def keep_only(name: str, files: Iterable[UploadedFile]) -> None:
    """Give back the files dropped in a frame of this name before, all but these."""
    ids_by_name = st.session_state.setdefault(_FILE_IDS, {})
    ids = {file.file_id for file in files}
    _give_back(ids_by_name.get(name, set()) - ids)
    ids_by_name[name] = ids


def give_back_all() -> None:
    """On a page where nothing is dropped: the frames of the other one are empty when it comes back.

    Files that were sent but that no frame has shown are given back too.
    """
    _give_back_session()
    st.session_state.pop(_FILE_IDS, None)
    st.session_state.pop(PROPOSAL, None)


def _give_back(file_ids: Iterable[str]) -> None:
    context = get_script_run_ctx()
    manager: Any = context.uploaded_file_mgr
    for file_id in file_ids:
        manager.remove_file(context.session_id, file_id)


def _give_back_session() -> None:
    context: Any = get_script_run_ctx()
    context.uploaded_file_mgr.remove_session_files(context.session_id)

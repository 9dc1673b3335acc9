"""An import that cannot be done: what to correct, then the files to send to whoever typed them."""

from __future__ import annotations

import streamlit as st

from dse import french
from dse.export.import_files import issue_report, rejected_lines
from dse.ingest import Issue, Proposal
from dse.ingest.organisations.resolution import UNKNOWN
from dse.ingest.recognition.unrecognised_sheets import OF_NO_FORM
from dse.ui.frame.prose import sentence
from dse.ui.importing import issues, title_matching


def show(proposal: Proposal) -> None:
    """What is to be corrected in the files, beside what the page itself asks above."""
    found = [each for each in proposal.problems if not _is_asked(each, proposal)]
    if not found:
        st.info(
            "Rien n’a été écrit : l’aperçu viendra après vos réponses ci-dessus.",
            icon=":material/hourglass_top:",
        )
        _lines_to_correct(proposal)
        return
    st.error(
        f"**Import refusé : {french.count(len(found), 'problème')}.** Rien n’a été écrit. "
        "Corrigez les fichiers, puis déposez-les de nouveau.",
        icon=":material/block:",
    )
    issues.show(found, "problemes")
    with st.container(horizontal=True):
        _lines_to_correct(proposal)
        _list_of(found)


def _is_asked(problem: Issue, proposal: Proposal) -> bool:
    """Whether the page asks for what would settle it: whose a name is, what a title stands for."""
    if problem.code in OF_NO_FORM:
        return problem.file in {each.file for each in title_matching.unread(proposal)}
    return problem.code == UNKNOWN and bool(problem.names)


def _lines_to_correct(proposal: Proposal) -> None:
    for number, each in enumerate(proposal.rejected):
        place = f"{each.file}, {each.sheet}" if each.sheet else each.file
        st.download_button(
            sentence(f"Lignes à corriger : {place} ({french.number(len(each.lines))})"),
            lambda each=each: rejected_lines.csv(each),
            file_name=rejected_lines.file_name(each),
            mime="text/csv",
            key=f"telecharger_rejets_{number}",
            on_click="ignore",
            icon=":material/edit_document:",
        )


def _list_of(found: list[Issue]) -> None:
    st.download_button(
        "Liste des problèmes (CSV pour Excel)",
        lambda: issue_report.csv(found),
        file_name="problemes-import.csv",
        mime="text/csv",
        key="telecharger_problemes",
        on_click="ignore",
        icon=":material/download:",
    )

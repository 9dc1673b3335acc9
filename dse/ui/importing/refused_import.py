"""A refused import: what to correct, and the files of rejected lines and issues to download."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import streamlit as st

from dse import french
from dse.export.import_files import issue_report
from dse.ingest import Issue, Proposal
from dse.ingest.organisations.resolution import describe_unknown_organisation
from dse.ingest.recognition.unrecognised_sheets import OF_NO_FORM
from dse.ingest.rows.rejected_lines import RejectedLines
from dse.ui.importing import corrected_lines, issues, offered_corrections, title_matching, value_matching
from dse.ui.importing.correction_steps import describe_location


def show(proposal: Proposal, called: Mapping[str, str], round_number: int) -> None:
    """Issues to correct here or in the files, without those that the page asks about above; names of `called` lead to their sheets."""
    matchable = value_matching.list_issues(proposal)
    issues_to_correct = [
        issue for issue in proposal.problems if issue not in matchable and not _is_question(issue, proposal)
    ]
    if not issues_to_correct:
        st.info(
            "Rien n’a été écrit : l’aperçu viendra après vos réponses ci-dessus.",
            icon=":material/hourglass_top:",
        )
        offered_corrections.show(proposal.rejected, round_number, "problemes")
        corrected_lines.show(proposal.rejected, round_number, "problemes")
        corrected_lines.offer_to_apply(round_number, "problemes")
        _offer_rejected_lines(proposal)
        return
    to_choose = _describe_choices(len(proposal.unknown_names), len(value_matching.list_values(proposal)))
    st.error(
        f"**Import refusé : {french.count(len(issues_to_correct), 'problème')}{to_choose}.** Rien n’a été écrit. "
        + _advise(proposal),
        icon=":material/block:",
    )
    offered_corrections.show(proposal.rejected, round_number, "problemes")
    lines = [_put_first(sheet, issues_to_correct) for sheet in proposal.rejected]
    corrected_lines.show(lines, round_number, "problemes")
    corrected_lines.offer_to_apply(round_number, "problemes")
    _show_issues(issues_to_correct, proposal, called)
    with st.container(horizontal=True):
        _offer_rejected_lines(proposal)
        _offer_issue_list(issues_to_correct)


def _put_first(sheet: RejectedLines, issues_to_correct: Collection[Issue]) -> RejectedLines:
    """The lines that only a correction settles, before those that an answer above may settle."""
    to_correct = {*issues_to_correct}
    lines = sorted(sheet.lines, key=lambda line: to_correct.isdisjoint(line[2]))
    return replace(sheet, lines=tuple(lines))


def _show_issues(issues_to_correct: Sequence[Issue], proposal: Proposal, called: Mapping[str, str]) -> None:
    """One line each; out of the way where the table above has them all."""
    described = corrected_lines.advise_on_page(issues_to_correct, proposal.rejected)
    if not corrected_lines.have_all(proposal.rejected, issues_to_correct):
        issues.show(described, "problemes", called, proposal.read)
        return
    count = french.count(len(described), "problème")
    with st.expander(f"{count} : où, pourquoi, que faire", key="problemes_un_a_un", icon=":material/list:"):
        issues.show(described, "problemes", called, proposal.read)


def _advise(proposal: Proposal) -> str:
    in_files = "orrigez les fichiers, puis déposez-les de nouveau."
    if not corrected_lines.can_correct(proposal.rejected):
        return f"C{in_files}"
    return f"Corrigez les lignes ici ; ou c{in_files}"


def _describe_choices(names: int, values: int) -> str:
    parts = [f"{french.count(names, 'nom')} à choisir"] if names else []
    parts += [f"{french.count(values, 'valeur')} à associer"] if values else []
    return f", et {french.listed(parts)} ci-dessus" if parts else ""


def _is_question(issue: Issue, proposal: Proposal) -> bool:
    """Whether the page itself asks about the issue: which organisation a name means, what a title stands for."""
    if issue.code in OF_NO_FORM:
        return issue.file in {sheet.file for sheet in title_matching.list_unread_sheets(proposal)}
    return issue.code == describe_unknown_organisation.code and bool(issue.names)


def _offer_rejected_lines(proposal: Proposal) -> None:
    for number, sheet in enumerate(proposal.rejected):
        lines = french.number(len(sheet.lines))
        label = f"Lignes à corriger : {describe_location(sheet)} ({lines})"
        corrected_lines.offer_lines(sheet, label, f"telecharger_rejets_{number}")


def _offer_issue_list(issue_list: list[Issue]) -> None:
    st.download_button(
        "Liste des problèmes (CSV pour Excel)",
        lambda: issue_report.render_csv(issue_list),
        file_name="problemes-import.csv",
        mime="text/csv",
        key="telecharger_problemes",
        on_click="ignore",
        icon=":material/download:",
    )

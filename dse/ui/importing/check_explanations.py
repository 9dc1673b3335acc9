"""Why an import says what it says: the checks behind its issues, each explained in a popover."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import streamlit as st

from dse.ingest import Issue
from dse.ingest.registry import Check, Example, find_check
from dse.ui.frame.prose import format_sentence


def show(issues: Sequence[Issue], key: str) -> None:
    """One button a check that the issues come from, in the order of the codes."""
    codes = sorted({issue.code for issue in issues})
    checks = [check for check in map(find_check, codes) if check]
    if not checks:
        return
    with st.container(horizontal=True, vertical_alignment="center", key=f"{key}_pourquoi"):
        st.markdown("Pourquoi ?", width="content")
        for check in checks:
            with st.popover(format_sentence(check.title), icon=":material/help:", type="tertiary"):
                _explain(check)


def _explain(check: Check) -> None:
    st.markdown(f"**{format_sentence(check.title)}** ({format_sentence(check.code)})")
    st.markdown(format_sentence(check.explanation))
    st.markdown(f"**Que faire.** {format_sentence(check.advice)}")
    st.caption(format_sentence(check.effects))
    _show_examples("Déclenche ce contrôle", check.trips)
    _show_examples("Ne le déclenche pas", check.passes)


def _show_examples(title: str, examples: Iterable[Example]) -> None:
    for example in examples:
        st.markdown(f"**{title}.** {format_sentence(example.sentence)}")
        if example.text:
            st.code(example.text, language=None)
        if example.table:
            header, *lines = example.table
            st.markdown("\n".join(map(_row, [header, *lines])).replace("\n", f"\n{_rule(header)}\n", 1))


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(map(format_sentence, cells))} |"


def _rule(header: Sequence[str]) -> str:
    return f"|{'---|' * len(header)}"

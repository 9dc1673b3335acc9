"""What a dossier will hold, chapter by chapter, and what it will not."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dse import disclosure, french
from dse.export.dossier import Contents, Entry, LeftOut
from dse.ui.frame.prose import literal, sentence


def show(contents: Contents) -> None:
    """Draw the chapters with how many figures each has, then the figures that are absent, and why."""
    with st.container(border=True, key="bilan_chapitres"):
        st.markdown("**Ce que contient le dossier**")
        lines = [
            f"- **{literal(each.title)}** : {sentence(_chapter(len(each.entries), _hidden(each.entries)))}"
            for each in contents.chapters
            if each.entries
        ]
        st.markdown("\n".join(lines))
        left_out = list(contents.left_out())
        if left_out:
            _left_out(left_out)


def _chapter(figures: int, hidden: str) -> str:
    return french.count(figures, "figure") + (f" ; {hidden}" if hidden else "")


def _hidden(entries: Sequence[Entry]) -> str:
    """What is hidden in a chapter, each kind once, its masked rows summed."""
    hidden = [each for entry in entries for said in entry.answers() for each in said.hidden]
    masked = sum(int(each.what) for each in hidden if each.deed == "masked")
    others = [each for each in hidden if each.deed != "masked"]
    summed = [disclosure.Hidden("masked", str(masked))] if masked else []
    return disclosure.words.told([*summed, *others])


def _absent(left_out: Sequence[LeftOut]) -> str:
    kept_back = sum(each.is_hidden for each in left_out)
    reserved = french.count(kept_back, "réservée à l’équipe", "réservées à l’équipe")
    of_which = f", dont {reserved}" if 0 < kept_back < len(left_out) else ""
    return french.count(len(left_out), "figure absente") + of_which


def _left_out(left_out: Sequence[LeftOut]) -> None:
    """Each figure that is not there, under the reason why."""
    reasons: dict[str, list[str]] = {}
    for each in left_out:
        reasons.setdefault(each.why, []).append(each.figure.question)
    with st.expander(sentence(_absent(left_out))):
        for why, questions in reasons.items():
            listed = "\n".join(f"- {sentence(each)}" for each in questions)
            st.markdown(f"{sentence(why)}\n{listed}")

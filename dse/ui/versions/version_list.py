"""Versions on the page: a list to read at a glance, and the one chosen."""

from __future__ import annotations

import streamlit as st

from dse import french
from dse.errors import ReaderError
from dse.store import ACTIONS, Finding, Store, Version
from dse.ui.frame.prose import sentence
from dse.ui.versions import outdated_rows, version_detail, version_differences
from dse.ui.versions.version_detail import who_and_when

SHOWN_AT_ONCE = 8
_SHOWN = "_versions_shown"
MESSAGE_LENGTH = 70


def warn(store: Store) -> None:
    """Say which manifests are damaged, and what to do."""
    _tell(store.damaged())


def show(store: Store) -> None:
    """Versions, newest first; what the chosen one changed, and what can be done with it."""
    versions = store.versions()
    if not versions:
        st.info("Vos versions apparaîtront ici après votre premier import.", icon=":material/history:")
        return
    names = store.names()
    listed, chosen = st.columns([3, 5], gap="medium")
    with listed:
        version = _choose(store, versions, names)
        _health(store)
        outdated_rows.show(store, versions[0])
    with chosen, st.container(border=True, key="version"):
        version_detail.show(store, version, names.get(version.number, ""))


def _choose(store: Store, versions: list[Version], names: dict[int, str]) -> Version:
    shown = versions[: st.session_state.get(_SHOWN, SHOWN_AT_ONCE)]
    known = {each.number: each for each in shown}
    number = st.radio(
        french.count(len(versions), "version"),
        list(known),
        format_func=lambda each: _heading(
            known[each], names.get(each, ""), is_current=known[each] == versions[0]
        ),
        captions=[_caption(store, each) for each in shown],
        key=f"version_choisie_{versions[0].number}",
    )
    if len(shown) < len(versions):
        st.button("Versions plus anciennes", key="anciennes", on_click=_show_more, args=(len(shown),))
    return known[number]


def _show_more(shown: int) -> None:
    st.session_state[_SHOWN] = shown + SHOWN_AT_ONCE


def _heading(version: Version, name: str, *, is_current: bool) -> str:
    parts = [
        f"**Version {version.number}**",
        f"**{sentence(f'« {name} »')}**" if name else "",
        f"· {ACTIONS[version.action]}",
    ]
    return " ".join(part for part in [*parts, "(actuelle)" if is_current else ""] if part)


def _caption(store: Store, version: Version) -> str:
    lines = [_cut(version.message), who_and_when(version), _what(store, version)]
    return "  \n".join(sentence(line) for line in lines if line)


def _what(store: Store, version: Version) -> str:
    try:
        diffs = version_differences.counts(store, version_differences.parent(store, version), version)
    except ReaderError:
        return "comparaison impossible"
    return version_differences.summed(diffs, named=1) or "aucune ligne changée"


def _cut(text: str) -> str:
    return text if len(text) <= MESSAGE_LENGTH else text[: MESSAGE_LENGTH - 1].rstrip() + "…"


def _health(store: Store) -> None:
    if not st.button(
        "Vérifier les fichiers", key="verifier", icon=":material/health_and_safety:", type="tertiary"
    ):
        return
    with st.spinner("Vérification de chaque fichier…"):
        findings = store.check()
    if not findings:
        st.success("Tous les fichiers sont intacts.")
    _tell(findings)


def _tell(findings: list[Finding]) -> None:
    for finding in findings:
        st.warning(sentence(finding.sentence), icon=":material/warning:")

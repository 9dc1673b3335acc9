"""Versions on the page: a list to read at a glance, and the one chosen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dse import french
from dse.errors import ReaderError
from dse.store import Finding, Store, Version, name_action
from dse.ui.frame import long_work
from dse.ui.frame.prose import format_sentence
from dse.ui.versions import contradicting_rows, outdated_rows, version_detail, version_differences
from dse.ui.versions.version_detail import describe_origin

PAGE_SIZE = 8
_LISTED_COUNT, _FINDINGS = "_versions_shown", "_files_checked"
MESSAGE_LENGTH = 70
CHECKED_ELSEWHERE = "Les fichiers sont en train d’être vérifiés dans une autre fenêtre."


def warn_of_damage(store: Store) -> None:
    """Say which manifests are damaged, and what to do."""
    _show_findings(store.damaged())


def show(store: Store) -> DeltaGenerator | None:
    """Versions, newest first; what the chosen one changed, and what can be done with it. The place of the bar while files are checked."""
    versions = store.versions()
    if not versions:
        st.info("Vos versions apparaîtront ici après votre premier import.", icon=":material/history:")
        return None
    names = store.names()
    left, right = st.columns([3, 5], gap="medium")
    with left:
        version = _choose_version(store, versions, names)
        bar = _check_files(store)
        outdated_rows.show(store, versions[0])
        contradicting_rows.show(store, versions[0])
    with right, st.container(border=True, key="version"):
        version_detail.show(store, version, names.get(version.number, ""))
    return bar


def wait_for_check(store: Store) -> None:
    """Wait for the check of files: where all the rest is drawn."""
    if long_work.find(_get_check_key(store)) is not None:
        long_work.receive(_get_check_key(store), _keep_findings)


def _choose_version(store: Store, versions: list[Version], names: dict[int, str]) -> Version:
    listed = versions[: st.session_state.get(_LISTED_COUNT, PAGE_SIZE)]
    versions_by_number = {version.number: version for version in listed}
    number = st.radio(
        french.count(len(versions), "version"),
        list(versions_by_number),
        format_func=lambda number: _format_heading(
            versions_by_number[number],
            names.get(number, ""),
            is_current=versions_by_number[number] == versions[0],
        ),
        captions=[_format_caption(store, version) for version in listed],
        key=f"version_choisie_{versions[0].number}",
    )
    if len(listed) < len(versions):
        st.button("Versions plus anciennes", key="anciennes", on_click=_show_more, args=(len(listed),))
    return versions_by_number[number]


def _show_more(listed_count: int) -> None:
    st.session_state[_LISTED_COUNT] = listed_count + PAGE_SIZE


def _format_heading(version: Version, name: str, *, is_current: bool) -> str:
    parts = [
        f"**Version {version.number}**",
        f"**{format_sentence(f'« {name} »')}**" if name else "",
        f"· {name_action(version)}",
    ]
    return " ".join(part for part in [*parts, "(actuelle)" if is_current else ""] if part)


def _format_caption(store: Store, version: Version) -> str:
    lines = [_shorten(version.message), describe_origin(version), _describe_changes(store, version)]
    return "  \n".join(format_sentence(line) for line in lines if line)


def _describe_changes(store: Store, version: Version) -> str:
    try:
        diffs = version_differences.count_changes(
            store, version_differences.get_parent(store, version), version
        )
    except ReaderError:
        return "comparaison impossible"
    return version_differences.describe_changes(diffs, max_tables=1) or "aucune ligne changée"


def _shorten(text: str) -> str:
    return text if len(text) <= MESSAGE_LENGTH else text[: MESSAGE_LENGTH - 1].rstrip() + "…"


def _get_check_key(store: Store) -> tuple[str, Path]:
    return "check", store.path


def _check_files(store: Store) -> DeltaGenerator:
    """The button that checks them, and what was found; the place of the bar meanwhile."""
    key = _get_check_key(store)
    st.button(
        "Vérifier les fichiers",
        key="verifier",
        icon=":material/health_and_safety:",
        type="tertiary",
        disabled=long_work.find(key) is not None,
        on_click=long_work.begin,
        args=(key, "Vérification de chaque fichier…", lambda _: store.check()),
    )
    bar = st.container()
    if long_work.is_elsewhere(key):
        st.caption(format_sentence(CHECKED_ELSEWHERE))
    findings: list[Finding] | None = st.session_state.pop(_FINDINGS, None)
    if findings == []:
        st.success("Tous les fichiers sont intacts.")
    _show_findings(findings or [])
    return bar


def _keep_findings(get_findings: Callable[[], list[Finding]]) -> None:
    st.session_state[_FINDINGS] = get_findings()


def _show_findings(findings: list[Finding]) -> None:
    for finding in findings:
        st.warning(format_sentence(finding.sentence), icon=":material/warning:")

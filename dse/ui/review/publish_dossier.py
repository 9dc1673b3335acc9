"""Having the dossier: what would be told otherwise than was published, the file itself, and those given before."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from dse import french, publication
from dse.errors import ReaderError, Refused
from dse.export import dossier, publish_dossier
from dse.export.dossier import Choice
from dse.export.publish_dossier import Given, Prepared
from dse.publication import Export
from dse.ui.frame import actions
from dse.ui.frame.data import Reading, answer
from dse.ui.frame.progress_bar import progress
from dse.ui.frame.prose import sentence
from dse.ui.review import published_differences

READ = "bilan_relu"
SHOWN = 12
HASH_LETTERS = 12
_ASKED, _PREPARED, _GIVEN, _PLACE = "_bilan_demande", "_bilan_prepare", "_bilan_donne", "_bilan_lieu"
today = actions.today


@dataclass(frozen=True)
class _Ready:
    """A file to download, and what it was made for."""

    key: tuple[object, ...]
    path: Path
    given: Given


def show(source: Reading, choice: Choice) -> None:
    """Draw the way to the file, and the list of those given before."""
    with st.container(border=True, key="bilan_dossier"):
        st.markdown(f"**{sentence(_title(choice))}**")
        _offer(source, choice)
    with st.container(border=True, key="bilan_publies"):
        st.markdown("**Dossiers déjà publiés**")
        _published(source)


def _title(choice: Choice) -> str:
    against = f", comparé à {choice.against}" if choice.against else ""
    return f"Dossier {choice.triennial}{against}"


def _offer(source: Reading, choice: Choice) -> None:
    """The button, then the differences if there are any, then the file."""
    key = (source.place, source.version.number, source.version.created, choice)
    ready: _Ready | None = st.session_state.get(_GIVEN)
    prepared = _prepared(key)
    if ready is None or ready.key != key:
        if prepared is None or not prepared.doubts:
            _begin(source, choice, key)
        else:
            _settle(source, prepared, key)
        return
    _download(ready, choice)


def _prepared(key: tuple[object, ...]) -> Prepared | None:
    kept = st.session_state.get(_PREPARED)
    return kept[1] if kept and kept[0] == key else None


def _begin(source: Reading, choice: Choice, key: tuple[object, ...]) -> None:
    st.caption(_recorded(choice))
    st.button(
        "Préparer le dossier",
        icon=":material/inventory_2:",
        key="preparer_dossier",
        on_click=_ask,
        args=(key,),
    )
    if not _is_asked(key):
        return
    with progress("Calcul des figures…") as told:
        contents = dossier.gather(
            source.store,
            source.version.number,
            choice,
            told,
            answering=lambda figure, selection: answer(source, figure.id, selection),
        )
        prepared = publish_dossier.compare(contents, source.store)
    st.session_state[_PREPARED] = (key, prepared)
    if not prepared.doubts:
        _give(source, prepared, key, {})
    st.rerun()


def _recorded(choice: Choice) -> str:
    if choice.audience != dossier.Choice.audience:
        return "Pour l’équipe seulement : rien n’en est publié, rien n’en est gardé."
    return (
        "Sa date, son empreinte et les chiffres qu’il publie des enquêtes seront gardés à côté des données."
    )


def _settle(source: Reading, prepared: Prepared, key: tuple[object, ...]) -> None:
    """Each survey in doubt, and the choice to repeat or to correct it."""
    st.warning(
        "Rien n’est encore écrit : ce dossier dirait autre chose que ce qui a été publié.",
        icon=":material/difference:",
    )
    chosen = {doubt.series: published_differences.settled(doubt) for doubt in prepared.doubts}
    has_read = st.checkbox("J’ai relu ces différences", key=f"{READ}_{prepared.code(chosen)}")
    st.button(
        "Écrire le dossier",
        icon=":material/inventory_2:",
        key="ecrire_dossier",
        disabled=not has_read,
        on_click=_ask,
        args=(key,),
    )
    if has_read and _is_asked(key):
        _give(source, prepared, key, chosen)
        st.rerun()


def _ask(key: tuple[object, ...]) -> None:
    """Note what was clicked for: the work is done where its bar is drawn."""
    st.session_state[_ASKED] = key


def _is_asked(key: tuple[object, ...]) -> bool:
    return st.session_state.pop(_ASKED, None) == key


def _give(source: Reading, prepared: Prepared, key: tuple[object, ...], chosen: dict[str, str]) -> None:
    st.session_state.pop(_PREPARED, None)  # whatever happens to it: after a conflict it is compared again
    path = _place() / publish_dossier.file_name(prepared.contents.choice)
    with progress("Écriture des fichiers…") as told:
        try:
            given = publish_dossier.give(
                prepared, source.store, path, day=today(), chosen=chosen, progress=told
            )
        except OSError as error:
            raise Refused(
                f"Le dossier ne s’écrit pas sur cet ordinateur : {error.strerror}. Libérez de la place, puis recommencez."
            ) from error
    st.session_state[_GIVEN] = _Ready(key, path, given)


def _place() -> Path:
    """Where this session's file waits to be downloaded: taken away with the session."""
    if _PLACE not in st.session_state:
        st.session_state[_PLACE] = tempfile.TemporaryDirectory(prefix="dossier-")
    return Path(st.session_state[_PLACE].name)


def _download(ready: _Ready, choice: Choice) -> None:
    told = f"Le dossier est prêt ({french.file_size(ready.given.size)})"
    number = f" : publication n° {ready.given.number}, empreinte {ready.given.sha256[:HASH_LETTERS]}"
    st.success(sentence(told + (number if ready.given.number else "") + "."), icon=":material/check_circle:")
    st.download_button(
        "Télécharger le dossier",
        lambda: ready.path.open("rb"),
        file_name=publish_dossier.file_name(choice),
        mime="application/zip",
        key="telecharger_dossier",
        on_click="ignore",
        icon=":material/download:",
    )


def _published(source: Reading) -> None:
    try:
        exports = publication.read(source.store).exports
    except ReaderError as error:
        st.error(sentence(f"{error} Aucun dossier ne peut être publié d’ici là."), icon=":material/error:")
        return
    if not exports:
        st.caption("Aucun dossier n’a encore été publié.")
        return
    st.markdown("\n".join(f"- {sentence(_line(each))}" for each in exports[::-1][:SHOWN]))
    if len(exports) > SHOWN:
        st.caption(sentence(f"Et {french.count(len(exports) - SHOWN, 'autre')} avant."))


def _line(export: Export) -> str:
    """When, what, of which version, and what the file is known by."""
    against = f" comparé à {export.against}" if export.against else ""
    parts = [
        f"n° {export.number}, {french.day(export.day)} : {export.triennial}{against}",
        f"version {export.version}",
    ]
    parts += [french.count(len(export.corrections), "correction")] if export.corrections else []
    return " · ".join([*parts, f"empreinte {export.sha256[:HASH_LETTERS]}"])

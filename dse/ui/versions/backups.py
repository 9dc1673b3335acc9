"""Backups on the page: the whole store in one file to download; where there is no data yet, a file to put back."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import streamlit as st

from dse import french
from dse.errors import ReaderError, Refused
from dse.ingest import pseudonyms
from dse.store import Backup, OldDamage, Restored, Store
from dse.store.backups import portable_names
from dse.store.durability import disk
from dse.team_files import leftovers
from dse.ui.frame import actions, uploaded_files
from dse.ui.frame.progress_bar import show_progress
from dse.ui.frame.prose import format_sentence

LARGEST_MB = 500  # of an upload, which is in memory
_REQUESTED, _READY, _ROUND = "_sauvegarde_demandee", "_sauvegarde_prete", "_sauvegarde_tour"
_CONFIRMATION = "_sauvegarde_confirmee"


@dataclass
class _Ready:
    """A backup to download, and the store it was made of. Its file has no name: it is gone once closed, or with the session."""

    store: Path
    backup: Backup
    file: BinaryIO
    is_downloaded: bool = False

    def download(self) -> bytes:
        """The bytes for the browser; Streamlit calls this outside any run of the page."""
        self.file.seek(0)
        content = self.file.read()
        self.is_downloaded = True
        return content


def show(store: Store) -> None:
    """The way to a backup; where the folder is empty, the way back from one."""
    with st.container(border=True, key="sauvegarde"):
        st.markdown("**Sauvegarde**")
        if store.is_restoring() or (store.current() is None and store.is_empty(leftovers.list_copies)):
            _offer_restoration(store)
        else:
            _offer_backup(store)


def _offer_backup(store: Store) -> None:
    st.markdown(
        format_sentence(
            "Un seul fichier contient toutes les versions et leurs noms, les diaporamas, les publications et ce que l’équipe a réglé. "
            "Gardez-le sur un autre disque. Une sauvegarde faite avant l’oubli d’une personne la contient encore, et la ramènerait : "
            "après un oubli, faites-en une nouvelle et détruisez les anciennes."
        )
    )
    try:
        st.caption(format_sentence(pseudonyms.describe_key_to_save(store.path)))
    except Refused as error:
        st.warning(format_sentence(str(error)), icon=":material/key:")
        return
    st.button(
        "Faire une sauvegarde", key="sauvegarder", icon=":material/save:", on_click=_request, args=("backup",)
    )
    if _take_request("backup"):
        _discard()
        _back_up(store)
    ready: _Ready | None = st.session_state.get(_READY)
    if ready is None or ready.store != store.path:
        return
    if ready.is_downloaded:
        _discard()
        st.caption(
            format_sentence(
                "La sauvegarde a été téléchargée, et n’est plus gardée ici. Si elle n’est pas arrivée, faites-en une autre."
            )
        )
    else:
        _offer_download(ready)


def _back_up(store: Store) -> None:
    try:
        with _make_folder() as folder, show_progress("Vérification des données…") as advance:
            confirmation = st.session_state.pop(_CONFIRMATION, "")
            backup = store.back_up(Path(folder) / "sauvegarde.zip", advance, confirmation)
            st.session_state[_READY] = _Ready(store.path, backup, disk.open_nameless(backup.file))
    except OldDamage as error:
        st.warning(format_sentence(str(error)), icon=":material/warning:")
        st.button(
            "Sauvegarder quand même",
            key="sauvegarder_quand_meme",
            on_click=_confirm_damage,
            args=(error.code,),
        )
    except ReaderError as error:
        st.error(format_sentence(str(error)), icon=":material/error:")


def _discard() -> None:
    """Delete the backup that was not downloaded: it has personal data, also of people forgotten since."""
    if (ready := st.session_state.pop(_READY, None)) is not None:
        ready.file.close()


def _offer_download(ready: _Ready) -> None:
    backup = ready.backup
    st.success(
        format_sentence(f"La sauvegarde est prête : {_describe_contents(backup)}."),
        icon=":material/check_circle:",
    )
    if backup.damaged:
        st.warning(
            format_sentence(
                f"Ces fichiers étaient déjà abîmés ou manquants : {french.listed(list(backup.damaged))}."
            ),
            icon=":material/warning:",
        )
    for finding in backup.left_out:
        st.caption(format_sentence(f"Non compris : {finding.sentence}"))
    st.download_button(
        "Télécharger la sauvegarde",
        ready.download,
        file_name=f"sauvegarde-{actions.today().isoformat()}.zip",
        mime="application/zip",
        key="telecharger_sauvegarde",
        on_click="ignore",
        icon=":material/download:",
    )


def _describe_contents(backup: Backup) -> str:
    version = f"version {backup.version}, " if backup.version else ""
    return f"{version}{french.count(backup.files, 'fichier')}, {french.file_size(backup.bytes)}"


def _offer_restoration(store: Store) -> None:
    for finding in store.check():
        st.warning(format_sentence(finding.sentence), icon=":material/warning:")
    upload = st.file_uploader(
        french.typeset(
            f"Pour reprendre les données d’une sauvegarde, déposez-la ici ({LARGEST_MB} Mo au plus ; au-delà, commande « backup »)"
        ),
        type="zip",
        max_upload_size=LARGEST_MB,
        key=f"sauvegarde_{st.session_state.setdefault(_ROUND, 0)}",
    )
    uploaded_files.keep_only("sauvegarde", [upload] if upload else [])
    if upload is None:
        return
    st.button(
        "Restaurer cette sauvegarde",
        key="restaurer",
        type="primary",
        icon=":material/settings_backup_restore:",
        on_click=_request,
        args=("restoration",),
    )
    if _take_request("restoration"):
        _restore(store, upload)
        st.rerun()


def _restore(store: Store, upload: BinaryIO) -> None:
    with _make_folder() as folder, show_progress("Lecture…") as advance:
        # What is said of a file names it as the reader does, where this computer can.
        path = Path(folder) / (
            upload.name
            if portable_names.is_portable(upload.name) and "/" not in upload.name
            else "sauvegarde.zip"
        )
        with path.open("wb") as file:
            shutil.copyfileobj(upload, file)
        if actions.run(
            lambda: _describe_restored(store.restore_backup(path, advance, leftovers.list_copies)), ""
        ):
            st.session_state[_ROUND] += 1


def _describe_restored(restored: Restored) -> str:
    parts = ("La sauvegarde est restaurée.", restored.warning, pseudonyms.describe_key_to_restore())
    return " ".join(filter(None, parts))


def _confirm_damage(code: str) -> None:
    st.session_state[_CONFIRMATION] = code
    _request("backup")


def _request(work: str) -> None:
    """Remember the click: the work is done in the run, where its progress bar is drawn."""
    st.session_state[_REQUESTED] = work


def _take_request(work: str) -> bool:
    if st.session_state.get(_REQUESTED) != work:
        return False
    del st.session_state[_REQUESTED]
    return True


def _make_folder() -> tempfile.TemporaryDirectory[str]:
    """A folder of this session alone; on Windows it stays, empty, where a file in it is still open."""
    return tempfile.TemporaryDirectory(prefix="sauvegarde-", ignore_cleanup_errors=True)

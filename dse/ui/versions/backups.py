"""Backups on the page: the whole store in one file to download; where there is no data yet, a file to put back."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from dse import french
from dse.errors import Refused
from dse.ingest import pseudonyms
from dse.store import Backup, OldDamage, Restored, Store
from dse.store.backups import portable_names
from dse.store.durability import disk
from dse.team_files import leftovers
from dse.ui.frame import actions, long_work, uploaded_files
from dse.ui.frame.long_work import Note
from dse.ui.frame.prose import format_sentence

LARGEST_MB = 500  # of an upload, which is in memory
_READY, _DAMAGE, _ROUND = "_sauvegarde_prete", "_sauvegarde_abimee", "_sauvegarde_tour"
MADE_ELSEWHERE = "Une sauvegarde se fait dans une autre fenêtre : la vôtre se ferait ensuite."
RESTORED_ELSEWHERE = (
    "Une sauvegarde est remise en place dans une autre fenêtre. Rechargez cette page dans un moment."
)
PART = "sauvegarde"  # where the outcome of a backup is shown


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
        if long_work.find(_get_restoration_key(store)) is not None:
            long_work.receive(_get_restoration_key(store), _say_restored)
        elif long_work.is_elsewhere(_get_restoration_key(store)):
            st.info(format_sentence(RESTORED_ELSEWHERE), icon=":material/hourglass_top:")
        elif store.is_restoring() or (store.current() is None and store.is_empty(leftovers.list_copies)):
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
    is_under_way = long_work.find(_get_backup_key(store)) is not None
    st.button(
        "Faire une sauvegarde",
        key="sauvegarder",
        icon=":material/save:",
        disabled=is_under_way,
        on_click=_begin_backup,
        args=(store,),
    )
    if long_work.is_elsewhere(_get_backup_key(store)):
        st.caption(format_sentence(MADE_ELSEWHERE))
    actions.show_outcome(PART)
    _offer_without_damaged(store)
    _offer_ready(store)
    if is_under_way:
        long_work.receive(_get_backup_key(store), _keep_backup)


def _offer_ready(store: Store) -> None:
    """The backup that waits to be downloaded; once it was, that it is no longer here."""
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


def _get_backup_key(store: Store) -> tuple[str, Path]:
    return "backup", store.path


def _get_restoration_key(store: Store) -> tuple[str, Path]:
    return long_work.RESTORATION, store.path


def _begin_backup(store: Store, confirmation: str = "") -> None:
    _discard()
    st.session_state.pop(_DAMAGE, None)
    long_work.begin(
        _get_backup_key(store), "Vérification des données…", partial(_back_up, store, confirmation)
    )


def _back_up(store: Store, confirmation: str, note: Note) -> _Ready:
    with _make_folder() as folder:
        backup = store.back_up(Path(folder) / "sauvegarde.zip", note, confirmation)
        return _Ready(store.path, backup, disk.open_nameless(backup.file))


def _keep_backup(get_ready: Callable[[], _Ready]) -> None:
    """Keep a backup that is made, or what damage has to be accepted first."""

    def keep() -> None:
        try:
            st.session_state[_READY] = get_ready()
        except OldDamage as damage:
            st.session_state[_DAMAGE] = damage

    actions.run_quietly(keep, PART)


def _offer_without_damaged(store: Store) -> None:
    """What is damaged in old versions, and a backup of the rest."""
    damage: OldDamage | None = st.session_state.get(_DAMAGE)
    if damage is not None:
        st.warning(format_sentence(str(damage)), icon=":material/warning:")
        st.button(
            "Sauvegarder quand même",
            key="sauvegarder_quand_meme",
            on_click=_begin_backup,
            args=(store, damage.code),
        )


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
        on_click=_begin_restoration,
        args=(store, upload),
    )


def _begin_restoration(store: Store, upload: UploadedFile) -> None:
    long_work.begin(_get_restoration_key(store), "Lecture…", partial(_restore, store, upload))


def _restore(store: Store, upload: UploadedFile, note: Note) -> str:
    with _make_folder() as folder:
        # What is said of a file names it as the reader does, where this computer can.
        path = Path(folder) / (
            upload.name
            if portable_names.is_portable(upload.name) and "/" not in upload.name
            else "sauvegarde.zip"
        )
        with path.open("wb") as file:
            shutil.copyfileobj(upload, file)
        return _describe_restored(store.restore_backup(path, note, leftovers.list_copies))


def _say_restored(get_sentence: Callable[[], str]) -> None:
    if actions.run(get_sentence, ""):
        st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def _describe_restored(restored: Restored) -> str:
    parts = ("La sauvegarde est restaurée.", restored.warning, pseudonyms.describe_key_to_restore())
    return " ".join(filter(None, parts))


def _make_folder() -> tempfile.TemporaryDirectory[str]:
    """A folder of this session alone; on Windows it stays, empty, where a file in it is still open."""
    return tempfile.TemporaryDirectory(prefix="sauvegarde-", ignore_cleanup_errors=True)

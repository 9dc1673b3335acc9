"""What is damaged in a store that is backed up: refused where the current version needs it, a matter of wish where it is old."""

from __future__ import annotations

import hashlib

from dse.errors import Damaged
from dse.store.health.findings import GRAVE, Finding
from dse.store.records.layout import Layout
from dse.store.versions import manifests

ALL = "all"


class OldDamage(Damaged):
    """Something old is damaged or missing: the backup is made where `code` is given back. `files` are named relative to the store."""

    exit_code = 3

    def __init__(self, grave: list[Finding]) -> None:
        super().__init__(
            f"La sauvegarde n’est pas encore faite. {_sentences(grave)} La version actuelle, elle, est intacte : si ces fichiers sont "
            "perdus, la sauvegarde peut se faire quand même, et elle dira ce qui était abîmé."
        )
        self.files = tuple(finding.file for finding in grave)
        text = "\n".join(f"{finding.kind} {finding.file}" for finding in grave)
        self.code = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def require_confirmation(layout: Layout, findings: list[Finding], confirmation: str) -> tuple[str, ...]:
    """The files damaged or missing that a backup is made with. Damaged if the current version needs one, OldDamage if not confirmed."""
    grave = [finding for finding in findings if finding.kind in GRAVE]
    if not grave:
        return ()
    if any(_is_needed(layout, finding.file) for finding in grave):
        raise Damaged(
            f"La sauvegarde n’est pas faite. {_sentences(grave)} D’ici là, copiez à la main tout le dossier des données pour "
            "garder ce qui reste."
        )
    damage = OldDamage(grave)
    if confirmation not in (ALL, damage.code):
        raise damage
    return damage.files


def _is_needed(layout: Layout, file: str) -> bool:
    """Whether the current version is not whole, or may not be the newest, or may show a forgotten person, without this file."""
    folder, _, name = file.partition("/")
    if folder == layout.forgotten.name or (current := manifests.load_current(layout)) is None:
        return True
    if folder == layout.manifests.name:
        return int(name[:8]) >= current.number
    return folder == layout.data.name and any(
        name == data_file.name for files in current.tables.values() for data_file in files
    )


def _sentences(grave: list[Finding]) -> str:
    return " ".join(finding.sentence for finding in grave)

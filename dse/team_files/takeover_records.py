"""Records of what was taken over: which files of the application's folder, and what became of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dse.errors import StoreError
from dse.french import listed
from dse.store.records import numbered_records
from dse.store.records.layout import Layout, lock_for_writing, make_folder_below
from dse.team_files import shipped_files

KIND = "taken_over"
TAKEN, BOTH, SECRET = "taken", "both", "secret"
MERGED = "merged"  # a list: the codes `added` to the team's and those that are `different` in it, separated by commas
WAITING = "waiting"  # a list: the team's is wrong, and nothing is added to it before it is right; never written down
File = Mapping[str, str]  # its path relative to `data/`, the `sha256` of what lies there, its `outcome`


def append_record(layout: Layout, files: Sequence[File], *, is_read: bool = False) -> None:
    """Write a record; the caller is the only writer. StoreError if it cannot be written."""
    make_folder_below(layout.taken_over, layout.root)
    number = max(numbered_records.list_numbers(layout.taken_over), default=0) + 1
    created = datetime.now(UTC).isoformat()
    fields = {"created": created, "files": list(files), "is_read": is_read}
    numbered_records.append_record(layout.taken_over, number, KIND, fields, layout.scratch)


def load_settled_files(folder: Path) -> frozenset[tuple[str, str]]:
    """Path and SHA-256 of every file that a record tells of: it is neither read nor taken over any more."""
    files = (file for record in _load_records(folder) for file in record["files"])
    return frozenset((file["file"], file["sha256"]) for file in files if not _is_to_merge(file))


def _is_to_merge(file: File) -> bool:
    """Whether it is a list of ours that was in both places before its lines could be added to the team's."""
    return (
        file["outcome"] == BOTH
        and file["file"].startswith("codelists/")
        and file["file"] in shipped_files.load_fingerprints()
    )


def describe_unread(folder: Path) -> list[str]:
    """French sentences about what was taken over since somebody last confirmed having read them."""
    files: list[File] = []
    for record in _load_records(folder):
        files = [] if record["is_read"] else [*files, *record["files"]]
    return describe_outcomes(files, folder)


def mark_read(folder: Path) -> None:
    """Say no more of what was taken over so far. StoreError if it cannot be written down."""
    layout = Layout(folder)
    with lock_for_writing(layout, "reprise lue"):
        append_record(layout, (), is_read=True)


def describe_outcomes(files: Sequence[File], folder: Path) -> list[str]:
    """What became of files, in French."""
    taken, both, secret = (
        [file["file"] for file in files if file["outcome"] == outcome] for outcome in (TAKEN, BOTH, SECRET)
    )
    sentences = []
    if taken:
        sentences.append(
            f"Ce que l’équipe avait mis dans le dossier du logiciel est repris dans {folder} : {listed(taken)}. Les originaux "
            "restent où ils étaient, dans data/ ; modifiez désormais ceux du dossier des données."
        )
    if both:
        sentences.append(
            f"Des fichiers sont à la fois dans data/ et dans {folder}, et diffèrent : {listed(both)}. Rien n’a été changé. Ceux du "
            "dossier des données valent : comparez-les, et corrigez ceux-là s’il le faut ; ceux de data/ peuvent rester où ils sont."
        )
    if secret:
        sentences.append(
            f"Le fichier {listed(secret)} du dossier du logiciel (data/) semble contenir un mot de passe : il n’est pas repris dans "
            f"{folder}, que d’autres lisent et qui est sauvegardé. Retirez-en le mot de passe, et donnez dans « password_env » le nom "
            "d’une variable d’environnement qui le contient : le fichier est repris à l’ouverture suivante."
        )
    return [*sentences, *(sentence for file in files for sentence in _describe_list_outcome(file, folder))]


def _describe_list_outcome(file: File, folder: Path) -> Iterator[str]:
    """What became of a list of ours that the team's folder had too."""
    list_name = f"{file['file']} de {folder}"
    if added := file.get("added"):
        yield (
            f"Des lignes que l’équipe avait mises dans data/{file['file']} manquaient à {list_name} ; elles y sont ajoutées : "
            f"{listed(added.split(','))}."
        )
    if different := file.get("different"):
        yield (
            f"Des lignes de data/{file['file']} disent autre chose que {list_name} : {listed(different.split(','))}. Celles du dossier "
            "des données valent, et rien n’y est changé : corrigez-les là s’il le faut."
        )
    if file["outcome"] == WAITING:
        yield (
            f"Les lignes que l’équipe avait mises dans data/{file['file']} ne peuvent pas être ajoutées à {list_name}, qui a une faute : "
            "elles sont lues où elles sont, et ne sont pas sauvegardées. Corrigez ce fichier : elles y seront ajoutées à l’ouverture "
            "suivante."
        )


def _load_records(folder: Path) -> list[dict[str, Any]]:
    """Every record that is whole, oldest first. A damaged one is skipped: the files it named are found again."""
    readable = []
    layout = Layout(folder)
    for number in numbered_records.list_numbers(layout.taken_over):
        try:
            readable.append(numbered_records.load_record(layout.taken_over, number, KIND))
        except StoreError:
            continue
    return readable

"""A record that cannot be read: the sentence about it, what a team can do, and the name under which it is put aside.

A record put aside is read no more and missed no more, and its number is not given again. An empty file of that name stands for
one that is gone.
"""

from __future__ import annotations

import re
from pathlib import Path

from dse.store.durability import disk
from dse.store.durability.disk_errors import explain_read_errors

DAMAGED, MISSING = "est endommagé", "manque"
ASIDE = re.compile(r"[0-9]{8}-ecarte\.json", re.IGNORECASE)

# By folder, what helps where no backup has the record. {aside}: what puts it aside.
_OTHERWISE = {
    "manifests": "ou choisissez une autre version.",
    "names": "sinon {aside}, puis donnez de nouveau son nom à la version.",
    "running_orders": "sinon {aside} : l’enregistrement d’avant du même diaporama vaut de nouveau, s’il y en a un. Relisez ce "
    "diaporama, ou composez-le de nouveau, puis enregistrez-le.",
    "review_plans": "sinon {aside} : l’enregistrement d’avant du même plan vaut de nouveau, s’il y en a un. Relisez ce plan de bilan, ou "
    "refaites-le.",
    "exports": "sinon {aside}, revenez à la version que dit le LISEZ-MOI du dossier publié, préparez de nouveau ce dossier, puis "
    "revenez à la version d’aujourd’hui : ce qu’il avait publié est de nouveau gardé et comparé.",
    "taken_over": "ou laissez-le : ce qu’il disait est retrouvé à la prochaine ouverture.",
    "forgotten": "sinon reprenez un dossier entier sauvegardé avant (les imports faits depuis sont à refaire), et oubliez de "
    "nouveau la personne. Sans sauvegarde, {aside} : tout se lit de nouveau, sauf les réponses des enquêtes où elle était. "
    "Réimportez-les, puis oubliez de nouveau la personne.",
}
_WHY = {"forgotten": " : sans lui, une personne oubliée reviendrait, et aucune version ne se lit"}
_BACKUP = {"forgotten": "Récupérez-le dans une sauvegarde faite depuis cet oubli,"}
_FROM_BACKUP = "Récupérez-le dans une sauvegarde,"


def describe_record(path: Path, what: str) -> str:
    """The French sentence about a record that is DAMAGED or MISSING, with what to do."""
    folder = path.parent.name
    aside = describe_setting_aside(path, what)
    way = _BACKUP.get(folder, _FROM_BACKUP), _OTHERWISE[folder].format(aside=aside)
    return f"Le fichier {folder}/{path.name} {what}{_WHY.get(folder, '')}. {' '.join(way)}"


def describe_setting_aside(path: Path, what: str) -> str:
    """What to do with a file for its record to be read no more, in French."""
    name = f"{path.stem}-ecarte.json"
    return f"renommez-le en {name}" if what == DAMAGED else f"créez à sa place un fichier vide nommé {name}"


def list_set_aside(directory: Path) -> list[int]:
    """Numbers of the records put aside, in order."""
    with explain_read_errors(directory):
        names = disk.entries(directory)
    return [int(name[:8]) for name in names if ASIDE.fullmatch(name)]

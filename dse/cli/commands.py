"""The commands and their options, in French: each declares what it is called and what answers it."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence

from dse.filters import FILTERS

FIGURE_FORMATS = ("csv", "csv-fr", "json", "svg", "png")
TABLE_FORMATS = ("csv", "csv-fr", "parquet")
SYSTEMS = ("windows", "macos", "linux")
AUDIENCES = ("equipe", "projection", "diffusion")
# As `schemas.list_typed_tables`, which takes longer to load.
TYPED_TABLES = {
    "decisions": "décisions",
    "contacts": "contacts",
    "notes": "notes",
    "next_steps": "prochaines étapes",
}

Add = Callable[..., argparse.ArgumentParser]


def _open(add: Add) -> None:
    help_ = "installer si besoin, puis ouvrir le tableau de bord"
    command = add("open", "launch.open_dashboard", help_, needs_packages=False)
    command.add_argument("--no-browser", action="store_true", help="ne pas ouvrir le navigateur")


def _test(add: Add) -> None:
    command = add(
        "test", "launch.run_tests", "installer si besoin, puis lancer les tests", needs_packages=False
    )
    command.epilog = "Les autres arguments vont à pytest : python -m dse test -k import -x"


def _pack(add: Add) -> None:
    command = add("pack", "packs.run", "faire l’archive qui s’ouvre d’un double clic")
    command.add_argument(
        "--for",
        dest="system",
        required=True,
        choices=SYSTEMS,
        help="système des ordinateurs où elle s’ouvrira",
    )
    command.add_argument(
        "--out", metavar="FICHIER", help="archive à écrire (dse-VERSION-SYSTÈME.zip par défaut)"
    )


def _demo(add: Add) -> None:
    add("demo", "demo.build", "construire les données de démonstration, fictives")


def _template(add: Add) -> None:
    command = add("template", "templates.run", "donner les modèles de fichiers à remplir, ou à corriger")
    command.add_argument(
        "form", nargs="?", metavar="FORMULAIRE", help="formulaire ou table (tous les formulaires par défaut)"
    )
    command.add_argument(
        "--filled", action="store_true", help="avec les données actuelles, à corriger puis à réimporter"
    )
    command.add_argument(
        "--out", metavar="FICHIER", help="fichier à écrire ; sans FORMULAIRE, dossier où écrire"
    )


def _import(add: Add) -> None:
    command = add("import", "imports.run", "importer des fichiers, tous ou aucun")
    command.add_argument("files", nargs="+", metavar="FICHIER", help="fichiers à importer ensemble")
    command.add_argument(
        "--as",
        dest="form",
        metavar="FORMULAIRE",
        help="formulaire à suivre, si les en-têtes n’y suffisent pas",
    )
    command.add_argument("--wave", metavar="ID", help="vague d’enquête concernée")
    command.add_argument(
        "--names",
        metavar="FICHIER",
        help='noms à rattacher (.toml), un par ligne : "Nom écrit" = "identifiant de l’organisation"',
    )
    command.add_argument(
        "--complete", action="store_true", help="les fichiers sont complets : retirer les lignes absentes"
    )
    command.add_argument(
        "--as-of",
        metavar="JJ/MM/AAAA",
        help="jour jusqu’auquel vont les données (celui qui est déjà dit par défaut)",
    )
    _add_confirmation_options(command)


def _sync(add: Add) -> None:
    command = add("sync", "syncs.run", "lire la base des membres, sans rien y écrire")
    command.add_argument(
        "sources", nargs="*", metavar="SOURCE", help="sources décrites dans sources.toml (toutes par défaut)"
    )
    command.add_argument(
        "--complete", action="store_true", help="la base dit tout : retirer les lignes qu’elle n’a pas"
    )
    _add_confirmation_options(command)


def _add_confirmation_options(command: argparse.ArgumentParser) -> None:
    """Options of a command that shows what it would change before it does it."""
    command.add_argument(
        "--dry-run", action="store_true", help="montrer ce qui changerait, ne rien enregistrer"
    )
    command.add_argument(
        "--confirm", metavar="CODE", help="code donné par l’essai, ou « all » pour tout accepter"
    )
    command.add_argument(
        "--errors", metavar="FICHIER", help="fichier où écrire les lignes refusées, à corriger"
    )
    command.add_argument("--message", metavar="TEXTE", help="ce qu’en dira l’historique des versions")


def _draft(add: Add) -> None:
    command = add("draft", "drafts.run", "proposer le formulaire d’une enquête")
    command.add_argument("file", metavar="FICHIER", help="export de l’enquête (CSV, XLSX ou ODS)")
    command.add_argument(
        "--lss", metavar="FICHIER", help="structure de l’enquête, exportée de LimeSurvey (.lss)"
    )
    command.add_argument(
        "--answers", metavar="FICHIER", help="réponses aux points à vérifier (.toml), une par ligne"
    )
    command.add_argument("--series", metavar="NOM", help="nom de l’enquête, le même de vague en vague")
    command.add_argument("--wave", metavar="ID", help="identifiant de la vague (l’année par défaut)")
    command.add_argument(
        "--out",
        metavar="FICHIER",
        help="formulaire à écrire (.toml), au lieu de le garder avec vos données ; « - » l’affiche",
    )


def _versions(add: Add) -> None:
    command = add("versions", "history.versions", "lister les versions des données, ou en nommer une")
    command.add_argument("--name", nargs=2, metavar=("N", "NOM"), help="nommer la version N")


def _undo(add: Add) -> None:
    command = add("undo", "history.undo", "annuler un import")
    command.add_argument(
        "number",
        nargs="?",
        type=_parse_number,
        metavar="N",
        help="version à annuler (la dernière par défaut)",
    )


def _restore(add: Add) -> None:
    command = add("restore", "history.restore", "revenir aux données d’une version")
    command.add_argument("number", type=_parse_number, metavar="N", help="version à rétablir")
    for table, title in TYPED_TABLES.items():
        command.add_argument(
            f"--with-{table}",
            action="append_const",
            dest="also",
            const=table,
            default=[],
            help=f"rétablir aussi les {title}",
        )


def _forget(add: Add) -> None:
    command = add("forget", "forgetting.run", "oublier une personne dans toutes les versions")
    command.add_argument(
        "person",
        metavar="PERSONNE",
        help="ce qui l’identifiait dans les fichiers d’enquête, ou son pseudonyme ; le nom d’un contact, la référence d’une note ou d’une étape",
    )
    kind = command.add_mutually_exclusive_group()
    kind.add_argument(
        "--contact", metavar="ORGANISATION", help="c’est un contact de cette organisation (identifiant)"
    )
    kind.add_argument(
        "--note",
        action="store_true",
        help="c’est la référence d’une note ou d’une prochaine étape, à effacer de toutes les versions",
    )
    command.add_argument("--confirm", metavar="CODE", help="code donné par l’essai : l’oubli ne s’annule pas")


def _check(add: Add) -> None:
    add("check", "history.check", "vérifier que les données sont intactes")


def _backup(add: Add) -> None:
    command = add("backup", "backups.run", "sauvegarder les données en un fichier, ou les en restaurer")
    command.add_argument("file", metavar="FICHIER", help="fichier de la sauvegarde (.zip)")
    command.add_argument(
        "--restore", action="store_true", help="restaurer cette sauvegarde, dans un dossier vide"
    )
    command.add_argument(
        "--confirm",
        metavar="CODE",
        default="",
        help="code donné quand un fichier ancien est abîmé, pour sauvegarder le reste, ou « all »",
    )


def _figures(add: Add) -> None:
    add("figures", "figures.list_all", "lister les figures")


def _figure(add: Add) -> None:
    command = add("figure", "figures.figure", "donner une figure, en chiffres ou en image")
    command.add_argument("id", metavar="ID", help="identifiant de la figure (voir la commande figures)")
    command.add_argument(
        "--from", dest="first", type=_parse_number, metavar="AAAA", help="première année, comprise"
    )
    command.add_argument(
        "--to", dest="last", type=_parse_number, metavar="AAAA", help="dernière année, comprise"
    )
    command.add_argument("--triennial", metavar="CODE", help="triennal, au lieu des années (2016-2018)")
    for filter_ in FILTERS:
        help_ = f"{filter_.meaning} ; peut se répéter"
        command.add_argument(f"--{filter_.option}", action="append", default=[], metavar="CODE", help=help_)
    command.add_argument(
        "--audience", choices=AUDIENCES, default=AUDIENCES[0], help="à qui la figure s’adresse"
    )
    _add_file_options(command, FIGURE_FORMATS)


def _table(add: Add) -> None:
    command = add("table", "tables.table", "donner une table entière")
    command.add_argument("name", metavar="NOM", help="nom de la table (organisations, accompaniments…)")
    _add_file_options(command, TABLE_FORMATS)


def _export(add: Add) -> None:
    command = add("export", "exports.run", "préparer le dossier d’un bilan triennal")
    what = command.add_mutually_exclusive_group(required=True)
    what.add_argument("--triennial", metavar="CODE", help="triennal du bilan (2016-2018)")
    what.add_argument(
        "--running-order",
        type=_parse_number,
        metavar="N",
        help="diaporama à donner en PowerPoint, au lieu d’un dossier",
    )
    command.add_argument("--against", metavar="CODE", help="triennal auquel le comparer (2013-2015)")
    command.add_argument(
        "--parts",
        metavar="PARTIES",
        help="parties du dossier, avec des virgules : bilan, annexe, classeur, donnees, images (toutes par défaut)",
    )
    command.add_argument(
        "--plan",
        metavar="TITRE",
        help="plan du bilan, fait dans la page Bilan (voir la commande plans ; sinon, les figures proposées) ; avec --running-order, celui dont "
        "les commentaires sont les notes",
    )
    command.add_argument(
        "--trial",
        action="store_true",
        help="un essai, à ne pas diffuser : le Bilan et l’annexe, dont chaque page le dit ; rien n’est gardé comme publié",
    )
    command.add_argument(
        "--pdf", action="store_true", help="donner aussi le bilan et l’annexe en PDF, à côté, par LibreOffice"
    )
    command.add_argument(
        "--audience",
        choices=AUDIENCES,
        help="à qui il s’adresse (diffusion ; projection pour un diaporama)",
    )
    command.add_argument(
        "--version", type=_parse_number, metavar="N", help="version des données (la dernière par défaut)"
    )
    command.add_argument("--out", metavar="FICHIER", help="fichier à écrire (dossier-2016-2018.zip…)")
    command.add_argument(
        "--confirm",
        metavar="CODE",
        help="code donné quand des chiffres publiés changeraient, pour ce dossier et ce choix, ou « all »",
    )
    actions = command.add_mutually_exclusive_group()
    actions.add_argument("--repeat", action="store_true", help="répéter les chiffres déjà publiés")
    actions.add_argument(
        "--correct", action="store_true", help="donner les chiffres d’aujourd’hui, en disant la correction"
    )


def _plans(add: Add) -> None:
    add("plans", "plans.list_all", "lister les plans de bilan que l’équipe a faits")


def _add_file_options(command: argparse.ArgumentParser, formats: Sequence[str]) -> None:
    """Options of a command whose answer is a file."""
    command.add_argument(
        "--version", type=_parse_number, metavar="N", help="version des données (la dernière par défaut)"
    )
    command.add_argument(
        "--format",
        choices=formats,
        default="csv",
        help="csv, pour un logiciel ; csv-fr, pour Excel en français…",
    )
    command.add_argument(
        "--out", metavar="FICHIER", help="écrire dans ce fichier au lieu de la sortie standard"
    )


def _parse_number(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"« {text} » n’est pas un nombre entier") from error


def _explain(add: Add) -> None:
    command = add("explain", "explanations.run", "expliquer un contrôle de l’import, ou les donner tous")
    command.add_argument(
        "code",
        nargs="?",
        metavar="CODE",
        help="code du contrôle, tel que l’import le donne (tous les contrôles par défaut)",
    )


# In the order of the help.
COMMANDS = (
    _open,
    _test,
    _pack,
    _demo,
    _template,
    _import,
    _explain,
    _sync,
    _draft,
    _versions,
    _undo,
    _restore,
    _forget,
    _check,
    _backup,
    _figures,
    _figure,
    _table,
    _export,
    _plans,
)

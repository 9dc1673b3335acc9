"""Reading the command line: what every command shares, and errors that are ours."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from functools import partial
from typing import NoReturn

from dse.cli import argparse_french
from dse.cli.commands import COMMANDS
from dse.errors import Refused


class _Parser(argparse.ArgumentParser):
    """An error of the command line is one of ours, so that --json answers it too."""

    def error(self, message: str) -> NoReturn:
        raise Refused(f"{message[:1].upper()}{message[1:]}.\n{self.format_usage().strip()}")


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Options of the command, with `module` and `function` of dse.cli that answer it. Raises Refused.

    `rest` holds what the command does not know: only `test` has a use for it.
    """
    argparse_french.speak_french()
    commands = build()
    options, rest = commands.parse_known_args(arguments, argparse.Namespace(store=None, json=False))
    if options.asks_release:
        options.module, options.function, options.needs_packages = "release", "show", False
        return options
    if options.command is None:
        commands.error(argparse_french.WORDS["the following arguments are required: %s"] % "commande")
    if rest and options.command != "test":
        commands.error(argparse_french.WORDS["unrecognized arguments: %s"] % " ".join(rest))
    options.rest = rest
    return options


def build() -> argparse.ArgumentParser:
    """The whole command line."""
    shared = _shared()
    top = _Parser(
        prog="python -m dse",
        description="Tableau de bord du suivi-évaluation : l’ouvrir, y importer, l’interroger, le vérifier.",
        epilog="Sortie : 0, fait ou rien à faire ; 2, refusé ; 3, à confirmer ; 4, échec des données ou de l’environnement.",
        parents=[shared],
        allow_abbrev=False,
    )
    top.add_argument(
        "--version",
        dest="asks_release",
        action="store_true",
        help="dire quelle version du logiciel est installée",
    )
    # Which command is missing is said by `parse`: none is needed beside --version.
    commands = top.add_subparsers(dest="command", metavar="commande", title="commandes")
    add = partial(_add, commands, shared)
    for declare in COMMANDS:
        declare(add)
    return top


def _shared() -> argparse.ArgumentParser:
    """Options accepted before and after the command; SUPPRESS keeps the second from undoing the first."""
    shared = _Parser(add_help=False, argument_default=argparse.SUPPRESS)
    shared.add_argument(
        "--store", metavar="DOSSIER", help="dossier des données (sinon DSE_STORE, sinon le dossier habituel)"
    )
    shared.add_argument(
        "--json", action="store_true", help="répondre par une seule valeur JSON sur la sortie standard"
    )
    return shared


def _add(
    commands: argparse._SubParsersAction,
    shared: argparse.ArgumentParser,
    name: str,
    answer: str,
    help_: str,
    *,
    needs_packages: bool = True,
) -> argparse.ArgumentParser:
    """Declare a command answered by the function `answer`, written module.function."""
    sentence = f"{help_[:1].upper()}{help_[1:]}."
    command = commands.add_parser(
        name, parents=[shared], help=help_, description=sentence, allow_abbrev=False
    )
    module, function = answer.split(".")
    command.set_defaults(module=module, function=function, needs_packages=needs_packages)
    return command

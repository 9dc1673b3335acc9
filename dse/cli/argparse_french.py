"""argparse in French: its own words are translated where it looks them up, here and nowhere else.

argparse passes each of its texts through its module-level `_` and `ngettext`; these are what we replace.
tests/cli/test_cli.py checks that no text of the running Python's argparse is left out.
"""

from __future__ import annotations

import argparse
from typing import Any

WORDS = {
    " (default: %(default)s)": " (par défaut : %(default)s)",
    "%(heading)s:": "%(heading)s :",
    "%(prog)s: error: %(message)s\n": "%(prog)s : erreur : %(message)s\n",
    "%(prog)s: warning: %(message)s\n": "%(prog)s : attention : %(message)s\n",
    "%r is not callable": "%r ne peut pas être appelé",
    "'required' is an invalid argument for positionals": "« required » ne convient pas à un argument de position",
    ".__call__() not defined": ".__call__() n’est pas défini",
    "ambiguous option: %(option)s could match %(matches)s": "option ambiguë : %(option)s peut être %(matches)s",
    'argument "-" with mode %r': "argument « - » avec le mode %r",
    "argument %(argument_name)s: %(message)s": "argument %(argument_name)s : %(message)s",
    "argument '%(argument_name)s' is deprecated": "l’argument « %(argument_name)s » est abandonné",
    "can't open '%(filename)s': %(error)s": "« %(filename)s » ne s’ouvre pas : %(error)s",
    "cannot have multiple subparser arguments": "une seule liste de commandes est possible",
    "cannot merge actions - two groups are named %r": "deux groupes portent le même nom : %r",
    "command '%(parser_name)s' is deprecated": "la commande « %(parser_name)s » est abandonnée",
    "conflicting option string: %s": "option déclarée deux fois : %s",
    "conflicting option strings: %s": "options déclarées deux fois : %s",
    "conflicting subparser alias: %s": "autre nom de commande déclaré deux fois : %s",
    "conflicting subparser: %s": "commande déclarée deux fois : %s",
    "dest= is required for options like %r": "dest= est nécessaire pour les options comme %r",
    "expected %s argument": "%s valeur attendue",
    "expected %s arguments": "%s valeurs attendues",
    "expected at least one argument": "au moins une valeur attendue",
    "expected at most one argument": "une valeur attendue au plus",
    "expected one argument": "une valeur attendue",
    "ignored explicit argument %r": "valeur inattendue : %r",
    "invalid %(type)s value: %(value)r": "valeur %(value)r impossible (%(type)s attendu)",
    "invalid choice: %(value)r (choose from %(choices)s)": "choix inconnu : %(value)r (possibles : %(choices)s)",
    "invalid conflict_resolution value: %r": "valeur de conflict_resolution impossible : %r",
    "invalid option string %(option)r: must start with a character %(prefix_chars)r": (
        "option %(option)r impossible : elle doit commencer par %(prefix_chars)r"
    ),
    "mutually exclusive arguments must be optional": "des arguments qui s’excluent doivent être facultatifs",
    "not allowed with argument %s": "impossible en même temps que %s",
    "one of the arguments %s is required": "il faut l’un des arguments %s",
    "option '%(option)s' is deprecated": "l’option « %(option)s » est abandonnée",
    "options": "options",
    "positional arguments": "arguments",
    "show program's version number and exit": "affiche la version et s’arrête",
    "show this help message and exit": "affiche cette aide et s’arrête",
    "subcommands": "commandes",
    "the following arguments are required: %s": "il manque : %s",
    "unexpected option string: %s": "option inattendue : %s",
    "unknown parser %(parser_name)r (choices: %(choices)s)": (
        "commande inconnue : %(parser_name)r (possibles : %(choices)s)"
    ),
    "unrecognized arguments: %s": "arguments inconnus : %s",
    "usage: ": "utilisation : ",
}


def speak_french() -> None:
    """Make argparse speak French, for the whole process. A text it does not know stays as it is."""
    texts: Any = argparse
    texts._ = _translate
    texts.ngettext = _translate_plural


def _translate(text: str) -> str:
    return WORDS.get(text, text)


def _translate_plural(one: str, many: str, count: int) -> str:
    return _translate(one if count < 2 else many)

"""Why a database gave nothing, in French: what stops a source, and what is wrong with one of its queries."""

from __future__ import annotations

import re

from dse.errors import ReaderError
from dse.ingest.databases.query_checks import (
    refuse_query,
    refuse_server_encoding,
    refuse_slow_query,
    refuse_writing_query,
)
from dse.ingest.databases.source import Source
from dse.ingest.issues import CellIssue, quoted_list, shorten

_LONGEST_QUOTE = 160
_QUOTED_NAME = re.compile(
    r"[«\"'`]([^«»\"'`]+)[»\"'`]|\b(?:table|relation|view|schema|function|column) ([\w.]+)"
)


class SourceFailure(ReaderError):
    """A database that cannot be asked anything; the message names the source and what to check."""


class QueryFailure(Exception):
    """A statement that the server did not answer; `issue` says why."""

    def __init__(self, issue: CellIssue) -> None:
        super().__init__(issue.reason)
        self.issue = issue


def failure(source: Source, reason: str, advice: str) -> SourceFailure:
    """The failure of a source, as one sentence with its advice."""
    return SourceFailure(f"Source « {source.name} » : {reason}. {advice}.")


def no_variable(source: Source) -> SourceFailure:
    """No password where the file says it is."""
    reason = f"la variable d’environnement {source.password_env} n’existe pas ou est vide"
    return failure(source, reason, "Mettez-y le mot de passe de la base, puis relancez la commande")


def no_driver(source: Source, package: str) -> SourceFailure:
    """A package that is not installed."""
    advice = "Lancez « python -m dse open » une fois, ou « pip install -r requirements.txt »"
    return failure(source, f"le paquet {package} n’est pas installé", advice)


def unreachable(source: Source, why: str) -> SourceFailure:
    """No answer from the server."""
    advice = "Vérifiez « host » et « port » dans sources.toml, la connexion ou le VPN, et que le serveur est démarré"
    return failure(source, f"le serveur {source.address} ne répond pas ({why})", advice)


def untrusted(source: Source, why: str) -> SourceFailure:
    """A server that does not prove who it is, or has no TLS."""
    advice = (
        "Donnez dans « tls_ca » le certificat de son autorité, tel que le remet l’hébergeur ; « tls = false » "
        "n’est acceptable que sur un réseau sûr"
    )
    return failure(
        source,
        f"la liaison avec {source.address} n’est pas protégée ({shorten(why, _LONGEST_QUOTE)})",
        advice,
    )


def denied(source: Source) -> SourceFailure:
    """A user or a password that the server does not take."""
    reason = f"le serveur {source.address} refuse l’utilisateur « {source.user} » ou son mot de passe"
    advice = (
        f"Vérifiez « user » et la variable {source.password_env}, et que ce poste a le droit de se connecter"
    )
    return failure(source, reason, advice)


def no_database(source: Source) -> SourceFailure:
    """A database that is not there, or not for this user."""
    reason = f"la base « {source.database} » n’existe pas, ou est fermée à l’utilisateur « {source.user} »"
    return failure(
        source, reason, "Vérifiez « database » dans sources.toml, et les droits de cet utilisateur"
    )


def lost(source: Source, why: str) -> SourceFailure:
    """A connection that ended, or never became one, for another reason."""
    reason = f"la liaison avec {source.address} a échoué ({shorten(why, _LONGEST_QUOTE)})"
    return failure(source, reason, "Relancez la commande ; si cela dure, voyez avec l’hébergeur de la base")


def too_slow(source: Source) -> CellIssue:
    """A statement cut by its time-out."""
    return refuse_slow_query(
        f"La requête a été coupée : elle prend plus de {source.query_seconds} secondes.",
        "Allégez-la, ou augmentez « query_seconds » dans sources.toml.",
    )


def writes() -> CellIssue:
    """A statement that tried to change something."""
    return refuse_writing_query(
        "Le serveur a refusé la requête : elle écrit, et une source est seulement lue.",
        "Retirez-en ce qui modifie la base, fonctions comprises. Rien n’y a été changé.",
    )


def no_table() -> CellIssue:
    """A statement that gives no table, not even an empty one."""
    return refuse_writing_query(
        "La requête ne rend aucun tableau : elle fait autre chose que lire.",
        "Gardez-en ce qui lit, et donnez à l’utilisateur de la source le seul droit SELECT.",
    )


def forbidden(code: str, message: str, sql: str) -> CellIssue:
    """A table or column that the user may not read."""
    return refuse_query(
        f"L’utilisateur n’a pas le droit de lire ce que la requête demande (erreur {code}{_describe_subject(message, sql)}).",
        "Demandez le droit SELECT sur ces tables.",
    )


def wrong_sql(code: str, message: str, sql: str, line: int | None) -> CellIssue:
    """A statement that the server does not understand, or that fails on a value."""
    location = f", ligne {line} de la requête" if line else ""
    return refuse_query(
        f"Le serveur n’a pas pu répondre à la requête (erreur {code}{_describe_subject(message, sql)}{location}).",
        "Corrigez son SQL dans sources.toml ; l’outil de la base, où l’essayer, en dit plus.",
    )


def undecodable() -> CellIssue:
    """Texts that are not in the encoding that the server declares."""
    return refuse_server_encoding(
        "Des accents ne se lisent pas : la base ne tient pas l’encodage qu’elle déclare.",
        "Convertissez les accents de la colonne dans la requête, ou faites réparer la colonne dans la base.",
    )


def _describe_subject(message: str, sql: str) -> str:
    """The first name of the server's message that the query has too. The rest may be somebody's data: it is not repeated."""
    names = [(quoted or bare).rpartition(".")[2].strip() for quoted, bare in _QUOTED_NAME.findall(message)]
    in_query = [name for name in names if name and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", sql)]
    return f", à propos de {quoted_list(in_query[:1])}" if in_query else ""

"""Read sources from TOML. A file that could hold a password is refused, without repeating what it holds."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from dse import passwords, paths, toml_errors
from dse.errors import ReaderError, Refused
from dse.ingest.databases import statements
from dse.ingest.databases.source import PORTS, Query, Source
from dse.ingest.issues import quoted_list
from dse.ingest.spelling import nearest

_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|[0-9A-Fa-f:]*:[0-9A-Fa-f:]*")
_NAME = re.compile(r"[\w-]+")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_MOST_SECONDS = 3600
_TEXTS = ("kind", "host", "database", "user", "password_env", "tls_ca")
_NUMBERS = {"port": 65535, "connect_seconds": _MOST_SECONDS, "query_seconds": _MOST_SECONDS}
_NEEDED = ("kind", "host", "database", "user", "password_env", "queries")


class SourceError(ReaderError):
    """A file of sources that cannot be used; the message says what to mend."""

    exit_code = 2


def load_sources(path: Path) -> tuple[Source, ...]:
    """Sources of a file, in its order; none if it names none. SourceError if it is missing or wrong."""
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SourceError(f"Le fichier {path.name} est introuvable. Remettez celui du projet.") from None
    except UnicodeDecodeError:
        raise SourceError(f"Le fichier {path.name} n’est pas en UTF-8. Enregistrez-le ainsi.") from None
    except tomllib.TOMLDecodeError as error:
        raise SourceError(
            f"Le fichier {path.name} n’est pas du TOML ({toml_errors.describe_position(error)}). Corrigez-le."
        ) from None
    try:
        return tuple(_build_source(name, section, path.parent) for name, section in settings.items())
    except ValueError as error:
        raise SourceError(f"Le fichier {path.name} est mal écrit : {error}.") from None


def choose_sources(names: Sequence[str], sources: Sequence[Source]) -> tuple[Source, ...]:
    """The sources of these names, all of them where none is named. Refused if there is none."""
    if not sources:
        raise Refused(
            f"Aucune base n’est encore décrite. Copiez {paths.SOURCES} dans {paths.team_folder()}, retirez-y les # devant un des "
            "exemples, adaptez-le à votre base, puis recommencez."
        )
    by_name = {source.name: source for source in sources}
    for name in names:
        if name not in by_name:
            near = nearest(name, by_name) or list(by_name)
            raise Refused(
                f"Il n’y a pas de source « {name} » dans sources.toml. Essayez {quoted_list(near)}."
            )
    return tuple(by_name[name] for name in dict.fromkeys(names or by_name))


def _build_source(name: str, settings: Any, folder: Path) -> Source:
    if not isinstance(settings, dict):
        _require_no_secret({name: settings}, "en tête")
        raise ValueError(f"« {name} » est hors d’une source ; écrivez d’abord son nom entre crochets")
    about = f"de la source « {name} »"
    _require_no_secret(settings, about)
    _require_known(settings, {field.name for field in fields(Source)} - {"name"}, about)
    if missing := [key for key in _NEEDED if key not in settings]:
        raise ValueError(f"il manque {quoted_list(missing, 'et')} {about}")
    _require_kinds(settings, about)
    host = settings["host"]
    ca = settings.get("tls_ca")
    options = {key: value for key, value in settings.items() if key not in ("queries", "tls_ca")}
    return Source(
        name=_check_name(name),
        queries=tuple(
            _build_query(query_name, query, name, settings["kind"])
            for query_name, query in settings["queries"].items()
        ),
        tls_ca=folder / ca if ca else None,
        **{"tls": host not in _LOOPBACK, "port": PORTS[settings["kind"]], **options},
    )


def _build_query(name: str, settings: Any, source: str, kind: str) -> Query:
    about = f"de la requête « {name} » de « {source} »"
    if not isinstance(settings, dict):
        raise ValueError(f"« {name} » n’est pas une requête : écrivez [{source}.queries.{name}]")
    _require_no_secret(settings, about)
    _require_known(settings, {"form", "sql"}, about)
    for key in ("form", "sql"):
        if not isinstance(settings.get(key), str) or not settings[key].strip():
            raise ValueError(f"« {key} » {about} doit être un texte")
    if fault := statements.find_fault(settings["sql"], kind):
        raise ValueError(f"la requête « {name} » de « {source} » n’est pas admise : {fault}")
    return Query(_check_name(name), settings["form"], settings["sql"].strip().removesuffix(";"))


def _check_name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(f"le nom « {name} » doit être fait de lettres, de chiffres et de tirets")
    return name


def _require_no_secret(settings: Mapping[str, Any], about: str) -> None:
    """ValueError at a key that means a password, whatever its value."""
    for key in settings:
        if passwords.is_secret(key):
            raise ValueError(
                f"« {key} » {about} ressemble à un secret, et un secret n’a pas sa place dans ce fichier ; "
                "retirez-le, changez ce mot de passe s’il a été partagé, et donnez dans « password_env » le nom d’une "
                "variable d’environnement qui le contient"
            )


def _require_known(settings: Mapping[str, Any], keys: set[str], about: str) -> None:
    for key in settings:
        if key not in keys:
            near = nearest(key, sorted(keys)) or sorted(keys)
            raise ValueError(f"« {key} » {about} n’est pas connu ; essayez {quoted_list(near)}")


def _require_kinds(settings: Mapping[str, Any], about: str) -> None:
    for key in _TEXTS:
        if key in settings and (not isinstance(settings[key], str) or not settings[key].strip()):
            raise ValueError(f"« {key} » {about} doit être un texte")
    for key, most in _NUMBERS.items():
        value = settings.get(key, 1)
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
            raise ValueError(f"« {key} » {about} doit être un entier de 1 à {most}")
    if not isinstance(settings.get("tls", True), bool):
        raise ValueError(f"« tls » {about} doit être true ou false")
    if settings["kind"] not in PORTS:
        raise ValueError(f"« kind » {about} doit être {quoted_list(PORTS)}")
    if not _HOST.fullmatch(settings["host"]):
        raise ValueError(f"« host » {about} doit être un seul nom ou une seule adresse de machine")
    if not passwords.is_variable_name(settings["password_env"]):
        raise ValueError(
            f"« password_env » {about} doit être le nom d’une variable d’environnement, comme DSE_BASE_MDP, "
            "jamais le mot de passe lui-même"
        )
    if not isinstance(settings["queries"], dict) or not settings["queries"]:
        raise ValueError(f"il manque une requête {about} : écrivez [….queries.membres]")

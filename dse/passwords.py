"""Whether a description of databases holds a password, which has no place in a file that others read and that is backed up."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from typing import Any

_SECRET = re.compile(
    r"pass|mdp|secret|token|jeton|mot.?de.?passe|pwd|credential|(?:^|_)cle(?:$|_)|dsn|ur[il]$"
)
_VARIABLE = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
# The one setting about passwords: the name of the environment variable that holds it.
SETTING = "password_env"
# A key and its sign where a text is not TOML.
_KEY = re.compile(r"^\s*[\"']?([^#\"'=\n]+?)[\"']?\s*=", re.MULTILINE)


def is_secret(key: str) -> bool:
    """Whether a setting of this name means a password, whatever its case, accents and invisible signs."""
    signs = unicodedata.normalize("NFKD", key.casefold())
    plain = "".join(sign for sign in signs if unicodedata.category(sign) not in ("Mn", "Cf"))
    return key != SETTING and _SECRET.search(plain) is not None


def is_variable_name(value: str) -> bool:
    """Whether a text is the name of an environment variable, such as DSE_BASE_MDP, and no password."""
    return _VARIABLE.fullmatch(value) is not None


def contains_password(content: bytes) -> bool:
    """Whether a description holds what may be a password. One that is not TOML is judged by the names that stand before « = »."""
    text = content.decode("utf-8", "replace")
    try:
        settings = list(_settings(tomllib.loads(text)))
    except tomllib.TOMLDecodeError:
        return any(is_secret(key) for key in _KEY.findall(text))
    return any(is_secret(key) or _is_misplaced(key, value) for key, value in settings)


def _settings(settings: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in settings.items():
        yield key, value
        if isinstance(value, dict):
            yield from _settings(value)


def _is_misplaced(key: str, value: object) -> bool:
    """A password in the place of its variable's name, or before the name of a machine."""
    if key == SETTING:
        return not (isinstance(value, str) and is_variable_name(value))
    return key == "host" and isinstance(value, str) and "@" in value

"""Pseudonyms of respondents: a keyed hash, whose key lies outside the store and the project.

HMAC-SHA256 (RFC 2104) over « v1|label|identifier », of which 16 bytes are kept. A plain hash of an e-mail address could be
reversed by trying the few addresses there are; without the key this one cannot. The label is the series, so that its waves
pair; or the wave, where the identifier means nothing outside it. A pseudonym begins with a sign of its key, so that a
wrong key is noticed.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from dse.errors import ReaderError, Refused

KEY_BYTES = 32
SIGN_LENGTH = 8
_ANONYMOUS = "anonyme"
_MARK = "-"
_temporary_key: ContextVar[bytes | None] = ContextVar("key", default=None)


class KeyLost(ReaderError):
    """The key cannot be read or made; the message says where and what to do."""


def key_path() -> Path:
    """Where the key is: `DSE_KEY_FILE` if set, else in the profile of the session."""
    if configured := os.environ.get("DSE_KEY_FILE"):
        return Path(configured).expanduser()
    if sys.platform == "win32":
        profile = Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming")
    else:
        profile = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return profile / "dse" / "pseudonymes.cle"


def describe_key_to_save(folder: Path) -> str:
    """Where the key is to be saved from, since a backup of that folder does not hold it. Refused if it would."""
    path = key_path()
    if folder.resolve() in path.resolve().parents:
        raise Refused(
            f"La clé des pseudonymes ({path}) est dans le dossier des données : la sauvegarde la contiendrait, et avec elle de "
            "quoi retrouver les personnes. Déplacez-la, et dites sa nouvelle place par DSE_KEY_FILE."
        )
    if path.exists():
        return f"La clé des pseudonymes n’y est pas, à dessein. Sauvegardez-la ailleurs : {path}"
    return f"La clé des pseudonymes n’y est pas, et n’est pas sur ce poste ({path}) : sauvegardez celle du poste qui importe les enquêtes."


def describe_key_to_restore() -> str:
    """Where the key belongs that is saved apart from a backup."""
    return f"La clé des pseudonymes n’en fait pas partie : si elle n’est pas à sa place, remettez-la : {key_path()}"


@contextmanager
def use_key(secret: bytes) -> Iterator[None]:
    """Take this key instead of the session's: for fictional persons, whose pseudonyms hide nobody."""
    before = _temporary_key.set(secret)
    try:
        yield
    finally:
        _temporary_key.reset(before)


def has_key() -> bool:
    """Whether there is a key already."""
    return _temporary_key.get() is not None or key_path().exists()


def load_key() -> bytes:
    """The key, made at first need and readable by its owner only. KeyLost if there can be none."""
    if (temporary_key := _temporary_key.get()) is not None:
        return temporary_key
    path = key_path()
    try:
        if not path.exists():
            _create_key(path)
        text = path.read_text(encoding="ascii").strip()
        secret = bytes.fromhex(text)
    except (OSError, UnicodeDecodeError, ValueError):
        raise KeyLost(
            f"La clé des pseudonymes ({path}) ne se lit pas. Remettez-en la sauvegarde, ou donnez sa place par DSE_KEY_FILE."
        ) from None
    if len(secret) != KEY_BYTES:
        raise KeyLost(f"La clé des pseudonymes ({path}) n’est pas entière. Remettez-en la sauvegarde.")
    return secret


def _create_key(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        # Only created if it is not there: two imports at once must not make two keys.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_bytes(KEY_BYTES).hex() + "\n")


def sign_of_key(secret: bytes) -> str:
    """What every pseudonym made with a key begins with; it says nothing of the key."""
    return hashlib.sha256(b"sign|" + secret).hexdigest()[:SIGN_LENGTH]


def make_pseudonym(secret: bytes, label: str, identifier: str) -> str:
    """The pseudonym of an identifier, the same whatever its case, accents' encoding and outer spaces."""
    plain = unicodedata.normalize("NFC", identifier).casefold().strip()
    message = f"v1|{label}|{plain}".encode()
    return f"{sign_of_key(secret)}{_MARK}{hmac.new(secret, message, hashlib.sha256).digest()[:16].hex()}"


def hash_label(series: str, wave_id: str, *, pairs: bool) -> str:
    """What an identifier is hidden under: the series where its waves pair, else the one wave where it means something."""
    return series if pairs else f"{series}|{wave_id}"


def possible_labels(series: str, wave_id: str) -> set[str]:
    """Every label under which a wave may have hidden an identifier."""
    return {hash_label(series, wave_id, pairs=pairs) for pairs in (True, False)}


def list_key_signs(pseudonyms: Iterable[str]) -> set[str]:
    """Signs of the keys that made pseudonyms; those of anonymous waves have none."""
    return {pseudonym.partition(_MARK)[0] for pseudonym in pseudonyms} - {_ANONYMOUS}


def identify_by_answers(wave_id: str, answers: Iterable[Sequence[str]], counts: Counter[str]) -> list[str]:
    """Identifiers of the lines of an anonymous wave, from their answers alone: the order of the file is not kept.

    Lines with the same answers are numbered, after those already `seen` in other files. A file imported again gives the
    same, and one with more lines the same and more.
    """
    identifiers = []
    for texts in answers:
        message = "\x1f".join((wave_id, *texts)).encode()
        digest = hashlib.sha256(message).hexdigest()[:32]
        counts[digest] += 1
        identifiers.append(f"{_ANONYMOUS}{_MARK}{digest}{_MARK}{counts[digest]}")
    return identifiers

"""Name and logo of the team, as a page writes them: `identite.toml` and the picture beside it."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterable
from pathlib import Path

from dse import french, identity, paths
from dse.errors import Refused
from dse.logo import UnusableLogo, read_logo
from dse.store.durability import atomic_files


def save_identity(tool: str, network: str, picture: bytes | None = None, *, keeps_logo: bool = True) -> None:
    """Write the names, and a logo where one is given; else the logo that there is stays, or is taken away. Refused where one of them
    cannot be shown or written, and where the file that there is cannot be read: nothing has changed then."""
    folder = paths.team_folder()
    current = identity.read_identity()
    if not current.is_read:
        raise Refused(current.fault)
    names = {"outil": tool.strip(), "reseau": network.strip()}
    _require_short(names.values())
    if picture is not None:
        logo_file = _name_logo(picture)
    else:
        logo_file = identity.find_logo_file() if keeps_logo else ""
    text = _write_toml({**names, "logo": logo_file})
    _require_readable(text)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if picture is not None:
            atomic_files.replace_file_beside(picture, folder / logo_file)
        atomic_files.replace_file_beside(text.encode("utf-8"), folder / identity.FILE)
    except OSError:
        raise Refused(
            f"Le nom et le logo ne s’écrivent pas dans {folder}. Vérifiez le dossier et vos droits."
        ) from None


def _name_logo(picture: bytes) -> str:
    """The name of the file of a logo, which no other picture has: the one before stays as it is."""
    try:
        kind = read_logo(picture).kind
    except UnusableLogo as error:
        raise Refused(f"Rien n’est enregistré : ce logo n’est pas utilisable. {error}") from None
    return str(Path(f"logo-{hashlib.sha256(picture).hexdigest()[:8]}").with_suffix(f".{kind}"))


def _write_toml(texts: dict[str, str]) -> str:
    """The file: a JSON text is one of TOML."""
    return "".join(f"{key} = {json.dumps(text, ensure_ascii=False)}\n" for key, text in texts.items() if text)


def _require_short(names: Iterable[str]) -> None:
    for name in names:
        if len(name) > identity.LONGEST:
            raise Refused(
                f"Rien n’est enregistré : « {name[: identity.LONGEST]}… » a {french.number(len(name))} signes ; un nom peut en avoir "
                f"{identity.LONGEST}. Raccourcissez-le."
            )


def _require_readable(text: str) -> None:
    try:
        identity.read_texts(tomllib.loads(text))
    except ValueError as error:
        raise Refused(f"Rien n’est enregistré : {error}.") from None

"""The three audiences and the thresholds, read once: the team's audiences.toml, else ours in data/."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from dse import paths, toml_errors
from dse.errors import ReaderError

SETTINGS = paths.AUDIENCES
TEAM, PROJECTION, PUBLICATION = ORDER = ("equipe", "projection", "diffusion")  # from most to least seen
BREAKDOWNS = ("families", "regions", "sizes", "partners")
_LEAST = {"cell": 3, "statistic_base": 3, "distribution_base": 3, "organisations": 3}
_PERCENT = {"extreme_pct": (50, 99), "largest_pct": (50, 99)}


class SettingsError(ReaderError):
    """The file of audiences cannot be used; the message says what to mend. Nothing is fallen back to: it could show more."""

    exit_code = 2


@dataclass(frozen=True)
class Thresholds:
    """The least that is shown. Shares in percent; the same before every audience."""

    cell: int
    statistic_base: int
    distribution_base: int
    extreme_pct: int
    organisations: int
    largest_pct: int


@dataclass(frozen=True)
class Audience:
    """Who looks. `is_public`: not the team, the rules apply (`lowered` in the file); `breakdown` is then the only one shown."""

    code: str
    label: str
    is_public: bool
    weak_base: int
    breakdown: str
    thresholds: Thresholds
    whole_percentages: bool = False


def audience(code: str) -> Audience:
    """An audience by its code, as the settings were when first read. SettingsError if they are wrong; KeyError if there is no such audience."""
    return _of_team(paths.team_folder())[code]


@cache
def _of_team(_folder: Path) -> Mapping[str, Audience]:
    """The file is chosen with its content: one that appears or goes later would give one session two thresholds."""
    return load(paths.audiences())


def faults() -> list[str]:
    """What is wrong with the settings as they are now, a French sentence; nothing if they can be used."""
    try:
        load(paths.audiences())
    except SettingsError as error:
        return [str(error)]
    return []


def lowest(*codes: str) -> str:
    """The one of several audiences that sees least; a word that names none sees least of all."""
    return max((code if code in ORDER else PUBLICATION for code in codes), key=ORDER.index)


def load(path: Path) -> Mapping[str, Audience]:
    """The audiences of a settings file, by code. SettingsError if it does not make them."""
    try:
        return _read(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise SettingsError(
            f"Le fichier {path.name} est introuvable. Remettez-le dans {path.parent}."
        ) from None
    except OSError:
        raise SettingsError(f"Le fichier {path} ne se lit pas. Vérifiez vos droits sur ce fichier.") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(
            f"Le fichier {path.name} ({path.parent}) n’est pas du TOML ({toml_errors.describe_position(error)}). Corrigez-le."
        ) from None
    except UnicodeDecodeError:
        raise SettingsError(
            f"Le fichier {path.name} ({path.parent}) n’est pas en UTF-8. Enregistrez-le ainsi."
        ) from None
    except ValueError as error:
        raise SettingsError(
            f"Le fichier {path.name} ({path.parent}) est mal écrit : {error}. Corrigez-le."
        ) from None


def _read(written: Mapping[str, Any]) -> dict[str, Audience]:
    _require_names(written, {"breakdown", "thresholds", *ORDER}, "en tête")
    breakdown = written["breakdown"]
    if breakdown not in BREAKDOWNS:
        raise ValueError(f"breakdown vaut « {breakdown} », or il faut {', '.join(BREAKDOWNS)}")
    thresholds = _thresholds(written["thresholds"])
    return {code: _audience(code, written[code], breakdown, thresholds) for code in ORDER}


def _thresholds(written: Any) -> Thresholds:
    _require_names(written, {each.name for each in fields(Thresholds)}, "de [thresholds]")
    for name, value in written.items():
        low, high = _PERCENT.get(name, (_LEAST.get(name), 1000))
        if type(value) is not int or not low <= value <= high:
            raise ValueError(f"{name} doit être un nombre entier d’au moins {low}, au plus {high}")
    if written["distribution_base"] < written["cell"]:
        raise ValueError("distribution_base ne peut pas être plus petit que cell")
    return Thresholds(**written)


def _audience(code: str, written: Any, breakdown: str, thresholds: Thresholds) -> Audience:
    kinds = {"label": str, "lowered": bool, "weak_base": int}
    kinds |= {} if code == TEAM else {"whole_percentages": bool}
    _require_names(written, set(kinds), f"de [{code}]")
    for name, kind in kinds.items():
        if type(written[name]) is not kind:
            raise ValueError(f"{name} de [{code}] doit être {_KINDS[kind]}")
    if written["lowered"] != (code != TEAM):
        raise ValueError(f"lowered de [{code}] doit être {'true' if code != TEAM else 'false'}")
    own = {name: value for name, value in written.items() if name != "lowered"}
    return Audience(code=code, breakdown=breakdown, thresholds=thresholds, is_public=code != TEAM, **own)


_KINDS = {str: "un texte", bool: "true ou false", int: "un nombre entier"}


def _require_names(written: Any, names: set[str], place: str) -> None:
    if not isinstance(written, Mapping):
        raise ValueError(f"il faut des noms et des valeurs, au niveau {place}")
    for name in sorted(written.keys() - names):
        raise ValueError(f"« {name} », {place}, n’existe pas")
    for name in sorted(names - written.keys()):
        raise ValueError(f"il manque « {name} », {place}")

"""The `data/` of an application of release 1.0, with what a team left there."""

from __future__ import annotations

from pathlib import Path

import pytest

from dse import paths

OWN_FORM = 'title = "Mes adhérents"\n[[rows]]\ntable = "offers"\n'
OWN_TITLES = '[titles]\n"Dénomination" = "Nom"\n'
OWN_THEME = "DECHETS,Déchets,,,,11,,\n"


def use_application_data(monkeypatch: pytest.MonkeyPatch, data: Path) -> None:
    """Make a folder the application's `data/`."""
    monkeypatch.setattr(paths, "DATA", data)
    names = {
        "FORMS": "forms",
        "CODELISTS": "codelists",
        "SOURCES": "sources.toml",
        "AUDIENCES": "audiences.toml",
    }
    for constant, name in names.items():
        monkeypatch.setattr(paths, constant, data / name)


def write_team_files(data: Path) -> dict[str, str]:
    """Put there what a team makes; what its own folder must then hold."""
    (data / "forms" / "titres").mkdir()
    themes = data / "codelists" / "themes.csv"
    sources = '[base]\nkind = "mariadb"\ntls_ca = "ca.pem"\n'
    audiences = (data / "audiences.toml").read_text(encoding="utf-8").replace("cell = 5 ", "cell = 6 ")
    made = {
        "forms/mes-adherents.toml": OWN_FORM,
        "forms/titres/membres.toml": OWN_TITLES,
        "sources.toml": sources,
        "ca.pem": "certificat",
        "audiences.toml": audiences,
        "codelists/themes.csv": themes.read_text(encoding="utf-8") + OWN_THEME,
    }
    for name, text in made.items():
        (data / name).write_text(text, encoding="utf-8")
    head = "code,label_fr,description,source,parent,rank,valid_from,valid_to\n"
    return made | {"codelists/themes.csv": head + OWN_THEME}


def read_folder(folder: Path, names: object = None) -> dict[str, str]:
    """Text of files of a folder, by path."""
    kept = [path for path in folder.rglob("*") if path.is_file()]
    found = {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in kept}
    return found if names is None else {name: text for name, text in found.items() if name in names}

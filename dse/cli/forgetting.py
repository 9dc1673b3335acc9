"""`forget`: take a person out of every version."""

from __future__ import annotations

import argparse

import schemas
from dse.cli import stores
from dse.cli.output import Outcome
from dse.french import count
from dse.ingest.surveys import pseudonyms
from dse.store import Erasure, Store

AFTERWARDS = (
    "Les versions gardent leurs numéros. Les sauvegardes faites avant contiennent encore cette personne, et en restaurer une la "
    "ramènerait sans trace de son oubli : faites une nouvelle sauvegarde, puis détruisez les anciennes."
)


def run(options: argparse.Namespace) -> Outcome:
    """What forgetting would take away, with a code; done where that code is given. Nothing is kept of the identifier."""
    store = stores.team(options)
    person = _pseudonyms(store, options.person)
    erased = store.after_forgetting(person)
    if options.confirm != erased.code:
        advice = f"Relancez la même commande avec --confirm {erased.code} : cela ne s’annule pas."
        return Outcome(_fields(erased, "confirm"), f"{_told(erased, 'disparaîtraient')} {advice}", 3)
    store.forget(person, stores.author())
    return Outcome(_fields(erased, "forgotten"), f"{_told(erased, 'ont disparu')} {AFTERWARDS}")


def _pseudonyms(store: Store, person: str) -> set[str]:
    """The pseudonyms that a person may have: as given, and under each series and wave that a version knows."""
    labels: set[str] = set()
    for version in store.versions():
        waves = store.read(version, "survey_waves")
        for series, wave_id in zip(waves["series"].to_pylist(), waves["wave_id"].to_pylist(), strict=True):
            labels |= pseudonyms.labels(series, wave_id)
    secret = pseudonyms.key() if labels else b""
    return {person, *(pseudonyms.pseudonym(secret, label, person) for label in labels)}


def _fields(erased: Erasure, status: str) -> dict[str, object]:
    code = erased.code if status == "confirm" else None
    return {"status": status, "code": code, "rows": erased.rows, "versions": list(erased.versions)}


def _told(erased: Erasure, verb: str) -> str:
    rows = ", ".join(
        f"{count(number, 'ligne')} de « {schemas.title(table)} »" for table, number in erased.rows.items()
    )
    return f"{rows} {verb}, dans {count(len(erased.versions), 'version')}."

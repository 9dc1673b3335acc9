"""`forget`: take a person out of every version."""

from __future__ import annotations

import argparse

import schemas
from dse.cli import stores
from dse.cli.output import Outcome
from dse.errors import Refused
from dse.french import count
from dse.ingest.surveys import pseudonyms
from dse.store import Erasure, Store, Version

AFTERWARDS = (
    "Les versions gardent leurs numéros. Les sauvegardes faites avant contiennent encore cette personne, et en restaurer une la "
    "ramènerait sans trace de son oubli : faites une nouvelle sauvegarde, puis détruisez les anciennes."
)


def run(options: argparse.Namespace) -> Outcome:
    """What forgetting would take away, with a code; done where that code is given. Nothing is kept of the identifier."""
    store = stores.team_store(options)
    person = _pseudonyms(store, options.person)
    if store.find_forgotten(person):
        return Outcome({"status": "unchanged"}, "Cette personne est déjà oubliée, dans toutes les versions.")
    try:
        erased = store.preview_forgetting(person)
    except Refused:
        _require_key(store)
        raise
    if options.confirm != erased.code:
        advice = f"Relancez la même commande avec --confirm {erased.code} : cela ne s’annule pas."
        return Outcome(
            _fields(erased, "confirm"), f"{_describe_erasure(erased, 'disparaîtraient')} {advice}", 3
        )
    store.forget(person, stores.author())
    return Outcome(_fields(erased, "forgotten"), f"{_describe_erasure(erased, 'ont disparu')} {AFTERWARDS}")


def _pseudonyms(store: Store, person: str) -> set[str]:
    """The pseudonyms that a person may have: as given, and under each series and wave that a version knows."""
    labels: set[str] = set()
    for version in store.versions():
        waves = store.read(version, "survey_waves")
        for series, wave_id in zip(waves["series"].to_pylist(), waves["wave_id"].to_pylist(), strict=True):
            labels |= pseudonyms.possible_labels(series, wave_id)
    if not labels or not pseudonyms.has_key():
        return {person}
    secret = pseudonyms.load_key()
    return {person, *(pseudonyms.make_pseudonym(secret, label, person) for label in labels)}


def _require_key(store: Store) -> None:
    """Refused where the key at hand is not the one of the surveys: nobody is found by it, whoever is there."""
    signs = {
        sign for version in store.versions() for sign in pseudonyms.list_key_signs(_persons(store, version))
    }
    if signs and not (pseudonyms.has_key() and pseudonyms.sign_of_key(pseudonyms.load_key()) in signs):
        raise Refused(
            f"La clé des pseudonymes ({pseudonyms.key_path()}) n’est pas celle des enquêtes de ces données : personne ne se "
            "retrouve par elle. Remettez-en la sauvegarde à cette place, ou donnez sa place par DSE_KEY_FILE, puis recommencez."
        )


def _persons(store: Store, version: Version) -> list[str]:
    return store.read(version, "survey_respondents")["respondent_id"].to_pylist()


def _fields(erased: Erasure, status: str) -> dict[str, object]:
    code = erased.code if status == "confirm" else None
    return {"status": status, "code": code, "rows": erased.rows, "versions": list(erased.versions)}


def _describe_erasure(erased: Erasure, verb: str) -> str:
    rows = ", ".join(
        f"{count(number, 'ligne')} de « {schemas.title(table)} »" for table, number in erased.rows.items()
    )
    return f"{rows} {verb}, dans {count(len(erased.versions), 'version')}."

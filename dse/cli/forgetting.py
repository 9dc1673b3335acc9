"""`forget`: take a person, a contact, a note or a next step out of every version."""

from __future__ import annotations

import argparse
import hashlib
from typing import Any

import schemas
from dse.cli import stores
from dse.cli.output import Outcome
from dse.contacts import forgetting, texts
from dse.contacts.contacts import Contact
from dse.errors import Refused, StoreError
from dse.french import count, listed
from dse.ingest import pseudonyms
from dse.ingest.organisations.erased_texts import KEYS
from dse.store import Erasure, Store, Version
from dse.store.tables import forgotten_leftovers

NEEDS_CODE = 3


def run(options: argparse.Namespace) -> Outcome:
    """What forgetting would take away, with a code; done where that code is given. Nothing is kept of the identifier.

    4 where a file of what is forgotten stays, whether it was now or before.
    """
    store = stores.team_store(options)
    try:
        outcome = _forget(store, options)
    except Refused as error:  # what is gone already is not known any more
        if files := store.list_forgotten_leftovers():
            raise StoreError(f"{error} {forgotten_leftovers.describe(files)}") from error
        raise
    return outcome if outcome.code == NEEDS_CODE else _tell_leftovers(store, outcome)


def _tell_leftovers(store: Store, outcome: Outcome) -> Outcome:
    files = store.list_forgotten_leftovers()
    if not files:
        return outcome
    text = f"{outcome.text} {forgotten_leftovers.describe(files)}"
    return Outcome({**outcome.value, "left": files}, text, StoreError.exit_code)


def _forget(store: Store, options: argparse.Namespace) -> Outcome:
    if options.contact:
        return _forget_contact(store, Contact(options.contact, options.person), options.confirm)
    if options.note:
        return _forget_text(store, options.person, options.confirm)
    person = _pseudonyms(store, options.person)
    if store.find_forgotten(person):
        return Outcome({"status": "unchanged"}, "Cette personne est déjà oubliée, dans toutes les versions.")
    try:
        erased = store.preview_forgetting(person)
    except Refused:
        _require_key(store)
        raise
    if options.confirm != erased.code:
        return _ask(erased, erased.code)
    store.forget(person, stores.author())
    return _tell(erased)


def _forget_contact(store: Store, contact: Contact, code: str | None) -> Outcome:
    if forgetting.is_forgotten(store, contact):
        return _forget_later_comments(store, contact, code)
    foreseen = forgetting.preview(store, contact)
    note_ids = sorted({note.note_id for note in foreseen.notes})
    step_ids = sorted({step.step_id for step in foreseen.steps})
    elsewhere = [other.organisation_id for other in foreseen.elsewhere]
    more = {
        "notes": note_ids,
        "steps": step_ids,
        "elsewhere": elsewhere,
        "comments": foreseen.comments,
    }
    rest = [
        forgetting.describe_comments(foreseen.comments),
        _describe_rest(note_ids + step_ids, elsewhere),
    ]
    if code != foreseen.code:
        other_key = forgetting.describe_other_key() if foreseen.makes_key else ""
        return _ask(foreseen.erasure, foreseen.code, more, " ".join(filter(None, (*rest, other_key))))
    forgetting.forget(store, contact, stores.author())
    return _tell(foreseen.erasure, more, " ".join(filter(None, rest)))


def _forget_later_comments(store: Store, contact: Contact, code: str | None) -> Outcome:
    """Of a contact whom no version has any more: what comments written since say of the name."""
    already = "Ce contact est déjà oublié, dans toutes les versions."
    number = forgetting.count_later_comments(store, contact)
    if not number:
        return Outcome({"status": "unchanged"}, already)
    sentences = f"{already} {forgetting.describe_later_comments(number)}"
    expected = hashlib.sha256(f"{contact.identity} {number}".encode()).hexdigest()[:8]
    if code != expected:
        return Outcome(
            {"status": "confirm", "code": expected, "comments": number},
            f"{sentences} {_advise(expected)}",
            NEEDS_CODE,
        )
    forgetting.forget_later_comments(store, contact)
    return Outcome(
        {"status": "forgotten", "code": None, "comments": number}, f"{sentences} {_advise_afterwards()}"
    )


def _describe_rest(texts: list[str], elsewhere: list[str]) -> str:
    """What stays to be done by hand, without naming anybody."""
    parts = []
    if texts:
        parts.append(f"À relire, car elles peuvent nommer la personne : {listed(texts)}.")
    if elsewhere:
        parts.append(f"La même personne semble aussi contact de : {listed(elsewhere)}.")
    return " ".join(parts)


def _forget_text(store: Store, text_id: str, code: str | None) -> Outcome:
    table = _find_table(store, text_id)
    erased = texts.preview_erasing(store, table, text_id)
    if code != erased.code:
        return _ask(erased, erased.code)
    texts.erase(store, table, text_id, stores.author())
    return _tell(erased)


def _find_table(store: Store, text_id: str) -> str:
    """The table that has a text in some version: one that came by a file may have any reference."""
    tables = [table for table in KEYS if texts.is_known(store, table, text_id)]
    if not tables:
        raise Refused(f"Aucune version n’a de note ni d’étape {text_id}. Vérifiez sa référence.")
    if len(tables) > 1:
        raise Refused(
            f"Une note et une étape ont la référence {text_id}. Effacez-la sur la fiche dont elle parle."
        )
    return tables[0]


def _ask(erased: Erasure, code: str, more: dict[str, Any] | None = None, rest: str = "") -> Outcome:
    text = " ".join(
        filter(None, (_describe_erasure(erased, "disparaîtrait", "disparaîtraient"), rest, _advise(code)))
    )
    return Outcome(_fields(erased, "confirm", code) | (more or {}), text, NEEDS_CODE)


def _advise(code: str) -> str:
    return f"Relancez la même commande avec --confirm {code} : cela ne s’annule pas."


def _tell(erased: Erasure, more: dict[str, Any] | None = None, rest: str = "") -> Outcome:
    parts = (_describe_erasure(erased, "a disparu", "ont disparu"), rest, _advise_afterwards())
    text = " ".join(filter(None, parts))
    return Outcome(_fields(erased, "forgotten", None) | (more or {}), text)


def _advise_afterwards() -> str:
    return " ".join(filter(None, (forgetting.AFTERWARDS, forgetting.describe_earlier_data())))


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


def _fields(erased: Erasure, status: str, code: str | None) -> dict[str, object]:
    return {"status": status, "code": code, "rows": erased.rows, "versions": list(erased.versions)}


def _describe_erasure(erased: Erasure, of_one: str, of_several: str) -> str:
    rows = ", ".join(
        f"{count(number, 'ligne')} de « {schemas.title(table)} »" for table, number in erased.rows.items()
    )
    verb = of_one if sum(erased.rows.values()) == 1 else of_several
    return f"{rows} {verb}, dans {count(len(erased.versions), 'version')}."

"""Organisations that an import names, as links to their sheets. They open in another tab: leaving the page gives back its files."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping

from dse.store import Store
from dse.ui.frame import menu, sheet_links
from dse.ui.frame.prose import format_sentence

_QUOTED = re.compile("« ([^«»]+) »")


def index_names(store: Store) -> dict[str, str]:
    """The identifier of each organisation that has a sheet, by all it may be called; none before a public, nor for a name of several.

    Nor a number alone: 13 may be an organisation of a database, and is most often a number of people.
    """
    version = store.current()
    if version is None or not sheet_links.are_shown():
        return {}
    called: dict[str, set[str]] = defaultdict(set)
    for row in store.read(version, "organisations").to_pylist():
        identifier, name = row["organisation_id"], row["name"]
        for text in (identifier, name, f"{name} ({identifier})"):
            if not text.isdecimal():
                called[text].add(identifier)
    for row in store.read(version, "organisation_aliases").to_pylist():
        called[row["alias"]].add(row["organisation_id"])
    return {text: identifiers.pop() for text, identifiers in called.items() if len(identifiers) == 1}


def link_name(name: str, called: Mapping[str, str]) -> str:
    """A name as Markdown, a link where it is of one organisation."""
    text = format_sentence(name)
    return f"[{text}]({sheet_links.make_address(menu.MEMBER, called[name])})" if name in called else text


def link_quoted(sentence: str, called: Mapping[str, str]) -> str:
    """One of our sentences as Markdown: what it quotes is a link where it is the name of one organisation."""
    text = format_sentence(sentence)
    for name in {*_QUOTED.findall(sentence)} & called.keys():
        quoted = format_sentence(f"« {name} »")
        text = text.replace(quoted, quoted.replace(format_sentence(name), link_name(name, called)))
    return text

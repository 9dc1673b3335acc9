"""Who may see what: the audiences, and the rule that every table passes before it is shown."""

from dse.disclosure import marks, words
from dse.disclosure.answers import Hidden, how_many_masked
from dse.disclosure.audiences import Audience, SettingsError, audience, lowest
from dse.disclosure.groups import Blocks, blocks
from dse.disclosure.protect import Protected, derived, protect, refusal
from dse.disclosure.replacements import Replacements
from dse.disclosure.rule import Rule
from dse.disclosure.whole import has_parts

__all__ = [
    "Audience",
    "Blocks",
    "Hidden",
    "Protected",
    "Replacements",
    "Rule",
    "SettingsError",
    "audience",
    "blocks",
    "derived",
    "has_parts",
    "how_many_masked",
    "lowest",
    "marks",
    "protect",
    "refusal",
    "words",
]

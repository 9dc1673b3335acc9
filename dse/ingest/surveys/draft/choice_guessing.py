"""One choice or several, guessed from the answers of a column: those that come again, those that share a cell, and names of persons, who are no choice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from dse.ingest.forms.survey_definitions import Option
from dse.ingest.issues import quoted_list
from dse.ingest.spelling import canonical, words
from dse.ingest.surveys.draft import answer_spellings, label_order, mixed_signs, naming, subject_matching
from dse.ingest.surveys.draft.column_guess import JOINED, MIXED, OTHERS, Doubt, Guess
from dse.ingest.surveys.reading import choices
from dse.ingest.surveys.tools.survey_tool import SurveyTool
from dse.ingest.values import redaction

_NAMES_OF_SIGNS = {
    " ": "une espace",
    ",": "une virgule",
    "\n": "un retour à la ligne",
}
_YES_NO = frozenset({"oui", "non", "yes", "no", "y", "n"})
_ONLY_OBSERVED = "Choix vus dans ce fichier : ajoutez ceux que personne n’a pris."
_MAYBE_ORDERED = "Peut-être une échelle ordonnée : si oui, choisissez « Réponses graduées » et donnez leur ordre, de la plus basse à la plus haute."
_DAY = re.compile(r"\d{1,4}[-/]\d{1,2}[-/]\d{1,4}(?:[ T]\d{1,2}:\d{2}.*)?")
HARD, SOFT = (";", "|", "\n"), (", ", " ")
# Whatever the tool writes, and whether its options hold them.
_ANY = (*mixed_signs.SIGNS, *mixed_signs.BULLETS)
RANKING = "Un classement dans une cellule : gardé comme un texte, qu’aucune figure ne compte. Un export avec une colonne par rang serait compté."
_FEWEST_RANKED = 3
MOST_OPTIONS = 20
_MOST_OF_LIST, _OFTEN_IN_LIST = 250, 5  # of a long list, as of countries: options, and answers an option
_WRITTEN_AFTER_OTHER = re.compile(r"autres?(?: \([^)]*\))? ?[:–-] ?\S", re.IGNORECASE)
_MOST_CAPITALS = 0.75  # of cells, that begin with one where options do
_LEAST_SHARE_AFTER = 0.1  # of the times an option comes, in which the end of another one does
_SPELLINGS_OF_ONE = 5  # ways in which an option may be typed, at most
# How often an option comes, and how many answers and what share of all such options have, where others were written.
_OFTEN, _FEWEST_ANSWERS, _MOST_ANSWERS = 3, 20, 0.8
_MOST_UNPROVEN = 0.1  # of the cells of several answers, that hold one which no other cell has
WRITTEN = "Des réponses qui ne viennent qu’une fois : lues comme des textes écrits à « Autre »."
LONGEST_OPTION = 90
_CODE = re.compile(r"[a-z0-9_\-]+")
_ORDERED = ((label_order.sort_frequencies, "frequence"), (label_order.sort_signs, "signes"))

JoinedOptions = tuple[
    str, tuple[str, ...], tuple[str, ...], frozenset[str]
]  # separator, options as they come, what to look at, what was written beside « Autre »
PERSON_NAMES = (
    "Des noms de personnes, semble-t-il : gardé comme un texte, sans choix. "
    "Laissez la question de côté, ou changez sa forme et écrivez les choix si ce n’en sont pas."
)
COMMENT = "Un commentaire, d’après son titre : gardé comme un texte, même si des réponses se répètent."
_WRITE = re.compile(
    r"\b(?:commentaires?|remarques?|suggestions?|observations?|precis(?:ez|ions?)|mots libres?)\b"
)
_CIVILITY = re.compile(
    r"(?:M|Mr|MM|Mme|Mmes|Mlle|Mle|Dr|Me|Pr|Monsieur|Madame|Mademoiselle)\b\.? +[^\W\d_].*"
)
_CAPITAL = r"[^\W\d_a-zà-öø-ÿ][^\W\d_]*(?:[-'’.][^\W\d_]+)*\.?"
_NAME = re.compile(rf"(?!(?:La|Les|Une?|Des) ){_CAPITAL}(?: {_CAPITAL}){{1,2}}")
_ONE = re.compile(_CAPITAL)
_ASKS = re.compile(
    r"\b(?:qui etes vous|(?:avec|par|pour|chez|de|a) qui|qui vous|quelle personne|prenoms?|(?:votre|vos|son|leurs?) noms?"
    r"|noms? (?:d\w*|de \w+) (?:personne|interlocut|referent|conseill|charge)\w*)\b"
)


def guess_choices(
    counts: Counter[str], wording: str, missing_options: tuple[Option, ...], tool: SurveyTool
) -> Guess | None:
    """One choice or several; names of persons make no choice, lest a form keep them."""
    if tool.yes_no and set(map(canonical, counts)) <= set(map(canonical, tool.yes_no)):
        yes, no = tool.yes_no
        return Guess("single", (Option(yes, "Oui", 1), Option(no, "Non", 0), *missing_options))
    if find_sign_of_ranking(counts):
        return Guess("text", notes=(RANKING,))
    hard, soft = choose_separators(tool.joins)
    has_written = tool.other_takes_its_place
    guess = (
        _guess_multiple_choice(find_joined_options(counts, hard, has_written=has_written), is_sure=True)
        or _guess_listed_choice(counts, missing_options, soft, has_written=has_written)
        or _guess_multiple_choice(_find_joined(counts, soft, has_written=has_written))
    )
    if guess and invites_to_write(wording):
        return Guess("text", notes=(COMMENT,))
    labels = [option.label for option in guess.options if not option.missing] if guess else []
    if labels and are_person_names([label for label in labels if not label.isdigit()] or labels, wording):
        return Guess("text", notes=(PERSON_NAMES,))
    return guess


def find_sign_of_ranking(texts: Collection[str]) -> str | None:
    """The sign between answers, where every cell holds the same three or more, each once, in different orders."""
    for sign in (*HARD, ",", ">"):
        orders = [_cut(text, sign) for text in texts]
        ranked = set(orders[0])
        if len(orders) > 1 and len(ranked) >= _FEWEST_RANKED:
            is_ranking = all(len(order) == len(ranked) and ranked.issuperset(order) for order in orders)
            return sign if is_ranking else None
    return None


def _guess_listed_choice(
    all_counts: Counter[str], missing_options: tuple[Option, ...], soft: Sequence[str], *, has_written: bool
) -> Guess | None:
    """A choice in a short list whose answers come again. What could be names is left as free text."""
    other_texts = _find_written(all_counts) if has_written else frozenset()
    counts = Counter({text: count for text, count in all_counts.items() if text not in other_texts})
    is_yes_no = are_yes_no(counts)
    filled, distinct = sum(counts.values()), len(counts)
    repeats = filled >= 2 * distinct or (distinct <= 3 and filled > distinct)
    most = _MOST_OF_LIST if filled >= _OFTEN_IN_LIST * distinct else MOST_OPTIONS
    if not is_yes_no and (distinct > most or not repeats or max(map(len, counts)) > LONGEST_OPTION):
        return None
    if any(_DAY.fullmatch(text) or redaction.redact_identifiers(text)[1] for text in counts):
        return None
    joined = _find_joined(all_counts, soft, has_written=has_written)
    if not is_yes_no and joined and (len(joined[1]) < distinct or _are_in_any_order(all_counts, joined[0])):
        return _guess_multiple_choice(joined)
    for sort, family in () if is_yes_no else _ORDERED:
        if labels := sort(list(counts)):
            return Guess("likert", (*naming.rank_options(labels), *missing_options), family)
    labels = (
        sorted(counts, key=lambda text: canonical(text) not in ("oui", "yes", "y"))
        if is_yes_no
        else label_order.sort_calendar(list(counts))
        or label_order.sort_spans(list(counts))
        or naming.sort_labels(counts)
    )
    ranks = range(1, 0 - 1, -1) if is_yes_no and len(labels) == 2 else range(1, len(labels) + 1)
    options = tuple(
        Option(naming.make_code(label, position), label, rank)
        for position, (label, rank) in enumerate(zip(labels, ranks, strict=True), 1)
    )
    notes = (
        ()
        if is_yes_no
        else (_ONLY_OBSERVED, *((_MAYBE_ORDERED,) if label_order.resembles_family(counts) else ()))
    )
    single = Guess("single", (*naming.make_codes_unique(options), *missing_options), notes=notes)
    return _add_other(single, other_texts)


def _are_in_any_order(texts: Iterable[str], cut: str) -> bool:
    """Whether an answer stands first in a cell, be it alone, and after another one in a second cell."""
    cells = [_cut(text, cut) for text in texts]
    firsts = {pieces[0] for pieces in cells if pieces}
    return any(not firsts.isdisjoint(pieces[1:]) for pieces in cells)


def _guess_multiple_choice(joined: JoinedOptions | None, *, is_sure: bool = False) -> Guess | None:
    """A multiple choice whose options stand in one cell."""
    if joined is None:
        return None
    cut, labels, doubts, other_texts = joined
    signs, labels = mixed_signs.find_other_signs(labels, cut) if cut.strip() or cut == "\n" else ((), labels)
    mixed = [sign for sign in signs if sign not in mixed_signs.BULLETS]
    note = "Plusieurs réponses par cellule ; vérifiez le séparateur et complétez les choix."
    names = [_NAMES_OF_SIGNS.get(sign, f"« {sign.strip()} »") for sign in (cut, *signs)]
    doubt = Doubt(MIXED if mixed else JOINED, " ou ".join(names) if mixed else names[0], note)
    several = Guess(
        "multiple",
        make_options(labels),
        split=(cut, *signs),
        notes=(note, *doubts),
        doubts=() if is_sure and not mixed else (doubt,),
    )
    return _add_other(several, other_texts)


def make_options(labels: Iterable[str]) -> tuple[Option, ...]:
    """A choice a label, in their order."""
    options = [
        Option(naming.make_code(label, position), label, position) for position, label in enumerate(labels, 1)
    ]
    return naming.make_codes_unique(options)


def cut_answers(counts: Mapping[str, int], cut: str) -> tuple[Option, ...]:
    """The choices that one sign separates, whatever stands within them."""
    cells = {text: _cut(text, cut) for text in counts}
    pieces = _merge_spellings(counts, cells)
    return make_options(dict.fromkeys(piece for several in pieces.values() for piece in several))


def _add_other(guess: Guess, other_texts: Collection[str]) -> Guess:
    """A choice with the option « Autre », where some answers are supposed to have been written beside it."""
    if not other_texts:
        return guess
    written = {option.label for option in guess.options if _WRITTEN_AFTER_OTHER.match(option.label)}
    options = tuple(option for option in guess.options if option.label not in written)
    return replace(
        add_other_option(replace(guess, options=options)),
        other_texts=tuple(sorted({*other_texts, *written})),
        notes=(*guess.notes, WRITTEN),
        doubts=(*guess.doubts, Doubt(OTHERS, "", WRITTEN)),
    )


def add_other_option(guess: Guess) -> Guess:
    """A choice with the option « Autre », its last one unless it has it already."""
    steps = [option for option in guess.options if option.missing is None]
    other = next((option for option in steps if words(option.label).startswith("autre")), None)
    if other is None:
        other = Option(naming.make_unique([*(option.code for option in steps), "autre"])[-1], "Autre")
        steps.append(other)
    ranked = (replace(option, rank=rank) for rank, option in enumerate(steps, 1))
    absent = (option for option in guess.options if option.missing)
    return replace(guess, options=(*ranked, *absent), other=other.code)


def _find_written(counts: Mapping[str, int]) -> frozenset[str]:
    """Answers that came once, beside options that come again and again: texts written beside « Autre », it seems; « Aucun » is an option, and so is
    the name of a theme or of a form of support."""
    often = [count for count in counts.values() if count >= _OFTEN]
    once = [text for text, count in counts.items() if count == 1 and not choices.says_no_choice(text)]
    if len(often) < 2 or sum(often) < _FEWEST_ANSWERS or sum(often) < _MOST_ANSWERS * sum(counts.values()):
        return frozenset()
    return frozenset(text for text in once if not subject_matching.is_named(text))


def are_yes_no(texts: Iterable[str]) -> bool:
    """Whether every text is a yes or a no."""
    return set(map(canonical, texts)) <= _YES_NO


def are_days(texts: Iterable[str]) -> bool:
    """Whether every text is a day."""
    return all(map(_DAY.fullmatch, texts))


def guess_single_choice(counts: Mapping[str, int]) -> Guess:
    """A choice among the answers that come, whatever they look like."""
    options = [
        Option(naming.make_code(text, position), text, position)
        for position, text in enumerate(sorted(counts), 1)
    ]
    return Guess("single", naming.make_codes_unique(options))


def choose_separators(joins: Sequence[str] | None) -> tuple[Sequence[str], Sequence[str]]:
    """The separators that leave no doubt, and the others, among those that a tool writes; any of them by default."""
    if joins is None:
        return HARD, SOFT
    return [sign for sign in HARD if sign in joins], [sign for sign in (*SOFT, ",") if sign in joins]


def find_joined_options(
    counts: Mapping[str, int], cuts: Sequence[str], *, has_written: bool = False
) -> JoinedOptions | None:
    """The first separator that makes pieces which come again from cell to cell.

    `has_written`: the last piece of a cell may have been written beside « Autre ».
    """
    for cut in _list_signs_seen(counts, cuts):
        pieces = {text: _split_cell(text, cut) for text in counts}
        if cut == ", ":
            pieces = _join_options_with_commas(counts, pieces)
        pieces, other_texts = _set_written_aside(counts, pieces) if has_written else (pieces, frozenset())
        if cut == " " and not all(_CODE.fullmatch(piece) for several in pieces.values() for piece in several):
            continue
        pieces = _merge_spellings(counts, pieces)
        if _is_likely(counts, pieces):
            options = tuple(dict.fromkeys(piece for several in pieces.values() for piece in several))
            return cut.strip() or cut, options, tuple(_list_notes(counts, pieces, cut)), other_texts
    return None


def _find_joined(
    counts: Mapping[str, int], cuts: Sequence[str], *, has_written: bool
) -> JoinedOptions | None:
    """Options that share a cell: joined as the tool does, else by any sign where they prove to be so."""
    labels = find_joined_labels(counts) if " " in cuts else None
    return (
        find_joined_options(counts, cuts, has_written=has_written) or labels or _find_proven_options(counts)
    )


def _list_signs_seen(texts: Collection[str], signs: Iterable[str]) -> list[str]:
    """The signs that stand in some cell: no other separates anything."""
    return [sign for sign in signs if any(sign in text for text in texts)]


def _find_proven_options(counts: Mapping[str, int]) -> JoinedOptions | None:
    """The first sign that cuts cells into answers that other cells hold too, some of them alone."""
    for cut in _list_signs_seen(counts, _ANY):
        pieces = {text: _cut(text, cut) for text in counts}
        if len(set().union(*pieces.values())) > _SPELLINGS_OF_ONE * MOST_OPTIONS:
            continue
        pieces = _merge_spellings(counts, pieces)
        if _are_proven(counts, pieces):
            options = tuple(dict.fromkeys(piece for several in pieces.values() for piece in several))
            return cut, options, (), frozenset()
    return None


def _are_proven(counts: Mapping[str, int], pieces: Mapping[str, Sequence[str]]) -> bool:
    """Whether nearly all cells of several pieces hold only what stands in other cells, and there are fewer pieces than cells."""
    cells = Counter(piece for several in pieces.values() for piece in set(several))
    joined = {text: several for text, several in pieces.items() if len(several) > 1}
    again = {text for text, several in joined.items() if all(cells[piece] > 1 for piece in several)}
    among = {piece for text in again for piece in joined[text]}
    count, count_again = (sum(counts[text] for text in texts) for texts in (joined, again))
    return (
        count_again >= max(2, (1 - _MOST_UNPROVEN) * count)
        and any(several == [piece] for several in pieces.values() for piece in among)
        and not all(piece.isdigit() for piece in among)
        and len(cells) < min(len(counts), MOST_OPTIONS + 1)
        and max(map(len, cells)) <= LONGEST_OPTION
    )


def _merge_spellings(counts: Mapping[str, int], pieces: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Pieces under the most frequent spelling of each option."""
    how_often: Counter[str] = Counter()
    for text, several in pieces.items():
        for piece in several:
            how_often[piece] += counts[text]
    groups = answer_spellings.group_spellings(how_often)
    labels = {spelling: group[0] for group in groups for spelling in group}
    return {text: [labels[piece] for piece in several] for text, several in pieces.items()}


def _split_cell(text: str, cut: str) -> list[str]:
    """Pieces of a cell; a comma before a space is of a text, where commas alone separate."""
    return _strip_pieces(re.split(r",(?! )", text)) if cut == "," else _cut(text, cut)


def _cut(text: str, sign: str) -> list[str]:
    """The answers of a cell between which a sign stands."""
    return _strip_pieces(text.split(sign))


def _strip_pieces(pieces: Iterable[str]) -> list[str]:
    return [piece for piece in map(str.strip, pieces) if piece]


def _set_written_aside(
    counts: Mapping[str, int], pieces: Mapping[str, Sequence[str]]
) -> tuple[dict[str, list[str]], frozenset[str]]:
    """Pieces without those that were written beside « Autre », which come once, at the end of a cell; and these."""
    how_often: Counter[str] = Counter()
    for text, several in pieces.items():
        how_often.update(dict.fromkeys(several, counts[text]))
    last = {several[-1] for several in pieces.values() if several}
    other_texts = {piece for piece in _find_written(how_often) if piece in last}
    pieces_kept = {
        text: [piece for piece in several if piece not in other_texts] for text, several in pieces.items()
    }
    for text, several in pieces.items():
        if (
            several
            and several[-1] in other_texts
            and (option := _find_option_before(several[-1], how_often, other_texts))
        ):
            pieces_kept[text].append(option)
    return pieces_kept, frozenset(other_texts)


def _find_option_before(text: str, options: Iterable[str], other_texts: Collection[str]) -> str | None:
    """The option that a text begins with, which a comma separates from what was written."""
    return next(
        (option for option in options if option not in other_texts and text.startswith(f"{option}, ")), None
    )


def _is_likely(answer_counts: Mapping[str, int], pieces: Mapping[str, Sequence[str]]) -> bool:
    counts = Counter[str]()
    for text, several in pieces.items():
        for piece in several:
            counts[piece] += answer_counts[text]
    joined = sum(count for text, count in answer_counts.items() if len(pieces[text]) > 1)
    short = max(map(len, counts), default=0) <= LONGEST_OPTION
    comes_again = sum(counts.values()) >= 2 * len(counts)
    return (
        joined >= 2
        and joined >= sum(answer_counts.values()) / 10
        and short
        and 1 < len(counts) <= MOST_OPTIONS
        and comes_again
    )


def _join_options_with_commas(
    counts: Mapping[str, int], pieces: Mapping[str, Sequence[str]]
) -> dict[str, list[str]]:
    """Pieces where one that begins with a small letter goes on the option that it always follows, as long as most options have a capital.

    What follows an option rarely was written beside « Autre ».
    """
    firsts = [several[0] for several in pieces.values() if several]
    capitals = sum(first[0].isupper() or first[0].isdigit() for first in firsts)
    if capitals < _MOST_CAPITALS * len(firsts):
        return {text: list(several) for text, several in pieces.items()}
    how_often: Counter[str] = Counter()
    before: dict[str, set[str | None]] = {}
    for text, several in pieces.items():
        for previous, piece in pairwise([None, *several]):
            before.setdefault(piece, set()).add(previous)
            how_often[piece] += counts[text]
    goes_on = {
        piece
        for piece, previous in before.items()
        if piece[0].islower()
        and len(previous) == 1
        and all(_goes_with(how_often[piece], how_often[option]) for option in previous)
    }
    options_by_text: dict[str, list[str]] = {}
    for text, several in pieces.items():
        options: list[str] = []
        for piece in several:
            if options and piece in goes_on:
                options[-1] = f"{options[-1]}, {piece}"
            else:
                options.append(piece)
        options_by_text[text] = options
    return options_by_text


def _goes_with(count: int, count_before: int) -> bool:
    """Whether what follows an option so often is the end of it."""
    return count == count_before or (count >= _OFTEN and count >= _LEAST_SHARE_AFTER * count_before)


def _list_notes(counts: Mapping[str, int], pieces: Mapping[str, Sequence[str]], cut: str) -> list[str]:
    """Options that hold the separator, and those that never come one without the other."""
    if cut != ", ":
        return []
    options = dict.fromkeys(option for several in pieces.values() for option in several)
    options_with_comma = [option for option in options if ", " in option]
    notes = (
        [f"Choix où une virgule est lue comme du texte : {quoted_list(options_with_comma, 'et')}."]
        if options_with_comma
        else []
    )
    among = {option: {text for text, several in pieces.items() if option in several} for option in options}
    for one in options:
        for other in options:
            again = sum(counts[text] for text in among[one]) >= 2
            if again and among[one] == among[other] and _always_follow(one, other, pieces, among[one]):
                notes.append(f"« {one} » et « {other} » viennent toujours ensemble : un seul choix ?")
    return notes


def _always_follow(one: str, other: str, pieces: Mapping[str, Sequence[str]], texts: set[str]) -> bool:
    return one != other and all(
        list(pieces[text]).index(one) + 1 == list(pieces[text]).index(other) for text in texts
    )


def find_joined_labels(counts: Mapping[str, int]) -> JoinedOptions | None:
    """Labels joined by a space: separated by the cells where a label stands alone, or with a known one."""
    cells = set(counts)
    atoms = _single_labels(cells)
    joined, alone = cells - atoms, cells & atoms
    if not joined or len(alone) < 2 or len(atoms) > MOST_OPTIONS or (len(joined) == 1 and alone != atoms):
        return None
    if not all(label[0].isupper() for label in atoms):
        return None
    shown = quoted_list(sorted(atoms - cells), "et")
    notes = (f"Choix que personne n’a pris seuls : {shown}.",) if atoms - cells else ()
    return " ", tuple(sorted(atoms)), notes, frozenset()


def _single_labels(cells: set[str]) -> set[str]:
    """What is left of cells once those that stand in others are cut out of them."""
    labels = set(cells)
    while True:
        cut = next(((text, rest) for text in sorted(labels) for rest in _remainders(text, labels)), None)
        if cut is None:
            return labels
        labels = (labels - {cut[0]}) | {cut[1]}


def _remainders(text: str, labels: set[str]) -> list[str]:
    remainders = [text[len(label) :].strip() for label in sorted(labels) if text.startswith(f"{label} ")]
    return remainders + [
        text[: -len(label)].strip() for label in sorted(labels) if text.endswith(f" {label}")
    ]


def invites_to_write(wording: str) -> bool:
    """Whether a title asks for a comment."""
    return bool(_WRITE.search(words(wording)))


def names_nobody(text: str) -> bool:
    """Whether a text has neither an address nor the look of somebody's name."""
    return not redaction.redact_identifiers(text)[1] and not are_person_names([text], "")


def are_person_names(labels: Sequence[str], wording: str) -> bool:
    """Whether most answers look like a first name and a name, or have a civility; any, where the title asks who.

    There, a word alone with a capital may be a first name.
    """
    named = [label for label in labels if _CIVILITY.fullmatch(label) or _NAME.fullmatch(label)]
    if _ASKS.search(words(wording)):
        return bool(named) or (bool(labels) and all(map(_ONE.fullmatch, labels)))
    return 2 * len(named) > len(labels)

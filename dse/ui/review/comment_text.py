"""Comments of a review on screen: their own marks as Markdown, and everything else as it was typed."""

from __future__ import annotations

from dse.review.commentary.grammar import Block, Bullets, Numbered, Paragraph, Text
from dse.ui.frame.prose import JOINER, escape_markdown


def format_comment(blocks: tuple[Block, ...]) -> str:
    """The filled blocks of a comment as Markdown, where numbered lists that follow one another have signs of their own."""
    return "\n\n".join(_format_block(block, ".)"[rank % 2]) for rank, block in enumerate(blocks))


def _format_block(block: Block, sign: str) -> str:
    if isinstance(block, Bullets):
        indent = "  " if block.is_within else ""
        return "\n".join(f"{indent}- {_format_line(item)}" for item in block.items)
    if isinstance(block, Numbered):
        numbered = enumerate(block.items, block.first)
        return "\n".join(f"{number}{sign} {_format_line(item)}" for number, item in numbered)
    return _format_line(block)


def _format_line(line: Paragraph) -> str:
    return "".join(_format_run(run) for run in line.runs if isinstance(run, Text))


def _format_run(run: Text) -> str:
    """A sign without width inside both marks: they then mean bold whatever stands beside them."""
    text = escape_markdown(run.text)
    return f"**{JOINER}{text}{JOINER}**" if run.is_bold else text

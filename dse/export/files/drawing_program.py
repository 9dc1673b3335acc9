"""Program of a child process: drawings on standard input, a line each; their pictures on standard output, until the input ends."""

from __future__ import annotations

import sys

from dse.export.files import figure_drawing


def main() -> None:
    """Draw what comes, one after the other."""
    for line in sys.stdin.buffer:
        pictures = figure_drawing.draw(figure_drawing.read_drawing(line))
        sys.stdout.buffer.write(figure_drawing.write_pictures(pictures))
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()

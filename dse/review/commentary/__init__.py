"""What the team writes under figures, chapters and the summary of a review: its text, and the numbers that it takes from figures."""

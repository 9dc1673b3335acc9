"""The activities: whether their places are taken, who comes, how many women, on site or remote."""

"""What accompaniments and activities leave: reports, guides, videos… and how long after their end."""

"""What a version is, its manifest and its name, and what stands for files that held a forgotten person."""

"""The application as an archive that opens with a double click, made on Linux from the registry of packages alone."""

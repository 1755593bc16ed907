"""Points of the body that other programs found, read from their files; one module a format."""

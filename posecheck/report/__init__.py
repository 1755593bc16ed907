"""What to keep of a recorded clip: terminal, tables, annotated video."""

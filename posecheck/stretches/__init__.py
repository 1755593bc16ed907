"""What good form is, as data."""

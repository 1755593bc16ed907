"""The pose model: pictures in, people out."""

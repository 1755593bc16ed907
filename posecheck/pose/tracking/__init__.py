"""One person followed through a clip."""

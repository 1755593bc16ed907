"""Sample clips of people stretching, with the exact truth beside each."""

"""The tables that a batch writes, and what each of their columns means."""

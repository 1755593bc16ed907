"""A learned correction of the joint angles, weighed against the geometry by how surely each is known.

Trained on rendered people (`training/`); what it knows and what it does not says `models/estimator.md`.
"""

"""Stills by the hundred thousand for training: crops as the pose model sees them, its landmarks, and the truth."""

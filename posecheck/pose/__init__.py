"""Landmarks: where each of the 33 points of the body is, frame by frame."""

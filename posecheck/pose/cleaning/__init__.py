"""Landmarks made fit to measure on: swaps undone, gaps filled, noise smoothed."""

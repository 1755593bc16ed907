"""Angles against the target ranges of one stretch."""

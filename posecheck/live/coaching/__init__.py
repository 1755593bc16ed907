"""A coached session as a state machine, without camera, clock, screen or sound."""

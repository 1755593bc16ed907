"""Coaching while somebody stretches: one flow for the browser, a camera of the server's own and a plain window."""

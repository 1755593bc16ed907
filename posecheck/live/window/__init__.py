"""Live coaching in a plain window, without a browser."""

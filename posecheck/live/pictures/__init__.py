"""Pictures from a camera: opened, looked at for trouble, and kept where asked."""

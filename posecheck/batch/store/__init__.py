"""What a batch keeps in its folder while it runs, so that nothing finished is lost."""

"""Joint angles with their uncertainty, from landmarks of any origin."""

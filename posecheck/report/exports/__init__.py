"""Files that the programs of others open: a module a format, named in `report.writers`."""

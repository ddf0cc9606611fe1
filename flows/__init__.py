"""Input, output, clock and settings: readers, the warehouse, the command line and the Prefect flows."""

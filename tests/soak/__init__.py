"""Long tests of faults: ``make soak`` runs all of them, ``make test`` a seeded sample."""

"""What many articles together teach: boilerplate templates and names that mean one entity."""

"""The round's own process: it asks a submission behind its wall, and decides."""

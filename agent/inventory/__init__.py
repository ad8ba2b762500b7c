"""The register of credentials that should exist: who owns them, how they are removed, which must not be touched."""

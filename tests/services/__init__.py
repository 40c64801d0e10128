"""Stand-ins for services that cannot run on a developer's machine: small, strict, and made after the public documentation."""

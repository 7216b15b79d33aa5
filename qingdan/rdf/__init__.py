"""RDF terms and graphs: names and prefixes, read-only views."""

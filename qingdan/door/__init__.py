"""Files, bytes and tables in, results out that know how they are noted: for programs and for us."""

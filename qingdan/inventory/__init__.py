"""What a company states: read from files of every format, checked, held in memory or on disk."""

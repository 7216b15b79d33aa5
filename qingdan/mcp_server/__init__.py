"""The engine for an assistant: tools of the Model Context Protocol."""

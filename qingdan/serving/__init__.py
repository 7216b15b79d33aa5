"""
The engine as a service: jobs on what strangers send, each
in a child with limits. It knows nothing of HTTP servers.
"""

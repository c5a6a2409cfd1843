class ServersError(Exception):
    """A server cannot be started or stopped. The message is one line: what is wrong, and what to do."""

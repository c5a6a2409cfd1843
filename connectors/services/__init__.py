"""Every write of the connectors: pulling from shops, and making sales orders of what came in."""

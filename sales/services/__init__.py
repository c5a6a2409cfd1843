"""Every write of sales. Services take many documents at once, in the caller's transaction or one of their own."""

"""What must hold whoever comes and whatever they send: companies apart, and input that means harm."""

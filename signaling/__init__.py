"""Who is here, and what they say to one another."""

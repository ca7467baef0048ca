"""Subscribers of the relay that make livestreams and recordings of what they receive."""

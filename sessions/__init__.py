"""What a meeting decides, and the record of it."""

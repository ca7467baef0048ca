"""What is public, kept in an object store too, for CDNs to carry; what is not, kept out."""

"""The Buddy Scheme assistant."""

"""The only room that knows Microsoft Teams and the Bot Framework."""

"""What people can do, whatever the door."""

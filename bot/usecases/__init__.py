"""What people do, one plain function each: (work, request, now) -> reply."""

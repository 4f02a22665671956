"""Words and tables that a coordinator may edit, versioned."""

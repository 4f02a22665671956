"""The same cards as plain accessible pages."""

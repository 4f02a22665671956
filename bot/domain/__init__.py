"""The rules of the scheme: values in, values out; standard library only."""

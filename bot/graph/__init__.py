"""Microsoft Graph: the only room that knows msgraph, kiota and httpx.

To add a call: a row in `calls.py` (its path and the least permission that it needs), a function that asks for it
through `client.Graph.ask` and reads the few fields that we need from the raw answer with `reading.py`, the same row in
`tests/fakes/graph_calls.py` with what the fake answers. Whoever uses it declares a port of its own in `bot/front` or
`bot/usecases`; what can go wrong is in `bot/front/beyond.py`.
"""

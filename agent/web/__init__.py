"""What the daemon answers over HTTP, on loopback: numbers and health, never a value, a path or a text from a file.

server.py   the door: aiohttp, and everything that is refused       pages.py   /metrics, /healthz, /readyz
metrics.py  the ledger's figures as Prometheus reads them (the only prometheus-client import)
"""

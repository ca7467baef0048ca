"""The outside world: HTTP, WebSocket, the browser client, the command line."""

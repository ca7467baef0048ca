"""The JSON forms of the HTTP surface: one frozen struct per request and response body.

Commands, records and snapshots are those of `sessions`; here stands what only HTTP speaks. Times
are Unix milliseconds (UTC) unless said otherwise. Paths are under `/api/v1/consultations`.
"""

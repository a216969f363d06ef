"""What every room stands on: money, weeks, states, audit, idempotency, jobs. Knows no room."""

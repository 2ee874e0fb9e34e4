"""Make the records that are stale, batch by batch, on every core or a cluster."""

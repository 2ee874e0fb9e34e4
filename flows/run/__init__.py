"""Run every night and tell how it went: schedules, servers, the morning's text, notices."""

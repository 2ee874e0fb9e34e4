"""What people read and what IRIs answer."""

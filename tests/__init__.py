"""The tests of Vraagbaak."""

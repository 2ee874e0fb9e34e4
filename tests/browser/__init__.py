"""Journeys of people through the real server with a real browser: headless Chromium, driven by Selenium."""

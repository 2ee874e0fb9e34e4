"""Somebody with a browser: Debian's Chromium without a screen, and what it asked for."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_selenium_python import Axe
from selenium.webdriver import Chrome
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

PATIENCE = 60  # seconds; the machines are shared
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-extensions",
    "--disable-background-networking", "--no-first-run", "--disable-sync",
)  # fmt: skip
PHONE, DESK = 390, 1280


def programs() -> tuple[str | None, str | None]:
    """Chromium and its driver, where they are installed."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    return chromium, shutil.which("chromedriver")


@dataclass
class Visitor:
    """A browser at a server; `downloads` is where its files go."""

    driver: Chrome
    address: str
    downloads: Path
    asked: list[str] = field(default_factory=list)  # every address that a page asked for

    def go(self, path: str) -> None:
        """Open a page."""
        self.driver.get(self.address + path)

    def find(self, css: str) -> WebElement:
        """The first element, once it is there."""
        found: WebElement = WebDriverWait(self.driver, PATIENCE).until(
            lambda driver: driver.find_element(By.CSS_SELECTOR, css), f"there is no {css}"
        )
        return found

    def all(self, css: str) -> list[WebElement]:
        """All elements that are there."""
        found: list[WebElement] = self.driver.find_elements(By.CSS_SELECTOR, css)
        return found

    def link(self, words: str) -> WebElement:
        """The first link with these words in it."""
        found: WebElement = WebDriverWait(self.driver, PATIENCE).until(
            lambda driver: driver.find_element(By.PARTIAL_LINK_TEXT, words), f"there is no link '{words}'"
        )
        return found

    def follow(self, element: WebElement) -> None:
        """Click a link or a button, and wait until it has led somewhere else."""
        before = self.driver.current_url
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
        element.click()
        self.until(lambda: self.driver.current_url != before and self._is_ready(), f"nothing came after {before}")

    def until(self, condition: Any, message: str) -> None:
        """Wait until something is so."""
        WebDriverWait(self.driver, PATIENCE).until(lambda driver: condition(), message)

    def wide(self, pixels: int, *, dark: bool = False) -> None:
        """Take a screen of a width, light or dark."""
        metrics = {"width": pixels, "height": 900, "deviceScaleFactor": 1, "mobile": pixels < 600}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})

    def barriers(self) -> dict[str, list[str]]:
        """What axe-core finds wrong with the page, with the elements."""
        axe = Axe(self.driver)
        axe.inject()
        found = axe.run()["violations"]
        return {one["id"]: [node["html"][:200] for node in one["nodes"]] for one in found}

    def is_too_wide(self) -> bool:
        """Whether one has to scroll sideways."""
        return bool(self.driver.execute_script("return document.documentElement.scrollWidth > window.innerWidth"))

    def complaints(self) -> list[str]:
        """What the browser has complained of since it was asked last: scripts that failed, what the policy refused."""
        return [entry["message"] for entry in self.driver.get_log("browser")]  # type: ignore[no-untyped-call]  # Selenium types it in part

    def elsewhere(self) -> set[str]:
        """The addresses of other hosts that any page asked for."""
        for entry in self.driver.get_log("performance"):  # type: ignore[no-untyped-call]  # likewise
            told = json.loads(entry["message"])["message"]
            if told["method"] == "Network.requestWillBeSent":
                self.asked.append(told["params"]["request"]["url"])
        schemes = ("data", "blob", "chrome", "devtools", "about")
        here = urlsplit(self.address).netloc
        return {one for one in self.asked if urlsplit(one).scheme not in schemes and urlsplit(one).netloc != here}

    def _is_ready(self) -> bool:
        return bool(self.driver.execute_script("return document.readyState") == "complete")


@contextmanager
def visiting(address: str, downloads: Path) -> Iterator[Visitor]:
    """A browser, closed in the end."""
    chromium, driver = programs()
    options = Options()
    options.binary_location = chromium or ""
    for flag in FLAGS:
        options.add_argument(flag)
    options.add_experimental_option("prefs", {"download.default_directory": str(downloads)})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    browser = Chrome(options=options, service=Service(driver))
    try:
        browser.set_page_load_timeout(PATIENCE)
        browser.set_script_timeout(PATIENCE)
        yield Visitor(browser, address, downloads)
    finally:
        browser.quit()

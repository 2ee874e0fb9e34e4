"""The pages about things, for everybody: no barriers that axe-core finds, on any screen, by keyboard, on paper."""

from __future__ import annotations

import base64

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.browser.visitor import DESK, PHONE, Visitor

NARROW = 320
QUESTION = "/doc/question/be-senate/7-1668"
SCREENS = ((PHONE, True), (DESK, False))  # dark and light
BOTH = 4  # pages that are looked at on both; the others, whose colours are the same, on one
PAGES = (  # one of every kind, each in one of the languages
    "/", f"{QUESTION}?lang=nl", "/doc/question/be-senate/4-2571?lang=fr&text=both", "/doc/party/open-vld?lang=en",
    "/doc/question/be-senate/7-1669", f"{QUESTION}/answer/1?lang=en", "/doc/person/tom-ongena?lang=fr",
    "/doc/portfolio/defence", "/doc/government/de-croo?lang=fr", "/doc/concept/eurovoc/2628?lang=en",
    "/doc/legislature/be-senate/5?lang=fr", "/person?lang=en", "/topic", "/ns/pq?lang=fr",
    "/doc/dataset/be-senate?lang=en", "/doc/question/be-senate/7-999999",
)  # fmt: skip


@pytest.mark.parametrize(("at", "path"), [*enumerate(PAGES)])
def test_a_page_has_no_barriers(visitor: Visitor, at: int, path: str) -> None:
    for width, dark in SCREENS if at < BOTH else [SCREENS[at % 2]]:
        visitor.wide(width, dark=dark)
        visitor.go(path)
        assert visitor.barriers() == {}
    visitor.wide(NARROW)
    assert not visitor.is_too_wide()
    assert [one for one in visitor.complaints() if "404" not in one] == []
    assert visitor.elsewhere() == set()


def test_the_keyboard_goes_to_the_text_first_then_along_the_menu(visitor: Visitor) -> None:
    visitor.go(f"{QUESTION}?lang=en")
    visitor.driver.find_element(By.TAG_NAME, "body").send_keys(Keys.TAB)
    skip = visitor.driver.switch_to.active_element
    assert skip.text == "Skip to content"
    skip.send_keys(Keys.ENTER)
    assert visitor.driver.switch_to.active_element.get_attribute("id") == "content"
    visitor.go(f"{QUESTION}?lang=en")
    visited = []
    for _ in range(6):
        visitor.driver.switch_to.active_element.send_keys(Keys.TAB)
        visited.append(visitor.driver.switch_to.active_element.text)
    assert visited == ["Skip to content", "Vraagbaak", "NL", "FR", "EN", "Search"]


def test_a_question_prints_on_a_few_pages(visitor: Visitor) -> None:
    visitor.go(QUESTION)
    printed = visitor.driver.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
    data = base64.b64decode(printed["data"])
    assert data.startswith(b"%PDF")
    assert 1 <= data.count(b"/Type /Page\n") <= 4

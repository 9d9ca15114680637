"""The preview as a person sees it: in the system's Chromium."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.conftest import HANDOUT
from tests.web.conftest import HANDOUT_FILE, PATIENCE, Edit, Preview

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SHOWN = "() => [...document.querySelectorAll('#pages img')].map(image => image.src).join()"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium. Where `make test` can install it, its absence fails the tests.

    Elsewhere (no apt-get) they are skipped: set-up leaves the browser to the person there, and says which. What the page is
    told is tested without one in test_preview.py everywhere.
    """
    chromium = shutil.which("chromium")
    if chromium is None:
        assert not shutil.which("apt-get"), "Chromium is missing: apt-get install chromium, or run make test."
        pytest.skip("The command chromium is missing: install it with the system's package manager.")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE * 1000)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser, preview: Preview) -> Iterator[Page]:
    """The preview, opened; its scripts must not say a word, and it asks nobody else for anything."""
    said: list[str] = []
    asked: list[str] = []
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(PATIENCE * 1000)
    opened = context.new_page()
    opened.on("console", lambda message: said.append(message.text))
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.on("request", lambda request: asked.append(request.url))
    opened.goto(preview.address)
    opened.wait_for_selector("#pages img")
    yield opened
    context.close()
    assert said == []
    assert [url for url in asked if not url.startswith(preview.address)] == []


def pages(page: Page) -> Locator:
    return page.locator("#pages img")


def wait_for_change(page: Page, before: str) -> str:
    page.wait_for_function(f"before => ({SHOWN})() !== before", arg=before)
    return str(page.evaluate(SHOWN))


def titled(title: str) -> str:
    return HANDOUT.replace("title: Sleep", f"title: {title}")


def test_pages_as_they_print(page: Page) -> None:
    from playwright.sync_api import expect

    expect(page).to_have_title("Sleep – preview")
    expect(page.get_by_role("img", name="Page 1 of 1", exact=True)).to_be_visible()
    assert pages(page).evaluate("image => [image.clientWidth, image.clientHeight, image.naturalWidth]") == [
        794,
        1123,
        1588,
    ]
    expect(page.get_by_role("complementary", name="Findings")).to_contain_text("S1: There is no key message.")
    expect(page.locator("#status")).to_contain_text("As of ")
    assert page.evaluate("document.fonts.check('16px \"Atkinson Hyperlegible\"')")


def test_a_save_is_seen_whichever_way_the_editor_saves(page: Page, edit: Edit) -> None:
    from playwright.sync_api import expect

    before = page.evaluate(SHOWN)
    file = edit(HANDOUT_FILE, titled("Rest"))
    before = wait_for_change(page, before)
    expect(page.get_by_role("heading", level=1)).to_have_text("Rest")
    new = file.with_name("en-GB.md.tmp")
    new.write_text(titled("Dreams"), "utf-8")
    new.replace(file)
    wait_for_change(page, before)
    expect(page.get_by_role("heading", level=1)).to_have_text("Dreams")


@pytest.mark.parametrize("name", ["clinic.yaml", "styles/base.css", "templates/identity.html"])
def test_what_a_leaflet_is_made_with_is_followed(page: Page, preview: Preview, edit: Edit, name: str) -> None:
    from handouts.resources import resource

    changes = {
        "clinic.yaml": ("Riverside Neurology", "Harbour Neurology"),
        "styles/base.css": ("body {", "body { background: #eee;"),
        "templates/identity.html": ("<p", "<p>By the sea</p><p"),
    }
    source = preview.clinic / name if name == "clinic.yaml" else resource(name)
    before = page.evaluate(SHOWN)
    text = source.read_text("utf-8")
    assert changes[name][0] in text
    edit(name, text.replace(*changes[name], 1))
    wait_for_change(page, before)


def test_a_mistake_is_shown_over_the_last_good_pages_until_it_is_mended(page: Page, edit: Edit) -> None:
    from playwright.sync_api import expect

    before = page.evaluate(SHOWN)
    edit(HANDOUT_FILE, HANDOUT.replace("kind: lifestyle", "kind: lifestile"))
    message = page.locator("#mistake")
    expect(message).to_contain_text("clinic/library/sleep/en-GB.md:6")
    expect(message).to_contain_text("kind is lifestile.")
    expect(message).to_contain_text("Did you mean lifestyle?")
    assert message.get_attribute("aria-live") == "polite"
    expect(page.locator("#findings")).to_contain_text("clinic/library/sleep/en-GB.md:6")
    expect(page).to_have_title("! Sleep – preview")
    expect(page.locator("#pages")).to_have_css("opacity", "0.4")
    expect(page.locator("#pdf")).to_be_hidden()
    assert page.evaluate(SHOWN) == before
    card, sheet = message.bounding_box(), pages(page).bounding_box()
    assert card and sheet
    assert sheet["x"] <= card["x"] and card["x"] + card["width"] <= sheet["x"] + sheet["width"]
    assert card["y"] + card["height"] > sheet["y"]

    edit(HANDOUT_FILE, HANDOUT)
    expect(message).to_be_empty()
    expect(page.locator("#pages")).to_have_css("opacity", "1")
    expect(page.locator("#pdf")).to_be_visible()
    assert page.evaluate(SHOWN) == before


def test_what_the_page_shows_stays_where_it_is(page: Page, edit: Edit) -> None:
    from playwright.sync_api import expect

    page.evaluate("window.scrollTo(0, 300)")
    before = page.evaluate(SHOWN)
    edit(HANDOUT_FILE, titled("Rest"))
    wait_for_change(page, before)
    assert page.evaluate("scrollY") == 300
    edit(HANDOUT_FILE, titled("Rest").replace("[@nhs]", "[@nsh]"))
    expect(page.locator("#mistake")).to_contain_text("nsh")
    expect(page.locator("#mistake")).to_be_in_viewport()
    assert page.evaluate("scrollY") == 300


def test_switches_are_kept_in_the_address(page: Page) -> None:
    from playwright.sync_api import expect

    before = page.evaluate(SHOWN)
    page.get_by_label("Edition").select_option("large-print")
    before = wait_for_change(page, before)
    page.get_by_label("Paper").select_option("Letter")
    before = wait_for_change(page, before)
    page.get_by_label("Site").select_option("harbour")
    shown = wait_for_change(page, before)
    assert pages(page).first.evaluate("image => [image.clientWidth, image.clientHeight]") == [816, 1056]
    assert page.url.endswith("/?edition=large-print&paper=Letter&site=harbour")
    page.reload()
    page.wait_for_selector("#pages img")
    assert page.evaluate(SHOWN) == shown
    expect(page.get_by_label("Edition")).to_have_value("large-print")
    expect(page.get_by_label("Site")).to_have_value("harbour")
    assert page.locator("#pdf").get_attribute("href") == (
        "/leaflet/sleep-en-GB.pdf?edition=large-print&paper=Letter&site=harbour"
    )


def test_a_note_stands_beside_the_pages(page: Page, preview: Preview, edit: Edit) -> None:
    from playwright.sync_api import expect

    text = (preview.clinic / "clinic.yaml").read_text("utf-8")
    edit("clinic.yaml", text.replace("#0b5c6b", "#ffd400"))
    expect(page.locator("#findings")).to_contain_text("brand.color.primary (#ffd400)")
    expect(page.locator("#mistake")).to_be_empty()


@pytest.mark.parametrize("width", [320, 800, 1920])
def test_it_fits_every_window(page: Page, edit: Edit, width: int) -> None:
    from playwright.sync_api import expect

    page.set_viewport_size({"width": width, "height": 700})
    edit(HANDOUT_FILE, HANDOUT.replace("kind: lifestyle", "kind: lifestile"))
    expect(page.locator("#mistake")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_everything_can_be_reached_with_the_keyboard(page: Page) -> None:
    reached = []
    for _ in range(5):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.name || document.activeElement.id"))
    assert reached == ["edition", "paper", "ink", "site", "pdf"]

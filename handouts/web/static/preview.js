// Shows what the server tells: the pages of one choice, and what is wrong with the newest save.
"use strict";

const find = (id) => document.getElementById(id);
const make = (tag, className, text) => {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
};

let stream = null;
let newest = 0;

function follow() {
  if (stream) stream.close();
  stream = new EventSource("/events" + location.search);
  stream.onmessage = (event) => show(JSON.parse(event.data));
  stream.onerror = () => {
    find("status").textContent = "The preview has ended. Start it again to go on.";
  };
}

async function show(state) {
  const turn = ++newest;
  showSwitches(state.switches);
  if (state.rendering) {
    find("status").textContent = "Rendering…";
    if (!state.pages.length) return; // those of the last choice stay until there are others
  }
  const images = await loaded(state.pages);
  if (turn !== newest || !images) return; // something newer has come meanwhile
  const refused = state.findings.filter((one) => one.level === "refused");
  find("title").textContent = state.title || state.name;
  document.title = (refused.length ? "! " : "") + (state.title || state.name) + " – preview";
  if (!state.rendering) {
    find("status").textContent = state.pagesAt ? "As of " + state.pagesAt : "";
  }
  find("pdf").hidden = refused.length > 0 || !state.pdf;
  if (state.pdf) find("pdf").href = state.pdf;
  showPages(images, state.pages);
  showMistake(refused, state);
  showFindings(state.findings);
}

// Each page's picture, ready to be drawn; one that is shown already is used again.
async function loaded(pages) {
  const shown = new Map([...document.querySelectorAll("#pages img")].map((image) => [image.getAttribute("src"), image]));
  const images = pages.map((page) => {
    if (shown.has(page.src)) return shown.get(page.src);
    const image = new Image(page.width, page.height);
    image.src = page.src;
    return image;
  });
  try {
    await Promise.all(images.map((image) => image.decode()));
  } catch {
    return null; // replaced by newer ones before it was fetched
  }
  return images;
}

function showPages(images, pages) {
  const holder = find("pages");
  while (holder.children.length > images.length) holder.lastChild.remove();
  images.forEach((image, index) => {
    let figure = holder.children[index];
    if (!figure) {
      figure = make("figure");
      figure.append(make("div"), make("figcaption"));
      holder.append(figure);
    }
    const caption = `Page ${index + 1} of ${pages.length}`;
    image.alt = caption;
    if (figure.firstChild !== image) {
      if (image.isConnected) image = image.cloneNode(); // it is also another page, or was one
      figure.firstChild.replaceWith(image);
    }
    figure.lastChild.textContent = caption;
  });
}

function described(one, element) {
  if (one.place) element.append(make("span", "place", one.place));
  element.append(words("what-is", one.what), words("remedy", one.remedy));
  return element;
}

// A sentence of a message; what it quotes stands between backticks.
function words(className, text) {
  const sentence = make("span", className);
  text.split("`").forEach((part, index) => sentence.append(index % 2 ? make("code", "", part) : part));
  return sentence;
}

function showMistake(refused, state) {
  const card = find("mistake");
  document.body.classList.toggle("refused", refused.length > 0);
  const text = JSON.stringify([refused, state.pagesAt]);
  if (card.dataset.text === text) return; // said once
  card.dataset.text = text;
  card.replaceChildren();
  card.tabIndex = refused.length ? 0 : -1; // so that keys scroll a long list
  if (!refused.length) return;
  const list = make("ul");
  list.append(...refused.map((one) => described(one, make("li"))));
  card.append(make("h2", "", "This cannot be printed as it is saved"), list);
  if (state.pagesAt) {
    card.append(make("p", "then", `Below are the pages as of ${state.pagesAt}, before the mistake.`));
  }
}

function showFindings(findings) {
  const list = find("findings");
  list.replaceChildren(
    ...findings.map((one) => {
      const mend = one.level === "refused" || one.level === "error";
      const item = make("li", mend ? "refused-one" : "");
      item.append(make("span", "level", mend ? "To be mended" : one.level === "warning" ? "To be judged" : "Good to know"));
      return described(one, item);
    }),
  );
  find("no-findings").hidden = findings.length > 0;
}

function showSwitches(switches) {
  const form = find("switches");
  const text = JSON.stringify(switches);
  if (form.dataset.text === text) return; // so that an open list stays open
  form.dataset.text = text;
  const focused = document.activeElement && document.activeElement.name;
  form.replaceChildren(
    ...switches.map((one) => {
      const label = make("label", "", one.label);
      const select = make("select");
      select.name = one.name;
      const known = one.options.some(([value]) => value === one.value);
      for (const [value, shown] of known ? one.options : [[one.value, one.value], ...one.options]) {
        select.append(new Option(shown, value, false, value === one.value));
      }
      select.addEventListener("change", () => choose(one.name, select.value));
      label.append(select);
      return label;
    }),
  );
  if (focused && form.elements[focused]) form.elements[focused].focus();
}

function choose(name, value) {
  const address = new URL(location.href);
  if (value) address.searchParams.set(name, value);
  else address.searchParams.delete(name);
  history.replaceState(null, "", address);
  follow();
}

// What is pinned below the bar must know how high it is.
new ResizeObserver(([bar]) => {
  document.documentElement.style.setProperty("--bar", bar.borderBoxSize[0].blockSize + "px");
}).observe(document.querySelector("header"));

find("switches").addEventListener("submit", (event) => event.preventDefault());
follow();

// Draws one card with the official renderer and says what a person could not read of it.
"use strict";

function draw(box, { card, config, width, marked }) {
  AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
    result.didProcess = text in marked;
    result.outputHtml = marked[text];
  };
  const context = new AdaptiveCards.SerializationContext();
  const shown = new AdaptiveCards.AdaptiveCard();
  shown.hostConfig = new AdaptiveCards.HostConfig(config);
  shown.parse(card, context);
  box.style.width = `${width}px`;
  box.replaceChildren(shown.render());
  const said = shown.validateProperties().validationEvents.map((event) => event.message);
  for (let i = 0; i < context.eventCount; i++) said.push(context.getEventAt(i).message);
  return said;
}

const words = (element) => (element.innerText || element.value || element.placeholder || "").trim().slice(0, 60);

function drawnWidth(element, text) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = getComputedStyle(element).font;
  return pen.measureText(text).width;
}

// What a field says before anybody types; a drop-down list keeps some room for its arrow.
function saidInside(element) {
  if (element.tagName === "SELECT") return [[...element.options].map((one) => one.text), 20];
  return [element.tagName === "INPUT" && element.placeholder ? [element.placeholder] : [], 0];
}

function cutInField(element) {
  const style = getComputedStyle(element);
  const [texts, arrow] = saidInside(element);
  const room = element.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) - arrow;
  return texts.filter((text) => drawnWidth(element, text) > room).map((text) => `cut off in its field: ${text}`);
}

// A field lets people scroll through what they typed.
const scrolls = (element) => ["INPUT", "TEXTAREA"].includes(element.tagName);

function cutOff(element) {
  const style = getComputedStyle(element);
  const hides = (overflow) => overflow !== "visible" && !scrolls(element);
  const wide = hides(style.overflowX) && element.scrollWidth > element.clientWidth + 1;
  const high = hides(style.overflowY) && element.scrollHeight > element.clientHeight + 2;
  return wide || high ? [`cut off: ${words(element)}`] : [];
}

function sticksOut(element, edge) {
  const place = element.getBoundingClientRect();
  return place.width && place.right > edge + 1 ? [`too wide: ${words(element)}`] : [];
}

function look(box) {
  const edge = box.getBoundingClientRect().right;
  const seen = [...box.querySelectorAll("*")].filter((element) => element.checkVisibility());
  return seen.flatMap((element) => [...cutOff(element), ...cutInField(element), ...sticksOut(element, edge)]);
}

// What stands behind buttons such as 'Need help now?' is opened and looked at too.
function faults(box, drawing) {
  const found = new Set([...draw(box, drawing), ...look(box)]);
  for (const button of box.querySelectorAll("[aria-expanded=false]")) {
    button.click();
    look(box).forEach((fault) => found.add(fault));
  }
  return [...found];
}

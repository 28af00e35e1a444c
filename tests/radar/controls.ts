/**
 * What tests do in the page of Radar.
 *
 * @module
 */
import type { Page } from "../browser/browser.ts";

/** The origin of the page of a daemon, by the address of its WebSocket. */
export function originOf(url: string): string {
  return `http://127.0.0.1:${new URL(url).port}`;
}

/** Puts a text into a field as if it was typed. */
export function fill(page: Page, id: string, text: string): Promise<unknown> {
  const [field, value] = [id, text].map((one) => JSON.stringify(one));
  return page.evaluate(`(() => {
    const field = document.getElementById(${field});
    field.value = ${value};
    field.dispatchEvent(new Event("input", { bubbles: true }));
  })()`);
}

/** Presses a key in a tree. */
export function pressInTree(page: Page, key: string): Promise<unknown> {
  return page.evaluate(`document.querySelector(".vtree").dispatchEvent(
    new KeyboardEvent("keydown", { key: ${
    JSON.stringify(key)
  }, bubbles: true }))`);
}

/** Script that keeps what the page copies, in `copied`. */
export const CLIPBOARD = `{
  globalThis.copied = [];
  Object.defineProperty(navigator, "clipboard", {
    value: { writeText: (text) => (copied.push(text), Promise.resolve()) },
  });
}`;

/** Script that keeps the messages of the page, in `received` and `sent`. */
export const MESSAGES = `{
  globalThis.received = [];
  globalThis.sent = [];
  globalThis.WebSocket = class extends WebSocket {
    constructor(...args) {
      super(...args);
      this.addEventListener("message", ({ data }) => received.push(data));
    }
    send(message) {
      sent.push(message);
      super.send(message);
    }
  };
}`;

/** Chooses an entry of a menu by its text. */
export async function choose(
  page: Page,
  menu: string,
  text: string,
): Promise<void> {
  await page.click(menu);
  const entry = `[...document.querySelectorAll("[role=menuitem]")].find((one) =>
    one.innerText.startsWith(${JSON.stringify(text)}))`;
  await page.until(`${entry} !== undefined`);
  await page.evaluate(`${entry}.click()`);
}

/** Waits for so many rows of a tree. */
export function rows(page: Page, tree: string, count: number): Promise<void> {
  return page.until(
    `document.querySelectorAll("#${tree} .row:not([hidden])").length === ${count}`,
  );
}

/** Codes of keys that have no character. */
const CODES: Readonly<Record<string, number>> = {
  Tab: 9,
  Enter: 13,
  Escape: 27,
  ArrowLeft: 37,
  ArrowUp: 38,
  ArrowRight: 39,
  ArrowDown: 40,
  Delete: 46,
};

/** Presses keys as a keyboard does. */
export async function type(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) {
    const code = CODES[key];
    const text = code === undefined ? key : key === "Enter" ? "\r" : undefined;
    const event = { key, text, windowsVirtualKeyCode: code };
    const down = text === undefined ? "rawKeyDown" : "keyDown";
    await page.cdp("Input.dispatchKeyEvent", { type: down, ...event });
    await page.cdp("Input.dispatchKeyEvent", { type: "keyUp", ...event });
  }
}

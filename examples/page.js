// What the examples' pages have in common: a peer, and words about its state.
import { daemon, Peer } from "/jet.js";

export * from "/jet.js";

/** A peer whose connection is shown by the element `#status`. */
export function connect(name) {
  const status = document.querySelector("#status");
  const peer = new Peer(daemon, { name });
  const show = (text) => {
    status.textContent = text;
    status.classList.toggle("connected", text === "connected");
  };
  peer.addEventListener("connect", () => show("connected"));
  peer.addEventListener("reconnect", () => show("connected"));
  peer.addEventListener("disconnect", () => show("connection lost"));
  peer.addEventListener("close", () => show(`no daemon at ${daemon}`));
  // A browser may keep a page that was left, and its connection with it.
  addEventListener("pagehide", () => peer.close());
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) location.reload();
  });
  return peer;
}

// Thermostats in Preact: what is on the bus is a signal.
//
// Start a daemon and a room, then this page:
//   deno run -A daemon.ts
//   deno run -A examples/thermostat/room.ts kitchen
//   cd examples/preact && bun install && bun index.html    (or: npx vite)
import { type ReadonlySignal, signal, useSignal } from "@preact/signals";
import { render } from "preact";
import { useMemo } from "preact/hooks";
import { Peer, type Store, storeOf } from "../../peer.ts";

const daemon = new URLSearchParams(location.search).get("daemon") ??
  "ws://localhost:11123";
const peer = new Peer(daemon, { name: "preact" });
addEventListener("pagehide", () => void peer.close());

/** What a store has now, as a signal. It fetches while it has subscribers. */
function signalOf<T>(store: Store<T>): ReadonlySignal<T> {
  let unsubscribe = () => {};
  const current = signal(store.getSnapshot(), {
    watched() {
      const update = () => current.value = store.getSnapshot();
      unsubscribe = store.subscribe(update);
    },
    unwatched: () => unsubscribe(),
  });
  return current;
}

const targets = signalOf(storeOf<number>(peer, {
  path: { matches: "house/+/target" },
  type: ["state"],
}));

function App() {
  return (
    <>
      <h1>Thermostats</h1>
      {targets.value.length === 0 && <p>There is no room yet.</p>}
      {targets.value.map(({ path, value }) => (
        <Room key={path} path={path} target={value ?? 0} />
      ))}
    </>
  );
}

function Room({ path, target }: { path: string; target: number }) {
  const place = path.slice(0, path.lastIndexOf("/"));
  const temperature = useMemo(
    () => signalOf(storeOf<number>(peer, `${place}/temperature`)),
    [place],
  );
  const refused = useSignal("");

  async function set(wish: number) {
    try {
      await peer.set(path, wish);
      refused.value = "";
    } catch (error) {
      refused.value = error instanceof Error ? error.message : String(error);
    }
  }

  return (
    <section class="card" id={place}>
      <h2>{place}</h2>
      <p>{temperature.value?.toFixed(1)} °C</p>
      <button type="button" name="down" onClick={() => set(target - 0.5)}>
        −
      </button>
      <output>{target}</output>
      <button type="button" name="up" onClick={() => set(target + 0.5)}>
        +
      </button>
      <p role="alert">{refused}</p>
    </section>
  );
}

const root = document.querySelector("#app");
if (root !== null) render(<App />, root);

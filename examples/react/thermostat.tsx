// Thermostats in React: what is on the bus is an external store.
//
// Start a daemon and a room, then this page:
//   deno run -A daemon.ts
//   deno run -A examples/thermostat/room.ts kitchen
//   cd examples/react && bun install && bun index.html    (or: npx vite)
import { useMemo, useState, useSyncExternalStore } from "react";
import { createRoot } from "react-dom/client";
import { Peer, type Store, storeOf } from "../../peer.ts";

const daemon = new URLSearchParams(location.search).get("daemon") ??
  "ws://localhost:11123";
const peer = new Peer(daemon, { name: "react" });
addEventListener("pagehide", () => void peer.close());

/** What a store has now; the component is drawn anew when that changes. */
function useStore<T>({ subscribe, getSnapshot }: Store<T>): T {
  return useSyncExternalStore(subscribe, getSnapshot);
}

/** The value of a state; it is fetched while the component is there. */
function useValue<T>(path: string): T | undefined {
  return useStore(useMemo(() => storeOf<T>(peer, path), [path]));
}

const targets = storeOf<number>(peer, {
  path: { matches: "house/+/target" },
  type: ["state"],
});

function App() {
  const rooms = useStore(targets);
  return (
    <>
      <h1>Thermostats</h1>
      {rooms.length === 0 && <p>There is no room yet.</p>}
      {rooms.map(({ path, value }) => (
        <Room key={path} path={path} target={value ?? 0} />
      ))}
    </>
  );
}

function Room({ path, target }: { path: string; target: number }) {
  const place = path.slice(0, path.lastIndexOf("/"));
  const temperature = useValue<number>(`${place}/temperature`);
  const [refused, setRefused] = useState("");

  async function set(wish: number) {
    try {
      await peer.set(path, wish);
      setRefused("");
    } catch (error) {
      setRefused(error instanceof Error ? error.message : String(error));
    }
  }

  return (
    <section className="card" id={place}>
      <h2>{place}</h2>
      <p>{temperature?.toFixed(1)} °C</p>
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
if (root !== null) createRoot(root).render(<App />);

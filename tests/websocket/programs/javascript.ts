/**
 * Uses a daemon by the WebSocket of Deno, Bun or Node, or by the package `ws`:
 *
 *     javascript.ts PATH PACKAGE URL…
 *
 * PACKAGE is the entry point of `ws`, or empty. Prints what it did at each URL.
 */
import process from "node:process";
import { exercise, type Extras, type Socket } from "./exercise.ts";

/** A WebSocket of `ws`. */
interface PackageSocket extends Socket {
  ping(payload: string): void;
  send(message: string, options?: { fin: boolean }): void;
  once(event: string, listener: (payload: object) => void): void;
}

const [path, file, ...urls] = process.argv.slice(2);

/** Bun's WebSocket can ping, unlike the others that are global. */
const byBun: Extras<WebSocket> = {
  ping(socket, payload) {
    if (!("ping" in socket) || typeof socket.ping !== "function") {
      throw new Error("this is not Bun");
    }
    const ponged = new Promise<string>((resolve) => {
      socket.addEventListener(
        "pong",
        (event) => resolve("data" in event ? String(event.data) : ""),
      );
    });
    socket.ping(payload);
    return ponged;
  },
};

const byPackage: Extras<PackageSocket> = {
  ping(socket, payload) {
    const ponged = new Promise<string>((resolve) => {
      socket.once("pong", (payload) => resolve(String(payload)));
    });
    socket.ping(payload);
    return ponged;
  },
  sendFragments(socket, fragments) {
    const last = fragments.length - 1;
    fragments.forEach((part, i) => socket.send(part, { fin: i === last }));
  },
};

async function useGlobal(url: string): Promise<string[]> {
  return await exercise(
    (protocols) => new WebSocket(url, protocols),
    path,
    "Bun" in globalThis ? byBun : {},
  );
}

async function usePackage(url: string): Promise<string[]> {
  const { WebSocket: PackageWebSocket }: {
    WebSocket: new (url: string, protocols: string[]) => PackageSocket;
  } = await import(file);
  return await exercise(
    (protocols) => new PackageWebSocket(url, protocols),
    path,
    byPackage,
  );
}

const done: string[][] = [];
for (const url of urls) {
  done.push(await (file === "" ? useGlobal(url) : usePackage(url)));
}
console.log(JSON.stringify(done));
process.exit();

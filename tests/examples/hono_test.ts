import { assertEquals } from "@std/assert";
import { Peer } from "../../peer.ts";
import { Program } from "../support/process.ts";
import { onEachRuntime, ROOT } from "../support/runtimes.ts";
import { until } from "./support.ts";

onEachRuntime("hono: HTTP and peers see one bus", async (runtime) => {
  const env = { PORT: "0" };
  await using app = await Program.start(runtime, `${ROOT}examples/hono.ts`, {
    env,
  });
  const listening = /^listening on (http:\/\/(.*)\/)$/;
  const [, url, host] = await app.stdout.match(listening);
  await using peer = await Peer.connect(`ws://${host}/jet`);
  const hello = await fetch(url);
  assertEquals(await hello.text(), "2 peers\n");

  const ask = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(url + path, {
      method,
      body: body === undefined ? null : JSON.stringify(body),
      headers: { "content-type": "application/json" },
    });
    return [response.status, await response.json()];
  };
  const states = await ask("GET", "states");
  assertEquals(states[1]["lab/lamp"], false);
  assertEquals(await ask("PUT", "states/lab/lamp", true), [200, true]);
  await until(peer, "lab/lamp", (on) => on === true);
  await peer.set("lab/lamp", false);
  assertEquals(await ask("GET", "states/lab/lamp"), [200, false]);
  assertEquals(await ask("POST", "methods/lab/sum", [[1, 2, 3]]), [200, 6]);
  await until<number>(peer, "lab/seconds", (seconds) => seconds > 0);

  const refusals: [string, string, unknown, number][] = [
    ["GET", "states/nothing", undefined, 404],
    ["PUT", "states/nothing", 1, 404],
    ["PUT", "states/lab/lamp", "on", 400],
    ["PUT", "states/lab/seconds", 1, 405],
    ["POST", "methods/lab/sum", "1", 400],
    ["POST", "methods/lab/sum", undefined, 400],
    ["POST", "methods/lab/sum", [1], 502],
  ];
  for (const [method, path, body, status] of refusals) {
    const [answered] = await ask(method, path, body);
    assertEquals(answered, status, `${method} ${path}`);
  }
});

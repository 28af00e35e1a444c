import { assert, assertStrictEquals } from "@std/assert";
import * as everything from "../../mod.ts";
import * as peer from "../../peer.ts";
import * as sync from "../../peer_sync.ts";

Deno.test("errors are reachable by their names and as a family, everywhere", () => {
  for (const module of [everything, peer, sync]) {
    const names = new Map<string, unknown>(Object.entries(module));
    for (const [name, error] of Object.entries(module.errors)) {
      assertStrictEquals(names.get(name), error, name);
    }
    assertStrictEquals(module.errors, peer.errors);
  }
  assert("NotFound" in peer.errors);
});

import { assertStrictEquals } from "@std/assert";
import * as everything from "../../mod.ts";
import * as peer from "../../peer.ts";
import * as sync from "../../peer_sync.ts";

Deno.test("errors are reachable by their names and as a family, everywhere", () => {
  for (const { errors, ...names } of [everything, peer, sync]) {
    assertStrictEquals(errors.ConnectionClosed, names.ConnectionClosed);
    assertStrictEquals(errors.FetchOnly, names.FetchOnly);
    assertStrictEquals(errors.InvalidArgument, names.InvalidArgument);
    assertStrictEquals(errors.JetError, names.JetError);
    assertStrictEquals(errors.NotFound, names.NotFound);
    assertStrictEquals(errors.Occupied, names.Occupied);
    assertStrictEquals(errors.PeerError, names.PeerError);
    assertStrictEquals(errors.PeerTimeout, names.PeerTimeout);
    assertStrictEquals(errors.Unauthorized, names.Unauthorized);
    assertStrictEquals(errors, peer.errors);
  }
});

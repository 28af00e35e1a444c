/**
 * Tests of programs that are on the bus, without a daemon: a bus in memory,
 * with a time of its own. It runs in Deno, Bun, Node (22.18 or newer) and
 * browsers, in whatever test runner, and imports nothing from outside the
 * project.
 *
 * @example A client and its owner
 * ```ts
 * import { InvalidArgument, State } from "./peer.ts";
 * import { TestBus } from "./testing.ts";
 *
 * await using bus = new TestBus();
 * const owner = await bus.peer();
 * await owner.add(
 *   new State("house/target", 20, {
 *     set(value) {
 *       if (value > 30) throw new InvalidArgument("too hot");
 *     },
 *   }),
 * );
 * const client = await bus.peer();
 * await client.set("house/target", 21);
 * console.log(await bus.value("house/target")); // 21
 * await client.set("house/target", 99).catch(({ message }) => console.log(message));
 * ```
 *
 * @example A connection that is lost, and time that passes
 * ```ts
 * import { TestBus } from "./testing.ts";
 *
 * await using bus = new TestBus();
 * const lamp = await bus.state("lamp", "off");
 * const client = await bus.peer();
 * const seen: unknown[] = [];
 * client.fetch({ path: "lamp" }, ({ value }) => seen.push(value));
 * await bus.settle();
 * bus.reachable = false;
 * await bus.disconnect(client);
 * lamp.value = "on";
 * await bus.advance(60_000); // a minute of attempts to come back
 * bus.reachable = true;
 * await bus.advance(10_000);
 * console.log(seen); // ["off", "on"]
 * ```
 *
 * @module
 */
export {
  TestBus,
  type TestBusOptions,
  type TestKeepOptions,
  type TestPeerInfo,
  type TestPeerOptions,
} from "./testing/bus.ts";
export { StandInMethod, StandInState } from "./testing/stand_ins.ts";
export type { TestUser } from "./testing/users.ts";

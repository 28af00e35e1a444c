import { assertEquals } from "@std/assert";
import { ignore } from "../../base/narrowing.ts";
import { plainBus } from "../../bench/plain_bus.ts";
import type { Federation } from "../../bus/space/federation.ts";
import { Dialects } from "../../protocol/dialects/detect.ts";
import { VirtualClock } from "../../testing/clock.ts";
import { ProgramLink } from "../property/link.ts";

const encoder = new TextEncoder();

/** Other members without elements, which send their values when a test says so. */
class SlowMembers implements Federation {
  readonly info = null;
  arrived: () => void = ignore;

  acquire(_paths: unknown, done: () => void): void {
    this.arrived = done;
  }

  claim(
    _path: string,
    _hasValue: boolean,
    _options: unknown,
    _owner: unknown,
    done: (fault: null) => void,
  ): void {
    done(null);
  }

  isLocal(): boolean {
    return true;
  }

  claimOwn(_path: string, done: (fault: null) => void): void {
    done(null);
  }

  whenFree(): void {}

  sync(done: () => void): void {
    done();
  }

  unclaim(): void {}
  release(): void {}
}

/** A bus of small slices, with other members, and its peers. */
function setUp() {
  const clock = new VirtualClock();
  const dialects = new Dialects();
  // What is left of an owner goes element by element.
  const bus = plainBus(clock, { slice: 1 });
  const members = new SlowMembers();
  bus.space.federation = members;
  const connect = () => {
    const heard: string[] = [];
    const link = new ProgramLink(
      "peer",
      false,
      (text) => heard.push(`${text}`),
    );
    bus.connect(link, dialects.classic, dialects.detector(undefined));
    const say = (text: string) => {
      link.say(encoder.encode(text));
      clock.settle();
    };
    return { link, heard, say };
  };
  return { bus, clock, members, connect };
}

Deno.test("a fetch that has waited for other members shows nothing that went meanwhile", () => {
  const { bus, clock, members, connect } = setUp();
  const owner = connect();
  owner.say('{"id":1,"method":"add","params":{"path":"a","value":1}}');
  owner.say('{"id":2,"method":"add","params":{"path":"b","value":2}}');
  const fetcher = connect();
  fetcher.say('{"id":3,"method":"fetch","params":{"id":"f"}}');
  owner.link.lose();
  members.arrived();
  clock.settle();
  assertEquals(fetcher.heard, ['{"id":3,"result":true}']);
  assertEquals(bus.space.elements.byPath.size, 0);
});

Deno.test("a get that is carried out in slices finds a path that is removed and added again meanwhile", () => {
  const { clock, members, connect } = setUp();
  const owner = connect();
  owner.say(
    '[{"method":"add","params":{"path":"a","value":1}},{"method":"add","params":{"path":"b","value":2}}]',
  );
  const reader = connect();
  reader.say(
    '{"id":1,"method":"get","params":{"path":{"equalsOneOf":["a","b"]}}}',
  );
  members.arrived();
  assertEquals(reader.heard, []);
  owner.say(
    '[{"method":"remove","params":{"path":"b"}},{"method":"add","params":{"path":"b","value":3}}]',
  );
  members.arrived();
  clock.settle();
  assertEquals(reader.heard, [
    '{"id":1,"result":[{"path":"a","event":"add","value":1},{"path":"b","event":"add","value":3}]}',
  ]);
});

import { assertEquals } from "@std/assert";
import { BinaryReader } from "../protocol/binary/reader.ts";
import { BinaryWriter } from "../protocol/binary/writer.ts";
import type { Owner } from "../bus/elements/owner.ts";
import { Element } from "../bus/elements/element.ts";
import { Tenure } from "../bus/elements/restriction.ts";
import { SignalEvent } from "../bus/elements/signal.ts";
import { Kind } from "./messages.ts";
import { readSignal, SignalSender } from "./signals.ts";

const OWNER: Owner = { requestSet() {}, requestCall() {} };
const ELEMENT = new Element(
  "s",
  new Tenure(OWNER, null),
  true,
  false,
  null,
  1,
  true,
);
const PLACE = 4096;

for (
  const [version, additions, kind, numbers] of [
    ["this version", 3, Kind.numberedSignal, [1, 2]],
    ["an earlier version", 2, Kind.signal, [0, 0]],
  ] as const
) {
  Deno.test(`signals: a member of ${version} can read what is sent to it`, () => {
    const out = new BinaryWriter();
    const sender = new SignalSender({
      begin: (kind) => out.u8(kind),
      channel: { congested: false },
      member: { info: { additions } },
    });
    for (const text of ["1", "22"]) {
      const bytes = new TextEncoder().encode(text);
      const value = { type: 0, bytes, start: 0, end: bytes.length };
      sender.send(PLACE, new SignalEvent(ELEMENT, value));
    }
    const from = new BinaryReader();
    from.begin(out.view, 0, out.length);
    const read = numbers.map(() => {
      assertEquals(from.u8(), kind);
      const length = kind === Kind.numberedSignal ? from.u32() : undefined;
      const { at } = from;
      const { place, number, value: { bytes, start, end } } = readSignal(
        kind,
        from,
      );
      if (length !== undefined) assertEquals(from.at - at, length);
      return [place, number, new TextDecoder().decode(bytes.slice(start, end))];
    });
    assertEquals(read, [[PLACE, numbers[0], "1"], [PLACE, numbers[1], "22"]]);
    assertEquals(from.more, false);
  });
}

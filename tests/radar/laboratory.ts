/**
 * A laboratory with supplies, a climate chamber and an oscilloscope, as peers of
 * several dialects: what the pictures of Radar show.
 *
 * @module
 */
import {
  InvalidArgument,
  Method,
  Peer,
  Signal,
  State,
  TypedBytes,
} from "../../peer.ts";

/** Pause between two rounds of changes, in ms. */
const TICK_MS = 400;
/** Width and height of the picture of the oscilloscope, in px. */
const [WIDTH, HEIGHT] = [240, 160];

/** Rounds to steps, without the digits of binary fractions. */
function toStep(value: number, step: number): number {
  return Math.round(Math.round(value / step) * step * 1e6) / 1e6;
}

/** Sets a state of one's own if it changes. */
function put<Value>(state: State<Value>, value: Value): void {
  if (state.value !== value) state.value = value;
}

/** A chunk of a PNG file, with its length and checksum. */
function chunk(type: string, data: Uint8Array): Uint8Array {
  const body = new Uint8Array(4 + data.length);
  body.set(new TextEncoder().encode(type));
  body.set(data, 4);
  let checksum = ~0;
  for (const byte of body) {
    checksum ^= byte;
    for (let bit = 0; bit < 8; bit++) {
      checksum = (checksum >>> 1) ^ (0xedb88320 & -(checksum & 1));
    }
  }
  const made = new Uint8Array(body.length + 8);
  const view = new DataView(made.buffer);
  view.setUint32(0, data.length);
  made.set(body, 4);
  view.setUint32(4 + body.length, ~checksum >>> 0);
  return made;
}

/** The screen of the oscilloscope: a square wave, as PNG. */
async function screen(): Promise<Uint8Array<ArrayBuffer>> {
  const rows = new Uint8Array((WIDTH + 1) * HEIGHT);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const high = Math.floor(x / 48) % 2 === 1;
      const edge = x % 48 === 0 && x > 0 && y > 40 && y < 120;
      const grid = x % 40 === 0 || y % 40 === 0;
      const wave = edge || Math.abs(y - (high ? 40 : 120)) < 1;
      rows[y * (WIDTH + 1) + 1 + x] = wave ? 2 : grid ? 1 : 0;
    }
  }
  const packed = new Blob([rows]).stream().pipeThrough(
    new CompressionStream("deflate"),
  );
  const head = new Uint8Array(13);
  const view = new DataView(head.buffer);
  view.setUint32(0, WIDTH);
  view.setUint32(4, HEIGHT);
  head.set([8, 3], 8);
  const parts = [
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk("IHDR", head),
    chunk("PLTE", Uint8Array.of(15, 20, 26, 45, 55, 67, 217, 203, 74)),
    chunk("IDAT", new Uint8Array(await new Response(packed).arrayBuffer())),
    chunk("IEND", new Uint8Array()),
  ];
  return new Uint8Array(
    await new Blob(parts.map((part) => part.slice())).arrayBuffer(),
  );
}

const LIMITS_SCHEMA = {
  type: "object",
  properties: {
    ovp: { type: "number", maximum: 32, description: "overvoltage, V" },
    ocp: { type: "number", minimum: 0, maximum: 5 },
    mode: { enum: ["latch", "retry"] },
    delay: { type: "integer", minimum: 0 },
    remote: { type: "boolean" },
  },
  required: ["ovp", "ocp", "mode"],
};

const RUN_PARAMETERS = {
  type: "object",
  properties: {
    profile: {
      enum: ["thermal-40", "thermal-85", "soak-25"],
      description: "one of the profiles of the owner",
    },
    cycles: { type: "integer", minimum: 1, maximum: 99, default: 1 },
    limit: { type: "number", maximum: 85, description: "in °C" },
    dry: { type: "boolean" },
    operator: { type: "string" },
  },
  required: ["profile", "cycles"],
};

async function supplies(owner: Peer, time: () => number) {
  const moving: (() => void)[] = [];
  for (const n of [1, 2, 3]) {
    const at = `psu/${n}`;
    const voltage = await owner.add(
      new State(`${at}/voltage`, 24.05, {
        meta: { title: "Supply voltage", unit: "V", step: 0.05 },
        set: (volts: number) => {
          if (volts > 32) throw new InvalidArgument("at most 32.0 V");
          return { value: toStep(volts, 0.05) };
        },
      }),
    );
    const current = await owner.add(
      new State(`${at}/current`, 1.482, {
        meta: { title: "Load current", unit: "A" },
      }),
    );
    await owner.add(new State(`${at}/enabled`, true, { set() {} }));
    await owner.add(
      new State(`${at}/limits`, {
        ovp: 28.5,
        ocp: 2,
        mode: "latch",
        delay: 20,
        remote: true,
      }, { meta: { schema: LIMITS_SCHEMA }, set() {} }),
    );
    await owner.add(new State(`${at}/serial`, 12345678901234567890n));
    await owner.add(new State(`${at}/status`, 0x2041));
    await owner.add(new Method(`${at}/reset`, () => null));
    moving.push(() => {
      const t = time() + n;
      if (n > 1 && Math.floor(t * 2.5) % (5 * n) !== 0) return;
      voltage.value = toStep(
        24.05 + 0.15 * Math.sin(t / 3.1) + 0.05 * Math.sin(t * 7.3),
        0.05,
      );
      current.value = toStep(
        1.55 + 0.4 * Math.sin(t / 6.5) + 0.06 * Math.sin(t * 5.9),
        0.001,
      );
    });
  }
  return moving;
}

async function chamber(owner: Peer, time: () => number) {
  const at = "climate/chamber";
  const setpoint = await owner.add(
    new State(`${at}/setpoint`, 40.5, {
      meta: { title: "Setpoint", unit: "°C", step: 0.5 },
      set: (degrees: number) => ({ value: toStep(degrees, 0.5) }),
    }),
  );
  const temperature = await owner.add(
    new State(`${at}/temperature`, 38.62, { meta: { unit: "°C" } }),
  );
  const humidity = await owner.add(
    new State(`${at}/humidity`, 41.2, { meta: { unit: "%" } }),
  );
  await owner.add(new State(`${at}/alarms`, []));
  await owner.add(new Method(`${at}/defrost`, () => null));
  const compressor = await owner.add(new State("climate/compressor", true));
  await owner.add(
    new State("climate/mode", "ramp", {
      meta: { options: ["off", "ramp", "hold"] },
      set() {},
    }),
  );
  const opened = await owner.add(new State("door/opened", false));
  await owner.add(new Method("door/unlock", () => true));
  await owner.add(new Signal("door/rung"));
  let level = 31;
  return () => {
    const t = time();
    level += (setpoint.value - level) * 0.012 + 0.02 * Math.sin(t * 2.7);
    temperature.value = toStep(level, 0.01);
    if (Math.floor(t * 2.5) % 9 === 0) {
      humidity.value = toStep(41 + Math.sin(t / 9), 0.1);
    }
    put(compressor, Math.floor(t / 17) % 2 === 0);
    put(opened, Math.floor(t) % 23 < 5);
  };
}

async function scope(owner: Peer, time: () => number) {
  await owner.add(
    new State("scope/screen", new TypedBytes("image/png", await screen())),
  );
  const trace = await owner.add(new State("scope/trace", wave(0)));
  await owner.add(new State("scope/timebase", 0.0005, { set() {} }));
  await owner.add(new Method("scope/trigger", () => null));
  return () => {
    trace.value = wave(time());
  };
}

function wave(t: number): number[] {
  return Array.from(
    { length: 128 },
    (_, i) => toStep(Math.sin(i / 9 + t) + 0.2 * Math.sin(i / 2), 0.001),
  );
}

async function sequencer(owner: Peer, time: () => number) {
  const step = await owner.add(new State("sequence/step", "load"));
  await owner.add(new State("sequence/note", "Ch 1 – DUT, شدن", { set() {} }));
  await owner.add(
    new Method("sequence/run", (args: { profile: string; cycles: number }) => {
      if (args.profile === "thermal-85") {
        throw new InvalidArgument("door is open");
      }
      return {
        id: 12345678901234567890n,
        report: "runs/2026-11-28/0007",
        steps: Array.from({ length: 14 }, (_, i) => i),
        peak: 41.1,
      };
    }, { meta: { params: RUN_PARAMETERS } }),
  );
  await owner.add(
    new State("_radarGroups", [
      { title: "Supplies", expression: { path: { startsWith: "psu/" } } },
      { title: "Climate", expression: { path: { startsWith: "climate/" } } },
    ]),
  );
  return () => {
    const names = ["load", "ramp up", "soak", "unload"];
    put(step, names[Math.floor(time() / 14) % names.length]);
  };
}

/** Where the daemon of a laboratory listens. */
export interface LaboratoryAddresses {
  readonly tcp: string;
  readonly websocket: string;
  readonly binary: string;
}

/**
 * Adds the peers; their values change until it is disposed.
 *
 * @param addresses Of a daemon without users.
 */
export async function startLaboratory(
  addresses: LaboratoryAddresses,
): Promise<AsyncDisposable> {
  await using stack = new AsyncDisposableStack();
  const began = performance.now();
  const time = () => (performance.now() - began) / 1000;
  const connect = async (url: string, name: string) =>
    stack.use(await Peer.connect(url, { name }));
  const moving = [
    ...await supplies(await connect(addresses.binary, "psu-driver"), time),
    await chamber(await connect(addresses.tcp, "chamber"), time),
    await scope(await connect(addresses.websocket, "scope-7"), time),
    await sequencer(await connect(addresses.tcp, "sequencer"), time),
  ];
  const rack = await connect(addresses.tcp, "dio-rack");
  for (let n = 0; n < 24; n++) {
    await rack.add(
      new State(`dio/${String(n).padStart(2, "0")}`, n % 3 === 0, { set() {} }),
    );
  }
  const client = await connect(addresses.websocket, "grafana-bridge");
  await client.fetch({ path: { startsWith: "psu/" } }, () => {}).ready;
  const timer = setInterval(() => {
    for (const move of moving) move();
    // One that asks now and then, for the messages of a peer.
    if (Math.floor(time() * 2.5) % 8 === 0) {
      client.set("psu/1/voltage", 24.12).catch(() => {});
      client.call("psu/2/reset").catch(() => {});
    }
  }, TICK_MS);
  stack.defer(() => clearInterval(timer));
  return stack.move();
}

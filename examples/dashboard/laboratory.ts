// A small laboratory, simulated: elements that describe themselves.
// Usage: deno run -A examples/dashboard/laboratory.ts [url]
import { argv, env } from "node:process";
import { type Meta, Method, Peer, Signal, State } from "../../peer.ts";

const url = argv[2] ?? env.JET_URL ?? "tcp://localhost:11122";
const peer = await Peer.connect(url, { name: "laboratory" });

const SUPPLY = "Power supply";
const on = await peer.add(
  new State("lab/supply/on", true, {
    meta: { title: "Output", group: SUPPLY, order: 1 },
    set() {},
  }),
);
const target = await peer.add(
  new State("lab/supply/target", 12, {
    meta: {
      title: "Set voltage",
      unit: "V",
      min: 0,
      max: 30,
      step: 0.5,
      group: SUPPLY,
      order: 2,
    },
    set() {},
  }),
);
const mode = await peer.add(
  new State("lab/supply/mode", "cv", {
    meta: {
      title: "Regulation",
      options: { cv: "Voltage", cc: "Current", off: "None" },
      group: SUPPLY,
      order: 3,
    },
    set() {},
  }),
);
const measured = (title: string, unit: string, max: number): Meta => ({
  title,
  unit,
  min: 0,
  max,
  precision: 2,
  group: SUPPLY,
  order: 4,
});
const voltage = await peer.add(
  new State("lab/supply/voltage", 12, { meta: measured("Voltage", "V", 30) }),
);
const current = await peer.add(
  new State("lab/supply/current", 1.5, { meta: measured("Current", "A", 5) }),
);
await peer.add(
  new Method("lab/supply/ramp", ({ to, seconds }) => {
    target.value = to;
    return `${to} V, within ${seconds} s`;
  }, {
    meta: {
      title: "Ramp",
      description: "Goes to a voltage slowly.",
      group: SUPPLY,
      order: 9,
      params: {
        type: "object",
        properties: {
          to: { type: "number", title: "To", minimum: 0, maximum: 30 },
          seconds: { type: "integer", title: "Seconds", default: 10 },
        },
        required: ["to"],
      },
      result: { type: "string" },
    },
    params: {
      "~standard": { version: 1, vendor: "laboratory", validate: rampFrom },
    },
  }),
);

const ROOM = "Climate";
const temperature = await peer.add(
  new State("lab/room/temperature", 21.5, {
    meta: {
      title: "Temperature",
      unit: "Cel",
      kind: "temperature",
      min: 10,
      max: 35,
      precision: 1,
      group: ROOM,
    },
    expires: 5,
  }),
);
await peer.add(
  new State("lab/room/window", false, {
    meta: { title: "Window", kind: "window", group: ROOM },
    set() {},
  }),
);
await peer.add(
  new State("lab/room/humidity", 48, {
    meta: { title: "Humidity", unit: "%", min: 0, max: 100, group: ROOM },
    quality: "uncertain",
  }),
);
// Says nothing for longer than it promises: it becomes stale.
await peer.add(
  new State("lab/room/pressure", 1013, {
    meta: { title: "Air pressure", unit: "hPa", group: ROOM },
    expires: 2,
  }),
);
const spectrum = await peer.add(
  new State("lab/analyser/spectrum", wave(0), {
    meta: { title: "Spectrum", unit: "dB", description: "The last sweep." },
  }),
);
await peer.add(
  new State("lab/analyser/settings", { name: "probe", gain: 2, log: true }, {
    meta: {
      title: "Settings",
      schema: {
        type: "object",
        properties: {
          name: { type: "string", title: "Name", maxLength: 12 },
          gain: { type: "number", title: "Gain", minimum: 0, maximum: 10 },
          log: { type: "boolean", title: "Logarithmic" },
        },
        required: ["name", "gain", "log"],
      },
    },
    set() {},
  }),
);

// What jetproxy's programs say, in their way: a state beside each of theirs.
await peer.add(
  new State("/Connectors/Connector_1", {
    _type: "connector",
    Force: 1.25,
    Bridge: 100,
  }),
);
await peer.add(
  new State("/introspection/Connectors/Connector_1", {
    Force: {
      EngineeringUnits: { DisplayName: "kN", UnitId: 18743 },
      EuRange: { MinValue: -5, MaxValue: 5 },
    },
    Bridge: {
      _enumValues: [
        { _name: "Full bridge", _value: 100 },
        { _name: "Half bridge", _value: 200 },
      ],
    },
  }),
);
await peer.add(
  new State("/types/objectTypes/connector", {
    _title: "connector",
    _properties: {
      Force: { _type: "float", _description: "The force now." },
      Bridge: { _type: "enum", _description: "How it is wired." },
    },
  }),
);
const door = await peer.add(
  new Signal("lab/room/door", { meta: { title: "Door opened", icon: "🚪" } }),
);
console.log("the laboratory is on the bus");

let at = 0;
setInterval(() => {
  at++;
  const wanted = on.value && mode.value !== "off" ? target.value : 0;
  const next = voltage.value + (wanted - voltage.value) * 0.3;
  voltage.value = Math.round((next + Math.sin(at / 3) * 0.05) * 1000) / 1000;
  current.value = Math.max(0, Math.round(voltage.value / 8 * 1000) / 1000);
  if (at % 4 > 0) return;
  const degrees = 21.5 + Math.sin(at / 40) * 2;
  void temperature.change(Math.round(degrees * 10) / 10, { at: Date.now() });
  spectrum.value = wave(at);
  if (at % 40 === 0) void door.send({ by: "Ann" });
}, 250);

function wave(phase: number): number[] {
  return Array.from({ length: 128 }, (_, x) => {
    const peaks = [20, 55, 90].map((place, each) =>
      Math.exp(-(((x - place - 3 * Math.sin(phase / 20 + each)) / 4) ** 2))
    );
    const height = peaks.reduce((sum, peak) => sum + peak, 0);
    return Math.round((height * 60 - 80 + Math.random() * 4) * 10) / 10;
  });
}

function rampFrom(
  args: unknown,
): { value: { to: number; seconds: number } } | {
  issues: { message: string; path: string[] }[];
} {
  const { to, seconds = 10 } = Object(args);
  if (typeof to === "number" && to >= 0 && to <= 30) {
    return { value: { to, seconds: Number(seconds) } };
  }
  return { issues: [{ message: "a voltage from 0 to 30", path: ["to"] }] };
}

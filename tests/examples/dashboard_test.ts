/**
 * The page that builds itself from what elements say about themselves, and the
 * reading of metadata behind it.
 *
 * @module
 */
import { assertEquals, assertObjectMatch } from "@std/assert";
import { describe, inWords } from "../../examples/dashboard/describe.js";
import { Method, Signal, State } from "../../peer.ts";
import { withBrowser } from "../browser/browser.ts";
import { Stage, until } from "./support.ts";

/** What is shown of a state that can be set, or of one that can't. */
function shown(value: unknown, meta: unknown, settable = false) {
  const entry = { path: "a/b", type: "state", value, meta };
  const nothing = () => undefined;
  return describe(settable ? entry : { ...entry, fetchOnly: true }, nothing);
}

Deno.test("dashboard: what an element looks like follows from what it says", () => {
  const cases: [unknown, unknown, boolean, string][] = [
    [1, { min: 0, max: 5 }, false, "gauge"],
    [1, {}, false, "plot"],
    [1, { min: 0, max: 5 }, true, "number"],
    [1, { schema: { minimum: 0, maximum: 5 } }, false, "gauge"],
    [true, {}, true, "switch"],
    ["a", { options: ["a", "b"] }, true, "choice"],
    ["a", { schema: { enum: ["a", "b"] } }, true, "choice"],
    ["text", {}, true, "text"],
    ["data:image/png;base64,AA==", {}, false, "picture"],
    [[1, 2, 3], {}, false, "curve"],
    [[1, "x", 3], {}, false, "json"],
    [{ a: 1 }, {}, false, "object"],
    [null, undefined, true, "json"],
  ];
  for (const [value, meta, settable, widget] of cases) {
    assertEquals(shown(value, meta, settable).widget, widget);
  }
  const said = shown(1, { title: "T", unit: "Cel", group: "G", order: 2 });
  assertObjectMatch(said, { title: "T", unit: "°C", group: "G", order: 2 });
  assertObjectMatch(shown(1, {}), { title: "B", group: "A", unit: "" });
  assertEquals(inWords("targetVoltage_max"), "Target Voltage max");
});

Deno.test("dashboard: the states that jetproxy puts beside others describe them", () => {
  const beside = new Map<string, unknown>([
    ["/introspection/Slots/Slot1", {
      Force: {
        EngineeringUnits: { DisplayName: "kN" },
        EuRange: { MinValue: -5, MaxValue: 5 },
      },
      Bridge: { _enumValues: [{ _name: "Full", _value: 100 }] },
      Filter: { _selectionValues: [{ _key: 7, _value: "Bessel" }] },
    }],
    ["/types/objectTypes/slot", {
      _properties: {
        Force: { _type: "float", _description: "The force." },
        Mode: { _type: "modes" },
      },
    }],
    ["/types/dataTypes/enum/modes", { _value: { HBM: 0, HBK: 1 } }],
  ]);
  const value = { _type: "slot", Force: 1, Bridge: 100, Filter: 7, Mode: 1 };
  const { members, widget } = describe(
    { path: "/Slots/Slot1", type: "state", value, fetchOnly: true },
    (path: string) => beside.get(path),
  );
  assertEquals(widget, "object");
  const [force, bridge, filter, mode] = members;
  assertObjectMatch(force, {
    name: "Force",
    unit: "kN",
    min: -5,
    max: 5,
    description: "The force.",
  });
  assertEquals(bridge.options, [{ value: 100, title: "Full" }]);
  assertEquals(filter.options, [{ value: 7, title: "Bessel" }]);
  assertEquals(mode.options, [
    { value: 0, title: "HBM" },
    { value: 1, title: "HBK" },
  ]);
});

/** The card of a path. */
function card(path: string, inner = ""): string {
  return `[data-path="${path}"] ${inner}`.trim();
}

withBrowser(
  "dashboard: it builds itself from what is on the bus",
  async (browser) => {
    await using stage = await Stage.set();
    const url = await stage.serve("dashboard/server.ts");
    const page = await browser.open(url);
    await page.until(`document.querySelector("#status.connected")`);
    const laboratory = await stage.start("dashboard/laboratory.ts");
    const text = (path: string, inner: string) =>
      `document.querySelector(${
        JSON.stringify(card(path, inner))
      })?.textContent`;

    // Fields, gauges, plots and forms.
    await page.until(`${text("lab/supply/voltage", ".ends")} === "030"`);
    await page.until(`${text("lab/room/temperature", ".unit")} === "°C"`);
    await page.until(`${text("lab/room/pressure", ".badge")} === "stale"`);
    await page.until(`${text("lab/room/humidity", ".badge")} === "uncertain"`);
    await page.until(
      `${text("/Connectors/Connector_1", "dd .unit")} === "kN"`,
    );
    await page.until(
      `document.querySelector(${
        JSON.stringify(card("lab/room/temperature", ".plot path.line"))
      }).getAttribute("d")?.startsWith("M")`,
    );

    const peer = await stage.peer();
    await page.click(card("lab/supply/on", ".toggle"));
    await until(peer, "lab/supply/on", (on) => on === false);
    await page.click(card("lab/supply/mode", "button:nth-child(2)"));
    await until(peer, "lab/supply/mode", (mode) => mode === "cc");
    await page.type(card("lab/supply/target", "[type=number]"), "17");
    await until(peer, "lab/supply/target", (volts) => volts === 17);
    await page.type(
      card("lab/analyser/settings", "dd:nth-of-type(1) input"),
      "x",
    );
    await until<{ name: string; gain: number }>(
      peer,
      "lab/analyser/settings",
      ({ name, gain }) => name === "x" && gain === 2,
    );
    await page.type(
      card("lab/supply/ramp", "label:nth-of-type(1) input"),
      "24",
    );
    await page.click(card("lab/supply/ramp", ".primary"));
    await page.until(
      `${text("lab/supply/ramp", ".answer")} === "24 V, within 10 s"`,
    );
    await page.type(
      card("lab/supply/ramp", "label:nth-of-type(1) input"),
      "99",
    );
    await page.click(card("lab/supply/ramp", ".primary"));
    await page.until(
      `/from 0 to 30/.test(${text("lab/supply/ramp", ".answer")})`,
    );
    await page.screenshot("dashboard");

    // Metadata that changes, and elements that come and go.
    const own = await peer.add(
      new State("own/a", 3, { meta: { title: "One" } }),
    );
    await peer.add(new Method("own/b", () => {}));
    await page.until(`${text("own/a", ".name")} === "One"`);
    await own.setMeta({ title: "Two", unit: "m", min: 0, max: 5 });
    await page.until(`${text("own/a", ".name")} === "Two"`);
    await page.until(`${text("own/a", ".dial .unit")} === "m"`);
    await page.click(card("own/b", ".primary"));
    await page.until(`${text("own/b", ".answer")} === "Done"`);

    // A signal has a card that stays.
    const opened = await peer.add(
      new Signal("own/opened", { meta: { title: "Opened" } }),
    );
    await page.until(`${text("own/opened", "output")} === "not sent yet"`);
    await opened.send("by Ann");
    await page.until(`${text("own/opened", "output")} === "by Ann"`);
    await page.until(`${text("own/opened", ".name")} === "Opened"`);
    laboratory.signal("SIGKILL");
    await page.until(`!document.querySelector('[data-path^="lab/"]')`);
    await page.type("#filter", "two");
    await page.until(
      `/^1 of/.test(document.querySelector("#count").textContent)`,
    );
  },
);

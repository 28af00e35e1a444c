/**
 * Pictures of every view of Radar, light and dark, on a desktop and a phone, to
 * be looked at; those of the documents.
 *
 * Usage: deno run -A tests/radar/pictures.ts FOLDER [part of a name]
 *        deno run -A tests/radar/pictures.ts --docs
 *
 * They look as in the documents with the fonts Inter and JetBrains Mono.
 *
 * @module
 */
import { Daemon, UserStore } from "../../daemon.ts";
import { type Page, startPages } from "../browser/browser.ts";
import { GunClient } from "../support/gun_client.ts";
import { startLaboratory } from "./laboratory.ts";

/** Time in which histories and plots get values, in ms. */
const WARM_UP_MS = 62_000;
/** Time between an action and its picture, in ms. */
const SETTLE_MS = 700;

const PASSWORD = "laboratory";

const SERIES = [
  "psu/1/voltage",
  "psu/1/current",
  "climate/chamber/temperature",
  "climate/chamber/setpoint",
  "door/opened",
  "climate/compressor",
  "sequence/step",
];
const PINS = [
  "climate/chamber/temperature",
  "door/opened",
  "psu/1/current",
  "psu/1/voltage",
  "psu/2/#",
  "rack/fan",
];

interface Size {
  readonly width: number;
  readonly height: number;
  readonly mobile: boolean;
}

const SIZES: Readonly<Record<string, Size>> = {
  desktop: { width: 1440, height: 900, mobile: false },
  laptop: { width: 1100, height: 700, mobile: false },
  phone: { width: 390, height: 844, mobile: true },
};

/** A picture: where it is, and what is done there. */
interface Shot {
  readonly at: string;
  /** Expression that is run once the view is there. */
  readonly act?: string;
  /** Without the login. */
  readonly anonymous?: boolean;
  readonly only?: keyof typeof SIZES;
}

/** Opens nodes of the tree, scrolls to its start. */
const OPEN_NODES = `(async () => {
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  for (const path of ["climate", "chamber", "door", "psu", "1", "scope", "sequence"]) {
    const row = [...document.querySelectorAll("#tree .row.node")].find((one) =>
      one.querySelector(".name bdi")?.textContent === path);
    if (row === undefined || row.getAttribute("aria-expanded") === "true") continue;
    row.querySelector(".tw")?.click();
    await wait(150);
  }
})();`;

const CALLS = `(async () => {
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  const put = (id, text) => {
    const field = document.getElementById(id);
    if (field === null) return;
    field.value = text;
    for (const type of ["input", "change"]) {
      field.dispatchEvent(new Event(type, { bubbles: true }));
    }
  };
  for (const profile of ["soak-25", "thermal-85", "thermal-40"]) {
    put("arg-profile", JSON.stringify(profile));
    await wait(100);
    put("arg-cycles", "3");
    await wait(150);
    document.querySelector(".cols .primary").click();
    await wait(400);
  }
  put("arg-limit", "140");
  await wait(100);
  for (const call of [...document.querySelectorAll("details.call")].slice(0, 2)) {
    call.open = true;
  }
})();`;

const PUT = (text: string) =>
  `(() => {
  const field = document.querySelector("#set-field");
  field.value = ${JSON.stringify(text)};
  field.dispatchEvent(new Event("input", { bubbles: true }));
})();`;

const SHOTS: Readonly<Record<string, Shot>> = {
  tree: { at: "tree/psu/1/voltage", act: OPEN_NODES },
  "tree-root": { at: "tree", act: OPEN_NODES },
  "tree-level": { at: "tree?at=psu/1", only: "phone" },
  search: { at: "tree?q=psu/%2B/voltage%20%3E5" },
  "search-none": { at: "tree?q=nothing%20like%20this" },
  dirty: { at: "tree/psu/1/voltage", act: PUT("23.5") },
  refused: {
    at: "tree/psu/1/voltage",
    act: PUT("99") +
      `setTimeout(() => document.querySelector(".editor [type=submit]").click(), 200);`,
  },
  boolean: { at: "tree/psu/1/enabled" },
  text: { at: "tree/sequence/note" },
  choice: { at: "tree/climate/mode" },
  locked: { at: "tree/psu/1/serial" },
  integer: { at: "tree/psu/1/status" },
  object: { at: "tree/psu/1/limits" },
  array: { at: "tree/scope/trace" },
  picture: { at: "tree/scope/screen" },
  hex: {
    at: "tree/scope/screen",
    act:
      `[...document.querySelectorAll(".bytes button")].find((one) => one.innerText === "Hex")?.click();`,
  },
  gone: { at: "tree/psu/9/voltage" },
  node: { at: "tree/psu/1" },
  method: { at: "tree/sequence/run", act: OPEN_NODES + CALLS },
  "method-plain": { at: "tree/door/unlock" },
  history: { at: "tree/psu/1/voltage?tab=history" },
  diff: { at: "tree/scope/trace?tab=diff" },
  info: { at: "tree/psu/1/limits?tab=info" },
  "plot-tab": { at: "tree/psu/1/voltage?tab=plot", only: "phone" },
  pins: { at: "pins" },
  groups: { at: "group/Supplies" },
  plots: { at: "plots" },
  peers: { at: "peers" },
  inspector: {
    at: "peers",
    act: `(async () => {
      const wait = (ms) => new Promise((done) => setTimeout(done, ms));
      [...document.querySelectorAll(".peers td a")]
        .find((one) => one.innerText === "grafana-bridge").click();
      await wait(6000);
      const rows = [...document.querySelectorAll(".messages tbody tr")];
      (rows.findLast((one) => one.innerText.includes("answer")) ?? rows.at(-1))?.click();
    })();`,
  },
  daemon: { at: "daemon" },
  gun: { at: "gun/thing" },
  api: { at: "api" },
  keys: {
    at: "tree",
    act: `document.querySelector(".keys-button")?.click();`,
  },
  menu: {
    at: "tree/psu/1/voltage",
    act: `document.querySelector(".dhead .pop .btn").click();`,
  },
  more: {
    at: "tree",
    act: `document.querySelector(".rail .only-phone").click();`,
    only: "phone",
  },
  login: {
    at: "tree",
    act: `document.querySelector("[data-login]")?.click();`,
    anonymous: true,
  },
  refusal: { at: "peers", anonymous: true },
};

/** Views that are drawn at the size of a laptop, too. */
const LAPTOP = ["tree", "method", "inspector", "daemon"];

const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** Logs in by the dialog, as a user does. */
async function logIn(page: Page, mobile: boolean): Promise<void> {
  const item = `[...document.querySelectorAll("[role=menuitem]")].at(-1)`;
  if (mobile) {
    await page.until('document.querySelector("[data-link=open]") !== null');
    await page.click(".rail .only-phone");
    await page.until(`${item}?.innerText === "Log in"`);
    await page.evaluate(`${item}.click()`);
  } else {
    await page.click("[data-login]");
  }
  await page.until('document.querySelector("#login-user") !== null');
  await page.evaluate(`(() => {
    for (const [id, text] of [["login-user", "joe"], ["login-password", "${PASSWORD}"]]) {
      const field = document.getElementById(id);
      field.value = text;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    document.querySelector(".login [type=submit]").click();
  })()`);
  await page.until('document.querySelector("#login-user") === null');
}

/** Goes to a view without loading the page anew, so that histories stay. */
async function show(page: Page, shot: Shot): Promise<void> {
  await page.evaluate(`(() => {
    document.querySelector("dialog .btn:last-child")?.click();
    document.body.click();
    history.pushState(null, "", ${JSON.stringify(`/radar/${shot.at}`)});
    dispatchEvent(new PopStateEvent("popstate"));
  })()`);
  await wait(SETTLE_MS);
  if (shot.act !== undefined) {
    await page.evaluate(shot.act);
    await wait(SETTLE_MS);
  }
}

async function setTheme(page: Page, theme: string): Promise<void> {
  await page.cdp("Emulation.setEmulatedMedia", {
    features: [{ name: "prefers-color-scheme", value: theme }],
  });
}

async function capture(page: Page, file: string): Promise<void> {
  const { data } = await page.cdp("Page.captureScreenshot");
  await Deno.writeFile(file, Uint8Array.fromBase64(String(data)));
}

async function main(args: readonly string[]): Promise<void> {
  const docs = args[0] === "--docs";
  const [folder = ".", part = ""] = args;
  await using stack = new AsyncDisposableStack();
  const users = UserStore.memory({ cost: 2 });
  await users.addUser("joe", PASSWORD, ["admin"], { admin: true });
  const daemon = stack.use(
    new Daemon({ name: "laboratory", users, gun: {} }),
  );
  const [tcp, websocket, binary] = await daemon.listen({
    port: 0,
    wsPort: 0,
    binaryPort: 0,
  });
  stack.use(
    await startLaboratory({
      tcp: tcp.url,
      websocket: websocket.url,
      binary: binary.url,
    }),
  );
  const gun = stack.use(
    await GunClient.connect(Number(websocket.port), {
      authorization: `Basic ${btoa(`joe:${PASSWORD}`)}`,
    }),
  );
  await gun.put({
    thing: {
      name: ["Chamber 4", 1],
      place: [{ "#": "place/hall" }, 1],
      owner: [{ "#": "person/ada" }, 1],
      limit: [40.5, 1],
      on: [true, 1],
    },
    "place/hall": { name: ["Hall", 1], floor: [2, 1] },
    "person/ada": { name: ["Ada", 1], cares: [{ "#": "thing" }, 1] },
  });
  const pages = await startPages(stack);
  const origin = `http://127.0.0.1:${websocket.port}`;
  const keptOf = (series: readonly string[]) =>
    JSON.stringify(JSON.stringify({
      series,
      pins: PINS,
      views: [{ title: "hot supplies", query: "psu/+/voltage >24" }],
    }));
  const open = async (size: Size, series: readonly string[] = SERIES) => {
    const page = await pages.open(`${origin}/radar/`);
    await page.evaluate(`localStorage.setItem("jet-radar", ${keptOf(series)})`);
    await page.cdp("Emulation.setDeviceMetricsOverride", {
      ...size,
      deviceScaleFactor: 1,
    });
    await page.cdp("Emulation.setTouchEmulationEnabled", {
      enabled: size.mobile,
    });
    await page.load(`${origin}/radar/plots`);
    await logIn(page, size.mobile);
    // Away from all that changes below the pointer.
    await page.cdp("Input.dispatchMouseEvent", {
      type: "mouseMoved",
      x: 1,
      y: 1,
    });
    return page;
  };
  if (docs) {
    const desktop = await open(SIZES.desktop);
    const bare = await open(SIZES.desktop, []);
    const phone = await open(SIZES.phone);
    await wait(WARM_UP_MS);
    for (
      const [page, file, name, theme] of [
        [desktop, "radar", "tree", "light"],
        [bare, "radar-method", "method", "dark"],
        [phone, "radar-phone", "plot-tab", "dark"],
        [desktop, "radar-peers", "inspector", "light"],
      ] as const
    ) {
      await setTheme(page, theme);
      await show(page, SHOTS[name]);
      const target = new URL(`../../docs/${file}.png`, import.meta.url);
      await capture(page, target.pathname);
    }
    return;
  }
  await Deno.mkdir(folder, { recursive: true });
  const names = Object.keys(SHOTS).filter((name) => name.includes(part));
  const opened: [name: string, page: Page][] = [];
  for (const [name, size] of Object.entries(SIZES)) {
    opened.push([name, await open(size)]);
  }
  await wait(WARM_UP_MS);
  for (const [sizeName, page] of opened) {
    const mine = names.filter((name) => {
      const { only } = SHOTS[name];
      return sizeName === "laptop"
        ? LAPTOP.includes(name)
        : only === undefined || only === sizeName;
    });
    // Those without a login are last: they load the page anew.
    mine.sort((a, b) =>
      Number(SHOTS[a].anonymous ?? false) - Number(SHOTS[b].anonymous ?? false)
    );
    for (const name of mine) {
      const shot = SHOTS[name];
      if (shot.anonymous) {
        await page.load(`${origin}/radar/`);
        await page.until(
          'document.querySelector(".pill[data-link=open]") !== null',
        );
      }
      await show(page, shot);
      for (const theme of ["light", "dark"]) {
        await setTheme(page, theme);
        await wait(200);
        await capture(page, `${folder}/${name}-${sizeName}-${theme}.png`);
      }
    }
    await page.load("about:blank");
  }
}

if (import.meta.main) await main(Deno.args);

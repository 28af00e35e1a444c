// Makes sea_vectors.json: properties that the real gun and its sea.js have
// written, variations of them, and what the real gun says to each.
// Usage: node tests/gun/sea_vectors.mjs DIRECTORY_OF_NPM_GUN > tests/gun/sea_vectors.json
import { createRequire } from "node:module";

const [directory] = process.argv.slice(2);
const require = createRequire(import.meta.url);
const print = console.log;
console.log = () => {};
const Gun = require(`${directory}/gun.js`);
const SEA = require(`${directory}/sea.js`);

const cases = [];

/** A gun without network and disk, and everything that passes its checks. */
function makeGun() {
  const gun = Gun({ peers: [], localStorage: false, radisk: false });
  const passed = [];
  const refused = new Map();
  gun._.on("in", function (message) {
    if (message.err) refused.set(message["@"], message.err);
    this.to.next(message);
  });
  gun.on("put", function (message) {
    const { "#": soul, ".": key, ":": value, ">": state } = message.put;
    passed.push({ id: message["#"], soul, key, value, state });
    this.to.next(message);
  });
  gun.on("get", function (message) {
    this.to.next(message);
    // Nothing is stored: it would wait for an answer before it writes.
    setTimeout(() => gun._.on("in", { "@": message["#"], put: undefined }), 1);
  });
  return { gun, passed, refused };
}

const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));

/** Signs in, writes, and gives what went through gun's checks. */
async function write(pair, act) {
  const { gun, passed } = makeGun();
  await new Promise((resolve) => gun.user().auth(pair, resolve));
  act(gun, gun.user());
  await pause(300);
  return passed;
}

let serial = 0;
const judge = makeGun();

/** What gun says to a property: null, an error, or nothing at all. */
async function verdict({ soul, key, value, state }, gun = judge) {
  const id = "judge" + String.fromCharCode(97 + serial % 26) +
    "x".repeat(++serial);
  const count = gun.passed.length;
  gun.gun._.on("in", {
    "#": id,
    put: { [soul]: { _: { "#": soul, ">": { [key]: state } }, [key]: value } },
  });
  await pause(60);
  if (gun.refused.has(id)) return gun.refused.get(id);
  const through = gun.passed.slice(count)
    .some((one) => one.soul === soul && one.key === key && one.value === value);
  return through ? null : "nothing";
}

async function add(name, property, gun) {
  const { soul, key, value, state } = property;
  // Gun applies a key only once at one state, so a fresh one is asked.
  cases.push({
    name,
    soul,
    key,
    value,
    state,
    gun: await verdict(property, gun ?? makeGun()),
  });
}

const alice = await SEA.pair();
const bob = await SEA.pair();
const carol = await SEA.pair();
const find = (list, soul, key) =>
  list.find((one) => one.soul === soul && one.key === key);

// Signed by the owner.
const own = await write(alice, (gun, user) => {
  user.get("profile").put({
    name: "Alice",
    age: 30,
    vip: true,
    gone: null,
    "é/#?": "ünï",
  });
  gun.get("chat~" + alice.pub).get("title").put("in the middle");
});
const home = "~" + alice.pub;
for (const key of ["name", "age", "vip", "gone", "é/#?"]) {
  await add(`signed ${key}`, find(own, `${home}/profile`, key));
}
await add("signed link", find(own, home, "profile"));
await add(
  "owner in the middle of the soul",
  find(own, "chat~" + alice.pub, "title"),
);
const name = find(own, `${home}/profile`, "name");
await add("under another key", { ...name, key: "nick" });
await add("under another soul", { ...name, soul: `${home}/other` });
await add("in another space", { ...name, soul: `~${bob.pub}/profile` });
await add("at another state", { ...name, state: name.state + 1 });
await add("other value", {
  ...name,
  value: name.value.replace("Alice", "Mallory"),
});
await add("plain text", { ...name, value: "Alice" });
await add("null", { ...name, value: null });
await add("a number", { ...name, value: 7 });
await add("a link", { ...name, value: { "#": "elsewhere" } });
await add("no signature", { ...name, value: JSON.stringify({ ":": "Alice" }) });
await add("empty signature", {
  ...name,
  value: JSON.stringify({ ":": "Alice", "~": "" }),
});
await add("short signature", {
  ...name,
  value: name.value.replace(/.{9}==/, "=="),
});
await add("no Base64", {
  ...name,
  value: JSON.stringify({ ":": "Alice", "~": "!".repeat(88) }),
});
await add("half of JSON", { ...name, value: name.value.slice(0, -1) });
await add("no key in the soul", { ...name, soul: "~abc.def/profile" });
await add("no point on the curve", {
  ...name,
  soul: `~${"A".repeat(43)}.${"B".repeat(43)}/profile`,
});

// Accounts and aliases.
await add("pub of the account", {
  soul: home,
  key: "pub",
  value: alice.pub,
  state: 1,
});
await add("pub of another", {
  soul: home,
  key: "pub",
  value: bob.pub,
  state: 1,
});
await add("alias", {
  soul: "~@alice",
  key: home,
  value: { "#": home },
  state: 1,
});
await add("alias to another", {
  soul: "~@alice",
  key: home,
  value: { "#": "~" + bob.pub },
  state: 1,
});
await add("alias without link", {
  soul: "~@alice",
  key: home,
  value: "x",
  state: 1,
});
await add("alias deleted", {
  soul: "~@alice",
  key: home,
  value: null,
  state: 1,
});
await add("list of aliases", {
  soul: "~@",
  key: "alice",
  value: { "#": "~@alice" },
  state: 1,
});
await add("list of aliases, wrong", {
  soul: "~@",
  key: "alice",
  value: { "#": "~@bob" },
  state: 1,
});
await add("list of aliases, deleted", {
  soul: "~@",
  key: "alice",
  value: null,
  state: 1,
});
await add("a tilde without key", { soul: "a~b", key: "k", value: 1, state: 1 });

// Frozen.
const hash = await SEA.work("hello world", null, null, { name: "SHA-256" });
const hex = await SEA.work("hello world", null, null, {
  name: "SHA-256",
  encode: "hex",
});
const five = await SEA.work(5, null, null, { name: "SHA-256" });
await add("frozen", { soul: "#", key: hash, value: "hello world", state: 1 });
await add("frozen, in hexadecimal", {
  soul: "#",
  key: hex,
  value: "hello world",
  state: 1,
});
await add("frozen, named", {
  soul: "#posts",
  key: "2020#" + hash,
  value: "hello world",
  state: 1,
});
await add("frozen number", { soul: "#", key: five, value: 5, state: 1 });
await add("frozen, other value", {
  soul: "#",
  key: hash,
  value: "hello",
  state: 1,
});
await add("frozen, deleted", { soul: "#", key: hash, value: null, state: 1 });
await add("frozen, no hash", {
  soul: "#",
  key: "hello",
  value: "hello",
  state: 1,
});
await add("public", { soul: "mark", key: "name", value: "Mark", state: 1 });

// Certificates.
async function certified(certificate, act, writer = bob) {
  const list = await write(
    writer,
    (gun) =>
      act(
        gun.get(home),
        (value) => [value, null, { opt: { cert: certificate } }],
      ),
  );
  return list.filter((one) => one.soul.startsWith(home));
}
const simple = await SEA.certify(bob, { "*": "private" }, alice);
const written = await certified(
  simple,
  (node, args) =>
    node.get("private").get("asdf").get("qwerty").put(...args("by bob")),
);
for (const one of written) {
  await add(`certified ${one.soul.slice(88)} ${one.key.slice(0, 9)}`, one);
}
const leaf = find(written, `${home}/private/asdf`, "qwerty");

/** A value by a writer with a certificate, as gun makes it, at any place. */
async function forge(writer, certificate, soul, key, plain, state) {
  const { s } = await SEA.sign(
    { "#": soul, ".": key, ":": plain, ">": state },
    writer,
    null,
    { raw: 1 },
  );
  const cert = typeof certificate === "string"
    ? JSON.parse(certificate.slice(3))
    : certificate;
  return {
    soul,
    key,
    state,
    value: JSON.stringify({
      ":": plain,
      "~": s,
      ...(cert ? { "+": cert } : {}),
      "*": writer.pub,
    }),
  };
}
const at = (path) => `${home}/${path}`;
await add(
  "certified, made by hand",
  await forge(bob, simple, at("private"), "k", 1, 5),
);
await add(
  "outside of the path",
  await forge(bob, simple, at("wrongway"), "k", 1, 5),
);
await add(
  "certified for another writer",
  await forge(carol, simple, at("private"), "k", 1, 5),
);
await add(
  "certificate of another owner",
  await forge(
    bob,
    await SEA.certify(bob, { "*": "private" }, carol),
    at("private"),
    "k",
    1,
    5,
  ),
);
await add("no certificate", await forge(bob, null, at("private"), "k", 1, 5));
await add(
  "certificate changed",
  await forge(bob, simple.replace("private", "x"), at("x"), "k", 1, 5),
);
await add(
  "certificate of a wrong form",
  await forge(bob, { m: 5, s: {} }, at("private"), "k", 1, 5),
);
await add("certified, replayed elsewhere", { ...leaf, key: "other" });

const inbox = await SEA.certify("*", [{ "*": "test", "+": "*" }, {
  "*": "inbox",
  "+": "*",
}], alice);
await add(
  "inbox of all, own key",
  await forge(bob, inbox, at("inbox"), bob.pub, "hi", 5),
);
await add(
  "inbox of all, foreign key",
  await forge(bob, inbox, at("inbox"), carol.pub, "hi", 5),
);
await add(
  "inbox of all, link to it",
  await forge(bob, inbox, home, "inbox", { "#": at("inbox") }, 5),
);

const until = await SEA.certify(bob, { "*": "private" }, alice, null, {
  expiry: 1000,
});
await add(
  "before the expiry",
  await forge(bob, until, at("private"), "k", 1, 999),
);
await add(
  "after the expiry",
  await forge(bob, until, at("private"), "k", 1, 1001),
);

const named = await SEA.certify(bob, { "*": "private", "+": "*" }, alice);
await add(
  "path with the writer",
  await forge(bob, named, at("private/" + bob.pub), "today", 1, 5),
);
await add(
  "key with the writer",
  await forge(bob, named, at("private"), bob.pub, 1, 5),
);
await add(
  "neither with the writer",
  await forge(bob, named, at("private"), "wrongway", 1, 5),
);

const list = await SEA.certify([carol, bob], { "*": "private" }, alice);
await add("one of a list", await forge(bob, list, at("private"), "k", 1, 5));
const text = await SEA.certify(bob, "private", alice);
await add(
  "exactly the path",
  await forge(bob, text, home, "private", { "#": at("private") }, 5),
);
await add(
  "below the exact path",
  await forge(bob, text, at("private"), "k", 1, 5),
);
const both = await SEA.certify(bob, {
  "#": { "=": "notes" },
  ".": { "*": "by" },
}, alice);
await add("path and key", await forge(bob, both, at("notes"), "bybob", 1, 5));
await add("path without key", await forge(bob, both, at("notes"), "k", 1, 5));
const range = await SEA.certify(
  bob,
  { ".": { ">": "2020", "<": "2021" } },
  alice,
);
await add(
  "key in the range",
  await forge(bob, range, at("days"), "2020-05", 1, 5),
);

// Blocked writers: the owner links to a list of somebody else.
const blocking = await SEA.certify(bob, { "*": "private" }, alice, null, {
  block: "block",
});
const block = [
  find(
    await write(
      alice,
      (_, user) => user.get("block").put({ "#": `~${carol.pub}/block` }),
    ),
    home,
    "block",
  ),
  find(
    await write(carol, (_, user) => user.get("block").get(bob.pub).put(true)),
    `~${carol.pub}/block`,
    bob.pub,
  ),
];
await add(
  "not blocked yet",
  await forge(bob, blocking, at("private"), "k", 1, 5),
);
const blocked = await forge(bob, blocking, at("private"), "k", 1, 5);

// Signed before it was bound to a property.
const old = await SEA.sign("Alice", alice);
await add("signed without its place", {
  ...name,
  value: old,
  state: 1500000000000,
});

print(
  JSON.stringify(
    { alice: alice.pub, bob: bob.pub, carol: carol.pub, block, blocked, cases },
    null,
    1,
  ),
);
process.exit(0);

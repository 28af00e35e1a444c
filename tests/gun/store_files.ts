/**
 * Exercises: the file of a store.
 *
 * @module
 */
import { deepEqual, equal, ok, rejects, throws } from "node:assert/strict";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { type Exercise, put, using, write } from "./store_support.ts";
import { openStore } from "../../gun/store/open.ts";

async function lazy(folder: string): Promise<void> {
  const path = `${folder}/some/where/gun.db`;
  await using(path, async (store) => {
    deepEqual(store.souls(), []);
    equal(store.has("a"), false);
    equal(store.property("a", "b"), undefined);
    deepEqual(store.properties("a"), new Map());
    await store.forget(["a"]);
    await store.compact();
    equal(store.bytes, 0);
  });
  deepEqual(readdirSync(folder), []);
  await using(path, async (store) => {
    await put(store, write("a", "b"));
    ok(store.bytes > 0);
    ok(existsSync(path));
  });
  // No log is left.
  deepEqual(readdirSync(`${folder}/some/where`).toSorted(), [
    "gun.db",
    "gun.db-lock",
  ]);
  // An empty file is a store to be.
  const empty = `${folder}/empty`;
  writeFileSync(empty, "");
  await using(empty, () => {});
  equal(readFileSync(empty).length, 0);
  await using(empty, (store) => put(store, write("a", "b")));
  equal(await using(empty, (store) => store.has("a")), true);
}

async function reopened(folder: string): Promise<void> {
  const path = `${folder}/gun.db`;
  let bytes = 0;
  await using(path, async (store) => {
    await put(store, write("a", "b", 1), write("a", "c", { "#": "d" }));
    await put(store, write("a", "b", 2, 5), write("e", "f", null));
    await store.forget(["e"]);
    bytes = store.bytes;
  });
  await using(path, (store) => {
    equal(store.bytes, bytes);
    deepEqual(store.souls(), ["a"]);
    deepEqual(
      store.properties("a"),
      new Map([
        ["b", { text: "2", state: 5 }],
        ["c", { text: '{"#":"d"}', state: 1795198243567.002 }],
      ]),
    );
  });
  // What is queued is written before it closes.
  const store = await openStore(path);
  const late = put(store, write("late", "b"));
  const closing = store.close();
  equal(store.close(), closing);
  await rejects(put(store, write("too late", "b")), /the store is closed/);
  await rejects(store.compact(), /the store is closed/);
  throws(() => store.has("a"), /the store is closed/);
  await late;
  await closing;
  deepEqual(await using(path, (store) => store.souls()), ["a", "late"]);
}

async function longValues(folder: string): Promise<void> {
  const path = `${folder}/gun.db`;
  const long = (size: number) => "ü".repeat(size);
  const rows = () => {
    const database = new DatabaseSync(path);
    const row = database.prepare("SELECT count(*) AS n FROM long_values").get();
    database.close();
    return row?.n;
  };
  await using(path, async (store) => {
    const writes = [998, 999, 100_000, 7].map((size) =>
      write("a", `k${size}`, long(size))
    );
    await put(store, ...writes, write("b", "k", long(5000)));
    for (const { key, text, state } of writes) {
      deepEqual(store.property("a", key), { text, state });
    }
    equal(store.properties("a").get("k999")?.text, JSON.stringify(long(999)));
  });
  equal(rows(), 3);
  await using(path, async (store) => {
    await put(store, write("a", "k999", 1), write("a", "k7", long(2000)));
    await put(store, write("a", "k100000", long(3000)));
    await store.forget(["b"]);
    equal(store.property("a", "k999")?.text, "1");
    equal(store.property("a", "k7")?.text, JSON.stringify(long(2000)));
    equal(store.property("a", "k100000")?.text, JSON.stringify(long(3000)));
  });
  equal(rows(), 2);
}

async function firstVersion(folder: string): Promise<void> {
  const path = `${folder}/gun.db`;
  const long = JSON.stringify("x".repeat(5000));
  const database = new DatabaseSync(path);
  database.exec(`
    PRAGMA journal_mode=WAL;
    PRAGMA application_id=0x4a657400;
    PRAGMA user_version=1;
    CREATE TABLE properties (
      soul TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, state REAL,
      PRIMARY KEY (soul, key)
    ) WITHOUT ROWID;
    INSERT INTO properties VALUES ('a', 'b', '${long}', 5);
  `);
  database.close();
  for (const key of ["c", "d"]) {
    await using(path, async (store) => {
      deepEqual(store.property("a", "b"), { text: long, state: 5 });
      await put(store, { soul: "a", key, text: long, state: 6 });
      deepEqual(store.property("a", key), { text: long, state: 6 });
    });
  }
}

async function locked(folder: string): Promise<void> {
  const path = `${folder}/gun.db`;
  const refused = { name: "StoreLocked", message: /is used by another/ };
  await using(path, async (store) => {
    await put(store, write("a", "b"));
    await rejects(openStore(path), refused);
    symlinkSync(path, `${folder}/other`);
    await rejects(openStore(`${folder}/other`), refused);
    await put(store, write("a", "c"));
  });
  // Two who find nothing: the first who writes has it.
  const fresh = `${folder}/fresh.db`;
  await using(fresh, (a) =>
    using(fresh, async (b) => {
      await put(a, write("a", "b"));
      await rejects(put(b, write("b", "b")), refused);
      await a.close();
      // It is free again, and what is in it is found.
      await put(b, write("b", "b"));
      deepEqual(b.souls(), ["a", "b"]);
    }));
  // Who has waited a moment for the other to end gets it.
  const store = await openStore(path);
  setTimeout(() => store.close(), 150);
  await using(path, (store) => ok(store.has("a")));
}

async function foreign(folder: string): Promise<void> {
  const refused: [string, (path: string) => void, RegExp][] = [
    [
      "text",
      (path) => writeFileSync(path, "my diary ".repeat(1000)),
      /is not a database of SQLite/,
    ],
    ["short", (path) => writeFileSync(path, "x"), /is not a database/],
    [
      "other",
      (path) => {
        const database = new DatabaseSync(path);
        database.exec("PRAGMA journal_mode=WAL; CREATE TABLE properties (x)");
        database.close();
      },
      /is a database, but not a store of Jet/,
    ],
    ["folder", (path) => mkdirSync(path), /is not a file/],
  ];
  for (const [name, make, message] of refused) {
    const path = `${folder}/${name}`;
    make(path);
    const before = name === "folder" ? null : readFileSync(path);
    await rejects(openStore(path), message);
    if (before !== null) deepEqual(readFileSync(path), before);
  }
  deepEqual(
    readdirSync(folder).toSorted(),
    ["folder", "other", "short", "text"],
  );

  const newer = `${folder}/newer`;
  await using(newer, (store) => put(store, write("a", "b")));
  const database = new DatabaseSync(newer);
  database.exec("PRAGMA user_version=3");
  database.close();
  const before = readFileSync(newer);
  await rejects(openStore(newer), /is a store of version 3, not 2/);
  deepEqual(readFileSync(newer), before);
}

async function damaged(folder: string): Promise<void> {
  const path = `${folder}/gun.db`;
  await using(path, async (store) => {
    for (let i = 0; i < 1000; i++) {
      store.write([write(`soul ${i}`, "key", "x".repeat(100))], () => {});
    }
    await put(store, write("last", "key"));
  });
  const whole = readFileSync(path);
  // Cut off, and with rubbish in place of all pages but the first.
  const short = whole.subarray(0, 8192 + 100);
  const rubbish = Uint8Array.from(
    whole,
    (byte, i) => i < 4096 ? byte : i * 7 & 255,
  );
  for (const [name, content] of Object.entries({ short, rubbish })) {
    const broken = `${folder}/${name}`;
    writeFileSync(broken, content);
    await rejects(openStore(broken), /malformed|damaged|not a database/);
  }
  // Damage further inside is noticed by those who come there.
  const inside = `${folder}/inside`;
  copyFileSync(path, inside);
  const content = readFileSync(inside);
  content.fill(255, 4096 * 6, 4096 * 8);
  writeFileSync(inside, content);
  await using(inside, async (store) => {
    throws(() => {
      for (const soul of store.souls()) store.properties(soul);
    }, /malformed|damaged/);
    let refusals = 0;
    // Each is a commit of its own.
    for (let i = 0; i < 1000; i += 10) {
      await put(store, write(`soul ${i}`, "key", 1)).catch((error) => {
        ok(/can't be written: .*malformed/.test(String(error)));
        refusals++;
      });
    }
    ok(refusals > 0 && refusals < 100, `${refusals} refusals`);
  });
}

async function unwritable(folder: string): Promise<void> {
  // A folder can't be made where a file is.
  const file = `${folder}/file`;
  const refused = /EEXIST|ENOTDIR|Not a dir/;
  await using(`${file}/gun.db`, async (store) => {
    writeFileSync(file, "");
    await rejects(put(store, write("a", "b")), refused);
    await rejects(put(store, write("a", "b")), refused);
    deepEqual(store.souls(), []);
    // As soon as it can be written again it is.
    rmSync(file);
    await put(store, write("a", "b"));
    deepEqual(store.souls(), ["a"]);
  });
  writeFileSync(`${folder}/other`, "");
  await rejects(openStore(`${folder}/other/gun.db`), refused);
  // Something takes the place before the first write.
  const path = `${folder}/gun.db`;
  await using(path, async (store) => {
    writeFileSync(path, "my diary");
    await rejects(
      put(store, write("a", "b")),
      /can't be written: .* is not a database of SQLite/,
    );
    equal(readFileSync(path, "utf8"), "my diary");
  });
}

/** Names of the exercises and what they do. */
export const FILE_EXERCISES: Record<string, Exercise> = {
  "nothing is made before the first write": lazy,
  "everything is there when it is opened again": reopened,
  "long values are kept apart, and deleted when they are replaced": longValues,
  "a store of the first version is upgraded": firstVersion,
  "only one program uses it": locked,
  "what is not a store is left alone": foreign,
  "damage is reported": damaged,
  "a failed write is reported": unwritable,
};

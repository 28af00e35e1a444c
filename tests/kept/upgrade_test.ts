import { DatabaseSync } from "node:sqlite";
import { assertEquals, assertThrows } from "@std/assert";
import {
  createDatabase,
  databaseExists,
  type DatabaseForm,
  openDatabase,
} from "../../store/database.ts";
import { TemporaryFolder } from "../support/temporary.ts";

const FIRST: DatabaseForm = {
  name: "a test",
  contents: "tests",
  applicationId: 0x4a657401,
  version: 1,
  table: "things",
  schema: "CREATE TABLE things (name TEXT);",
};

const THIRD: DatabaseForm = {
  ...FIRST,
  version: 3,
  table: "objects",
  schema: "CREATE TABLE objects (name TEXT, size INTEGER NOT NULL);",
  upgrades: {
    1: "ALTER TABLE things RENAME TO objects;",
    2: "ALTER TABLE objects ADD COLUMN size INTEGER NOT NULL DEFAULT 7;",
  },
};

Deno.test("a store of an older version is upgraded step by step when it is opened", async () => {
  await using folder = await TemporaryFolder.create();
  const path = folder.path("old.db");
  createDatabase(path, FIRST);
  const old = new DatabaseSync(path);
  old.exec("INSERT INTO things VALUES ('a')");
  old.close();
  for (let opened = 0; opened < 2; opened++) {
    assertEquals(databaseExists(path, THIRD), true);
    const database = openDatabase(path, THIRD);
    const row = database.prepare("SELECT * FROM objects").get();
    assertEquals({ ...row }, { name: "a", size: 7 });
    const version = database.prepare("PRAGMA user_version").get();
    assertEquals({ ...version }, { user_version: 3 });
    database.close();
  }
  // An older program leaves it alone.
  const message = "is a store of version 3, not 1";
  assertThrows(() => databaseExists(path, FIRST), Error, message);
});

Deno.test("an upgrade that fails leaves the older version", async () => {
  await using folder = await TemporaryFolder.create();
  const path = folder.path("old.db");
  createDatabase(path, FIRST);
  const broken = {
    ...THIRD,
    upgrades: { 1: "ALTER TABLE things RENAME TO objects; SELECT nonsense;" },
  };
  assertThrows(() => openDatabase(path, broken));
  const database = openDatabase(path, FIRST);
  assertEquals(database.prepare("SELECT * FROM things").all(), []);
  database.close();
});

import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import {
  LoginThrottle,
  type User,
  UserFileError,
  type UserStorage,
  UserStore,
} from "./store.ts";
import { usersCommand } from "./command.ts";
import { fileStorage, memoryStorage } from "./storage.ts";

/** crypt(3) hash of "secret"; of few rounds, for the tests' sake. */
const SECRET =
  "$5$rounds=1000$salt$CCvcOM6b7TEJDPb37Aec/9UpOg4QhPNAxPpL9ZzjTB7";

/** New hashes of little cost, for the tests' sake. */
const CHEAP = { cost: 4 };

const AUTH = { fetchGroups: ["a"], setGroups: ["b"], callGroups: ["c", "d"] };

/** A file as cjet has it, with unknown members. */
const FILE = `{
  "comment": "hand-made",
  "users": {
    "joe": {
      "password": "${SECRET}",
      "phone": 4711,
      "auth": { "fetchGroups": ["a"], "setGroups": ["b"], "callGroups": ["c", "d"], "x": 1 }
    },
    "admin": { "password": "${SECRET}", "admin": true, "auth": {} },
    "guest": { "password": "${SECRET}", "readonly": true, "auth": { "fetchGroups": ["a"] } },
    "noauth": { "password": "${SECRET}", "admin": true },
    "nopassword": { "auth": {} },
    "old": { "password": "$1$ab$e2KlfqG5YBMTjSz7XF.Eu1", "auth": {} },
    "empty": { "password": "", "auth": {} },
    "__proto__": { "password": "${SECRET}", "auth": { "fetchGroups": ["p"] } }
  },
  "version": 3
}`;

async function inDirectory(
  test: (path: (name: string) => string, directory: string) => Promise<void>,
): Promise<void> {
  const directory = await Deno.makeTempDir();
  try {
    await test((name) => `${directory}/${name}`, directory);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

/** Runs a test with a file of the given text. */
function withFile(
  text: string,
  test: (path: string, directory: string) => Promise<void>,
): Promise<void> {
  return inDirectory(async (path, directory) => {
    await Deno.writeTextFile(path("users.json"), text);
    await test(path("users.json"), directory);
  });
}

/** A storage that keeps FILE and fails on demand. */
class TestStorage implements UserStorage {
  readonly name = "test";
  text: string;
  failing = false;
  writing = 0;
  mostAtOnce = 0;
  #changes = 0;

  constructor(text: string) {
    this.text = text;
  }

  replace(text: string): void {
    this.text = text;
    this.#changes++;
  }

  stamp(): Promise<string> {
    return Promise.resolve(`${this.#changes}`);
  }

  read(): Promise<string> {
    return Promise.resolve(this.text);
  }

  async write(text: string): Promise<void> {
    this.writing++;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.writing);
    await Promise.resolve();
    this.writing--;
    if (this.failing) throw new Error("ENOSPC: no space left on device");
    this.replace(text);
  }
}

/** Logs in, and fails if that is refused. */
async function login(
  store: UserStore,
  name: string,
  password: string,
): Promise<User> {
  const user = await store.authenticate(name, password);
  if (typeof user === "string") throw new Error(`${name}: ${user}`);
  return user;
}

const cjetStore = () => UserStore.over(new TestStorage(FILE), CHEAP);

Deno.test("a user of a cjet file logs in and gets the groups", async () => {
  const store = await cjetStore();
  assertEquals(await store.authenticate("joe", "secret"), {
    name: "joe",
    admin: false,
    readonly: false,
    auth: AUTH,
  });
  const admin = await login(store, "admin", "secret");
  assert(admin.admin);
  // A list that is not there is an empty one.
  assertEquals(admin.auth, { fetchGroups: [], setGroups: [], callGroups: [] });
});

Deno.test("a wrong password and an unknown user have different outcomes", async () => {
  const store = await cjetStore();
  assertEquals(await store.authenticate("joe", "Secret"), "invalidPassword");
  assertEquals(await store.authenticate("joe", ""), "invalidPassword");
  assertEquals(await store.authenticate("jim", "secret"), "invalidUser");
  assertEquals(await store.authenticate("", "secret"), "invalidUser");
});

Deno.test("a login without auth, password or a usable hash fails", async () => {
  const store = await cjetStore();
  const logins = ["noauth", "nopassword", "old", "empty"].flatMap((name) =>
    ["secret", "x", ""].map((password) => store.authenticate(name, password))
  );
  for (const result of await Promise.all(logins)) {
    assertEquals(typeof result, "string");
  }
});

Deno.test("problems name the users who can't log in, and no hash", async () => {
  const problems = (await cjetStore()).problems();
  assertEquals(problems.length, 4);
  assertMatch(problems[0], /"noauth" can't log in/);
  assertMatch(problems[2], /"old" can't log in: MD5/);
  assert(!problems.join().includes("e2Klf"));
});

Deno.test("users named as members of objects are ordinary", async () => {
  const store = await cjetStore();
  const found = await login(store, "__proto__", "secret");
  assertEquals(found.auth.fetchGroups, ["p"]);
  for (const name of ["constructor", "toString", "hasOwnProperty"]) {
    assertEquals(store.get(name), undefined);
    assertEquals(await store.authenticate(name, "x"), "invalidUser");
  }
  assertEquals(await store.addUser("constructor", "pw", ["g"]), "ok");
  assertEquals(await store.changePassword("__proto__", "other"), "ok");
  assertEquals(typeof await store.authenticate("__proto__", "other"), "object");
  assertEquals(typeof await store.authenticate("constructor", "pw"), "object");
});

Deno.test("an unknown user takes as much time as a known one", async () => {
  // A hash so slow that it stands out.
  const slow = SECRET.replace("rounds=1000", "rounds=40000");
  const store = await UserStore.over(
    new TestStorage(
      JSON.stringify({ users: { joe: { password: slow, auth: {} } } }),
    ),
  );
  const time = async (name: string) => {
    const start = performance.now();
    await store.authenticate(name, "wrong");
    return performance.now() - start;
  };
  const known = Math.min(await time("joe"), await time("joe"));
  assert(await time("unknown") > known / 3);
});

Deno.test("a login does not change the stored hash", async () => {
  const storage = new TestStorage(FILE);
  const store = await UserStore.over(storage, CHEAP);
  await store.authenticate("joe", "secret");
  assertEquals(storage.text, FILE);
});

Deno.test("a changed password is scrypt, the rest of the file is kept", async () => {
  const storage = new TestStorage(FILE);
  const store = await UserStore.over(storage);
  assertEquals(await store.changePassword("joe", "new"), "ok");
  assertEquals(await store.authenticate("joe", "secret"), "invalidPassword");
  assertEquals(typeof await store.authenticate("joe", "new"), "object");

  const written = JSON.parse(storage.text);
  assertMatch(written.users.joe.password, /^\$scrypt\$ln=15,r=8,p=1\$/);
  const expected = JSON.parse(FILE);
  expected.users.joe.password = written.users.joe.password;
  assertEquals(written, expected);
  assert(Object.hasOwn(written.users, "__proto__"));
});

Deno.test("the cost of new hashes is that of the store", async () => {
  const storage = new TestStorage(FILE);
  const store = await UserStore.over(storage, CHEAP);
  assertEquals(await store.addUser("bob", "pw", []), "ok");
  assertMatch(
    JSON.parse(storage.text).users.bob.password,
    /^\$scrypt\$ln=4,r=8,p=1\$/,
  );
  assertEquals(typeof await store.authenticate("bob", "pw"), "object");
});

Deno.test("passwords of readonly and unknown users stay", async () => {
  const storage = new TestStorage(FILE);
  const store = await UserStore.over(storage, CHEAP);
  assertEquals(await store.changePassword("guest", "new"), "readonly");
  assertEquals(await store.changePassword("jim", "new"), "unknownUser");
  assertEquals(storage.text, FILE);
});

Deno.test("an added user logs in, and is in the list with the groups", async () => {
  const store = UserStore.memory(CHEAP);
  assertEquals(await store.addUser("bob", "pw", ["g", "h", "g"]), "ok");
  assertEquals(await store.addUser("eve", "pw", AUTH, { admin: true }), "ok");
  const both = ["g", "h"];
  const bob = {
    name: "bob",
    admin: false,
    readonly: false,
    auth: { fetchGroups: both, setGroups: both, callGroups: both },
  };
  const eve = { name: "eve", admin: true, readonly: false, auth: AUTH };
  assertEquals(await store.authenticate("bob", "pw"), bob);
  assertEquals(store.list(), [bob, eve]);
  assertEquals(store.get("eve"), eve);
});

Deno.test("a name is taken only once, also by two at the same time", async () => {
  const store = UserStore.memory(CHEAP);
  const outcomes = await Promise.all([
    store.addUser("bob", "one", []),
    store.addUser("bob", "two", []),
  ]);
  assertEquals(outcomes.toSorted(), ["exists", "ok"]);
  assertEquals(store.list().length, 1);
});

Deno.test("a removed user can't log in any more", async () => {
  const store = await cjetStore();
  assertEquals(await store.removeUser("joe"), "ok");
  assertEquals(await store.authenticate("joe", "secret"), "invalidUser");
  assertEquals(await store.removeUser("joe"), "unknownUser");
});

Deno.test("a user removed while the password is checked is refused", async () => {
  const store = UserStore.memory();
  await store.addUser("joe", "pw", []);
  // Computing scrypt takes far longer than the removal.
  const outcome = store.authenticate("joe", "pw");
  const removal = store.removeUser("joe");
  assertEquals(await removal, "ok");
  assertEquals(await outcome, "invalidUser");
});

Deno.test("names, passwords and groups have limits", async () => {
  const store = UserStore.memory(CHEAP);
  const add = (name: string, password: string, groups: string[]) =>
    store.addUser(name, password, groups);
  for (const name of ["", "x".repeat(257), "a\nb", "\x1b[2J", "\ud800"]) {
    assertEquals(await add(name, "pw", []), "invalidName");
  }
  for (const password of ["", "x".repeat(1025), "€".repeat(342)]) {
    assertEquals(await add("bob", password, []), "invalidPassword");
    assertEquals(
      await store.changePassword("bob", password),
      "invalidPassword",
    );
  }
  for (const group of ["", "x".repeat(257)]) {
    assertEquals(await add("bob", "pw", [group]), "invalidGroup");
  }
  assertEquals(await add("x".repeat(256), "y".repeat(1024), ["g"]), "ok");
  const long = "x".repeat(100_000);
  assertEquals(await store.authenticate(long, long), "invalidUser");
});

Deno.test("a failing write changes nothing, in memory neither", async () => {
  const storage = new TestStorage(FILE);
  const store = await UserStore.over(storage, CHEAP);
  storage.failing = true;
  const changes = [
    () => store.addUser("bob", "pw-of-bob", []),
    () => store.changePassword("joe", "pw-of-joe"),
    () => store.removeUser("joe"),
  ];
  for (const change of changes) {
    const error = await assertRejects(change, UserFileError);
    assertEquals(error.reason, "unwritten");
    assertMatch(error.message, /^can't write users file test: ENOSPC/);
    assert(!error.message.includes("pw-of"));
  }
  assertEquals(storage.text, FILE);
  assertEquals(store.get("bob"), undefined);
  assertEquals(typeof await store.authenticate("joe", "secret"), "object");

  storage.failing = false;
  assertEquals(await store.removeUser("joe"), "ok");
});

Deno.test("changes are written one after the other, none is lost", async () => {
  const storage = new TestStorage(FILE);
  const store = await UserStore.over(storage, CHEAP);
  const names = ["joe", "guest", "old", "empty"];
  const removed = await Promise.all(
    names.map((name) => store.removeUser(name)),
  );
  assertEquals(removed, names.map(() => "ok"));
  assertEquals(storage.mostAtOnce, 1);
  assertEquals(
    Object.keys(JSON.parse(storage.text).users),
    ["admin", "noauth", "nopassword", "__proto__"],
  );
});

Deno.test("users changed by another program are seen at the next login", async () => {
  const storage = new TestStorage(FILE);
  const store = await UserStore.over(storage, CHEAP);
  const other = await UserStore.over(storage, CHEAP);
  assertEquals(await other.removeUser("joe"), "ok");
  assertEquals(await store.authenticate("joe", "secret"), "invalidUser");
  // And a change of ours keeps theirs.
  assertEquals(await other.removeUser("guest"), "ok");
  assertEquals(await store.removeUser("old"), "ok");
  assertEquals(store.get("guest"), undefined);
});

Deno.test("a file broken later keeps the users, and is reported", async () => {
  const storage = new TestStorage(FILE);
  const store = await UserStore.over(storage, CHEAP);
  const before = store.problems().length;
  storage.replace("{");
  assertEquals(typeof await store.authenticate("joe", "secret"), "object");
  assertEquals(store.problems()[0], "users file test: it is not JSON");
  await assertRejects(() => store.removeUser("joe"), UserFileError);
  storage.replace(FILE);
  assertEquals(typeof await store.authenticate("joe", "secret"), "object");
  assertEquals(store.problems().length, before);
});

const BROKEN: readonly (readonly [string, string, RegExp])[] = [
  ["half an object", `{"users":{"joe":{"password":"${SECRET}"`, /is not JSON$/],
  ["an array", "[]", /must hold a JSON object$/],
  ["no users", "{}", /needs an object "users"$/],
  ["users that are an array", `{"users":[]}`, /needs an object "users"$/],
  ["a user who is null", `{"users":{"joe":null}}`, /"joe" must be an object$/],
  [
    "a password that is a number",
    `{"users":{"joe":{"password":4711}}}`,
    /"joe": password must be a string$/,
  ],
  [
    "a flag that is a text",
    `{"users":{"joe":{"admin":"false"}}}`,
    /"joe": admin must be true or false$/,
  ],
  [
    "groups that are a text",
    `{"users":{"joe":{"auth":{"setGroups":"a"}}}}`,
    /"joe": setGroups must be an array of strings$/,
  ],
  [
    "groups that are numbers",
    `{"users":{"joe":{"auth":{"callGroups":[1]}}}}`,
    /"joe": callGroups must be an array of strings$/,
  ],
];

for (const [what, text, message] of BROKEN) {
  Deno.test(`a file with ${what} is refused in one clear line`, () =>
    withFile(text, async (path) => {
      const error = await assertRejects(
        () => UserStore.open(path, CHEAP),
        UserFileError,
      );
      assertEquals(error.reason, "layout");
      assertMatch(error.message, message);
      assert(error.message.includes(path));
      assert(!/\n|4711|\$/.test(error.message.replace(path, "")));
    }));
}

Deno.test("a pipe in the place of the file blocks no login, and the file is read again", () =>
  inDirectory(async (pathOf) => {
    const path = pathOf("users.json");
    await Deno.writeTextFile(path, FILE);
    const store = await UserStore.open(path);
    await Deno.remove(path);
    await new Deno.Command("mkfifo", { args: [path] }).output();
    await store.refresh();
    assertMatch(store.trouble ?? "", /a file no longer/);
    assert(store.get("joe") !== undefined);
    await Deno.remove(path);
    await Deno.writeTextFile(path, `{"users":{}}`);
    await store.refresh();
    assertEquals(store.trouble, undefined);
    assertEquals(store.list(), []);
  }));

Deno.test("a missing file is reported as such", () =>
  inDirectory(async (path) => {
    const error = await assertRejects(
      () => UserStore.open(path("none.json"), CHEAP),
      UserFileError,
    );
    assertEquals(error.reason, "missing");
    assertEquals(error.message, `users file ${path("none.json")} is missing`);
  }));

Deno.test("a new file is empty, private and never replaces another", () =>
  inDirectory(async (path) => {
    const store = await UserStore.create(path("users.json"), CHEAP);
    assertEquals(store.list(), []);
    const { mode } = await Deno.stat(path("users.json"));
    if (mode !== null) assertEquals(mode & 0o777, 0o600);
    const error = await assertRejects(
      () => UserStore.create(path("users.json"), CHEAP),
      UserFileError,
    );
    assertEquals(error.reason, "exists");
  }));

Deno.test("a written file is private, alone, and read by another store", () =>
  withFile(FILE, async (path, directory) => {
    await Deno.chmod(path, 0o644);
    const store = await UserStore.open(path, CHEAP);
    assertEquals(await store.addUser("bob", "pw", ["g"]), "ok");
    const { mode } = await Deno.stat(path);
    if (mode !== null) assertEquals(mode & 0o777, 0o600);
    const names = [...Deno.readDirSync(directory)].map(({ name }) => name);
    assertEquals(names, ["users.json"]);
    const other = await UserStore.open(path, CHEAP);
    assertEquals(typeof await other.authenticate("bob", "pw"), "object");
    // Two stores of one file see each other's changes.
    assertEquals(await other.removeUser("bob"), "ok");
    assertEquals(await store.authenticate("bob", "pw"), "invalidUser");
  }));

Deno.test("a symbolic link stays one when the file is written", () =>
  inDirectory(async (path) => {
    await Deno.mkdir(path("elsewhere"));
    await Deno.writeTextFile(path("elsewhere/real.json"), FILE);
    await Deno.symlink(path("elsewhere/real.json"), path("users.json"));
    const store = await UserStore.open(path("users.json"), CHEAP);
    assertEquals(await store.removeUser("joe"), "ok");
    assert((await Deno.lstat(path("users.json"))).isSymlink);
    const { users } = JSON.parse(
      await Deno.readTextFile(path("elsewhere/real.json")),
    );
    assert(!Object.hasOwn(users, "joe"));
  }));

Deno.test("a write that can't be completed leaves no draft behind", () =>
  inDirectory(async (path, directory) => {
    // A file can't take the place of a directory.
    await Deno.mkdir(path("users.json"));
    await assertRejects(() => fileStorage(path("users.json")).write("new"));
    const names = [...Deno.readDirSync(directory)].map(({ name }) => name);
    assertEquals(names, ["users.json"]);
  }));

Deno.test("users in memory are forgotten with their store", async () => {
  const storage = memoryStorage();
  const store = await UserStore.over(storage, CHEAP);
  assertEquals(await store.addUser("bob", "pw", []), "ok");
  assertEquals(UserStore.memory(CHEAP).list(), []);
});

function throttleAt(capacity?: number) {
  const clock = { time: 1_000_000 };
  const throttle = new LoginThrottle({ now: () => clock.time, capacity });
  return { clock, throttle };
}

Deno.test("each failed login makes the next one wait longer, up to 10 s", () => {
  const { throttle } = throttleAt();
  const delays: number[] = [];
  for (let i = 0; i < 10; i++) {
    delays.push(throttle.delayFor(["user joe"]));
    throttle.failed(["user joe"]);
  }
  assertEquals(
    delays,
    [0, 250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000, 10_000],
  );
});

Deno.test("the slower of address and user counts", () => {
  const { throttle } = throttleAt();
  throttle.failed(["address 1", "user joe"]);
  throttle.failed(["address 1", "user jim"]);
  assertEquals(throttle.delayFor(["address 1", "user joe"]), 500);
  assertEquals(throttle.delayFor(["address 2", "user joe"]), 250);
  assertEquals(throttle.delayFor(["address 1", "user new"]), 500);
  assertEquals(throttle.delayFor(["address 2", "user new"]), 0);
  assertEquals(throttle.delayFor([]), 0);
});

Deno.test("a good login clears the given keys, no others", () => {
  const { throttle } = throttleAt();
  throttle.failed(["address 1", "user joe"]);
  throttle.succeeded(["user joe"]);
  assertEquals(throttle.delayFor(["user joe"]), 0);
  assertEquals(throttle.delayFor(["address 1"]), 250);
});

Deno.test("failed logins are forgotten one after the other", () => {
  const { clock, throttle } = throttleAt();
  for (let i = 0; i < 1000; i++) throttle.failed(["user joe"]);
  clock.time += 59_999;
  assertEquals(throttle.delayFor(["user joe"]), 10_000);
  clock.time += 6 * 60_000;
  assertEquals(throttle.delayFor(["user joe"]), 2000);
  clock.time += 4 * 60_000;
  assertEquals(throttle.delayFor(["user joe"]), 0);
  assertEquals(throttle.size, 0);
});

Deno.test("the throttle's memory is bounded, the latest are kept", () => {
  const { throttle } = throttleAt(100);
  for (let i = 0; i < 1000; i++) throttle.failed(["address 1", `user ${i}`]);
  assertEquals(throttle.size, 100);
  assertEquals(throttle.delayFor(["address 1"]), 10_000);
  assertEquals(throttle.delayFor(["user 999"]), 250);
  assertEquals(throttle.delayFor(["user 1"]), 0);
  throttle.failed(["x".repeat(1_000_000)]);
  assertEquals(throttle.delayFor(["x".repeat(1_000_000)]), 0);
});

/** Runs the command with passwords to be read, and notes what it says. */
async function run(args: string[], ...passwords: string[]) {
  const lines: string[] = [];
  const prompts: string[] = [];
  const code = await usersCommand(args, {
    readPassword(prompt) {
      prompts.push(prompt);
      const password = passwords.shift();
      return password === undefined
        ? Promise.reject(new Error("no input"))
        : Promise.resolve(password);
    },
    print: (line) => lines.push(line),
  }, CHEAP);
  return { code, lines, prompts };
}

Deno.test("users change changes what its options name, or says why not", () =>
  inDirectory(async (path) => {
    const file = ["--file", path("users.json")];
    await run(["add", "ann", ...file], "secret");
    const change = async (...options: string[]) => {
      const args = ["change", "ann", ...file, ...options];
      const { code, lines } = await run(args);
      return [code, ...lines, ...(await run(["list", ...file])).lines];
    };
    assertEquals(await change("--owns", "ann/#,+/x", "--set-groups", "a"), [
      0,
      "ann fetch= set=a call= owns=ann/#,+/x",
    ]);
    assertEquals(await change("--owns", "a/#/b"), [
      1,
      "users: a pattern of paths has # at its end only",
      "ann fetch= set=a call= owns=ann/#,+/x",
    ]);
    assertEquals(await change("--no-owns", "--groups", "b"), [
      0,
      "ann fetch=b set=b call=b",
    ]);
  }));

Deno.test("users are added, listed, changed and removed on the command line", () =>
  inDirectory(async (path) => {
    const file = ["--file", path("users.json")];
    assertEquals(
      await run(["add", "007", "--admin", "--groups", "a, b", ...file], "pw"),
      { code: 0, lines: [], prompts: ["Password of 007: "] },
    );
    const second = ["add", "eve b", "--readonly", "--groups=a", ...file];
    const { code } = await run([...second, "--set-groups", ""], "pw");
    assertEquals(code, 0);
    assertEquals((await run(["list", ...file])).lines, [
      "007 admin fetch=a,b set=a,b call=a,b",
      '"eve b" readonly fetch=a set= call=a',
    ]);

    assertEquals((await run(["passwd", "007", ...file], "new")).code, 0);
    const store = await UserStore.open(path("users.json"), CHEAP);
    assertEquals(typeof await store.authenticate("007", "new"), "object");

    assertEquals((await run(["remove", "007", ...file])).code, 0);
    assertEquals(await store.authenticate("007", "new"), "invalidUser");
  }));

Deno.test("the command line tells what was refused, and asks for no password", () =>
  withFile(FILE, async (path) => {
    const file = ["--file", path];
    const refused: readonly (readonly [string[], string])[] = [
      [["add", "joe", ...file], "user joe exists already"],
      [["passwd", "jim", ...file], "there is no user jim"],
      [
        ["passwd", "guest", ...file],
        "the password of guest can't be changed (readonly)",
      ],
      [["remove", "jim", ...file], "there is no user jim"],
      [
        ["list", "--file", `${path}.none`],
        `users file ${path}.none is missing`,
      ],
    ];
    for (const [args, line] of refused) {
      assertEquals(await run(args), {
        code: 1,
        lines: [`users: ${line}`],
        prompts: [],
      });
    }
    assertEquals((await run(["add", "bob", ...file], "")).lines, [
      "users: a password needs 1 to 1024 bytes",
    ]);
    assertEquals(await Deno.readTextFile(path), FILE);
  }));

Deno.test("a command line that makes no sense ends with 2 and repeats no password", async () => {
  const wrong = [
    [],
    ["add"],
    ["frob", "--file", "f"],
    ["add", "joe"],
    ["add", "joe", "hunter2", "--file", "f"],
    ["add", "joe", "--password=hunter2", "--file", "f"],
    ["passwd", "joe", "hunter2", "--file", "f"],
    ["remove", "joe", "--groups", "a", "--file", "f"],
    ["remove", "joe", "--admin", "--file", "f"],
    ["list", "joe", "--file", "f"],
    ["list", "--file", "f", "--file", "g"],
  ];
  for (const args of wrong) {
    const { code, lines } = await run(args);
    assertEquals(code, 2);
    assertEquals(lines.length, 1);
    assert(!lines[0].includes("hunter2"));
  }
  const { code, lines } = await run(["--help"]);
  assertEquals(code, 0);
  assertMatch(lines.join("\n"), /users add NAME --file FILE/);
});

Deno.test("an existing file that is broken is never replaced by add", () =>
  withFile("{", async (path) => {
    const { code, lines } = await run(["add", "joe", "--file", path], "pw");
    assertEquals(code, 1);
    assertEquals(lines, [`users: users file ${path}: it is not JSON`]);
    assertEquals(await Deno.readTextFile(path), "{");
  }));

import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import {
  decoy,
  hash,
  MAX_PASSWORD_BYTES,
  verify,
  whyUnusable,
} from "./crypt.ts";
import { shaCrypt } from "./sha_crypt.ts";
import { WHOLE_MATRIX } from "../../tests/support/runtimes.ts";

const LONG_TEXT =
  "a very much longer text to encrypt.  This one even stretches over more" +
  "than one line.";

/** The vectors of the specification: setting, password, result. */
const VECTORS: readonly (readonly [string, string, string])[] = [
  [
    "$5$saltstring",
    "Hello world!",
    "$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5",
  ],
  [
    "$5$rounds=10000$saltstringsaltstring",
    "Hello world!",
    "$5$rounds=10000$saltstringsaltst$3xv.VbSHBb41AL9AvLeujZkZRBAwqFMz2.opqey6IcA",
  ],
  [
    "$5$rounds=5000$toolongsaltstring",
    "This is just a test",
    "$5$rounds=5000$toolongsaltstrin$Un/5jzAHMgOGZ5.mWJpuVolil07guHPvOW8mGRcvxa5",
  ],
  [
    "$5$rounds=1400$anotherlongsaltstring",
    LONG_TEXT,
    "$5$rounds=1400$anotherlongsalts$Rx.j8H.h8HjEDGomFU8bDkXm3XIUnzyxf12oP84Bnq1",
  ],
  [
    "$5$rounds=77777$short",
    "we have a short salt string but not a short password",
    "$5$rounds=77777$short$JiO1O3ZpDAxGJeaDIuqCoEFysAe1mZNJRs3pw0KQRd/",
  ],
  [
    "$5$rounds=123456$asaltof16chars..",
    "a short string",
    "$5$rounds=123456$asaltof16chars..$gP3VQ/6X7UUEW3HkBn2w1/Ptq2jxPyzV/cZKmF/wJvD",
  ],
  [
    "$5$rounds=10$roundstoolow",
    "the minimum number is still observed",
    "$5$rounds=1000$roundstoolow$yfvwcWrQ8l/K0DAWyuPMDNHpIVlTQebY9l/gL972bIC",
  ],
  [
    "$6$saltstring",
    "Hello world!",
    "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJu" +
    "esI68u4OTLiBFdcbYEdFCoEOfaS35inz1",
  ],
  [
    "$6$rounds=10000$saltstringsaltstring",
    "Hello world!",
    "$6$rounds=10000$saltstringsaltst$OW1/O6BYHV6BcXZu8QVeXbDWra3Oeqh0sb" +
    "HbbMCVNSnCM/UrjmM0Dp8vOuZeHBy/YTBmSK6H9qs/y3RnOaw5v.",
  ],
  [
    "$6$rounds=5000$toolongsaltstring",
    "This is just a test",
    "$6$rounds=5000$toolongsaltstrin$lQ8jolhgVRVhY4b5pZKaysCLi0QBxGoNeKQ" +
    "zQ3glMhwllF7oGDZxUhx1yxdYcz/e1JSbq3y6JMxxl8audkUEm0",
  ],
  [
    "$6$rounds=1400$anotherlongsaltstring",
    LONG_TEXT,
    "$6$rounds=1400$anotherlongsalts$POfYwTEok97VWcjxIiSOjiykti.o/pQs.wP" +
    "vMxQ6Fm7I6IoYN3CmLs66x9t0oSwbtEW7o7UmJEiDwGqd8p4ur1",
  ],
  [
    "$6$rounds=77777$short",
    "we have a short salt string but not a short password",
    "$6$rounds=77777$short$WuQyW2YR.hBNpjjRhpYD/ifIw05xdfeEyQoMxIXbkvr0g" +
    "ge1a1x3yRULJ5CCaUeOxFmtlcGZelFl5CxtgfiAc0",
  ],
  [
    "$6$rounds=123456$asaltof16chars..",
    "a short string",
    "$6$rounds=123456$asaltof16chars..$BtCwjqMJGx5hrJhZywWvt0RLE8uZ4oPwc" +
    "elCjmw2kSYu.Ec6ycULevoBK25fs2xXgMNrCzIMVcgEJAstJeonj1",
  ],
  [
    "$6$rounds=10$roundstoolow",
    "the minimum number is still observed",
    "$6$rounds=1000$roundstoolow$kUMsbe306n21p9R.FRkW3IGn.S9NPN0x50YhH1x" +
    "hLsPuWGsUSklZt58jaTfF4ZEQpyUNGc0dqbpBYYBaHHrsX.",
  ],
];

/** Rounds of the vectors that take a second each. */
const MANY_ROUNDS = /rounds=(77777|123456)/;

for (const [setting, password, expected] of VECTORS) {
  Deno.test({
    name: `${setting} gives what the specification says`,
    // More rounds of the same: only in the whole matrix.
    ignore: MANY_ROUNDS.test(setting) && !WHOLE_MATRIX,
    async fn() {
      assertEquals(await shaCrypt(password, setting), expected);
    },
  });
}

Deno.test("a crypt(3) hash accepts its password and no other", async () => {
  for (const [, password, stored] of [VECTORS[0], VECTORS[8]]) {
    assert(await verify(password, stored));
    assert(!await verify(`${password} `, stored));
    assert(!await verify("", stored));
    assertEquals(whyUnusable(stored), undefined);
  }
});

/** What OpenSSL makes of a password; `undefined` where there is none. */
function openssl(method: "-5" | "-6", salt: string, password: string) {
  try {
    const { success, stdout } = new Deno.Command("openssl", {
      args: ["passwd", method, "-salt", salt, password],
      stderr: "null",
    }).outputSync();
    return success ? new TextDecoder().decode(stdout).trim() : undefined;
  } catch {
    return undefined;
  }
}

Deno.test({
  name: "crypt(3) hashes are those of OpenSSL for passwords of all lengths",
  ignore: openssl("-6", "probe", "probe") === undefined,
  async fn() {
    // Around the sizes of both digests and of their blocks, and UTF-8.
    const lengths = [1, 31, 32, 33, 63, 64, 65, 127, 128, 129];
    const passwords = [...lengths.map((n) => "x".repeat(n)), "Größe→😀"];
    for (const password of passwords) {
      for (const method of ["-5", "-6"] as const) {
        const salt = "rounds=1000$ab.Cd/9";
        const expected = openssl(method, salt, password);
        const setting = `$${method.slice(1)}$${salt}`;
        assertEquals(await shaCrypt(password, setting), expected);
      }
    }
  },
});

Deno.test("a new hash is scrypt with a salt of its own", async () => {
  const [one, two] = await Promise.all([hash("secret"), hash("secret")]);
  const form =
    /^\$scrypt\$ln=15,r=8,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/;
  assertMatch(one, form);
  assertMatch(two, form);
  assert(one !== two);
  assert(await verify("secret", one));
  assert(!await verify("Secret", one));
});

Deno.test("scrypt hashes of other makers and costs are verified", async () => {
  // The second vector of RFC 7914, in the PHC string form.
  const stored = "$scrypt$ln=10,r=8,p=16$TmFDbA$" +
    "/bq+HJ00cgB4VucZDQHp/nxq18vII3gw53N2Y0s3MWIurzDZLiKjiG/xCSedmDDaxyevuUqD7m2DYMvfoswGQA";
  assertEquals(whyUnusable(stored), undefined);
  assert(await verify("password", stored));
  assert(!await verify("passwort", stored));
});

const UNUSABLE: readonly (readonly [string, string, RegExp])[] = [
  ["empty", "", /empty/],
  ["a plain password", "secret", /known form/],
  ["MD5-crypt", "$1$ab$e2KlfqG5YBMTjSz7XF.Eu1", /MD5/],
  ["DES-crypt", "abiQ6Ep3EYTHc", /DES/],
  ["bcrypt", `$2b$10$${"a".repeat(53)}`, /bcrypt/],
  ["a locked account", "!", /known form/],
  ["$6$ without a digest", "$6$saltstring$", /malformed/],
  ["$6$ without salt and digest", "$6$", /malformed/],
  ["$6$ with a digest cut off", VECTORS[7][2].slice(0, -1), /malformed/],
  ["$5$ with a digest too long", `${VECTORS[0][2]}.`, /malformed/],
  [
    "$6$ with unreasonable rounds",
    VECTORS[7][2].replace("$6$", "$6$rounds=5000001$"),
    /rounds/,
  ],
  ["scrypt without a hash", "$scrypt$ln=15,r=8,p=1$AAAA$", /scrypt/],
  ["scrypt with a short hash", "$scrypt$ln=15,r=8,p=1$AAAA$AAAA", /scrypt/],
  [
    "scrypt that takes gigabytes",
    `$scrypt$ln=24,r=8,p=1$AAAA$${"A".repeat(43)}`,
    /scrypt/,
  ],
  [
    "scrypt with cost 0",
    `$scrypt$ln=0,r=8,p=1$AAAA$${"A".repeat(43)}`,
    /scrypt/,
  ],
];

for (const [what, stored, reason] of UNUSABLE) {
  Deno.test(`${what}: has no password, and the reason is given`, async () => {
    assert(!await verify("secret", stored));
    assert(!await verify("", stored));
    const why = whyUnusable(stored) ?? "";
    assertMatch(why, reason);
    assert(stored.length < 3 || !why.includes(stored));
  });
}

Deno.test("a decoy is a usable hash that no password has", async () => {
  const stored = decoy();
  assertEquals(whyUnusable(stored), undefined);
  assert(!await verify("", stored));
});

Deno.test("a password above the limit is refused before hashing", async () => {
  const stored = await shaCrypt("€".repeat(400), "$5$rounds=1000$salt");
  assert(!await verify("€".repeat(400), stored));
  await assertRejects(() => hash("€".repeat(400)), RangeError);
  await assertRejects(() => hash("x".repeat(10_000_000)), RangeError);
  const longest = "x".repeat(MAX_PASSWORD_BYTES);
  const fine = await shaCrypt(longest, "$5$rounds=1000$salt");
  assert(await verify(longest, fine));
});

/** How often the event loop turns while something is computed. */
async function turnsDuring(work: Promise<unknown>): Promise<number> {
  let done = false;
  let turns = 0;
  const end = work.finally(() => done = true);
  while (!done) {
    await new Promise((resolve) => setTimeout(resolve, 0));
    turns++;
  }
  await end;
  return turns;
}

Deno.test("hashing lets the event loop run", async () => {
  assert(await turnsDuring(hash("secret")) > 3);
  const [, password, stored] = VECTORS[11];
  assert(await turnsDuring(verify(password, stored)) > 3);
});

Deno.test("many at once are all computed", async () => {
  const stored = await shaCrypt("secret", "$5$rounds=1000$salt");
  const all = Array.from(
    { length: 20 },
    (_, i) => verify(i % 2 ? "secret" : "wrong", stored),
  );
  assertEquals(
    await Promise.all(all),
    all.map((_, i) => i % 2 === 1),
  );
});

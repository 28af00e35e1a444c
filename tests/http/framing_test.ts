/**
 * Requests whose ends programs could see in different places, over sockets: a
 * second request that is hidden in the first is never carried out.
 *
 * @module
 */
import { assertEquals, assertMatch } from "@std/assert";
import { Peer, State } from "../../peer.ts";
import { sharedDaemon, type TestBus } from "../support/shared_daemon.ts";
import { within } from "../support/within.ts";

const test = sharedDaemon();

const encoder = new TextEncoder();

/** Writes pieces of text, and reads until the daemon closes. */
async function exchange(bus: TestBus, pieces: string[]): Promise<string> {
  const port = bus.daemon.wsPort;
  using conn = await Deno.connect({ hostname: "127.0.0.1", port });
  conn.setNoDelay();
  const answer = (async () => {
    const decoder = new TextDecoder();
    const chunk = new Uint8Array(1 << 12);
    let text = "";
    for (;;) {
      const length = await conn.read(chunk);
      if (length === null) return text;
      text += decoder.decode(chunk.subarray(0, length), { stream: true });
    }
  })();
  for (const piece of pieces) {
    // The daemon may have refused the request already.
    await conn.write(encoder.encode(piece)).catch(() => {});
  }
  return await within(answer, "the end of the connection");
}

/** The statuses of the responses, in order. */
function statusesOf(text: string): number[] {
  return [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)]
    .map(([, status]) => Number(status));
}

/** An owner that counts what it is asked to set. */
async function withVictim(
  bus: TestBus,
  body: (path: string, sets: unknown[]) => Promise<void>,
): Promise<void> {
  await using owner = new Peer(`tcp://localhost:${bus.daemon.port}`);
  const sets: unknown[] = [];
  const path = bus.path("victim");
  await owner.add(
    new State<unknown>(path, 0, { set: (value) => void sets.push(value) }),
  );
  await body(`/v1/states/${path}`, sets);
}

const CHUNKED = "Transfer-Encoding: chunked";

/**
 * Fields, and what follows the head. `HIDDEN` is a whole request; `4` and `0`
 * stand for its beginning in a chunk, or for the end of the chunks.
 */
const ATTACKS: readonly (readonly [
  name: string,
  status: number,
  fields: readonly string[],
  rest: string,
])[] = [
  ["length and chunks", 400, ["Content-Length: 5", CHUNKED], "0\r\n\r\nHIDDEN"],
  ["chunks and length", 400, [CHUNKED, "Content-Length: 5"], "0\r\n\r\nHIDDEN"],
  ["chunks and no length", 400, [CHUNKED, "Content-Length: 0"], "HIDDEN"],
  ["two lengths", 400, ["Content-Length: 0", "Content-Length: 9"], "HIDDEN"],
  ["lengths in a list", 400, ["Content-Length: 0, 0"], "HIDDEN"],
  ["a length with a sign", 400, ["Content-Length: +0"], "HIDDEN"],
  ["a negative length", 400, ["Content-Length: -1"], "HIDDEN"],
  ["a length in hexadecimal", 400, ["Content-Length: 0x0"], "HIDDEN"],
  ["an endless length", 400, [`Content-Length: ${"0".repeat(40)}`], "HIDDEN"],
  ["a length with a fraction", 400, ["Content-Length: 0.0"], "HIDDEN"],
  ["a space before the colon", 400, ["Content-Length : 0"], "HIDDEN"],
  ["a space before chunks", 400, ["Transfer-Encoding : chunked"], "HIDDEN"],
  ["a folded field", 400, ["X: y", " Content-Length: 0"], "HIDDEN"],
  ["a folded coding", 400, ["Transfer-Encoding:", "\tchunked"], "HIDDEN"],
  ["a field without a name", 400, [": chunked"], "HIDDEN"],
  ["a field without a colon", 400, ["chunked"], "HIDDEN"],
  ["a bare line feed", 400, ["X: y\nContent-Length: 0"], "HIDDEN"],
  ["a bare carriage return", 400, ["X: y\rContent-Length: 0"], "HIDDEN"],
  ["a NUL", 400, ["X: y\0Content-Length: 0"], "HIDDEN"],
  ["two codings", 501, ["Transfer-Encoding: chunked, identity"], "HIDDEN"],
  ["an unknown coding", 501, ["Transfer-Encoding: xchunked"], "HIDDEN"],
  ["a quoted coding", 501, ['Transfer-Encoding: "chunked"'], "HIDDEN"],
  ["a coding behind a tab", 501, ["Transfer-Encoding: \vchunked"], "HIDDEN"],
  ["codings in two fields", 400, [CHUNKED, CHUNKED], "0\r\n\r\nHIDDEN"],
  ["two hosts", 400, ["Host: other"], "HIDDEN"],
  ["a chunk with a sign", 400, [CHUNKED], "+0\r\n\r\nHIDDEN"],
  ["a chunk with a prefix", 400, [CHUNKED], "0x0\r\n\r\nHIDDEN"],
  ["a chunk without a size", 400, [CHUNKED], "\r\n\r\nHIDDEN"],
  ["a chunk of letters", 400, [CHUNKED], "z\r\n\r\nHIDDEN"],
  ["a size beyond 32 bits", 400, [CHUNKED], `${"0".repeat(15)}1\r\nHIDDEN`],
  ["a size that wraps", 400, [CHUNKED], "100000000\r\n\r\nHIDDEN"],
  ["a very large size", 413, [CHUNKED], "ffffffff\r\nHIDDEN"],
  ["a size with a bare line feed", 400, [CHUNKED], "0\n\nHIDDEN"],
  ["an extension with a line feed", 400, [CHUNKED], "1;x\ny\r\na\r\n0\r\n"],
  ["a long extension", 400, [CHUNKED], `0;${"x".repeat(400)}\r\n\r\nHIDDEN`],
  [
    "a chunk longer than its size",
    400,
    [CHUNKED],
    "1\r\nab\r\n0\r\n\r\nHIDDEN",
  ],
  ["a chunk without its end", 400, [CHUNKED], "1\r\na0\r\n\r\nHIDDEN"],
  ["a trailer that is none", 400, [CHUNKED], "0\r\nGET / HTTP/1.1\r\nHIDDEN"],
  ["endless trailers", 400, [CHUNKED], `0\r\n${"a: b\r\n".repeat(2000)}\r\n`],
];

/** Heads that are refused, whatever follows. */
const HEADS: readonly (readonly [
  name: string,
  status: number,
  head: string,
])[] = [
  ["a space more", 400, "GET  /v1/ HTTP/1.1\r\nHost: localhost"],
  ["a tab", 400, "GET\t/v1/ HTTP/1.1\r\nHost: localhost"],
  ["another version", 400, "GET /v1/ HTTP/1.2\r\nHost: localhost"],
  ["a version of two digits", 400, "GET /v1/ HTTP/1.10\r\nHost: localhost"],
  ["no version", 400, "GET /v1/\r\nHost: localhost"],
  ["no host", 400, "GET /v1/ HTTP/1.1\r\nX: y"],
  ["HTTP/2", 400, "PRI * HTTP/2.0"],
  ["a leading space", 400, " GET /v1/ HTTP/1.1\r\nHost: localhost"],
  ["a fold at once", 400, "GET /v1/ HTTP/1.1\r\n Host: localhost"],
  ["a tunnel", 501, "CONNECT localhost:1 HTTP/1.1\r\nHost: localhost"],
  ["a host with a path", 400, "GET /v1/ HTTP/1.1\r\nHost: localhost/x"],
  ["chunks of HTTP/1.0", 400, `POST /v1/ HTTP/1.0\r\n${CHUNKED}`],
  ["a trace", 501, "TRACE /v1/ HTTP/1.1\r\nHost: localhost"],
  ["an unknown method", 501, "FOO /openapi.json HTTP/1.1\r\nHost: localhost"],
  ["small letters", 501, "get /openapi.json HTTP/1.1\r\nHost: localhost"],
  ["another scheme", 400, "GET data:x HTTP/1.1\r\nHost: localhost"],
  ["a host alone", 400, "GET localhost:1 HTTP/1.1\r\nHost: localhost"],
  ["a user", 400, "GET http://u@localhost/ HTTP/1.1\r\nHost: localhost"],
  ["a fragment", 400, "GET /openapi.json#x HTTP/1.1\r\nHost: localhost"],
  ["a backslash", 400, "GET /x\\..\\v1/ HTTP/1.1\r\nHost: localhost"],
];

test("a request in doubtful framing is refused, and none behind it carried out", async (bus) => {
  await withVictim(bus, async (target, sets) => {
    const hidden = `PUT ${target} HTTP/1.1\r\nHost: localhost\r\n` +
      "Content-Length: 1\r\n\r\n7";
    const refused = async (name: string, status: number, text: string) => {
      const answer = await exchange(bus, [text]);
      assertEquals(statusesOf(answer), [status], name);
      assertMatch(answer, /^connection: close\r$/im, name);
    };
    await Promise.all(ATTACKS.map(([name, status, fields, rest]) => {
      const head = ["POST /v1/methods/none HTTP/1.1", "Host: localhost"];
      const text = [...head, ...fields, "", rest].join("\r\n");
      return refused(name, status, text.replace("HIDDEN", hidden));
    }));
    await Promise.all(
      HEADS.map(([name, head]) =>
        refused(name, 400, `${head}\r\n\r\n${hidden}`)
      ),
    );
    assertEquals(sets, []);
  });
});

test("a body is not taken for a request, whatever is in it", async (bus) => {
  await withVictim(bus, async (target, sets) => {
    const hidden = `PUT ${target} HTTP/1.1\r\nHost: localhost\r\n` +
      "Content-Length: 1\r\n\r\n7";
    const text = JSON.stringify(hidden);
    const size = text.length.toString(16);
    for (
      const body of [
        [`Content-Length: ${text.length}`, "", text],
        [CHUNKED, "", size, text, "0", "Content-Length: 99", "", ""],
        [CHUNKED.toUpperCase(), "", `000${size} ; a="b;c"`, text, "0", "", ""],
      ]
    ) {
      // A GET has no use for a body, but a body it is.
      for (const method of ["PUT", "GET"]) {
        const answer = await exchange(bus, [
          [`${method} ${target} HTTP/1.1`, "Host: localhost", ...body]
            .join("\r\n"),
          `HEAD ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
        ]);
        assertEquals(statusesOf(answer), [method === "PUT" ? 204 : 200, 200]);
      }
      assertEquals(sets.splice(0), [hidden]);
    }
  });
});

test("pipelined requests are answered in order, however they are cut", async (bus) => {
  await withVictim(bus, async (target, sets) => {
    const requests: string[] = [];
    for (let index = 0; index < 20; index++) {
      const chunks = index % 2 === 0;
      const body = chunks
        ? [CHUNKED, "", "1", "1", "1", `${index % 10}`, "0", "", ""]
        : ["Content-Length: 2", "", `1${index % 10}`];
      requests.push(
        [`PUT ${target} HTTP/1.1`, "Host: localhost", ...body].join("\r\n"),
        // Some clients send an empty line behind a body.
        `${chunks ? "" : "\r\n"}GET ${target}?n=${index} HTTP/1.1\r\nHost: ` +
          `localhost\r\nConnection: ${index < 19 ? "keep-alive" : "close"}` +
          "\r\n\r\n",
      );
    }
    const text = requests.join("");
    const expected = requests.map((_, index) => index % 2 === 0 ? 204 : 422);
    for (const size of [text.length, 700, 61]) {
      const pieces = [];
      for (let at = 0; at < text.length; at += size) {
        pieces.push(text.slice(at, at + size));
      }
      const answer = await exchange(bus, pieces);
      assertEquals(statusesOf(answer), expected);
      const targets = [...answer.matchAll(/\?n=(\d+)"/g)].map(([, n]) => n);
      assertEquals(targets, requests.slice(0, 20).map((_, n) => `${n}`));
      const values = Array.from({ length: 20 }, (_, n) => 10 + n % 10);
      assertEquals(sets.splice(0), values);
    }
  });
});

test("what follows a request that closes is not carried out", async (bus) => {
  await withVictim(bus, async (target, sets) => {
    const put = `PUT ${target} HTTP/1.1\r\nHost: localhost\r\n` +
      "Content-Length: 1\r\n";
    const answer = await exchange(bus, [
      `${put}Connection: close\r\n\r\n1${put}\r\n2`,
    ]);
    assertEquals(statusesOf(answer), [204]);
    assertEquals(sets, [1]);
  });
});

/**
 * Where attacks are carried out: a daemon and the crowd that it serves. One
 * serves attack after attack, as long as it is as good as a new one.
 *
 * @module
 */
import { asRecord } from "../support/client.ts";
import { DaemonProcess } from "../support/daemon_process.ts";
import type { RuntimeName } from "../support/runtimes.ts";
import { NatsServer } from "../support/nats.ts";
import { memberArgs } from "../cluster/members.ts";
import { TemporaryFolder } from "../support/temporary.ts";
import { USERS } from "../support/users.ts";
import type { Attack, DaemonKind } from "./attack.ts";
import { join } from "./members.ts";
import { resetPeak } from "./memory.ts";
import type { Site } from "./stage.ts";
import { Party } from "./parties.ts";

/** Seconds in which a population has to be there. */
const GATHERING_S = 240;
/** Lease of members of a cluster, longer than a busy machine may hold them up. */
const LEASE_S = 10;
/** Looks at what the daemon has, until nothing of an attack is left. */
const LOOKS = 20;
const LOOK_INTERVAL_MS = 100;
/** Memory that a daemon may still have for the next attack, or that it had before. */
const MAX_KEPT_BYTES = 300 * 2 ** 20;
const MAX_GROWTH = 1.3;

/** Of the password of most users, at full cost. */
const SCRYPT_OF_PASSWORD =
  "$scrypt$ln=15,r=8,p=1$fqqkDyWaQF2CwBqdzQl9cg$5rDxVQypIPO4oGGjz/oJfoO+tpTKLrJH4ApGoE3D9WM";

/** The users; the path of a safe belongs to one of them. */
const USERS_FILE = {
  users: {
    ...USERS.users,
    hello: { ...asRecord(USERS.users.hello), owns: ["safe/#"] },
    // With a hash as the daemon makes them.
    modern: { ...asRecord(USERS.users.eve), password: SCRYPT_OF_PASSWORD },
  },
};

const ARGS: Record<DaemonKind, (usersFile: string) => readonly string[]> = {
  open: () => [],
  users: (usersFile) => ["--users", usersFile],
  closed: (usersFile) => ["--users", usersFile, "--closed"],
};

/** What an attack must not leave behind. */
const COUNTS = ["elements", "peers", "fetches"];

/** A daemon with its crowd. */
export class Ground implements AsyncDisposable {
  readonly daemon: DaemonProcess;
  readonly site: Site;
  readonly crowd: Party;
  /** Whether the daemon knows users. */
  readonly login: boolean;
  readonly #stack: AsyncDisposableStack;
  // What the daemon had before the first attack; `undefined`: it is not kept.
  readonly #counts: string | undefined;
  // Memory for which it serves no other attack.
  readonly #maxBytes: number;
  // Lines of the log before the last attack began.
  #printed = 0;
  #complained = 0;

  private constructor(
    daemon: DaemonProcess,
    site: Site,
    crowd: Party,
    login: boolean,
    counts: string | undefined,
    stack: AsyncDisposableStack,
  ) {
    this.daemon = daemon;
    this.site = site;
    this.crowd = crowd;
    this.login = login;
    this.#counts = counts;
    this.#maxBytes = Math.max(
      MAX_KEPT_BYTES,
      resetPeak(daemon.pid) * MAX_GROWTH,
    );
    this.#stack = stack;
  }

  /** Starts a daemon for an attack, and gathers the crowd. */
  static async prepare(
    attack: Attack,
    runtime: RuntimeName,
    states: number,
  ): Promise<Ground> {
    const { daemon: kind = "open", args = [] } = attack;
    await using stack = new AsyncDisposableStack();
    const folder = stack.use(await TemporaryFolder.create());
    const usersFile = await folder.write("users.json", USERS_FILE);
    const member = attack.atMember
      ? memberArgs([stack.use(await NatsServer.start())], "attacked", LEASE_S)
      : [];
    const daemon = stack.use(
      await DaemonProcess.start(runtime, undefined, {
        args: [
          ...["--gun-store", folder.path("gun.db")],
          // Only with patterns values are kept.
          ...["--keep-file", folder.path("kept.db")],
          ...ARGS[kind](usersFile),
          ...args,
          ...member,
        ],
      }),
    );
    const visited = attack.atMember
      ? stack.use(
        await DaemonProcess.start(runtime, undefined, {
          args: ["--no-gun", ...member, "--name", "visited"],
        }),
      )
      : daemon;
    const site = {
      port: visited.port,
      wsPort: visited.wsPort,
      binaryPort: visited.binaryPort,
      states,
      usersFile,
      folder: folder.path(""),
    };
    const { port } = daemon;
    const login = kind !== "open";
    const crowd = stack.use(
      await Party.start({ crowd: { port, states, login } }, GATHERING_S),
    );
    const counts = isOrdinary(attack) ? await countsOf(port) : undefined;
    const all = stack.move();
    return new Ground(daemon, site, crowd, login, counts, all);
  }

  /** What the daemon has logged since the last attack began. */
  get log(): readonly string[] {
    const { stdout, stderr } = this.daemon;
    return [
      ...stdout.all.slice(this.#printed),
      ...stderr.all.slice(this.#complained),
    ];
  }

  /** To be called when an attack begins. */
  begin(): void {
    this.#printed = this.daemon.stdout.all.length;
    this.#complained = this.daemon.stderr.all.length;
    resetPeak(this.daemon.pid);
  }

  /** Whether an attack can be carried out here. */
  suits(attack: Attack, states: number): boolean {
    return isOrdinary(attack) && this.#counts !== undefined &&
      this.site.states === states;
  }

  /** Whether nothing is left of the last attack, waiting for it for a while. */
  async recovers(): Promise<boolean> {
    if (this.#counts === undefined) return false;
    for (let look = 0; look < LOOKS; look++) {
      const counts = await countsOf(this.daemon.port).catch(() => "none");
      if (counts === this.#counts) {
        return resetPeak(this.daemon.pid) < this.#maxBytes;
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_INTERVAL_MS));
    }
    return false;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#stack.disposeAsync();
  }
}

/** Whether an attack needs nothing of its own, and leaves nothing on disk. */
function isOrdinary(
  attack: Attack,
): boolean {
  const { daemon = "open", args = [] } = attack;
  return daemon === "open" && args.length === 0 && !attack.isCheck &&
    !attack.isLasting && !attack.atMember;
}

async function countsOf(port: number): Promise<string> {
  using peer = await join({ port, name: "well observer", login: false });
  const { result } = await peer.ask("call", { path: "$jet/status", args: [] });
  const status = asRecord(result);
  return COUNTS.map((name) => String(status[name])).join(" ");
}

/**
 * Takes over elements that stay while their owner is away, from member to member:
 * as on one daemon, fetches notice no more than a new value, and requests that wait
 * for the owner reach the new one.
 *
 * The member of the owner that is away compares what another one adds, and gives
 * the path by the log. All members move the element then.
 *
 * @module
 */
import { accessFrom } from "../bus/elements/access.ts";
import type { Element } from "../bus/elements/element.ts";
import type { Owner } from "../bus/elements/owner.ts";
import { stays } from "../bus/space/owners.ts";
import { isSuccessor } from "../bus/space/staying.ts";
import type { Space } from "../bus/space/space.ts";
import type { Fault } from "../protocol/errors/fault.ts";
import type { Claim } from "./entries.ts";
import type { Place } from "./directory.ts";
import { type Imports, paramsOfMoved } from "./imports.ts";
import { GIVE_ADDITION } from "./messages.ts";
import type { OwnPlaces } from "./own_places.ts";
import type { Remote } from "./remote.ts";
import { type Heir, Outcome, yieldElement } from "./yielding.ts";

/** What takeovers need of the cluster. */
export interface TakeoverHost {
  readonly space: Space;
  readonly membership: { readonly id: string };
  readonly own: OwnPlaces;
  readonly imports: Imports;
  /** The member that holds a path. */
  remoteOf(path: string): Remote | undefined;
  /** An element that is that of this daemon, or of a peer of it. */
  localAt(path: string): Element | undefined;
  sync(done: () => void): void;
}

/** A path that was asked for. */
interface Request {
  readonly claim: Claim;
  readonly user: string | undefined;
  /** Called once with why the path can't be had. */
  readonly done: (fault: Fault | null) => void;
}

/** Paths that members give to each other. */
export class Takeovers {
  readonly #host: TakeoverHost;
  readonly #requests = new Map<string, Set<Request>>();

  constructor(host: TakeoverHost) {
    this.#host = host;
  }

  /**
   * Asks a member for a path that it holds.
   *
   * @param occupied Why the path can't be had if it is kept.
   * @param user Name of the new owner's user.
   * @param done Called once with why the path can't be had.
   */
  ask(
    remote: Remote,
    claim: Claim,
    replacesSilent: boolean,
    occupied: Fault,
    user: string | undefined,
    done: (fault: Fault | null) => void,
  ): void {
    const { path } = claim;
    const { imports, own } = this.#host;
    const target = imports.get(remote, path);
    if (target === undefined) return done(occupied);
    const { additions = 0 } = remote.member.info;
    const heir = additions < GIVE_ADDITION ? undefined : { claim, user };
    const request = { claim, user, done };
    const requests = this.#requests.get(path) ?? new Set<Request>();
    this.#requests.set(path, requests.add(request));
    remote.yields.send(target.place, replacesSilent, heir, (outcome) => {
      // The log says what was given, before or after this answer.
      if (outcome === Outcome.given || !this.#end(path, request)) return;
      if (outcome === Outcome.free) own.claim(claim, done);
      else done(occupied);
    });
  }

  #end(path: string, request: Request): boolean {
    const requests = this.#requests.get(path);
    if (!requests?.delete(request)) return false;
    if (requests.size === 0) this.#requests.delete(path);
    return true;
  }

  /**
   * A member asks for a path of this one.
   *
   * @param heir The member's element; `undefined`: the message has none.
   * @param done Called once with an {@linkcode Outcome}.
   */
  yieldPlace(
    remote: Remote,
    place: number,
    replacesSilent: boolean,
    heir: Heir | undefined,
    done: (outcome: number) => void,
  ): void {
    const { own, space } = this.#host;
    const element = this.#host.localAt(own.pathOf(place) ?? "");
    const clear = () =>
      yieldElement(space, element, replacesSilent, (isGone) => {
        if (isGone) this.#host.sync(() => done(Outcome.free));
        else done(Outcome.kept);
      });
    if (
      element === undefined || heir === undefined ||
      !isHeir(space, element, heir)
    ) return clear();
    own.give(heir.claim, remote.member.id, (isGiven) => {
      if (isGiven) done(Outcome.given);
      else clear();
    });
  }

  /** A path was given by one member to another one. */
  given(former: Place, place: Place): void {
    const { membership: { id }, own, imports } = this.#host;
    if (former.member.id === id) own.given(former.claim.path);
    const remote = this.#host.remoteOf(place.claim.path);
    if (place.member.id === id) this.#take(former, place);
    else if (remote !== undefined) imports.moved(remote, former, place);
  }

  /** Has the element added that takes over what was given. */
  #take(former: Place, { id, claim }: Place): void {
    const { path } = claim;
    const { space, own, imports } = this.#host;
    own.hold(id, path);
    const [request] = this.#requests.get(path) ?? [];
    const element = imports.release(former);
    const away = new Away(request?.user);
    if (element !== undefined) {
      space.give(element, away, paramsOfMoved(element, STAY_S));
    }
    if (request !== undefined) {
      this.#end(path, request);
      request.done(null);
    }
    const found = space.elements.byPath.get(path);
    if (found?.owner === away) space.remove(away, path);
    else if (found === undefined) own.removed(path);
    else own.offer(path);
  }

  /** Drops what was asked for, after the end of the membership. */
  clear(): void {
    this.#requests.clear();
  }
}

/** Seconds: the element is added in the same turn. */
const STAY_S = 1;

/** Has what was given until it is added. */
class Away implements Owner {
  readonly absent = true;
  readonly userName: string | undefined;

  constructor(userName: string | undefined) {
    this.userName = userName;
  }

  requestSet(): void {}

  requestCall(): void {}
}

/** Whether what a member adds is the element that has stayed here. */
function isHeir(
  space: Space,
  element: Element,
  { claim, user }: Heir,
): boolean {
  const { kind, fetchOnly } = claim;
  const { accessControl, lenientAccess } = space.options;
  const access = accessFrom(claim.access, lenientAccess) ?? null;
  const isOpen = element.restriction === null;
  return stays(element) && !element.extras?.kept &&
    (!accessControl || isOpen === (access === null)) &&
    isSuccessor(element, {
      owner: { userName: user },
      method: kind !== "state",
      signal: kind === "signal",
      fetchOnly,
      access,
    });
}

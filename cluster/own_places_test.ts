import { assertEquals } from "@std/assert";
import { accessFrom } from "../bus/elements/access.ts";
import { Element } from "../bus/elements/element.ts";
import type { Owner } from "../bus/elements/owner.ts";
import { packClaim, unpackClaim } from "./entries.ts";
import { claimOfElement } from "./own_places.ts";

const OWNER: Owner = { requestSet() {}, requestCall() {} };

Deno.test("claims of existing elements give the access that their owners wrote, in all forms", () => {
  for (
    const written of [
      {},
      { fetchGroups: ["a", "b"] },
      { setGroups: ["a"], callGroups: [] },
      { read: "a", write: "" },
      { read: "", write: "a" },
      { read: "a" },
      { write: "a" },
    ]
  ) {
    for (const lenient of [false, true]) {
      const access = accessFrom(written, lenient) ?? null;
      const restriction = { owner: OWNER, access };
      const element = new Element(
        "p",
        OWNER,
        false,
        false,
        null,
        restriction,
        1,
        false,
      );
      const packed = JSON.stringify(packClaim(claimOfElement(element)));
      const claim = unpackClaim(JSON.parse(packed));
      assertEquals(accessFrom(claim.access, lenient), access, packed);
    }
  }
});

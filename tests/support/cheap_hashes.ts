import type { UserStoreOptions } from "../../daemon/users/store.ts";

/** Options of a user store whose new password hashes take little time. */
export const CHEAP_HASHES: UserStoreOptions = { cost: 4 };

/**
 * Copies of what a program may change before it is sent.
 *
 * @module
 */

/**
 * A copy of parameters, down to their last member. Objects that write
 * themselves as JSON are kept as they are.
 *
 * @throws {TypeError} for cycles.
 */
export function snapshot(
  params: Record<string, unknown>,
): Record<string, unknown> {
  return copyMembers(params, [params]);
}

function copyMembers(
  object: object,
  inside: readonly object[],
): Record<string, unknown> {
  const members = Object.entries(object).map(([name, member]) =>
    [name, copyOf(member, inside)] as const
  );
  return Object.fromEntries(members);
}

function copyOf(value: unknown, inside: readonly object[]): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (inside.includes(value)) {
    throw new TypeError("the value can't be written as JSON: it has a cycle");
  }
  if (value instanceof Uint8Array) return new Uint8Array(value);
  if (ArrayBuffer.isView(value) || "toJSON" in value) return value;
  const within = [...inside, value];
  return Array.isArray(value)
    ? value.map((item) => copyOf(item, within))
    : copyMembers(value, within);
}

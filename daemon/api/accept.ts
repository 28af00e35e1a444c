/**
 * The header `Accept`.
 *
 * @module
 */

/**
 * Whether a request names a media type as acceptable; ranges such as `*` don't
 * count.
 */
export function accepts({ headers }: Request, type: string): boolean {
  const accepted = (headers.get("accept") ?? "").toLowerCase().split(",");
  return accepted.some((one) => {
    const [name, ...parameters] = one.split(";").map((part) => part.trim());
    return name === type &&
      !parameters.some((part) => /^q=0(?:\.0*)?$/.test(part));
  });
}

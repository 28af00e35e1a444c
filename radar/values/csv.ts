/**
 * Fields of comma-separated values (RFC 4180).
 *
 * @module
 */

/** A field, in quotes if it needs them; formulas of spreadsheets are disarmed. */
export function csvField(text: string): string {
  const safe = /^[=@\t\r]|^[+-](?![\d.])/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

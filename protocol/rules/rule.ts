/**
 * What the rules of a fetch are made of, and what is wrong with those that are
 * refused.
 *
 * @module
 */

/**
 * Up to this many operands are compared one by one: that is quicker than
 * hashing what they are compared with.
 */
export const FEW = 6;

/** A rule that can't be understood or can't be kept. */
export class RuleError extends Error {
  /** The rule that is wrong, for example `"startsWith"` or `"from"`. */
  readonly rule: string;

  constructor(rule: string, message: string) {
    super(message);
    this.name = "RuleError";
    this.rule = rule;
  }
}

/** Whether there is an operand: neither absent nor `null`. */
export function isGiven(operand: unknown): boolean {
  return operand !== undefined && operand !== null;
}

/** An operand that has to be a text. */
export function textOperand(rule: string, operand: unknown): string {
  if (typeof operand !== "string") {
    throw new RuleError(rule, `${rule} must be a string`);
  }
  return operand;
}

/** An operand that has to be a list of texts. */
export function textsOperand(rule: string, operand: unknown): string[] {
  if (!Array.isArray(operand) || !areTexts(operand)) {
    throw new RuleError(rule, `${rule} must be an array of strings`);
  }
  return operand;
}

function areTexts(operands: readonly unknown[]): operands is string[] {
  return operands.every((operand) => typeof operand === "string");
}

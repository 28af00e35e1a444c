/**
 * The order of a program's calls, where one of them waits for a module.
 *
 * @module
 */
import { Counter } from "../../base/counter.ts";

/** Numbers of calls that add and remove elements. */
export const calls = new Counter();

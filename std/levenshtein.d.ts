/** How many characters have to be added, removed or replaced, at least. */
export function levenshteinDistance(str1: string, str2: string): number;

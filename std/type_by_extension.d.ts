/** The media type of a file name extension, with or without its dot. */
export function typeByExtension(extension: string): string | undefined;

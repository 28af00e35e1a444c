// Pictures as PNG, with nothing but what every runtime has.

/** Gives the red, green and blue of a pixel, each from 0 to 1. */
export type Painter = (x: number, y: number) => [number, number, number];

/** Paints a picture and packs it. */
export async function png(
  width: number,
  height: number,
  paint: Painter,
): Promise<Uint8Array> {
  const header = new Uint8Array(13);
  new DataView(header.buffer).setUint32(0, width);
  new DataView(header.buffer).setUint32(4, height);
  header.set([8, 2], 8); // 8 bits each of red, green and blue

  // Each row begins with how it is filtered: it is not.
  const rows = new Uint8ClampedArray(height * (1 + 3 * width));
  for (let y = 0, i = 0; y < height; y++) {
    i++;
    for (let x = 0; x < width; x++) {
      for (const colour of paint(x, y)) rows[i++] = 255 * colour;
    }
  }
  const packed = new Blob([rows]).stream()
    .pipeThrough(new CompressionStream("deflate"));

  return joined([
    [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
    ...chunk("IHDR", header),
    ...chunk("IDAT", await new Response(packed).bytes()),
    ...chunk("IEND", new Uint8Array()),
  ]);
}

/** A part of a PNG: length, type, content, checksum of type and content. */
function chunk(type: string, content: Uint8Array): ArrayLike<number>[] {
  const body = joined([new TextEncoder().encode(type), content]);
  return [big(content.length), body, big(checksum(body))];
}

function big(number: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, number);
  return bytes;
}

function joined(parts: ArrayLike<number>[]): Uint8Array {
  const size = parts.reduce((sum, { length }) => sum + length, 0);
  const bytes = new Uint8Array(size);
  let end = 0;
  for (const part of parts) {
    bytes.set(part, end);
    end += part.length;
  }
  return bytes;
}

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte;
  for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1) * 0xedb88320;
  return sum;
});

/** The CRC-32 that PNG wants. */
function checksum(bytes: Uint8Array): number {
  let sum = ~0;
  for (const byte of bytes) sum = (sum >>> 8) ^ TABLE[(sum ^ byte) & 0xff];
  return ~sum >>> 0;
}

/** Numbers, texts and bitmaps as the merge script writes them and `createReader` reads them. */
export function writeNumber(number: number): Buffer {
  const bytes: number[] = [];
  let left = number;
  for (; left >= 128; left = Math.floor(left / 128)) bytes.push((left % 128) + 128);
  return Buffer.from([...bytes, left]);
}

export function writeText(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([writeNumber(bytes.length), bytes]);
}

/** The bits of some numbers, up to the highest of them. */
export function writeBits(numbers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(numbers.length === 0 ? 0 : Math.floor(Math.max(...numbers) / 8) + 1);
  for (const number of numbers) {
    const place = Math.floor(number / 8);
    bytes[place] = (bytes[place] ?? 0) | (1 << (number % 8));
  }
  return bytes;
}

/**
 * Reads the text frames that a WebSocket client writes (RFC 6455, masked) out of raw bytes. Owns
 * nothing but that; binary and control frames are passed over.
 */
export class FrameReader {
  #bytes = Buffer.alloc(0);
  #parts: Buffer[] = [];

  /** The texts of the messages that these bytes complete. */
  push(bytes: Buffer): readonly string[] {
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    const texts: string[] = [];
    for (let frame = this.#take(); frame !== null; frame = this.#take()) {
      // 1 begins a text, 0 goes on with it; the rest is ping, pong, close or binary.
      if (frame.opcode > 1) continue;
      this.#parts.push(frame.payload);
      if (!frame.final) continue;
      texts.push(Buffer.concat(this.#parts).toString('utf8'));
      this.#parts = [];
    }
    return texts;
  }

  #take(): { opcode: number; final: boolean; payload: Buffer } | null {
    const bytes = this.#bytes;
    if (bytes.length < 6) return null;
    const [first, second] = [bytes.readUInt8(0), bytes.readUInt8(1)];
    const short = second & 0x7f;
    const masked = (second & 0x80) !== 0 ? 4 : 0;
    const sized = short < 126 ? 2 : short === 126 ? 4 : 10;
    if (bytes.length < sized + masked) return null;
    const length =
      short < 126
        ? short
        : short === 126
          ? bytes.readUInt16BE(2)
          : Number(bytes.readBigUInt64BE(2));
    const end = sized + masked + length;
    if (bytes.length < end) return null;
    const mask = bytes.subarray(sized, sized + masked);
    const payload = Buffer.from(bytes.subarray(sized + masked, end));
    if (masked > 0) for (let i = 0; i < length; i += 1) payload[i]! ^= mask[i % 4]!;
    this.#bytes = bytes.subarray(end);
    return { opcode: first & 0x0f, final: (first & 0x80) !== 0, payload };
  }
}

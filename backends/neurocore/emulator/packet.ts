/**
 * Packets of the mesh, 32 bits: inlet or host id (13:0), x (18:14), y (23:19), kind (25:24: bit,
 * count, host), parity of the step number (26), even parity of the whole word (31).
 */
export const packetKinds = ['bit', 'count', 'host'] as const;

/** @param inlet - 0 .. 2^14 - 1 */
export function encodePacket(
  kind: (typeof packetKinds)[number],
  x: number,
  y: number,
  inlet: number,
  tick: number,
): number {
  const code = kind === 'bit' ? 0 : kind === 'count' ? 1 : 2;
  const word = (inlet & 0x3fff) | (x << 14) | (y << 19) | (code << 24) | ((tick & 1) << 26);
  return word | (oddBits(word) << 31);
}

export function packetX(packet: number): number {
  return (packet >>> 14) & 31;
}

export function packetY(packet: number): number {
  return (packet >>> 19) & 31;
}

/** 0 bit, 1 count, 2 host. */
export function packetKind(packet: number): number {
  return (packet >>> 24) & 3;
}

export function packetInlet(packet: number): number {
  return packet & 0x3fff;
}

export function packetTickParity(packet: number): number {
  return (packet >>> 26) & 1;
}

/** 1 if the number of ones is odd: the packet was damaged. */
export function oddBits(word: number): number {
  let folded = word ^ (word >>> 16);
  folded ^= folded >>> 8;
  folded ^= folded >>> 4;
  return (0x6996 >>> (folded & 15)) & 1;
}

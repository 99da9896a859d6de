const factors: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
};

/** Reads `64 MB`, `1 GiB` or a plain number of bytes; undefined for anything else. */
export function parseByteSize(text: number | string): number | undefined {
  const match = /^\s*(\d+(?:\.\d+)?(?:[eE]\+?\d+)?)\s*([A-Za-z]*)\s*$/.exec(String(text));
  if (match === null) return undefined;
  const [, number = '', unit = ''] = match;
  const factor = factors[unit === '' ? 'B' : unit];
  return factor === undefined ? undefined : Math.floor(Number(number) * factor);
}

/** The spikes of nerve.csv: ten channels, each 20 Hz and irregular, repeated for each of four blocks. */

const steps = 6000;
const channels = 10;
const blocks = 4;
/** Mean number of steps of 0.1 ms between two spikes of a channel: 50 ms. */
const meanInterval = 500;

/** Lines `index,step`, ordered by step and index. Equal on every machine: integers only. */
export function nerveCsv(): string {
  const spikes: { readonly step: number; readonly index: number }[] = [];
  let state = 1;
  for (let channel = 0; channel < channels; channel++) {
    let step = 0;
    for (;;) {
      // Multiplier and modulus of Park and Miller, Communications of the ACM 31 (1988), 1192.
      state = (state * 16807) % 2147483647;
      step += 20 + (state % (2 * meanInterval - 40));
      if (step >= steps) break;
      for (let block = 0; block < blocks; block++) {
        spikes.push({ step, index: channel + channels * block });
      }
    }
  }
  spikes.sort((a, b) => a.step - b.step || a.index - b.index);
  return ['index,step', ...spikes.map(({ index, step }) => `${index},${step}`), ''].join('\n');
}

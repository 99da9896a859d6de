import type { CoreCheck } from './core-check.js';
import { bitmapWordBits, mostStateFields } from './table-sizes.js';

export function checkPopulations(check: CoreCheck): void {
  const { core, geometry } = check;
  check.expect('populations', core.populations.length <= 16, `${core.populations.length}`);
  let free = 0;
  let route = 0;
  for (const [place, population] of core.populations.entries()) {
    const where = `population ${place}`;
    const { first, last, fields, stateBase, stateWords, receptors } = population;
    check.expect(
      where,
      first >= free && last >= first && last < geometry.neurons && first % bitmapWordBits === 0,
      `neurons ${first} .. ${last}, free from ${free} to ${geometry.neurons - 1}`,
    );
    free = last + 1;
    const neurons = last - first + 1;
    check.words(`${where}, states`, 'state', stateBase, neurons * stateWords);
    check.expect(where, fields.length <= mostStateFields, `${fields.length} fields`);
    for (const [number, field] of fields.entries()) {
      const inside = field.word >= 0 && field.word < stateWords;
      check.expect(`${where}, field ${number}`, inside, `word ${field.word} of ${stateWords}`);
      check.field(`${where}, field ${number}`, field, geometry.memories.state.wordBits);
    }
    check.expect(where, receptors >= 0 && receptors <= 7, `${receptors} receptors`);
    const { accumulatorBase, soma, foldLength, reset, regular } = population;
    check.words(`${where}, input`, 'accumulator', accumulatorBase, neurons * receptors);
    check.section(`${where}, soma`, soma, { spikes: true });
    const folds = foldLength >= 0 && foldLength <= soma.length;
    check.expect(where, folds, `a fold of ${foldLength} instructions`);
    if (reset) check.section(`${where}, reset`, reset, { spikes: false });
    if (regular) {
      check.section(`${where}, regular`, regular.section, { spikes: false });
      check.expect(where, regular.everyTicks >= 1, `regularly every ${regular.everyTicks} ticks`);
    }
    const { firstRoute, routes } = population;
    check.expect(
      where,
      routes >= 0 && (routes === 0 || firstRoute === route) && route + routes <= core.routes.length,
      `routes ${firstRoute} .. ${firstRoute + routes - 1} of ${core.routes.length}`,
    );
    for (const { low, high } of core.routes.slice(firstRoute, firstRoute + routes))
      check.expect(where, low >= first && high <= last, `a route of neurons ${low} .. ${high}`);
    route += routes;
  }
}

export function checkRoutes(check: CoreCheck): void {
  const { core, geometry } = check;
  check.expect('routes', core.routes.length <= 32, `${core.routes.length}`);
  const [columns, rows] = geometry.mesh;
  for (const [place, { low, high, x, y, inlet, kind }] of core.routes.entries()) {
    const where = `route ${place}`;
    check.expect(where, low <= high, `neurons ${low} .. ${high}`);
    const onMesh = x >= 0 && x < columns && y >= 0 && y < rows && y * columns + x < geometry.cores;
    check.expect(where, onMesh, `a core at (${x}, ${y})`);
    const last = kind === 'count' ? inlet : inlet + high - low;
    const limit = { bit: geometry.inlets, count: geometry.counts, host: 2 ** 14 }[kind];
    check.expect(where, inlet >= 0 && last < limit, `${kind} ${inlet} .. ${last} of ${limit}`);
  }
}

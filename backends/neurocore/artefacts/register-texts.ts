import { type Register, type RegisterField, registerMap } from './register-map.js';

const hex = (value: number, digits: number): string =>
  `0x${value.toString(16).padStart(digits, '0')}`;

/** The register map as a Markdown table, one row per field. */
export function registersToMarkdown(map: readonly Register[] = registerMap): string {
  const rows = map.flatMap((register) =>
    register.fields.map((field, at) => {
      const head = at === 0 ? `${hex(register.offset, 3)} | \`${register.name}\`` : ' | ';
      const reset = field.reset === undefined ? 'none' : hex(field.reset, 1);
      const text = at === 0 ? `${register.description} ` : '';
      return `| ${head} | ${field.high}:${field.low} | \`${field.name}\` | ${field.access} | ${reset} | ${text}${sentence(register, field)} |`;
    }),
  );
  return [
    '| offset | register | bits | field | access | reset | meaning |',
    '|---|---|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

/** A field that is its whole register says nothing more than the register. */
function sentence({ fields, description }: Register, field: RegisterField): string {
  return fields.length === 1 && field.description === description ? '' : field.description;
}

/** The register map as a C header: offsets, masks and shifts. */
export function registersToC(map: readonly Register[] = registerMap): string {
  const lines = map.flatMap((register) => [
    `/* ${register.description} */`,
    `#define ISO_${register.name} ${hex(register.offset, 3)}u`,
    ...register.fields.flatMap((field) => {
      const name = `ISO_${register.name}_${field.name}`;
      const width = field.high - field.low + 1;
      const mask = (width === 32 ? 0xffffffff : (2 ** width - 1) * 2 ** field.low) >>> 0;
      return [
        `#define ${name}_SHIFT ${field.low}u`,
        `#define ${name}_MASK ${hex(mask, 8)}u /* ${field.access}: ${field.description} */`,
      ];
    }),
    '',
  ]);
  return [
    '#ifndef ISOSPIKE_REGISTERS_H',
    '#define ISOSPIKE_REGISTERS_H',
    '',
    ...lines,
    '#endif',
    '',
  ].join('\n');
}

const rdlAccess: Readonly<Record<RegisterField['access'], string>> = {
  ro: 'sw = r; hw = w;',
  rw: 'sw = rw; hw = r;',
  wo: 'sw = w; hw = r;',
  w1c: 'sw = rw; onwrite = woclr; hw = w;',
};

/** The register map in SystemRDL 2.0. */
export function registersToSystemRdl(map: readonly Register[] = registerMap): string {
  const registers = map.flatMap((register) => [
    '  reg {',
    `    desc = "${escaped(register.description)}";`,
    '    regwidth = 32;',
    ...register.fields.map((field) => {
      const reset =
        field.reset === undefined
          ? ''
          : ` = 32'h${field.reset.toString(16)}`.replace("32'", `${field.high - field.low + 1}'`);
      return `    field { desc = "${escaped(field.description)}"; ${rdlAccess[field.access]} } ${field.name}[${field.high}:${field.low}]${reset};`;
    }),
    `  } ${register.name} @ ${hex(register.offset, 3)};`,
  ]);
  return ['addrmap isospike_host_port {', '  default regwidth = 32;', ...registers, '};', ''].join(
    '\n',
  );
}

function escaped(text: string): string {
  return text.replaceAll('"', '\\"');
}

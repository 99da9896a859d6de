import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from './diagnostic.js';
import { renderDiagnostic, renderDiagnostics, renderInLine } from './render.js';

function at(text: string, start: number, end: number, name = 'net.yaml'): Pick<Diagnostic, 'span'> {
  return { span: { source: { name, text }, start, end } };
}

function error(details: Partial<Diagnostic>): Diagnostic {
  return { code: 'FILE_KEY', severity: 'error', message: 'm', ...details };
}

describe('renderDiagnostic', () => {
  it('has the form that the style guide shows', () => {
    const line = '          w = clip(w + apost, 0, wmax*mV)';
    const text = `${'#\n'.repeat(30)}${line}\n`;
    const start = text.indexOf('wmax');
    const rendered = renderDiagnostic({
      code: 'UNIT_ARGS',
      severity: 'error',
      message:
        'clip(x, lo, hi) needs one unit: x = w + apost has no unit, hi = wmax*mV has unit volt',
      ...at(text, start, start + 7, 'faulty.yaml'),
      context: 'projection Syn, on_pre, statement 3',
      label: 'without the check the ceiling would be 0.001',
      help: 'write clip(w + apost, 0, wmax)',
    });
    expect(rendered).toBe(
      [
        'error[UNIT_ARGS]: clip(x, lo, hi) needs one unit: x = w + apost has no unit, hi = wmax*mV has unit volt',
        '  --> faulty.yaml:31:34  projection Syn, on_pre, statement 3',
        '   |',
        '31 |           w = clip(w + apost, 0, wmax*mV)',
        '   |                                  ^^^^^^^ without the check the ceiling would be 0.001',
        'help: write clip(w + apost, 0, wmax)',
      ].join('\n'),
    );
  });

  it('does without place, label and help', () => {
    expect(renderDiagnostic(error({ severity: 'warning' }))).toBe('warning[FILE_KEY]: m');
    expect(renderDiagnostic(error({ context: 'hardware', label: 'so' }))).toBe(
      'error[FILE_KEY]: m\n  --> hardware\nnote: so',
    );
  });

  it('shows the first line of a span over several lines', () => {
    const rendered = renderDiagnostic(error(at('a:\n  bc: 1  \n  d: 2\n', 5, 18)));
    expect(rendered).toBe('error[FILE_KEY]: m\n --> net.yaml:2:3\n  |\n2 |   bc: 1\n  |   ^^^^^');
  });

  it('puts one caret under an empty span, also behind the text', () => {
    expect(renderDiagnostic(error(at('ab', 2, 2)))).toContain('1 | ab\n  |   ^');
    expect(renderDiagnostic(error(at('', 0, 0)))).toContain('1 |\n  | ^');
  });

  it('widens tabs alike in the line and below it', () => {
    expect(renderDiagnostic(error(at('\tv\t= 1', 3, 4)))).toContain(
      '1 |     v   = 1\n  |         ^',
    );
  });

  it('counts wide and combining characters as terminals do', () => {
    expect(renderDiagnostic(error(at('重み = x', 5, 6)))).toContain('1 | 重み = x\n  |        ^');
    expect(renderDiagnostic(error(at('e\u0301 x', 3, 4)))).toContain('  |   ^');
    expect(renderDiagnostic(error(at('😀x', 0, 2)))).toContain('  | ^^');
  });

  it('cuts long lines around the span', () => {
    const text = `${'a'.repeat(500)}XYZ${'b'.repeat(500)}`;
    const lines = renderDiagnostic(error(at(text, 500, 503))).split('\n');
    const shown = lines[3] ?? '';
    expect(shown.length).toBeLessThan(140);
    expect(shown.startsWith('1 | ...aaa')).toBe(true);
    expect(shown.endsWith('bbb...')).toBe(true);
    expect((lines[4] ?? '').indexOf('^^^')).toBe(shown.indexOf('XYZ'));
  });

  it('keeps carets within a cut line', () => {
    const lines = renderDiagnostic(error(at('x'.repeat(5000), 10, 4000))).split('\n');
    expect((lines[4] ?? '').length).toBeLessThan(140);
  });

  it('writes out controls, escapes and signs of direction', () => {
    const rendered = renderDiagnostic(
      error({
        ...at('v\u001b[31m = 1', 2, 6, 'a\u001b]0;x\u0007.yaml'),
        message: 'one\ntwo\u202e',
        context: 'pop\u0000',
        help: 'first\nsecond\u009b',
      }),
    );
    expect(rendered).toContain('error[FILE_KEY]: one two\\u{202e}\n');
    expect(rendered).toContain('a\\u{1b}]0;x\\u{7}.yaml:1:3  pop\\u{0}');
    expect(rendered).toContain('1 | v\\u{1b}[31m = 1\n  |        ^^^^');
    expect(rendered).toContain('help: first\n      second\\u{9b}');
  });

  it('shows no control character and as many carets as columns, whatever the text', () => {
    const texts = fc.string({ unit: 'binary', maxLength: 200 });
    fc.assert(
      fc.property(texts, fc.nat(220), fc.nat(220), texts, (text, start, length, name) => {
        const rendered = renderDiagnostic(error({ ...at(text, start, start + length, name) }));
        expect(rendered.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
        expect(rendered).toMatch(/\^/);
        expect(rendered.split('\n')).toHaveLength(5);
      }),
    );
  });
});

describe('renderDiagnostics', () => {
  it('puts errors first and counts', () => {
    const rendered = renderDiagnostics([
      error({ severity: 'info', code: 'METHOD_CHOSEN', message: 'i' }),
      error({ severity: 'warning', code: 'NO_SYNAPSES', message: 'w' }),
      error({ message: 'a' }),
      error({ message: 'b' }),
    ]);
    expect(rendered).toBe(
      [
        'error[FILE_KEY]: a',
        'error[FILE_KEY]: b',
        'warning[NO_SYNAPSES]: w',
        'info[METHOD_CHOSEN]: i',
        '2 errors, 1 warning, 1 info',
      ].join('\n\n'),
    );
  });

  it('groups warnings by code and names the places of those beyond three', () => {
    const warnings = ['v', 'w', 'x', 'y', 'z'].map((name, index) =>
      error({
        severity: 'warning',
        code: 'ROUNDS_SI_VALUE',
        message: name,
        ...at('v\nw\nx\ny\nz\n', 2 * index, 2 * index + 1),
      }),
    );
    const other = error({ severity: 'warning', code: 'NO_SYNAPSES', message: 'other' });
    const [first, ...rest] = warnings;
    const rendered = renderDiagnostics(first === undefined ? [] : [first, other, ...rest]);
    const heads = rendered.split('\n\n').map((block) => block.split('\n')[0]);
    expect(heads).toEqual([
      'warning[ROUNDS_SI_VALUE]: v',
      'warning[ROUNDS_SI_VALUE]: w',
      'warning[ROUNDS_SI_VALUE]: x',
      'warning[ROUNDS_SI_VALUE]: 2 more at net.yaml:4:1, net.yaml:5:1',
      'warning[NO_SYNAPSES]: other',
      '6 warnings',
    ]);
  });

  it('shows equal findings once, and nothing for none', () => {
    expect(renderDiagnostics([error({}), error({})])).toBe('error[FILE_KEY]: m\n\n1 error');
    expect(renderDiagnostics([])).toBe('');
  });
});

describe('causes', () => {
  const text = 'a: 1\nb: 2\n';
  const silent = error({
    severity: 'warning',
    code: 'SILENT_GROUP',
    message: 'inh: 0 spikes',
    help: 'assign them',
    causes: [{ message: 'weights are 0' }, { message: 'never assigned', ...at(text, 5, 6) }],
  });

  it('stand below the place, the innermost last, in front of the repair', () => {
    expect(renderDiagnostic(silent).split('\n')).toEqual([
      'warning[SILENT_GROUP]: inh: 0 spikes',
      'because weights are 0',
      'because never assigned (net.yaml:2:1)',
      'help: assign them',
    ]);
  });

  it('follow in one line where findings take one line each', () => {
    expect(renderInLine({ ...silent, ...at(text, 0, 1) })).toBe(
      'warning[SILENT_GROUP]: inh: 0 spikes (net.yaml:1:1) <- weights are 0 <- never assigned (net.yaml:2:1)',
    );
  });
});

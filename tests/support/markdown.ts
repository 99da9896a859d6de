/** Parts of Markdown texts that tests check. */

export interface FencedBlock {
  readonly language: string;
  readonly text: string;
  /** Line of the opening fence, from 1. */
  readonly line: number;
}

/** The fenced code blocks of a text, in order. */
export function fencedBlocks(markdown: string): readonly FencedBlock[] {
  const lines = markdown.split('\n');
  const blocks: FencedBlock[] = [];
  for (let start = 0; start < lines.length; start++) {
    const opening = /^(```+)(\w*)$/.exec(lines[start] ?? '');
    if (opening === null) continue;
    const [, fence, language = ''] = opening;
    let end = start + 1;
    while (end < lines.length && lines[end] !== fence) end++;
    blocks.push({ language, text: lines.slice(start + 1, end).join('\n'), line: start + 1 });
    start = end;
  }
  return blocks;
}

/** Targets of links and pictures, without those inside fenced blocks or inline code. */
export function linkTargets(markdown: string): readonly string[] {
  const prose = markdown.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '');
}

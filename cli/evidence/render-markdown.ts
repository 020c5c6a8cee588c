import type { Block, Page, Section } from './page.js';

/** The page as Markdown, with tables as GitHub draws them. */
export function renderMarkdown({ title, verdict, sections }: Page): string {
  return [`# ${escapeText(title)}`, `**${escapeText(verdict)}**`, ...sections.map(renderSection)].join('\n\n') + '\n';
}

function renderSection({ title, blocks }: Section): string {
  return [`## ${escapeText(title)}`, ...blocks.map(renderBlock)].join('\n\n');
}

function renderBlock(block: Block): string {
  switch (block.kind) {
    case 'facts':
      return block.rows.map(([name, value]) => `- **${escapeText(name)}**: ${escapeText(value)}`).join('\n');
    case 'table':
      return [
        row(block.columns),
        row(
          block.columns.map(() => '---'),
          String,
        ),
        ...block.rows.map((cells) => row(cells)),
      ].join('\n');
    case 'list':
      return block.items.map((item) => `- ${escapeText(item)}`).join('\n');
    case 'text':
      return escapeText(block.text);
    case 'verbatim':
      return `\`\`\`\n${block.text.replaceAll('```', "'''")}\n\`\`\``;
  }
}

function row(cells: string[], escape = escapeText): string {
  return `| ${cells.map(escape).join(' | ')} |`;
}

/** Nothing of a text is taken for mark-up; it stays on one line. */
function escapeText(text: string): string {
  return text.replaceAll(/[\\`*_[\]<>|#~!]/g, '\\$&').replaceAll(/\s*\n\s*/g, ' · ');
}

import pc from 'picocolors';

export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function heading(text: string): void {
  say(`\n\n  ${pc.bold(text)}`);
}
